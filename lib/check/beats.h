/* Beats of streams against references, by EC57 (ec57.h): a row a (SOURCE, by), gross and average, and requirements over them. */
#ifndef IOMT_CHECK_BEATS_H
#define IOMT_CHECK_BEATS_H

#include "check/ec57.h"
#include "core/map.h"
#include "core/out.h"
#include "core/tm.h"

/* A reference being read. */
struct beats_ref {
	struct ec57_ann *ann; /* allocated */
	size_t n, room;
	double fs;       /* samples a second */
	int64_t samples; /* of the record; 0: not known */
};
bool beats_ref_add(void *ref, int64_t time, int code, int subtyp); /* false: out of memory */

struct check_beats {
	struct map tests; /* struct beats_test, under (SOURCE, by) */
	bool full;        /* out of memory */
	uint64_t rows;
	struct ec57 gross;
	double se, ppv; /* sums of the rows' */
	int64_t start;  /* µs; negative: 5:00 */
};

/* Fills in the reference of a source: 0, 1 when there is none for it (then, without beats, it is no row), or a negative error. */
typedef long (*beats_load)(void *arg, struct str source, struct beats_ref *ref);

void check_beats_start(struct check_beats *c);
void check_beats_free(struct check_beats *c);

/* Collects the beats of a file; `by=atr` is a reference and is looked over. Returns ST_…; a line on stderr told
 * of what could not be read. */
int check_beats_file(struct check_beats *c, const char *path);

/* Writes the table. Returns ST_OK, or ST_IO with *missing the source whose reference could not be had and *error why (1: there is
 * none). */
int check_beats_rows(struct check_beats *c, struct out *out, beats_load load, void *arg, struct str *missing, long *error);

/* A requirement such as `se>=99.5` over the table's figures: NULL, or what is wrong with it. */
const char *check_beats_require_ok(const char *text);

/* Writes `ok` or `not ok`, the requirement and the figure; true when it holds (a figure that does not exist holds nothing). */
bool check_beats_require(const struct check_beats *c, struct out *out, const char *text);

#endif
