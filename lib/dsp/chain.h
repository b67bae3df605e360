/* A chain of effects: one cascade of second-order sections, so that any number of filters costs one pass over the samples. Its
 * length depends on the arguments only, its coefficients on the sampling rate too. */
#ifndef IOMT_DSP_CHAIN_H
#define IOMT_DSP_CHAIN_H

#include "dsp/effect.h"

#include <stddef.h>

enum {
	CHAIN_STEPS = 32,    /* effects in one chain */
	CHAIN_SECTIONS = 96, /* second-order sections in one chain */
	CHAIN_WHY = 256      /* room for what chain_parse says */
};

struct chain_step {
	const struct effect *effect;
	double arg[EFFECT_ARGS];
};

struct chain {
	int n, sections;
	struct chain_step step[CHAIN_STEPS];
};

/* Words of a command line into a chain: effects, each with its numbers behind it: highpass 0.5 4 notch 50. False, and what is wrong
 * in `why` (CHAIN_WHY bytes, NUL-ended). */
bool chain_parse(struct chain *c, const char *const *words, size_t n, char *why);

/* Adds an effect with the nargs arguments that were given. NULL, or what is wrong in a few words (a constant). */
const char *chain_add(struct chain *c, const struct effect *e, const double *arg, int nargs);

/* Designs the whole chain for a rate into q (c->sections of them), state at rest. 0, or a DESIGN_ code with *step the effect that
 * cannot be at this rate. */
int chain_design(const struct chain *c, struct biquad *q, double fs, int *step);

#endif
