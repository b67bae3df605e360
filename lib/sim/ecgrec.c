#include "sim/ecgrec.h"
#include "sim/real.h"

#include <math.h>
#include <string.h>

#define TRUTH STR("truth")

/* The first lead, whose peaks the truth is. */
static struct str
by(const struct ecgrec *r)
{
	return str_of(r->wave[0].signal);
}

/* A rhythm is written when its start is reached (a TIME ahead would move the source's stream time), with the whole of its
 * duration; what lies beyond the end of the recording is cut off. */
static void
put_span(struct ecgrec *r, struct recw *w, const struct rhythm_span *span, int n, int *next, const char *label)
{
	int64_t now = rate_us(r->setup.ecg.fs, r->index), end = INT64_MAX;
	if (*next >= n || now < (int64_t)rint(span[*next].from * 1e6))
		return;
	if (r->setup.samples != INT64_MAX)
		end = rate_us(r->setup.ecg.fs, r->setup.samples);
	int64_t from = (int64_t)rint(span[*next].from * 1e6), to = (int64_t)rint(span[*next].to * 1e6);
	recw_begin(w, "ann", r->setup.t0 + from, TRUTH, STR("-"));
	recw_dec(w, (to < end ? to : end) - from, 6);
	recw_word(w, str_of(label));
	recw_key_word(w, "by", by(r));
	recw_end(w);
	++*next;
}

static void
put_spans(struct ecgrec *r, struct recw *w)
{
	const struct rhythm_setup *s = &r->setup.ecg.rhythm;
	/* at most a sample apart, so the order of the two does not matter but where they fall into one sample: earlier first */
	bool pause_first = r->af < s->naf && r->pause < s->npause && s->pause[r->pause].from < s->af[r->af].from;
	if (pause_first)
		put_span(r, w, s->pause, s->npause, &r->pause, "pause");
	put_span(r, w, s->af, s->naf, &r->af, "AFIB");
	if (!pause_first)
		put_span(r, w, s->pause, s->npause, &r->pause, "pause");
}

/* Motion goes on to the end: open, like all whose end is not known. */
static void
put_motion(struct ecgrec *r, struct recw *w)
{
	const struct motion_setup *m = &r->setup.ecg.motion;
	int64_t from = (int64_t)rint(m->from * 1e6);
	if (r->moved || !(m->level > 0) || rate_us(r->setup.ecg.fs, r->index) < from)
		return;
	recw_begin(w, "ann", r->setup.t0 + from, TRUTH, STR("-"));
	recw_word(w, STR("-"));
	recw_word(w, STR("motion"));
	recw_key_word(w, "by", STR("pleth"));
	recw_end(w);
	r->moved = true;
}

static void
put_dev(struct recw *w, int64_t time, struct str source, const char *model)
{
	recw_begin(w, "dev", time, source, STR("-"));
	recw_word(w, STR("sim"));
	recw_key_word(w, "model", str_of(model));
	recw_end(w);
}

const char *
ecgrec_start(struct ecgrec *r, const struct ecgrec_setup *setup, struct recw *w)
{
	*r = (struct ecgrec){ .setup = *setup, .last = -1 };
	const struct ecgrec_setup *s = &r->setup;
	const char *wrong = ecg_start(&r->ecg, &s->ecg);
	if (wrong != NULL)
		return wrong;
	struct str source = str_of(s->source);
	for (int k = 0; k < s->ecg.nlead; k++) {
		char name[REC_SIGNAL + 1] = "ecg:";
		str_copy(name + 4, sizeof name - 4, str_of(s->label[k]));
		wavew_start(&r->wave[k], source, str_of(name), "mV", s->ecg.fs, ECGREC_GAIN, 0, true);
		wavew_anchor(&r->wave[k], 0, s->t0);
	}
	wavew_start(&r->pleth, source, STR("pleth"), "1", s->ecg.fs, 1, 0, true);
	wavew_anchor(&r->pleth, 0, s->t0);
	wavew_start(&r->resp, source, STR("resp"), "1", s->ecg.fs, ECGREC_GAIN, 0, true);
	wavew_anchor(&r->resp, 0, s->t0);
	put_dev(w, s->t0, source, "ecg");
	if (!s->no_truth)
		put_dev(w, s->t0, TRUTH, "truth");
	return NULL;
}

static int32_t
count(double v)
{
	return (int32_t)rint(v * ECGREC_GAIN); /* the setup's caps keep it far inside int32 */
}

static void
put_beat(struct ecgrec *r, struct recw *w, const struct ecg_truth *b)
{
	struct rate fs = r->setup.ecg.fs;
	char code = rhythm_code(b->kind), text[64];
	int64_t us = rate_us(fs, b->index);
	recw_begin(w, "beat", r->setup.t0 + us, TRUTH, STR("-"));
	recw_word(w, (struct str){ &code, 1 });
	if (r->last >= 0)
		recw_key_dec(w, "rr", us - rate_us(fs, r->last), 6);
	recw_key_word(w, "by", by(r));
	recw_key_int(w, "index", b->index);
	recw_key_word(w, "fs", (struct str){ text, (size_t)(rate_put(text, fs) - text) });
	recw_end(w);
	r->last = b->index;
}

static void
put_tick(struct recw *w, int64_t time, struct str source)
{
	recw_begin(w, "tick", time, source, STR("-"));
	recw_end(w);
}

/* A tick says that all before it is written: it waits for the end of the block that lies over its second, and for the beats. */
static void
put_ticks(struct ecgrec *r, struct recw *w)
{
	int64_t now = rate_us(r->setup.ecg.fs, r->index);
	if (r->wave[0].n == 0)
		for (; r->tick * TM_S <= now; r->tick++)
			put_tick(w, r->setup.t0 + r->tick * TM_S, str_of(r->setup.source));
	if (!r->setup.no_truth)
		for (; r->truth_tick * TM_S + ECGREC_SETTLE_MS * 1000 <= now; r->truth_tick++)
			put_tick(w, r->setup.t0 + r->truth_tick * TM_S, TRUTH);
}

static void
put_beats(struct ecgrec *r, struct recw *w)
{
	struct ecg_truth b;
	while (ecg_beat(&r->ecg, &b))
		if (!r->setup.no_truth && b.index < r->setup.samples)
			put_beat(r, w, &b);
}

bool
ecgrec_run(struct ecgrec *r, struct recw *w, int64_t us)
{
	const struct ecgrec_setup *s = &r->setup;
	while (r->index < s->samples && rate_us(s->ecg.fs, r->index) < us) {
		struct ecg_sample v;
		if (!s->no_truth) {
			put_spans(r, w);
			put_motion(r, w);
		}
		ecg_step(&r->ecg, &v);
		for (int k = 0; k < s->ecg.nlead; k++)
			wavew_add(&r->wave[k], w, count(v.mv[k]));
		if (s->pleth)
			wavew_add(&r->pleth, w, (int32_t)rint(v.pleth * 1000 + 100));
		if (s->resp)
			wavew_add(&r->resp, w, count(v.breath));
		r->index++;
		put_beats(r, w);
		put_ticks(r, w);
	}
	return r->index < s->samples;
}

void
ecgrec_stop(struct ecgrec *r, struct recw *w, const char *status)
{
	const struct ecgrec_setup *s = &r->setup;
	/* the last beat's samples are all written, but it was not yet looked for */
	r->setup.samples = r->index;
	int64_t settle = rate_samples(s->ecg.fs, ECGREC_SETTLE_MS * 1000);
	for (int64_t i = 0; i < settle; i++) {
		struct ecg_sample v;
		ecg_step(&r->ecg, &v);
		put_beats(r, w);
	}
	for (int k = 0; k < s->ecg.nlead; k++)
		wavew_flush(&r->wave[k], w);
	wavew_flush(&r->pleth, w);
	wavew_flush(&r->resp, w);
	recw_close(w, str_of(s->source), status);
	if (!s->no_truth)
		recw_close(w, TRUTH, status);
}
