/* How good an ECG signal is, from the signal alone: never from a rate or from what lies between beats, so that asystole, brady- and
 * tachycardia and ventricular rhythms do not look like noise.
 *
 * Figures (of a window of 4 to 8 s, the spectrum by one periodogram with a periodic Hann window, mean removed; P(a, b) is the power
 * of the bins a ≤ f < b in Hz):
 *
 *	kurtosis   4th standardised moment
 *	p          P(5, 15) / P(5, 40)
 *	bas        1 - P(0, 1) / P(0, 40)
 *	mains      (P(48, 52) + P(58, 62)) / P(0, 40)
 *	flat       share of samples of the last second that equal the one before
 *	missing    share of samples of the last second that were not usable (missing, or beyond the measurable range)
 *
 * (P. Li, R. G. Mark, G. D. Clifford, Physiol. Meas. 29:15, 2008; Z. Zhao, Y. Zhang, Front. Physiol. 9:727, 2018, written from the
 * papers.) They are told, and judged only by their size beside the heart's own: a line without beats has figures of any value.
 *
 * Level: the swing within 60 ms, its largest in each second, of those of the last 32 s the 75th percentile; at least 0.25 mV where
 * the unit is known. Judged are three sizes against the level:
 *
 *	noise      above 35 Hz: 1.4826 × median magnitude of the last second (which waves that fill less than half of it do not
 *	           move); good up to 0.04, of no use from 0.14 on
 *	hum        amplitude of the mains' bins; 0.1 … 0.5
 *	drift      deviation of what lies below 1 Hz; 1 … 4
 *
 * sqi is the worst of the three on the line between good (1) and of no use (0), times 1 - missing. */
#ifndef IOMT_BEAT_QUALITY_H
#define IOMT_BEAT_QUALITY_H

#include "beat/agree.h"
#include "core/tm.h"
#include "dsp/biquad.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	QUALITY_RING = 2048,  /* samples of the window: the power of two that holds 4 s */
	QUALITY_RATE = 200,   /* rates of twice this and more are brought down to this … twice this by averaging */
	QUALITY_SWING = 32,   /* samples in 60 ms, at most */
	QUALITY_LEVELS = 32,  /* s */
	QUALITY_SECOND = 448, /* samples a second, at most */
	QUALITY_HP = 2,       /* sections */
	QUALITY_BEATS = 8     /* of the second detector, in a second */
};

/* Scratch that all leads share; zero it to begin. */
struct quality_scratch {
	size_t n; /* the table is for */
	double table[QUALITY_RING], re[QUALITY_RING], im[QUALITY_RING], sort[QUALITY_SECOND];
};

struct quality_figures {
	double kurtosis, p, bas, mains, flat, missing; /* NaN where there is none */
	double noise, hum, drift;                      /* relative to the level; NaN likewise */
	double sqi;                                    /* 0 … 1 */
	int beats;                                     /* the second detector told of so many in this second … */
	double beat[QUALITY_BEATS];                    /* … that lie so many seconds before its end */
	bool level;                                    /* the line has not moved by more than `still` for 2 s */
};

/* No pointers; copy with =. */
struct quality {
	double fs;       /* of what is analysed */
	double unit;     /* counts per mV; 0: not known */
	int group, held; /* input samples averaged, and how many came */
	int n;           /* samples of the window */
	int swing;       /* samples in 60 ms */
	int64_t sum;
	int bad;      /* unusable ones of the group */
	int32_t last; /* the last usable one */
	bool any;
	int64_t at;      /* samples so far */
	int64_t lost_at; /* the last that was not usable, -1: none */
	float ring[QUALITY_RING];
	float high[QUALITY_SECOND]; /* magnitudes above 35 Hz, of this second */
	int highs;
	struct biquad hp[QUALITY_HP];
	int sections;
	int32_t total, missing, same; /* input samples of this second */
	int32_t before;
	double most;                 /* largest swing of this second */
	double low, top;             /* smallest and largest value of this second … */
	double low1, top1;           /* … and of the one before */
	float level[QUALITY_LEVELS]; /* swings of the last seconds */
	uint32_t levels;
	struct agree other; /* the second detector; asleep until agree_start */
	int beats;
	int64_t beat[QUALITY_BEATS]; /* what it told of in this second */
};

/* counts: per mV, 0 where the unit is not known. */
void quality_start(struct quality *q, struct rate fs, double counts);

/* n more samples (record/samples.h). */
void quality_feed(struct quality *q, const int32_t *x, size_t n);

/* A second is over: its figures. */
struct quality_figures quality_second(struct quality *q, struct quality_scratch *s);

#endif
