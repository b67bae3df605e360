/* Boosted trees with fixed weights, as tests/beat/gbdt.c grows them: how a table of them is walked. */
#ifndef IOMT_BEAT_MODELTREE_H
#define IOMT_BEAT_MODELTREE_H

#include "beat/model.h"

#include <stddef.h>
#include <stdint.h>

/* Inner nodes: left when the figure is at most `cut`; a negative branch is ~leaf. Leaves in 1/4096 of log odds, so that sums are
 * exact and the same everywhere. */
struct model_tree {
	struct {
		float cut;
		uint8_t figure;
		int8_t left, right;
	} node[MODEL_NODES];
	int16_t leaf[MODEL_NODES + 1];
};

enum { MODEL_ONE = 4096 }; /* 1 in leaves and starts */

/* Log odds by n ≥ MODEL_EARLY trees; the bias is added at the end. */
float model_sum(const struct model_tree *t, size_t n, int32_t start, int32_t bias, const float *v);

/* … by a table of tests/beat: NAME and its NAME_START, NAME_BIAS. */
#define MODEL(table) table, sizeof(table) / sizeof(table[0]), table##_START, table##_BIAS

#endif
