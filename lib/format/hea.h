/* The values inside a WFDB header's fields. Pure; slices point into the text. Each returns false where the text is not exactly one
 * such value. */
#ifndef IOMT_FORMAT_HEA_H
#define IOMT_FORMAT_HEA_H

#include "core/str.h"
#include "core/tm.h"

#include <stdbool.h>
#include <stdint.h>

/* Cuts `word` at the first `mark`: what follows goes to *rest; false when the mark is not there. */
bool hea_split(struct str *word, char mark, struct str *rest);

bool hea_integer(struct str s, int64_t low, int64_t high, int64_t *v);

/* A number as scanf takes it: 360, 360., .5, +3.6e2. */
bool hea_number(struct str s, double *v);

/* A frequency as the exact fraction of its decimal; 12 significant digits, 10^-3 … 10^9 Hz. */
bool hea_frequency(struct str s, struct rate *r);

bool hea_clock(struct str s, int64_t *us); /* HH:MM:SS[.fff], MM:SS or SS: µs since midnight */
bool hea_date(struct str s, int64_t *us);  /* DD/MM/YYYY: µs of its midnight since 1970 */

#endif
