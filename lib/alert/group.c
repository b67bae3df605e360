/* Rules on other rules of the same source: all and any of them, and those that mark the alerts of others. */
#include "alert/state.h"
#include "alert/text.h"
#include "alert/type.h"
#include "alert/when.h"

static bool
names(const struct rule *r, size_t rule)
{
	for (unsigned i = 0; i < r->nof; i++)
		if (r->of[i] == rule)
			return true;
	return false;
}

/* How many of its rules fire. */
static unsigned
count(const struct engine *e, const struct rule *r)
{
	unsigned n = 0;

	for (unsigned i = 0; i < r->nof; i++)
		n += e->src->firing[r->of[i]] > 0;
	return n;
}

static void
evaluate(struct engine *e, size_t rule, int64_t t)
{
	const struct rule *r = engine_rule(e, rule);
	unsigned n = count(e, r);
	struct sample m = {
		.time = t, .text = STR("-"), .code = n >= (r->type == &rule_type_all ? r->nof : 1) ? STR("on") : STR("off")
	};
	const struct sample *at_work = e->at_work;
	struct str signal = e->signal;
	struct engine_signal *sig;
	char key[RULE_ID + 8];
	struct text name;

	text_start(&name, key, sizeof(key));
	text_words(&name, (const char *const[]){ "rule!", r->id, NULL });
	sig = state_signal(e, str_of(key));
	e->signal = str_of(key);
	e->at_work = &m;
	for (size_t i = 0; sig && i < sig->n; i++) {
		struct slot *s = &sig->slot[i];

		/* Rules on signals that come late speak of the past; this one does not go back behind what it said. */
		m.time = s->last != TM_NONE && s->last > t ? s->last : t;
		s->last = m.time;
		if (misfit_facts(e, s, r, t))
			r->type->sample(e, s, r, &m);
		state_arm(e, s);
	}
	e->signal = signal;
	e->at_work = at_work;
}

void
group_changed(struct engine *e, size_t rule, bool fires, int64_t t)
{
	if (!e->src->firing)
		return;
	e->src->firing[rule] = (uint16_t)(e->src->firing[rule] + (fires ? 1 : -1));
	if (e->src->firing[rule] != (fires ? 1 : 0)) /* another signal decides */
		return;
	for (size_t i = rule + 1; i < e->rules->n; i++)
		if (e->rules->rule[i].type->reads == RULE_READS_RULES && names(&e->rules->rule[i], rule))
			evaluate(e, i, t);
}

const char *
group_inhibits(const struct engine *e, size_t rule)
{
	for (size_t i = rule + 1; e->inhibit && e->src->firing && i < e->rules->n; i++) {
		const struct rule *r = &e->rules->rule[i];

		if (r->has_by && e->src->firing[r->by] && names(r, rule) && when_verdict(e, i) == WHEN_YES)
			return r->id;
	}
	return NULL;
}
