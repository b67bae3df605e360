#include "beat/pulsesqi.h"

#include "record/rec.h"

#include <math.h>
#include <string.h>

enum {
	MATCH = 7,   /* internal samples: 150 ms */
	AT_RAIL = 2, /* equal samples in a row at the largest or smallest value that are no peak */
	STILL = 3    /* s */
};

#define AT(ring, i) ((ring)[(uint64_t)(i) % PULSEDET_RING])

static void
sort(double *v, int n)
{
	for (int i = 1; i < n; i++) {
		double x = v[i];
		int k = i;

		for (; k > 0 && v[k - 1] > x; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

static double
middle(double *v, int n)
{
	if (n == 0)
		return 0;
	sort(v, n);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* 1 at `best` and beyond, 0 at `worst` and beyond, straight between. */
static double
ramp(double v, double best, double worst)
{
	return fmin(fmax((v - worst) / (best - worst), 0), 1);
}

static void
samples(const struct pulsedet *p, int64_t from, int64_t to, struct pulsesqi *q)
{
	double low = INFINITY, high = -INFINITY;
	int64_t lost = 0, beyond = 0, still = 0, longest = 0;

	for (int64_t i = from; i < to; i++) {
		low = fmin(low, AT(p->raw, i));
		high = fmax(high, AT(p->raw, i));
	}
	for (int64_t i = from; i < to; i++) {
		double v = AT(p->raw, i);
		bool same = i > from && v == AT(p->raw, i - 1);

		lost += AT(p->lost, i);
		still = same ? still + 1 : 0;
		longest = still > longest ? still : longest;
		beyond += AT(p->beyond, i) || (same && still >= AT_RAIL && high > low && (v == low || v == high));
	}
	q->missing = (double)lost / (double)(to - from);
	q->beyond = (double)beyond / (double)(to - from);
	q->still = (double)longest / PULSEFRONT_RATE;
}

/* How many of the other detector's pulses there are, and how many of these ours found too. */
static void
others(const struct pulsedet *p, int64_t from, int64_t to, const struct pulsedet_beat *const *b, int n, struct pulsesqi *q)
{
	int found = 0, both = 0, k = 0;
	uint32_t i = p->others > PULSEDET_BEATS ? p->others - PULSEDET_BEATS : 0;

	for (; i < p->others; i++) {
		double at = (double)p->other[i % PULSEDET_BEATS];

		/* those at the edges only where ours lies inside */
		while (k < n && b[k]->c.peak < at - MATCH)
			k++;
		if (k < n && b[k]->c.peak <= at + MATCH) {
			both++;
			found++;
			k++;
		} else if (at >= (double)from + MATCH && at < (double)to - MATCH) {
			found++;
		}
	}
	int ours = n;

	for (k = 0; k < n; k++) { /* of ours at the edges those that were not matched do not count */
		bool edge = b[k]->c.peak < (double)from + MATCH || b[k]->c.peak >= (double)to - MATCH, matched = false;

		for (i = p->others > PULSEDET_BEATS ? p->others - PULSEDET_BEATS : 0; i < p->others; i++)
			matched |= fabs((double)p->other[i % PULSEDET_BEATS] - b[k]->c.peak) <= MATCH;
		ours -= edge && !matched;
	}
	q->agree = found + ours - both > 0 ? (double)both / (double)(found + ours - both) : 0;
}

static void
pulses(const struct pulsedet *p, const struct pulsedet_beat *const *b, int n, int64_t from, int64_t to, double light,
	struct pulsesqi *q)
{
	float mean[PULSEDET_SHAPE] = { 0 };
	double v[PULSEDET_BEATS], w[PULSEDET_BEATS], power = 0, rise;

	for (int k = 0; k < n; k++)
		for (int i = 0; i < PULSEDET_SHAPE; i++)
			mean[i] += b[k]->c.shape[i] / (float)n;
	for (int i = 0; i < PULSEDET_SHAPE; i++)
		power += (double)mean[i] * (double)mean[i];
	for (int k = 0; k < n && power > 0; k++)
		q->like += pulsedet_alike(mean, b[k]->c.shape) / sqrt(power) / n;
	for (int k = 0; k < n; k++)
		v[k] = b[k]->c.rise;
	rise = middle(v, n);
	q->spread = v[n / 4] > 0 ? v[n - 1 - n / 4] / v[n / 4] : INFINITY;
	q->perfusion = light > 0 ? 100 * rise / light : 0;
	for (int k = 0; k < n; k++)
		v[k] = b[k]->c.fall;
	q->fall = middle(v, n);
	for (int k = 1; k < n; k++) {
		v[k - 1] = fabs(b[k]->c.low - b[k - 1]->c.low);
		w[k - 1] = b[k]->c.peak - b[k - 1]->c.peak;
	}
	q->wander = rise > 0 ? middle(v, n - 1) / rise : INFINITY;
	for (int k = 1; k < n - 1; k++)
		v[k - 1] = fabs(w[k] - w[k - 1]);
	q->uneven = middle(v, n - 2) / middle(w, n - 1);
	double sum = 0;

	for (int64_t i = from; i < to; i++)
		sum += fabs(AT(p->raw, i) - AT(p->y, i));
	q->noise = rise > 0 ? sum / (double)(to - from) / rise : INFINITY;
}

void
pulsesqi_at(const struct pulsedet *p, int64_t from, int64_t to, double light, struct pulsesqi *q)
{
	const struct pulsedet_beat *b[PULSEDET_BEATS];
	int n = 0;

	memset(q, 0, sizeof *q);
	samples(p, from, to, q);
	for (uint32_t i = p->beats > PULSEDET_BEATS ? p->beats - PULSEDET_BEATS : 0; i < p->beats; i++) {
		const struct pulsedet_beat *e = &p->beat[i % PULSEDET_BEATS];

		if (e->c.peak >= (double)from && e->c.peak < (double)to && !e->c.lost)
			b[n++] = e;
	}
	q->pulses = n;
	if (n >= 3) {
		pulses(p, b, n, from, to, light, q);
		others(p, from, to, b, n, q);
		q->sqi = ramp(q->like, 0.98, 0.82);
		q->sqi = fmin(q->sqi, ramp(q->agree, 1, 0.6));
		q->sqi = fmin(q->sqi, ramp(q->spread, 1.3, 3));
		q->sqi = fmin(q->sqi, ramp(q->wander, 0.25, 1));
		q->sqi = fmin(q->sqi, ramp(q->noise, 0.02, 0.2));
		q->sqi = fmin(q->sqi, ramp(q->fall, 0.85, 1.05));
		if (q->perfusion > 0)
			q->sqi = fmin(q->sqi, ramp(q->perfusion, 0.4, 0)); /* under 0.4 % low, under 0.2 % of no use */
	}
	q->sqi = fmin(q->sqi, ramp(q->missing, 0, 0.2));
	q->sqi = fmin(q->sqi, ramp(q->beyond, 0, 0.2));
	if (q->still >= STILL)
		q->sqi = 0;
	if (q->missing > 0.1 || q->still >= STILL)
		q->flags |= FLAG_OFF;
	if (q->beyond > 0.1)
		q->flags |= FLAG_SAT;
	if (!q->flags && q->sqi < PULSESQI_GOOD)
		q->flags |= FLAG_ART;
}

bool
pulsesqi_sure(const struct pulsesqi *q)
{
	return !q->flags && q->sqi >= (q->uneven < 0.1 ? PULSESQI_GOOD : 0.7);
}
