/* Least and greatest of two doubles. Not libm's: the house takes from there only what IEEE 754 makes exact, and lists it. */
#ifndef IOMT_SIM_REAL_H
#define IOMT_SIM_REAL_H

static inline double
real_min(double a, double b)
{
	return a < b ? a : b;
}

static inline double
real_max(double a, double b)
{
	return a > b ? a : b;
}

#endif
