/* The periodogram of unevenly spaced values, without resampling (N. R. Lomb, Astrophys. Space Sci. 39, 1976; J. D. Scargle,
 * Astrophys. J. 263, 1982), one frequency after the other:
 *
 *	tan 2ωτ = Σ sin 2ωt / Σ cos 2ωt
 *	P = ½ [(Σ y cos ω(t-τ))² / Σ cos² ω(t-τ) + (Σ y sin ω(t-τ))² / Σ sin² ω(t-τ)]
 *
 * The sums over t-τ are made from those over t. Angles go from one frequency to the next by a rotation, and are computed afresh
 * every LOMB_FRESH frequencies. */
#ifndef IOMT_DSP_LOMB_H
#define IOMT_DSP_LOMB_H

#include <stddef.h>

enum { LOMB_FRESH = 64, LOMB_SCRATCH = 4 /* doubles a value */ };

struct lomb {
	const double *t, *y; /* the caller's */
	double *scratch;     /* cos ωt, sin ωt, and those of the step */
	size_t n, k;         /* k: frequencies done */
	double df;
};

/* t in s; y with its mean removed; frequencies df, 2 df, … Hz; scratch: LOMB_SCRATCH × n doubles. */
void lomb_start(struct lomb *l, const double *t, const double *y, size_t n, double df, double *scratch);

/* P at the next frequency. */
double lomb_next(struct lomb *l);

#endif
