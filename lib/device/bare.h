/* Bare bytes of one device (a file, --hex): time runs from 0 by the sample index. The caller writes the head (clock rel) and `end`.
 */
#ifndef IOMT_DEVICE_BARE_H
#define IOMT_DEVICE_BARE_H

#include "core/in.h"
#include "device/rawdec.h"

struct bare {
	struct dev_sink sink; /* bare_start() fills it; then set only, beep before the first push */
	struct dev_run run;
};

/* Writes the `dev` record. */
void bare_start(struct bare *b, struct recw *w, const struct device *d, struct str source);
void bare_start_as(struct bare *b, struct recw *w, const struct device *d, struct str source, const struct dev_options *o);
void bare_push(struct bare *b, const uint8_t *p, size_t n);

/* Reads to the end of input, flushing before a read that would wait. 0, or in_read()'s negative error (what came before is
 * decoded). */
long bare_read(struct bare *b, struct in *in);

/* The end: last records and `stat`. Returns the number of `err` records written in all (0: nothing was damaged). Frees. */
uint64_t bare_end(struct bare *b);

/* All of it as a source of a pump's output (pump_begin): the n bytes, then what is left of `in` (NULL: nothing). name: for SOURCE. 0,
 * or in_read()'s negative error; p->status becomes ST_DAMAGED where bytes did not decode. */
long bare_run(struct pump *p, const struct rawdec *how, const char *name, struct in *in, const uint8_t *bytes, size_t n);

/* --trace of the same: text instead of records. 0, or in_read()'s negative error; *status becomes ST_DAMAGED where decoding says so. */
long bare_trace(struct in *in, const uint8_t *bytes, size_t n, struct dev_trace *t, const struct device *d, int *status);
long bare_trace_as(struct in *in, const uint8_t *bytes, size_t n, struct dev_trace *t, const struct rawdec *how, int *status);

#endif
