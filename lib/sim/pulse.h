/* The pulse wave at a finger, from the heart's beats: a systolic and a dicrotic wave, each a Gaussian (J. Allen,
 * "Photoplethysmography and its application in clinical physiological measurement", Physiol. Meas. 28, 2007, for the shape; heights
 * and times are ours). It comes 0.2 s after the R wave (pulse transit); an early beat ejects little, one after a pause much. */
#ifndef IOMT_SIM_PULSE_H
#define IOMT_SIM_PULSE_H

#include "sim/rhythm.h"

enum { PULSE_RING = 16 };
#define PULSE_TRANSIT 0.2 /* s from R to the foot of the wave */

struct pulse_beat {
	double foot, stretch, height;
};

struct pulse {
	struct pulse_beat beat[PULSE_RING];
	unsigned at; /* the oldest, overwritten next */
};

void pulse_start(struct pulse *p);
void pulse_beat(struct pulse *p, const struct rhythm_beat *b); /* in order; before its foot is reached */
double pulse_level(const struct pulse *p, double t);           /* 0 .. about 1.2 */
double pulse_peak(const struct rhythm_beat *b);                /* s: the top of its systolic wave */

#endif
