/* Variability of every series of beats in a stream, over windows: stands as a tap behind a tool's writer (recw.tap), so it sees
 * what the detector of the same run writes and what comes in, in the order of the output.
 *
 * A series is a source's `beat` records of one `by`. Windows end at whole multiples of the step in TIME and lie wholly behind the
 * source's first TIME; an interval belongs to the window in which it ends. Their figures are written when it is known that nothing
 * of the window can come any more: before the first beat, tick or other record (less 5 s) behind it, and at the source's end, where
 * up to 1 s may be lacking. A source that ends before its first window is full gets one window of what there is; so does every
 * source with a window of 0, the whole. A window without beats is written once, then none until beats come again.
 *
 * Memory: a ring of intervals a series, 5 for each second of the window, and one struct hrv_room for all. */
#ifndef IOMT_BEAT_HRV_H
#define IOMT_BEAT_HRV_H

#include "beat/hrv_report.h"
#include "beat/rr_simple.h"
#include "core/map.h"
#include "record/recw.h"

#define HRV_WINDOW_MOST  INT64_C(86400000000) /* µs: 24 h; and of a whole, as many intervals */
#define HRV_WINDOW_LEAST INT64_C(60000000)
#define HRV_STEP_LEAST   INT64_C(1000000)

enum { HRV_PER_SECOND = 5 };

struct hrv_opts {
	int64_t window; /* µs; 0: the whole of a source */
	int64_t step;   /* µs between windows' ends */
	enum hrv_correct correct;
};

struct hrv {
	struct hrv_opts opts;
	size_t ring; /* intervals a series keeps */
	struct hrv_room room;
	struct map sources; /* struct clock, under (SOURCE, "-") */
	struct map series;  /* under (SOURCE, by) */
	bool full;          /* memory or the cap ran out: series that came last are not analysed */
};

/* "5m", "5m,1m" (WINDOW, STEP; the step is the window when it is not given) or "all" into window and step; false when it is none,
 * or out of the limits above. */
bool hrv_parse(struct hrv_opts *o, struct str text);

/* Bytes of working memory; and the start. The memory stays the caller's and must last. */
size_t hrv_size(const struct hrv_opts *o);
void hrv_start(struct hrv *h, const struct hrv_opts *o, void *memory);

/* recw.tap: arg is a struct hrv. */
void hrv_tap(void *arg, struct recw *w, struct rec *r);

/* Every source is over. */
void hrv_finish(struct hrv *h, struct recw *w);
void hrv_free(struct hrv *h);

#endif
