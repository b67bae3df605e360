/* The clock of live records: CLOCK_BOOTTIME (it counts suspended time and never jumps), anchored once to UTC. */
#ifndef IOMT_LINK_CLOCK_H
#define IOMT_LINK_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t anchor; /* UTC minus CLOCK_BOOTTIME at the start, µs */
	int64_t seen;   /* the same difference when it was last looked at */
};

enum { CLOCK_STEP = 50000 }; /* µs from one look to the next: more is a step, not the slewing of a time server */

void clock_start(struct clock *c);
int64_t clock_boot(void);                 /* CLOCK_BOOTTIME, µs: for deadlines */
int64_t clock_now(const struct clock *c); /* TIME of a record, µs since 1970 */

/* How far the wall clock was set since the last look, µs; 0 when it was not. To be called about once a second. */
int64_t clock_step(struct clock *c);

#endif
