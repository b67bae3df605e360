#include "beat/feat_part.h"

#include <math.h>
#include <string.h>

const struct front_cand *
feat_cand(const struct qrs *q, uint32_t i)
{
	return &q->cand[i % QRS_CANDS];
}

/* Four at once, by masks, so that it is the same on every machine. */
enum { FOUR = 4, MOST = 16 };
typedef float four __attribute__((vector_size(16)));
typedef int32_t mask __attribute__((vector_size(16)));

/* Sorts n ≤ 16 values; returns the middle one. By rank: what branches on the values is guessed wrong every second time. */
float
feat_median(float *v, int n)
{
	static const mask index[MOST / FOUR] = { { 0, 1, 2, 3 }, { 4, 5, 6, 7 }, { 8, 9, 10, 11 }, { 12, 13, 14, 15 } };
	four row[MOST / FOUR];
	float x[MOST];
	int fours = (n + FOUR - 1) / FOUR;

	for (int i = 0; i < FOUR * fours; i++)
		x[i] = i < n ? v[i] : INFINITY;
	memcpy(row, x, sizeof(row[0]) * (size_t)fours);
	for (int i = 0; i < n; i++) {
		four a = { x[i], x[i], x[i], x[i] };
		mask at = { i, i, i, i }, rank = { 0 };

		for (int k = 0; k < fours; k++) /* of equals the first stays first */
			rank -= (row[k] < a) | ((row[k] == a) & (index[k] < at));
		v[rank[0] + rank[1] + rank[2] + rank[3]] = x[i];
	}
	return n ? v[n / 2] : 0;
}

float
feat_ratio(float a, float b)
{
	float r = b > 0 ? a / b : 0;
	return r > 50 ? 50 : r;
}

float
feat_alike(const struct front_cand *a, const struct front_cand *b)
{
	float sum[4] = { 0 };

	for (int k = 0; k < FRONT_SHAPE_ROOM; k += 4)
		for (int i = 0; i < 4; i++)
			sum[i] += a->shape[k + i] * b->shape[k + i];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The oldest candidate to be looked at from internal sample n. */
uint32_t
feat_oldest(const struct qrs *q, int64_t n)
{
	uint32_t kept = q->made < QRS_CANDS ? q->made : QRS_CANDS, i = q->made - kept;
	while (i < q->made && feat_cand(q, i)->n < n - QRS_BACK)
		i++;
	return i;
}

float
feat_level_but(const struct qrs *q, uint32_t from, int64_t n, uint32_t except)
{
	float top[BINS] = { 0 };
	int64_t least = n + 1; /* bin 0 holds what is later than n, up to BIN; bin 1 what is up to BIN before … */
	int bin = 0;

	for (uint32_t j = q->made; j-- > from;) {
		const struct front_cand *c = feat_cand(q, j);
		float e = j != except && c->n < n + BIN ? c->energy : 0;

		while (c->n < least && bin < BINS) {
			bin++;
			least = n + 1 - (int64_t)bin * BIN;
		}
		if (bin == BINS)
			break;
		top[bin] = e > top[bin] ? e : top[bin];
	}
	int used = 0;
	for (int b = 0; b < BINS; b++)
		if (top[b] > 0)
			top[used++] = top[b];
	return feat_median(top, used);
}

float
feat_level(const struct qrs *q, int64_t n)
{
	return feat_level_but(q, feat_oldest(q, n), n, UINT32_MAX);
}

static void
find_strong(const struct qrs *q, uint32_t i, uint32_t from, float least, struct around *a)
{
	a->npast = a->nnext = 0;
	for (uint32_t side = 0; side < 2; side++) {
		for (uint32_t k = 1; side ? i + k < q->made : i >= from + k; k++) {
			uint32_t j = side ? i + k : i - k;
			const struct front_cand *c = feat_cand(q, j);
			if (c->energy < least)
				continue;
			bool small = false;
			for (uint32_t m = j; m-- > from && c->n - feat_cand(q, m)->n < TWAVE;)
				small |= m != i && feat_cand(q, m)->energy * 0.6f > c->energy;
			for (uint32_t m = j + 1; m < q->made && feat_cand(q, m)->n - c->n < TWAVE; m++)
				small |= m != i && feat_cand(q, m)->energy * 0.6f > c->energy;
			if (small)
				continue;
			if (side)
				a->next[a->nnext++] = c;
			else
				a->past[a->npast++] = c;
			if (side ? a->nnext == NEXT : a->npast == PAST)
				break;
		}
	}
}

int
feat_own(const struct front_cand *c, float *v)
{
	int k = 0;
	v[k++] = feat_ratio(c->energy, c->slope);
	v[k++] = feat_ratio(c->wide, c->slope);
	v[k++] = feat_ratio(c->swing, c->slope);
	v[k++] = feat_ratio(c->peak, c->swing);
	v[k++] = feat_ratio(c->slope2, c->slope);
	v[k++] = c->width;
	v[k++] = feat_ratio(c->hf, c->energy);
	v[k++] = feat_ratio(c->before, c->energy);
	v[k++] = feat_ratio(c->after, c->energy);
	v[k++] = c->bad;
	return k;
}

/* Sorts n rows of four columns, FRONT_FIGURES apart, each column by itself. */
static void
sort_rows(float *row, int n)
{
	four r[PAST + NEXT];

	for (int i = 0; i < n; i++)
		memcpy(&r[i], row + i * FRONT_FIGURES, sizeof(r[i]));
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0; k--) {
			four x = r[k - 1], y = r[k];
			mask less = x < y;

			r[k - 1] = (four)(((mask)x & less) | ((mask)y & ~less));
			r[k] = (four)(((mask)y & less) | ((mask)x & ~less));
		}
	for (int i = 0; i < n; i++)
		memcpy(row + i * FRONT_FIGURES, &r[i], sizeof(r[i]));
}

/* Against the middle of the strong ones on both sides. */
int
feat_against(const struct front_cand *c, const struct around *a, float *v, float *mid)
{
	float row[PAST + NEXT][FRONT_FIGURES];
	int n = 0;

	for (int j = 0; j < a->npast; j++)
		memcpy(row[n++], a->past[j]->figure, sizeof(row[0]));
	for (int j = 0; j < a->nnext; j++)
		memcpy(row[n++], a->next[j]->figure, sizeof(row[0]));
	/* every column sorted, four at once */
	for (int w = 0; w < FRONT_FIGURES; w += FOUR)
		sort_rows(&row[0][w], n);
	for (int w = 0; w < OFS; w++) {
		mid[w] = n ? row[n / 2][w] : 0;
		v[w] = feat_ratio(c->figure[w], mid[w]);
	}
	return OFS;
}

/* When the strong neighbours are, in seconds and in beats. */
int
feat_times(const struct front_cand *c, const struct around *a, float *v)
{
	float rr[PAST], dev[PAST];
	int n = 0, k = 0;
	for (int j = 0; j + 1 < a->npast; j++)
		rr[n++] = (float)(a->past[j]->n - a->past[j + 1]->n);
	float mid = n >= 2 ? feat_median(rr, n) : 100;
	for (int j = 0; j < n; j++)
		dev[j] = fabsf(rr[j] - mid);
	float p1 = a->npast > 0 ? (float)(c->n - a->past[0]->n) : 400, p2 = a->npast > 1 ? (float)(c->n - a->past[1]->n) : 600;
	float n1 = a->nnext > 0 ? (float)(a->next[0]->n - c->n) : 400, n2 = a->nnext > 1 ? (float)(a->next[1]->n - c->n) : 600;
	v[k++] = mid;
	v[k++] = n >= 2 ? feat_ratio(feat_median(dev, n), mid) : 1;
	v[k++] = p1;
	v[k++] = n1;
	v[k++] = p1 / mid;
	v[k++] = n1 / mid;
	v[k++] = p2 / mid;
	v[k++] = n2 / mid;
	v[k++] = (p1 + n1) / mid;
	v[k++] = p1 / (p1 + n1);
	return k;
}

/* The nearest two strong ones, and the nearest candidates of any size on each side. */
static int
neighbours(const struct qrs *q, uint32_t i, uint32_t from, const struct around *a, float *v)
{
	const struct front_cand *c = feat_cand(q, i);
	int k = 0;
	for (int side = 0; side < 2; side++) {
		const struct front_cand *s = side ? (a->nnext ? a->next[0] : NULL) : (a->npast ? a->past[0] : NULL);
		v[k++] = s ? feat_ratio(c->energy, s->energy) : 50;
		v[k++] = s ? feat_ratio(c->slope, s->slope) : 50;
		v[k++] = s ? feat_ratio(c->wide, s->wide) : 50;
		v[k++] = s ? feat_alike(c, s) : 0;
		const struct front_cand *o =
			side ? (i + 1 < q->made ? feat_cand(q, i + 1) : NULL) : (i > from ? feat_cand(q, i - 1) : NULL);
		v[k++] = o ? fabsf((float)(o->n - c->n)) : 400;
		v[k++] = o ? feat_ratio(c->energy, o->energy) : 50;
		/* the nearest that is larger, and how many up to it */
		uint32_t more = 0;
		const struct front_cand *big = NULL;
		for (uint32_t j = 1; side ? i + j < q->made : i >= from + j; j++) {
			const struct front_cand *x = feat_cand(q, side ? i + j : i - j);
			if (x->energy > c->energy) {
				big = x;
				break;
			}
			more += fabsf((float)(x->n - c->n)) < 250;
		}
		v[k++] = big ? fabsf((float)(big->n - c->n)) : 1200;
		v[k++] = (float)more;
	}
	return k;
}

/* Likeness with the strong ones, and of them with each other. */
int
feat_likeness(const struct front_cand *c, const struct around *a, float *v)
{
	float most = -1, sum = 0, each[PAST + NEXT];
	int n = 0, k = 0;
	for (int j = 0; j < a->npast; j++)
		each[n++] = feat_alike(c, a->past[j]);
	v[k++] = feat_median(each, n);
	v[k++] = n ? each[n - 1] : -1;
	for (int j = 0; j < a->nnext; j++) {
		float r = feat_alike(c, a->next[j]);
		most = r > most ? r : most;
	}
	v[k++] = most;
	n = 0;
	for (int j = 1; j < a->npast; j++)
		sum += feat_alike(a->past[0], a->past[j]), n++;
	v[k++] = n ? sum / (float)n : 0;
	v[k++] = a->npast && a->nnext ? feat_alike(a->past[0], a->next[0]) : 0;
	n = 0;
	for (int j = 0; j < a->npast; j++)
		n += a->past[j]->sign == c->sign;
	v[k++] = a->npast ? (float)n / (float)a->npast : 0.5f;
	return k;
}

/* How busy the signal is around. */
int
feat_noise(const struct qrs *q, uint32_t i, uint32_t from, float top, float *v)
{
	const struct front_cand *c = feat_cand(q, i);
	const struct front *f = &q->front;
	int64_t last = f->n - 1, end = c->n + 125 < last ? c->n + 125 : last,
		start = c->n - 125 > last - FRONT_SUMS + 1 ? c->n - 125 : last - FRONT_SUMS + 1;
	int k = 0;
	start = start < 0 ? 0 : start;
	v[k++] = c->n - 15 > start ? feat_ratio(front_energy(f, start, c->n - 15), c->energy) : 0;
	v[k++] = end > c->n + 15 ? feat_ratio(front_energy(f, c->n + 15, end), c->energy) : 0;
	v[k++] = c->n > start ? feat_ratio(front_hf(f, start, c->n), c->energy) : 0;
	v[k++] = end > c->n ? feat_ratio(front_hf(f, c->n, end), c->energy) : 0;
	/* candidates a second before and after, and how large the middle one of the last 9 s is */
	int before = 0, after = 0, n = 0, strong = 0;
	float sizes[16], largest = 0;
	for (uint32_t j = from; j < q->made; j++) {
		const struct front_cand *x = feat_cand(q, j);
		if (j == i)
			continue;
		if (j < i && c->n - x->n < 250)
			before++;
		if (j > i && x->n - c->n < 250)
			after++;
		strong += j < i && x->energy > 0.4f * top;
		largest = x->energy > largest ? x->energy : largest;
		if (j < i && j + 16 >= i && n < 16)
			sizes[n++] = x->energy;
	}
	v[k++] = (float)before;
	v[k++] = (float)after;
	v[k++] = feat_ratio((float)strong, (float)(i - from));
	float mid = feat_median(sizes, n);
	v[k++] = feat_ratio(mid, top);
	v[k++] = n ? feat_ratio(sizes[n / 4], top) : 0;
	v[k++] = n ? feat_ratio(c->energy, sizes[3 * n / 4]) : 50;
	v[k++] = feat_ratio(c->energy, largest);
	return k;
}

int
feat_first(const struct qrs *q, uint32_t i, float *v)
{
	const struct front_cand *c = feat_cand(q, i);
	uint32_t from = feat_oldest(q, c->n);
	float top = feat_level_but(q, from, c->n, i), mid[OFS];
	struct around a;
	find_strong(q, i, from, 0.4f * top, &a);
	int k = 0;
	v[k++] = feat_ratio(c->energy, top);
	k += feat_own(c, v + k);
	k += feat_against(c, &a, v + k, mid);
	v[k++] = feat_ratio(feat_ratio(c->energy, c->slope), feat_ratio(mid[OF_ENERGY], mid[OF_SLOPE]));
	v[k++] = feat_ratio(feat_ratio(c->wide, c->slope), feat_ratio(mid[OF_WIDE], mid[OF_SLOPE]));
	k += feat_times(c, &a, v + k);
	k += neighbours(q, i, from, &a, v + k);
	k += feat_likeness(c, &a, v + k);
	k += feat_noise(q, i, from, top, v + k);
	return k;
}
