#include "beat/hrv_window.h"

#include <stdbool.h>
#include <string.h>

const char *const hrv_correct_name[HRV_CORRECTS] = { "simple", "lipponen", "none" };

enum { DOUBLES = 3 + RR_FIX_SCRATCH, BYTES = 3 };

/* Lipponen's method puts beats in. */
static size_t
room_for(size_t intervals)
{
	return intervals + intervals / 4 + 64;
}

size_t
hrv_room_size(size_t intervals)
{
	return sizeof(struct welch) + room_for(intervals) * (DOUBLES * sizeof(double) + BYTES);
}

struct hrv_room
hrv_room(size_t intervals, void *memory)
{
	struct hrv_room r = { .cap = room_for(intervals), .welch = memory };

	r.nn = (double *)(r.welch + 1);
	r.t = r.nn + r.cap;
	r.peaks = r.t + r.cap;
	r.scratch = r.peaks + r.cap;
	r.joined = (uint8_t *)(r.scratch + RR_FIX_SCRATCH * r.cap);
	r.touched = r.joined + r.cap;
	r.class = r.touched + r.cap;
	return r;
}

bool
hrv_normal(const char *code, size_t n)
{
	return n == 1 && memchr("NLRB?", code[0], 5);
}

/* Appends an interval that ends at `end` (ms from the window's beginning). */
static void
append(struct hrv_window *w, struct hrv_room *r, double nn, bool joined, double end, double *last_end)
{
	const size_t n = w->s.n++;

	/* Where intervals touch, times are sums of intervals: the clock of TIME, in whole microseconds, does not come in. */
	if (n == 0) {
		r->t[0] = 0;
		w->s.first = end / 1000;
	} else {
		r->t[n] = r->t[n - 1] + (joined || end - *last_end < nn ? nn : end - *last_end); /* ms, until all are there */
	}
	*last_end = end;
	r->nn[n] = nn;
	r->joined[n] = joined;
	w->seconds += nn / 1000;
}

static double
place(const struct hrv_interval *i, int64_t begin)
{
	return (double)(i->end - begin) / 1000;
}

static void
as_it_is(struct hrv_window *w, const struct hrv_interval *ring, size_t size, size_t from, int64_t begin, bool simple,
	struct hrv_room *r)
{
	const unsigned bad = HRV_BEGIN_ODD | HRV_END_ODD | (simple ? HRV_DROPPED : 0);
	bool before = false; /* the interval before this one was taken */
	double last = 0;

	for (size_t k = 0; k < w->intervals; k++) {
		const struct hrv_interval *i = &ring[(from + k) % size];
		const bool good = !(i->flags & bad);

		if (good)
			append(w, r, i->nn, before && (i->flags & HRV_JOINED), place(i, begin), &last);
		before = good;
	}
	w->corrected = w->intervals ? 100 * (double)(w->intervals - w->s.n) / (double)w->intervals : 0;
}

/* What rr_fix leaves of a stretch of beats; returns how many of them were corrected or are not normal. */
static size_t
stretch(struct hrv_window *w, struct hrv_room *r, size_t beats, double begin, double *last)
{
	const struct rr_fixed f = rr_fix(r->peaks, r->touched, beats, r->cap - w->s.n, r->class, r->scratch);
	size_t odd = f.changed;
	bool before = false;

	for (size_t k = 0; k < f.n; k++) {
		const bool good = r->touched[k] <= 1;

		odd += !good;
		if (k == 0)
			continue;
		if (good && r->touched[k - 1] <= 1 && r->peaks[k] > r->peaks[k - 1]) {
			append(w, r, r->peaks[k] - r->peaks[k - 1], before, begin + r->peaks[k], last);
			before = true;
		} else {
			before = false;
		}
	}
	return odd;
}

static void
lipponen(struct hrv_window *w, const struct hrv_interval *ring, size_t size, size_t from, int64_t begin, struct hrv_room *r)
{
	size_t all = 0, odd = 0, beats = 0;
	double start = 0, last = 0;

	for (size_t k = 0; k < w->intervals; k++) {
		const struct hrv_interval *i = &ring[(from + k) % size];

		if (!k || !(i->flags & HRV_JOINED)) {
			if (k)
				odd += stretch(w, r, beats, start, &last);
			start = place(i, begin) - i->nn;
			r->peaks[0] = 0;
			r->touched[0] = i->flags & HRV_BEGIN_ODD ? 2 : 0;
			beats = 1;
			all++;
		}
		r->peaks[beats] = r->peaks[beats - 1] + i->nn;
		r->touched[beats++] = i->flags & HRV_END_ODD ? 2 : 0;
		all++;
	}
	if (beats)
		odd += stretch(w, r, beats, start, &last);
	w->corrected = all ? 100 * (double)odd / (double)all : 0;
}

struct hrv_window
hrv_window(const struct hrv_interval *ring, size_t size, size_t from, size_t n, int64_t begin, int64_t end,
	enum hrv_correct correct, struct hrv_room *room)
{
	struct hrv_window w = { .s = { .nn = room->nn, .t = room->t, .joined = room->joined, .until = (double)(end - begin) / 1e6 },
		.intervals = n };

	if (correct == HRV_LIPPONEN)
		lipponen(&w, ring, size, from, begin, room);
	else
		as_it_is(&w, ring, size, from, begin, correct == HRV_SIMPLE, room);
	for (size_t i = 0; i < w.s.n; i++)
		room->t[i] /= 1000;
	return w;
}
