#include "beat/pulselead.h"

#include "beat/pulsesqi.h"
#include "core/num.h"
#include "record/samples.h"

#include <math.h>
#include <string.h>

enum { FILL = 64 /* missing samples fed at once */ };

#define WIN_DIGITS 6

struct emit {
	struct pulselead *l;
	const struct lead_sink *s;
};

int64_t
pulselead_end(const struct pulselead *l)
{
	return track_end(&l->track);
}

int64_t
pulselead_settled(const struct pulselead *l)
{
	if (l->open)
		return track_time(&l->track, l->track.first + pulsedet_settled(&l->det));
	return l->counting ? l->due : INT64_MAX;
}

/* A record of a value over a window that ends at `time`. */
static void
write_num(const struct lead_sink *s, struct str signal, int64_t time, double v, const char *unit, unsigned flags, int64_t window)
{
	recw_begin(s->w, "num", time, s->source, signal);
	recw_sig(s->w, v, 12);
	recw_word(s->w, str_of(unit));
	recw_key_flags(s->w, flags);
	recw_key_dec(s->w, "win", window, WIN_DIGITS);
	recw_key_word(s->w, "by", s->signal);
	recw_end(s->w);
}

/* `pi`, with the instance that the pulse rate has. */
static void
write_perfusion(const struct lead_sink *s, int64_t time, double percent, int64_t window)
{
	char name[REC_SIGNAL + 4];
	struct str i = sig_instance(s->rate_name);

	memcpy(name, "pi:", 3);
	if (i.p)
		memcpy(name + 3, i.p, i.n);
	write_num(s, (struct str){ name, i.p ? 3 + i.n : 2 }, time, percent, "%", 0, window);
}

/* The values at `time`, which is settled. */
static void
write_rate(struct pulselead *l, const struct lead_sink *s, int64_t time)
{
	int64_t index = track_index(&l->track, time), start = l->track.first;
	int64_t window = time - track_time(&l->track, start);

	l->rated = true;
	if (window > PULSERATE_WINDOW) {
		window = PULSERATE_WINDOW;
		start = track_index(&l->track, time - window);
	}
	int64_t from = pulsefront_window(&l->det.front, start - l->track.first);
	int64_t to = pulsefront_window(&l->det.front, index - l->track.first);

	if (to > l->det.n - 3)
		to = l->det.n - 3; /* a clock that was set back */
	if (window < PULSELEAD_LEAST || to - from < PULSEFRONT_RATE || l->det.n - from > PULSEDET_RING) {
		write_num(s, s->rate_name, time, NAN, "/min", 0, window < 0 ? 0 : window);
		return;
	}
	struct pulsesqi q;
	double light = l->light ? pulsedet_level(&l->det, from, to) - l->base : 0;

	double rate = pulserate_value(&l->rate, time, window);

	pulsesqi_at(&l->det, from, to, light, &q);
	if (!q.flags && !isnan(rate) && !pulsesqi_sure(&q))
		q.flags = FLAG_ART;
	write_num(s, s->rate_name, time, q.flags ? NAN : rate, "/min", q.flags, window);
	write_num(s, STR("sqi"), time, floor(q.sqi * 1000 + 0.5) / 1000, "1", 0, window);
	if (q.perfusion > 0)
		write_perfusion(s, time, q.perfusion, window);
}

/* The values that are due before `time`. */
static void
rates(struct pulselead *l, const struct lead_sink *s, int64_t time)
{
	if (!l->counting)
		return;
	for (; l->due < time; l->due += s->every)
		write_rate(l, s, l->due);
}

/* µs of a number of samples. */
static int64_t
span(const struct pulselead *l, double samples)
{
	return (int64_t)floor(samples * 1e6 * (double)l->track.fs.den / (double)l->track.fs.num + 0.5);
}

/* TIME of a place between two samples. */
static int64_t
place(const struct pulselead *l, double index)
{
	int64_t whole = (int64_t)floor(index);
	return track_time(&l->track, l->track.first + whole) + span(l, index - (double)whole);
}

static void
beat(void *arg, const struct pulsedet_beat *b)
{
	const struct emit *e = arg;
	struct pulselead *l = e->l;
	const struct lead_sink *s = e->s;
	int64_t index = l->track.first + (int64_t)floor(b->index + 0.5), time = place(l, b->index);
	int64_t rr = 0;

	if (l->beaten && !track_holed(&l->track, l->beat_index, index))
		rr = span(l, b->index - l->beat);

	if (l->any && time <= l->newest) { /* the clock was set back by more than an interval: TIME must not go back */
		l->beaten = false;
		return;
	}
	rates(l, s, time);
	recw_begin(s->w, "beat", time, s->source, STR("-"));
	recw_word(s->w, STR("?"));
	if (rr > 0)
		recw_key_dec(s->w, "rr", rr, 6);
	recw_key_dec(s->w, "conf", (int64_t)floor(fmin(fmax(b->like, 0), 1) * 1000 + 0.5), 3);
	recw_key_word(s->w, "by", s->signal);
	recw_key_int(s->w, "index", index);
	recw_key_word(s->w, "fs", str_of(l->track.fs_text));
	recw_key_time(s->w, "foot", place(l, b->foot));
	recw_end(s->w);
	pulserate_beat(&l->rate, time, rr);
	l->beat = b->index;
	l->beat_index = index;
	l->newest = time;
	l->beaten = l->any = true;
	if (s->every == 0)
		write_rate(l, s, time);
}

/* Values upright: where GAIN is negative, counts fall when the quantity rises. */
static void
upright(const struct pulselead *l, int32_t *x, size_t n)
{
	if (l->gain > 0)
		return;
	for (size_t i = 0; i < n; i++)
		x[i] = x[i] == SMP_E ? SMP_E : x[i] == SMP_L ? SMP_U : x[i] == SMP_U ? SMP_L : -x[i];
}

static void
take(struct pulselead *l, const struct lead_sink *s, const int32_t *x, size_t n)
{
	struct emit e = { l, s };

	/* in pieces, so that what is due has not yet left the ring when it is written */
	size_t most = (size_t)rate_samples(l->track.fs, 1000000) + 1;

	while (n) {
		size_t k = n < most ? n : most;

		track_take(&l->track, x, k, l->beaten ? l->beat_index : INT64_MIN);
		pulsedet_feed(&l->det, x, k, beat, &e);
		rates(l, s, pulselead_settled(l));
		x += k;
		n -= k;
	}
}

static void
fill(struct pulselead *l, const struct lead_sink *s, int64_t n)
{
	int32_t none[FILL];

	for (int i = 0; i < FILL; i++)
		none[i] = SMP_E;
	for (; n > 0; n -= FILL)
		take(l, s, none, n < FILL ? (size_t)n : FILL);
}

void
pulselead_finish(struct pulselead *l, const struct lead_sink *s, int64_t until)
{
	struct emit e = { l, s };

	if (l->open) {
		pulsedet_finish(&l->det, beat, &e);
		rates(l, s, pulselead_end(l));
		l->open = false;
	}
	if (l->counting && l->due < until) {
		write_num(s, s->rate_name, l->due, NAN, "/min", FLAG_OFF, PULSERATE_WINDOW);
		l->due += s->every;
		l->counting = false;
	}
}

static bool
begin(struct pulselead *l, const struct lead_sink *s, const struct rec *r)
{
	l->beaten = l->counting = false;
	l->rate = (struct pulserate){ 0 };
	l->refused = !track_begin(&l->track, r) || !pulsedet_start(&l->det, l->track.fs) ||
		     !num_get_f64(r->u.wave.gain, &l->gain) || !num_get_f64(r->u.wave.base, &l->base);
	if (l->refused)
		return false;
	l->light = str_eq(sig_name(r->signal), STR("ppg-red")) || str_eq(sig_name(r->signal), STR("ppg-ir"));
	l->base = l->gain < 0 ? -l->base : l->base;
	l->open = true;
	if (s->every > 0) { /* at the multiples of `every`, never one that was written before */
		int64_t rest = r->time % s->every, due = r->time - rest + (rest > 0 ? s->every : 0);

		if (!l->rated || due > l->due)
			l->due = due;
		l->counting = true;
	}
	return true;
}

enum lead_got
pulselead_wave(struct pulselead *l, const struct lead_sink *s, const struct rec *r, int32_t *buf)
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
		pulselead_finish(l, s, r->time);
	if (!l->open && l->rated &&
		r->time < l->due - s->every - TRACK_GAP) { /* a clock that was set back: nothing from before counts */
		l->rated = false;
		l->any = false;
	}
	if (!l->open && !begin(l, s, r))
		return LEAD_REFUSED;
	track_anchor(&l->track, index, r->time);
	fill(l, s, index - l->track.next);
	upright(l, buf, (size_t)n);
	take(l, s, buf, (size_t)n);
	return LEAD_OK;
}
