/* The two signals of a record judged together by lib/beat/fuse.c itself, from the candidates of each and their log odds. */
#ifndef BEAT_FUSED_H
#define BEAT_FUSED_H

#include "check/ec57.h"

#include <stddef.h>
#include <stdint.h>

struct fused_cand {
	int64_t index;
	double odds;
};

/* c[l], n[l]: the candidates of signal l, in order. fs must be whole. Writes beats to out (room for n[0] + n[1]), returns how many. */
size_t fused(const struct fused_cand *const c[2], const size_t n[2], int fs, struct ec57_ann *out);

#endif
