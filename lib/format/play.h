/* A recording into a stream: what iomt-decode does with one operand that is a file of a known format. */
#ifndef IOMT_FORMAT_PLAY_H
#define IOMT_FORMAT_PLAY_H

#include "core/map.h"
#include "format/folder.h"
#include "format/format.h"
#include "record/pump.h"

struct play {
	/* set before the run, the rest 0 */
	const char *select;
	struct opt_position from, to;
	const char *const *annotators;
	size_t nannotators;
	/* internal */
	struct pump *pump;
	struct map names; /* SOURCEs of this run */
};

void play_start(struct play *p, struct pump *pump);

/* Decodes the recording whose first bytes are in `in`; writes its records and `end SOURCE`. Says what is wrong. Returns an exit
 * status. */
int play_run(struct play *p, const struct format *f, struct folder *folder, struct in *in);

/* The name for a source of this run: the second of a name gets @2. source holds REC_SOURCE + 1. */
void play_name(struct play *p, char *source);
void play_stop(struct play *p);

#endif
