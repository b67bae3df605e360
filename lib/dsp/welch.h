/* Power spectral density by averaged periodograms (P. D. Welch, IEEE Trans. Audio Electroacoust. 15, 1967): segments that overlap
 * by half, mean removed from each, periodic Hann window, padded with zeros to WELCH_FFT, one-sided density, mean over segments. */
#ifndef IOMT_DSP_WELCH_H
#define IOMT_DSP_WELCH_H

#include <stdbool.h>
#include <stddef.h>

enum { WELCH_FFT = 4096, WELCH_BINS = WELCH_FFT / 2 + 1 };

/* n samples from sample `from` on. Segments are asked for in order. */
typedef void (*welch_samples)(void *arg, size_t from, size_t n, double *x);

/* 160 kB of scratch; no need to zero it. */
struct welch {
	double fs;
	size_t segments;          /* averaged */
	double power[WELCH_BINS]; /* density at k × fs / WELCH_FFT, unit² / Hz */
	double re[WELCH_FFT], im[WELCH_FFT], table[WELCH_FFT], window[WELCH_FFT];
};

/* The density of n samples in segments of `segment` ≤ WELCH_FFT (one of n, when n is less). False, and nothing, when n < 2. */
bool welch_run(struct welch *w, double fs, size_t n, size_t segment, welch_samples get, void *arg);

/* A band of a spectrum, low ≤ f < high in Hz. */
struct band {
	double low, high;
	double power;   /* unit² */
	double peak_hz; /* where the density is highest, NaN when there is no bin */
	double peak;    /* the density there */
};

/* Power by the trapezoid rule over the bins in the band. */
void welch_band(const struct welch *w, struct band *b);

#endif
