/* Runs of ectopic beats and episodes of a rhythm, as ANSI/AAMI EC57:2012 compares them (run by run; by episode and by duration).
 * Lists are those of ec57.h; a rhythm annotation (28) has subtyp 1 where atrial fibrillation begins and 0 where another rhythm
 * does. */
#ifndef IOMT_CHECK_RUNS_H
#define IOMT_CHECK_RUNS_H

#include "check/ec57.h"

enum { RUNS_MAX = 6 /* this and longer */, RUNS_AF = 1 };

/* Counts [length on the one side][longest on the other, 0 to RUNS_MAX]; lengths are 1 to RUNS_MAX. */
struct runs {
	uint64_t se[RUNS_MAX + 1][RUNS_MAX + 1];  /* reference runs, and what the test has there */
	uint64_t ppv[RUNS_MAX + 1][RUNS_MAX + 1]; /* test runs, and what the reference has there */
};

struct runs_span {
	int64_t start, end; /* samples that count, inclusive */
	int64_t window;     /* before the first and behind the last beat of a run */
};

/* Adds the runs of beats of class c. A run is of beats in sequence without another, and without flutter or fibrillation, between;
 * it counts where it is whole within start … end. What the other side has there: its longest sequence of such beats from `window`
 * before the first to `window` after the last. */
void runs_compare(struct runs *sum, enum ec57_class c, const struct ec57_ann *ref, size_t nref, const struct ec57_ann *test,
	size_t ntest, const struct runs_span *span);

/* Runs of lengths from…to, and those of them that the other side has with at least `least` beats. */
struct runs_part {
	uint64_t n, found;
};
struct runs_part runs_sum(const uint64_t m[RUNS_MAX + 1][RUNS_MAX + 1], int from, int to, int least);

enum episode_kind { EPISODE_AF, EPISODE_VF, EPISODE_KINDS };

struct episodes {
	uint64_t ref, found;                    /* of the reference; those that the test overlaps */
	uint64_t test, right;                   /* of the test; those that the reference overlaps */
	int64_t ref_time, test_time, both_time; /* samples */
};

/* Adds the episodes of a kind. One that is not over at the end of its list lasts to span->end. */
void episodes_compare(struct episodes *sum, enum episode_kind kind, const struct ec57_ann *ref, size_t nref,
	const struct ec57_ann *test, size_t ntest, const struct runs_span *span);

#endif
