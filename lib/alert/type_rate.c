/* rate, predict, noise: the straight line through the good samples of a window by least squares: its slope a minute, where it is
 * going, and how far the samples lie from it. They need min_samples that span at least half of the window; values beyond the
 * device's range (lo, hi) are left out. Rounded to six decimals before comparing. */
#include "alert/level.h"
#include "alert/window.h"
#include "core/num.h"

/* True when there is a fit; the newest point is that of m. */
static bool
fit(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m, double *slope, double *rest)
{
	const struct window_point *p;

	if (m->beyond)
		return false;
	level_came(s, r, m);
	window_since(s->window, m->time - r->window);
	if (!window_add(&s->window, m->time, m->value))
		e->full = true;
	p = window_first(s->window);
	return p && window_count(s->window) >= r->count && 2 * (m->time - p->time) >= r->window &&
	       window_fit(s->window, slope, rest);
}

static void
six(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m, double v)
{
	char b[NUM_MAX];

	level_derived(e, s, r, m, (struct str){ b, (size_t)(num_put_fixed(b, v, 6) - b) });
}

static void
rate(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	double slope, rest;

	if (fit(e, s, r, m, &slope, &rest))
		six(e, s, r, m, slope);
}

static void
predict(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	double slope, rest;

	if (fit(e, s, r, m, &slope, &rest))
		six(e, s, r, m, m->value + slope * ((double)r->ahead / 6e7));
}

static void
noise(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	double slope, rest;

	if (fit(e, s, r, m, &slope, &rest))
		six(e, s, r, m, rest);
}

static void
explain(const struct rule *r, struct text *t, const char *before, bool ahead)
{
	char b[256];
	struct text w;

	text_start(&w, b, sizeof(b));
	text_words(&w, (const char *const[]){ before, r->def ? r->def->display : r->signal, NULL });
	if (ahead) {
		text_z(&w, " as predicted for ");
		text_duration(&w, r->ahead);
		text_z(&w, " ahead");
	}
	text_z(&w, " (line through the values of ");
	text_duration(&w, r->window);
	text_z(&w, ", at least ");
	text_unsigned(&w, r->count);
	text_z(&w, ")");
	level_explain(r, t, b);
}

static void
explain_rate(const struct rule *r, struct text *t)
{
	explain(r, t, "the slope of ", false);
}

static void
explain_predict(const struct rule *r, struct text *t)
{
	explain(r, t, "", true);
}

static void
explain_noise(const struct rule *r, struct text *t)
{
	explain(r, t, "the scatter of ", false);
}

static const char *
message_rate(const struct rule *r)
{
	return r->op == RULE_LT || r->op == RULE_LE ? "{name} changes by {value} {unit}, limit {threshold}"
						    : "{name} changes by +{value} {unit}, limit +{threshold}";
}

static const char *
message_predict(const struct rule *r)
{
	(void)r;
	return "{name} {value} {unit} expected in {ahead}, limit {threshold}";
}

static const char *
message_noise(const struct rule *r)
{
	(void)r;
	return "{name} is noisy: values {value} {unit} off their line, limit {threshold}";
}

#define FIT_KEYS (KEY_SIGNAL | KEY_OP | KEY_CLEAR | KEY_FOR | KEY_KEEP | KEY_GAP | KEY_WINDOW | KEY_MIN_SAMPLES)
static const char *const places[] = { "value", "unit", "threshold", "clear", "window", "ahead", "age", "name", "signal", "source",
	"rule", NULL };

const struct rule_type rule_type_rate = {
	.name = "rate",
	.keys = FIT_KEYS,
	.kind = RULE_PHYSIOLOGICAL,
	.places = places,
	.message = message_rate,
	.ended = "{name} changes by {value} {unit}",
	.per = "/min",
	.apart = true,
	.sample = rate,
	.explain = explain_rate,
};

const struct rule_type rule_type_predict = {
	.name = "predict",
	.keys = FIT_KEYS | KEY_AHEAD,
	.kind = RULE_PHYSIOLOGICAL,
	.places = places,
	.message = message_predict,
	.ended = "{name} {value} {unit} expected in {ahead}",
	.sample = predict,
	.explain = explain_predict,
};

const struct rule_type rule_type_noise = {
	.name = "noise",
	.keys = FIT_KEYS,
	.kind = RULE_TECHNICAL,
	.places = places,
	.message = message_noise,
	.ended = "{name} {value} {unit} off its line",
	.apart = true,
	.sample = noise,
	.explain = explain_noise,
};
