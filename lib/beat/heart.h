/* The whole of a heart's monitor over a stream: which lead of which source is analysed, what passes on, when ticks may pass.
 * The command iomt-hr is a table of options in front of this. */
#ifndef IOMT_BEAT_HEART_H
#define IOMT_BEAT_HEART_H

#include "beat/leads.h"
#include "beat/pulses.h"
#include "beat/rhythmtap.h"
#include "beat/watch.h"
#include "core/map.h"

enum {
	HEART_TICKS = 16,     /* ticks of one source that wait for the detector */
	HEART_TICK_TEXT = 120 /* a longer tick line is written anew without the keys that nobody knows */
};

struct heart_opts {
	struct leads_opts leads;
	struct str pulse;                /* pattern: which waves are pulse waves; empty: none */
	bool keep;                       /* pass analysed waves on */
	bool sqi;                        /* write num sqi */
	struct quality_scratch *quality; /* NULL: quality is not judged; the caller's */
	struct rhythmtap *rhythm;        /* NULL: no rhythm; else told of each lead that is analysed */
};

struct heart {
	struct heart_opts opts;
	struct map sources; /* struct heart_source, under (SOURCE, "-") */
	struct leads leads;
	struct map watches; /* struct watch, the same; with opts.quality */
	struct pulses pulses;
	int32_t *buf; /* SMP_LINE samples; the caller's */
	bool full;    /* memory or the cap ran out: leads that came last are not analysed */
	bool damaged; /* some wave was malformed; an `err` was written */
	bool refused; /* some lead had a rate that is not served; an `event` was written */
};

/* buf: room for SMP_LINE samples, kept by the caller. */
void heart_start(struct heart *h, const struct heart_opts *opts, int32_t *buf);

/* A record of the stream: passes it on or takes it in; writes what has become known. */
void heart_record(struct heart *h, struct recw *w, const struct rec *r);

/* Every source is over. */
void heart_finish(struct heart *h, struct recw *w);

void heart_free(struct heart *h);

#endif
