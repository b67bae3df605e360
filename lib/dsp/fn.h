/* Elementary functions that give the same bits on every processor and compiler. libm's own differ in the last bit between
 * processors with and without FMA; these are built from + - × ÷ on IEEE 754 doubles (round to nearest, no contraction: compile with
 * -ffp-contract=off), integers, and those libm functions that the standard makes exact (fabs rint ldexp frexp).
 *
 * Error at most 1 ulp of the true value over the whole domain, huge arguments of sin, cos and tan included
 * (tests/unit/test_dsp_fn.c; measured: below 0.56 ulp; results below 2^-1022, where two roundings meet, below 0.76). Special values
 * as C17 annex F; errno and the floating-point flags are not part of the contract. No state.
 *
 * Method: argument reduction, then a short series whose leading terms are carried as an unevaluated sum of two doubles
 * (T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18, 1971; D. E. Knuth, TAOCP 2,
 * 4.2.2), so that one rounding, the last, decides. Reductions: W. J. Cody and W. Waite, "Software Manual for the Elementary
 * Functions", 1980; for large angles M. Payne and R. Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18,
 * 1983. */
#ifndef IOMT_DSP_FN_H
#define IOMT_DSP_FN_H

#define FN_PI 3.14159265358979323846

double fn_sin(double x); /* x in radians */
double fn_cos(double x);
double fn_tan(double x);
double fn_exp(double x);
double fn_log(double x); /* natural; of 0 -infinity, of a negative number NaN */
double fn_pow(double x, double y);
double fn_atan(double x);
double fn_atan2(double y, double x); /* the angle of the point (x, y), -pi .. pi */

#endif
