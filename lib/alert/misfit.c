/* Rules that cannot be evaluated are never silent: the record comes in another unit, or a fact that the rule asks for is not known. The
 * rule itself then has a technical alert, and the first time there is an err record before it. And rules that are not for a source any
 * more. */
#include "alert/score.h"
#include "alert/state.h"
#include "alert/type.h"
#include "alert/when.h"
#include "alert/window.h"

static struct alert_event
event(struct engine *e, struct slot *s, int64_t t)
{
	return (struct alert_event){ .rule = engine_rule(e, s->rule),
		.source = e->source,
		.signal = state_shown(e->signal),
		.time = t,
		.age = -1,
		.misfit = true };
}

static void
begin(struct engine *e, struct slot *s, struct alert_event *ev)
{
	s->misfit = ev->since = ev->time;
	ev->edge = ALERT_ON;
	s->apart = ev->apart = s->state == SLOT_FIRING || s->state == SLOT_LATCHED;
	ev->first = !s->told;
	ev->paused = state_paused(e, s, ev->time);
	s->told = e->misfit = e->fired[RULE_MEDIUM] = true;
	e->emit(e->arg, ev);
}

static void
end(struct engine *e, struct slot *s, struct alert_event *ev)
{
	ev->edge = ALERT_OFF;
	ev->since = s->misfit;
	ev->apart = s->apart;
	ev->paused = state_paused(e, s, ev->time);
	s->misfit = TM_NONE;
	s->unknown = false;
	e->emit(e->arg, ev);
}

bool
misfit_unit(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct rule_limit *l = r->type->reads == RULE_READS_NUM ? rule_limit_of(r, m->unit)
				     : m->wrong                       ? NULL
								      : &r->limit[s->limit];

	if (l && s->misfit == TM_NONE) { /* nearly always */
		s->limit = (uint8_t)(l - r->limit);
		return true;
	}

	struct alert_event ev = event(e, s, m->time);

	ev.want = m->wrong ? m->wrong->def->unit : NULL;
	ev.unit = m->unit;
	if (l) {
		s->limit = (uint8_t)(l - r->limit);
		end(e, s, &ev);
	} else if (s->misfit == TM_NONE) {
		begin(e, s, &ev);
	}
	return l != NULL;
}

bool
misfit_facts(struct engine *e, struct slot *s, const struct rule *r, int64_t t)
{
	enum when_verdict v = r->when ? when_verdict(e, s->rule) : WHEN_YES;

	if (v == WHEN_UNKNOWN && s->misfit == TM_NONE) {
		struct alert_event ev = event(e, s, t);

		ev.fact = when_missing(e, s->rule);
		s->unknown = true;
		begin(e, s, &ev);
	}
	return v == WHEN_YES;
}

void
state_known(struct engine *e, struct slot *s, int64_t t)
{
	struct alert_event ev = event(e, s, t);

	ev.fact = "";
	end(e, s, &ev);
}

void
state_lapse(struct engine *e, struct slot *s, int64_t t)
{
	bool fires = s->state == SLOT_FIRING, shown = fires || s->state == SLOT_LATCHED;

	s->state = SLOT_IDLE;
	s->last = s->over = TM_NONE;
	window_newest(s->window, 0);
	e->lapse = true;
	if (shown)
		state_emit(e, s, ALERT_OFF, t, NULL, false);
	e->lapse = false;
	if (fires)
		group_changed(e, s->rule, false, t);
}
