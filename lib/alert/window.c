#include "alert/window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool
grow(struct window *w)
{
	size_t cap = w->cap ? 2 * w->cap : 16;
	struct window_point *p;

	if (w->from >= w->cap / 2 + (w->cap == 0)) { /* at least half of it is free in front */
		memmove(w->point, w->point + w->from, w->n * sizeof(*w->point));
		w->from = 0;
		return true;
	}
	if (cap > 2 * WINDOW_CAP)
		return false;
	p = realloc(w->point, cap * sizeof(*p));
	if (!p)
		return false;
	w->point = p;
	w->cap = cap;
	return true;
}

bool
window_add(struct window **pw, int64_t time, double value)
{
	struct window *w = *pw;
	bool ok = true;

	if (!w)
		w = *pw = calloc(1, sizeof(*w));
	if (!w)
		return false;
	if (w->n == WINDOW_CAP) {
		window_newest(w, WINDOW_CAP - 1);
		ok = false;
	}
	if (w->from + w->n == w->cap && !grow(w)) {
		if (!w->n)
			return false;
		memmove(w->point, w->point + w->from + 1, (w->n - 1) * sizeof(*w->point));
		w->from = 0;
		w->n--;
		ok = false;
	}
	w->point[w->from + w->n++] = (struct window_point){ time, value };
	return ok;
}

void
window_newest(struct window *w, size_t n)
{
	if (w && w->n > n) {
		w->from += w->n - n;
		w->n = n;
	}
}

void
window_since(struct window *w, int64_t time)
{
	while (w && w->n && w->point[w->from].time < time) {
		w->from++;
		w->n--;
	}
}

void
window_shift(struct window *w, int64_t by)
{
	for (size_t i = 0; w && i < w->n; i++)
		w->point[w->from + i].time += by;
}

const struct window_point *
window_first(const struct window *w)
{
	return w && w->n ? w->point + w->from : NULL;
}

size_t
window_count(const struct window *w)
{
	return w ? w->n : 0;
}

void
window_free(struct window *w)
{
	if (w)
		free(w->point);
	free(w);
}

bool
window_fit(const struct window *w, double *slope, double *rest)
{
	const struct window_point *p = window_first(w);
	size_t n = window_count(w);
	double mt = 0, mv = 0, tt = 0, tv = 0, ss = 0;

	if (!n)
		return false;
	for (size_t i = 0; i < n; i++) {
		mt += (double)(p[i].time - p[n - 1].time) / 6e7;
		mv += p[i].value;
	}
	mt /= (double)n;
	mv /= (double)n;
	for (size_t i = 0; i < n; i++) {
		double t = (double)(p[i].time - p[n - 1].time) / 6e7 - mt;

		tt += t * t;
		tv += t * (p[i].value - mv);
	}
	if (!(tt > 0))
		return false;
	*slope = tv / tt;
	for (size_t i = 0; i < n; i++) {
		double d = p[i].value - mv - *slope * ((double)(p[i].time - p[n - 1].time) / 6e7 - mt);

		ss += d * d;
	}
	*rest = n > 2 ? sqrt(ss / (double)(n - 2)) : 0;
	return true;
}
