/* The newest good samples of one slot, oldest first. Grows when it must, to WINDOW_CAP; never by itself in an unbroken window. */
#ifndef IOMT_ALERT_WINDOW_H
#define IOMT_ALERT_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WINDOW_CAP = 65536 };

struct window_point {
	int64_t time;
	double value;
};

struct window {
	size_t from, n, cap; /* the points are point[from] to point[from + n - 1] */
	struct window_point *point;
};

/* Adds a point, *w is made when it is NULL. False when memory is out or WINDOW_CAP is reached: then the oldest gave way. */
bool window_add(struct window **w, int64_t time, double value);
void window_since(struct window *w, int64_t time);               /* drops what is older; w may be NULL, here and below */
void window_newest(struct window *w, size_t n);                  /* drops all but the newest n */
void window_shift(struct window *w, int64_t by);                 /* the clock was set */
const struct window_point *window_first(const struct window *w); /* n points in a row; NULL when there are none */
size_t window_count(const struct window *w);
void window_free(struct window *w);

/* The straight line through the points by least squares, in minutes from the newest of them. False with fewer than two times.
 * *rest: standard deviation of the residuals (n - 2; 0 for two points). */
bool window_fit(const struct window *w, double *slope, double *rest);

#endif
