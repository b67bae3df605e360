#include "beat/spike.h"

#include "dsp/fn.h"
#include "record/samples.h"

#include <math.h>
#include <string.h>

enum {
	LEAST = 4, /* counts: what moves less is the converter's last digit */
	STEEP = 5, /* a step that is worth a look, by the mean one */
	SLOW = 6   /* … which is taken over 2^6 samples */
};

void
spike_start(struct spike *s, struct rate fs)
{
	double rate = (double)fs.num / (double)fs.den;

	memset(s, 0, sizeof(*s));
	if (rate < 200 || rate > 2500)
		return;
	s->before = (int)(0.016 * rate) + 1;
	s->after = (int)(0.012 * rate) + 1;
	s->width = (int)ceil(0.0025 * rate) + 1;
	s->tail = (int)(0.012 * rate) & ~1;
}

static int64_t
step(const int32_t *x, int k)
{
	int64_t d = (int64_t)x[k] - x[k - 1];

	return d < 0 ? -d : d;
}

#define FIT 0.05

/* How far three samples from e on are from one exponential curve towards `base`, by the middle one; 1 and more: they are on none that
 * an overshoot has. */
static double
misfit(const struct spike *s, const int32_t *x, int e, double base, double height)
{
	double a = x[e] - base, b = x[e + s->tail / 2] - base, c = x[e + s->tail] - base;

	if (fabs(a) < 0.01 * fabs(height) || fabs(a) < LEAST || c / a <= 0.05 || c / a >= 0.97)
		return 1;
	return fabs(b * b - a * c) / (b * b);
}

/* The overshoot behind a pulse that lasts *w samples from x[j] on, or one more, since the last one can
 * lie half in it. */
static void
overshoot(struct spike *s, const int32_t *x, int j, int *w)
{
	double base = x[j - 1], height = fabs(x[j] - base) > fabs(x[j + *w - 1] - base) ? x[j] - base : x[j + *w - 1] - base;
	double fit = misfit(s, x, j + *w, base, height), next = *w < s->width ? misfit(s, x, j + *w + 1, base, height) : 1;

	if (next < fit) {
		fit = next;
		++*w;
	}
	if (fit > FIT)
		return;
	s->over = x[j + *w] - base;
	s->fall = fn_pow((x[j + *w + s->tail] - base) / s->over, 1.0 / s->tail);
	s->over *= fn_pow(s->fall, -*w); /* it has its height behind the pulse */
}

/* A pulse that begins at x[j]: how many samples it lasts; 0: it is none. There are `before` samples in front and `after` and `tail`
 * behind. */
static int
pulse(const struct spike *s, const int32_t *x, int j)
{
	int64_t around = 0;

	for (int k = j - s->before; k < j + s->width + s->after; k++)
		if (!smp_is_count(x[k]))
			return 0;
	for (int k = j - s->before + 1; k < j; k++)
		around = step(x, k) > around ? step(x, k) : around;
	if (step(x, j) <= around * SPIKE_RATIO / 2)
		return 0;
	for (int w = 1; w <= s->width; w++) {
		double first = x[j - 1], last = x[j + w], top = 0;
		int64_t most = around;

		for (int k = 0; k <= w; k++) {
			double d = x[j + k] - first;

			top = fabs(d) > fabs(top) ? d : top;
		}
		for (int k = j + w + 1; k < j + w + s->after; k++)
			most = step(x, k) > most ? step(x, k) : most;
		/* back at the level, or what is left falls as an overshoot does: that of a short pulse is higher than the pulse */
		if (fabs(top) >= LEAST && fabs(top) >= (double)(most * SPIKE_RATIO) &&
			((fabs(last - first) <= 0.4 * fabs(top) && (last - first) * top <= 0.1 * top * top) ||
				misfit(s, x, j + w, first, top) < FIT))
			return w;
	}
	return 0;
}

/* A sample is given out: without the overshoot. */
static int32_t
give(struct spike *s, int32_t v)
{
	if (s->over == 0)
		return v;
	double over = s->over;

	s->over *= s->fall;
	if (fabs(s->over) < 0.5)
		s->over = 0;
	return smp_is_count(v) ? (int32_t)lrint(v - over) : v;
}

/* Gives out what stands in x[from …], as long as `need` samples stand behind. */
static size_t
pass(struct spike *s, int32_t *x, int n, int need, int32_t *out)
{
	size_t made = 0;
	int k = s->given;

	for (; k < n - need; k++) {
		int64_t d = k && smp_is_count(x[k]) && smp_is_count(x[k - 1]) ? step(x, k) : 0;

		if (need && k > s->before && d >= LEAST && d * 256 > STEEP * s->mean) {
			int w = pulse(s, x, k);

			if (w) {
				double first = x[k - 1], over;

				s->pulse[s->found++ % SPIKE_KEPT] = s->at - n + k;
				if (s->over == 0)
					overshoot(s, x, k, &w);
				double last = s->over != 0 ? first : x[k + w];

				over = s->over;
				for (int i = 0; i < w; i++, over *= s->fall)
					x[k + i] = (int32_t)lrint(first + (last - first) * (i + 1) / (w + 1) + over);
				d = 0;
			}
		}
		s->mean += (d * 256 - s->mean) / (1 << SLOW);
		out[made++] = give(s, x[k]);
	}
	s->given = k;
	return made;
}

size_t
spike_feed(struct spike *s, const int32_t *x, size_t n, int32_t *out)
{
	int32_t all[SPIKE_HOLD + SPIKE_BLOCK];
	int held = s->held;

	s->at += (int64_t)n;
	if (!s->before) {
		memcpy(out, x, n * sizeof(*x));
		return n;
	}
	memcpy(all, s->x, (size_t)held * sizeof(*x));
	memcpy(all + held, x, n * sizeof(*x));
	held += (int)n;

	size_t made = pass(s, all, held, s->width + s->after + s->tail, out);
	int drop = s->given - s->before - 1;

	if (drop > 0) {
		held -= drop;
		s->given -= drop;
	} else {
		drop = 0;
	}
	memcpy(s->x, all + drop, (size_t)held * sizeof(*x));
	s->held = held;
	return made;
}

size_t
spike_finish(struct spike *s, int32_t *out)
{
	return s->before ? pass(s, s->x, s->held, 0, out) : 0;
}

int64_t
spike_since(const struct spike *s, int64_t index)
{
	for (uint32_t k = 1; k <= s->found && k <= SPIKE_KEPT; k++) {
		int64_t p = s->pulse[(s->found - k) % SPIKE_KEPT];

		if (p <= index)
			return index - p;
	}
	return -1;
}
