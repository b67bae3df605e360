/* Do two streams hold the same records? `cmd` records and comments are looked over: they tell how a stream was made, not what it
 * says. */
#ifndef IOMT_CHECK_SAME_H
#define IOMT_CHECK_SAME_H

#include "core/out.h"

enum { SAME_SHOWN = 10 }; /* differences: reading ends there */

/* Writes the differences, line by line. Returns ST_OK, ST_NO, or ST_IO (*which: the file, *error: of its read). */
int same_files(struct out *out, const char *const path[2], int *which, long *error);

#endif
