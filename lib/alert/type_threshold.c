/* threshold: a value is below or above a limit, for a time, until it is beyond the clear level. */
#include "alert/level.h"

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	level_came(s, r, m);
	level_compare(e, s, r, m);
}

static void
explain(const struct rule *r, struct text *t)
{
	level_explain(r, t, r->def ? r->def->display : r->signal);
}

const struct rule_type rule_type_threshold = {
	.name = "threshold",
	.keys = KEY_SIGNAL | KEY_OP | KEY_CLEAR | KEY_FOR | KEY_KEEP | KEY_GAP,
	.kind = RULE_PHYSIOLOGICAL,
	.places = level_places,
	.message = level_message,
	.ended = "{name} {value} {unit}",
	.sample = sample,
	.explain = explain,
};
