/* range: a value is outside of a low and a high limit. */
#include "alert/level.h"

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct rule_limit *l = &r->limit[s->limit];
	bool below = rule_compare(m->value, m->beyond, l->threshold)<0, above = rule_compare(m->value, m->beyond, l->high)> 0;

	level_came(s, r, m);
	if (below || above)
		s->upper = above;
	level_hold(e, s, r, m, below || above,
		rule_compare(m->value, m->beyond, l->clear) >= 0 && rule_compare(m->value, m->beyond, l->high_clear) <= 0);
}

static const char *
message(const struct rule *r)
{
	(void)r;
	return "{name} {value} {unit} outside {low} to {high}";
}

static void
ends(struct text *t, const struct rule *r, bool clear)
{
	for (unsigned i = 0; i < r->nlimits; i++) {
		text_z(t, i ? " or " : "");
		text_number(t, clear ? r->limit[i].clear : r->limit[i].threshold);
		text_z(t, " to ");
		text_number(t, clear ? r->limit[i].high_clear : r->limit[i].high);
		if (!str_is(str_of(r->limit[i].unit), "1"))
			text_words(t, (const char *const[]){ " ", r->limit[i].unit, NULL });
	}
}

static void
explain(const struct rule *r, struct text *t)
{
	text_words(t, (const char *const[]){ r->def ? r->def->display : r->signal, r->hold ? " stays" : " is", " outside ", NULL });
	ends(t, r, false);
	if (r->hold) {
		text_z(t, " for ");
		text_duration(t, r->hold);
	}
	text_z(t, "; over when it is in ");
	ends(t, r, true);
	if (r->keep) {
		text_z(t, " for ");
		text_duration(t, r->keep);
	}
}

const struct rule_type rule_type_range = {
	.name = "range",
	.keys = KEY_SIGNAL | KEY_RANGE | KEY_FOR | KEY_KEEP | KEY_GAP,
	.kind = RULE_PHYSIOLOGICAL,
	.places = (const char *const[]){ "value", "unit", "threshold", "clear", "low", "high", "age", "name", "signal", "source",
		"rule", NULL },
	.message = message,
	.ended = "{name} {value} {unit}",
	.sample = sample,
	.explain = explain,
};
