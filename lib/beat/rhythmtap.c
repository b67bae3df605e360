#include "beat/rhythmtap.h"

#include "core/num.h"

#include <math.h>

/* Stream time where no tick came: the newest TIME less this (iomt-stream(5)). */
#define LATE    INT64_C(5000000)
#define RR_MOST 1e6 /* s; a longer interval is none */

struct writer {
	struct recw *w;
	struct str source, by;
};

void
rhythmtap_start(struct rhythmtap *t)
{
	*t = (struct rhythmtap){ 0 };
	map_start(&t->series, sizeof(struct rhythm), 0);
}

void
rhythmtap_free(struct rhythmtap *t)
{
	map_free(&t->series);
}

static void
put(void *arg, const struct rhythm_note *n)
{
	const struct writer *k = arg;
	struct recw *w = k->w;

	recw_begin(w, "ann", n->time, k->source, STR("rr"));
	if (n->end)
		recw_dec(w, n->time - n->since, 6);
	else
		recw_word(w, STR("-"));
	recw_word(w, str_of(rhythm_label[n->kind]));
	recw_key_word(w, "by", k->by);
	if (n->end)
		recw_key_word(w, "edge", STR("end"));
	recw_key_time(w, "since", n->since);
	if (n->beats) {
		recw_key_int(w, "beats", n->beats);
		recw_key_sig(w, "rate", n->rate, 4);
	}
	recw_end(w);
}

static struct rhythm *
series(struct rhythmtap *t, struct str source, struct str by)
{
	bool fresh;
	struct rhythm *r = map_get(&t->series, source, by, &fresh);

	t->full |= !r;
	return r;
}

void
rhythmtap_begin(struct rhythmtap *t, struct str source, struct str by, int64_t time)
{
	struct rhythm *r = series(t, source, by);

	if (r)
		rhythm_begin(r, time);
}

static struct str
by_of(const struct rec *r)
{
	struct str by = rec_key(r, STR("by"));

	return by.n ? by : r->signal;
}

static void
beat(struct rhythmtap *t, struct recw *w, const struct rec *r)
{
	struct str by = by_of(r);
	struct rhythm *s = series(t, r->source, by);
	struct writer k = { w, r->source, by };
	double rr = 0;

	if (!s)
		return;
	if (s->beaten && r->time < s->last) /* the clock was set back */
		*s = (struct rhythm){ 0 };
	if (!num_get_f64(rec_key(r, STR("rr")), &rr) || !(rr > 0 && rr < RR_MOST))
		rr = 0;
	rhythm_beat(s, r->time, (int64_t)floor(rr * 1e6 + 0.5),
		r->u.beat.code.n == 1 ? rhythm_class_of(*r->u.beat.code.p) : BEAT_UNKNOWN, put, &k);
}

/* What an `ann` or `event` says about the signal of the series `by`: false when nothing. */
static bool
about_signal(const struct rec *r, struct str by, enum rhythm_signal *signal)
{
	static const struct {
		const char *event;
		enum rhythm_signal signal;
	} events[] = { { "lead-off", RHYTHM_LOST }, { "disconnect", RHYTHM_LOST }, { "lead-on", RHYTHM_GOOD },
		{ "connect", RHYTHM_GOOD }, { "reopen", RHYTHM_GOOD } };

	if (r->type == REC_EVENT) {
		for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
			if (str_is(r->u.event.code, events[i].event)) {
				*signal = events[i].signal;
				return str_is(r->signal, "-") || str_eq(r->signal, by);
			}
		return false;
	}
	bool lost = str_is(r->u.ann.label, "unreadable");

	if (!(lost ? str_eq(by_of(r), by) || str_eq(r->signal, by) : str_is(r->u.ann.label, "noise") && str_eq(r->signal, by)))
		return false;
	*signal = str_is(rec_key(r, STR("edge")), "end") ? RHYTHM_GOOD : lost ? RHYTHM_LOST : RHYTHM_NOISY;
	return *signal == RHYTHM_GOOD || str_is(r->u.ann.duration, "-");
}

/* Another record of the source. */
static void
other(struct rhythmtap *t, struct recw *w, const struct rec *r)
{
	int64_t now = r->type == REC_TICK ? r->time : r->time - LATE;

	for (struct map_entry *e = map_source(&t->series, r->source); e; e = e->sibling) {
		struct writer k = { w, e->source, e->signal };
		enum rhythm_signal signal;

		rhythm_time(e->state, now, put, &k);
		if ((r->type == REC_ANN || r->type == REC_EVENT) && about_signal(r, e->signal, &signal))
			rhythm_edge(e->state, r->time, signal);
	}
}

static void
over(struct rhythmtap *t, struct recw *w, const struct rec *r)
{
	for (struct map_entry *e = map_source(&t->series, r->source); e; e = e->sibling)
		rhythm_finish(e->state, r->time, put, &(struct writer){ w, e->source, e->signal });
	map_drop(&t->series, r->source);
}

void
rhythmtap_finish(struct rhythmtap *t, struct recw *w)
{
	for (struct map_entry *e = t->series.first; e; e = e->next)
		rhythm_finish(e->state, INT64_MIN, put, &(struct writer){ w, e->source, e->signal });
	map_free(&t->series);
	map_start(&t->series, sizeof(struct rhythm), 0);
}

void
rhythmtap(void *arg, struct recw *w, struct rec *r)
{
	struct rhythmtap *t = arg;

	if (r->type == REC_BEAT)
		beat(t, w, r);
	else if (r->type == REC_END && !str_is(r->source, "-"))
		over(t, w, r);
	else if (r->type > REC_WAVE && r->type < REC_TYPES)
		other(t, w, r);
	if (t->next)
		t->next(t->next_arg, w, r);
	else
		recw_pass(w, r);
}
