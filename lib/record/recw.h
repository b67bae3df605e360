/* Writing records: begin, positional fields in order, keys, end. Bytes go straight into the writer's block.
 *
 *	recw_begin(&w, "num", time, source, STR("hr"));
 *	recw_sig(&w, 71.5, 12);
 *	recw_word(&w, STR("/min"));
 *	recw_key_word(&w, "by", STR("ecg:MLII"));
 *	recw_end(&w);
 *
 * A line never exceeds REC_LINE: text that would not fit is cut at a character and `cut=BYTES` (of the text as it was,
 * unescaped) is added. */
#ifndef IOMT_RECORD_RECW_H
#define IOMT_RECORD_RECW_H

#include "core/num.h"
#include "core/out.h"
#include "core/tm.h"
#include "record/rec.h"

struct recw {
	/* Where a finished record goes instead of to the output: what a tool writes can pass a selection first (select_tap). It writes, with
	 * the same recw, what is to stay; nothing else is counted. NULL: the output. */
	void (*tap)(void *arg, struct recw *w, struct rec *r);
	void *tap_arg;
	int64_t before;           /* `newest` as it was when the record was begun */
	struct out *out;
	char *start, *p;   /* the line that is being written */
	uint64_t cut;      /* bytes of text left out of it */
	uint64_t records;  /* written so far, comments and cmd not counted */
	uint64_t errors;   /* `err` records among them */
	int64_t newest;    /* newest TIME written, TM_NONE before the first */
};

void recw_start(struct recw *w, struct out *out);

void recw_begin(struct recw *w, const char *type, int64_t time, struct str source, struct str signal);
void recw_word(struct recw *w, struct str word);      /* a positional field that needs no escape; empty is "-" */
void recw_text(struct recw *w, struct str text);      /* a positional field of any bytes, escaped; "-" alone becomes \x2d, empty "-" */
void recw_int(struct recw *w, int64_t v);
void recw_uint(struct recw *w, uint64_t v);
void recw_dec(struct recw *w, int64_t mantissa, int decimals);
void recw_sig(struct recw *w, double v, int digits);  /* NaN is "-" */
void recw_shortest(struct recw *w, double v);
void recw_hex(struct recw *w, const uint8_t *b, size_t n); /* n ≤ REC_RAW; none is "-" */
void recw_samples(struct recw *w, const int32_t *s, size_t n); /* record/samples.h */

void recw_key_word(struct recw *w, const char *key, struct str word); /* left out when empty */
void recw_key_text(struct recw *w, const char *key, struct str text);
void recw_key_int(struct recw *w, const char *key, int64_t v);
void recw_key_dec(struct recw *w, const char *key, int64_t mantissa, int decimals);
void recw_key_sig(struct recw *w, const char *key, double v, int digits); /* left out when NaN */
void recw_key_time(struct recw *w, const char *key, int64_t us);
void recw_key_hex(struct recw *w, const char *key, const uint8_t *b, size_t n);
void recw_key_flags(struct recw *w, unsigned flags); /* left out when none */
void recw_end(struct recw *w);

/* A record that came is passed on as it came (its LF and CR included), by reference: see out_refer. */
void recw_pass(struct recw *w, const struct rec *r);

/* The two records that begin a stream; clock is "utc" or "rel"; args NULL leaves `cmd` out. */
/* times: key of a download whose times are the device's own; NULL: none. */
void recw_head_times(struct recw *w, int64_t time, const char *clock, const char *times, const char *args);
static inline void
recw_head(struct recw *w, int64_t time, const char *clock, const char *args)
{
	recw_head_times(w, time, clock, NULL, args);
}
void recw_cmd(struct recw *w, int64_t time, const char *args);

/* `end`: source "-" is the end of the stream. TIME is the newest written. */
void recw_close(struct recw *w, struct str source, const char *status);

/* `err` without a signal; hex may be empty; repeat 0 is left out. */
void recw_err(struct recw *w, int64_t time, struct str source, const char *code, uint64_t offset, uint64_t length, const uint8_t *bytes,
	size_t nbytes, const char *want, const char *got, uint64_t repeat);

#endif
