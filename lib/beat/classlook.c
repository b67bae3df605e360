#include "beat/classfeat.h"

#include <math.h>
#include <string.h>

enum {
	APART = 25, /* 200 ms: nearer to the beat before no next one is */
	FIT = 4,    /* how far a wave is moved to fit a form */
	QRS = CLASS_POINTS - CLASS_QRS,
	T_END = 50, /* 400 ms */
	MS = 8
};

const struct class_beat *
classfeat_past(const struct class *c, uint32_t back)
{
	return back < c->beats && back < CLASS_PAST ? &c->past[(c->beats - 1 - back) % CLASS_PAST] : NULL;
}

/* The beats beside candidate i: those judged, and behind it those that a look, or their size, makes likely. */
static void
find_around(const struct qrs *q, uint32_t i, struct around *a)
{
	const struct front_cand *c = feat_cand(q, i);
	const struct front_cand *last = c;
	uint32_t oldest = feat_oldest(q, c->n);
	float level = 0;

	a->npast = a->nnext = 0;
	for (uint32_t k = 0; a->npast < PAST; k++) {
		const struct class_beat *b = classfeat_past(&q->class, k);

		if (!b || i - b->cand > i - oldest)
			break;
		a->past[a->npast++] = feat_cand(q, b->cand);
		level = fmaxf(level, k < 4 ? feat_cand(q, b->cand)->energy : 0);
	}
	for (uint32_t j = i + 1; j < q->made && a->nnext < NEXT; j++) {
		const struct front_cand *x = feat_cand(q, j);

		if (x->n - last->n < APART || (j < q->scored ? x->score <= 0 : x->energy < 0.4f * level))
			continue;
		a->next[a->nnext++] = last = x;
	}
}

/* Correlation of the QRS in x, moved by s, with that of a form. */
static float
likeness(const float *x, const float *shape, int s)
{
	float sum = 0, power = 0, with = 0;

	x += CLASS_FROM - CLASS_LEFT + s;
	shape += CLASS_QRS;
	for (int k = 0; k < QRS; k++) {
		float y = x[CLASS_STEP * k];

		sum += y;
		power += y * y;
		with += y * shape[k];
	}
	power -= sum * sum / QRS;
	float own = 0, of = 0; /* the mean of aligned shapes has no length 1 any more */

	for (int k = 0; k < QRS; k++) {
		own += shape[k] * shape[k];
		of += shape[k];
	}
	own -= of * of / QRS;
	with -= sum * of / QRS;
	return power > 0 && own > 0 ? with / sqrtf(power * own) : 0;
}

static void
match(struct class_look *l)
{
	l->most = l->main = -1;
	for (int k = 0; k < CLASS_FORMS; k++) {
		const struct class_form *f = &l->form[k];

		l->like[k] = -1;
		l->shift[k] = 0;
		if (!f->count)
			continue;
		for (int s = -FIT; s <= FIT; s++) {
			float r = likeness(l->x, f->shape, s);

			if (r > l->like[k]) {
				l->like[k] = r;
				l->shift[k] = s;
			}
		}
		if (l->most < 0 || l->like[k] > l->like[l->most])
			l->most = k;
		if (l->main < 0 || f->weight > l->form[l->main].weight)
			l->main = k;
	}
}

/* The beat as a form has it, moved by s. */
static void
shape(struct class_look *l, int s)
{
	const float *x = l->x + CLASS_FROM - CLASS_BEFORE + s;
	float mean = 0, power = 0;

	for (int k = CLASS_QRS; k < CLASS_POINTS; k++)
		mean += x[CLASS_STEP * k];
	mean /= QRS;
	for (int k = CLASS_QRS; k < CLASS_POINTS; k++)
		power += (x[CLASS_STEP * k] - mean) * (x[CLASS_STEP * k] - mean);
	float scale = power > 0 ? 1 / sqrtf(power) : 0;

	for (int k = 0; k < CLASS_POINTS; k++)
		l->shape[k] = scale * (x[CLASS_STEP * k] - mean);
}

static float
range(const float *x, int from, int to)
{
	float low = x[from], high = x[from];

	for (int k = from + 1; k < to; k++) {
		low = fminf(low, x[k]);
		high = fmaxf(high, x[k]);
	}
	return high - low;
}

/* Where this share of the way that x goes up and down from a to b has been gone. */
static float
share(const float *x, int a, int b, float part)
{
	float all = 0, sum = 0;

	for (int k = a; k < b; k++)
		all += fabsf(x[k + 1] - x[k]);
	for (int k = a; k < b; k++) {
		float d = fabsf(x[k + 1] - x[k]);

		if (d > 0 && sum + d >= part * all)
			return (float)k + (part * all - sum) / d;
		sum += d;
	}
	return (float)b;
}

static struct class_wave
measure(const float *x)
{
	enum { MID = CLASS_FROM, A = MID - CLASS_LEFT - FIT, B = MID + CLASS_RIGHT + FIT };
	struct class_wave w = { 0 };
	float top = 0, power = 0, middle = 0, around = 0;
	int peak = MID, on, off;

	for (int k = A; k < B; k++) {
		float s = fabsf(x[k + 1] - x[k - 1]);

		power += s * s;
		middle += s * s * (float)k;
		if (s > top) {
			top = s;
			peak = k;
		}
	}
	if (power <= 0)
		return w;
	middle /= power;
	for (int k = A; k < B; k++) {
		float s = x[k + 1] - x[k - 1];

		around += s * s * ((float)k - middle) * ((float)k - middle);
	}
	w.spread = MS * sqrtf(around / power);
	for (on = peak; on > A - 4; on--)
		if (fabsf(x[on] - x[on - 2]) < 0.12f * top && fabsf(x[on - 1] - x[on - 3]) < 0.12f * top)
			break;
	for (off = peak; off < B + 6; off++)
		if (fabsf(x[off + 2] - x[off]) < 0.12f * top && fabsf(x[off + 3] - x[off + 1]) < 0.12f * top)
			break;
	w.width = MS * (share(x, A, B, 0.95f) - share(x, A, B, 0.05f));
	w.swing = range(x, A, B + 1);
	float base = x[on - 1], p = 0;

	for (int k = on; k <= off; k++) {
		w.area += fabsf(x[k] - base);
		w.net += x[k] - base;
	}
	for (int k = off + 3; k <= MID + T_END; k++)
		w.t += x[k] - base;
	p = on - 3 > 4 ? range(x, on - 3 > 36 ? on - 35 : 2, on - 2) : 0;
	if (w.swing <= 0)
		return w;
	w.area *= MS / w.swing;
	w.net *= MS / w.swing;
	w.t *= MS / w.swing;
	w.p = p / w.swing;
	return w;
}

void
classfeat_look(const struct qrs *q, uint32_t i, float detected, struct class_look *l)
{
	const struct class *c = &q->class;
	int64_t first = feat_cand(q, i)->n - FRONT_DELAY - CLASS_FROM;
	float v[16];

	l->i = i;
	l->detected = detected;
	l->x[0] = 0;
	for (int k = 1; k < CLASS_LONG; k++) {
		int64_t n = first + k;

		l->x[k] = l->x[k - 1] + (n < c->n && n >= 0 ? c->d[(uint64_t)n % CLASS_RING] : 0);
	}
	l->wave = measure(l->x);
	for (int k = 0; k < CLASS_FORMS; k++)
		class_unfold(&l->form[k], &c->form[k]);
	match(l);
	shape(l, l->most >= 0 ? l->shift[l->most] : 0);
	find_around(q, i, &l->around);
	feat_times(feat_cand(q, i), &l->around, v);
	l->early = v[4];
}
