/* Boosted trees for two classes (logistic loss), by histograms, grown leaf by leaf. Small, deterministic, no dependency. */
#ifndef BEAT_GBDT_H
#define BEAT_GBDT_H

#include <stddef.h>
#include <stdint.h>

enum { GB_BINS = 64, GB_LEAVES = 16, GB_TREES = 400 };

struct gb_tree {
	int nodes; /* inner nodes; leaves = nodes + 1 */
	uint8_t feature[GB_LEAVES];
	uint8_t bin[GB_LEAVES];                    /* left when value's bin <= this */
	float threshold[GB_LEAVES];                /* left when value <= this */
	int16_t left[GB_LEAVES], right[GB_LEAVES]; /* node, or ~leaf */
	double leaf[GB_LEAVES + 1];
};

struct gb_opts {
	int trees, leaves;
	double rate, l2, least; /* least: smallest sum of second derivatives in a leaf */
	double keep, others;    /* shares of samples with the largest and of other gradients that a tree sees */
	double columns;         /* share of features that a tree sees */
	uint64_t seed;
};

struct gb_model {
	double start;
	int trees;
	struct gb_tree tree[GB_TREES];
};

struct gb_data {
	size_t n;
	int features;
	const uint8_t *bin; /* [n][features] */
	const uint8_t *label;
	const float *weight;      /* 0: not used */
	float edge[256][GB_BINS]; /* [feature][bin]: upper edge */
};

/* Fills edge from all values x[n][stride] and writes bins. */
void gb_bins(struct gb_data *d, const float *x, size_t stride, uint8_t *bin);
void gb_train(struct gb_model *m, const struct gb_data *d, const struct gb_opts *o);
double gb_score(const struct gb_model *m, const float *x); /* log odds */

#endif
