/* Noise of the kinds that an ECG recorder picks up, each of power 1 (mean square over a long time), so that a signal-to-noise ratio
 * is met exactly and not by measuring. */
#ifndef IOMT_SIM_NOISE_H
#define IOMT_SIM_NOISE_H

#include "core/str.h"
#include "sim/rng.h"

enum noise_kind {
	NOISE_MIX,      /* power: 60 % baseline, 30 % muscle, 10 % mains (to muscle where FS is too low for it) */
	NOISE_BASELINE, /* eight sines of 0.05 to 0.6 Hz, random phase, power falling with the square of the frequency */
	NOISE_MUSCLE,   /* Gaussian, high-pass 20 Hz of the first order, its strength swelling and falling over seconds */
	NOISE_MAINS,    /* mains frequency (0.05 Hz off at the most), with a third and a fifth harmonic where FS allows */
	NOISE_WHITE,    /* Gaussian, flat up to FS/2 */
	NOISE_DRIFT,    /* a triangle of 0.1 Hz, from 0 upwards, the same in every channel */
	NOISE_KINDS
};
extern const char *const noise_names[NOISE_KINDS];

enum { NOISE_TONES = 8 };

struct noise_tone { /* a sine by rotation: one complex product a sample, no sine */
	double re, im, step_re, step_im, gain;
	int left; /* samples to the next renewal from the phase, which keeps rounding from adding up */
	double phase, turn;
};

struct noise {
	enum noise_kind kind;
	struct rng rng;
	struct noise_tone tone[NOISE_TONES], mains[3], swell;
	int nmains;
	double pole, keep, last_in, last_out;
};

/* fs in Hz; mains in Hz; every (seed, channel) is a noise of its own, but mains has the same phase in all channels. */
void noise_start(struct noise *n, enum noise_kind kind, double fs, double mains, uint64_t seed, unsigned channel);
/* Whether the kind can be had at all: mains needs an FS of about 2.3 times its frequency. */
bool noise_fits(enum noise_kind kind, double fs, double mains);

double noise_step(struct noise *n);

#endif
