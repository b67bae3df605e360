/* From the intervals of one window, as they came, to the series that is computed from. */
#ifndef IOMT_BEAT_HRV_WINDOW_H
#define IOMT_BEAT_HRV_WINDOW_H

#include "beat/hrv_series.h"
#include "beat/rr_fix.h"

enum {
	HRV_JOINED = 1,    /* begins where the interval before it ends */
	HRV_BEGIN_ODD = 2, /* the beat that it begins with is none of the sinus node, by its code */
	HRV_END_ODD = 4,   /* nor is the one that it ends with */
	HRV_DROPPED = 8    /* by rr_simple */
};

struct hrv_interval {
	int64_t end; /* µs */
	double nn;   /* ms */
	uint8_t flags;
};

/* Room for the work on windows of up to `cap` intervals; one for all sources. */
struct hrv_room {
	size_t cap;
	double *nn, *t, *peaks, *scratch; /* scratch: RR_FIX_SCRATCH × cap, which is the most that anything here needs */
	uint8_t *joined, *touched, *class;
	struct welch *welch;
};

/* Bytes for windows of `intervals`, and how they are shared out; memory aligned as malloc does. */
size_t hrv_room_size(size_t intervals);
struct hrv_room hrv_room(size_t intervals, void *memory);

enum hrv_correct { HRV_SIMPLE, HRV_LIPPONEN, HRV_UNCORRECTED, HRV_CORRECTS };
extern const char *const hrv_correct_name[HRV_CORRECTS]; /* simple lipponen none */

struct hrv_window {
	struct hrv_series s;
	size_t intervals; /* in the window, as they came */
	double corrected; /* % of them: not between normal beats, dropped, or (Lipponen) % of beats moved, put in, taken out */
	double seconds;   /* Σ NN */
};

/* The window [begin, end), of n intervals that end in it: number `from` and those behind it in a ring of `size`. The
 * series lies in `room`. Holes count in t with their true length. */
struct hrv_window hrv_window(const struct hrv_interval *ring, size_t size, size_t from, size_t n, int64_t begin, int64_t end,
	enum hrv_correct correct, struct hrv_room *room);

/* Letters of beats that begin in the sinus node and are conducted: N L R B, and ? (unclassified) of a detector. */
bool hrv_normal(const char *code, size_t n);

#endif
