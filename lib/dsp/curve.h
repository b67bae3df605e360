/* Curves through points at uneven places: straight lines, and the natural cubic spline (second derivative 0 at both ends; C. de
 * Boor, "A Practical Guide to Splines", chapter IV). */
#ifndef IOMT_DSP_CURVE_H
#define IOMT_DSP_CURVE_H

#include <stddef.h>

/* n ≥ 2 points, t rising; bend NULL: straight lines. The arrays stay the caller's. */
struct curve {
	const double *t, *y, *bend; /* bend: second derivatives at the points */
	size_t n;
	size_t at; /* the piece that was looked at last */
};

/* Second derivatives of the natural spline into bend[n]; scratch: n doubles. */
void curve_bend(const double *t, const double *y, size_t n, double *bend, double *scratch);

/* The value at `t` of the first … last point. Quick where calls move forward; any order is allowed. */
double curve_value(struct curve *c, double t);

#endif
