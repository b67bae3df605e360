#include "dsp/welch.h"

#include "dsp/fft.h"
#include "dsp/fn.h"

#include <math.h>

static double
hann(struct welch *w, size_t segment)
{
	double square = 0;

	for (size_t i = 0; i < segment; i++) {
		w->window[i] = 0.5 - 0.5 * fn_cos(2 * FN_PI * (double)i / (double)segment);
		square += w->window[i] * w->window[i];
	}
	return square;
}

static void
segment_power(struct welch *w, size_t from, size_t segment, welch_samples get, void *arg)
{
	double mean = 0;

	get(arg, from, segment, w->re);
	for (size_t i = 0; i < segment; i++)
		mean += w->re[i];
	mean /= (double)segment;
	for (size_t i = 0; i < segment; i++)
		w->re[i] = (w->re[i] - mean) * w->window[i];
	for (size_t i = segment; i < WELCH_FFT; i++)
		w->re[i] = 0;
	for (size_t i = 0; i < WELCH_FFT; i++)
		w->im[i] = 0;
	fft(w->re, w->im, WELCH_FFT, w->table);
	for (size_t k = 0; k < WELCH_BINS; k++)
		w->power[k] += w->re[k] * w->re[k] + w->im[k] * w->im[k];
}

bool
welch_run(struct welch *w, double fs, size_t n, size_t segment, welch_samples get, void *arg)
{
	double scale;

	if (n < 2)
		return false;
	segment = segment < n ? segment : n;
	scale = fs * hann(w, segment);
	fft_table(w->table, WELCH_FFT);
	w->fs = fs;
	w->segments = 0;
	for (size_t k = 0; k < WELCH_BINS; k++)
		w->power[k] = 0;
	for (size_t from = 0; from + segment <= n; from += segment - segment / 2, w->segments++)
		segment_power(w, from, segment, get, arg);
	scale *= (double)w->segments;
	for (size_t k = 0; k < WELCH_BINS; k++)
		w->power[k] *= (k == 0 || k == WELCH_FFT / 2 ? 1 : 2) / scale;
	return true;
}

void
welch_band(const struct welch *w, struct band *b)
{
	const double df = w->fs / WELCH_FFT;
	double last = NAN;

	b->power = 0;
	b->peak_hz = NAN;
	b->peak = -1;
	for (size_t k = 0; k < WELCH_BINS; k++) {
		const double f = (double)k * df, p = w->power[k];

		if (f < b->low || f >= b->high)
			continue;
		if (!isnan(last))
			b->power += (last + p) / 2 * df;
		last = p;
		if (p > b->peak) {
			b->peak = p;
			b->peak_hz = f;
		}
	}
}
