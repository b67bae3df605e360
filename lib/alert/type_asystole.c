/* asystole: the ECG is there, and has no beat. What counts is what the analyser wrote of the wave: beats, and a heart rate of "-"
 * each second, which says that it looked and found none. The quality that decides is that of the signal (flags off, sat, art,
 * noise; lead-off), never a rate or a gap between beats: a flat line without any of these is an asystole. With no good look at the
 * signal nothing begins here and nothing ends; that is for a stale rule to say.
 *
 * The slot: last, the newest beat, or since when the signal has been good; limit, what is wrong with the signal, a bit each;
 * value, the TIME of the newest look. */
#include "alert/absent.h"
#include "alert/text.h"

/* Notes what begins or ends to be wrong with the signal. */
static void
mark(struct slot *s, const struct sample *m)
{
	bool over;
	int i = absent_mark(m->code, m->ends, &over);

	if (i >= 0)
		s->limit = (uint8_t)(over ? s->limit & ~(1U << i) : s->limit | 1U << i);
}

/* True when the sample is a look at a good signal without a beat. */
static bool
look(struct slot *s, const struct rule *r, const struct sample *m)
{
	bool beat = m->code.n && m->lasts < 0, event = m->code.n && !beat, good = !m->bad;

	if (event)
		mark(s, m);
	/* What was not seen well is no time without a beat: neither that of a bad signal, nor that of none. */
	if (beat || event || s->last == TM_NONE || s->limit || !good || (double)m->time - s->value > (double)r->after)
		s->last = m->time;
	s->value = (double)m->time;
	return !beat && !event && !m->rate && !s->limit && good;
}

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	bool none = look(s, r, m), beat = m->code.n && m->lasts < 0;

	if (beat)
		absent_over(e, s, r, m);
	if (!none || m->time - s->last < r->after + r->hold)
		return;
	s->over = TM_NONE;
	if (s->state != SLOT_FIRING) {
		if (s->state == SLOT_IDLE)
			s->since = s->last;
		engine_hold(s, m);
		engine_begin(e, s, m->time);
	}
}

static const char *
message(const struct rule *r)
{
	(void)r;
	return "no beat for {after}: check patient, then electrodes";
}

static void
explain(const struct rule *r, struct text *t)
{
	text_z(t, "an ECG that is good, or flat, has no beat for ");
	text_duration(t, r->after + r->hold);
	text_z(t, " (not while a lead is off or the signal is saturated or noisy); over with the next beat");
	absent_explain(r, t);
}

const struct rule_type rule_type_asystole = {
	.name = "asystole",
	.keys = KEY_AFTER | KEY_FOR | KEY_KEEP,
	.reads = RULE_READS_HEART,
	.kind = RULE_PHYSIOLOGICAL,
	.places = (const char *const[]){ "after", "source", "rule", NULL },
	.message = message,
	.ended = "a beat",
	.sample = sample,
	.explain = explain,
};

/* ecg-lost: what the asystole rule must not speak of. No beat, and no look at a good signal: a lead is off, it is saturated or noisy, or
 * nothing comes at all. A timer, since what is missing tells nothing.
 *
 * The slot: last, the newest beat or good look; limit, what is wrong with the signal. */
static void
lost_sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	bool beat = m->code.n && m->lasts < 0, look = !m->code.n;

	if (m->code.n && !beat)
		mark(s, m);
	if (s->last == TM_NONE)
		s->last = m->time;
	if (!beat && !(look && !m->bad && !s->limit))
		return;
	s->last = m->time;
	absent_over(e, s, r, m);
}

static const char *
lost_message(const struct rule *r)
{
	(void)r;
	return "ECG lost: no beat and no good signal for {age}";
}

static void
lost_explain(const struct rule *r, struct text *t)
{
	text_z(t, "there is no beat and no good ECG for ");
	text_duration(t, r->after + r->hold);
	text_z(t, " (a lead is off, the signal is saturated or noisy, or nothing comes); over with the next beat or good signal");
	absent_explain(r, t);
}

const struct rule_type rule_type_ecg_lost = {
	.name = "ecg-lost",
	.keys = KEY_AFTER | KEY_FOR | KEY_KEEP,
	.reads = RULE_READS_HEART,
	.kind = RULE_TECHNICAL,
	.places = (const char *const[]){ "after", "age", "source", "rule", NULL },
	.message = lost_message,
	.ended = "the ECG is back",
	.sample = lost_sample,
	.due = absent_due,
	.expire = absent_expire,
	.explain = lost_explain,
};
