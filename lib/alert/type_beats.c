/* beats: so many beats in a row, each with an interval (key rr) beyond a limit, or a row of them with a rate (key rate) beyond it:
 * 60 (k - 1) / (time from the first to the last of k). Only beats of certain codes count where the rule names some. A break in the
 * signal (a beat without rr) begins a new row, and ends no alert.
 *
 * Window: key rr, the row of intervals so far; key rate, the times of the row's beats. */
#include "alert/level.h"
#include "alert/window.h"
#include "core/num.h"

#include <math.h>
#include <string.h>

static bool
counts(const struct rule *r, const struct sample *m)
{
	return !r->codes || (m->code.n == 1 && strchr(r->codes, *m->code.p));
}

static void
row(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (!window_add(&s->window, m->time, m->value))
		e->full = true;
	window_newest(s->window, r->count);
}

static void
interval(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct rule_limit *l = &r->limit[0];
	bool beyond = counts(r, m) && rule_hit(r->op, rule_compare(m->value, 0, l->threshold));

	if (isnan(m->value)) {
		window_newest(s->window, 0);
		return;
	}
	if (beyond)
		row(e, s, r, m);
	else
		window_newest(s->window, 0);
	level_hold(e, s, r, m, beyond && window_count(s->window) >= r->count,
		!counts(r, m) || rule_clears(r->op, rule_compare(m->value, 0, l->clear)));
}

static void
pace(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct window_point *p;
	char b[NUM_MAX];
	size_t n;

	if (isnan(m->value))
		window_newest(s->window, 0);
	if (!counts(r, m)) {
		struct sample none = *m;

		window_newest(s->window, 0);
		none.text = STR("-");
		if (!isnan(m->value))
			level_hold(e, s, r, &none, false, true);
		return;
	}
	row(e, s, r, m);
	p = window_first(s->window);
	n = window_count(s->window);
	if (n >= r->count && n >= 2 && m->time > p->time)
		level_derived(e, s, r, m,
			(struct str){ b, (size_t)(num_put_sig(b, 60e6 * (double)(n - 1) / (double)(m->time - p->time), 12) - b) });
}

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	level_came(s, r, m);
	(r->pace ? pace : interval)(e, s, r, m);
}

static const char *
message(const struct rule *r)
{
	return r->pace ? "{count} beats in a row at {value} {unit}, limit {threshold}"
		       : "{count} beats in a row with intervals beyond {threshold} {unit}: {value}";
}

static void
explain(const struct rule *r, struct text *t)
{
	char b[128];
	struct text w;

	text_start(&w, b, sizeof(b));
	text_z(&w, r->pace ? "the rate of " : "each interval of ");
	text_unsigned(&w, r->count);
	text_words(&w, (const char *const[]){ " beats in a row", r->codes ? " of code " : "", r->codes, NULL });
	level_explain(r, t, b);
	if (r->codes)
		text_words(t, (const char *const[]){ ", or a beat of another code comes", NULL });
}

const struct rule_type rule_type_beats = {
	.name = "beats",
	.keys = KEY_OP | KEY_CLEAR | KEY_FOR | KEY_KEEP | KEY_GAP | KEY_COUNT | KEY_BEATS,
	.reads = RULE_READS_BEAT,
	.kind = RULE_PHYSIOLOGICAL,
	.places = (const char *const[]){ "value", "unit", "threshold", "clear", "count", "age", "signal", "source", "rule", NULL },
	.message = message,
	.ended = "{value} {unit}",
	.sample = sample,
	.explain = explain,
};
