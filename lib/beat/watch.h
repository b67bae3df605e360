/* The quality of one lead of a stream: `wave` records in; out come `num sqi`, and `ann noise`, `ann unreadable`, `ann level` of the
 * lead, each open until its `edge=end`.
 * `num sqi` has the agreement of two detectors (agree.h) as a key, bsqi, beside its value and never in it: where beats are few or
 * none, or like nothing known, a signal can be good all the same.
 *
 *	unreadable   no usable sample for 0.4 s (missing, beyond the measurable range, flagged off or sat), or no samples; what WFDB
 *	             and EC57 call a shutdown
 *	noise        sqi below 0.3 in two seconds running, until it is 0.5 or more in two
 *	level        the line has not moved by more than 10 µV (one count where the unit is not known) for 2 s. It says nothing about
 *	             quality: an asystole can look like this, and so can a cable that hangs free */
#ifndef IOMT_BEAT_WATCH_H
#define IOMT_BEAT_WATCH_H

#include "beat/quality.h"
#include "record/recw.h"

enum watch_state { WATCH_GOOD, WATCH_NOISY, WATCH_LOST };

/* Where and what a lead's records are. */
struct watch_sink {
	struct recw *w;
	struct str source, signal;
	struct str name; /* "sqi", with an instance where there are several; empty: no numbers */
	struct quality_scratch *scratch;
	const struct agree_times *found; /* what the detector found in this lead, for bsqi; NULL: not told */
};

/* The state that is told as an open `ann`. Zeroed: good. */
struct watch_mark {
	enum watch_state state;
	int64_t since;  /* TIME of its `ann` */
	int64_t newest; /* … of any */
};

/* From `time` on, or from the newest `ann` where that is later, the state is `to`. */
void watch_turn(struct watch_mark *m, const struct watch_sink *s, int64_t time, enum watch_state to);

/* Zeroed: nothing came yet. May be copied with =. */
struct watch {
	struct quality q;
	struct rate fs;
	char fs_text[44], unit[24], gain[32];
	bool open;
	int64_t next;  /* INDEX that should come */
	int64_t end;   /* TIME behind the last sample */
	int64_t due;   /* TIME of the next second's end */
	int64_t run;   /* unusable samples at the end of what came */
	int64_t since; /* TIME of the first of them */
	struct watch_mark mark;
	struct agree_times others; /* what the second detector found */
	int64_t began;             /* TIME of the first sample */
	int64_t level_since;
	bool level;
	int bad, good; /* seconds in a row */
};

/* A wave record and its n samples, of which those that are flagged are overwritten. */
void watch_wave(struct watch *q, const struct watch_sink *s, const struct rec *r, int32_t *x, size_t n);

/* Nothing has come for longer than a gap may be: the signal is lost from where it ended. */
void watch_silent(struct watch *q, const struct watch_sink *s);

#endif
