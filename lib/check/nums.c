#include "check/nums.h"

#include "check/input.h"
#include "core/num.h"
#include "core/status.h"
#include "format/format.h"

#include <math.h>
#include <stdlib.h>

static const struct answer_form nums_form = {
	.name = "nums",
	.label = { "source", "signal" },
	.main = "all",
	.column = { { "expected", 0 }, { "compared", 0 }, { "missing", 0 }, { "within", 0 }, { "outside", 0 }, { "other-unit", 0 },
		{ "within-pct", 3 }, { "worst", 6 }, { "bias", 6 }, { "sd", 6 }, { "rms", 6 } },
};
const struct answer_form *const nums_forms[] = { &nums_form, NULL };

struct value {
	int64_t time;
	double v;
};

struct series {
	struct value *v; /* allocated */
	size_t n, room;
	bool sorted;
	char unit[REC_INSTANCE + 1]; /* "" not told */
	bool mixed;                  /* units differ within it */
};

struct side {
	struct map map;   /* (source, signal) → series; source "-" where it is not told */
	struct map first; /* (source, "") → first TIME */
};

struct tally {
	uint64_t expected, compared, missing, within, outside, other_unit, judged;
	double worst, sum, squares;
};

bool
nums_tolerance(const char *text, struct nums_tolerance *t)
{
	struct str value = str_of(text);
	t->pattern = str_cut(&value, '=');
	t->relative = value.n > 0 && value.p[value.n - 1] == '%';
	if (t->relative)
		value.n--;
	return t->pattern.n > 0 && value.p && num_get_f64(value, &t->limit) && t->limit >= 0;
}

static bool
add(struct side *s, struct str source, struct str signal, struct str unit, int64_t time, double v)
{
	bool fresh;
	struct series *x = map_get(&s->map, source, signal, &fresh);
	int64_t *first = map_get(&s->first, source, STR(""), &fresh);
	if (!x || !first)
		return false;
	if (fresh || time < *first)
		*first = time;
	if (unit.n && !x->unit[0])
		(void)str_copy(x->unit, sizeof x->unit, unit);
	else if (unit.n && !str_is(unit, x->unit))
		x->mixed = true;
	if (x->n == x->room) {
		size_t room = x->room ? 2 * x->room : 256;
		struct value *p = realloc(x->v, room * sizeof *p);
		if (!p)
			return false;
		x->v = p;
		x->room = room;
	}
	x->sorted = x->n == 0 || (x->sorted && x->v[x->n - 1].time <= time);
	x->v[x->n++] = (struct value){ time, v };
	return true;
}

static bool
record(void *arg, const struct rec *r)
{
	double v;
	if (r->type != REC_NUM || !rec_value(r, &v) || (rec_flags(r) & FLAGS_NOT_GOOD))
		return true;
	return add(arg, r->source, r->signal, r->u.num.unit, r->time, v);
}

static bool
csv_add(void *arg, const struct csv_value *v)
{
	struct str source = v->source.n ? v->source : STR("-");
	if (!rec_source_ok(source) || v->signal.n == 0 || v->signal.n > REC_SIGNAL)
		return true; /* no stream has such a signal: nothing to compare with */
	return add(arg, source, v->signal, v->unit, v->time, v->value);
}

static int
read_csv(struct answer *a, struct side *s, struct in *in, const char *path)
{
	struct csv_reader r;
	struct lines l;
	struct str line;
	uint64_t skipped;
	enum lines_kind kind;
	bool good = true;
	int status = ST_OK;
	lines_from(&l, in);
	csv_start(&r, csv_add, s);
	while (good && ((kind = lines_next(&l, &line, &skipped)) == LINES_LINE || kind == LINES_TAIL))
		good = csv_line(&r, line);
	if (!good) {
		char at[24];
		*num_put_u64(at, r.csv.line) = '\0';
		char why[96] = "line ";
		(void)str_copy(why + 5, sizeof why - 5, str_of(at));
		size_t n = strlen(why);
		(void)str_copy(why + n, sizeof why - n, STR(": "));
		(void)str_copy(why + n + 2, sizeof why - n - 2, str_of(r.csv.why));
		input_fault(a, path, why);
		status = ST_DAMAGED;
	} else if (kind == LINES_LONG) {
		input_fault(a, path, "a line of over 1 MiB");
		status = ST_DAMAGED;
	} else if (kind == LINES_ERROR) {
		input_fault(a, path, in_error(l.error));
		status = l.error == IN_CUT || l.error == IN_BAD ? ST_DAMAGED : ST_IO;
	}
	csv_free(&r);
	lines_close(&l);
	return status;
}

/* A stream, or else CSV. */
static int
read_ref(struct answer *a, struct side *s, const char *path)
{
	struct in in;
	const char *head;
	int rc = in_open(&in, path);
	if (rc < 0) {
		input_fault(a, path, in_error(rc));
		return ST_IO;
	}
	ssize_t n = in_peek(&in, IN_PEEK, &head);
	bool stream = n >= 0 && fmt_stream((struct str){ head, (size_t)n }, true) == FMT_YES;
	return stream ? input_records(a, &in, path, record, s) : read_csv(a, s, &in, path);
}

static int
by_time(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	return x->time < y->time ? -1 : x->time > y->time ? 1 : x->v < y->v ? -1 : x->v > y->v;
}

static void
in_order(struct side *s)
{
	for (struct map_entry *e = s->map.first; e; e = e->next) {
		struct series *x = e->state;
		if (!x->sorted)
			qsort(x->v, x->n, sizeof *x->v, by_time);
	}
}

/* Index of the value nearest in time, the earlier of two; *from is where to begin. n > 0. */
static size_t
nearest(const struct series *x, int64_t time, size_t *from)
{
	size_t i = *from;
	while (i + 1 < x->n && x->v[i + 1].time <= time)
		i++;
	*from = i;
	return i + 1 < x->n && x->v[i + 1].time - time < time - x->v[i].time ? i + 1 : i;
}

static const struct nums_tolerance *
tolerance_of(const struct nums_opts *o, struct str source, struct str signal)
{
	for (size_t i = 0; i < o->ntolerances; i++)
		if (rec_match(o->tolerance[i].pattern, source, signal))
			return &o->tolerance[i];
	return NULL;
}

static int64_t
shift_of(struct side *s, struct str source, bool from_start)
{
	int64_t *first = from_start ? map_find(&s->first, source, STR("")) : NULL;
	return first ? *first : 0;
}

static void
compare(struct tally *y, const struct series *ref, const struct series *test, int64_t shift, const struct nums_tolerance *t,
	int64_t window)
{
	bool other_unit =
		test && ((ref->unit[0] && test->unit[0] && strcmp(ref->unit, test->unit) != 0) || test->mixed || ref->mixed);
	size_t from = 0;
	y->expected += ref->n;
	if (!test || test->n == 0) {
		y->missing += ref->n;
		return;
	}
	if (other_unit) { /* numbers of two units are not to be compared */
		y->other_unit += ref->n;
		return;
	}
	for (size_t i = 0; i < ref->n; i++) {
		int64_t time = ref->v[i].time + shift;
		const struct value *v = &test->v[nearest(test, time, &from)];
		if (v->time - time > window || time - v->time > window) {
			y->missing++;
			continue;
		}
		double d = v->v - ref->v[i].v, size = fabs(d);
		y->compared++;
		y->sum += d;
		y->squares += d * d;
		y->worst = size > y->worst ? size : y->worst;
		if (t) {
			double limit = t->relative ? t->limit / 100 * fabs(ref->v[i].v) : t->limit;
			bool in = size <= limit + 1e-9 * (fabs(ref->v[i].v) + limit); /* 0.1 is not exact in binary */
			y->judged++;
			y->within += in;
			y->outside += !in;
		}
	}
}

static void
row(struct answer *a, struct str source, struct str signal, const struct tally *y)
{
	double *v = answer_row(a, answer_table(a, "nums"), source, signal), n = (double)y->compared;
	double tried = (double)(y->judged + y->missing + y->other_unit);
	bool judged = y->judged > 0;
	const double one[] = { (double)y->expected, n, (double)y->missing, judged ? (double)y->within : NAN,
		judged ? (double)y->outside : NAN, (double)y->other_unit, judged ? 100.0 * (double)y->within / tried : NAN,
		n > 0 ? y->worst : NAN, n > 0 ? y->sum / n : NAN,
		n > 1 ? sqrt(fmax(y->squares - y->sum * y->sum / n, 0) / (n - 1)) : NAN, n > 0 ? sqrt(y->squares / n) : NAN };
	memcpy(v, one, sizeof one);
}

static void
total(struct tally *sum, const struct tally *y)
{
	sum->expected += y->expected;
	sum->compared += y->compared;
	sum->missing += y->missing;
	sum->within += y->within;
	sum->outside += y->outside;
	sum->other_unit += y->other_unit;
	sum->judged += y->judged;
	sum->worst = fmax(sum->worst, y->worst);
	sum->sum += y->sum;
	sum->squares += y->squares;
}

/* A tolerance is a question of its own where nothing else is required. */
static void
verdict(struct answer *a, struct str source, struct str signal, const struct tally *y, const struct nums_tolerance *t)
{
	char name[REC_SOURCE + REC_SIGNAL + 2], number[4][24];
	size_t n = 0;
	if (!t)
		return;
	if (!str_is(source, "-")) {
		memcpy(name, source.p, source.n);
		n = source.n;
		name[n++] = '/';
	}
	memcpy(name + n, signal.p, signal.n);
	n += signal.n;
	const uint64_t figure[4] = { y->within, y->expected, y->outside, y->missing + y->other_unit };
	struct str text[4];
	for (int i = 0; i < 4; i++)
		text[i] = (struct str){ number[i], (size_t)(num_put_u64(number[i], figure[i]) - number[i]) };
	ANSWER_CASE(a, y->within == y->expected ? ANSWER_OK : ANSWER_NO, ((struct str){ name, n }), NULL, 0, text[0], STR(" of "),
		text[1], STR(" within the tolerance, "), text[2], STR(" outside, "), text[3], STR(" without a partner"));
}

/* The series of the test that an expected one is compared with: of the same SIGNAL, or the only instance of it. `temp` and
 * `glucose` are never a part of the body or a control solution. */
static struct series *
partner(struct side *tests, struct str source, struct str signal)
{
	struct series *x = map_find(&tests->map, source, signal), *found = NULL;
	if (x || sig_instance(signal).p || str_is(signal, "temp") || str_is(signal, "glucose"))
		return x;
	for (struct map_entry *e = map_source(&tests->map, source); e; e = e->sibling)
		if (str_eq(sig_name(e->signal), signal)) {
			if (found)
				return NULL;
			found = e->state;
		}
	return found;
}

static int
judge(struct answer *a, const struct nums_opts *o, struct side *refs, struct side *tests)
{
	struct tally sum = { 0 };
	bool all = true;
	for (struct map_entry *e = refs->map.first; e; e = e->next) {
		bool any = !str_is(e->source, "-");
		/* Without a source it is expected of every source. */
		for (struct map_entry *s = any ? NULL : tests->first.first; any || s; s = any ? NULL : s->next) {
			struct str source = any ? e->source : s->source;
			const struct nums_tolerance *t = tolerance_of(o, source, e->signal);
			struct tally y = { 0 };
			int64_t shift = shift_of(tests, source, o->from_start) - shift_of(refs, e->source, o->from_start);
			compare(&y, e->state, partner(tests, source, e->signal), shift, t, o->window);
			row(a, source, e->signal, &y);
			total(&sum, &y);
			all = all && (!t || y.within == y.expected);
			if (o->judge)
				verdict(a, source, e->signal, &y, t);
			if (any)
				break;
		}
		if (!any && !tests->first.first) {
			struct tally y = { 0 };
			compare(&y, e->state, NULL, 0, NULL, 0);
			row(a, e->source, e->signal, &y);
			total(&sum, &y);
			all = false;
		}
	}
	row(a, STR("all"), STR("-"), &sum);
	if (sum.compared == 0)
		ANSWER_CASE(a, ANSWER_NO, STR("values compared"), NULL, 0, STR("0"));
	return (o->judge && !all) || sum.compared == 0 ? ST_NO : ST_OK;
}

static void
side_free(struct side *s)
{
	for (struct map_entry *e = s->map.first; e; e = e->next)
		free(((struct series *)e->state)->v);
	map_free(&s->map);
	map_free(&s->first);
}

int
nums_run(struct answer *a, const struct nums_opts *o, const char *const *file, size_t n)
{
	struct side refs, tests;
	map_start(&refs.map, sizeof(struct series), 0);
	map_start(&refs.first, sizeof(int64_t), 0);
	map_start(&tests.map, sizeof(struct series), 0);
	map_start(&tests.first, sizeof(int64_t), 0);
	int status = read_ref(a, &refs, o->ref);
	bool whole = status == ST_OK; /* a part of what is expected is no measure */
	for (size_t i = 0; whole && i < n; i++)
		status = st_worse(status, input_stream(a, file[i], record, &tests));
	in_order(&refs);
	in_order(&tests);
	if (whole && status < ST_IO)
		status = st_worse(status, judge(a, o, &refs, &tests));
	side_free(&refs);
	side_free(&tests);
	return status;
}
