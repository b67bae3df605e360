/* bSQI: how far two detectors of different kinds agree on a lead (Q. Li, R. G. Mark, G. D. Clifford, Physiol. Meas. 29:15, 2008):
 *
 *	matched / (ours + others - matched)
 *
 * over 10 s, two beats being matched that lie within 150 ms of each other, each at most once, in order of time.
 *
 * The other detector is one of two moving averages (M. Elgendi, PLoS ONE 8:e73557, 2013), written from the paper: the wave between
 * 8 and 20 Hz, squared; a block is where its mean over 97 ms exceeds that over 611 ms by more than 0.08 of the mean square, of which
 * here the median of the last 8 seconds' is taken; a block of at least 97 ms is a beat at its largest sample, 220 ms (the paper has 300) after the one
 * before at the earliest. It knows no amplitude, and nothing of ours.
 *
 * It says how sure beats are, not how good a signal is: where a heart stands still, or flutters, detectors have nothing to agree on. */
#ifndef IOMT_BEAT_AGREE_H
#define IOMT_BEAT_AGREE_H

#include "dsp/biquad.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	AGREE_BEATS = 64,   /* kept: what lies in AGREE_WINDOW + AGREE_LATE at the detectors' fastest */
	AGREE_RING = 256,   /* samples: more than 611 ms at 400 a second */
	AGREE_SECONDS = 8,  /* mean squares kept */
	AGREE_SECTIONS = 2, /* of the band's filter */
	AGREE_LEAST = 50    /* samples a second: below there is no such band */
};

#define AGREE_WINDOW INT64_C(10000000) /* µs */
#define AGREE_LATE   INT64_C(3000000)  /* the window ends this long ago: by then both detectors have told theirs */
#define AGREE_MATCH  INT64_C(150000)

/* The newest TIMEs, in µs, of what a detector found, in order. Zeroed: none. */
struct agree_times {
	int64_t at[AGREE_BEATS];
	uint32_t n; /* so far: beat i stands in at[i % AGREE_BEATS] */
};

void agree_add(struct agree_times *a, int64_t time);

/* The figure over from ≤ TIME < to; NaN where neither found any, or more came since than are kept. */
double agree_figure(const struct agree_times *a, const struct agree_times *b, int64_t from, int64_t to);

/* The other detector. No pointers; copy with =. */
struct agree {
	double fs;
	int sections; /* 0: the rate is too low */
	struct biquad band[AGREE_SECTIONS];
	int narrow, wide; /* to each side, samples */
	int apart;        /* 220 ms */
	int64_t n;        /* samples so far */
	float square[AGREE_RING];
	double sum_narrow, sum_wide; /* about sample n - 1 - wide */
	double second;               /* sum of squares of this second */
	int seconds, of;             /* samples in it; seconds so far */
	double mean[AGREE_SECONDS];
	double offset;
	int64_t block; /* where the present one began, -1: there is none */
	int64_t top;   /* its largest sample … */
	float height;  /* … and that */
	int64_t last;  /* the last beat, or far back */
};

/* fs: Hz, of the samples that will come; at most 400. */
void agree_start(struct agree *a, double fs);

/* One more sample. True when a beat is known: *index, the first sample is 0. */
bool agree_step(struct agree *a, double x, int64_t *index);

#endif
