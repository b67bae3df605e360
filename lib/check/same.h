/* Do two streams hold the same records? `cmd` records and comments are looked over: they tell how a stream was made, not what it
 * says. */
#ifndef IOMT_CHECK_SAME_H
#define IOMT_CHECK_SAME_H

#include "check/answer.h"
#include "core/out.h"

enum {
	SAME_SHOWN = 10,              /* differences: reading ends there */
	SAME_LOOK = 512,              /* lines that are looked ahead for where the two agree again */
	SAME_BYTES = 4 * 1024 * 1024, /* …and bytes of them */
	SAME_AGREE = 3                /* lines that must be the same there, or all up to both ends */
};

extern const struct answer_form *const same_forms[];

/* Writes the differences, line by line: a line that only one of the two has is told as that, and both go on behind it. Returns
 * ST_OK, ST_NO, or that of an input that could not be read (said, and a fault of a). */
int same_files(struct answer *a, struct out *out, const char *const path[2]);

#endif
