#include "beat/pulselead.h"

#include "beat/pulsesqi.h"
#include "core/num.h"
#include "record/samples.h"

#include <math.h>
#include <string.h>

#define WIN_DIGITS 6

struct emit {
	struct pulselead *l;
	const struct rates_sink *s;
};

int64_t
pulselead_end(const struct pulselead *l)
{
	return track_end(&l->stretch.track);
}

int64_t
pulselead_settled(const struct pulselead *l)
{
	if (l->stretch.open)
		return track_time(&l->stretch.track, l->stretch.track.first + pulsedet_settled(&l->det));
	return l->due.counting ? l->due.next : INT64_MAX;
}

/* A record of a value over a window that ends at `time`. */
static void
write_num(const struct rates_sink *s, struct str signal, int64_t time, double v, const char *unit, unsigned flags, int64_t window)
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
write_perfusion(const struct rates_sink *s, int64_t time, double percent, int64_t window)
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
write_rate(struct pulselead *l, const struct rates_sink *s, int64_t time)
{
	int64_t index = track_index(&l->stretch.track, time), start = l->stretch.track.first;
	int64_t window = time - track_time(&l->stretch.track, start);

	l->due.rated = true;
	if (window > PULSERATE_WINDOW) {
		window = PULSERATE_WINDOW;
		start = track_index(&l->stretch.track, time - window);
	}
	int64_t from = pulsefront_window(&l->det.front, start - l->stretch.track.first);
	int64_t to = pulsefront_window(&l->det.front, index - l->stretch.track.first);

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
rates(struct pulselead *l, const struct rates_sink *s, int64_t time)
{
	if (!l->due.counting)
		return;
	for (; l->due.next < time; l->due.next += s->every)
		write_rate(l, s, l->due.next);
}

/* µs of a number of samples. */
static int64_t
span(const struct pulselead *l, double samples)
{
	return (int64_t)floor(samples * 1e6 * (double)l->stretch.track.fs.den / (double)l->stretch.track.fs.num + 0.5);
}

/* TIME of a place between two samples. */
static int64_t
place(const struct pulselead *l, double index)
{
	int64_t whole = (int64_t)floor(index);
	return track_time(&l->stretch.track, l->stretch.track.first + whole) + span(l, index - (double)whole);
}

static void
beat(void *arg, const struct pulsedet_beat *b)
{
	const struct emit *e = arg;
	struct pulselead *l = e->l;
	const struct rates_sink *s = e->s;
	int64_t index = l->stretch.track.first + (int64_t)floor(b->index + 0.5), time = place(l, b->index);
	bool whole;

	if (!stretch_beat(&l->stretch, index, time, &whole))
		return;
	int64_t rr = whole ? span(l, b->index - l->beat) : 0;

	rates(l, s, time);
	recw_begin(s->w, "beat", time, s->source, STR("-"));
	recw_word(s->w, STR("?"));
	if (rr > 0)
		recw_key_dec(s->w, "rr", rr, 6);
	recw_key_dec(s->w, "conf", (int64_t)floor(fmin(fmax(b->like, 0), 1) * 1000 + 0.5), 3);
	recw_key_word(s->w, "by", s->signal);
	recw_key_int(s->w, "index", index);
	recw_key_word(s->w, "fs", str_of(l->stretch.track.fs_text));
	recw_key_time(s->w, "foot", place(l, b->foot));
	recw_end(s->w);
	pulserate_beat(&l->rate, time, rr);
	l->beat = b->index;
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
take(void *arg, int32_t *x, size_t n)
{
	const struct emit *e = arg;
	struct pulselead *l = e->l;
	/* in pieces, so that what is due has not yet left the ring when it is written */
	size_t most = (size_t)rate_samples(l->stretch.track.fs, 1000000) + 1;

	upright(l, x, n);
	while (n) {
		size_t k = n < most ? n : most;

		stretch_took(&l->stretch, x, k);
		pulsedet_feed(&l->det, x, k, beat, arg);
		rates(l, e->s, pulselead_settled(l));
		x += k;
		n -= k;
	}
}

static void
finish(void *arg, int64_t until)
{
	const struct emit *e = arg;

	pulselead_finish(e->l, e->s, until);
}

void
pulselead_finish(struct pulselead *l, const struct rates_sink *s, int64_t until)
{
	struct emit e = { l, s };

	if (l->stretch.open) {
		pulsedet_finish(&l->det, beat, &e);
		rates(l, s, pulselead_end(l));
		l->stretch.open = false;
	}
	if (l->due.counting && l->due.next < until) {
		write_num(s, s->rate_name, l->due.next, NAN, "/min", FLAG_OFF, PULSERATE_WINDOW);
		l->due.next += s->every;
		l->due.counting = false;
	}
}

static bool
begin(void *arg, const struct rec *r)
{
	const struct emit *e = arg;
	struct pulselead *l = e->l;
	struct str name = sig_name(r->signal);

	l->rate = (struct pulserate){ 0 };
	l->due.counting = false;
	if (!pulsedet_start(&l->det, l->stretch.track.fs) || !num_get_f64(r->u.wave.gain, &l->gain) ||
		!num_get_f64(r->u.wave.base, &l->base))
		return false;
	l->light = str_eq(name, STR("ppg-red")) || str_eq(name, STR("ppg-ir"));
	l->base = l->gain < 0 ? -l->base : l->base;
	due_begin(&l->due, r->time, e->s->every);
	return true;
}

static void
forget(void *arg)
{
	const struct emit *e = arg;

	e->l->due.rated = false;
}

enum stretch_got
pulselead_wave(struct pulselead *l, const struct rates_sink *s, const struct rec *r, int32_t *buf)
{
	static const struct stretch_calls calls = { .begin = begin, .take = take, .finish = finish, .forget = forget };
	struct emit e = { l, s };

	return stretch_wave(&l->stretch, &l->due, s->every, r, buf, &calls, &e);
}
