/* Order statistics. */
#ifndef IOMT_BEAT_RR_SORT_H
#define IOMT_BEAT_RR_SORT_H

#include <stddef.h>

void rr_sort(double *x, size_t n); /* ascending; no value is NaN */

/* Of n ≥ 1 sorted values, the one at share q (0 … 1) of the way from the first to the last, on the line between its neighbours. */
double rr_quantile(const double *sorted, size_t n, double q);

enum { RR_WIDEST = 91 };

/* The q-quantile of x in a window of `width` (odd, ≤ RR_WIDEST) around every i, cut off at the ends: two quantiles in one pass;
 * high may be NULL. */
void rr_running(const double *x, size_t n, size_t width, double q_low, double *low, double q_high, double *high);

#endif
