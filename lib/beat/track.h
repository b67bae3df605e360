/* A stretch of one channel of a stream, as an analyser sees it: which lines continue it, what TIME an INDEX has, where samples are
 * missing. Part of stretch.h; knows nothing of beats. */
#ifndef IOMT_BEAT_TRACK_H
#define IOMT_BEAT_TRACK_H

#include "record/rec.h"

#include <stddef.h>

enum {
	TRACK_ANCHORS = 32, /* changes of a channel's clock that can lie within a detector's latency */
	TRACK_HOLES = 8,
	TRACK_HOLE_MS = 200 /* a shorter run of missing samples leaves an interval valid */
};

#define TRACK_GAP INT64_C(3000000) /* a longer gap, in µs, ends a stretch: the detector begins anew behind it */

/* Zeroed: nothing is known. May be copied with =. */
struct track {
	struct rate fs;
	char fs_text[44], unit[24], gain[32], base[32]; /* as in the lines, to see a change */
	int64_t first, next;                            /* INDEX of the stretch's sample 0, and of the line that should come */
	struct track_anchor {
		int64_t index, time; /* from this INDEX on, TIME is time + (INDEX - index) / fs */
	} anchor[TRACK_ANCHORS];
	unsigned anchors;
	struct track_hole {
		int64_t from, to; /* INDEX of missing samples, inclusive */
	} hole[TRACK_HOLES];
	unsigned holes;
	int64_t run; /* missing samples at the end of what came */
};

/* Zeroes, and begins with this wave. False when FS is no rate; the texts are kept even so. */
bool track_begin(struct track *t, const struct rec *r);

/* Whether rate, gain, base and unit are as they were. */
bool track_same(const struct track *t, const struct rec *r);

/* Whether a line continues the stretch: the same kind of samples, no long gap, and a clock that says so too. */
bool track_goes_on(const struct track *t, const struct rec *r);

/* The clock of a line: its first sample has this INDEX and TIME. */
void track_anchor(struct track *t, int64_t index, int64_t time);

/* n more samples, from INDEX next on. since: INDEX before which holes are of no more use. */
void track_take(struct track *t, const int32_t *x, size_t n, int64_t since);

int64_t track_time(const struct track *t, int64_t index); /* TIME of an INDEX: by the newest clock that was in force there */
int64_t track_index(const struct track *t, int64_t time); /* INDEX of the first sample at TIME or later, likewise */
int64_t track_end(const struct track *t);                 /* TIME behind the last sample */
bool track_holed(const struct track *t, int64_t from, int64_t to);

#endif
