/* Beats against a reference, by EC57 (ec57.h, runs.h): a row a (SOURCE, by), gross and average. */
#ifndef IOMT_CHECK_BEATS_H
#define IOMT_CHECK_BEATS_H

#include "check/answer.h"
#include "check/ec57.h"
#include "check/input.h"
#include "check/runs.h"

struct beats_opts {
	const char *ref;            /* a file, a folder, or NULL: the reference is in the tests */
	const char *by, *ref_by;    /* patterns of `by`; NULL: see beats_run */
	int64_t start, end, window; /* µs; negative: 5:00, the end of the record, 150 ms */
};

extern const struct answer_form *const beats_forms[]; /* beats, matrix, runs, episodes */

/* Reads and compares. Tests are what has beats in the files, but for what looks like a reference in a stream: `by=atr`, SOURCE
 * truth. A reference is looked for under the same SOURCE, then, where both sides have one only, under any. Fills in the tables.
 * Returns ST_…. */
int beats_run(struct answer *a, const struct beats_opts *o, const char *const *file, size_t n);

/* The parts of the table (beats_rows.c). */
struct beats_sum {
	struct ec57 ec57;
	struct runs runs[2];                     /* of V, of S */
	struct episodes episodes[EPISODE_KINDS]; /* times in µs */
};
struct beats_average {
	double sum[2][ANSWER_COLUMNS]; /* of beats, of episodes */
	uint64_t n[2][ANSWER_COLUMNS];
};
void beats_add(struct beats_sum *sum, const struct beats_sum *one);
void beats_row(struct answer *a, struct str record, struct str by, const struct beats_sum *s, struct beats_average *average);
void beats_total(struct answer *a, const struct beats_sum *gross, const struct beats_average *average);

#endif
