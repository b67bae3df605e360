#include "alert/state.h"

#include "alert/profile.h"
#include "alert/score.h"
#include "alert/type.h"
#include "alert/when.h"
#include "alert/window.h"
#include "core/num.h"

#include <stdlib.h>
#include <string.h>

static const struct rule *
rule_of(const struct engine *e, const struct slot *s)
{
	return engine_rule(e, s->rule);
}

struct str
state_shown(struct str key)
{
	struct str kind = str_cut(&key, '!');

	if (!key.p)
		return kind;
	return str_is(kind, "score") || str_is(kind, "rule") ? STR("-") : str_cut(&key, '!');
}

static bool
wants(const struct engine *e, size_t rule, struct str signal)
{
	return rule_matches(&e->rules->rule[rule], signal) && !when_never(e, rule);
}

struct engine_signal *
state_signal(struct engine *e, struct str signal)
{
	bool fresh = false;
	struct engine_signal *sig;
	size_t n = 0;

	if (str_is(signal, "-")) /* the map's name for the source itself; no quantity */
		return NULL;
	sig = map_get(&e->map, e->source, signal, &fresh);
	if (!sig)
		e->full = true;
	if (!sig || !fresh)
		return sig;
	for (size_t i = 0; i < e->rules->n; i++)
		n += wants(e, i, signal);
	if (n == 0)
		return sig;
	sig->slot = calloc(n, sizeof(*sig->slot));
	if (!sig->slot) {
		e->full = true;
		return sig;
	}
	for (size_t i = 0; i < e->rules->n; i++)
		if (wants(e, i, signal)) {
			const struct rule *r = engine_rule(e, i);

			e->met[i] = true;
			sig->timed |= r->reminder || r->escalate || r->rearm || r->type->due;
			sig->slot[sig->n++] = (struct slot){ .rule = (uint16_t)i,
				.last = TM_NONE,
				.over = TM_NONE,
				.seen = TM_NONE,
				.misfit = TM_NONE,
				.due = RULE_NEVER,
				.priority = (uint8_t)e->rules->rule[i].priority };
		}
	e->slots += n;
	return sig;
}

/* Rules that wait from the source's first record on, whether their signal ever comes or not. */
static void
await(struct engine *e, int64_t time)
{
	for (size_t i = 0; i < e->rules->n; i++) {
		const struct rule *r = engine_rule(e, i);
		bool met = e->met[i];
		struct engine_signal *sig = r->from_start ? state_signal(e, str_of(r->signal)) : NULL;

		for (size_t k = 0; sig && k < sig->n; k++)
			if (sig->slot[k].rule == i) {
				sig->slot[k].last = time;
				sig->slot[k].unseen = true;
				state_arm(e, &sig->slot[k]);
			}
		if (sig)
			e->met[i] = met;
	}
}

bool
state_source(struct engine *e, struct str source, int64_t time)
{
	bool fresh = false;

	if (e->src && str_eq(e->source, source))
		return true;
	e->src = map_get(&e->map, source, STR("-"), &fresh);
	if (!e->src) {
		e->full = true;
		return false;
	}
	e->source = map_source(&e->map, source)->source;
	if (fresh) {
		*e->src = (struct engine_source){ .tick = TM_NONE, .newest = TM_NONE, .now = TM_NONE, .next = RULE_NEVER };
		e->src->profile = profiles_find(e->profiles, source);
		when_start(e);
		if (e->depends && !str_is(source, "-") && !(e->src->firing = calloc(e->rules->n, sizeof(*e->src->firing))))
			e->full = true;
		if (e->from_start && !str_is(source, "-"))
			await(e, time);
	}
	return true;
}

void
state_drop(struct engine *e, struct str source)
{
	char name[REC_SOURCE + 1]; /* `source` may be the map's own copy */

	str_copy(name, sizeof(name), source);
	for (struct map_entry *m = map_source(&e->map, source); m; m = m->sibling) {
		union engine_state *s = m->state;

		if (str_is(m->signal, "-")) {
			free(s->source.paused);
			free(s->source.score);
			free(s->source.when);
			free(s->source.firing);
			continue;
		}
		e->slots -= s->signal.n;
		for (size_t i = 0; i < s->signal.n; i++)
			window_free(s->signal.slot[i].window);
		free(s->signal.slot);
	}
	map_drop(&e->map, str_of(name));
	e->src = NULL;
}

static void
shift(int64_t *t, int64_t by)
{
	if (*t != TM_NONE)
		*t += by;
}

/* The source's clock was set back: ages stay what they were, a condition that was only pending begins anew. */
static void
step(struct engine *e, int64_t by)
{
	struct engine_source *src = e->src;

	for (size_t i = 0; src->score && i < e->rules->n; i++)
		for (unsigned k = 0; k < SCORE_INPUTS; k++)
			shift(&src->score[i].value[k].time, by);
	for (size_t i = 0; src->paused && i < e->rules->n; i++)
		shift(&src->paused[i], by);
	for (struct map_entry *m = map_source(&e->map, e->source); m; m = m->sibling) {
		struct engine_signal *sig = m->state;

		if (str_is(m->signal, "-"))
			continue;
		for (size_t i = 0; i < sig->n; i++) {
			struct slot *s = &sig->slot[i];

			shift(&s->last, by);
			shift(&s->over, by);
			shift(&s->seen, by);
			window_shift(s->window, by);
			if (s->state == SLOT_PENDING)
				s->state = SLOT_IDLE;
			if (s->state != SLOT_IDLE) {
				s->note += by;
				s->began += by;
			}
		}
	}
	src->newest += by;
	src->tick = TM_NONE;
	state_arm_all(e);
}

void
state_time(struct engine *e, const struct rec *r)
{
	struct engine_source *src = e->src;

	/* The event may carry the time before the step or behind it. */
	bool event = r->type == REC_EVENT && str_is(r->u.event.code, "clock-step");

	if ((src->stepped || event) && src->newest != TM_NONE && r->time < src->newest - ENGINE_LATE) {
		step(e, r->time - src->newest);
		src->stepped = false;
	} else if (event) {
		src->stepped = true;
	} else if (r->time > src->newest) {
		src->stepped = false;
	}
	if (src->newest == TM_NONE || r->time > src->newest)
		src->newest = r->time;
	if (r->type == REC_TICK && (src->tick == TM_NONE || r->time > src->tick))
		src->tick = r->time;
	src->now = src->newest - ENGINE_LATE;
	if (src->tick != TM_NONE && src->tick > src->now)
		src->now = src->tick;
}

bool
state_paused(const struct engine *e, const struct slot *s, int64_t t)
{
	return e->src->paused && t < e->src->paused[s->rule];
}

void
state_pause(struct engine *e, size_t rule, int64_t until)
{
	if (!e->src->paused) {
		e->src->paused = malloc(e->rules->n * sizeof(*e->src->paused));
		if (!e->src->paused) {
			e->full = true;
			return;
		}
		for (size_t i = 0; i < e->rules->n; i++)
			e->src->paused[i] = TM_NONE;
	}
	e->src->paused[rule] = until;
}

void
state_emit(struct engine *e, struct slot *s, enum alert_edge edge, int64_t t, const struct sample *m, bool restart)
{
	const struct rule *r = rule_of(e, s);
	struct alert_event ev = { .edge = edge,
		.rule = r,
		.limit = r->nlimits ? &r->limit[s->limit] : NULL,
		.source = e->source,
		.signal = r->stat ? STR("-") : state_shown(e->signal),
		.priority = (enum rule_priority)s->priority,
		.time = t,
		.since = s->since,
		.age = -1,
		.escalation = e->escalation,
		.by_sample = m != NULL,
		.restart = restart,
		.paused = state_paused(e, s, t),
		.latched = edge == ALERT_OPEN && s->state == SLOT_LATCHED,
		.lapsed = e->lapse,
		.inhibited = group_inhibits(e, s->rule) };
	char digits[NUM_MAX];

	if (ev.limit) {
		ev.threshold = s->upper ? ev.limit->high : ev.limit->threshold;
		ev.clear = s->upper ? ev.limit->high_clear : ev.limit->clear;
	}
	if (edge == ALERT_ON)
		e->fired[s->priority] = true;
	if (edge == ALERT_LATCHED || edge == ALERT_OFF) {
		if (m && r->nlimits) {
			ev.value = m->text;
			ev.beyond = m->beyond;
		}
	} else {
		int64_t from = s->seen != TM_NONE ? s->seen : s->since;

		if (t > from)
			ev.age = t - from;
		if (s->seen != TM_NONE && r->nlimits) {
			if (s->digits[0])
				ev.value = str_of(s->digits);
			else if (e->at_work && ev.age < 0)
				ev.value = e->at_work->text;
			else
				ev.value = (struct str){ digits, (size_t)(num_put_shortest(digits, s->value) - digits) };
			ev.beyond = s->beyond;
		}
	}
	e->emit(e->arg, &ev);
}
