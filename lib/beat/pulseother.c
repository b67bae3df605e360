#include "beat/pulseother.h"

#include <math.h>

enum {
	LEVEL = 30,   /* to each side: 1.2 s */
	SHORT = 2,    /* to each side: 100 ms */
	LONG = 16,    /* … 660 ms */
	OFFSET = 300, /* 6 s back */
	STRIDE = 5,   /* of which every 5th is looked at */
	APART = 15,   /* 300 ms */
	NARROW = 5,   /* a block is no shorter */
	WIDEST = 200  /* … and none is longer: the ring holds it */
};

#define AT(ring, i) ((ring)[(uint64_t)(i) % PULSEDET_RING])

static double
mean(const double *ring, int64_t from, int64_t to)
{
	double sum = 0;

	for (int64_t i = from; i <= to; i++)
		sum += AT(ring, i);
	return sum / (double)(to - from + 1);
}

static void
end_block(struct pulsedet *p, int64_t to)
{
	int64_t top = p->block;
	double usual = pulsedet_usual(p), apart = usual > 0 ? fmin(APART, 0.65 * usual) : APART;

	for (int64_t i = p->block; i <= to; i++)
		if (AT(p->z, i) > AT(p->z, top))
			top = i;
	if (to - p->block + 1 >= NARROW && (!p->others || (double)(top - p->other[(p->others - 1) % PULSEDET_BEATS]) >= apart))
		p->other[p->others++ % PULSEDET_BEATS] = top;
	p->block = -1;
}

void
pulseother_step(struct pulsedet *p, int64_t m)
{
	int64_t i = m - LEVEL, k = i - LONG;
	double offset = 0;

	if (i < LEVEL)
		return;
	AT(p->z, i) = AT(p->y, i) - mean(p->y, i - LEVEL, i + LEVEL);
	AT(p->zz, i) = AT(p->z, i) > 0 ? AT(p->z, i) * AT(p->z, i) : 0;
	if (k < LEVEL + LONG)
		return;
	for (int64_t j = k; j > k - OFFSET && j >= LEVEL; j -= STRIDE)
		offset += AT(p->zz, j);
	offset *= 0.02 * STRIDE / OFFSET;
	bool in = mean(p->zz, k - SHORT, k + SHORT) > mean(p->zz, k - LONG, k + LONG) + offset;

	if (in && p->block < 0)
		p->block = k;
	else if (p->block >= 0 && (!in || k - p->block >= WIDEST))
		end_block(p, k - 1);
}
