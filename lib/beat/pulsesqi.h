/* Quality of a stretch of a pulse wave. */
#ifndef IOMT_BEAT_PULSESQI_H
#define IOMT_BEAT_PULSESQI_H

#include "beat/pulsedet.h"

/* What was measured between two internal samples. */
struct pulsesqi {
	double missing;   /* share of samples that were missing */
	double beyond;    /* … that were beyond the range, or rest at the stretch's largest or smallest value */
	double still;     /* longest time without any movement, s */
	double like;      /* mean correlation of the pulses with their mean (Orphanidou et al. 2015) */
	double agree;     /* pulses that both detectors found, of all that either did, matched within 150 ms (Li et al. 2008) */
	double spread;    /* third quartile of the rises by the first */
	double wander;    /* median change of the level of the foot from pulse to pulse, by the median rise */
	double noise;     /* mean magnitude of what the smoothing takes out, by the median rise */
	double uneven;    /* median change of the interval, by the median interval */
	double fall;      /* median of the steepest fall by the steepest rise */
	double perfusion; /* 100 × median rise by the level of light, %; 0 where that is not known */
	int pulses;
	double sqi;     /* 0 … 1; 0.5 and more is good */
	unsigned flags; /* FLAG_…, of what is not good */
};

#define PULSESQI_GOOD 0.5

/* Measures internal samples from ≤ n < to, which lie within the last PULSEDET_RING and before pulsedet_settled_at. light: the mean
 * level of light, counts; NaN or 0 and less where there is none. */
void pulsesqi_at(const struct pulsedet *p, int64_t from, int64_t to, double light, struct pulsesqi *q);

/* Whether a rate may be given: good, and clearly so where the intervals are uneven too. */
bool pulsesqi_sure(const struct pulsesqi *q);

#endif
