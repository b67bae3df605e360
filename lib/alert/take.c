/* What rules see of a record: values that they can be held against. */
#include "alert/absent.h"
#include "alert/score.h"
#include "alert/state.h"
#include "alert/type.h"
#include "core/num.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
take_accepts(const struct rule *r, unsigned flags)
{
	return (flags & FLAGS_NOT_GOOD & ~r->accept) == 0;
}

static void
push(struct engine *e, struct str key, const struct sample *m)
{
	if (e->nsamples == ENGINE_SAMPLES)
		return;
	e->of[e->nsamples] = state_signal(e, key);
	if (!e->of[e->nsamples])
		return;
	e->sample[e->nsamples] = *m;
	if (!m->signal.p)
		e->sample[e->nsamples].signal = key; /* it lasts as long as the record */
	e->nsamples++;
}

/* A value: with digits, or beyond the device's range. False: it is none. */
static bool
take_value(struct engine *e, const struct rec *r, struct str signal, struct str text, struct str unit, unsigned flags,
	struct sample *m)
{
	*m = (struct sample){ .time = r->time, .signal = signal, .text = text, .unit = unit, .flags = flags };
	if ((flags & FLAG_LO) && (flags & FLAG_HI))
		return false;
	m->beyond = flags & FLAG_LO ? -1 : flags & FLAG_HI ? 1 : 0;
	if (str_is(text, "-")) {
		if (!m->beyond)
			return false;
		m->value = m->beyond < 0 ? -(double)INFINITY : (double)INFINITY;
	} else if (!num_get_f64(text, &m->value) || !isfinite(m->value)) {
		return false;
	}
	push(e, signal, m);
	return true;
}

static void
stat_key(struct engine *e, const struct rec *r, struct str key, struct str value)
{
	char name[REC_SIGNAL]; /* the map keeps its own copy */
	struct sample m;

	memcpy(name, "stat.", 5);
	str_copy(name + 5, sizeof(name) - 5, key);
	if (take_value(e, r, str_of(name), value, (struct str){ 0 }, 0, &m) && e->nsamples)
		e->sample[e->nsamples - 1].signal = STR("-"); /* the name does not last; nothing after this needs it */
}

/* 100 part / whole, where both are there; besides: the whole does not have the part in it. */
static void
stat_rate(struct engine *e, const struct rec *r, const char *part, const char *whole, bool besides, const char *name,
	char dst[NUM_MAX])
{
	double n, of;

	if (!num_get_f64(rec_key(r, str_of(part)), &n) || !num_get_f64(rec_key(r, str_of(whole)), &of) || n < 0 || of < 0)
		return;
	of += besides ? n : 0;
	if (!(of > 0))
		return;
	stat_key(e, r, str_of(name), (struct str){ dst, (size_t)(num_put_sig(dst, 100 * n / of, 12) - dst) });
}

/* The keys of a stat record as rules name them. */
static void
take_stat(struct engine *e, const struct rec *r)
{
	struct str keys = r->keys, key, value;

	while (rec_next_key(&keys, &key, &value))
		if (rule_stat_unit(key) && !str_is(key, "bad-rate") && !str_is(key, "lost-rate") && !str_is(key, "skipped-rate"))
			stat_key(e, r, key, value);
	stat_rate(e, r, "bad", "frames", true, "bad-rate", e->rate[0]);
	stat_rate(e, r, "lost", "frames", true, "lost-rate", e->rate[1]);
	stat_rate(e, r, "skipped", "bytes", false, "skipped-rate", e->rate[2]);
}

/* event!SIGNAL, ann!SIGNAL!BY: in e->name, which lasts as long as the record. */
static struct str
named(char name[ENGINE_NAME], const char *kind, struct str signal, struct str by)
{
	struct text t;

	text_start(&t, name, ENGINE_NAME);
	text_words(&t, (const char *const[]){ kind, "!", NULL });
	text_put(&t, signal);
	if (by.p) {
		text_z(&t, "!");
		text_put(&t, by);
	}
	return (struct str){ name, t.n };
}

static void
take_event(struct engine *e, const struct rec *r)
{
	struct sample m = { .time = r->time, .text = STR("-"), .code = r->u.event.code };

	push(e, named(e->name, "event", r->signal, (struct str){ 0 }), &m);
}

static void
take_ann(struct engine *e, const struct rec *r)
{
	struct sample m = { .time = r->time, .text = STR("-"), .code = r->u.ann.label, .lasts = -1 };
	double seconds;

	m.ends = str_is(rec_key(r, STR("edge")), "end");
	if (!str_is(r->u.ann.duration, "-")) {
		if (!num_get_f64(r->u.ann.duration, &seconds) || !(seconds >= 0) || seconds > (double)(RULE_LONGEST / TM_S))
			return;
		m.lasts = (int64_t)rint(seconds * (double)TM_S);
	}
	push(e, named(e->name, "ann", r->signal, rec_key(r, STR("by"))), &m);
}

/* beat!SIGNAL!BY for rules on intervals; heart!-!BY, with what else tells that a wave was looked at, for asystole. */
static void
take_beat(struct engine *e, const struct rec *r)
{
	struct str by = rec_key(r, STR("by")), rr = rec_key(r, STR("rr"));
	struct sample m = {
		.time = r->time, .text = rr.p ? rr : STR("-"), .code = r->u.beat.code, .value = (double)NAN, .lasts = -1
	};

	if (rr.p && (!num_get_f64(rr, &m.value) || !(m.value > 0)))
		return;
	if (e->reads & 1U << RULE_READS_BEAT)
		push(e, named(e->name, "beat", r->signal, by), &m);
	if (e->reads & 1U << RULE_READS_HEART)
		push(e, named(e->name2, "heart", STR("-"), by), &m);
}

/* Whether what is said of this signal is said of an ECG: a wave without a name can be one. */
static bool
is_ecg(struct str signal)
{
	return str_is(sig_name(signal), "ecg") || str_is(sig_name(signal), "wave");
}

/* A heart rate that a wave gave, or "-": it was looked at, and there is none. An event: its electrode is off or on.
 * An annotation: it is noise or cannot be read. What is said of other waves, or of the beats (a rhythm), tells nothing of an ECG. */
static void
take_heart(struct engine *e, const struct rec *r)
{
	struct str by = r->type == REC_NUM ? rec_key(r, STR("by")) : r->signal;
	struct sample m = { .time = r->time, .text = STR("-") };

	if (r->type == REC_NUM) {
		if (!str_is(sig_name(r->signal), "hr") || !by.p)
			return;
		m.bad = (rec_flags(r) & FLAGS_NOT_GOOD) != 0; /* to be seen by the rule all the same */
		m.rate = !str_is(r->u.num.value, "-");
	} else if (r->type == REC_EVENT) {
		m.code = r->u.event.code;
	} else {
		m.code = r->u.ann.label;
		m.ends = str_is(rec_key(r, STR("edge")), "end");
		if (!m.ends && !str_is(r->u.ann.duration, "-")) /* an interval that is over already */
			return;
	}
	bool over;
	if (r->type != REC_NUM && (!is_ecg(r->signal) || absent_mark(m.code, m.ends, &over) < 0))
		return;
	push(e, named(e->name2, "heart", STR("-"), by), &m);
}

/* err records, and what shows that bytes decode. */
static void
take_errors(struct engine *e, const struct rec *r)
{
	struct sample m = { .time = r->time, .text = STR("-") };
	struct str repeat = rec_key(r, STR("repeat"));

	if (r->type == REC_ERR) {
		m.code = r->u.err.code;
		if (!repeat.p || !num_get_f64(repeat, &m.value) || !(m.value > 0 && m.value < 1e15))
			m.value = 1;
	}
	push(e, STR("errors!-"), &m);
}

/* True when the source's scores have room. */
bool
state_scores(struct engine *e)
{
	struct engine_source *src = e->src;

	if (src->score)
		return true;
	src->score = calloc(e->rules->n, sizeof(*src->score));
	if (!src->score) {
		e->full = true;
		return false;
	}
	for (size_t i = 0; i < e->rules->n; i++)
		for (unsigned k = 0; k < SCORE_INPUTS; k++)
			src->score[i].value[k].time = TM_NONE;
	return true;
}

/* The input that a signal is, at least as new as what there is; -1: none. */
static int
input_of(const struct score_table *t, const struct score_state *s, const struct sample *m)
{
	for (unsigned i = 0; i < t->n; i++)
		if (rule_name_matches(str_of(t->input[i].signal), m->signal) &&
			(s->value[i].time == TM_NONE || m->time >= s->value[i].time))
			return (int)i;
	return -1;
}

/* The scores that a value is an input of. */
static void
take_scores(struct engine *e, const struct sample *m)
{
	unsigned n = 0;

	if (!state_scores(e))
		return;
	for (size_t i = 0; i < e->rules->n && n < ENGINE_SCORES; i++) {
		const struct rule *r = &e->rules->rule[i];
		struct score_state *s = &e->src->score[i];
		struct sample d = { .time = m->time, .signal = STR("score!"), .text = STR("-") };
		struct score_result sum;
		char key[RULE_ID + 8];
		struct text t;
		int k;

		if (!r->score || !take_accepts(r, m->flags) || (k = input_of(r->score, s, m)) < 0)
			continue;
		s->value[k] = (struct score_value){ m->time, score_round(m->text, m->value, r->score->input[k].decimals),
			!str_is(m->unit, r->score->input[k].def->unit) };
		sum = score_sum(r->score, s, m->time);
		e->scored[n] = (struct alert_score){ r->score->name, sum.present, sum.inputs, sum.total, sum.single };
		d.score = &e->scored[n++];
		d.wrong = sum.wrong;
		d.unit = m->unit;
		d.value = sum.total;
		text_start(&t, key, sizeof(key));
		text_words(&t, (const char *const[]){ "score!", r->id, NULL });
		push(e, (struct str){ key, t.n }, &d);
	}
}

void
take_record(struct engine *e, const struct rec *r)
{
	struct sample m;

	if (r->type == REC_NUM) {
		if (take_value(e, r, r->signal, r->u.num.value, r->u.num.unit, rec_flags(r), &m) &&
			(e->reads & 1U << RULE_READS_SCORE))
			take_scores(e, &m);
	} else if (r->type == REC_STAT) {
		take_stat(e, r);
	} else if (r->type == REC_EVENT && (e->reads & 1U << RULE_READS_EVENT)) {
		take_event(e, r);
	} else if (r->type == REC_ANN && (e->reads & 1U << RULE_READS_ANN)) {
		take_ann(e, r);
	} else if (r->type == REC_BEAT) {
		take_beat(e, r);
	}
	if ((e->reads & 1U << RULE_READS_ERR) && (r->type == REC_ERR || r->type == REC_NUM || r->type == REC_STAT))
		take_errors(e, r);
	if ((e->reads & 1U << RULE_READS_HEART) && (r->type == REC_NUM || r->type == REC_EVENT || r->type == REC_ANN))
		take_heart(e, r);
}
