/* Alerts of a stream against expected ones: edge by edge. */
#ifndef IOMT_CHECK_ALERTS_H
#define IOMT_CHECK_ALERTS_H

#include "check/answer.h"

struct alerts_opts {
	const char *ref; /* a stream */
	int64_t window;  /* µs */
	bool judge;      /* an edge that is late, missed or extra makes the answer "no" */
};

extern const struct answer_form *const alerts_forms[];

/* Edges of one (SOURCE, RULE) and kind (on; off or open) are paired in order of time: an expected edge takes the first edge of the
 * test that is not taken and not earlier than `window` before it. It is true when that is at most `window` behind it; late when it
 * is later but before the next expected edge of the other kind (for an `off`, of an `on`) or, behind the last, at all; else it is
 * missed. What is not taken is extra. Other edges (latched, ack, remind) are not compared. Returns ST_…. */
int alerts_run(struct answer *a, const struct alerts_opts *o, const char *const *file, size_t n);

#endif
