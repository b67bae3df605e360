#include "alert/absent.h"

void
absent_over(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (s->state != SLOT_FIRING)
		return;
	if (s->over == TM_NONE)
		s->over = m->time;
	if (m->time - s->over >= r->keep)
		engine_end(e, s, m->time, m);
}

int64_t
absent_due(const struct slot *s, const struct rule *r)
{
	return s->last != TM_NONE && (s->state != SLOT_FIRING || s->over != TM_NONE) ? s->last + r->after + r->hold : RULE_NEVER;
}

void
absent_expire(struct engine *e, struct slot *s, const struct rule *r, int64_t t)
{
	(void)r;
	if (s->state == SLOT_FIRING) { /* it was coming back, and went again */
		s->over = TM_NONE;
		return;
	}
	if (s->state == SLOT_IDLE)
		s->since = s->last;
	engine_begin(e, s, t);
}

void
absent_explain(const struct rule *r, struct text *t)
{
	if (r->keep) {
		text_z(t, " that goes on for ");
		text_duration(t, r->keep);
	}
}

int
absent_mark(struct str code, bool ends, bool *over)
{
	static const struct {
		const char *on, *off;
	} marks[] = { { "lead-off", "lead-on" }, { "noise", NULL }, { "unreadable", NULL } };

	for (int i = 0; i < (int)(sizeof(marks) / sizeof(marks[0])); i++) {
		*over = marks[i].off ? str_is(code, marks[i].off) : ends && str_is(code, marks[i].on);
		if (*over || str_is(code, marks[i].on))
			return i;
	}
	return -1;
}
