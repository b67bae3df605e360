/* all, any: others of the rules fire on the source, on whatever signal. inhibit: while one rule fires, the alerts of others are marked. */
#include "alert/lasting.h"

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (!str_is(m->code, "on"))
		lasting_end(e, s, r, m->time);
	else if (s->state != SLOT_FIRING || s->over != TM_NONE)
		lasting_begin(e, s, r, m);
}

static const char *
message(const struct rule *r)
{
	return r->type == &rule_type_inhibit ? "" : "{rules}";
}

static void
explain(const struct rule *r, struct text *t)
{
	text_words(t, (const char *const[]){ "there is an alert of ", r->what, r->hold ? " and lasts " : NULL, NULL });
	if (r->hold)
		text_duration(t, r->hold);
	text_z(t, "; over when that has ended");
	lasting_explain(r, t);
}

static void
explain_inhibit(const struct rule *r, struct text *t)
{
	text_words(t, (const char *const[]){ "marks (and never drops) the alerts of ", r->what, NULL });
}

static void
nothing(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	(void)e, (void)s, (void)r, (void)m; /* no record and no rule calls it */
}

#define GROUP(n)                                                                                                                   \
	const struct rule_type rule_type_##n = {                                                                                   \
		.name = #n,                                                                                                        \
		.keys = KEY_OF | KEY_FOR | KEY_KEEP,                                                                               \
		.reads = RULE_READS_RULES,                                                                                         \
		.kind = RULE_PHYSIOLOGICAL,                                                                                        \
		.places = (const char *const[]){ "rules", "age", "source", "rule", NULL },                                         \
		.message = message,                                                                                                \
		.ended = "{rules}",                                                                                                \
		.sample = sample,                                                                                                  \
		.due = lasting_due,                                                                                                \
		.expire = lasting_expire,                                                                                          \
		.explain = explain,                                                                                                \
	}

GROUP(all);
GROUP(any);

const struct rule_type rule_type_inhibit = {
	.name = "inhibit",
	.keys = KEY_INHIBIT,
	.reads = RULE_READS_NONE,
	.kind = RULE_TECHNICAL,
	.places = (const char *const[]){ NULL },
	.message = message,
	.ended = "",
	.sample = nothing,
	.explain = explain_inhibit,
};
