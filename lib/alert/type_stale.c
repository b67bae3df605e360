/* stale: no good value of a signal for a time. The only condition that the absence of data raises. */
#include "alert/absent.h"
#include "alert/text.h"

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (s->last == TM_NONE || m->time > s->last || s->unseen) {
		s->last = m->time;
		engine_hold(s, m);
	}
	s->unseen = false;
	absent_over(e, s, r, m);
}

static const char *
message(const struct rule *r)
{
	(void)r;
	return "no valid {name} for {age}";
}

static void
explain(const struct rule *r, struct text *t)
{
	text_words(t, (const char *const[]){ "no valid ", r->def ? r->def->display : r->signal, " came for ", NULL });
	text_duration(t, r->after + r->hold);
	text_z(t, r->from_start ? ", also when there never was one; over with the next valid value"
				: "; over with the next valid value");
	absent_explain(r, t);
}

const struct rule_type rule_type_stale = {
	.name = "stale",
	.keys = KEY_SIGNAL | KEY_AFTER | KEY_FOR | KEY_KEEP | KEY_FROM_START,
	.kind = RULE_TECHNICAL,
	.places = (const char *const[]){ "age", "after", "name", "signal", "source", "rule", NULL },
	.message = message,
	.ended = "{name} is back",
	.sample = sample,
	.due = absent_due,
	.expire = absent_expire,
	.explain = explain,
};
