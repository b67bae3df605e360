/* The second detector of pulsedet.h: a block is where the mean over 100 ms of the squared positive part of the wave (less its mean
 * over 1.2 s) exceeds its mean over 660 ms; its largest sample is a pulse, unless another stood less than 300 ms, or less than 0.65
 * of the usual interval, before. Elgendi's offset, a share of the mean square, is taken over 6 s. */
#ifndef IOMT_BEAT_PULSEOTHER_H
#define IOMT_BEAT_PULSEOTHER_H

#include "beat/pulsedet.h"

/* y is known up to internal sample m. */
void pulseother_step(struct pulsedet *p, int64_t m);

#endif
