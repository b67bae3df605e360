/* The front end of the pulse detector: any sampling rate to 50 samples a second.
 *
 * The input is joined by straight lines and averaged over consecutive windows of 20 ms (boxes that abut): no sample is lost, and
 * the map from window n to the input is exact: window n covers input samples n·fs/50 … (n+1)·fs/50. */
#ifndef IOMT_BEAT_PULSEFRONT_H
#define IOMT_BEAT_PULSEFRONT_H

#include "core/tm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PULSEFRONT_RATE = 50 };

struct pulsefront {
	int64_t step, step_rem, den; /* fs/50 = step + step_rem/den */
	double width;                /* the same */
	int64_t at;                  /* input samples taken */
	int64_t next, rem;           /* the next border lies at input position next + rem/den */
	double area;                 /* under the lines since the last border */
	double from;                 /* input position up to which it goes, less at - 1 */
	int64_t last, to, offset;    /* the line's ends, and what is added to samples since the last break */
	bool open;                   /* the line from sample at - 1 to sample `at` is being gone along */
	int32_t held;                /* last usable count */
	int64_t missing, bridge;     /* present run of missing samples; runs up to this long (100 ms) do not move the offset */
	int64_t lost, beyond;        /* missing samples, and such beyond the range, in the present window */
};

struct pulsefront_out {
	double y;          /* mean of the window, counts; offset by a number that changes only at breaks */
	bool lost, beyond; /* it held missing samples, or such beyond the range (L and U, which repeat the sample before) */
};

/* Zeroes and prepares. False when the rate is not served: 20 Hz … 100 kHz. */
bool pulsefront_start(struct pulsefront *f, struct rate fs);

/* Takes input samples (record/samples.h) until one window is full (*made) or n are taken. Returns how many were taken; a window may
 * be made with none taken. */
size_t pulsefront_feed(struct pulsefront *f, const int32_t *x, size_t n, struct pulsefront_out *out, bool *made);

/* Position in input samples of internal position i (in windows, 0 the middle of the first). */
double pulsefront_input(const struct pulsefront *f, double i);

/* The internal sample whose window an input sample begins in. */
int64_t pulsefront_window(const struct pulsefront *f, int64_t index);

#endif
