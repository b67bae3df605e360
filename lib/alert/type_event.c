/* event: the state of a source or its link has changed, until another event. annotation: an annotation with a label, as long as it
 * lasts. Both can be asked to last "for" a time, which is a timer: what lasts is told once when it begins. */
#include "alert/lasting.h"

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
event(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (str_is(m->code, r->what)) {
		lasting_begin(e, s, r, m);
		if (!r->until)
			lasting_end(e, s, r, m->time);
	} else if (r->until && in_list(r->until, m->code)) {
		lasting_end(e, s, r, m->time);
	}
}

static void
annotation(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	if (!str_is(m->code, r->what))
		return;
	if (m->ends) {
		lasting_end(e, s, r, m->time);
		return;
	}
	if (m->lasts >= 0 && m->lasts < r->hold)
		return;
	lasting_begin(e, s, r, m);
	if (m->lasts == 0)
		lasting_end(e, s, r, m->time);
	else if (m->lasts > 0 && (s->over == TM_NONE || m->time + m->lasts + r->keep > s->over))
		s->over = m->time + m->lasts + r->keep;
	else if (m->lasts < 0)
		s->over = TM_NONE; /* an open one */
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
	lasting_explain(r, t);
}

const struct rule_type rule_type_event = {
	.name = "event",
	.keys = KEY_EVENT | KEY_FOR | KEY_KEEP,
	.reads = RULE_READS_EVENT,
	.kind = RULE_TECHNICAL,
	.places = (const char *const[]){ "event", "age", "signal", "source", "rule", NULL },
	.message = message_event,
	.ended = "{event}",
	.sample = event,
	.due = lasting_due,
	.expire = lasting_expire,
	.explain = explain,
};

const struct rule_type rule_type_annotation = {
	.name = "annotation",
	.keys = KEY_LABEL | KEY_FOR | KEY_KEEP,
	.reads = RULE_READS_ANN,
	.kind = RULE_PHYSIOLOGICAL,
	.places = (const char *const[]){ "label", "age", "signal", "source", "rule", NULL },
	.message = message_annotation,
	.ended = "{label}",
	.sample = annotation,
	.due = lasting_due,
	.expire = lasting_expire,
	.explain = explain,
};
