/* Recorded times on today's clock: an absolute schedule, so that the waits do not add up to a drift. */
#ifndef IOMT_CAPTURE_PACE_H
#define IOMT_CAPTURE_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
	double speed; /* 0: no waiting */
	bool started;
	int64_t origin; /* TIME that belongs to `begun` */
	int64_t begun;  /* clock_boot */
	int64_t newest; /* TIME */
};

enum {
	PACE_BACK = 5000000, /* a TIME that goes back further (µs) is another recording: it begins at once */
	PACE_SLICE = 200     /* ms between looks at signals */
};

/* When (clock_boot) a record with this TIME is due; not later than now where speed is 0. */
int64_t pace_due(struct pace *p, int64_t time);

/* Sleeps until then; false when a signal came, or the descriptor `watch` (-1: none) says that its reader is gone. */
bool pace_wait(int64_t due, int watch);

#endif
