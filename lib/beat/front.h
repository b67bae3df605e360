/* The front end of the QRS detector: any sampling rate to 125 samples a second, slope energy, candidate peaks.
 *
 * Resampling: the input is joined by straight lines and averaged over consecutive windows of 8 ms (boxes that abut), so no
 * sample is lost, a sine above 62.5 Hz is damped by the box, and the map from window n to the input is exact:
 * window n covers input samples n·fs/125 … (n+1)·fs/125. All in integers.
 *
 * Slope: y smoothed by 1 2 1, differenced over 24 ms (its response is largest at 16 Hz, 26 % of that at 3 Hz, 5 % at 50 Hz).
 * Energy: the mean magnitude of the slope over 88 ms. Candidate: an energy that no other within 168 ms exceeds.
 *
 * Nothing here knows an amplitude: multiplying the input by a number multiplies every figure by it; an offset and the sign
 * vanish. */
#ifndef IOMT_BEAT_FRONT_H
#define IOMT_BEAT_FRONT_H

#include "core/tm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FRONT_RATE = 125, /* internal samples a second */
	FRONT_RAW = 1024, /* input samples kept, to place the peak: each up to 1920 a second, then every 2nd, 3rd … */
	FRONT_RING = 128, /* internal samples kept */
	FRONT_SUMS = 512, /* running sums kept: 4.1 s */
	FRONT_SHAPE = 25, /* points of a candidate's shape, 8 ms apart, the peak in the middle */
	FRONT_SHAPE_ROOM = 28,
	FRONT_FIGURES = 8,
	FRONT_NEAR = 21, /* internal samples to each side in which a candidate is the largest */
	FRONT_DELAY = 8  /* from the middle of a wave to its peak in the energy, internal samples */
};

/* A possible beat. Magnitudes are in counts × 2^k, k fixed for a rate: only their ratios mean something. */
struct front_cand {
	int64_t n;     /* internal sample of the energy's peak */
	int64_t index; /* input sample of the largest deflection */
	union {
		struct {
			float energy; /* the energy's peak */
			float slope;  /* largest slope */
			float swing;  /* largest minus smallest value within 80 ms */
			float peak;   /* deflection of the peak from its surroundings */
			float wide;   /* largest answer to a bump of 130 ms */
			float width;  /* ms in which the slope is over 0.3 of its largest */
			float hf;     /* mean magnitude of the second difference within 100 ms */
		};
		float figure[FRONT_FIGURES]; /* the same in this order, and unused ones */
	};
	float slope2;                  /* largest slope of the other sign */
	float before, after;           /* smallest energy within 168 ms before and after */
	float bad;                     /* share of missing samples around it */
	float score;                   /* log odds by the first look (feat.h) */
	int sign;                      /* of the peak */
	float shape[FRONT_SHAPE_ROOM]; /* mean 0, sum of squares 1; zeros behind */
};

struct front {
	/* resampler */
	int64_t step, step_rem, den; /* fs/125 = step + step_rem/den */
	double inv;                  /* 1024 / den */
	int64_t at;                  /* input samples taken; sample `at` comes next */
	int64_t next, rem;           /* the next border lies at input position next + rem/den */
	uint64_t area, border;       /* twice the area so far; and at the last border × 2^20; modulo 2^64 */
	int fraction, shift;         /* bits of a position between two samples; from the area of a window to y */
	int64_t last;                /* the sample before `at`, with the offset added */
	int64_t offset;              /* added since the last break, so that the signal goes on where it stopped */
	int64_t missing;             /* present run of missing samples */
	int64_t bridge;              /* runs up to this long do not move the offset: 100 ms */
	int64_t bad;                 /* missing samples in the present window */
	int64_t stride, phase;       /* raw keeps one input sample of `stride` */
	int32_t held;                /* last usable sample */
	int32_t raw[FRONT_RAW];
	/* internal signal */
	int64_t n;              /* internal samples made */
	float least;            /* smallest swing of a candidate */
	int64_t energy;         /* running sum of slopes */
	int64_t floor, floor_n; /* candidates below are not looked at; the floor sinks 2 s after floor_n */
	int sign;               /* of the last candidate's peak */
	int64_t y[FRONT_RING], d[FRONT_RING], e[FRONT_RING];
	uint64_t prefix[FRONT_RING];                 /* running sum of y */
	uint8_t lost[FRONT_RING];                    /* the window held a missing sample */
	uint64_t esum[FRONT_SUMS], hsum[FRONT_SUMS]; /* running sums of energy and of the second difference */
};

/* Zeroes and prepares. False when the rate is none that it serves: 20 Hz … 100 kHz. */
bool front_start(struct front *f, struct rate fs);

/* Takes input samples (record/samples.h: E is missing, L and U repeat the sample before) until a candidate is found (*found), at
 * most FRONT_STEP internal samples were made, or n are taken. Returns how many were taken. */
enum { FRONT_STEP = 32 };
size_t front_feed(struct front *f, const int32_t *x, size_t n, struct front_cand *c, bool *found);

/* The input sample in the middle of internal sample i. */
int64_t front_index(const struct front *f, int64_t i);

/* Mean energy and second difference over internal samples from < i ≤ to, which lie within the last FRONT_SUMS. */
float front_energy(const struct front *f, int64_t from, int64_t to);
float front_hf(const struct front *f, int64_t from, int64_t to);

#endif
