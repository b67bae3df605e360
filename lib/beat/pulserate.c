#include "beat/pulserate.h"

#include <math.h>

enum { LEAST = 2, EVEN = 4 }; /* EVEN: fewer intervals tell no median */

#define LONG   1.6
#define UNEVEN 0.1 /* median change of the interval, by their median */

void
pulserate_beat(struct pulserate *r, int64_t time, int64_t rr)
{
	r->any = 1;
	r->last = time;
	if (rr > 0)
		r->interval[r->count++ % PULSERATE_ROOM] = (struct pulserate_interval){ .end = time, .length = rr };
}

static void
sort(int64_t *v, int n)
{
	for (int i = 1; i < n; i++) {
		int64_t x = v[i];
		int k = i;

		for (; k > 0 && v[k - 1] > x; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

double
pulserate_value(const struct pulserate *r, int64_t at, int64_t window)
{
	int64_t v[PULSERATE_ROOM], change[PULSERATE_ROOM], sum = 0, all = 0;
	int n = 0, k = 0;

	if (!r->any || at - r->last > PULSERATE_SILENT)
		return NAN;
	for (uint32_t i = r->count > PULSERATE_ROOM ? r->count - PULSERATE_ROOM : 0; i < r->count; i++) {
		const struct pulserate_interval *e = &r->interval[i % PULSERATE_ROOM];

		if (e->end - e->length >= at - window && e->end <= at) {
			v[n++] = e->length;
			all += e->length;
		}
	}
	if (n < LEAST || all < window / 2)
		return NAN;
	for (int i = 1; i < n; i++)
		change[i - 1] = v[i] > v[i - 1] ? v[i] - v[i - 1] : v[i - 1] - v[i];
	sort(change, n - 1);
	sort(v, n);
	double middle = (double)v[n / 2];
	double longest = n >= EVEN && (double)change[(n - 1) / 2] < UNEVEN * middle ? LONG * middle : INFINITY;

	for (int i = 0; i < n && (double)v[i] <= longest; i++) {
		sum += v[i];
		k++;
	}
	return 60e6 * k / (double)sum;
}
