/* The figures by which a candidate is judged: each compares it with its surroundings, none has a unit of amplitude. */
#ifndef IOMT_BEAT_FEAT_H
#define IOMT_BEAT_FEAT_H

#include "beat/qrs.h"

enum { FEAT_MAX = 144 };

/* First look at candidate i: writes its figures into v[FEAT_MAX], returns their count. */
int feat_first(const struct qrs *q, uint32_t i, float *v);

/* Second look, when the neighbours have had their first. */
int feat_second(const struct qrs *q, uint32_t i, float *v);

/* The level of the larger candidates in the QRS_BACK before internal sample n: the median of the largest in each 1.5 s. 0 when
 * there is none. */
float feat_level(const struct qrs *q, int64_t n);

#endif
