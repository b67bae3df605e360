/* Random numbers that are the same everywhere: a seed and the number of a stream give a sequence; streams of one seed are
 * independent, so that (say) noise can be switched on without moving a single beat.
 *
 * Generator xoshiro256** 1.0, state filled by splitmix64: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number
 * generators", ACM Trans. Math. Softw. 47(4), 2021; both were put into the public domain (CC0) by their authors, prng.di.unimi.it.
 */
#ifndef IOMT_SIM_RNG_H
#define IOMT_SIM_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t s[4];
	bool spare; /* the second number of a Gaussian pair waits in `kept` */
	double kept;
};

void rng_start(struct rng *r, uint64_t seed, uint64_t stream);
uint64_t rng_u64(struct rng *r);
double rng_unit(struct rng *r);                             /* [0, 1), 53 bits */
double rng_between(struct rng *r, double low, double high); /* [low, high) */

/* Normal, mean 0, deviation 1: G. Marsaglia and T. A. Bray, "A convenient method for generating normal variables", SIAM Rev. 6,
 * 1964 (the polar method). */
double rng_gauss(struct rng *r);

#endif
