/* The form of one line, as a writer of the stream puts it (iomt-stream(5), lexical rules). */
#ifndef IOMT_CHECK_FORM_H
#define IOMT_CHECK_FORM_H

#include "check/find.h"
#include "record/rec.h"

enum { FORM_SAMPLES = REC_LINE / 2 + 1 };

struct form {
	int32_t samples[FORM_SAMPLES];
	char again[FORM_SAMPLES * 12];
};

/* Says what is wrong with the form of a record. Returns the number of samples of a wave, -1 where they cannot be told. */
long form_check(struct form *m, struct find *f, const struct rec *r);

/* Length of the UTF-8 character at p (n > 0 bytes), 0 when there is none. */
size_t form_utf8(const char *p, size_t n);

#endif
