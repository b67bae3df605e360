/* Effects: what a waveform can be put through. An effect is one const struct and one line in effects.def; the command line, --list
 * and the tests walk the table. */
#ifndef IOMT_DSP_EFFECT_H
#define IOMT_DSP_EFFECT_H

#include "dsp/biquad.h"

#include <stdbool.h>

enum {
	EFFECT_ARGS = 3,
	EFFECT_TEXT = 128 /* room for effect_usage */
};

struct effect_arg {
	const char *name; /* HZ; NULL: no more arguments */
	double low, high; /* what is allowed, both included */
	bool whole;       /* a whole number */
	bool optional;
	double standard; /* of an optional one */
};

struct effect {
	const char *name;
	const char *title; /* one line */
	const char *delay; /* one line: what it does to the times of what passes */
	struct effect_arg arg[EFFECT_ARGS];
	int (*sections)(const double *arg); /* how many */
	/* Fills them in for a rate in Hz, state at rest; the same number, or a DESIGN_ code. */
	int (*design)(struct biquad *q, const double *arg, double fs);
};

extern const struct effect *const effect_table[]; /* ended by NULL */

/* By name; NULL when there is none. */
const struct effect *effect_find(const char *name);

/* The effect's name that `word` is a slip of, or NULL. */
const char *effect_near(const char *word);

/* "highpass HZ [ORDER]", NUL-ended, into dst (EFFECT_TEXT bytes). */
void effect_usage(char *dst, const struct effect *e);

#endif
