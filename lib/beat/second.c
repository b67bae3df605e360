#include "beat/feat_part.h"

#include <math.h>

/* Neighbours that the first look took for beats. */
static void
find_beats(const struct qrs *q, uint32_t i, uint32_t from, struct around *a)
{
	a->npast = a->nnext = 0;
	for (uint32_t j = i; j > from && a->npast < PAST; j--)
		if (feat_cand(q, j - 1)->score > 0)
			a->past[a->npast++] = feat_cand(q, j - 1);
	for (uint32_t j = i + 1; j < q->scored && a->nnext < NEXT; j++)
		if (feat_cand(q, j)->score > 0)
			a->next[a->nnext++] = feat_cand(q, j);
}

/* What stands one beat interval before and after. */
static int
rhythm(const struct qrs *q, uint32_t i, uint32_t from, float rr, float *v)
{
	const struct front_cand *c = feat_cand(q, i);
	int k = 0;
	for (int side = 0; side < 2; side++) {
		const struct front_cand *best = NULL;
		float off = 30;
		for (uint32_t j = from; j < q->scored; j++) {
			const struct front_cand *x = feat_cand(q, j);
			float d = fabsf((float)(side ? x->n - c->n : c->n - x->n) - rr);
			if (j != i && (side ? j > i : j < i) && d < off) {
				off = d;
				best = x;
			}
		}
		v[k++] = best ? best->score : -12;
		v[k++] = off / rr;
		v[k++] = best ? feat_alike(c, best) : 0;
		v[k++] = best ? feat_ratio(c->energy, best->energy) : 0;
	}
	return k;
}

/* The scores around. */
static int
scores(const struct qrs *q, uint32_t i, uint32_t from, float *v)
{
	const struct front_cand *c = feat_cand(q, i);
	int k = 0;
	v[k++] = c->score;
	v[k++] = i > from ? feat_cand(q, i - 1)->score : -12;
	v[k++] = i + 1 < q->scored ? feat_cand(q, i + 1)->score : -12;
	for (int side = 0; side < 2; side++) {
		float most = -12, where = 60;
		for (uint32_t j = 1; side ? i + j < q->scored : i >= from + j; j++) {
			const struct front_cand *x = feat_cand(q, side ? i + j : i - j);
			float d = fabsf((float)(x->n - c->n));
			if (d > 50)
				break;
			if (x->score > most) {
				most = x->score;
				where = d;
			}
		}
		v[k++] = most;
		v[k++] = where;
		v[k++] = c->score - most;
	}
	/* likeness with what was not taken, of a size that counts */
	float worst = -1, lowest = 12;
	int n = 0;
	for (uint32_t j = from; j < q->scored; j++) {
		const struct front_cand *x = feat_cand(q, j);
		if (j == i)
			continue;
		if (x->score <= 0 && x->energy > 0.5f * c->energy) {
			float r = feat_alike(c, x);
			worst = r > worst ? r : worst;
			n++;
		}
		if (x->score > 0 && x->score < lowest)
			lowest = x->score;
	}
	v[k++] = worst;
	v[k++] = (float)n;
	v[k++] = lowest;
	return k;
}

int
feat_second(const struct qrs *q, uint32_t i, float *v)
{
	const struct front_cand *c = feat_cand(q, i);
	uint32_t from = feat_oldest(q, c->n);
	struct around a;
	float mid[OFS];
	int k = 0;
	find_beats(q, i, from, &a);
	k += feat_times(c, &a, v + k);
	float rr = v[0];
	k += feat_against(c, &a, v + k, mid);
	k += feat_own(c, v + k);
	k += scores(q, i, from, v + k);
	k += rhythm(q, i, from, rr, v + k);
	k += feat_likeness(c, &a, v + k);
	for (int side = 0; side < 2; side++) {
		const struct front_cand *s = side ? (a.nnext ? a.next[0] : NULL) : (a.npast ? a.past[0] : NULL);
		v[k++] = s ? feat_ratio(c->energy, s->energy) : 50;
		v[k++] = s ? feat_ratio(c->slope, s->slope) : 50;
		v[k++] = s ? feat_ratio(c->wide, s->wide) : 50;
		v[k++] = s ? feat_alike(c, s) : 0;
		v[k++] = s ? s->score : -12;
	}
	float rr1 = a.npast > 1 ? (float)(a.past[0]->n - a.past[1]->n) : 0,
	      rr2 = a.npast > 2 ? (float)(a.past[1]->n - a.past[2]->n) : 0;
	v[k++] = rr1 / rr;
	v[k++] = rr2 / rr;
	v[k++] = a.nnext > 1 ? (float)(a.next[1]->n - a.next[0]->n) / rr : 0;
	return k + feat_first(q, i, v + k);
}
