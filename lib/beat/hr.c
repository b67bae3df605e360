#include "beat/hr.h"

#include <math.h>

void
hr_beat(struct hr *h, int64_t time, int64_t rr)
{
	h->any = true;
	h->last = time;
	if (rr > 0)
		h->interval[h->count++ % HR_INTERVALS] = (struct hr_interval){ .end = time, .length = rr };
}

double
hr_value(const struct hr *h, int64_t at)
{
	int64_t sum = 0;
	int k = 0;

	if (!h->any || at - h->last > HR_SILENT)
		return NAN;
	for (unsigned i = 0; i < HR_INTERVALS && i < h->count; i++)
		if (at - h->interval[i].end <= HR_WINDOW) {
			sum += h->interval[i].length;
			k++;
		}
	return k < HR_LEAST ? NAN : 60e6 * k / (double)sum;
}
