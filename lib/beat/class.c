#include "beat/class.h"

#include "beat/classfeat.h"
#include "beat/classmodel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ms from a pulse to the peak of the beat that it made, and how far this may differ from beat to beat. */
enum { PACED_LAST = 160, PACED_SAME = 20 };

/* What was learned of a form counts so many beats at the most. */
#define FORM_MEMORY 24
#define FORM_LIKE   0.92f /* a beat less like every form makes a new one */
#define FORM_FADE   0.995f

void
class_take(struct class *c, const struct front *f)
{
	for (; c->n < f->n; c->n++) {
		int64_t d = f->y[(uint64_t)c->n % FRONT_RING] - f->y[(uint64_t)(c->n - 1) % FRONT_RING];

		c->d[(uint64_t)c->n % CLASS_RING] = c->n ? (float)d : 0;
	}
}

/* Fixed points of what is kept: the rounding of a mean that learns 1/24 of each beat stays far below what a beat differs from the next. */
enum { KEPT_SHAPE = 8192, KEPT_MS = 32, KEPT_SHARE = 2048, KEPT_EARLY = 8192, KEPT_ODDS = 1024 };

static int16_t
fixed(float v, float one)
{
	float x = rintf(v * one);

	return (int16_t)(x > INT16_MAX ? INT16_MAX : x >= -INT16_MAX ? x : -INT16_MAX);
}

void
class_fold(struct class_fold *to, const struct class_form *f)
{
	const struct class_wave *w = &f->wave;

	*to = (struct class_fold){ .weight = f->weight,
		.swing = w->swing,
		.wave = { fixed(w->width, KEPT_MS), fixed(w->spread, KEPT_MS), fixed(w->area, KEPT_MS), fixed(w->net, KEPT_MS),
			fixed(w->t, KEPT_MS), fixed(w->p, KEPT_SHARE) },
		.early = fixed(f->early, KEPT_EARLY),
		.odds = fixed(f->odds, KEPT_ODDS),
		.count = (int16_t)f->count };
	for (int k = 0; k < CLASS_POINTS; k++)
		to->shape[k] = fixed(f->shape[k], KEPT_SHAPE);
}

void
class_unfold(struct class_form *to, const struct class_fold *f)
{
	*to = (struct class_form){ .wave = { .swing = f->swing,
					   .width = (float)f->wave[0] / KEPT_MS,
					   .spread = (float)f->wave[1] / KEPT_MS,
					   .area = (float)f->wave[2] / KEPT_MS,
					   .net = (float)f->wave[3] / KEPT_MS,
					   .t = (float)f->wave[4] / KEPT_MS,
					   .p = (float)f->wave[5] / KEPT_SHARE },
		.weight = f->weight,
		.early = (float)f->early / KEPT_EARLY,
		.odds = (float)f->odds / KEPT_ODDS,
		.count = f->count };
	for (int k = 0; k < CLASS_POINTS; k++)
		to->shape[k] = (float)f->shape[k] / KEPT_SHAPE;
}

/* The form that the beat is most like, or a new one in the place of the one with least weight. Returns its number. */
static int
learn(struct class *c, const struct class_look *l, float first)
{
	int at = l->most;
	struct class_form f;

	for (int k = 0; k < CLASS_FORMS; k++)
		c->form[k].weight *= FORM_FADE;
	if (at < 0 || l->like[at] < FORM_LIKE) {
		at = 0;
		for (int k = 1; k < CLASS_FORMS; k++)
			if (c->form[k].weight < c->form[at].weight)
				at = k;
		c->form[at] = (struct class_fold){ 0 };
	}
	class_unfold(&f, &c->form[at]);
	f.weight += 1;
	f.count += f.count < FORM_MEMORY;
	float part = 1 / (float)f.count;
	float *mean = (float *)&f.wave;
	const float *one = (const float *)&l->wave;

	for (int k = 0; k < CLASS_POINTS; k++)
		f.shape[k] += part * (l->shape[k] - f.shape[k]);
	for (size_t k = 0; k < sizeof(f.wave) / sizeof(float); k++)
		mean[k] += part * (one[k] - mean[k]);
	f.early += part * (l->early - f.early);
	f.odds += part * (first - f.odds);
	class_fold(&c->form[at], &f);
	return at;
}

/* Whether a pacemaker's pulse made this beat: at a distance from it that is near, and the same as that of two of the three beats
 * before. */
static bool
paced(struct qrs *q, int64_t index)
{
	struct class *c = &q->class;
	const struct front *f = &q->front;
	int64_t since = spike_since(&q->spike, index);
	double ms = 1000.0 * (double)since * (double)f->den / (FRONT_RATE * (double)(f->step * f->den + f->step_rem));
	int lag = since < 0 || ms > PACED_LAST ? 0 : 1 + (int)ms, same = 0;

	for (int k = 0; k < CLASS_LAGS - 1; k++)
		same += lag && c->lag[k] && abs(c->lag[k] - lag) <= PACED_SAME;
	memmove(&c->lag[1], &c->lag[0], sizeof(c->lag) - sizeof(c->lag[0]));
	c->lag[0] = (int16_t)lag;
	return same >= 2;
}

char
class_judge(struct qrs *q, uint32_t i, float odds)
{
	struct class *c = &q->class;
	struct class_look l;
	float v[CLASS_FIGURES];
	float first, ventricular, early;

	classfeat_look(q, i, odds, &l);
	classfeat_first(q, &l, v);
	first = classmodel_first(v);
	classfeat_second(q, &l, first, v);
	ventricular = classmodel_second(v);
	early = ventricular < 0 ? classmodel_early(v) : -1;

	struct class_beat b = { .n = feat_cand(q, i)->n, .cand = i, .first = first, .odds = ventricular };

	b.form = learn(c, &l, first);
	c->past[c->beats++ % CLASS_PAST] = b;
	if (paced(q, feat_cand(q, i)->index))
		return '/';
	if (c->beats <= CLASS_LEARN)
		return '?';
	return ventricular >= 0 ? 'V' : early >= 0 ? 'S' : 'N';
}
