#include "beat/agree.h"

#include "beat/rr_sort.h"
#include "dsp/design.h"

#include <math.h>
#include <string.h>

#define LOW_HZ  8.0
#define HIGH_HZ 20.0
#define NARROW  0.097 /* s */
#define WIDE    0.611
#define APART   0.22
#define BETA    0.08

#define AT(i) (a->square[(i) % AGREE_RING])

void
agree_add(struct agree_times *a, int64_t time)
{
	a->at[a->n++ % AGREE_BEATS] = time;
	if (a->n == 2 * AGREE_BEATS) /* it stays where it is, and never comes back to none */
		a->n = AGREE_BEATS;
}

static uint32_t
oldest(const struct agree_times *a)
{
	return a->n > AGREE_BEATS ? a->n - AGREE_BEATS : 0;
}

/* The first at `from` or later. */
static uint32_t
first(const struct agree_times *a, int64_t from)
{
	uint32_t i = oldest(a);

	while (i < a->n && a->at[i % AGREE_BEATS] < from)
		i++;
	return i;
}

static bool
whole(const struct agree_times *a, int64_t from)
{
	return a->n < AGREE_BEATS || a->at[oldest(a) % AGREE_BEATS] <= from;
}

double
agree_figure(const struct agree_times *a, const struct agree_times *b, int64_t from, int64_t to)
{
	uint32_t i = first(a, from), j = first(b, from);
	uint32_t ours = first(a, to) - i, others = first(b, to) - j, matched = 0;
	uint32_t i_end = i + ours, j_end = j + others;

	if (!whole(a, from) || !whole(b, from) || ours + others == 0)
		return NAN;
	while (i < i_end && j < j_end) {
		int64_t d = a->at[i % AGREE_BEATS] - b->at[j % AGREE_BEATS];

		if (d >= -AGREE_MATCH && d <= AGREE_MATCH) {
			matched++;
			i++;
			j++;
		} else if (d < 0) {
			i++;
		} else {
			j++;
		}
	}
	return (double)matched / (ours + others - matched);
}

void
agree_start(struct agree *a, double fs)
{
	memset(a, 0, sizeof *a);
	a->fs = fs;
	a->sections = fs >= AGREE_LEAST ? design_bandpass(a->band, AGREE_SECTIONS, LOW_HZ, HIGH_HZ, fs) : 0;
	a->narrow = (int)(NARROW * fs / 2);
	a->wide = (int)(WIDE * fs / 2);
	a->apart = (int)(APART * fs);
	a->block = -1;
	a->last = -a->apart;
	if (a->sections < 0 || 2 * a->wide + 2 > AGREE_RING)
		a->sections = 0;
}

/* A second is over. */
static void
second(struct agree *a)
{
	double sort[AGREE_SECONDS];
	size_t n;

	a->mean[a->seconds++ % AGREE_SECONDS] = a->second / a->of;
	if (a->seconds == 2 * AGREE_SECONDS)
		a->seconds = AGREE_SECONDS;
	n = a->seconds < AGREE_SECONDS ? (size_t)a->seconds : AGREE_SECONDS;
	memcpy(sort, a->mean, n * sizeof(*sort));
	rr_sort(sort, n);
	a->offset = BETA * rr_quantile(sort, n, 0.5);
	a->second = 0;
	a->of = 0;
}

/* The sums about sample k, which came `wide` samples ago; from the samples once a ring, so that no rounding adds up. */
static void
sums(struct agree *a, int64_t k)
{
	if (k % AGREE_RING == 0) {
		a->sum_narrow = a->sum_wide = 0;
		for (int64_t i = k - a->wide; i <= k + a->wide; i++) {
			double v = i < 0 ? 0 : (double)AT(i);

			a->sum_wide += v;
			a->sum_narrow += i >= k - a->narrow && i <= k + a->narrow ? v : 0;
		}
		return;
	}
	a->sum_wide += (double)AT(k + a->wide) - (k - a->wide > 0 ? (double)AT(k - a->wide - 1) : 0);
	a->sum_narrow += (double)AT(k + a->narrow) - (k - a->narrow > 0 ? (double)AT(k - a->narrow - 1) : 0);
}

static bool
end_block(struct agree *a, int64_t end, int64_t *index)
{
	bool found = end - a->block > 2 * a->narrow && a->top - a->last >= a->apart;

	a->block = -1;
	if (found)
		*index = a->last = a->top;
	return found;
}

bool
agree_step(struct agree *a, double x, int64_t *index)
{
	int64_t k = a->n - a->wide;
	double y;

	if (!a->sections)
		return false;
	if (a->n == 0)
		(void)biquad_reset(a->band, a->sections, x);
	y = biquad_step(a->band, a->sections, x);
	AT(a->n) = (float)(y * y);
	a->n++;
	a->second += y * y;
	if (++a->of >= a->fs)
		second(a);
	if (k < 0)
		return false;
	sums(a, k);
	if (a->sum_narrow / (2 * a->narrow + 1) > a->sum_wide / (2 * a->wide + 1) + a->offset) {
		if (a->block < 0) {
			a->block = a->top = k;
			a->height = AT(k);
		} else if (AT(k) > a->height) {
			a->top = k;
			a->height = AT(k);
		}
		return false;
	}
	return a->block >= 0 && end_block(a, k, index);
}
