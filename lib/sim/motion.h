/* What steps do to a pulse wave at a finger: light that comes and goes with the arm, as strong as the pulse or stronger, at a
 * cadence in the range of heart rates. Fixed memory, no end; the heart and its beats are not touched.
 *
 * A step at phase 0: sines at the cadence (0.8), at twice it (0.4) and at half of it (the arm's swing, 0.5), of powers that add up
 * to 1 after scaling; the cadence jitters (2 %, over about 2 s), the strength swells and falters (30 %, over about 5 s) and the
 * level wanders (0.2, over about 1 s). Shape and figures are ours: they are a disturbance to judge by, no measurement of one. */
#ifndef IOMT_SIM_MOTION_H
#define IOMT_SIM_MOTION_H

#include "sim/rng.h"

#include <stdbool.h>

struct motion_setup {
	double level;          /* root mean square, in heights of a normal pulse; 0: none */
	double cadence, until; /* steps a minute at its beginning and at `to` */
	double from, to;       /* s; to: where the ramp of the cadence ends */
};

struct motion {
	struct motion_setup setup;
	struct rng rng;
	double fs;
	double step, jitter, swell, wander; /* phase in steps; slow random figures of deviation 1 */
};

const char *motion_wrong(const struct motion_setup *s); /* NULL, or what is wrong, for a person */
void motion_start(struct motion *m, const struct motion_setup *s, double fs, uint64_t seed);

/* The artefact of the next sample, which has time t in s. */
double motion_next(struct motion *m, double t);

#endif
