#include "sim/rng.h"

#include "dsp/fn.h"

#include <math.h>

static uint64_t
rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

static uint64_t
splitmix(uint64_t *x)
{
	*x += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = *x;
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void
rng_start(struct rng *r, uint64_t seed, uint64_t stream)
{
	/* The stream is mixed before it meets the seed: else (seed 1, stream 2) and (seed 2, stream 1) would be near each other. */
	uint64_t at = stream;
	uint64_t x = seed ^ splitmix(&at);
	*r = (struct rng){ 0 };
	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix(&x);
}

uint64_t
rng_u64(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t out = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return out;
}

double
rng_unit(struct rng *r)
{
	return (double)(rng_u64(r) >> 11) * 0x1p-53;
}

double
rng_between(struct rng *r, double low, double high)
{
	return low + (high - low) * rng_unit(r);
}

double
rng_gauss(struct rng *r)
{
	if (r->spare) {
		r->spare = false;
		return r->kept;
	}
	double x, y, q;
	do {
		x = 2 * rng_unit(r) - 1;
		y = 2 * rng_unit(r) - 1;
		q = x * x + y * y;
	} while (q >= 1 || q == 0);
	double k = sqrt(-2 * fn_log(q) / q);
	r->spare = true;
	r->kept = y * k;
	return x * k;
}
