/* The simple correction, streaming: marks intervals that are no intervals between normal beats. For variability only, never for
 * alerts. After M. Malik et al. (a change of over 20 % is no sinus beat), against the median of the last five accepted.
 *
 * Dropped: outside of 300-2000 ms, or more than 20 % from that median. Five dropped ones in a row, each within 300-2000 ms and
 * within 20 % of their own median, stay dropped and become the five: otherwise a true jump of the rate would lock it out for good.
 */
#ifndef IOMT_BEAT_RR_SIMPLE_H
#define IOMT_BEAT_RR_SIMPLE_H

#include <stdbool.h>

enum { RR_REFERENCE = 5 };

/* Zero it to begin. */
struct rr_simple {
	double accepted[RR_REFERENCE], dropped[RR_REFERENCE]; /* ms, the newest last */
	unsigned naccepted, ndropped;
};

bool rr_simple(struct rr_simple *s, double nn); /* the next interval, ms; false: dropped */

#endif
