/* Timers: reminders, escalation, an acknowledgement that has lost its force, and what a rule's type waits for. */
#include "alert/state.h"

#include "alert/type.h"
#include "alert/when.h"

static const struct rule *
rule_of(const struct engine *e, const struct slot *s)
{
	return engine_rule(e, s->rule);
}

static int64_t
reminder_due(const struct engine *e, const struct slot *s)
{
	const struct rule *r = rule_of(e, s);
	int64_t due = s->note + r->reminder;

	if (!r->reminder || s->acked || (s->state != SLOT_FIRING && s->state != SLOT_LATCHED))
		return RULE_NEVER;
	return state_paused(e, s, due) ? e->src->paused[s->rule] : due;
}

static int64_t
escalation_due(const struct engine *e, const struct slot *s)
{
	const struct rule *r = rule_of(e, s);

	return r->escalate && s->state == SLOT_FIRING && !s->acked && s->priority < r->escalated ? s->began + r->escalate
												 : RULE_NEVER;
}

/* An alert that was acknowledged, and whose condition is still there. */
static int64_t
rearm_due(const struct engine *e, const struct slot *s)
{
	const struct rule *r = rule_of(e, s);

	return r->rearm && s->state == SLOT_FIRING && s->acked ? s->note + r->rearm : RULE_NEVER;
}

static int64_t
type_due(const struct engine *e, const struct slot *s)
{
	const struct rule *r = rule_of(e, s);

	if (r->when && (s->unknown || when_verdict(e, s->rule) == WHEN_NO))
		return RULE_NEVER;
	return r->type->due ? r->type->due(s, r) : RULE_NEVER;
}

void
state_arm(struct engine *e, struct slot *s)
{
	const int64_t due[] = { reminder_due(e, s), type_due(e, s), escalation_due(e, s), rearm_due(e, s) };

	s->due = RULE_NEVER;
	for (size_t i = 0; i < sizeof(due) / sizeof(due[0]); i++)
		s->due = due[i] < s->due ? due[i] : s->due;
	if (s->due < e->src->next)
		e->src->next = s->due;
}

void
state_arm_all(struct engine *e)
{
	for (struct map_entry *m = map_source(&e->map, e->source); m; m = m->sibling) {
		struct engine_signal *sig = m->state;

		for (size_t i = 0; !str_is(m->signal, "-") && i < sig->n; i++)
			state_arm(e, &sig->slot[i]);
	}
}

/* The slot whose timer is next, among those that are due; works out src->next on the way. */
static struct slot *
next_due(struct engine *e, int64_t t, int64_t *until)
{
	struct engine_source *src = e->src;
	struct slot *best = NULL;

	src->next = RULE_NEVER;
	for (struct map_entry *m = map_source(&e->map, e->source); m; m = m->sibling) {
		struct engine_signal *sig = m->state;

		for (size_t i = 0; !str_is(m->signal, "-") && i < sig->n; i++) {
			struct slot *s = &sig->slot[i];
			int64_t limit = s->hot && t > src->now ? t : src->now;

			if (s->due < src->next)
				src->next = s->due;
			if (s->due > limit || (best && (s->due > best->due || (s->due == best->due && s->rule >= best->rule))))
				continue;
			best = s;
			*until = limit;
			e->signal = m->signal;
		}
	}
	return best;
}

void
state_run(struct engine *e, int64_t t)
{
	struct slot *s;
	int64_t until;

	while ((s = next_due(e, t, &until)) != NULL) {
		const struct rule *r = rule_of(e, s);
		int64_t due = s->due;

		if (escalation_due(e, s) == due) {
			engine_priority(e, s, due, r->escalated);
		} else if (reminder_due(e, s) == due) {
			int64_t owed = (until - due) / r->reminder;

			s->note = due;
			state_emit(e, s, ALERT_REMIND, due, NULL, false);
			if (owed > ENGINE_REMINDERS)
				s->note += (owed - ENGINE_REMINDERS) * r->reminder;
		} else if (rearm_due(e, s) == due) {
			s->acked = false;
			s->note = s->began = due;
			state_emit(e, s, ALERT_ON, due, NULL, true);
		} else if (misfit_facts(e, s, r, due)) {
			r->type->expire(e, s, r, due);
		}
		state_arm(e, s);
	}
}
