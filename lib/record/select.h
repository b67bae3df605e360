/* Which records of a stream are wanted: by type, source, signal and time. `iomt`, `cmd`, comments and `end -` are the pump's. */
#ifndef IOMT_RECORD_SELECT_H
#define IOMT_RECORD_SELECT_H

#include "core/map.h"
#include "core/opt.h"
#include "record/recw.h"

#include <stdbool.h>
#include <stdint.h>

enum { SELECT_WHY = 128 };

struct select {
	/* options; what is NULL or not given selects everything */
	const char *types;            /* "num,alert": dev, info, tick and end are kept too, so that the stream stays whole */
	const char *source;           /* patterns of SOURCE: "cms50*,bed-?" */
	const char *signal;           /* patterns as in -c; SIGNAL "-" always passes */
	struct opt_position from, to; /* from <= TIME < to, counted from the first TIME of each source unless absolute */
	/* state */
	struct map map; /* times of each source */
	bool any;
	int64_t first; /* the first TIME of the stream, for SOURCE "-" */
};

/* Looks at the options. False, and what is wrong in `why` (SELECT_WHY bytes, NUL-ended). */
bool select_start(struct select *s, char *why);

/* The types (bits 1 << enum rec_type) that it lets through without a look: for pump_tool's `passes`. 0 when anything is selected.
 */
uint32_t select_passes(const struct select *s);

enum select_answer { SELECT_DROP, SELECT_PASS, SELECT_CHANGED };

/* SELECT_CHANGED: r's fields are not those of its line any more: a wave that was cut (wavecut_write writes it), or the `end` of a
 * source, whose TIME is now that of the newest record that was let through (select_write). */
enum select_answer select_record(struct select *s, struct rec *r);
void select_write(struct recw *w, const struct rec *r);

/* A tap of recw (arg is the struct select): only what is wanted is written. */
void select_tap(void *arg, struct recw *w, struct rec *r);

void select_drop(struct select *s, struct str source);
void select_finish(struct select *s); /* forgets all sources */

#endif
