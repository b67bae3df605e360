/* A recording into a stream: what iomt-decode does with one operand that is a file of a known format. */
#ifndef IOMT_FORMAT_PLAY_H
#define IOMT_FORMAT_PLAY_H

#include "format/folder.h"
#include "format/format.h"
#include "record/pump.h"
#include "record/select.h"

enum { PLAY_ADDS = 16 }; /* annotation files at once */

struct play {
	/* set before the run, the rest 0 */
	const char *select;
	struct opt_position from, to;
	bool anonymous; /* of recordings only */
	/* internal */
	void (*tap)(void *arg, struct recw *w, struct rec *r); /* of the writer, off while a reader cuts by itself */
	struct pump *pump;
	struct select window; /* --from and --to of what is no recording: a tap of the pump's writer */
	const char *add[PLAY_ADDS];
	size_t nadds;
};

/* One more annotation file: the suffix of its name. -1: it is none, or there are PLAY_ADDS already. */
int play_add(struct play *p, const char *suffix);

/* Looks at from and to. False, and what is wrong in `why` (SELECT_WHY bytes, NUL-ended). */
bool play_window(struct play *p, char *why);

/* After pump_open (or, when nothing is written to the pump, without). */
void play_start(struct play *p, struct pump *pump);

/* What an operand is, by its first bytes. 0, or the negative error of a read. binary: bytes that are no records are not looked at
 * any further (-d). */
enum play_kind { PLAY_UNKNOWN, PLAY_STREAM, PLAY_FORMAT };
long play_probe(struct folder *folder, struct in *in, bool binary, enum play_kind *kind, const struct format **format);

/* Decodes the recording whose first bytes are in `in`; writes its records and `end SOURCE`. Says what is wrong. Returns an exit
 * status. */
int play_run(struct play *p, const struct format *f, struct folder *folder, struct in *in);

#endif
