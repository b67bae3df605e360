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

enum { MODEL_ONE = 4096 }; /* 1 in leaves and starts */

#include "beat/model_table.h"

static int32_t
trees(const struct model_tree *t, size_t n, int32_t s, const float *v)
{
	for (; n; n--, t++) {
		int k = 0;

		while (k >= 0)
			k = v[t->node[k].figure] <= t->node[k].cut ? t->node[k].left : t->node[k].right;
		s += t->leaf[~k];
	}
	return s;
}

static float
sum(const struct model_tree *t, size_t n, int32_t start, int32_t bias, const float *v)
{
	int32_t s = trees(t, MODEL_EARLY, start, v);

	if (s < MODEL_CLEAR * MODEL_ONE && s > -MODEL_CLEAR * MODEL_ONE)
		s = trees(t + MODEL_EARLY, n - MODEL_EARLY, s, v);
	return (float)(s + bias) / MODEL_ONE;
}

#define MODEL(table) table, sizeof(table) / sizeof(table[0]), table##_START, table##_BIAS

float
model_first(const float *v)
{
	return sum(MODEL(model_first_look), v);
}

float
model_second(const float *v)
{
	return sum(MODEL(model_second_look), v);
}
