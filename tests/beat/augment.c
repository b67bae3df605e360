#include "augment.h"

#include <math.h>
#include <stdlib.h>

static uint64_t state;

static double
uniform(double a, double b)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return a + (b - a) * (double)(state >> 11) / 9007199254740992.0;
}

static int
by_int(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

/* The middle swing of the beats. */
static double
beat_swing(const struct record *r, int lead)
{
	int32_t *v = malloc((r->nref + 1) * sizeof *v);
	size_t n = 0;
	int64_t w = (int64_t)(0.08 * r->fs);
	for (size_t k = 0; k < r->nref; k++) {
		int64_t t = r->ref[k].time;
		if (ec57_class_of(r->ref[k].code) == EC57_NONE || t < w || t + w >= (int64_t)r->n)
			continue;
		int32_t lo = r->sig[lead][t], hi = lo;
		for (int64_t i = t - w; i <= t + w; i++) {
			lo = r->sig[lead][i] < lo ? r->sig[lead][i] : lo;
			hi = r->sig[lead][i] > hi ? r->sig[lead][i] : hi;
		}
		v[n++] = hi - lo;
	}
	qsort(v, n, sizeof *v, by_int);
	double m = n ? v[n / 2] : 0;
	free(v);
	return m;
}

/* Adds a bump of height a and spread s (seconds) around time t (samples). */
static void
bump(double *x, const struct record *r, double t, double a, double s)
{
	double w = s * r->fs;
	for (int64_t i = (int64_t)(t - 4 * w); i <= (int64_t)(t + 4 * w); i++)
		if (i >= 0 && i < (int64_t)r->n)
			x[i] += a * exp(-((double)i - t) * ((double)i - t) / (2 * w * w));
}

/* Tall P and T waves, blocked P waves: other shapes every 40 s. */
static void
waves(double *x, const struct record *r, double swing)
{
	double p = 0, pr = 0, ps = 0, tt = 0, ta = 0, ts = 0, until = 0;
	int64_t before = 0;
	for (size_t k = 0; k < r->nref; k++) {
		if (ec57_class_of(r->ref[k].code) == EC57_NONE)
			continue;
		int64_t t = r->ref[k].time;
		if ((double)t > until) {
			until = (double)t + 40 * r->fs;
			p = uniform(0, 1) < 0.75 ? swing * uniform(0.1, 0.7) * (uniform(0, 1) < 0.7 ? 1 : -1) : 0;
			ps = uniform(0.013, 0.03);
			pr = uniform(0.13, 0.25);
			ta = uniform(0, 1) < 0.6 ? swing * uniform(0.2, 1.0) * (uniform(0, 1) < 0.6 ? 1 : -1) : 0;
			ts = uniform(0.034, 0.07);
			tt = uniform(0.22, 0.36);
		}
		double rr = (double)(t - before) / r->fs;
		if (p != 0 && r->ref[k].code != 5 && rr > pr + 0.2)
			bump(x, r, (double)t - pr * r->fs, p * uniform(0.9, 1.1), ps);
		if (p != 0 && rr > 1.3 && uniform(0, 1) < 0.7) /* blocked */
			bump(x, r, (double)before + uniform(0.5, rr / 2) * r->fs, p * uniform(0.9, 1.1), ps);
		if (ta != 0)
			bump(x, r, (double)t + tt * r->fs, ta * uniform(0.9, 1.1), ts);
		before = t;
	}
}

static double
noise_at(const struct record *n, int lead, double t)
{
	double at = fmod(t, (double)n->n - 2);
	size_t i = (size_t)at;
	return n->sig[lead][i] + (at - (double)i) * (n->sig[lead][i + 1] - n->sig[lead][i]);
}

static void
add_noise(double *x, const struct record *r, double swing, const struct record *bw, const struct record *ma)
{
	double shift = uniform(0, (double)bw->n), a = 0, b = 0;
	int lead = uniform(0, 1) < 0.5;
	/* spread of the noise records, in their counts: about 60 and 40 */
	for (size_t i = 0; i < r->n; i++) {
		if (i % (size_t)(30 * r->fs) == 0) {
			a = uniform(0, 1) < 0.5 ? swing / 60 * uniform(0, 0.5) : 0;
			b = uniform(0, 1) < 0.75 ? swing / 40 * uniform(0, 0.25) : 0;
		}
		double t = shift + (double)i * 360 / r->fs;
		x[i] += a * noise_at(bw, lead, t) + b * noise_at(ma, lead, t);
	}
}

/* Electrode motion: steps that die away in 0.1 to 2 s, bursts of bumps, slow and sudden changes of gain. */
static void
motion(double *x, const struct record *r, double swing)
{
	double gain = 1, to = 1;
	for (size_t i = 0; i < r->n; i++) {
		if (uniform(0, 1) < 1 / (25 * r->fs))
			to = uniform(0, 1) < 0.5 ? uniform(0.3, 1) : uniform(1, 2);
		gain += (to - gain) / (0.6 * r->fs);
		x[i] *= gain;
	}
	for (double t = uniform(0, 20); t * r->fs < (double)r->n; t += uniform(2, 40)) {
		int n = uniform(0, 1) < 0.4 ? 1 + (int)uniform(0, 12) : 1;
		double at = t;
		for (int k = 0; k < n; k++, at += uniform(0.05, 0.6)) {
			double a = swing * uniform(-1, 1), die = uniform(0.1, 2) * r->fs, rise = uniform(0.01, 0.12) * r->fs;
			if (uniform(0, 1) < 0.5)
				bump(x, r, at * r->fs, a * 0.6, uniform(0, 1) < 0.3 ? uniform(0.01, 0.03) : uniform(0.03, 0.1));
			else
				for (int64_t i = (int64_t)(at * r->fs), j = 0; j < (int64_t)(4 * die) && i + j < (int64_t)r->n; j++)
					x[i + j] += a * (1 - exp(-(double)j / rise)) * exp(-(double)j / die);
		}
	}
}

void
augment(const struct record *r, int lead, enum augment_kind kind, uint64_t seed, const struct record *bw, const struct record *ma,
	int32_t *out)
{
	double *x = malloc(r->n * sizeof *x), mean = 0;
	state = seed * 6364136223846793005u + 1442695040888963407u;
	for (size_t i = 0; i < r->n; i++)
		mean += (double)r->sig[lead][i] / (double)r->n;
	for (size_t i = 0; i < r->n; i++)
		x[i] = (double)r->sig[lead][i] - mean;
	double swing = beat_swing(r, lead);
	if (kind == AUG_WAVES)
		waves(x, r, swing);
	if (kind == AUG_NOISE)
		add_noise(x, r, swing, bw, ma);
	if (kind == AUG_MOTION)
		motion(x, r, swing);
	for (size_t i = 0; i < r->n; i++)
		out[i] = (int32_t)lrint(x[i] * 8);
	free(x);
}
