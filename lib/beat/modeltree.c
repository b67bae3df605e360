#include "beat/modeltree.h"

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

float
model_sum(const struct model_tree *t, size_t n, int32_t start, int32_t bias, const float *v)
{
	int32_t s = trees(t, MODEL_EARLY, start, v);

	if (s < MODEL_CLEAR * MODEL_ONE && s > -MODEL_CLEAR * MODEL_ONE)
		s = trees(t + MODEL_EARLY, n - MODEL_EARLY, s, v);
	return (float)(s + bias) / MODEL_ONE;
}
