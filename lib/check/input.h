/* What a check reads: streams, or annotation files of WFDB, told apart by their first bytes. */
#ifndef IOMT_CHECK_INPUT_H
#define IOMT_CHECK_INPUT_H

#include "check/answer.h"
#include "core/map.h"
#include "format/annot_list.h"
#include "record/pump.h"

const char *input_name(const char *path); /* "-" is "standard input" */

/* Reads the records of a stream one by one. What could not be read is told on stderr and is a fault case of a. Returns ST_…. */
int input_stream(struct answer *a, const char *path, bool (*record)(void *arg, const struct rec *r), void *arg);

/* The same for an input that is open: it is taken over. */
int input_records(struct answer *a, struct in *in, const char *path, bool (*record)(void *arg, const struct rec *r), void *arg);

/* Reads the beats and annotations of a stream or an annotation file into a map of struct annot_list under (SOURCE, by); those of a
 * file NAME.EXT are of (NAME, EXT) and marked `file`. Records without `by` are of their SIGNAL. A source is there, as (SOURCE, -),
 * even where it has neither. */
struct input_marks {
	struct map lists;
};
void input_marks_start(struct input_marks *m);
void input_marks_free(struct input_marks *m);
int input_marks_read(struct answer *a, struct input_marks *m, const char *path);

/* A fault: the case, and the line on stderr. */
void input_fault(struct answer *a, const char *path, const char *why);

#endif
