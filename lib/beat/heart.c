#include "beat/heart.h"

#include "record/samples.h"

#include <string.h>

/* Stream time where no tick came: the newest TIME less this (iomt-stream(5)). */
#define LATE INT64_C(5000000)

struct heart_tick {
	int64_t time;
	size_t n;                       /* 0: the line was too long to keep */
	char line[HEART_TICK_TEXT + 1]; /* with its LF */
};

struct heart_source {
	bool sends_hr;              /* the device has a heart rate of its own */
	bool sends_pulse;           /* … a pulse rate */
	struct watch_mark together; /* of leads judged together: lost when all are, noisy when none is good */
	bool timed;                 /* now is set */
	int64_t now;                /* stream time */
	unsigned ticks;
	struct heart_tick tick[HEART_TICKS];
};

void
heart_start(struct heart *h, const struct heart_opts *opts, int32_t *buf)
{
	*h = (struct heart){ .opts = *opts, .buf = buf };
	map_start(&h->sources, sizeof(struct heart_source), 0);
	leads_start(&h->leads, &h->opts.leads);
	map_start(&h->watches, sizeof(struct watch), 0);
	pulses_start(&h->pulses, opts->pulse, opts->leads.every);
}

void
heart_free(struct heart *h)
{
	map_free(&h->sources);
	leads_free(&h->leads);
	map_free(&h->watches);
	pulses_free(&h->pulses);
}

/* Where the quality of a lead is written. name: room for REC_SIGNAL. */
static struct watch_sink
quality_sink(struct heart *h, struct recw *w, struct str source, struct str signal, char *name)
{
	struct watch_sink k = { .w = w, .source = source, .signal = signal, .scratch = h->opts.quality };
	struct str i = sig_instance(signal);

	if (h->opts.sqi && (leads_all(&h->leads) || leads_together(&h->leads)) && i.p) {
		memcpy(name, "sqi:", 4);
		memcpy(name + 4, i.p, i.n);
		k.name = (struct str){ name, 4 + i.n };
	} else if (h->opts.sqi) {
		k.name = STR("sqi");
	}
	k.found = leads_found(&h->leads, source, signal);
	return k;
}

/* Where leads are judged together what holds for all of them is told of `ecg:fuse` too. */
static void
quality_together(struct heart *h, struct recw *w, struct str source, int64_t time)
{
	struct heart_source *s = map_find(&h->sources, source, STR("-"));
	struct watch_sink k = { .w = w, .source = source, .signal = leads_by(&h->leads, STR("-")) };
	enum watch_state best = WATCH_LOST;

	if (!leads_together(&h->leads) || !s)
		return;
	for (struct map_entry *e = map_source(&h->watches, source); e; e = e->sibling) {
		const struct watch *q = e->state;

		best = q->mark.state < best ? q->mark.state : best;
	}
	watch_turn(&s->together, &k, time, best);
}

/* The samples of a wave that was analysed stand in h->buf. */
static void
quality(struct heart *h, struct recw *w, const struct rec *r)
{
	bool fresh;
	struct watch *q = map_get(&h->watches, r->source, r->signal, &fresh);
	char name[REC_SIGNAL + 4];
	struct watch_sink k = quality_sink(h, w, r->source, r->signal, name);

	h->full |= !q;
	if (q)
		watch_wave(q, &k, r, h->buf, smp_count(r->u.wave.samples));
	quality_together(h, w, r->source, r->time);
}

/* A lead's samples have stopped. */
static void
quality_silent(void *arg, struct recw *w, struct str source, struct str signal)
{
	struct heart *h = arg;
	struct watch *q = map_find(&h->watches, source, signal);
	char name[REC_SIGNAL + 4];
	struct watch_sink k = quality_sink(h, w, source, signal, name);

	if (!q)
		return;
	watch_silent(q, &k);
	quality_together(h, w, source, q->mark.newest);
}

/* The time up to which all leads of a source have written what they had to. */
static int64_t
settled(struct heart *h, struct str source)
{
	int64_t pulse = pulses_settled(&h->pulses, source), ecg = leads_settled(&h->leads, source);

	return pulse < ecg ? pulse : ecg;
}

static void
release(struct heart *h, struct recw *w, struct heart_source *s, struct str source)
{
	int64_t until = settled(h, source);
	unsigned gone = 0;

	for (; gone < s->ticks && s->tick[gone].time < until; gone++) {
		const struct heart_tick *t = &s->tick[gone];
		struct rec r;

		if (t->n && !rec_parse(&r, (struct str){ t->line, t->n })) {
			recw_pass(w, &r);
			out_settle(w->out); /* the line is not the reader's */
		} else {
			recw_begin(w, "tick", t->time, source, STR("-"));
			recw_end(w);
		}
	}
	if (gone) {
		s->ticks -= gone;
		memmove(&s->tick[0], &s->tick[gone], s->ticks * sizeof(s->tick[0]));
	}
}

/* Ends the stretches of leads from which nothing has come for so long that nothing of that time can come any more. */
static void
advance(struct heart *h, struct recw *w, struct heart_source *s, struct str source, int64_t now)
{
	if (s->timed && now <= s->now)
		return;
	s->now = now;
	s->timed = true;
	leads_advance(&h->leads, w, source, s->sends_hr, now, h->opts.quality ? quality_silent : NULL, h);
	pulses_advance(&h->pulses, w, source, s->sends_pulse, now);
}

static bool
ecg_wave(struct heart *h, struct recw *w, struct heart_source *s, const struct rec *r, enum stretch_got *got)
{
	if (!leads_wave(&h->leads, w, r, s->sends_hr, h->buf, got))
		return false;
	if (*got == STRETCH_OK && h->opts.quality)
		quality(h, w, r);
	if (*got == STRETCH_OK && h->opts.rhythm)
		rhythmtap_begin(h->opts.rhythm, r->source, leads_by(&h->leads, r->signal), r->time);
	return true;
}

static void
wave(struct heart *h, struct recw *w, struct heart_source *s, const struct rec *r, bool ecg)
{
	enum stretch_got got;

	if (h->opts.keep)
		recw_pass(w, r);
	if (!(ecg ? ecg_wave(h, w, s, r, &got) : pulses_wave(&h->pulses, w, r, s->sends_pulse, h->buf, &got))) {
		h->full = true;
		got = STRETCH_SKIPPED;
	}
	if (got == STRETCH_OK)
		return;
	if (!h->opts.keep)
		recw_pass(w, r); /* it was not analysed */
	if (got == STRETCH_BAD) {
		h->damaged = true;
		recw_err(w, r->time, r->source, "range", 0, r->line.n + 1, NULL, 0, "samples", "a malformed wave", 0);
	} else if (got == STRETCH_REFUSED) {
		h->refused = true;
		recw_begin(w, "event", r->time, r->source, r->signal);
		recw_word(w, STR("unsupported"));
		recw_key_text(w, "text", STR("beats are found at 20 to 100000 samples a second"));
		recw_end(w);
	}
}

static void
tick(struct heart *h, struct recw *w, struct heart_source *s, const struct rec *r)
{
	struct heart_tick *t;

	advance(h, w, s, r->source, r->time);
	release(h, w, s, r->source);
	if (!s->ticks && settled(h, r->source) > r->time) {
		recw_pass(w, r);
		return;
	}
	if (s->ticks == HEART_TICKS) /* more than one a second: the newest says it all */
		s->ticks--;
	t = &s->tick[s->ticks++];
	t->time = r->time;
	t->n = r->line.n <= HEART_TICK_TEXT ? r->line.n : 0;
	memcpy(t->line, r->line.p, t->n + 1);
}

static void
over(struct heart *h, struct recw *w, struct heart_source *s, struct str source)
{
	leads_over(&h->leads, w, source, s->sends_hr);
	pulses_over(&h->pulses, w, source, s->sends_pulse);
	release(h, w, s, source);
}

void
heart_record(struct heart *h, struct recw *w, const struct rec *r)
{
	struct heart_source *s = map_find(&h->sources, r->source, STR("-"));
	bool ecg = r->type == REC_WAVE && leads_wanted(&h->leads, r), pulse = !ecg && pulses_wanted(&h->pulses, r), fresh;

	if (!s) {
		bool rate = r->type == REC_NUM && (str_is(r->signal, "hr") || str_is(r->signal, "pulse"));

		if (ecg || pulse || rate) {
			s = map_get(&h->sources, r->source, STR("-"), &fresh);
			h->full |= !s;
		}
		if (!s) {
			recw_pass(w, r);
			return;
		}
	}
	switch (r->type) {
	case REC_WAVE:
		if (ecg || pulse)
			wave(h, w, s, r, ecg);
		else
			recw_pass(w, r);
		break;
	case REC_TICK:
		tick(h, w, s, r);
		return;
	case REC_END:
		over(h, w, s, r->source);
		recw_pass(w, r);
		leads_drop(&h->leads, r->source);
		map_drop(&h->watches, r->source);
		pulses_drop(&h->pulses, r->source);
		map_drop(&h->sources, r->source);
		return;
	case REC_NUM:
		if (!rec_key(r, STR("by")).p) {
			s->sends_hr |= str_is(r->signal, "hr");
			s->sends_pulse |= str_is(r->signal, "pulse");
		}
		recw_pass(w, r);
		break;
	default:
		recw_pass(w, r);
		break;
	}
	advance(h, w, s, r->source, r->time - LATE);
	release(h, w, s, r->source);
}

void
heart_finish(struct heart *h, struct recw *w)
{
	for (struct map_entry *e = h->sources.first; e; e = e->next)
		over(h, w, e->state, e->source);
	heart_free(h);
	map_start(&h->sources, sizeof(struct heart_source), 0);
	leads_start(&h->leads, &h->opts.leads);
	map_start(&h->watches, sizeof(struct watch), 0);
	pulses_start(&h->pulses, h->opts.pulse, h->opts.leads.every);
}
