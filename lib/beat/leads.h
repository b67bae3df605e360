/* The ECG leads of a stream, and which of them are analysed: the part of heart.h that is theirs.
 *
 *	a name     that lead (`MLII`, `ecg:MLII`)
 *	all        each by itself; its rate is hr:INSTANCE
 *	fuse best  a source's leads together (fuse.h); what comes out is by `ecg:fuse` or `ecg:best`, with index and fs of the first
 *	nothing    a source's first; when that has fallen silent, the next that comes */
#ifndef IOMT_BEAT_LEADS_H
#define IOMT_BEAT_LEADS_H

#include "beat/lead.h"
#include "core/map.h"

struct leads_opts {
	struct str signals; /* pattern: which waves are ECG */
	struct str lead;    /* see above */
	int64_t every;      /* µs between rates; 0: one a beat */
	bool provisional;   /* a rate with each first guess too */
};

struct leads {
	struct leads_opts opts;
	struct map leads; /* struct lead */
	struct map fuses; /* struct fuse, under (SOURCE, "-") */
};

void leads_start(struct leads *l, const struct leads_opts *opts);
void leads_free(struct leads *l);

bool leads_all(const struct leads *l);      /* each by itself */
bool leads_together(const struct leads *l); /* fuse or best */

/* What `by` says of a lead's beats. */
struct str leads_by(const struct leads *l, struct str signal);

/* Whether this wave is the lead (or one of the leads) to analyse. */
bool leads_wanted(struct leads *l, const struct rec *r);

/* Takes a wave in. sends: the device has a rate of its own. *got is not set, and false returned, when memory or the cap is out.
 * buf: room for SMP_LINE samples. */
bool leads_wave(struct leads *l, struct recw *w, const struct rec *r, bool sends, int32_t *buf, enum stretch_got *got);

/* What was found in this lead itself; NULL when there is no such lead. */
const struct agree_times *leads_found(struct leads *l, struct str source, struct str signal);

/* The time up to which all leads of a source have written what they had to. */
int64_t leads_settled(struct leads *l, struct str source);

/* Stream time of a source is `now`: ends the stretches from which nothing has come for long. ended: told of each, or NULL. */
void leads_advance(struct leads *l, struct recw *w, struct str source, bool sends, int64_t now,
	void (*ended)(void *arg, struct recw *w, struct str source, struct str signal), void *arg);

/* The source is over; leads_drop then forgets it. */
void leads_over(struct leads *l, struct recw *w, struct str source, bool sends);
void leads_drop(struct leads *l, struct str source);

#endif
