#include "beat/classfeat.h"

#include <math.h>

/* Correlation of two shapes over from ≤ k < to. */
static float
alike(const float *a, const float *b, int from, int to)
{
	float n = (float)(to - from), sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;

	for (int k = from; k < to; k++) {
		sa += a[k];
		sb += b[k];
		aa += a[k] * a[k];
		bb += b[k] * b[k];
		ab += a[k] * b[k];
	}
	aa -= sa * sa / n;
	bb -= sb * sb / n;
	return aa > 0 && bb > 0 ? (ab - sa * sb / n) / sqrtf(aa * bb) : 0;
}

/* How the beat compares with a form. */
static int
against_form(const struct class_look *l, int k, float *v)
{
	const struct class_form *f = k < 0 ? NULL : &l->form[k];
	const struct class_wave *w = &l->wave;
	int n = 0;

	if (!f) {
		for (; n < 12; n++)
			v[n] = 0;
		v[0] = -1;
		return n;
	}
	v[n++] = l->like[k];
	v[n++] = feat_ratio(w->width, f->wave.width);
	v[n++] = feat_ratio(w->spread, f->wave.spread);
	v[n++] = feat_ratio(w->area, f->wave.area);
	v[n++] = feat_ratio(w->swing, f->wave.swing);
	v[n++] = feat_ratio(w->p, f->wave.p);
	float sign = f->wave.net < 0 ? -1 : 1, with = 0, own = 0, of = 0;

	v[n++] = sign * w->net - fabsf(f->wave.net);
	v[n++] = sign * (w->t - f->wave.t);
	for (int j = 0; j < CLASS_QRS; j++) { /* the P wave */
		float a = l->shape[j] - l->shape[CLASS_QRS - 1], b = f->shape[j] - f->shape[CLASS_QRS - 1];

		with += a * b;
		own += a * a;
		of += b * b;
	}
	v[n++] = own > 0 && of > 0 ? with / sqrtf(own * of) : 0;
	v[n++] = f->early;
	v[n++] = f->wave.width;
	v[n++] = f->wave.spread;
	return n;
}

static int
intervals(const struct class *c, float *v)
{
	float rr[CLASS_PAST], low = 1000, high = 0;
	int n = 0, k = 0;

	for (uint32_t b = 0; classfeat_past(c, b + 1); b++) {
		int64_t d = classfeat_past(c, b)->n - classfeat_past(c, b + 1)->n;

		if (d < 375) {
			rr[n++] = (float)d;
			if (n <= 8) {
				low = fminf(low, rr[n - 1]);
				high = fmaxf(high, rr[n - 1]);
			}
		}
	}
	float r1 = n ? rr[0] : 100, r2 = n > 1 ? rr[1] : 100, mid = n ? feat_median(rr, n) : 100;

	v[k++] = mid;
	v[k++] = r1 / mid;
	v[k++] = r2 / mid;
	v[k++] = low / mid;
	v[k++] = high / mid;
	return k;
}

int
classfeat_first(const struct qrs *q, const struct class_look *l, float *v)
{
	const struct class *c = &q->class;
	const struct front_cand *x = feat_cand(q, l->i);
	const struct around *a = &l->around;
	float mid[OFS];
	int n = 0;

	n += feat_times(x, a, v + n);
	float p1 = v[2], n1 = v[3];

	n += feat_own(x, v + n);
	n += feat_against(x, a, v + n, mid);
	n += feat_likeness(x, a, v + n);
	float *r = v + n;

	n += intervals(c, v + n);
	v[n++] = p1 / r[0];
	v[n++] = n1 / r[0];
	v[n++] = (p1 + n1) / (2 * r[0]);
	v[n++] = p1 / (r[0] * r[1]);
	for (int k = 0; k < 3; k++)
		v[n++] = k < a->npast ? feat_alike(x, a->past[k]) : -1;
	for (int k = 0; k < 2; k++)
		v[n++] = k < a->nnext ? feat_alike(x, a->next[k]) : -1;
	v[n++] = a->nnext ? feat_ratio(x->energy, a->next[0]->energy) : 50;
	v[n++] = a->npast ? feat_ratio(x->energy, a->past[0]->energy) : 50;
	v[n++] = a->nnext > 1 ? (float)(a->next[1]->n - a->next[0]->n) / r[0] : 0;
	v[n++] = l->wave.width;
	v[n++] = l->wave.spread;
	v[n++] = l->wave.area;
	v[n++] = fabsf(l->wave.net);
	v[n++] = l->wave.net < 0 ? -l->wave.t : l->wave.t;
	v[n++] = l->wave.p;
	v[n++] = l->detected;
	/* the forms */
	float all = 0, second = -1;
	int next = -1;

	for (int k = 0; k < CLASS_FORMS; k++) {
		all += l->form[k].weight;
		if (k != l->main && l->form[k].count && l->form[k].weight > second) {
			second = l->form[k].weight;
			next = k;
		}
	}
	n += against_form(l, l->main, v + n);
	n += against_form(l, next, v + n);
	v[n++] = l->main >= 0 ? l->form[l->main].weight / all : 0;
	v[n++] = next >= 0 ? second / all : 0;
	v[n++] = l->most >= 0 ? l->like[l->most] : -1;
	v[n++] = l->most >= 0 ? l->form[l->most].weight / all : 0;
	v[n++] = l->most >= 0 ? l->form[l->most].early : 0;
	v[n++] = (float)(l->most == l->main) - (float)(l->most == next);
	return n;
}

/* The form that most normal beats had. */
static int
normal_form(const struct class_look *l)
{
	float best = 0;
	int k = -1;

	for (int j = 0; j < CLASS_FORMS; j++) {
		const struct class_form *f = &l->form[j];
		float odds = f->odds > 4 ? 4 : f->odds < -7 ? -7 : f->odds, x = 4.5f - odds, w = f->weight * x * x * x;

		if (f->count && w > best) {
			best = w;
			k = j;
		}
	}
	return k;
}

/* How the form that the beat is most like compares with the normal one; how like the beat is to forms thought normal, and to others. */
static int
between_forms(const struct class_look *l, int normal, float *v)
{
	int n = 0;
	float usual = -1, other = -1;

	for (int k = 0; k < CLASS_FORMS; k++) {
		if (l->form[k].count && l->form[k].odds < -2)
			usual = fmaxf(usual, l->like[k]);
		if (l->form[k].count && l->form[k].odds > 0)
			other = fmaxf(other, l->like[k]);
	}
	v[n++] = usual;
	v[n++] = other;
	v[n++] = usual - other;
	if (l->most < 0 || normal < 0) {
		for (int k = 0; k < 9; k++)
			v[n++] = 0;
		return n;
	}
	const struct class_form *f = &l->form[l->most], *o = &l->form[normal];

	v[n++] = alike(f->shape, o->shape, CLASS_QRS, CLASS_POINTS);
	v[n++] = alike(f->shape, o->shape, 0, CLASS_QRS);
	v[n++] = feat_ratio(f->wave.width, o->wave.width);
	v[n++] = feat_ratio(f->wave.spread, o->wave.spread);
	v[n++] = feat_ratio(f->wave.area, o->wave.area);
	v[n++] = feat_ratio(f->wave.swing, o->wave.swing);
	v[n++] = fabsf(f->wave.t - o->wave.t);
	v[n++] = (float)(f->count < 20 ? f->count : 20);
	v[n++] = feat_ratio(f->weight, o->weight);
	return n;
}

int
classfeat_second(const struct qrs *q, const struct class_look *l, float first, float *v)
{
	const struct class *c = &q->class;
	const struct front_cand *x = feat_cand(q, l->i);
	int n = classfeat_first(q, l, v), k = 0, ectopic = 0, same = 0;
	float p1 = v[2], n1 = v[3], rr[CLASS_PAST], dev[CLASS_PAST], sum = 0;

	v[n++] = first;
	n += against_form(l, normal_form(l), v + n);
	v[n++] = l->most >= 0 && l->like[l->most] > 0.8f ? l->form[l->most].odds : -12;
	v[n++] = l->main >= 0 ? l->form[l->main].odds : -12;
	for (uint32_t b = 0; b < 3; b++)
		v[n++] = classfeat_past(c, b) ? classfeat_past(c, b)->odds : -12;
	/* intervals between beats that are not ventricular */
	for (uint32_t b = 0; classfeat_past(c, b); b++) {
		const struct class_beat *p = classfeat_past(c, b), *o = classfeat_past(c, b + 1);

		ectopic += p->odds >= 0;
		if (o && p->odds < 0 && o->odds < 0 && p->n - o->n < 375)
			rr[k++] = (float)(p->n - o->n);
		if (b < (uint32_t)l->around.npast && feat_alike(x, l->around.past[b]) > 0.9f) {
			sum += p->first;
			same++;
		}
	}
	float mid = k >= 2 ? feat_median(rr, k) : v[0];

	for (int j = 0; j < k; j++)
		dev[j] = fabsf(rr[j] - mid);
	v[n++] = p1 / mid;
	v[n++] = n1 / mid;
	v[n++] = (p1 + n1) / mid;
	v[n++] = k >= 2 ? feat_median(dev, k) / mid : 1;
	v[n++] = (float)ectopic;
	v[n++] = same ? sum / (float)same : -12;
	v[n++] = (float)same;
	return n + between_forms(l, normal_form(l), v + n);
}
