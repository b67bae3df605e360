/* The EDF reader's parts: data records and their times (edf_read.c), signals (edf_signal.c), annotations in time order (edf_mark.c), what
 * the header says beside the numbers (edf_describe.c), and the merge of all (edf.c). */
#ifndef IOMT_FORMAT_EDF_H
#define IOMT_FORMAT_EDF_H

#include "format/edf_header.h"
#include "format/edf_tal.h"
#include "format/format.h"
#include "record/samples.h"

enum {
	EDF_READ = 64 * 1024,         /* bytes read at once, beside what blocks need */
	EDF_WINDOW = 8 * 1024 * 1024, /* bytes that are read ahead for annotations at the most */
	EDF_PREFIX = 384,             /* the fields of a `wave` line from SOURCE to BASE, with their TABs */
	EDF_MARKS = 65536,            /* annotations that wait for their time at the most */
	EDF_TEXTS = 4 * 1024 * 1024,  /* and bytes of them */
	EDF_TICKS = 86400             /* ticks that a gap brings at the most: a day */
};

/* Records leave in the order of their times, so an annotation must be known when its time comes. Recorders store one when it is over: it
 * may stand up to so much later in the file. */
#define EDF_AHEAD (5 * TM_S)

/* A data record in the window. */
struct edf_record {
	int64_t start_ns;
	int64_t gap_ns; /* before it; 0: it goes on from the record before */
	bool skip;      /* it begins before the end of the one before it: its samples are not written */
	int64_t bytes;  /* of it that are there */
};

struct edf_channel {
	const struct edf_signal *head;
	char signal[REC_SIGNAL + 1];
	char prefix[EDF_PREFIX];
	size_t nprefix;
	struct rate rate;
	int block;
	bool readable; /* it has a rate */
	bool wanted;   /* by -c */
	bool over;     /* no more samples, or --to */
	bool begun;
	int64_t record, pos; /* of the next sample: its data record, its place in it */
	int64_t next;        /* its INDEX */
	int64_t next_time;   /* its TIME */
	int64_t lost;        /* samples missing before it that were not told yet */
	bool lost_about;     /* their number is no whole one */
	int64_t i0, t0;      /* INDEX and TIME of the first sample behind the last gap */
};

struct edf_mark {
	int64_t time;
	uint64_t order; /* of one time: as they stand in the file */
	size_t at, n;   /* text, in texts */
	size_t nduration;
	int channel; /* −1: about the recording */
};

struct edf {
	char *text, *parts; /* header: the recording's, the signals' */
	struct edf_head head;
	struct edf_channel *channel;
	int64_t from, to; /* TIME; INT64_MIN and INT64_MAX where not given */
	int64_t tick;     /* the next second */
	bool goes_on;     /* it was --to that ended a channel */

	/* the window: bytes of the file from data record `base` on */
	uint8_t *buf;
	size_t cap, bytes;
	int64_t base, known; /* first record in buf; first that was not looked at */
	struct edf_record *record;
	int64_t nrecords; /* room: record r is record[r % nrecords] */
	uint64_t read;    /* bytes of the file that came */
	bool eof, over;   /* no more bytes; no more records */
	long error;
	int64_t end_ns;              /* of the last record whose samples are written */
	int64_t line_ns, line_first; /* start and number of the first record behind the last gap */
	bool timed;                  /* a record was seen */
	int64_t fastest;             /* samples a record of the fastest signal */
	uint64_t untimed;            /* records of EDF+ without a time, beyond the first */

	/* annotations that wait */
	struct edf_mark *mark; /* a heap */
	size_t nmarks;
	char *texts, *spare; /* two halves of EDF_TEXTS: one is swept into the other */
	size_t ntexts;
	uint64_t order;
	int64_t last_mark; /* TIME of the annotation written last */
	uint64_t lost;     /* annotations that there was no room for */
};

/* edf_read.c */
bool edf_window_open(struct edf *r, struct fmt_env *env);
void edf_window_close(struct edf *r);

/* Reads on until record number `upto` is known, or there is none (false), or the window is full (false). */
bool edf_fill(struct edf *r, struct fmt_env *env, int64_t upto);

/* Reads on until a record that begins at `time` or later is known, or the window is full, or there are no more. */
void edf_ahead(struct edf *r, struct fmt_env *env, int64_t time);
int64_t edf_newest(const struct edf *r); /* TIME at which the newest known record begins; INT64_MIN before the first */

/* What is wrong with the file, once it was read to its end. */
void edf_check(struct edf *r, struct fmt_env *env);

/* An `err` record about bytes of the file. want, got: NULL or words. */
void edf_err(struct fmt_env *env, const char *signal, const char *code, uint64_t offset, uint64_t length, const char *want,
	const char *got);
const char *edf_digits(char *text, int64_t v);   /* text holds 24 */
const char *edf_seconds(char *text, int64_t ns); /* likewise */
int64_t edf_us(int64_t ns);
uint64_t edf_offset(const struct edf *r, int64_t record);

/* edf_signal.c */
void edf_channel_ready(struct edf *r, struct fmt_env *env, struct edf_channel *c);

/* Finds the sample that comes next; tells a gap before it. At the end of all the channel is over. */
void edf_channel_settle(struct edf *r, struct fmt_env *env, struct edf_channel *c);

/* Writes the next line of the channel and moves it on. */
void edf_channel_block(struct edf *r, struct fmt_env *env, struct edf_channel *c);

/* edf_mark.c */
bool edf_marks_open(struct edf *r);
void edf_marks_close(struct edf *r);
void edf_mark_add(struct edf *r, struct fmt_env *env, const struct edf_tal *tal, struct str text, int64_t record);
const struct edf_mark *edf_mark_next(const struct edf *r); /* NULL: none waits */
void edf_mark_write(struct edf *r, struct fmt_env *env);   /* the next one */

/* edf_describe.c */
void edf_describe(struct edf *r, struct fmt_env *env); /* dev, info, and what of the header is wrong */

#endif
