/* The push loop of every device: bytes in pieces of any size → frames → records. The pieces do not matter: whole or byte by byte
 * gives the same records (for bare bytes; with times of arrival, the same but for those).
 *
 * Where no frame begins it goes on one byte, counts, and when it is back in step writes one `err` record for the stretch: code
 * `checksum` when the stretch begins with a frame whose check is wrong, else `framing`; OFFSET and LENGTH in the stream's count;
 * the first RUN_HEX bytes as `hex`. Bytes before the first good frame of a line are `skipped` in `stat`: joining in mid-frame is no
 * damage; but an input without a single good frame is. At the end "more" becomes "bad" and the scan goes on; an unfinished frame
 * there is `truncated`, or, when a person ended the capture, `skipped`. */
#ifndef IOMT_DEVICE_RUN_H
#define IOMT_DEVICE_RUN_H

#include "device/emit.h"
#include "device/trace.h"

enum { RUN_HEX = 64 };

enum run_end {
	RUN_EOF,    /* an unfinished frame is damage */
	RUN_STOPPED /* somebody stopped reading: it is not */
};

struct dev_run {
	const struct device *dev;
	uint8_t buf[2 * DEV_FRAME];
	size_t n;        /* bytes in buf, not yet framed */
	uint64_t at;     /* offset of buf[0] */
	int64_t arrival; /* of the bytes pushed last */
	bool joined;     /* a good frame was seen since the line was opened */
	uint64_t bad_at, bad_n;
	const char *bad_code;
	uint8_t bad_hex[RUN_HEX];
	struct dev_trace *trace; /* not NULL: a person looks on */
	char dir;
	struct dev_options options;
	_Alignas(16) unsigned char state[DEV_STATE];
	struct dev_emit emit;
};

void run_start(struct dev_run *r, struct dev_sink *sink, const struct device *d, struct str source);
/* The same with options that dev_options_wrong() found right; NULL: none. */
void run_start_as(struct dev_run *r, struct dev_sink *sink, const struct device *d, struct str source, const struct dev_options *o);
/* After run_start: the frames go to t as well. dir: '<', or '>' for what the host said. */
void run_trace(struct dev_run *r, struct dev_trace *t, char dir);

/* What is pushed from here on came at `arrival`, in a read of `batch` bytes. Bare bytes never say so. */
void run_arrive(struct dev_run *r, int64_t arrival, uint64_t batch);
void run_push(struct dev_run *r, const uint8_t *b, size_t n);
void run_missing(struct dev_run *r, uint64_t bytes); /* the stream's own count says that so many bytes are missing here */

void run_said(struct dev_run *r, int64_t time, const uint8_t *b, size_t n); /* the host sent this */
uint64_t run_offset(const struct dev_run *r);                               /* of the next byte to push */

/* The line is closed: what is held becomes records. */
void run_drain(struct dev_run *r, enum run_end end);
void run_reopen(struct dev_run *r, enum run_end end); /* run_drain(), then a new line of the same device: offsets from 0 */
void run_finish(struct dev_run *r, enum run_end end); /* run_drain(), the last `stat` */

#endif
