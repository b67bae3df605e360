/* Parts of `wave` records: their samples in pieces, lines written anew, lines cut to a time. */
#ifndef IOMT_RECORD_WAVECUT_H
#define IOMT_RECORD_WAVECUT_H

#include "core/tm.h"
#include "record/rec.h"
#include "record/recw.h"
#include "record/samples.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The next SMP_BLOCK samples off the front of the text, or what there is. Their number, 0 at the end, -1 malformed. */
long wavecut_next(struct str *rest, int32_t *dst);

/* Whether all of a SAMPLES field is well formed: lines of over SMP_BLOCK samples are looked through before the first is used. */
bool wavecut_ok(struct str samples);

/* The rate, if it is well formed and it and INDEX are such that no time or index of the line overflows. */
bool wavecut_clock(const struct rec *r, struct rate *rate);

/* Writes the n samples s, of which the first is number `at` of the record, with the record's other fields and keys, in lines that
 * are not over REC_LINE. sat: the flag is added. */
void wavecut_put(struct recw *w, const struct rec *r, struct str signal, struct str gain, struct str base, struct rate rate,
	int64_t at, const int32_t *s, size_t n, bool sat);

/* Cuts a wave record to from <= TIME of the sample < to (TM_NONE: no limit): TIME, INDEX and SAMPLES are changed, not the line. A
 * rate that is not well formed is left for others to complain about: such a record is taken by its TIME. */
enum wavecut { WAVECUT_NONE, WAVECUT_PART, WAVECUT_WHOLE };
enum wavecut wavecut_part(struct rec *r, int64_t from, int64_t to);

/* Writes a record whose fields were changed. False, and nothing written, when it is malformed. */
bool wavecut_write(struct recw *w, const struct rec *r);

#endif
