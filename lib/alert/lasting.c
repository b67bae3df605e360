#include "alert/lasting.h"

void
lasting_begin(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	engine_hold(s, m);
	s->last = m->time;
	s->over = TM_NONE;
	if (s->state == SLOT_FIRING || s->state == SLOT_PENDING)
		return;
	if (s->state == SLOT_IDLE) {
		s->since = m->time;
		s->state = SLOT_PENDING;
	}
	if (r->hold == 0 || s->state == SLOT_LATCHED)
		engine_begin(e, s, m->time);
}

static void
over(struct engine *e, struct slot *s, int64_t t)
{
	static const struct sample none = { .text = { "-", 1 } }; /* ended by the stream, not by an acknowledgement */

	s->over = TM_NONE;
	engine_end(e, s, t, &none);
}

void
lasting_end(struct engine *e, struct slot *s, const struct rule *r, int64_t t)
{
	if (s->state == SLOT_PENDING)
		s->state = SLOT_IDLE;
	else if (s->state == SLOT_FIRING && r->keep)
		s->over = t + r->keep;
	else if (s->state == SLOT_FIRING)
		over(e, s, t);
}

int64_t
lasting_due(const struct slot *s, const struct rule *r)
{
	if (s->state == SLOT_PENDING)
		return s->since + r->hold;
	return s->state == SLOT_FIRING && s->over != TM_NONE ? s->over : RULE_NEVER;
}

void
lasting_expire(struct engine *e, struct slot *s, const struct rule *r, int64_t t)
{
	int64_t end = s->over;

	(void)r;
	if (s->state == SLOT_FIRING) {
		over(e, s, t);
		return;
	}
	engine_begin(e, s, t);
	s->over = end;
}

void
lasting_explain(const struct rule *r, struct text *t)
{
	if (r->keep) {
		text_z(t, " and has been over for ");
		text_duration(t, r->keep);
	}
}
