#include "beat/watch.h"

#include "core/num.h"
#include "record/samples.h"

#include <math.h>

#define SECOND  INT64_C(1000000)
#define GAP     INT64_C(3000000)
#define LOST_US INT64_C(400000) /* below what the detector keeps back, so that no tick has passed its beginning */
#define ROUND   2               /* µs: the TIMEs of two lines agree to that */

enum { FILL = 64, IN_A_ROW = 2 };

#define NOISE_ON  0.3
#define NOISE_OFF 0.5

static const char *const label[] = { [WATCH_NOISY] = "noise", [WATCH_LOST] = "unreadable" };

/* since < 0: it begins. */
static void
put(struct watch_mark *q, const struct watch_sink *s, int64_t time, const char *what, bool end, int64_t since)
{
	time = time < q->newest ? q->newest : time;
	q->newest = time;
	recw_begin(s->w, "ann", time, s->source, s->signal);
	if (end)
		recw_dec(s->w, time - since, 6);
	else
		recw_word(s->w, STR("-"));
	recw_word(s->w, str_of(what));
	if (end)
		recw_key_word(s->w, "edge", STR("end"));
	recw_end(s->w);
}

void
watch_turn(struct watch_mark *m, const struct watch_sink *s, int64_t time, enum watch_state to)
{
	if (m->state == to)
		return;
	if (m->state != WATCH_GOOD)
		put(m, s, time, label[m->state], true, m->since);
	if (to != WATCH_GOOD) {
		put(m, s, time, label[to], false, 0);
		m->since = m->newest;
	}
	m->state = to;
}

static void
turn(struct watch *q, const struct watch_sink *s, int64_t time, enum watch_state to)
{
	if (q->mark.state == to)
		return;
	watch_turn(&q->mark, s, time, to);
	q->bad = q->good = 0;
}

static void
key(struct recw *w, const char *name, double v)
{
	recw_key_sig(w, name, v, 4);
}

/* The agreement over the 10 s that ended 3 s before now. */
static double
bsqi(struct watch *q, const struct watch_sink *s, const struct quality_figures *f)
{
	int64_t to = q->due - AGREE_LATE, from = to - AGREE_WINDOW;

	for (int i = 0; i < f->beats; i++)
		agree_add(&q->others, q->due - (int64_t)(f->beat[i] * SECOND));
	return s->found && q->q.other.sections && from >= q->began ? agree_figure(s->found, &q->others, from, to) : NAN;
}

static void
second(struct watch *q, const struct watch_sink *s)
{
	struct quality_figures f = quality_second(&q->q, s->scratch);

	if (s->name.n) {
		struct recw *w = s->w;
		double agreed = bsqi(q, s, &f);

		recw_begin(w, "num", q->due, s->source, s->name);
		recw_sig(w, f.sqi, 4);
		recw_word(w, STR("1"));
		recw_key_dec(w, "win", SECOND, 6);
		recw_key_word(w, "by", s->signal);
		key(w, "noise", f.noise);
		key(w, "hum", f.hum);
		key(w, "drift", f.drift);
		key(w, "missing", f.missing);
		key(w, "flat", f.flat);
		key(w, "kurtosis", f.kurtosis);
		key(w, "p", f.p);
		key(w, "bas", f.bas);
		key(w, "mains", f.mains);
		key(w, "bsqi", agreed);
		recw_end(w);
	}
	if (f.level != q->level) {
		put(&q->mark, s, q->due, "level", q->level, q->level_since);
		q->level_since = q->mark.newest;
		q->level = f.level;
	}
	if (q->mark.state != WATCH_LOST) {
		q->bad = f.sqi < NOISE_ON ? q->bad + 1 : 0;
		q->good = f.sqi >= NOISE_OFF ? q->good + 1 : 0;
		if (q->bad >= IN_A_ROW)
			turn(q, s, q->due, WATCH_NOISY);
		else if (q->good >= IN_A_ROW)
			turn(q, s, q->due, WATCH_GOOD);
	}
	q->due += SECOND;
}

/* Samples of which the first has TIME `time`. */
static void
take(struct watch *q, const struct watch_sink *s, const int32_t *x, size_t n, int64_t time)
{
	size_t done = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t t;

		if (!smp_is_count(x[i])) {
			if (q->run++ == 0)
				q->since = time + rate_us(q->fs, (int64_t)i);
			if (q->mark.state != WATCH_LOST && rate_us(q->fs, q->run) >= LOST_US)
				turn(q, s, q->since, WATCH_LOST);
			continue;
		}
		q->run = 0;
		if (q->mark.state == WATCH_LOST) {
			t = time + rate_us(q->fs, (int64_t)i);
			turn(q, s, t, WATCH_GOOD);
		}
	}
	while (done < n) { /* to the end of the second, or of the samples */
		int64_t ahead = rate_samples(q->fs, q->due - time);
		size_t to;

		ahead = ahead < (int64_t)done ? (int64_t)done : ahead;
		while (ahead > (int64_t)done && time + rate_us(q->fs, ahead - 1) >= q->due - ROUND)
			ahead--;
		while (time + rate_us(q->fs, ahead) < q->due - ROUND)
			ahead++;
		to = ahead < (int64_t)n ? (size_t)ahead : n;
		quality_feed(&q->q, x + done, to - done);
		done = to;
		if (ahead < (int64_t)n)
			second(q, s);
	}
	q->end = time + rate_us(q->fs, (int64_t)n);
}

static bool
same(const struct watch *q, const struct rec *r)
{
	return str_is(r->u.wave.fs, q->fs_text) && str_is(r->u.wave.unit, q->unit) && str_is(r->u.wave.gain, q->gain);
}

static void
begin(struct watch *q, const struct watch_sink *s, const struct rec *r)
{
	static const struct {
		const char *unit;
		double per_mv;
	} units[] = { { "mV", 1 }, { "uV", 1000 }, { "V", 0.001 } };
	double gain, counts = 0;
	int64_t due = r->time - r->time % SECOND + SECOND;

	str_copy(q->fs_text, sizeof(q->fs_text), r->u.wave.fs);
	str_copy(q->unit, sizeof(q->unit), r->u.wave.unit);
	str_copy(q->gain, sizeof(q->gain), r->u.wave.gain);
	if (num_get_f64(r->u.wave.gain, &gain))
		for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
			if (str_is(r->u.wave.unit, units[i].unit))
				counts = fabs(gain) * units[i].per_mv;
	quality_start(&q->q, q->fs, counts);
	if (s->name.n)
		agree_start(&q->q.other, q->q.fs);
	q->others = (struct agree_times){ 0 };
	q->began = r->time;
	/* never a second that was written before, unless the clock was set back */
	if (q->due && due < q->due && r->time >= q->due - SECOND - GAP)
		due = q->due;
	q->due = due;
	q->next = r->u.wave.index;
	q->run = 0;
	q->open = true;
}

void
watch_silent(struct watch *q, const struct watch_sink *s)
{
	if (!q->open)
		return;
	q->open = false;
	turn(q, s, q->run ? q->since : q->end, WATCH_LOST);
	if (q->level)
		put(&q->mark, s, q->mark.newest, "level", true, q->level_since);
	q->level = false;
}

void
watch_wave(struct watch *q, const struct watch_sink *s, const struct rec *r, int32_t *x, size_t n)
{
	int64_t index = r->u.wave.index, off = r->time - q->end;
	int32_t none[FILL];

	if (q->open && (!same(q, r) || index < q->next || index - q->next > rate_samples(q->fs, GAP) || off > GAP || off < -GAP)) {
		if (off > LOST_US)
			watch_silent(q, s);
		q->open = false;
	}
	if (!q->open) {
		if (!rate_get(r->u.wave.fs, &q->fs))
			return;
		begin(q, s, r);
	}
	for (int i = 0; i < FILL; i++)
		none[i] = SMP_E;
	for (int64_t left = index - q->next; left > 0; left -= FILL)
		take(q, s, none, left < FILL ? (size_t)left : FILL, r->time - rate_us(q->fs, left));
	if (rec_flags(r) & (FLAG_OFF | FLAG_SAT))
		for (size_t i = 0; i < n; i++)
			x[i] = SMP_E;
	take(q, s, x, n, r->time);
	q->next = index + (int64_t)n;
}
