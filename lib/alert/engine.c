#include "alert/engine.h"

#include "alert/profile.h"
#include "alert/score.h"
#include "alert/state.h"
#include "alert/type.h"
#include "alert/when.h"

#include <stdlib.h>
#include <string.h>

const char *const alert_edge_text[ALERT_EDGES] = { [ALERT_ON] = "on",
	[ALERT_OFF] = "off",
	[ALERT_LATCHED] = "latched",
	[ALERT_REMIND] = "remind",
	[ALERT_ACK] = "ack",
	[ALERT_OPEN] = "open" };

_Static_assert(sizeof(struct slot) <= 200, "the state of one rule on one signal has grown");
_Static_assert(RULE_CAP <= UINT16_MAX, "struct slot counts rules in 16 bits");

bool
engine_start(struct engine *e, const struct rule_set *rules, alert_emit *emit, void *arg)
{
	*e = (struct engine){ .rules = rules, .emit = emit, .arg = arg };
	e->met = calloc(rules->n + 1, sizeof(*e->met));
	if (!e->met)
		return false;
	for (size_t i = 0; i < rules->n; i++) {
		e->from_start |= rules->rule[i].from_start;
		e->reads |= 1U << rules->rule[i].type->reads;
		e->when |= rules->rule[i].when != NULL;
		e->depends |= rules->rule[i].nof > 0;
		e->inhibit |= rules->rule[i].has_by;
	}
	map_start(&e->map, sizeof(union engine_state), 0);
	return true;
}

const struct rule *
engine_rule(const struct engine *e, size_t rule)
{
	const struct rule *own = e->src && e->src->profile ? e->src->profile->rule[rule] : NULL;

	return own ? own : &e->rules->rule[rule];
}

void
engine_hold(struct slot *s, const struct sample *m)
{
	s->seen = m->time;
	s->value = m->value;
	s->beyond = (int8_t)m->beyond;
	s->digits[0] = '\0';
	if (m->text.n < sizeof(s->digits))
		str_copy(s->digits, sizeof(s->digits), m->text);
}

void
engine_begin(struct engine *e, struct slot *s, int64_t t)
{
	bool restart = s->state == SLOT_LATCHED;

	s->state = SLOT_FIRING;
	s->over = TM_NONE;
	if (!restart) {
		s->acked = false;
		s->note = s->began = t;
		if (!e->rules->rule[s->rule].score) /* its levels have told */
			s->priority = (uint8_t)e->rules->rule[s->rule].priority;
	} else if (s->began < t - e->rules->rule[s->rule].escalate) {
		s->began = t - e->rules->rule[s->rule].escalate; /* what was due while it was latched is due now, not in the past */
	}
	state_emit(e, s, ALERT_ON, t, NULL, restart);
	group_changed(e, s->rule, true, t);
}

void
engine_priority(struct engine *e, struct slot *s, int64_t t, enum rule_priority p)
{
	int way = (int)p - (int)s->priority;

	s->priority = (uint8_t)p;
	if (s->state != SLOT_FIRING || way == 0)
		return;
	if (way > 0) {
		s->acked = false;
		s->note = s->began = t; /* an escalation counts from here */
	}
	e->escalation = way > 0 ? 1 : -1;
	state_emit(e, s, ALERT_ON, t, NULL, false);
	e->escalation = 0;
}

void
engine_end(struct engine *e, struct slot *s, int64_t t, const struct sample *m)
{
	bool latch = engine_rule(e, s->rule)->latch && !s->acked;

	s->state = latch ? SLOT_LATCHED : SLOT_IDLE;
	s->over = TM_NONE;
	state_emit(e, s, latch ? ALERT_LATCHED : ALERT_OFF, t, m, false);
	group_changed(e, s->rule, false, t);
}

/* The slots that wait under the plain name for whatever instance may come. */
static struct engine_signal *
awaiting(struct engine *e, const struct sample *m)
{
	if (!e->from_start || !sig_instance(m->signal).p || str_is(sig_name(m->signal), "-"))
		return NULL;
	return map_find(&e->map, e->source, sig_name(m->signal));
}

/* Marks (or unmarks) the slots whose timers this record moves to its own TIME; tells whether one of them is due. */
static bool
mark_signal(struct engine *e, struct engine_signal *sig, const struct sample *m, bool unseen, bool hot)
{
	bool due = false;

	for (size_t i = 0; sig && sig->timed && i < sig->n; i++) {
		struct slot *s = &sig->slot[i];
		const struct rule *r = engine_rule(e, s->rule);

		if (!take_accepts(r, m->flags) || (unseen && (!s->unseen || !rule_matches(r, m->signal))))
			continue;
		s->hot = hot;
		due |= s->due <= m->time;
	}
	return due;
}

static bool
mark_samples(struct engine *e, bool hot)
{
	bool due = false;

	for (size_t i = 0; i < e->nsamples; i++) {
		due |= mark_signal(e, e->of[i], &e->sample[i], false, hot);
		due |= mark_signal(e, awaiting(e, &e->sample[i]), &e->sample[i], true, hot);
	}
	return due;
}

static void
open_all(struct engine *e)
{
	for (struct map_entry *m = map_source(&e->map, e->source); m; m = m->sibling) {
		struct engine_signal *sig = m->state;

		e->signal = m->signal;
		for (size_t i = 0; !str_is(m->signal, "-") && i < sig->n; i++) {
			struct slot *s = &sig->slot[i];

			if (s->state == SLOT_FIRING || s->state == SLOT_LATCHED)
				state_emit(e, s, ALERT_OPEN, e->src->newest, NULL, false);
			if (s->misfit != TM_NONE)
				e->emit(e->arg, &(struct alert_event){ .edge = ALERT_OPEN,
							.rule = &e->rules->rule[s->rule],
							.source = e->source,
							.signal = state_shown(e->signal),
							.time = e->src->newest,
							.since = s->misfit,
							.age = -1,
							.misfit = true,
							.apart = s->apart });
		}
	}
}

void
engine_before(struct engine *e, const struct rec *r, bool blind)
{
	e->nsamples = 0;
	e->wrong = NULL;
	if (r->type == REC_COMMENT || r->type == REC_IOMT || r->type == REC_CMD)
		return;
	if (r->type == REC_END && !map_source(&e->map, r->source))
		return;
	if (!state_source(e, r->source, r->time))
		return;
	if (e->src->kept && r->type != REC_END && e->src->newest != TM_NONE && r->time < e->src->newest - ENGINE_LATE) {
		e->older = true;
		state_drop(e, r->source);
		if (!state_source(e, r->source, r->time))
			return;
	}
	e->src->kept = false;
	if (r->type != REC_END)
		e->src->interrupted = false;
	state_time(e, r);
	if (!blind)
		take_record(e, r);
	if (order_is(r)) {
		order_before(e, r);
	} else if (mark_samples(e, true) || e->src->next <= e->src->now) {
		state_run(e, r->time);
	}
	mark_samples(e, false);
	if (r->type == REC_END && !str_is(r->u.end.status, "rotate")) {
		if (!e->src->interrupted)
			open_all(e);
		e->src->interrupted = e->keep && !str_is(r->u.end.status, "eof");
		if (!e->src->interrupted)
			state_drop(e, r->source);
	}
}

static void
apply(struct engine *e, struct engine_signal *sig, const struct sample *m)
{
	struct engine_signal *waiting = awaiting(e, m);

	e->signal = m->signal;
	for (size_t i = 0; i < sig->n; i++) {
		struct slot *s = &sig->slot[i];
		const struct rule *r = engine_rule(e, s->rule);

		if (!take_accepts(r, m->flags) || !misfit_facts(e, s, r, m->time) || (r->nlimits && !misfit_unit(e, s, r, m)))
			continue;
		r->type->sample(e, s, r, m);
		if (sig->timed)
			state_arm(e, s);
	}
	e->signal = sig_name(m->signal);
	for (size_t i = 0; waiting && i < waiting->n; i++) {
		struct slot *s = &waiting->slot[i];
		const struct rule *r = engine_rule(e, s->rule);

		if (!s->unseen || !take_accepts(r, m->flags) || !rule_matches(r, m->signal) || !misfit_facts(e, s, r, m->time))
			continue;
		r->type->sample(e, s, r, m); /* what was waited for has come, under another name: */
		s->last = TM_NONE;           /* its own slot goes on from here */
		state_arm(e, s);
	}
}

void
engine_after(struct engine *e, const struct rec *r)
{
	for (size_t i = 0; i < e->nsamples; i++) {
		e->at_work = &e->sample[i];
		apply(e, e->of[i], &e->sample[i]);
	}
	e->at_work = NULL;
	e->nsamples = 0;
	if (e->src && order_is(r))
		order_after(e, r);
	if (e->when && e->src && r->type == REC_INFO)
		when_fact(e, r->u.info.key, r->u.info.value, r->time, false);
}

void
engine_finish(struct engine *e)
{
	for (struct map_entry *m = e->map.first, *next; m; m = next) {
		for (next = m->next; next && !next->leads; next = next->next)
			;
		if (!m->leads)
			continue;
		e->src = NULL;
		if (state_source(e, m->source, 0) && !e->src->interrupted && !e->src->kept)
			open_all(e);
		if (!e->keep)
			state_drop(e, m->source);
		else if (e->src)
			e->src->interrupted = true;
	}
}

void
engine_free(struct engine *e)
{
	while (e->map.first)
		state_drop(e, e->map.first->source);
	map_free(&e->map);
	free(e->met);
	e->met = NULL;
}

bool
engine_fired(const struct engine *e, const char *priority)
{
	bool fired = false;

	for (int p = RULE_PRIORITIES - 1; p >= 0; p--) {
		fired |= e->fired[p];
		if (strcmp(priority, rule_priority_text[p]) == 0)
			return fired;
	}
	return false;
}
