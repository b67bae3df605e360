/* threshold: a value is below or above a limit, for a time, until it is beyond the clear level. */
#include "alert/text.h"
#include "alert/type.h"

static const char *const beside[RULE_OPS] = {
	[RULE_LT] = "below", [RULE_LE] = "at or below", [RULE_GT] = "above", [RULE_GE] = "at or above"
};

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct rule_limit *l = &r->limit[s->limit];
	bool hit = rule_hit(r->op, rule_compare(m->value, m->beyond, l->threshold));

	/* A pending condition does not reach across a gap, nor back over a step of the device's clock. */
	if (s->state == SLOT_PENDING && s->last != TM_NONE && (m->time < s->last || (r->gap && m->time - s->last > r->gap)))
		s->state = SLOT_IDLE;
	s->last = m->time;
	if (hit)
		engine_hold(s, m);
	if (s->state == SLOT_FIRING) {
		if (!rule_clears(r->op, rule_compare(m->value, m->beyond, l->clear))) {
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

static const char *
message(const struct rule *r)
{
	static const char *const plain[RULE_OPS] = { "{name} {value} below {threshold}", "{name} {value} at or below {threshold}",
		"{name} {value} above {threshold}", "{name} {value} at or above {threshold}" };
	static const char *const units[RULE_OPS] = { "{name} {value} {unit} below {threshold}",
		"{name} {value} {unit} at or below {threshold}", "{name} {value} {unit} above {threshold}",
		"{name} {value} {unit} at or above {threshold}" };

	return (r->stat && str_is(str_of(r->limit[0].unit), "1") ? plain : units)[r->op];
}

static void
level(struct text *t, const struct rule *r, bool clear)
{
	for (unsigned i = 0; i < r->nlimits; i++) {
		text_z(t, i ? " or " : "");
		text_number(t, clear ? r->limit[i].clear : r->limit[i].threshold);
		if (!str_is(str_of(r->limit[i].unit), "1"))
			text_words(t, (const char *const[]){ " ", r->limit[i].unit, NULL });
	}
}

static void
explain(const struct rule *r, struct text *t)
{
	static const char *const back[RULE_OPS] = {
		[RULE_LT] = "at or above", [RULE_LE] = "above", [RULE_GT] = "at or below", [RULE_GE] = "below"
	};

	text_words(t, (const char *const[]){
			      r->def ? r->def->display : r->signal, r->hold ? " stays " : " is ", beside[r->op], " ", NULL });
	level(t, r, false);
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
	level(t, r, true);
	if (r->keep) {
		text_z(t, " for ");
		text_duration(t, r->keep);
	}
}

const struct rule_type rule_type_threshold = {
	.name = "threshold",
	.keys = KEY_OP | KEY_FOR | KEY_KEEP | KEY_GAP,
	.kind = RULE_PHYSIOLOGICAL,
	.places = (const char *const[]){ "value", "unit", "threshold", "clear", "age", "name", "signal", "source", "rule", NULL },
	.message = message,
	.ended = "{name} {value} {unit}",
	.sample = sample,
	.explain = explain,
};
