#include "check/ec57.h"

#include <math.h>

#define INF (INT64_MAX / 4) /* time of the beat after the last: far from every time, and differences of two do not overflow */

enum { CODE_NOISE = 14, CODE_VF_ON = 32, CODE_VF_OFF = 33, SHUT = 0x30 };

struct span {
	int64_t on, off; /* inclusive; on > off: none */
};

/* A list being read with one beat of look-ahead. */
struct side {
	const struct ec57_ann *a;
	size_t n, i;
	int64_t t, next_t;          /* current and next beat */
	int k, next_k;              /* their classes; EC57_NONE past the end, START before the beginning */
	int64_t rr, next_rr;        /* interval to the beat before, 0 where it is not valid */
	struct span vf[2], shut[2]; /* the two newest of each */
	int64_t window;
	bool fold_s;
};

enum { START = -2 };

enum ec57_class
ec57_class_of(int code)
{
	static const signed char map[50] = {
		[1] = 1 + EC57_N,
		[2] = 1 + EC57_N,
		[3] = 1 + EC57_N,
		[25] = 1 + EC57_N,
		[4] = 1 + EC57_S,
		[7] = 1 + EC57_S,
		[8] = 1 + EC57_S,
		[9] = 1 + EC57_S,
		[11] = 1 + EC57_S,
		[34] = 1 + EC57_S,
		[35] = 1 + EC57_S,
		[5] = 1 + EC57_V,
		[10] = 1 + EC57_V,
		[41] = 1 + EC57_V,
		[6] = 1 + EC57_F,
		[12] = 1 + EC57_Q,
		[13] = 1 + EC57_Q,
		[30] = 1 + EC57_Q,
		[38] = 1 + EC57_Q,
		[31] = 1 + EC57_O,
	};
	return code < 0 || code >= 50 ? EC57_NONE : (enum ec57_class)(map[code] - 1);
}

char
ec57_letter(enum ec57_class c)
{
	return c >= 0 && c < EC57_CLASSES ? "NSVFQOX"[c] : '*';
}

static void
span_push(struct span *s, int64_t on, int64_t off)
{
	s[1] = s[0];
	s[0] = (struct span){ on, off };
}

static bool
span_has(const struct span *s, int64_t t)
{
	return (t >= s[0].on && t <= s[0].off) || (t >= s[1].on && t <= s[1].off);
}

/* Skips what lies in flutter or fibrillation; s->i stands on the annotation after `[`. */
static void
skip_vf(struct side *s, int64_t on)
{
	int64_t off = INF;
	while (s->i < s->n) {
		const struct ec57_ann *a = &s->a[s->i++];
		if (a->code == CODE_VF_OFF) {
			off = a->time;
			break;
		}
	}
	span_push(s->vf, on, off);
}

/* A noise annotation that begins a shutdown; s->i stands on the one after it. */
static void
read_shut(struct side *s, int64_t on)
{
	if (s->i < s->n && s->a[s->i].code == CODE_NOISE && (s->a[s->i].subtyp & SHUT) != SHUT) {
		span_push(s->shut, on, s->a[s->i++].time);
		return;
	}
	/* not closed: from the last good beat (or the end of fibrillation) to the next annotation, less the window */
	int64_t from = s->vf[0].off > s->t && s->vf[0].off < INF ? s->vf[0].off : s->t;
	span_push(s->shut, from + s->window, s->i < s->n ? s->a[s->i].time - s->window : INF);
}

/* The next beat becomes the current one; reads on to the one after it. */
static void
advance(struct side *s)
{
	s->t = s->next_t;
	s->k = s->next_k;
	s->rr = s->next_rr;
	bool broken = s->k < 0; /* no interval over a break or from before the first beat */
	while (s->i < s->n) {
		const struct ec57_ann *a = &s->a[s->i++];
		enum ec57_class k = ec57_class_of(a->code);
		if (k != EC57_NONE) {
			s->next_t = a->time;
			s->next_k = s->fold_s && k == EC57_S ? EC57_N : k;
			s->next_rr = broken ? 0 : a->time - s->t;
			return;
		}
		if (a->code == CODE_VF_ON) {
			skip_vf(s, a->time);
			broken = true;
		} else if (a->code == CODE_NOISE && (a->subtyp & SHUT) == SHUT) {
			read_shut(s, a->time);
			broken = true;
		}
	}
	s->next_t = INF;
	s->next_k = EC57_NONE;
	s->next_rr = 0;
}

static int64_t
dist(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

static void
count(struct ec57 *sum, const struct ec57_opts *o, int64_t T, int A, int64_t t, int a)
{
	if (A == START)
		A = a == START ? START : EC57_O;
	if (A == START)
		return; /* both lists stand before their first beat */
	if (a == START)
		a = EC57_O;
	if (A >= 0 && a >= 0)
		sum->n[A][a]++;
	if (o->pair)
		o->pair(o->arg, T, (enum ec57_class)A, t, (enum ec57_class)a);
}

static void
count_pair(struct ec57 *sum, const struct ec57_opts *o, struct side *r, struct side *x)
{
	count(sum, o, r->t, r->k, x->t, x->k);
	if (r->k >= 0 && x->k >= 0 && r->rr > 0 && x->rr > 0) {
		double d = (double)(x->rr - r->rr) / o->fs;
		sum->rr_pairs++;
		sum->rr_sum += d * d;
	}
	advance(r);
	advance(x);
}

static bool
more(int64_t e, int64_t T, int64_t t)
{
	if (e > 0)
		return T <= e || t <= e;
	return T < INF && (e == EC57_END_REF || t < INF);
}

void
ec57_compare(struct ec57 *sum, const struct ec57_ann *ref, size_t nref, const struct ec57_ann *test, size_t ntest,
	const struct ec57_opts *o)
{
	int64_t w = o->window >= 0 ? o->window : (int64_t)(0.150 * o->fs + 1e-9);
	int64_t s = o->start >= 0 ? o->start : (int64_t)floor(300 * o->fs + 0.5);
	const struct span none = { 1, 0 };
	struct side r = { .a = ref,
		.n = nref,
		.k = START,
		.next_k = START,
		.vf = { none, none },
		.shut = { none, none },
		.window = w,
		.fold_s = o->fold_s };
	struct side x = r;
	x.a = test;
	x.n = ntest;

	do
		advance(&r);
	while (r.t < s);
	do
		advance(&x);
	while (x.next_t < s);
	if (r.t - x.t < dist(r.t, x.next_t) && r.t - x.t <= w)
		count_pair(sum, o, &r, &x);
	else {
		advance(&x);
		if (x.t - s <= w && dist(r.t, x.next_t) < dist(r.t, x.t))
			advance(&x); /* one test beat without partner is forgiven near the start */
	}
	while (more(o->end, r.t, x.t)) {
		int64_t d = dist(r.t, x.t);
		if (x.t < r.t) {
			if (d <= w && (d < dist(r.t, x.next_t) || dist(r.next_t, x.next_t) < dist(r.t, x.next_t))) {
				count_pair(sum, o, &r, &x);
				continue;
			}
			int pseudo = span_has(r.vf, x.t) ? EC57_NONE : span_has(r.shut, x.t) ? EC57_X : EC57_O;
			count(sum, o, x.t, pseudo, x.t, x.k);
			advance(&x);
		} else {
			if (d <= w && (d < dist(x.t, r.next_t) || dist(x.next_t, r.next_t) < dist(x.t, r.next_t))) {
				count_pair(sum, o, &r, &x);
				continue;
			}
			count(sum, o, r.t, r.k, r.t, span_has(x.shut, r.t) ? EC57_X : EC57_O);
			advance(&r);
		}
	}
}

void
ec57_add(struct ec57 *sum, const struct ec57 *one)
{
	for (int i = 0; i < EC57_CLASSES; i++)
		for (int j = 0; j < EC57_CLASSES; j++)
			sum->n[i][j] += one->n[i][j];
	sum->rr_pairs += one->rr_pairs;
	sum->rr_sum += one->rr_sum;
}

/* One bit a class. */
enum { N = 1 << EC57_N, S = 1 << EC57_S, V = 1 << EC57_V, F = 1 << EC57_F, Q = 1 << EC57_Q, O = 1 << EC57_O, X = 1 << EC57_X };

static uint64_t
cells(const struct ec57 *c, unsigned rows, unsigned cols)
{
	uint64_t n = 0;
	for (unsigned i = 0; i < EC57_CLASSES; i++)
		for (unsigned j = 0; j < EC57_CLASSES; j++)
			if (rows >> i & 1 && cols >> j & 1)
				n += c->n[i][j];
	return n;
}

static struct ec57_stat
stat_of(uint64_t tp, uint64_t fn, uint64_t fp)
{
	return (struct ec57_stat){ .tp = tp,
		.fn = fn,
		.fp = fp,
		.se = tp + fn ? 100.0 * (double)tp / (double)(tp + fn) : NAN,
		.ppv = tp + fp ? 100.0 * (double)tp / (double)(tp + fp) : NAN };
}

struct ec57_stat
ec57_qrs(const struct ec57 *c)
{
	const unsigned beat = N | S | V | F | Q;
	return stat_of(cells(c, beat, beat), cells(c, beat, O | X), cells(c, O | X, beat));
}

struct ec57_stat
ec57_veb(const struct ec57 *c)
{
	return stat_of(cells(c, V, V), cells(c, V, N | S | F | Q | O | X), cells(c, N | S | O | X, V));
}

struct ec57_stat
ec57_sveb(const struct ec57 *c)
{
	return stat_of(cells(c, S, S), cells(c, S, N | V | F | Q | O | X), cells(c, N | V | F | O | X, S));
}

uint64_t
ec57_beats(const struct ec57 *c)
{
	struct ec57_stat s = ec57_qrs(c);
	return s.tp + s.fn;
}

double
ec57_rms_rr(const struct ec57 *c)
{
	return c->rr_pairs ? 1000 * sqrt(c->rr_sum / (double)c->rr_pairs) : NAN;
}
