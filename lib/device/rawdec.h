/* Decoding a stream of `raw` records (iomt-capture's): the tool of iomt-decode's pump.
 *
 * One decoder a (SOURCE, DIR, ep), chosen by -d, else by the record's `dev`, else by the source's `dev` record. `raw` records are
 * consumed; everything else passes on. `dev` again is a reconnect; a jump of OFFSET is a gap; `end SOURCE` finishes the source.
 * Raw records whose decoder does not exist pass on, with one `event unsupported` a source. With `pick`, the records of a source that
 * nobody named wait until its bytes tell what it is (device/guess.h): at 256 bytes of it, 512, …, 64 KiB, at its end, or when the
 * lines that wait are 1 MiB. */
#ifndef IOMT_DEVICE_RAWDEC_H
#define IOMT_DEVICE_RAWDEC_H

#include "device/run.h"
#include "record/pump.h"

struct rawdec {
	/* set before the run, the rest 0 */
	const struct device *device; /* -d; NULL: as the records say */
	bool pick;                   /* -d auto: as the records say, and where they do not, by what was sent (device/guess.h) */
	struct dev_options options;  /* --fs, --board, --columns: in place of those of the records */
	struct str only;             /* -c, p NULL: everything */
	bool beep;                   /* -a beep */
	enum fit_mode time;          /* --time */
	bool zoned;                  /* --tz was given: */
	int64_t zone;                /* µs that the devices' own time is ahead of UTC */
	/* after the run */
	uint64_t errors;     /* `err` records written for bytes that did not decode: exit 3 */
	unsigned incomplete; /* downloads of which something is missing: exit 5 */
	char unknown[32];    /* a decoder that records asked for and that does not exist; "" when none */
	/* internal */
	bool started;
	struct dev_sink sink, host; /* of what devices said, and the host: only looked at */
	struct dev_trace *trace;
	struct map sources, runs, holds;
};

/* record() and finish(); arg is a struct rawdec. p->status becomes ST_DAMAGED where bytes did not decode. */
extern const struct pump_tool rawdec_tool;
void rawdec_stop(struct rawdec *d); /* frees */

/* Between its files: the head of a stream that is made to run from 0, a record of such a stream. */
bool rawdec_head(void *arg, struct pump *p, const struct rec *r);
void rawdec_pass(struct pump *p, const struct rec *r);
void rawdec_count(struct rawdec *d, struct pump *p); /* damage so far → the status */

/* --trace of the same streams, d as for the tool: text instead of records; the end of all input ends it. Returns the exit status that
 * decoding them has. Frees. */
int rawdec_trace(struct rawdec *d, struct recin *in, struct dev_trace *t);

#endif
