/* Pulse rate from pulses: 60 k / (sum of the k valid intervals, in seconds, that lie within the last 10 s), k ≥ 2. Where the others
 * are even, an interval longer than 1.6 of their median is a pulse that did not arrive (an early beat that ejects little) or was
 * not found, and is left out. None when the newest pulse is older than 4 s, or when the intervals cover less than half of the
 * window: a rate is never held. */
#ifndef IOMT_BEAT_PULSERATE_H
#define IOMT_BEAT_PULSERATE_H

#include <stdint.h>

enum { PULSERATE_ROOM = 64 };              /* more intervals than lie in the window */
#define PULSERATE_WINDOW INT64_C(10000000) /* µs */
#define PULSERATE_SILENT INT64_C(4000000)

/* Zero it to begin. */
struct pulserate {
	struct pulserate_interval {
		int64_t end, length; /* µs */
	} interval[PULSERATE_ROOM];
	uint32_t count; /* so far */
	int64_t last;   /* time of the last pulse; valid when any */
	int any;
};

/* A pulse at `time` µs; rr: the interval that it ends, in µs, 0 when that is not valid. Times rise. */
void pulserate_beat(struct pulserate *r, int64_t time, int64_t rr);

/* Pulses a minute over `window` µs (≤ PULSERATE_WINDOW) before `at`, not before the last pulse; NaN when there is none. */
double pulserate_value(const struct pulserate *r, int64_t at, int64_t window);

#endif
