/* Is a stream well-formed, in order and complete? */
#ifndef IOMT_CHECK_STREAM_H
#define IOMT_CHECK_STREAM_H

#include "check/find.h"
#include "check/form.h"
#include "core/map.h"
#include "record/rec.h"

extern const struct answer_form *const stream_forms[];

/* What is carried from line to line; from file to file where one ends with `rotate`. */
struct check_stream {
	struct map order;        /* (source, signal TYPE by) → newest TIME */
	struct map sources;      /* (source, "") → tick and newest TIME */
	struct map waves;        /* (source, signal) → INDEX */
	struct map alerts;       /* (source, signal RULE) → whether it is on */
	struct map raws;         /* (source, DIR ep) → OFFSET */
	bool begun, ended, full; /* in a stream; its `end -` was the last record; the maps are full: that was said */
	bool rotated;
	int64_t newest;
	struct find *find;
	struct form form;
	uint64_t records;
};

void check_stream_start(struct check_stream *c);

/* Reads a file to its end and says what it finds. Returns ST_OK, ST_NO, or ST_IO when the file could not be read (*error tells). */
int check_stream_file(struct check_stream *c, struct find *f, const char *path, long *error);

/* After the last file: a stream that ends with `rotate` has no next part. */
void check_stream_free(struct check_stream *c);

/* All of that for files in turn: text on out, cases and figures in a. Returns ST_…. */
int stream_run(struct answer *a, struct out *out, const char *const *file, size_t n, bool quiet);

#endif
