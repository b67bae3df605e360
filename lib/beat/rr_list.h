/* A bare list of intervals, one number a line, as `beat` records (CODE N, by=list). Blank lines and what follows a # are skipped.
 *
 * The list begins with a beat at TIME 0; each interval adds one at the sum so far. A line that is no interval (no number, or none
 * of 50 ms … 60 s: the wrong unit?) is an `err` and a gap: what follows is not joined to what was before. */
#ifndef IOMT_BEAT_RR_LIST_H
#define IOMT_BEAT_RR_LIST_H

#include "core/in.h"
#include "record/pump.h"

enum { RR_LIST_DECIMALS = 18 };

struct rr_list {
	bool seconds; /* the unit: s, or ms */
	uint64_t taken, bad;
	char first_bad[40]; /* the first line that was none, for a message; and its number */
	uint64_t first_line, lines;
	double at; /* ms: the sum so far */
	bool open; /* the beat at the list's beginning was written */
};

/* Everything of an open input, as records of `source`; flushes before reads that would wait. 0, or the error of a read. */
long rr_list_read(struct rr_list *r, struct in *in, struct recw *w, struct str source);

/* The same as a source of its own of a pump: named after the file, begun and ended; bad lines make the status ST_DAMAGED. */
long rr_list_play(struct rr_list *r, const char *name, struct in *in, struct pump *p);

#endif
