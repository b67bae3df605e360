/* Rhythm in a stream: `beat` records of any origin go by, `ann` records are put beside them (rhythm.h has the definitions).
 *
 * SIGNAL of what it writes is `rr`, what rhythm is read from, so that a reference rhythm (SIGNAL -) is never taken for ours.
 *
 * A tap (record/recw.h): sees what a tool writes, in order, and the ticks that it lets pass. Each series of beats (SOURCE, `by`) is
 * judged by itself. That the signal is noisy or lost is read from the stream too: `ann noise` and `ann unreadable` of the series'
 * signal, `event lead-off`, `disconnect` and their ends. */
#ifndef IOMT_BEAT_RHYTHMTAP_H
#define IOMT_BEAT_RHYTHMTAP_H

#include "beat/rhythm.h"
#include "core/map.h"
#include "record/recw.h"

struct rhythmtap {
	struct map series; /* struct rhythm, under (SOURCE, by) */
	bool full;         /* memory or the cap ran out: series that came last are not judged */
	/* Where records go that came; NULL: to the writer. */
	void (*next)(void *arg, struct recw *w, struct rec *r);
	void *next_arg;
};

void rhythmtap_start(struct rhythmtap *t);
void rhythmtap_free(struct rhythmtap *t);

/* The tap: arg is a struct rhythmtap. */
void rhythmtap(void *arg, struct recw *w, struct rec *r);

/* Every source is over. */
void rhythmtap_finish(struct rhythmtap *t, struct recw *w);

/* The wave `by` is there from `time` on and its beats are going to come: from now on silence counts. */
void rhythmtap_begin(struct rhythmtap *t, struct str source, struct str by, int64_t time);

#endif
