#include "alert/level.h"

#include "alert/window.h"
#include "core/num.h"

static const char *const beside[RULE_OPS] = {
	[RULE_LT] = "below", [RULE_LE] = "at or below", [RULE_GT] = "above", [RULE_GE] = "at or above"
};

const char *const level_places[] = { "value", "unit", "threshold", "clear", "age", "name", "signal", "source", "rule", NULL };

void
level_came(struct slot *s, const struct rule *r, const struct sample *m)
{
	/* A pending condition does not reach across a gap, nor back over a step of the device's clock. */
	if (s->last != TM_NONE && (m->time < s->last || (r->gap && m->time - s->last > r->gap))) {
		if (s->state == SLOT_PENDING)
			s->state = SLOT_IDLE;
		window_newest(s->window, 0);
	}
	s->last = m->time;
}

void
level_hold(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m, bool hit, bool clears)
{
	if (hit)
		engine_hold(s, m);
	if (s->state == SLOT_FIRING) {
		if (!clears) {
			s->over = TM_NONE;
			return;
		}
		if (s->over == TM_NONE || m->time < s->over)
			s->over = m->time;
		if (m->time - s->over >= r->keep)
			engine_end(e, s, m->time, m);
		return;
	}
	if (!hit) {
		if (s->state == SLOT_PENDING)
			s->state = SLOT_IDLE;
		return;
	}
	if (s->state == SLOT_IDLE) {
		s->state = SLOT_PENDING;
		s->since = m->time;
	}
	if (s->state == SLOT_LATCHED || m->time - s->since >= r->hold)
		engine_begin(e, s, m->time);
}

void
level_compare(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct rule_limit *l = &r->limit[s->limit];

	level_hold(e, s, r, m, rule_hit(r->op, rule_compare(m->value, m->beyond, l->threshold)),
		rule_clears(r->op, rule_compare(m->value, m->beyond, l->clear)));
}

void
level_derived(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m, struct str text)
{
	const struct sample *at_work = e->at_work;
	struct sample d = *m;

	d.text = text;
	d.beyond = 0;
	if (!num_get_f64(text, &d.value)) /* it was no finite number */
		return;
	e->at_work = &d;
	level_compare(e, s, r, &d);
	e->at_work = at_work;
}

const char *
level_message(const struct rule *r)
{
	static const char *const plain[RULE_OPS] = { "{name} {value} below {threshold}", "{name} {value} at or below {threshold}",
		"{name} {value} above {threshold}", "{name} {value} at or above {threshold}" };
	static const char *const units[RULE_OPS] = { "{name} {value} {unit} below {threshold}",
		"{name} {value} {unit} at or below {threshold}", "{name} {value} {unit} above {threshold}",
		"{name} {value} {unit} at or above {threshold}" };

	return (r->stat && str_is(str_of(r->limit[0].unit), "1") ? plain : units)[r->op];
}

void
level_limits(struct text *t, const struct rule *r, bool clear)
{
	for (unsigned i = 0; i < r->nlimits; i++) {
		text_z(t, i ? " or " : "");
		text_number(t, clear ? r->limit[i].clear : r->limit[i].threshold);
		if (!str_is(str_of(r->limit[i].unit), "1"))
			text_words(t, (const char *const[]){ " ", r->limit[i].unit, r->type->per ? r->type->per : "", NULL });
	}
}

void
level_explain(const struct rule *r, struct text *t, const char *what)
{
	static const char *const back[RULE_OPS] = {
		[RULE_LT] = "at or above", [RULE_LE] = "above", [RULE_GT] = "at or below", [RULE_GE] = "below"
	};

	text_words(t, (const char *const[]){ what, r->hold ? " stays " : " is ", beside[r->op], " ", NULL });
	level_limits(t, r, false);
	if (r->hold) {
		text_z(t, " for ");
		text_duration(t, r->hold);
	}
	if (r->gap && r->hold) {
		text_z(t, " (with values no more than ");
		text_duration(t, r->gap);
		text_z(t, " apart)");
	}
	text_words(t, (const char *const[]){ "; over when it is ", back[r->op], " ", NULL });
	level_limits(t, r, true);
	if (r->keep) {
		text_z(t, " for ");
		text_duration(t, r->keep);
	}
}
