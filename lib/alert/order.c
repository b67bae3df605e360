/* Orders in the stream: x-ack and x-pause (iomt-alert(1)). */
#include "alert/state.h"

bool
order_is(const struct rec *r)
{
	return r->type == REC_OTHER && (str_is(r->name, "x-ack") || str_is(r->name, "x-pause"));
}

static bool
names_rule(const struct engine *e, const struct rec *r, size_t rule)
{
	struct str id = rec_key(r, STR("rule"));

	return !id.p || str_is(id, e->rules->rule[rule].id);
}

/* Calls f for every slot that an x-ack or x-pause means. */
static void
each_named(struct engine *e, const struct rec *r, void (*f)(struct engine *, struct slot *, int64_t))
{
	for (struct map_entry *m = map_source(&e->map, e->source); m; m = m->sibling) {
		struct engine_signal *sig = m->state;

		if (str_is(m->signal, "-") || (!str_is(r->signal, "-") && !str_eq(r->signal, state_shown(m->signal))))
			continue;
		e->signal = m->signal;
		for (size_t i = 0; i < sig->n; i++)
			if (names_rule(e, r, sig->slot[i].rule))
				f(e, &sig->slot[i], r->time);
	}
}

static void
heat(struct engine *e, struct slot *s, int64_t t)
{
	(void)e, (void)t;
	s->hot = true;
}

static void
cool(struct engine *e, struct slot *s, int64_t t)
{
	(void)e, (void)t;
	s->hot = false;
}

static void
acknowledge(struct engine *e, struct slot *s, int64_t t)
{
	if (s->state != SLOT_FIRING && s->state != SLOT_LATCHED)
		return;
	s->acked = true;
	s->note = t;
	if (s->state == SLOT_LATCHED) {
		s->state = SLOT_IDLE;
		state_emit(e, s, ALERT_OFF, t, NULL, false);
	} else {
		state_emit(e, s, ALERT_ACK, t, NULL, false);
	}
	state_arm(e, s);
}

static void
pause(struct engine *e, const struct rec *r)
{
	struct str length = rec_key(r, STR("for"));
	int64_t us;

	if (!length.p || !tm_get_duration(length, &us) || us > RULE_LONGEST) {
		e->wrong = "for=DURATION";
		return;
	}
	for (size_t i = 0; i < e->rules->n; i++)
		if (names_rule(e, r, i))
			state_pause(e, i, r->time + us);
	state_arm_all(e);
}

void
order_before(struct engine *e, const struct rec *r)
{
	each_named(e, r, heat);
	state_run(e, r->time);
	each_named(e, r, cool);
}

void
order_after(struct engine *e, const struct rec *r)
{
	if (str_is(r->name, "x-ack"))
		each_named(e, r, acknowledge);
	else
		pause(e, r);
}
