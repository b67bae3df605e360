#include "gbdt.h"

#include "beat/model.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static uint64_t
rnd(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static int
by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

void
gb_bins(struct gb_data *d, const float *x, size_t stride, uint8_t *bin)
{
	float *v = malloc(d->n * sizeof *v);
	for (int f = 0; f < d->features; f++) {
		for (size_t i = 0; i < d->n; i++)
			v[i] = x[i * stride + (size_t)f];
		qsort(v, d->n, sizeof *v, by_value);
		float *edge = d->edge[f];
		int used = 0;
		for (int b = 1; b < GB_BINS; b++) { /* borders between different values, equally filled */
			size_t k = d->n * (size_t)b / GB_BINS;
			while (k < d->n && k > 0 && v[k] == v[k - 1])
				k++;
			if (k == 0 || k >= d->n)
				continue;
			float e = v[k - 1] + (v[k] - v[k - 1]) / 2;
			if (!used || e > edge[used - 1])
				edge[used++] = e;
		}
		for (; used < GB_BINS; used++)
			edge[used] = INFINITY;
		for (size_t i = 0; i < d->n; i++) {
			float w = x[i * stride + (size_t)f];
			int lo = 0, hi = GB_BINS - 1;
			while (lo < hi) {
				int m = (lo + hi) / 2;
				if (w <= edge[m])
					hi = m;
				else
					lo = m + 1;
			}
			bin[i * (size_t)d->features + (size_t)f] = (uint8_t)lo;
		}
	}
	free(v);
}

struct cell {
	float g, h;
};

struct grow {
	size_t from, to; /* rows in order[] */
	double g, h;
	struct cell *hist;
	double gain;
	int feature, bin;
	int parent;
	bool is_right;
};

static void
histogram(const struct gb_data *d, const uint32_t *order, const float *g, const float *h, struct grow *l)
{
	memset(l->hist, 0, sizeof(struct cell) * (size_t)d->features * GB_BINS);
	for (size_t k = l->from; k < l->to; k++) {
		uint32_t i = order[k];
		const uint8_t *b = d->bin + (size_t)i * (size_t)d->features;
		for (int f = 0; f < d->features; f++) {
			struct cell *c = &l->hist[f * GB_BINS + b[f]];
			c->g += g[k];
			c->h += h[k];
		}
	}
}

static void
best_split(const struct gb_data *d, const struct gb_opts *o, const uint8_t *use, struct grow *l)
{
	l->gain = 0;
	double whole = l->g * l->g / (l->h + o->l2);
	for (int f = 0; f < d->features; f++) {
		if (!use[f])
			continue;
		double g = 0, h = 0;
		for (int b = 0; b + 1 < GB_BINS; b++) {
			g += l->hist[f * GB_BINS + b].g;
			h += l->hist[f * GB_BINS + b].h;
			if (h < o->least || l->h - h < o->least || d->edge[f][b] == INFINITY)
				continue;
			double r = l->g - g, gain = g * g / (h + o->l2) + r * r / (l->h - h + o->l2) - whole;
			if (gain > l->gain) {
				l->gain = gain;
				l->feature = f;
				l->bin = b;
			}
		}
	}
}

static double
tree_score(const struct gb_tree *t, const uint8_t *bin)
{
	int k = 0;
	if (!t->nodes)
		return t->leaf[0];
	while (k >= 0)
		k = bin[t->feature[k]] <= t->bin[k] ? t->left[k] : t->right[k];
	return t->leaf[~k];
}

static void
grow_tree(struct gb_tree *t, const struct gb_data *d, const struct gb_opts *o, uint32_t *order, float *g, float *h, size_t n,
	const uint8_t *use, struct cell *pool)
{
	size_t cells = (size_t)d->features * GB_BINS;
	struct grow leaf[GB_LEAVES + 1] = { { .to = n, .hist = pool, .parent = -1 } };
	uint32_t *tmp = malloc(n * sizeof *tmp);
	float *tg = malloc(n * sizeof *tg), *th = malloc(n * sizeof *th);
	int leaves = 1;
	for (size_t k = 0; k < n; k++) {
		leaf[0].g += g[k];
		leaf[0].h += h[k];
	}
	histogram(d, order, g, h, &leaf[0]);
	best_split(d, o, use, &leaf[0]);
	t->nodes = 0;
	while (leaves < o->leaves) {
		int best = -1;
		for (int i = 0; i < leaves; i++)
			if (leaf[i].gain > 1e-9 && (best < 0 || leaf[i].gain > leaf[best].gain))
				best = i;
		if (best < 0)
			break;
		struct grow *l = &leaf[best], *r = &leaf[leaves];
		int node = t->nodes++;
		t->feature[node] = (uint8_t)l->feature;
		t->bin[node] = (uint8_t)l->bin;
		t->threshold[node] = d->edge[l->feature][l->bin];
		if (l->parent >= 0)
			*(l->is_right ? &t->right[l->parent] : &t->left[l->parent]) = (int16_t)node;
		size_t a = l->from, b = 0;
		double lg = 0, lh = 0;
		for (size_t k = l->from; k < l->to; k++) {
			if (d->bin[(size_t)order[k] * (size_t)d->features + (size_t)l->feature] <= l->bin) {
				lg += g[k];
				lh += h[k];
				order[a] = order[k];
				g[a] = g[k];
				h[a] = h[k];
				a++;
			} else {
				tmp[b] = order[k];
				tg[b] = g[k];
				th[b] = h[k];
				b++;
			}
		}
		memcpy(order + a, tmp, b * sizeof *tmp);
		memcpy(g + a, tg, b * sizeof *tg);
		memcpy(h + a, th, b * sizeof *th);
		*r = (struct grow){ .from = a,
			.to = l->to,
			.g = l->g - lg,
			.h = l->h - lh,
			.hist = pool + (size_t)leaves * cells,
			.parent = node,
			.is_right = true };
		l->to = a;
		l->g = lg;
		l->h = lh;
		l->parent = node;
		l->is_right = false;
		struct grow *small = l->to - l->from < r->to - r->from ? l : r, *large = small == l ? r : l;
		struct cell *old = l->hist, *fresh = r->hist;
		small->hist = fresh;
		large->hist = old;
		histogram(d, order, g, h, small);
		for (size_t i = 0; i < cells; i++) {
			old[i].g -= fresh[i].g;
			old[i].h -= fresh[i].h;
		}
		best_split(d, o, use, l);
		best_split(d, o, use, r);
		leaves++;
	}
	for (int i = 0; i < leaves; i++) {
		t->leaf[i] = -o->rate * leaf[i].g / (leaf[i].h + o->l2);
		if (leaf[i].parent >= 0)
			*(leaf[i].is_right ? &t->right[leaf[i].parent] : &t->left[leaf[i].parent]) = (int16_t)~i;
	}
	free(tmp);
	free(tg);
	free(th);
}

void
gb_train(struct gb_model *m, const struct gb_data *d, const struct gb_opts *o)
{
	enum { SETTLE = 25 }; /* trees after which most of the easy samples are left out */
	double *score = malloc(d->n * sizeof *score);
	uint32_t *order = malloc(d->n * sizeof *order), *row = malloc(d->n * sizeof *row);
	float *g = malloc(d->n * sizeof *g), *h = malloc(d->n * sizeof *h), *weight = malloc(d->n * sizeof *weight),
	      *pull = malloc(d->n * sizeof *pull);
	struct cell *pool = malloc(sizeof *pool * (size_t)d->features * GB_BINS * (GB_LEAVES + 1));
	uint64_t seed = o->seed * 2654435761u + 88172645463325252u;
	double pos = 0, all = 0;
	size_t rows = 0;
	for (size_t i = 0; i < d->n; i++) {
		if (!(d->weight[i] > 0))
			continue;
		pos += (double)d->weight[i] * d->label[i];
		all += (double)d->weight[i];
		weight[rows] = d->weight[i];
		row[rows++] = (uint32_t)i;
	}
	m->start = log(pos / (all - pos));
	m->trees = o->trees;
	for (size_t k = 0; k < rows; k++)
		score[k] = m->start;
	for (int t = 0; t < o->trees; t++) {
		uint8_t use[256];
		for (int f = 0; f < d->features; f++)
			use[f] = (double)(rnd(&seed) >> 40) < o->columns * 16777216.0;
		if (t == SETTLE) {
			size_t kept = 0;
			for (size_t k = 0; k < rows; k++) {
				if ((d->label[row[k]] ? score[k] : -score[k]) > 4) {
					if (rnd(&seed) % 8)
						continue;
					weight[k] *= 8;
				}
				row[kept] = row[k];
				weight[kept] = weight[k];
				score[kept++] = score[k];
			}
			rows = kept;
		}
		/* the border of the largest gradients, from a histogram of their sizes */
		size_t count[1024] = { 0 }, want = (size_t)(o->keep * (double)rows);
		for (size_t k = 0; k < rows; k++) {
			double p = 1 / (1 + exp(-score[k]));
			pull[k] = (float)p;
			count[(int)(fmin(fabs(p - d->label[row[k]]) * (double)weight[k], 0.9999) * 1024)]++;
		}
		int border = 1023;
		size_t n = 0;
		for (size_t sum = count[border]; sum < want && border > 0;)
			sum += count[--border];
		for (size_t k = 0; k < rows; k++) {
			double w = (double)weight[k], p = (double)pull[k], e = p - d->label[row[k]];
			if (fabs(e) * w * 1024 < border) {
				if ((double)(rnd(&seed) >> 40) >= o->others * 16777216.0)
					continue;
				w /= o->others;
			}
			order[n] = row[k];
			g[n] = (float)(e * w);
			h[n] = (float)(p * (1 - p) * w);
			n++;
		}
		grow_tree(&m->tree[t], d, o, order, g, h, n, use, pool);
		for (size_t k = 0; k < rows; k++)
			score[k] += tree_score(&m->tree[t], d->bin + row[k] * (size_t)d->features);
	}
	free(score);
	free(order);
	free(row);
	free(g);
	free(h);
	free(weight);
	free(pull);
	free(pool);
}

double
gb_score(const struct gb_model *m, const float *x)
{
	double s = m->start;
	for (int t = 0; t < m->trees; t++) {
		if (t == MODEL_EARLY && (s >= MODEL_CLEAR || s <= -MODEL_CLEAR)) /* as lib/beat/model.c */
			break;
		const struct gb_tree *r = &m->tree[t];
		int k = 0;
		if (!r->nodes) {
			s += r->leaf[0];
			continue;
		}
		while (k >= 0)
			k = x[r->feature[k]] <= r->threshold[k] ? r->left[k] : r->right[k];
		s += r->leaf[~k];
	}
	return s;
}
