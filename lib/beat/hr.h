/* Heart rate from beats: 60 k / (sum of the last k ≤ 8 valid intervals, in seconds, that end within the last 12 s), k ≥ 2; none
 * when the last beat is older than 4 s. Never held: a held rate would hide an asystole. */
#ifndef IOMT_BEAT_HR_H
#define IOMT_BEAT_HR_H

#include <stdbool.h>
#include <stdint.h>

enum { HR_INTERVALS = 8, HR_LEAST = 2 };
#define HR_WINDOW INT64_C(12000000) /* µs */
#define HR_SILENT INT64_C(4000000)

/* Zero it to begin. */
struct hr {
	struct hr_interval {
		int64_t end, length; /* µs */
	} interval[HR_INTERVALS];
	unsigned count; /* intervals so far */
	int64_t last;   /* time of the last beat */
	bool any;
};

/* A beat at `time` µs; rr: the interval that it ends, in µs, 0 when that is not valid. Times do not go back. */
void hr_beat(struct hr *h, int64_t time, int64_t rr);

/* Beats a minute at time `at`, not before the last beat; NaN when there is none. */
double hr_value(const struct hr *h, int64_t at);

#endif
