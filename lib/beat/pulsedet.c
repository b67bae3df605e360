#include "beat/pulsedet.h"

#include "beat/pulseother.h"

#include <math.h>
#include <string.h>

enum {
	SUM = 7,  /* slopes in the slope sum: 140 ms */
	TOP = 15, /* the top lies within this behind the steepest point */
	LOW = 15, /* … the lowest within this before it */
	FALL = 20,
	WARM = 40, /* internal samples before the first candidate */
	BIN = 75,  /* 1.5 s: the level is the median of the largest rise in each */
	BINS = 5,
	PAST = 262 /* 5.25 s: the bins begin so long before a candidate */
};

#define LEAST 2.0 /* counts: what rises less is the converter's last digit */

#define AT(ring, i) ((ring)[(uint64_t)(i) % PULSEDET_RING])

bool
pulsedet_start(struct pulsedet *p, struct rate fs)
{
	memset(p, 0, sizeof *p);
	p->block = -1;
	return pulsefront_start(&p->front, fs);
}

static struct pulsedet_cand *
cand(struct pulsedet *p, uint32_t i)
{
	return &p->cand[i % PULSEDET_CANDS];
}

double
pulsedet_level(const struct pulsedet *p, int64_t from, int64_t to)
{
	double sum = 0;

	for (int64_t i = from; i < to; i++)
		sum += AT(p->lost, i) ? NAN : AT(p->raw, i);
	return sum / (double)(to - from) - (double)p->front.offset;
}

double
pulsedet_alike(const float *a, const float *b)
{
	double sum = 0;

	for (int i = 0; i < PULSEDET_SHAPE; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

/* Where a parabola through three points has its extremum, -0.5 … 0.5 from the middle one. */
static double
vertex(double a, double b, double c)
{
	double curve = a - 2 * b + c;
	double at = curve < 0 ? (a - c) / (2 * curve) : 0;

	return fmin(fmax(at, -0.5), 0.5);
}

static void
shape(const struct pulsedet *p, struct pulsedet_cand *c, int64_t s)
{
	double mean = 0, power = 0;

	for (int i = 0; i < PULSEDET_SHAPE; i++)
		mean += AT(p->y, s - PULSEDET_RISING + i) / PULSEDET_SHAPE;
	for (int i = 0; i < PULSEDET_SHAPE; i++) {
		double v = AT(p->y, s - PULSEDET_RISING + i) - mean;

		power += v * v;
		c->shape[i] = (float)v;
	}
	double scale = power > 0 ? 1 / sqrt(power) : 0;

	for (int i = 0; i < PULSEDET_SHAPE; i++)
		c->shape[i] = (float)((double)c->shape[i] * scale);
}

/* Measures the candidate at m; y is known to m + PULSEDET_REACH. */
static void
measure(const struct pulsedet *p, struct pulsedet_cand *c, int64_t m)
{
	int64_t s = m, top, low;
	double steepest = 0, fall = 0;

	memset(c, 0, sizeof *c);
	c->n = m;
	for (int64_t i = m - SUM + 1; i <= m; i++)
		if (AT(p->d, i) > AT(p->d, s))
			s = i;
	steepest = AT(p->d, s) / 2;
	/* the top: the largest before the wave has fallen by a quarter of what it rose */
	top = low = s;
	for (int64_t i = s; i >= s - LOW; i--)
		if (AT(p->y, i) < AT(p->y, low))
			low = i;
	for (int64_t i = s; i <= s + TOP; i++) {
		if (AT(p->y, i) > AT(p->y, top))
			top = i;
		else if (AT(p->y, top) - AT(p->y, i) > 0.25 * (AT(p->y, top) - AT(p->y, low)))
			break;
	}
	for (int64_t i = top; i < m + PULSEDET_REACH && i < top + FALL; i++)
		fall = fmax(fall, -AT(p->d, i) / 2);
	c->low = AT(p->y, low);
	c->rise = AT(p->y, top) - c->low;
	c->steep = (double)s + vertex(AT(p->d, s - 1), AT(p->d, s), AT(p->d, s + 1));
	c->peak = (double)top + vertex(AT(p->y, top - 1), AT(p->y, top), AT(p->y, top + 1));
	c->foot = steepest > 0 ? (double)s - (AT(p->y, s) - c->low) / steepest : (double)low;
	c->foot = fmax(c->foot, (double)low);
	c->fall = steepest > 0 ? fall / steepest : 0;
	for (int64_t i = low; i <= top; i++)
		c->lost |= AT(p->lost, i);
	shape(p, c, s);
}

/* Is the slope sum at i larger than all near it? Of equals the first is. */
static bool
is_peak(const struct pulsedet *p, int64_t i)
{
	double v = AT(p->f, i);

	if (v <= 0)
		return false;
	for (int64_t k = 1; k <= PULSEDET_NEAR; k++)
		if (v <= AT(p->f, i - k) || v < AT(p->f, i + k))
			return false;
	return true;
}

static double
median(double *v, int n)
{
	for (int i = 1; i < n; i++) {
		double x = v[i];
		int k = i;

		for (; k > 0 && v[k - 1] > x; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
	return n == 0 ? 0 : n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* The level of the larger rises from PAST before sample n to AHEAD behind it. */
static double
level(struct pulsedet *p, int64_t n)
{
	double top[BINS] = { 0 };
	int used = 0;

	for (uint32_t i = p->made; i-- > 0 && p->made - i <= PULSEDET_CANDS;) {
		const struct pulsedet_cand *c = cand(p, i);
		int64_t at = c->n - (n - PAST);

		if (at < 0)
			break;
		if (at / BIN < BINS)
			top[at / BIN] = fmax(top[at / BIN], c->rise);
	}
	for (int i = 0; i < BINS; i++)
		if (top[i] > 0)
			top[used++] = top[i];
	return median(top, used);
}

double
pulsedet_usual(const struct pulsedet *p)
{
	double v[8];
	int n = 0;

	for (uint32_t i = p->beats; i-- > 1 && n < 8;)
		v[n++] = p->beat[i % PULSEDET_BEATS].c.steep - p->beat[(i - 1) % PULSEDET_BEATS].c.steep;
	return n < 3 ? 0 : median(v, n);
}

/* Likeness of a candidate with the pulses before it and the candidates behind it. */
static double
likeness(struct pulsedet *p, const struct pulsedet_cand *c, uint32_t next)
{
	double v[12];
	int n = 0;

	for (uint32_t i = p->beats; i-- > 0 && n < 6 && p->beats - i <= 6;)
		v[n++] = pulsedet_alike(c->shape, p->beat[i % PULSEDET_BEATS].c.shape);
	for (uint32_t j = next; j < p->made && n < 9 && cand(p, j)->n <= c->n + PULSEDET_AHEAD; j++)
		if (cand(p, j)->rise > 0.6 * c->rise)
			v[n++] = pulsedet_alike(c->shape, cand(p, j)->shape);
	return median(v, n);
}

static bool
is_pulse(struct pulsedet *p, uint32_t i, double like)
{
	const struct pulsedet_cand *c = cand(p, i), *next = NULL;
	const struct pulsedet_beat *b = p->beats ? &p->beat[(p->beats - 1) % PULSEDET_BEATS] : NULL;
	double top = level(p, c->n), interval = pulsedet_usual(p);

	if (c->rise < LEAST || c->rise < 0.25 * top)
		return false;
	for (uint32_t j = i + 1; j < p->made && cand(p, j)->n <= c->n + PULSEDET_AHEAD && !next; j++)
		if (cand(p, j)->rise >= 0.6 * top)
			next = cand(p, j);
	if (b && c->peak - b->c.peak < PULSEDET_NEAR)
		return false; /* the same top */
	if (!b || c->steep - b->c.steep > 150)
		return c->rise >= 0.4 * top;
	double since = c->steep - b->c.steep, around = next ? next->steep - b->c.steep : 0;

	/* a dicrotic wave: a smaller rise that begins where the wave before has not yet fallen */
	if (c->rise < 0.85 * b->c.rise && c->low - b->c.low > 0.3 * b->c.rise && (!next || since < 0.6 * around) && since < 40)
		return false;
	if (c->rise >= 0.6 * top)
		return true;
	/* a weak one of the right shape that begins where the wave before has fallen: after a short interval little is ejected */
	if (like >= 0.9 && c->low - b->c.low < 0.3 * b->c.rise && since > 0.4 * interval)
		return true;
	/* one between two pulses of the usual distance */
	if (interval > 0 && around > 0)
		return around > 1.45 * interval && since > 0.5 * interval;
	return c->rise >= 0.4 * top && since > 0.5 * interval;
}

static void
judge(struct pulsedet *p, int64_t now, pulsedet_emit emit, void *arg)
{
	while (p->judged < p->made && cand(p, p->judged)->n + PULSEDET_AHEAD <= now) {
		const struct pulsedet_cand *c = cand(p, p->judged);

		double like = likeness(p, c, p->judged + 1);

		if (is_pulse(p, p->judged, like)) {
			struct pulsedet_beat *b = &p->beat[p->beats % PULSEDET_BEATS];

			*b = (struct pulsedet_beat){
				.c = *c,
				.index = pulsefront_input(&p->front, c->peak),
				.foot = pulsefront_input(&p->front, c->foot),
				.like = like,
			};
			p->beats++;
			emit(arg, b);
		}
		p->judged++;
	}
}

/* One internal sample. */
static void
step(struct pulsedet *p, const struct pulsefront_out *o)
{
	int64_t n = p->n++, m = n - 2;

	AT(p->raw, n) = o->y;
	AT(p->lost, n) = o->lost;
	AT(p->beyond, n) = o->beyond;
	AT(p->f, n) = 0;
	if (n < 4) {
		AT(p->y, n) = o->y;
		return;
	}
	AT(p->y, m) =
		(AT(p->raw, n) + AT(p->raw, n - 4) + 4 * (AT(p->raw, n - 1) + AT(p->raw, n - 3)) + 6 * AT(p->raw, n - 2)) / 16;
	AT(p->d, m - 1) = m > 4 ? AT(p->y, m) - AT(p->y, m - 2) : 0;
	double sum = 0;

	for (int64_t i = m - SUM; i < m; i++)
		sum += fmax(AT(p->d, i), 0);
	AT(p->f, m - 1) = sum;
	pulseother_step(p, m);
	int64_t i = m - PULSEDET_REACH;

	if (i < WARM || !is_peak(p, i))
		return;
	measure(p, cand(p, p->made), i);
	p->made++;
}

void
pulsedet_feed(struct pulsedet *p, const int32_t *x, size_t n, pulsedet_emit emit, void *arg)
{
	struct pulsefront_out o;

	for (;;) {
		bool made;
		size_t used = pulsefront_feed(&p->front, x, n, &o, &made);

		x += used;
		n -= used;
		if (!made)
			return;
		step(p, &o);
		/* a candidate is judged before it could know of what comes later, whatever the length of the piece */
		judge(p, p->n - 2 - PULSEDET_REACH, emit, arg);
	}
}

void
pulsedet_finish(struct pulsedet *p, pulsedet_emit emit, void *arg)
{
	judge(p, INT64_MAX, emit, arg);
}

int64_t
pulsedet_settled_at(const struct pulsedet *p)
{
	int64_t n = p->judged < p->made ? p->cand[p->judged % PULSEDET_CANDS].n : p->n - 2 - PULSEDET_REACH;

	/* the top lies at most SUM before a candidate and the foot LOW before that; nothing is written with the foot's time */
	n -= SUM;
	return n < 0 ? 0 : n;
}

int64_t
pulsedet_settled(const struct pulsedet *p)
{
	int64_t i = pulsedet_settled_at(p);

	return i == 0 ? 0 : (int64_t)floor(pulsefront_input(&p->front, (double)i - 1));
}
