/* Pulses of a pacemaker in the samples as they come, before anything has smoothed them: found, remembered, and taken out, so that one
 * that captures nothing is no beat.
 *
 * A pulse leaves the line and returns within 2.5 ms, and its way is at least SPIKE_RATIO times as steep as any other of 16 ms before
 * and 12 ms behind it: the tip of a QRS is not. It is replaced by a straight line. An overshoot behind it that falls like an
 * exponential function is taken off. No amplitude is built in; below 200 and above 2500 samples a second a pulse cannot be told from a
 * wave, or would ask for a longer memory, and nothing is looked for. */
#ifndef IOMT_BEAT_SPIKE_H
#define IOMT_BEAT_SPIKE_H

#include "core/tm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SPIKE_HOLD = 128,  /* samples that wait or are looked back on */
	SPIKE_BLOCK = 256, /* taken at once */
	SPIKE_KEPT = 16,   /* pulses remembered */
	SPIKE_RATIO = 3
};

/* May be copied with =. */
struct spike {
	int before, width, after, tail; /* samples; before 0: nothing is looked for */
	int32_t x[SPIKE_HOLD];          /* what was not given out, and `before` that was */
	int held, given;                /* of those in x, and how many of them were given out */
	int64_t at;                     /* samples taken */
	int64_t mean;                   /* of the steps between samples, × 256 */
	double over, fall;              /* the overshoot at the next sample given, and its factor a sample */
	uint32_t found;                 /* pulse i stands in pulse[i % SPIKE_KEPT] */
	int64_t pulse[SPIKE_KEPT];      /* sample in which it began */
};

void spike_start(struct spike *s, struct rate fs);

/* n ≤ SPIKE_BLOCK more samples (record/samples.h). Writes those that can be given out, which are the ones from the first on, into
 * out[SPIKE_BLOCK + SPIKE_HOLD]; returns how many. */
size_t spike_feed(struct spike *s, const int32_t *x, size_t n, int32_t *out);

/* The rest. */
size_t spike_finish(struct spike *s, int32_t *out);

/* Samples from the last pulse that began at or before `index` to it; -1 where none is remembered. */
int64_t spike_since(const struct spike *s, int64_t index);

#endif
