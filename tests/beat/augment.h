/* Variants of a recording with the same truth: what the development records have little of. */
#ifndef BEAT_AUGMENT_H
#define BEAT_AUGMENT_H

#include "data.h"

enum augment_kind { AUG_NONE, AUG_WAVES, AUG_NOISE, AUG_MOTION, AUG_KINDS };

/* Writes r->n samples (scaled by 8) of signal `lead` into out. noise: recordings of bw and ma, or NULL. */
void augment(const struct record *r, int lead, enum augment_kind kind, uint64_t seed, const struct record *bw,
	const struct record *ma, int32_t *out);

#endif
