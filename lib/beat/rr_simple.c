#include "beat/rr_simple.h"

#include "beat/rr_sort.h"

#include <math.h>
#include <string.h>

#define LEAST  300.0
#define MOST   2000.0
#define CHANGE 0.2

static double
median(const double *x, unsigned n)
{
	double sorted[RR_REFERENCE];

	memcpy(sorted, x, n * sizeof(*x));
	rr_sort(sorted, n);
	return rr_quantile(sorted, n, 0.5);
}

static bool
near(double nn, double middle)
{
	return fabs(nn - middle) <= CHANGE * middle;
}

static void
push(double *x, unsigned *n, double nn)
{
	if (*n == RR_REFERENCE)
		memmove(x, x + 1, --*n * sizeof(*x));
	x[(*n)++] = nn;
}

static bool
alike(const double *x)
{
	const double middle = median(x, RR_REFERENCE);

	for (int i = 0; i < RR_REFERENCE; i++)
		if (!near(x[i], middle))
			return false;
	return true;
}

bool
rr_simple(struct rr_simple *s, double nn)
{
	if (!(nn >= LEAST && nn <= MOST)) {
		s->ndropped = 0; /* the five must all be possible ones */
		return false;
	}
	if (!s->naccepted || near(nn, median(s->accepted, s->naccepted))) {
		push(s->accepted, &s->naccepted, nn);
		s->ndropped = 0;
		return true;
	}
	push(s->dropped, &s->ndropped, nn);
	if (s->ndropped == RR_REFERENCE && alike(s->dropped)) {
		memcpy(s->accepted, s->dropped, sizeof(s->accepted));
		s->naccepted = RR_REFERENCE;
		s->ndropped = 0;
	}
	return false;
}
