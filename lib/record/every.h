/* Thinning: of each (SOURCE, SIGNAL, `by`) the last `num` of every interval. Intervals are whole multiples of their length in TIME
 * (every minute on the minute), so that cutting a stream does not move them. A value leaves when its interval is known to be over:
 * by a later value, a tick, or the end; ticks that come earlier are held back, the newest standing for them. */
#ifndef IOMT_RECORD_EVERY_H
#define IOMT_RECORD_EVERY_H

#include "core/map.h"
#include "record/recw.h"

struct every {
	int64_t us; /* > 0 */
	struct map map;
};

/* interval: seconds (30, 0.5) or a duration with its unit (1m30s). False when it is neither, or not above 0. */
bool every_start(struct every *e, struct str interval);

/* Takes a record and may write others; true when it was kept back (or is of no more use), false when the caller passes it on. */
bool every_record(struct every *e, struct recw *w, const struct rec *r);

void every_drop(struct every *e, struct recw *w, struct str source); /* the source is over: its last values are written */
void every_finish(struct every *e, struct recw *w);                  /* all of them are */
void every_free(struct every *e);

#endif
