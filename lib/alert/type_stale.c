/* stale: no good value of a signal for a time. The only condition that the absence of data raises. */
#include "alert/text.h"
#include "alert/type.h"

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	(void)r;
	if (s->last == TM_NONE || m->time > s->last || s->unseen) {
		s->last = m->time;
		engine_hold(s, m);
	}
	s->unseen = false;
	if (s->state == SLOT_FIRING)
		engine_end(e, s, m->time, m);
}

static int64_t
due(const struct slot *s, const struct rule *r)
{
	return s->last != TM_NONE && s->state != SLOT_FIRING ? s->last + r->after : RULE_NEVER;
}

static void
expire(struct engine *e, struct slot *s, const struct rule *r, int64_t t)
{
	(void)r;
	if (s->state == SLOT_IDLE)
		s->since = s->last;
	engine_begin(e, s, t);
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
	text_duration(t, r->after);
	text_z(t, r->from_start ? ", also when there never was one; over with the next valid value"
				: "; over with the next valid value");
}

const struct rule_type rule_type_stale = {
	.name = "stale",
	.keys = KEY_SIGNAL | KEY_AFTER | KEY_FROM_START,
	.kind = RULE_TECHNICAL,
	.places = (const char *const[]){ "age", "after", "name", "signal", "source", "rule", NULL },
	.message = message,
	.ended = "{name} is back",
	.sample = sample,
	.due = due,
	.expire = expire,
	.explain = explain,
};
