#include "beat/model.h"

#include "beat/front.h"

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

#include "beat/model_table.h"

static float
sum(const struct model_tree *t, size_t n, int32_t start, const float *v)
{
	int32_t s = start;

	for (; n; n--, t++) {
		int k = 0;

		while (k >= 0)
			k = v[t->node[k].figure] <= t->node[k].cut ? t->node[k].left : t->node[k].right;
		s += t->leaf[~k];
	}
	return (float)s / 4096;
}

float
model_first(const float *v)
{
	return sum(model_first_look, sizeof(model_first_look) / sizeof(model_first_look[0]), model_first_look_START, v);
}

float
model_second(const float *v)
{
	return sum(model_second_look, sizeof(model_second_look) / sizeof(model_second_look[0]), model_second_look_START, v);
}
