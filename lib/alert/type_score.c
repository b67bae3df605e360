/* score: an early warning score (score.h) against levels, each with a priority. Computed with each good value of an input. While an
 * input is missing there is no score: nothing begins and nothing ends. */
#include "alert/level.h"
#include "alert/score.h"
#include "alert/state.h"
#include "core/num.h"

/* What a score is told as; never 0, which is "not told yet". */
static int
code(const struct alert_score *c)
{
	return c->present == c->inputs ? 1 << 24 | c->single << 8 | c->total : 1 << 25 | (int)c->present << 16 | c->total;
}

static void
tell(struct engine *e, const struct slot *s, const struct rule *r, const struct sample *m)
{
	struct score_state *state = &e->src->score[s->rule];

	if (state->told == code(m->score))
		return;
	state->told = code(m->score);
	e->emit(e->arg, &(struct alert_event){ .rule = r, .source = e->source, .time = m->time, .score = m->score });
}

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct alert_score *c = m->score;
	int best = -1;
	char b[NUM_MAX];
	struct sample d = *m;

	tell(e, s, r, m);
	if (c->present != c->inputs)
		return;
	level_came(s, r, m);
	for (unsigned i = 0; i < r->nlimits; i++) {
		int points = r->single[i] ? c->single : c->total;

		if (rule_hit(RULE_GE, rule_compare(points, 0, r->limit[i].threshold)) && (best < 0 || r->level[i] > r->level[best]))
			best = (int)i;
	}
	d.text = (struct str){ b, (size_t)(num_put_i64(b, c->total) - b) };
	e->at_work = &d;
	if (best >= 0) {
		enum rule_priority now = r->level[best];
		bool other = s->state == SLOT_FIRING && now != r->level[s->limit];

		if (r->escalate && !s->acked && m->time - s->began >= r->escalate && now < r->escalated)
			now = r->escalated; /* it has lasted so long that a lower level does not make it less urgent */
		s->limit = (uint8_t)best;
		if (other && now != (enum rule_priority)s->priority) {
			engine_hold(s, &d);
			engine_priority(e, s, m->time, now);
		} else if (s->state != SLOT_FIRING) {
			s->priority = (uint8_t)r->level[best];
		}
	}
	level_hold(e, s, r, &d, best >= 0, best < 0);
	e->at_work = m;
}

static const char *
message(const struct rule *r)
{
	(void)r;
	return "{name} {value}";
}

static void
explain(const struct rule *r, struct text *t)
{
	text_words(t, (const char *const[]){ "the score ", r->score->name, " is ", NULL });
	for (unsigned i = 0; i < r->nlimits; i++) {
		text_z(t, i ? ", or " : "");
		text_number(t, r->limit[i].threshold);
		text_words(t, (const char *const[]){ " or more", r->single[i] ? " for one input alone (" : " (",
				      rule_priority_text[r->level[i]], ")", NULL });
	}
	if (r->hold) {
		text_z(t, ", for ");
		text_duration(t, r->hold);
	}
	text_z(t, "; over when it is none of these");
	if (r->keep) {
		text_z(t, " for ");
		text_duration(t, r->keep);
	}
	text_z(t, "; while an input is missing or too old there is no score, and nothing changes");
}

const struct rule_type rule_type_score = {
	.name = "score",
	.keys = KEY_SCORE | KEY_FOR | KEY_KEEP | KEY_GAP,
	.reads = RULE_READS_SCORE,
	.kind = RULE_PHYSIOLOGICAL,
	.places = (const char *const[]){ "value", "threshold", "age", "name", "source", "rule", NULL },
	.message = message,
	.ended = "{name} {value}",
	.sample = sample,
	.explain = explain,
};
