/* event: the state of a source or its link has changed, until another event. annotation: an annotation with a label, as long as it
 * lasts. Both can be asked to last "for" a time, which is a timer: what lasts is told once when it begins. */
#include "alert/level.h"

static bool
in_list(const char *list, struct str code)
{
	struct str rest = str_of(list);

	while (rest.p)
		if (str_eq(str_cut(&rest, ','), code))
			return true;
	return false;
}

static void
begin(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	engine_hold(s, m);
	s->last = m->time;
	if (s->state == SLOT_FIRING || s->state == SLOT_PENDING)
		return;
	if (s->state == SLOT_IDLE) {
		s->since = m->time;
		s->state = SLOT_PENDING;
	}
	s->over = TM_NONE;
	if (r->hold == 0 || s->state == SLOT_LATCHED)
		engine_begin(e, s, m->time);
}

static void
end(struct engine *e, struct slot *s, int64_t t)
{
	static const struct sample none = { .text = { "-", 1 } }; /* ended by the stream, not by an acknowledgement */

	s->over = TM_NONE;
	if (s->state == SLOT_PENDING)
		s->state = SLOT_IDLE;
	else if (s->state == SLOT_FIRING)
		engine_end(e, s, t, &none);
}

static void
event(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (str_is(m->code, r->what)) {
		begin(e, s, r, m);
		if (!r->until)
			end(e, s, m->time);
	} else if (r->until && in_list(r->until, m->code)) {
		end(e, s, m->time);
	}
}

static void
annotation(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (!str_is(m->code, r->what))
		return;
	if (m->ends) {
		end(e, s, m->time);
		return;
	}
	if (m->lasts >= 0 && m->lasts < r->hold)
		return;
	begin(e, s, r, m);
	if (m->lasts == 0)
		end(e, s, m->time);
	else if (m->lasts > 0 && (s->over == TM_NONE || m->time + m->lasts > s->over))
		s->over = m->time + m->lasts;
	else if (m->lasts < 0)
		s->over = TM_NONE; /* an open one */
}

static int64_t
due(const struct slot *s, const struct rule *r)
{
	if (s->state == SLOT_PENDING)
		return s->since + r->hold;
	return s->state == SLOT_FIRING && s->over != TM_NONE ? s->over : RULE_NEVER;
}

static void
expire(struct engine *e, struct slot *s, const struct rule *r, int64_t t)
{
	int64_t over = s->over;

	(void)r;
	if (s->state == SLOT_FIRING) {
		end(e, s, t);
		return;
	}
	engine_begin(e, s, t);
	s->over = over;
}

static const char *
message_event(const struct rule *r)
{
	return r->hold ? "{event} for {age}" : "{event}";
}

static const char *
message_annotation(const struct rule *r)
{
	return r->hold ? "{label} for {age}" : "{label}";
}

static void
explain(const struct rule *r, struct text *t)
{
	text_words(
		t, (const char *const[]){ r->type->keys & KEY_EVENT ? "the event " : "the annotation ", r->what, " comes", NULL });
	if (r->signal[0])
		text_words(t, (const char *const[]){ " of ", r->signal, NULL });
	if (r->hold) {
		text_z(t, " and lasts ");
		text_duration(t, r->hold);
	}
	if (r->until)
		text_words(t, (const char *const[]){ "; over with ", r->until, NULL });
	else
		text_z(t, r->type->keys & KEY_EVENT ? "; over at once" : "; over when it ends");
}

const struct rule_type rule_type_event = {
	.name = "event",
	.keys = KEY_EVENT | KEY_FOR,
	.reads = RULE_READS_EVENT,
	.kind = RULE_TECHNICAL,
	.places = (const char *const[]){ "event", "age", "signal", "source", "rule", NULL },
	.message = message_event,
	.ended = "{event}",
	.sample = event,
	.due = due,
	.expire = expire,
	.explain = explain,
};

const struct rule_type rule_type_annotation = {
	.name = "annotation",
	.keys = KEY_LABEL | KEY_FOR,
	.reads = RULE_READS_ANN,
	.kind = RULE_PHYSIOLOGICAL,
	.places = (const char *const[]){ "label", "age", "signal", "source", "rule", NULL },
	.message = message_annotation,
	.ended = "{label}",
	.sample = annotation,
	.due = due,
	.expire = expire,
	.explain = explain,
};
