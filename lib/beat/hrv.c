#include "beat/hrv.h"

#include <math.h>
#include <string.h>

#define LATE    INT64_C(5000000) /* stream time where no tick came: the newest TIME less this (iomt-stream(5)) */
#define LACKING INT64_C(1000000) /* of the last window, at a source's end */
#define LONGEST 60000.0          /* ms: a longer rr is no interval */
#define APART   INT64_C(100000)  /* where TIME and rr disagree by more, a beat is missing between two */

struct clock {
	int64_t first, newest; /* TIME */
};

struct series {
	bool beaten, begun; /* `last` is set; `due` is */
	bool broken;        /* a gap since the last beat */
	bool adjacent;      /* the ring's last interval ends with the last beat */
	bool odd;           /* by its code */
	bool idle;          /* an empty window was written, and no beat came since */
	bool told;          /* a window was written */
	int64_t last;       /* TIME of the last beat */
	int64_t due;        /* end of the next window */
	int64_t lost;       /* end of the newest interval that the ring had no more room for */
	struct rr_simple simple;
	size_t from, n;
	struct hrv_interval ring[];
};

bool
hrv_parse(struct hrv_opts *o, struct str text)
{
	struct str step = text, window = str_cut(&step, ',');

	o->window = o->step = 0;
	if (str_is(text, "all"))
		return true;
	if (!tm_get_duration(window, &o->window) || o->window < HRV_WINDOW_LEAST || o->window > HRV_WINDOW_MOST)
		return false;
	o->step = o->window;
	return !step.p || (tm_get_duration(step, &o->step) && o->step >= HRV_STEP_LEAST && o->step <= HRV_WINDOW_MOST);
}

static size_t
ring_of(const struct hrv_opts *o)
{
	return (size_t)((o->window ? o->window : HRV_WINDOW_MOST) / 1000000 + 1) * HRV_PER_SECOND;
}

size_t
hrv_size(const struct hrv_opts *o)
{
	return hrv_room_size(ring_of(o));
}

void
hrv_start(struct hrv *h, const struct hrv_opts *o, void *memory)
{
	*h = (struct hrv){ .opts = *o, .ring = ring_of(o) };
	h->room = hrv_room(h->ring, memory);
	map_start(&h->sources, sizeof(struct clock), 0);
	map_start(&h->series, sizeof(struct series) + h->ring * sizeof(struct hrv_interval), 0);
}

void
hrv_free(struct hrv *h)
{
	map_free(&h->sources);
	map_free(&h->series);
}

/* The first end of a window behind `time`. */
static int64_t
end_after(const struct hrv *h, int64_t time)
{
	const int64_t rest = time % h->opts.step;

	return time - (rest < 0 ? rest + h->opts.step : rest) + h->opts.step;
}

/* The window [begin, end), or, at a source's end, [begin, end]. */
static void
report(struct hrv *h, struct recw *w, struct map_entry *e, int64_t begin, int64_t end, bool last)
{
	struct series *s = e->state;
	struct hrv_about about = {
		.source = e->source, .by = e->signal, .end = end, .length = end - begin, .correct = h->opts.correct
	};
	struct hrv_window v;
	size_t n = 0;

	while (s->n && s->ring[s->from].end < begin) {
		s->from = (s->from + 1) % h->ring;
		s->n--;
	}
	while (n < s->n && s->ring[(s->from + n) % h->ring].end < end + last)
		n++;
	about.lost = s->lost >= begin;
	v = hrv_window(s->ring, h->ring, s->from, n, begin, end, h->opts.correct, &h->room);
	hrv_report(w, &about, &v, &h->room);
	s->told = true;
	s->idle = s->n == 0;
}

/* Nothing of this series from before `now` can come any more. */
static void
advance(struct hrv *h, struct recw *w, struct map_entry *e, int64_t now)
{
	struct series *s = e->state;

	if (!h->opts.window)
		return;
	for (; s->begun && !s->idle && s->due <= now; s->due += h->opts.step)
		report(h, w, e, s->due - h->opts.window, s->due, false);
}

static void
advance_all(struct hrv *h, struct recw *w, struct str source, int64_t now)
{
	for (struct map_entry *e = map_source(&h->series, source); e; e = e->sibling)
		advance(h, w, e, now);
}

/* The windows of a series begin with the beat at `time`, or again after a silence. */
static void
schedule(struct hrv *h, struct series *s, const struct clock *c, int64_t time)
{
	if (!h->opts.window || (s->begun && !s->idle))
		return;
	s->due = end_after(h, time);
	while (s->due - h->opts.window < c->first)
		s->due += h->opts.step;
	s->begun = true;
	s->idle = false;
}

static void
store(struct hrv *h, struct series *s, const struct hrv_interval *i)
{
	if (s->n == h->ring) {
		s->lost = s->ring[s->from].end;
		s->from = (s->from + 1) % h->ring;
		s->n--;
	}
	s->ring[(s->from + s->n++) % h->ring] = *i;
}

/* The key rr in ms: moved by three decimals before it becomes a double, so that 0.563 is 563. */
static double
interval_of(const struct rec *r)
{
	const struct str rr = rec_key(r, STR("rr"));
	char text[64];
	double ms;

	if (!rr.n || rr.n > sizeof(text) - 2 || memchr(rr.p, 'e', rr.n) || memchr(rr.p, 'E', rr.n))
		return rr.n && num_get_f64(rr, &ms) ? ms * 1000 : NAN;
	memcpy(text, rr.p, rr.n);
	memcpy(text + rr.n, "e3", 2);
	return num_get_f64((struct str){ text, rr.n + 2 }, &ms) ? ms : NAN;
}

static void
take(struct hrv *h, struct series *s, const struct rec *r)
{
	const bool odd = !hrv_normal(r->u.beat.code.p, r->u.beat.code.n);
	struct hrv_interval i = { .end = r->time, .nn = interval_of(r) };

	if (!(i.nn > 0 && i.nn <= LONGEST)) {
		s->adjacent = false;
	} else {
		const int64_t off = s->beaten ? r->time - (int64_t)(i.nn * 1000) - s->last : INT64_MAX;
		const bool meets = off <= APART && off >= -APART;

		/* Where the beat before is not in the stream nobody knows its kind, unless a gap says why. */
		if (s->beaten && (meets ? s->odd : !s->broken))
			i.flags |= HRV_BEGIN_ODD;
		if (odd)
			i.flags |= HRV_END_ODD;
		if (meets && !s->broken && s->adjacent)
			i.flags |= HRV_JOINED;
		if (!(i.flags & (HRV_BEGIN_ODD | HRV_END_ODD)) && !rr_simple(&s->simple, i.nn))
			i.flags |= HRV_DROPPED;
		store(h, s, &i);
		s->adjacent = true;
	}
	s->odd = odd;
	s->last = r->time;
	s->beaten = true;
	s->broken = false;
}

static void
beat(struct hrv *h, struct recw *w, const struct clock *c, const struct rec *r)
{
	struct str by = rec_key(r, STR("by"));
	struct map_entry *e;
	struct series *s;
	bool fresh;

	by = by.n ? by : STR("-");
	by.n = by.n < REC_SIGNAL ? by.n : REC_SIGNAL;
	s = map_get(&h->series, r->source, by, &fresh);
	if (!s) {
		h->full = true;
		return;
	}
	if (fresh)
		s->lost = INT64_MIN;
	for (e = map_source(&h->series, r->source); e && e->state != s;)
		e = e->sibling;
	if (s->beaten && r->time < s->last) { /* the clock was set back: begin anew */
		memset(s, 0, sizeof(*s));
		s->lost = INT64_MIN;
	}
	if (e)
		advance(h, w, e, r->time);
	take(h, s, r);
	schedule(h, s, c, r->time);
}

static void
broken(struct hrv *h, const struct rec *r)
{
	for (struct map_entry *e = map_source(&h->series, r->source); e; e = e->sibling)
		if (str_is(r->signal, "-") || str_eq(r->signal, e->signal))
			((struct series *)e->state)->broken = true;
}

/* Returns the newest TIME that was written. */
static int64_t
over(struct hrv *h, struct recw *w, struct str source, const struct clock *c)
{
	int64_t newest = c->newest;

	for (struct map_entry *e = map_source(&h->series, source); e; e = e->sibling) {
		const struct series *s = e->state;

		advance(h, w, e, c->newest + LACKING);
		if (!s->told && c->newest > c->first)
			report(h, w, e, c->first, c->newest, true);
		if (h->opts.window && s->begun && s->due - h->opts.step > newest && !s->idle)
			newest = s->due - h->opts.step;
	}
	return newest;
}

static void
end(struct hrv *h, struct recw *w, const struct rec *r)
{
	const struct clock *c = map_find(&h->sources, r->source, STR("-"));
	int64_t newest = r->time;

	if (c && !str_is(r->u.end.status, "rotate")) {
		newest = over(h, w, r->source, c);
		map_drop(&h->series, r->source);
		map_drop(&h->sources, r->source);
	}
	if (newest <= r->time) {
		recw_pass(w, r);
		return;
	}
	recw_begin(w, "end", newest, r->source, STR("-")); /* has the newest TIME written */
	recw_word(w, r->u.end.status);
	recw_end(w);
}

static bool
is_gap(struct str code)
{
	return str_is(code, "gap") || str_is(code, "lead-off") || str_is(code, "finger-off") || str_is(code, "disconnect") ||
	       str_is(code, "clock-step");
}

void
hrv_tap(void *arg, struct recw *w, struct rec *r)
{
	struct hrv *h = arg;
	struct clock *c;
	bool fresh;

	if (r->type == REC_OTHER || r->type < REC_DEV || str_is(r->source, "-")) {
		recw_pass(w, r);
		return;
	}
	if (r->type == REC_END) {
		end(h, w, r);
		return;
	}
	c = map_get(&h->sources, r->source, STR("-"), &fresh);
	if (!c) {
		h->full = true;
		recw_pass(w, r);
		return;
	}
	if (fresh || r->time < c->first)
		c->first = r->time;
	if (fresh || r->time > c->newest)
		c->newest = r->time;
	if (r->type == REC_BEAT)
		beat(h, w, c, r);
	else
		advance_all(h, w, r->source, r->type == REC_TICK ? r->time : r->time - LATE);
	if (r->type == REC_EVENT && is_gap(r->u.event.code))
		broken(h, r);
	recw_pass(w, r);
}

void
hrv_finish(struct hrv *h, struct recw *w)
{
	void (*const tap)(void *, struct recw *, struct rec *) = w->tap;

	w->tap = NULL;
	for (struct map_entry *e = h->sources.first; e; e = e->next)
		(void)over(h, w, e->source, e->state);
	w->tap = tap;
	hrv_free(h);
	map_start(&h->sources, h->sources.size, 0);
	map_start(&h->series, h->series.size, 0);
}
