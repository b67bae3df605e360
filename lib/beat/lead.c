#include "beat/lead.h"

#include "dsp/fn.h"
#include "record/samples.h"

#include <math.h>
#include <string.h>

enum {
	FILL = 64 /* missing samples fed at once */
};

struct emit {
	struct lead *l;
	const struct lead_sink *s;
};

int64_t
lead_end(const struct lead *l)
{
	return track_end(&l->track);
}

static void
write_rate(struct lead *l, const struct lead_sink *s, int64_t time)
{
	recw_begin(s->w, "num", time, s->source, s->rate_name);
	recw_sig(s->w, hr_value(&l->hr, time), 12);
	recw_word(s->w, STR("/min"));
	recw_key_word(s->w, "by", s->signal);
	recw_end(s->w);
	l->rated = true;
}

/* The rates that are due before `time`. */
static void
rates(struct lead *l, const struct lead_sink *s, int64_t time)
{
	if (!l->counting)
		return;
	for (; l->due < time; l->due += s->every)
		write_rate(l, s, l->due);
}

/* The rate by first guesses: hr:now, or hr:II.now where the rate is hr:II. index: of the guess, or INT64_MIN. */
static void
write_now(const struct lead *l, const struct lead_sink *s, int64_t time, int64_t index, double value)
{
	char name[REC_SIGNAL + 1];
	size_t n = s->rate_name.n < REC_SIGNAL - 4 ? s->rate_name.n : REC_SIGNAL - 4;

	memcpy(name, s->rate_name.p, n);
	memcpy(name + n, sig_instance(s->rate_name).p ? ".now" : ":now", 4);
	recw_begin(s->w, "num", time, s->source, (struct str){ name, n + 4 });
	recw_sig(s->w, value, 12);
	recw_word(s->w, STR("/min"));
	recw_key_word(s->w, "by", s->signal);
	if (index != INT64_MIN) {
		recw_key_int(s->w, "index", index);
		recw_key_word(s->w, "fs", str_of(l->track.fs_text));
	}
	recw_end(s->w);
}

static void
guess(struct lead *l, const struct lead_sink *s, int64_t index, int64_t time)
{
	int64_t rr = l->guessed && !track_holed(&l->track, l->guess, index) ? rate_us(l->track.fs, index - l->guess) : 0;

	if (l->now.any && time <= l->now.last)
		return;
	hr_beat(&l->now, time, rr);
	l->guess = index;
	l->guessed = true;
	l->silent = false;
	write_now(l, s, time, index, hr_value(&l->now, time));
}

/* Says once that there is no rate any more, when no guess of the last 4 s can come. */
static void
fall_silent(struct lead *l, const struct lead_sink *s, int64_t now)
{
	int64_t last = l->now.last + HR_SILENT;

	if (!s->provisional || !l->now.any || l->silent || now <= last)
		return;
	l->silent = true;
	write_now(l, s, last, INT64_MIN, NAN);
}

static void
beat(void *arg, const struct qrs_beat *b)
{
	const struct emit *e = arg;
	struct lead *l = e->l;
	const struct lead_sink *s = e->s;
	int64_t index = l->track.first + b->index, time = track_time(&l->track, index);
	int64_t rr = l->beaten && !track_holed(&l->track, l->beat, index) ? rate_us(l->track.fs, index - l->beat) : 0;

	if (b->early) {
		guess(l, s, index, time);
		return;
	}
	if (l->hr.any && time <= l->hr.last)
		return; /* the clock was set back by more than an interval: TIME must not go back */
	rates(l, s, time);
	recw_begin(s->w, "beat", time, s->source, STR("-"));
	recw_word(s->w, STR("?"));
	if (rr > 0)
		recw_key_dec(s->w, "rr", rr, 6);
	recw_key_dec(s->w, "conf", (int64_t)floor(1000 / (1 + fn_exp(-b->odds)) + 0.5), 3);
	recw_key_word(s->w, "by", s->signal);
	recw_key_int(s->w, "index", index);
	recw_key_word(s->w, "fs", str_of(l->track.fs_text));
	recw_end(s->w);
	hr_beat(&l->hr, time, rr);
	l->beat = index;
	l->beaten = true;
	if (s->every == 0)
		write_rate(l, s, time);
}

static void
take(struct lead *l, const struct lead_sink *s, const int32_t *x, size_t n)
{
	struct emit e = { l, s };

	track_take(&l->track, x, n, l->beaten ? l->beat : INT64_MIN);
	qrs_feed(&l->qrs, x, n, beat, &e);
	rates(l, s, lead_settled(l));
	fall_silent(l, s, lead_end(l) - QRS_EARLY_US);
}

static void
fill(struct lead *l, const struct lead_sink *s, int64_t n)
{
	int32_t none[FILL];

	for (int i = 0; i < FILL; i++)
		none[i] = SMP_E;
	for (; n > 0; n -= FILL)
		take(l, s, none, n < FILL ? (size_t)n : FILL);
}

void
lead_finish(struct lead *l, const struct lead_sink *s, int64_t until)
{
	struct emit e = { l, s };

	if (l->open) {
		qrs_finish(&l->qrs, beat, &e);
		rates(l, s, lead_end(l));
		fall_silent(l, s, until); /* nothing came for so long that nothing of that time can come */
		l->open = false;
	}
	while (l->counting && l->due < until) {
		l->counting = !isnan(hr_value(&l->hr, l->due));
		write_rate(l, s, l->due);
		l->due += s->every;
	}
}

int64_t
lead_settled(const struct lead *l)
{
	if (l->open)
		return track_time(&l->track, l->track.first + qrs_settled(&l->qrs));
	return l->counting ? l->due : INT64_MAX;
}

static bool
begin(struct lead *l, const struct lead_sink *s, const struct rec *r)
{
	struct hr hr = l->hr, now = l->now;
	int64_t due = l->due;
	bool rated = l->rated, silent = l->silent;

	memset(l, 0, sizeof(*l));
	l->hr = hr;
	l->rated = rated;
	l->now = now;
	l->silent = silent;
	l->refused = !track_begin(&l->track, r) || !qrs_start(&l->qrs, l->track.fs);
	if (l->refused)
		return false;
	l->open = true;
	l->qrs.early = s->provisional;
	if (s->every > 0) { /* rates at the multiples of `every`, never one that was written before */
		int64_t rest = r->time % s->every;

		l->due = r->time - rest + (rest > 0 ? s->every : 0);
		if (rated && l->due < due)
			l->due = due;
		l->counting = true;
	}
	return true;
}

enum lead_got
lead_wave(struct lead *l, const struct lead_sink *s, const struct rec *r, int32_t *buf)
{
	long n = smp_get(r->u.wave.samples, buf, SMP_LINE);
	int64_t index = r->u.wave.index;

	if (n < 0 || index > INT64_MAX / 4 || index < -INT64_MAX / 4)
		return LEAD_BAD;
	if (!track_same(&l->track, r) && l->refused)
		l->refused = false;
	if (l->refused)
		return LEAD_SKIPPED;
	if (l->open && !track_goes_on(&l->track, r))
		lead_finish(l, s, r->time);
	if (!l->open && l->rated &&
		r->time < l->due - s->every - LEAD_GAP) { /* a clock that was set back: nothing from before counts */
		l->hr = l->now = (struct hr){ 0 };
		l->rated = false;
	}
	if (!l->open && !begin(l, s, r))
		return LEAD_REFUSED;
	track_anchor(&l->track, index, r->time);
	fill(l, s, index - l->track.next);
	take(l, s, buf, (size_t)n);
	return LEAD_OK;
}
