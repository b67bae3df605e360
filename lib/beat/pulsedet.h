/* A streaming pulse detector for one upright pulse wave (PPG, arterial pressure): constant memory, constant work, a fixed latency,
 * no amplitude built in.
 *
 * y: the wave at 50 samples a second (pulsefront.h), smoothed by 1 4 6 4 1. Candidate: the end of an upstroke, where the sum of the
 * rises of the last 140 ms (the slope sum of W. Zong et al., Computers in Cardiology 30, 2003) is larger than any within 180 ms.
 * Each is measured: steepest point, peak, foot (where the tangent at the steepest point meets the level of the lowest), rise,
 * shape. It is judged PULSEDET_AHEAD later, against the level of the larger rises before and behind it: too small ones, dicrotic
 * waves (they begin high on the fall of the wave before) and what lies between two pulses of the usual distance are left out.
 *
 * Beside it runs a second detector of another kind, which only quality looks at (pulsesqi.h): two moving averages (M. Elgendi et
 * al., PLoS ONE 8:e76585, 2013).
 *
 * The state belongs to the caller, has no pointers and may be copied with =. The same samples give the same pulses however they are
 * cut into calls. */
#ifndef IOMT_BEAT_PULSEDET_H
#define IOMT_BEAT_PULSEDET_H

#include "beat/pulsefront.h"

enum {
	PULSEDET_RING = 1024, /* internal samples kept: 20 s */
	PULSEDET_CANDS = 64,  /* candidates kept: more than lie in what is looked at */
	PULSEDET_BEATS = 64,  /* pulses kept: more than lie in 10 s */
	PULSEDET_SHAPE = 31,  /* points of a shape, 20 ms apart */
	PULSEDET_RISING = 10, /* … of these before the steepest point */
	PULSEDET_AHEAD = 100, /* internal samples seen after a candidate before it is judged: 2 s */
	PULSEDET_NEAR = 9,    /* a candidate is the largest within this */
	PULSEDET_REACH = 23   /* internal samples after a candidate that its measures need */
};

#define PULSEDET_LATENCY_US INT64_C(2600000) /* no pulse comes later than this after its peak */

struct pulsedet_cand {
	int64_t n;                   /* internal sample at which the slope sum is largest */
	double steep;                /* internal positions, of the steepest point … */
	double peak;                 /* … the top … */
	double foot;                 /* … and the foot */
	double rise;                 /* from the lowest before it to the top, counts */
	double low;                  /* the lowest */
	double fall;                 /* steepest fall within 0.4 s after the top, over the steepest rise */
	bool lost;                   /* missing samples in it */
	float shape[PULSEDET_SHAPE]; /* mean 0, sum of squares 1 */
};

struct pulsedet_beat {
	struct pulsedet_cand c;
	double index; /* input position of the peak; the first sample given is 0 */
	double foot;  /* … of the foot */
	double like;  /* likeness with the pulses around it, -1 … 1 */
};

typedef void (*pulsedet_emit)(void *arg, const struct pulsedet_beat *beat);

struct pulsedet {
	struct pulsefront front;
	int64_t n;                                                   /* internal samples made */
	double raw[PULSEDET_RING];                                   /* as the front gave them */
	double y[PULSEDET_RING], d[PULSEDET_RING], f[PULSEDET_RING]; /* smoothed; twice its slope; slope sum */
	double z[PULSEDET_RING], zz[PULSEDET_RING];                  /* y less its mean over 1.2 s; squared where positive */
	uint8_t lost[PULSEDET_RING], beyond[PULSEDET_RING];
	uint32_t made, judged; /* candidates so far, and those decided */
	struct pulsedet_cand cand[PULSEDET_CANDS];
	uint32_t beats; /* pulses so far */
	struct pulsedet_beat beat[PULSEDET_BEATS];
	/* the second detector */
	uint32_t others;
	int64_t other[PULSEDET_BEATS]; /* internal samples of its peaks */
	int64_t block;                 /* where the present block began, or -1 */
};

bool pulsedet_start(struct pulsedet *p, struct rate fs); /* false when the rate is not served (pulsefront_start) */

/* n more samples. Pulses come through emit, in order. */
void pulsedet_feed(struct pulsedet *p, const int32_t *x, size_t n, pulsedet_emit emit, void *arg);

/* The signal is over: judges what waits, with what is known. Then start anew. */
void pulsedet_finish(struct pulsedet *p, pulsedet_emit emit, void *arg);

/* All pulses before this internal sample have been emitted; and the same in input samples. */
int64_t pulsedet_settled_at(const struct pulsedet *p);
int64_t pulsedet_settled(const struct pulsedet *p);

/* The usual interval in internal samples: the median of the last 8; 0 when there are too few. */
double pulsedet_usual(const struct pulsedet *p);

/* Mean level over internal samples from ≤ n < to, in counts as they came; NaN where some are missing (levels from before a break
 * are not known any more). */
double pulsedet_level(const struct pulsedet *p, int64_t from, int64_t to);

double pulsedet_alike(const float *a, const float *b); /* correlation of two shapes */

#endif
