/* Second-order sections: H(z) = (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²), several in a cascade, in double precision, transposed
 * direct form II:
 *
 *	y = b0 x + s1,  s1 = b1 x - a1 y + s2,  s2 = b2 x - a2 y
 *
 * A cascade is an array of the caller's; no pointers inside, copy with =. The order of operations is fixed: the same samples give
 * the same bits, one by one or in blocks of any size. */
#ifndef IOMT_DSP_BIQUAD_H
#define IOMT_DSP_BIQUAD_H

#include <stddef.h>

struct biquad {
	double b0, b1, b2, a1, a2;
	double s1, s2; /* state */
};

/* Coefficients set, state at rest (zero). */
void biquad_init(struct biquad *q, double b0, double b1, double b2, double a1, double a2);

/* One sample through n sections. */
double biquad_step(struct biquad *q, int n, double x);

/* A block through n sections, in place. */
void biquad_block(struct biquad *q, int n, double *x, size_t count);

/* State of a cascade that has been fed `level` for ever (0: at rest); returns what it gives then. No section has a pole at z = 1.
 */
double biquad_reset(struct biquad *q, int n, double level);

/* |H| of a cascade and, where phase is not NULL, its angle in radians, at w radians a sample. */
double biquad_response(const struct biquad *q, int n, double w, double *phase);

#endif
