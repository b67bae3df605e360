#include "record/waveproc.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/status.h"
#include "record/wavecut.h"

#include <math.h>
#include <string.h>

enum {
	RAISE = 16,       /* GAIN grows by this */
	HOLD_US = 100000, /* the last good value stands in for so long */
	WIDE = 1 << 26,   /* from here on a count has more than 27 bits */
	LAYOUT = 128,     /* room for UNIT FS GAIN BASE as they stand */
};
#define LARGEST 1e100 /* GAIN, BASE */

struct signal {
	char layout[LAYOUT]; /* UNIT FS GAIN BASE with their tabs, to see a change */
	size_t nlayout;
	struct rate rate;
	double gain, base;
	char out_gain[32];
	char out_name[REC_SIGNAL + 1]; /* with `keep` */
	int64_t next;                  /* INDEX to come */
	int64_t held;                  /* unusable samples in a row */
	int64_t hold;                  /* so many are bridged */
	double last;                   /* newest good value */
	bool running, refused, wide;
	_Alignas(double) unsigned char state[];
};

void
waveproc_start(struct waveproc *w, const struct waveproc_tool *tool, const void *arg, bool keep)
{
	*w = (struct waveproc){ .tool = tool, .arg = arg, .keep = keep };
	map_start(&w->map, sizeof(struct signal) + tool->size, 0);
}

void
waveproc_drop(struct waveproc *w, struct str source)
{
	map_drop(&w->map, source);
}

void
waveproc_free(struct waveproc *w)
{
	map_free(&w->map);
}

static void
complain(struct pump *p, const struct rec *r, const char *code, const char *want, const char *got)
{
	recw_err(&p->w, r->time, r->source, code, lines_offset(&p->in.lines), r->line.n + 1, (const uint8_t *)r->line.p,
		r->line.n < 64 ? r->line.n : 64, want, got, 0);
	p->status = st_worse(p->status, ST_DAMAGED);
}

static char *
add(char *p, struct str s)
{
	if (s.n)
		memcpy(p, s.p, s.n);
	return p + s.n;
}

void
waveproc_malformed(struct pump *p, const struct rec *r, const char *what)
{
	char got[WAVEPROC_WHY], *q = got;

	q = add(q, str_of(what));
	q = add(q, STR(" of "));
	q = add(q, r->signal);
	*q = '\0';
	complain(p, r, "framing", NULL, got);
}

/* UNIT FS GAIN BASE changed, or are seen for the first time. */
static void
new_layout(struct waveproc *w, struct pump *p, struct signal *s, const struct rec *r, struct str layout, struct rate rate)
{
	char why[WAVEPROC_WHY], got[2 * WAVEPROC_WHY], *q = got;

	s->running = s->wide = false;
	s->refused = true;
	s->rate = rate;
	s->nlayout = layout.n < LAYOUT ? layout.n : 0;
	memcpy(s->layout, layout.p, s->nlayout);
	if (!num_get_f64(r->u.wave.gain, &s->gain) || s->gain == 0 || !(fabs(s->gain) < LARGEST) ||
		!num_get_f64(r->u.wave.base, &s->base) || !(fabs(s->base) < LARGEST) || !s->nlayout) {
		waveproc_malformed(p, r, "unit, gain or base");
		return;
	}
	if (!w->tool->start(w->arg, s->state, rate_hz(s->rate), why)) {
		q = add(q, r->signal);
		q = add(q, STR(" at "));
		q = add(q, r->u.wave.fs);
		*add(q, STR(" Hz")) = '\0';
		complain(p, r, "range", why, got);
		msg_error("%.*s: %s: %s; the waveform is left out", (int)r->source.n, r->source.p, got, why);
		return;
	}
	*num_put_shortest(s->out_gain, s->gain * RAISE) = '\0';
	s->hold = rate_samples(s->rate, HOLD_US);
	s->refused = false;
}

/* Counts less BASE; returns the largest size. E, L and U are the largest of all. */
static double
to_values(const struct signal *s, const int32_t *in, double *x, size_t n)
{
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		const double v = in[i] - s->base, size = fabs(v);

		x[i] = v;
		most = size > most ? size : most;
	}
	return most;
}

/* The block through the computation where some samples are no counts, or the signal begins; x of those is of no meaning afterwards.
 */
static void
run_parts(struct waveproc *w, struct signal *s, const int32_t *in, double *x, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		if (smp_is_count(in[i])) {
			s->wide = s->wide || x[i] >= WIDE || x[i] < -WIDE;
			s->last = x[i];
			s->held = 0;
			if (!s->running) {
				w->tool->reset(w->arg, s->state, x[i]);
				s->running = true;
				from = i;
			}
		} else if (s->running) {
			x[i] = s->last;
			if (++s->held > s->hold) {
				w->tool->block(w->arg, s->state, x + from, i - from);
				s->running = false;
			}
		}
	}
	if (s->running)
		w->tool->block(w->arg, s->state, x + from, n - from);
}

/* True when all samples are counts, as far as was looked. */
static bool
run(struct waveproc *w, struct signal *s, const int32_t *in, double *x, size_t n)
{
	const double most = to_values(s, in, x, n);

	if (!s->running || most >= WIDE || fabs(s->base) >= WIDE) {
		run_parts(w, s, in, x, n);
		return false;
	}
	/* nearly always: all are counts, and none is wide */
	s->last = x[n - 1];
	s->held = 0;
	w->tool->block(w->arg, s->state, x, n);
	return true;
}

/* Rounds to nearest, ties to even: adding and taking off 1.5 × 2^52 leaves no room for a fraction. |v| below 2^51. */
static int32_t
to_count(double v)
{
	const double round = 0x1.8p52;

	return (int32_t)((v + round) - round);
}

/* Back to counts; what was no count stays. True when one was beyond int32. */
static bool
to_counts(double *x, double scale, const int32_t *in, int32_t *out, size_t n, bool plain)
{
	const double limit = SMP_U - 1;
	double most = 0;
	bool sat = false;

	for (size_t i = 0; i < n; i++) {
		const double v = x[i] * scale, size = fabs(v);

		x[i] = v;
		most = size > most ? size : most;
	}
	if (plain && most <= limit) {
		for (size_t i = 0; i < n; i++)
			out[i] = to_count(x[i]);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (!smp_is_count(in[i])) {
			out[i] = in[i];
		} else if (fabs(x[i]) <= limit) {
			out[i] = to_count(x[i]);
		} else {
			out[i] = x[i] > 0 ? SMP_U : SMP_L;
			sat = true;
		}
	}
	return sat;
}

/* ecg:MLII → ecg:MLII.filtered, ecg → ecg:filtered */
static void
filtered_name(char *dst, struct str signal)
{
	const struct str word = STR("filtered"), name = sig_name(signal), old = sig_instance(signal);
	const size_t keep = old.n < REC_INSTANCE - word.n - 1 ? old.n : REC_INSTANCE - word.n - 1;

	dst = add(dst, (struct str){ name.p, name.n < REC_SIGNAL - REC_INSTANCE - 1 ? name.n : REC_SIGNAL - REC_INSTANCE - 1 });
	*dst++ = ':';
	if (old.p) {
		dst = add(dst, (struct str){ old.p, keep });
		*dst++ = '.';
	}
	*add(dst, word) = '\0';
}

void
waveproc_record(struct waveproc *w, struct pump *p, const struct rec *r, bool edited)
{
	const struct str layout = { r->u.wave.unit.p, (size_t)(r->u.wave.base.p + r->u.wave.base.n - r->u.wave.unit.p) };
	struct str rest = r->u.wave.samples;
	int32_t in[SMP_BLOCK], out[SMP_BLOCK];
	double x[SMP_BLOCK];
	struct rate rate;
	bool fresh = false;
	struct signal *s = map_get(&w->map, r->source, r->signal, &fresh);
	long n = wavecut_next(&rest, in);

	if (w->keep && !edited)
		recw_pass(&p->w, r);
	else if (w->keep)
		(void)wavecut_write(&p->w, r); /* a malformed one is told below */
	if (!s) {
		if (!w->warned)
			msg_error("more signals at once than the limit, or out of memory: waveforms of the newest are left out");
		w->warned = true;
		complain(p, r, "range", "room for one more signal", NULL);
		return;
	}
	if (fresh)
		filtered_name(s->out_name, r->signal);
	if (n <= 0 || !wavecut_ok(rest) || !wavecut_clock(r, &rate)) {
		waveproc_malformed(p, r, "samples, rate or INDEX");
		s->running = false;
		return;
	}
	if (!s->nlayout || !str_eq(layout, (struct str){ s->layout, s->nlayout }))
		new_layout(w, p, s, r, layout, rate);
	if (s->refused)
		return;
	if (r->u.wave.index != s->next)
		s->running = false;
	for (int64_t at = 0; n > 0; at += n, n = wavecut_next(&rest, in)) {
		const struct str signal = w->keep ? str_of(s->out_name) : r->signal;
		const bool plain = run(w, s, in, x, (size_t)n);
		const bool sat = to_counts(x, s->wide ? 1 : RAISE, in, out, (size_t)n, plain);

		wavecut_put(&p->w, r, signal, s->wide ? r->u.wave.gain : str_of(s->out_gain), STR("0"), s->rate, at, out, (size_t)n,
			sat);
		s->next = r->u.wave.index + at + n;
	}
}
