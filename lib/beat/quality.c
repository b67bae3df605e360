#include "beat/quality.h"

#include "beat/rr_sort.h"
#include "dsp/design.h"
#include "dsp/fft.h"
#include "record/samples.h"

#include <math.h>
#include <string.h>

#define WINDOW           4.0 /* s, at least */
#define HIGH_HZ          35.0
#define STILL_MV         0.01 /* a line that moves by less is level */
#define LEVEL_MV         0.25 /* the level is taken to be at least this */
#define LEVEL_SHARE      0.75
#define NORMAL_MAD       1.4826 /* deviation of a normal distribution over its median magnitude */
#define SPECTRUM_MISSING 0.1

/* Where a size begins to matter, and where it leaves nothing; in levels. */
static const struct {
	double good, none;
} limit[] = { { 0.04, 0.14 }, { 0.1, 0.5 }, { 1, 4 } };

static void
second_begin(struct quality *q)
{
	q->low1 = q->low;
	q->top1 = q->top;
	q->low = INFINITY;
	q->top = -INFINITY;
	q->most = 0;
	q->highs = 0;
	q->total = q->missing = q->same = 0;
	q->beats = 0;
}

void
quality_start(struct quality *q, struct rate fs, double counts)
{
	double hz = rate_hz(fs);

	memset(q, 0, sizeof *q);
	q->group = hz >= 2 * QUALITY_RATE ? (int)(hz / QUALITY_RATE) : 1;
	q->fs = hz / q->group;
	q->unit = counts;
	for (q->n = 2; q->n < WINDOW * q->fs && q->n < QUALITY_RING;)
		q->n *= 2;
	q->swing = (int)(0.06 * q->fs);
	q->swing = q->swing < 1 ? 1 : q->swing;
	q->sections = design_highpass(q->hp, 2 * QUALITY_HP, HIGH_HZ, q->fs);
	if (q->sections < 0 || q->fs < 3 * HIGH_HZ) /* too little is left above it */
		q->sections = 0;
	q->lost_at = -1;
	second_begin(q);
	second_begin(q);
}

static void
sample(struct quality *q, double x)
{
	double high;
	int64_t beat;

	q->ring[q->at % q->n] = (float)x;
	q->low = x < q->low ? x : q->low;
	q->top = x > q->top ? x : q->top;
	if (q->at >= q->swing) {
		double d = fabs(x - (double)q->ring[(q->at - q->swing) % q->n]);

		q->most = d > q->most ? d : q->most;
	}
	q->at++;
	if (agree_step(&q->other, x, &beat) && q->beats < QUALITY_BEATS)
		q->beat[q->beats++] = beat;
	if (!q->sections)
		return;
	if (q->at == 1)
		(void)biquad_reset(q->hp, q->sections, x);
	high = biquad_step(q->hp, q->sections, x);
	if (q->highs < QUALITY_SECOND)
		q->high[q->highs++] = (float)fabs(high);
}

void
quality_feed(struct quality *q, const int32_t *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool good = smp_is_count(x[i]);

		q->total++;
		q->missing += !good;
		q->same += good && q->any && x[i] == q->last;
		if (good) {
			if (!q->any) /* what came before is as the first one */
				q->sum = (int64_t)q->held * x[i];
			q->last = x[i];
			q->any = true;
		} else {
			q->bad++;
		}
		q->sum += q->last;
		if (++q->held < q->group)
			continue;
		if (q->bad)
			q->lost_at = q->at;
		if (q->any)
			sample(q, (double)q->sum / q->group);
		q->held = q->bad = 0;
		q->sum = 0;
	}
}

static double
bins(const struct quality *q, const struct quality_scratch *s, double from, double to)
{
	double sum = 0;

	for (int k = (int)ceil(from * q->n / q->fs); k <= q->n / 2 && k < to * q->n / q->fs; k++)
		sum += (s->re[k] * s->re[k] + s->im[k] * s->im[k]) * (k == 0 || k == q->n / 2 ? 1 : 2);
	return sum;
}

/* The window's moments and spectrum: s->re, s->im so that the bins' powers add up to the variance. */
static double
spectrum(const struct quality *q, struct quality_scratch *s)
{
	double mean = 0, two = 0, four = 0, scale;
	size_t n = (size_t)q->n;

	if (s->n != n)
		fft_table(s->table, s->n = n);
	for (size_t i = 0; i < n; i++)
		mean += (double)q->ring[(q->at + (int64_t)i) % q->n];
	mean /= q->n;
	/* Hann: mean square 3/8. */
	scale = 1 / (q->n * sqrt(0.375));
	for (size_t i = 0; i < n; i++) {
		double v = (double)q->ring[(q->at + (int64_t)i) % q->n] - mean;
		/* cos 2πi/n stands in the table for the first half, and is its negative half a turn on */
		double c = i < n / 2 ? s->table[2 * i] : -s->table[2 * (i - n / 2)];

		two += v * v;
		four += v * v * v * v;
		s->re[i] = v * (0.5 - 0.5 * c) * scale;
		s->im[i] = 0;
	}
	fft(s->re, s->im, n, s->table);
	return two > 0 ? four * q->n / (two * two) : NAN;
}

static double
median_high(const struct quality *q, struct quality_scratch *s)
{
	for (int i = 0; i < q->highs; i++)
		s->sort[i] = (double)q->high[i];
	rr_sort(s->sort, (size_t)q->highs);
	return rr_quantile(s->sort, (size_t)q->highs, 0.5);
}

/* The level with this second in it. */
static double
level(struct quality *q, struct quality_scratch *s)
{
	uint32_t n;
	double v, least = LEVEL_MV * q->unit;

	q->level[q->levels++ % QUALITY_LEVELS] = (float)q->most;
	if (q->levels == 2 * QUALITY_LEVELS)
		q->levels = QUALITY_LEVELS;
	n = q->levels < QUALITY_LEVELS ? q->levels : QUALITY_LEVELS;
	for (uint32_t i = 0; i < n; i++)
		s->sort[i] = (double)q->level[i];
	rr_sort(s->sort, n);
	v = rr_quantile(s->sort, n, LEVEL_SHARE);
	return v > least ? v : least;
}

static double
score(double size, int i)
{
	double v = (limit[i].none - size) / (limit[i].none - limit[i].good);

	return isnan(size) || v > 1 ? 1 : v < 0 ? 0 : v;
}

struct quality_figures
quality_second(struct quality *q, struct quality_scratch *s)
{
	struct quality_figures f = { NAN, NAN, NAN, NAN, NAN, 1, NAN, NAN, NAN, 0, 0, { 0 }, false };
	double least = 1, still = q->unit > 0 ? STILL_MV * q->unit : 1;

	if (q->total > 0) {
		f.missing = (double)q->missing / q->total;
		f.flat = (double)q->same / q->total;
	}
	if (q->any && f.missing < 1) {
		double top = level(q, s);

		top = top > 0 ? top : INFINITY; /* nothing has ever moved: nothing disturbs */
		if (q->highs > 0)
			f.noise = NORMAL_MAD * median_high(q, s) / top;
		if (q->at >= q->n && (q->lost_at < 0 || q->at - q->lost_at > (int64_t)(q->n * (1 - SPECTRUM_MISSING)))) {
			double all, hum, slow;

			f.kurtosis = spectrum(q, s);
			all = bins(q, s, 0, 40);
			hum = bins(q, s, 48, 52) + bins(q, s, 58, 62);
			slow = bins(q, s, 0, 1);
			f.p = bins(q, s, 5, 40) > 0 ? bins(q, s, 5, 15) / bins(q, s, 5, 40) : NAN;
			f.bas = all > 0 ? 1 - slow / all : NAN;
			f.mains = all > 0 ? hum / all : NAN;
			f.hum = sqrt(2 * hum) / top;
			f.drift = sqrt(slow) / top;
		}
		least = score(f.noise, 0);
		least = score(f.hum, 1) < least ? score(f.hum, 1) : least;
		least = score(f.drift, 2) < least ? score(f.drift, 2) : least;
		f.level = q->missing == 0 && (double)q->at >= 2 * q->fs &&
			  (q->top > q->top1 ? q->top : q->top1) - (q->low < q->low1 ? q->low : q->low1) <= still;
	}
	for (f.beats = 0; f.beats < q->beats; f.beats++)
		f.beat[f.beats] = (double)(q->at - q->beat[f.beats]) / q->fs;
	f.sqi = least * (1 - f.missing);
	second_begin(q);
	return f;
}
