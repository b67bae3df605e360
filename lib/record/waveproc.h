/* Waves through a computation on doubles: what every tool that replaces waveforms needs (iomt-stream(5), the rules for filters).
 *
 * Counts less BASE go through the computation; what comes out is rounded to nearest, ties to even, with GAIN raised by 16 and
 * BASE 0. From the first input of more than 27 bits on a signal's GAIN is not raised; a count beyond int32 is U or L and the
 * line has the flag sat. E, L and U stay where they are: the computation is fed the last good value for up to 100 ms, after that
 * it begins anew with the next good sample, as it does after a gap, an INDEX that goes back, and a change of unit, rate, gain or
 * base. Lines keep their borders where they have up to SMP_BLOCK samples. */
#ifndef IOMT_RECORD_WAVEPROC_H
#define IOMT_RECORD_WAVEPROC_H

#include "core/map.h"
#include "record/pump.h"
#include "record/rec.h"

#include <stdbool.h>
#include <stddef.h>

enum { WAVEPROC_WHY = 160 };

struct waveproc_tool {
	size_t size; /* of `state`, for each signal */
	/* A signal has a new rate, in Hz. False when that cannot be, and in `why` (WAVEPROC_WHY bytes, NUL-ended) the reason. */
	bool (*start)(const void *arg, void *state, double fs, char *why);
	void (*reset)(const void *arg, void *state, double level); /* begin as if `level` had come for ever */
	void (*block)(const void *arg, void *state, double *x, size_t n);
};

struct waveproc {
	const struct waveproc_tool *tool;
	const void *arg;
	bool keep; /* the wave that came is passed on too, and ours has `filtered` in its instance */
	bool warned;
	struct map map;
};

/* size of tool->size may differ from run to run: it is known when the chain is. */
void waveproc_start(struct waveproc *w, const struct waveproc_tool *tool, const void *arg, bool keep);

/* A wave record; r->line is passed on with `keep` unless `edited` (its fields differ from its line). What cannot be processed
 * (malformed samples, a rate at which the tool cannot work) becomes an `err` record and makes p->status ST_DAMAGED. */
void waveproc_record(struct waveproc *w, struct pump *p, const struct rec *r, bool edited);

void waveproc_drop(struct waveproc *w, struct str source); /* its `end` */
void waveproc_free(struct waveproc *w);

/* The `err` record for a wave whose fields are no numbers; p->status becomes ST_DAMAGED. `what` names them. */
void waveproc_malformed(struct pump *p, const struct rec *r, const char *what);

#endif
