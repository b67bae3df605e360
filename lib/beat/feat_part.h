/* What the two looks at a candidate share (feat.c, second.c); nobody else includes this. */
#ifndef IOMT_BEAT_FEAT_PART_H
#define IOMT_BEAT_FEAT_PART_H

#include "beat/feat.h"

enum {
	PAST = 8,  /* strong neighbours looked at before */
	NEXT = 4,  /* … and after */
	BINS = 7,  /* of BIN internal samples: six before the candidate, one after */
	BIN = 188, /* 1.5 s */
	TWAVE = 45 /* 360 ms: a smaller one so near to a strong one is not strong itself */
};

/* Neighbours, nearest first. */
struct around {
	const struct front_cand *past[PAST], *next[NEXT]; /* strong ones, nearest first */
	int npast, nnext;
};

/* Figures that are compared with those of the neighbours. */
enum { OF_ENERGY, OF_SLOPE, OF_SWING, OF_PEAK, OF_WIDE, OF_WIDTH, OF_HF, OFS };

const struct front_cand *feat_cand(const struct qrs *q, uint32_t i);

/* The oldest candidate to be looked at from internal sample n. */
uint32_t feat_oldest(const struct qrs *q, int64_t n);

/* The middle of n ≤ 16 values, which it sorts; 0 of none. */
float feat_median(float *v, int n);
float feat_ratio(float a, float b);                                       /* at most 50; 0 where b is */
float feat_alike(const struct front_cand *a, const struct front_cand *b); /* correlation of the shapes, -1 … 1 */

/* feat_level without one candidate. */
float feat_level_but(const struct qrs *q, uint32_t from, int64_t n, uint32_t except);

/* Groups of figures; each returns how many it wrote. */
int feat_own(const struct front_cand *c, float *v);
int feat_against(const struct front_cand *c, const struct around *a, float *v, float *mid);
int feat_times(const struct front_cand *c, const struct around *a, float *v);
int feat_likeness(const struct front_cand *c, const struct around *a, float *v);
int feat_noise(const struct qrs *q, uint32_t i, uint32_t from, float top, float *v);

#endif
