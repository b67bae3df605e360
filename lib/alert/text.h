/* Text put together in a caller's buffer of fixed size. What does not fit is left out at a character; it never overflows. */
#ifndef IOMT_ALERT_TEXT_H
#define IOMT_ALERT_TEXT_H

#include "core/str.h"

#include <stdbool.h>
#include <stdint.h>

struct text {
	char *p;
	size_t n, cap; /* bytes used, and room without the NUL; p[n] is always NUL */
	bool full;     /* something was left out */
};

void text_start(struct text *t, char *buf, size_t cap);
void text_put(struct text *t, struct str s);
void text_z(struct text *t, const char *z);
void text_number(struct text *t, double v); /* the fewest digits that read back */
void text_unsigned(struct text *t, uint64_t v);
void text_duration(struct text *t, int64_t us);            /* 1m30s */
void text_words(struct text *t, const char *const *parts); /* NULL-ended, joined without a blank */

#endif
