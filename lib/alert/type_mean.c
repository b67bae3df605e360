/* mean: of the newest so many good samples, none older than a window. change: the newest one less the oldest of a window. Values
 * beyond the device's range (lo, hi) are left out of both. */
#include "alert/level.h"
#include "alert/window.h"
#include "core/num.h"

static void
take(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	level_came(s, r, m);
	window_since(s->window, m->time - r->window);
	if (!window_add(&s->window, m->time, m->value))
		e->full = true;
	if (r->count)
		window_newest(s->window, r->count);
}

static void
mean(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct window_point *p;
	double sum = 0;
	char b[NUM_MAX];

	if (m->beyond)
		return;
	take(e, s, r, m);
	p = window_first(s->window);
	if (!p || window_count(s->window) < r->count)
		return;
	for (unsigned i = 0; i < r->count; i++)
		sum += p[i].value;
	level_derived(e, s, r, m, (struct str){ b, (size_t)(num_put_sig(b, sum / r->count, 12) - b) });
}

static void
change(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct window_point *p;
	char b[NUM_MAX];

	if (m->beyond)
		return;
	take(e, s, r, m);
	p = window_first(s->window);
	if (p && 2 * (m->time - p->time) >= r->window)
		level_derived(e, s, r, m,
			(struct str){ b, (size_t)(num_put_shortest(b, rule_decimal_sum(m->value, p->value, true)) - b) });
}

static void
explain_mean(const struct rule *r, struct text *t)
{
	char b[256];
	struct text w;

	text_start(&w, b, sizeof(b));
	text_z(&w, "the mean of the newest ");
	text_unsigned(&w, r->count);
	text_words(&w, (const char *const[]){ " values of ", r->def ? r->def->display : r->signal, ", none older than ", NULL });
	text_duration(&w, r->window);
	text_z(&w, ",");
	level_explain(r, t, b);
}

static void
explain_change(const struct rule *r, struct text *t)
{
	char b[256];
	struct text w;

	text_start(&w, b, sizeof(b));
	text_words(&w, (const char *const[]){ "the change of ", r->def ? r->def->display : r->signal, " over ", NULL });
	text_duration(&w, r->window);
	level_explain(r, t, b);
}

static const char *
message_mean(const struct rule *r)
{
	static const char *const m[RULE_OPS] = { "{name}, mean of {count}: {value} {unit} below {threshold}",
		"{name}, mean of {count}: {value} {unit} at or below {threshold}",
		"{name}, mean of {count}: {value} {unit} above {threshold}",
		"{name}, mean of {count}: {value} {unit} at or above {threshold}" };

	return m[r->op];
}

static const char *
message_change(const struct rule *r)
{
	return r->op == RULE_LT || r->op == RULE_LE ? "{name} changed by {value} {unit} in {window}, limit {threshold}"
						    : "{name} changed by +{value} {unit} in {window}, limit +{threshold}";
}

static const char *const places[] = { "value", "unit", "threshold", "clear", "window", "count", "age", "name", "signal", "source",
	"rule", NULL };

const struct rule_type rule_type_mean = {
	.name = "mean",
	.keys = KEY_SIGNAL | KEY_OP | KEY_CLEAR | KEY_FOR | KEY_KEEP | KEY_GAP | KEY_WINDOW | KEY_COUNT,
	.kind = RULE_PHYSIOLOGICAL,
	.places = places,
	.message = message_mean,
	.ended = "{name}, mean of {count}: {value} {unit}",
	.sample = mean,
	.explain = explain_mean,
};

const struct rule_type rule_type_change = {
	.name = "change",
	.keys = KEY_SIGNAL | KEY_OP | KEY_CLEAR | KEY_FOR | KEY_KEEP | KEY_GAP | KEY_WINDOW,
	.kind = RULE_PHYSIOLOGICAL,
	.places = places,
	.message = message_change,
	.ended = "{name} changed by {value} {unit} in {window}",
	.apart = true,
	.sample = change,
	.explain = explain_change,
};
