#include "beat/lead.h"

#include "dsp/fn.h"
#include "record/samples.h"

#include <math.h>
#include <string.h>

enum {
	HOLE_MS = 200, /* a shorter run of missing samples leaves the interval valid */
	FILL = 64      /* missing samples fed at once */
};

struct emit {
	struct lead *l;
	const struct lead_sink *s;
};

/* TIME of an INDEX: by the newest clock that was in force there. */
static int64_t
time_of(const struct lead *l, int64_t index)
{
	unsigned kept = l->anchors < LEAD_ANCHORS ? l->anchors : LEAD_ANCHORS;
	const struct lead_anchor *a = &l->anchor[(l->anchors - kept) % LEAD_ANCHORS];

	for (unsigned i = 1; i <= kept; i++) {
		const struct lead_anchor *b = &l->anchor[(l->anchors - i) % LEAD_ANCHORS];

		if (b->index <= index) {
			a = b;
			break;
		}
	}
	return a->time + (index >= a->index ? rate_us(l->fs, index - a->index) : -rate_us(l->fs, a->index - index));
}

int64_t
lead_end(const struct lead *l)
{
	return time_of(l, l->next);
}

/* The clock of a line: a new anchor only where it differs from the one in force by more than rounding. */
static void
anchor(struct lead *l, int64_t index, int64_t time)
{
	if (l->anchors) {
		int64_t off = time - time_of(l, index);

		if (off >= -1 && off <= 1)
			return;
	}
	l->anchor[l->anchors++ % LEAD_ANCHORS] = (struct lead_anchor){ index, time };
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

static bool
holed(const struct lead *l, int64_t from, int64_t to)
{
	for (unsigned i = 0; i < l->holes; i++)
		if (l->hole[i].from < to && l->hole[i].to > from)
			return true;
	return false;
}

static void
beat(void *arg, const struct qrs_beat *b)
{
	const struct emit *e = arg;
	struct lead *l = e->l;
	const struct lead_sink *s = e->s;
	int64_t index = l->first + b->index, time = time_of(l, index);
	int64_t rr = l->beaten && !holed(l, l->beat, index) ? rate_us(l->fs, index - l->beat) : 0;

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
	recw_key_word(s->w, "fs", str_of(l->fs_text));
	recw_end(s->w);
	hr_beat(&l->hr, time, rr);
	l->beat = index;
	l->beaten = true;
	if (s->every == 0)
		write_rate(l, s, time);
}

static void
hole(struct lead *l, int64_t from, int64_t to)
{
	struct lead_break *last = l->holes ? &l->hole[l->holes - 1] : NULL;

	if (last && last->to + 1 >= from) {
		last->to = to;
		return;
	}
	/* those behind the last beat are of no more use */
	while (l->holes && l->beaten && l->hole[0].to < l->beat)
		memmove(&l->hole[0], &l->hole[1], sizeof(l->hole[0]) * --l->holes);
	if (l->holes == LEAD_BREAKS)
		l->hole[l->holes - 1].to = to;
	else
		l->hole[l->holes++] = (struct lead_break){ from, to };
}

/* Looks for runs of missing samples: x[0] has INDEX index. */
static void
look(struct lead *l, const int32_t *x, size_t n, int64_t index)
{
	int64_t most = rate_samples(l->fs, HOLE_MS * 1000);

	for (size_t i = 0; i < n; i++) {
		if (x[i] != SMP_E) {
			l->run = 0;
			continue;
		}
		if (++l->run > most)
			hole(l, index + (int64_t)i + 1 - l->run, index + (int64_t)i);
	}
}

static void
take(struct lead *l, const struct lead_sink *s, const int32_t *x, size_t n)
{
	struct emit e = { l, s };

	look(l, x, n, l->next);
	l->next += (int64_t)n;
	qrs_feed(&l->qrs, x, n, beat, &e);
	rates(l, s, lead_settled(l));
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
		return time_of(l, l->first + qrs_settled(&l->qrs));
	return l->counting ? l->due : INT64_MAX;
}

static bool
begin(struct lead *l, const struct lead_sink *s, const struct rec *r)
{
	struct hr hr = l->hr;
	int64_t due = l->due;
	bool rated = l->rated;

	memset(l, 0, sizeof(*l));
	l->hr = hr;
	l->rated = rated;
	str_copy(l->fs_text, sizeof(l->fs_text), r->u.wave.fs);
	str_copy(l->unit, sizeof(l->unit), r->u.wave.unit);
	str_copy(l->gain, sizeof(l->gain), r->u.wave.gain);
	str_copy(l->base, sizeof(l->base), r->u.wave.base);
	l->refused = !rate_get(r->u.wave.fs, &l->fs) || !qrs_start(&l->qrs, l->fs);
	if (l->refused)
		return false;
	l->open = true;
	l->first = l->next = r->u.wave.index;
	if (s->every > 0) { /* rates at the multiples of `every`, never one that was written before */
		int64_t rest = r->time % s->every;

		l->due = r->time - rest + (rest > 0 ? s->every : 0);
		if (rated && l->due < due)
			l->due = due;
		l->counting = true;
	}
	return true;
}

static bool
same(const struct lead *l, const struct rec *r)
{
	return str_is(r->u.wave.fs, l->fs_text) && str_is(r->u.wave.gain, l->gain) && str_is(r->u.wave.base, l->base) &&
	       str_is(r->u.wave.unit, l->unit);
}

/* Whether a line continues the stretch: the same kind of samples, no long gap, and a clock that says so too. */
static bool
goes_on(const struct lead *l, const struct rec *r)
{
	int64_t index = r->u.wave.index;

	if (!same(l, r) || index < l->next || index - l->next > rate_samples(l->fs, LEAD_GAP))
		return false;
	int64_t off = r->time - time_of(l, index);

	return off <= LEAD_GAP && off >= -LEAD_GAP;
}

enum lead_got
lead_wave(struct lead *l, const struct lead_sink *s, const struct rec *r, int32_t *buf)
{
	long n = smp_get(r->u.wave.samples, buf, SMP_LINE);
	int64_t index = r->u.wave.index;

	if (n < 0 || index > INT64_MAX / 4 || index < -INT64_MAX / 4)
		return LEAD_BAD;
	if (!same(l, r) && l->refused)
		l->refused = false;
	if (l->refused)
		return LEAD_SKIPPED;
	if (l->open && !goes_on(l, r))
		lead_finish(l, s, r->time);
	if (!l->open && l->rated && r->time < l->due - s->every - LEAD_GAP) { /* a clock that was set back: nothing from before counts */
		l->hr = (struct hr){ 0 };
		l->rated = false;
	}
	if (!l->open && !begin(l, s, r))
		return LEAD_REFUSED;
	anchor(l, index, r->time);
	fill(l, s, index - l->next);
	take(l, s, buf, (size_t)n);
	return LEAD_OK;
}
