/* Short texts put together from pieces, for events and infos of decoders, in the caller's buffer. */
#ifndef IOMT_DEVICE_WORDS_H
#define IOMT_DEVICE_WORDS_H

#include "core/str.h"

#include <stdint.h>

/* Joins words (NULL-ended) into dst; what does not fit is cut. No NUL is written. */
static inline struct str
words_join(char *dst, size_t cap, const char *const *words)
{
	size_t n = 0;
	for (; *words != NULL; words++)
		for (const char *w = *words; *w != '\0' && n < cap; w++)
			dst[n++] = *w;
	return (struct str){ dst, n };
}

struct words_small {
	char z[12];
};

/* A number as a C string, by value: words_number(7).z */
static inline struct words_small
words_number(uint32_t v)
{
	struct words_small s = { { 0 } };
	size_t n = 1;
	for (uint32_t rest = v; rest >= 10; rest /= 10)
		n++;
	do {
		s.z[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	return s;
}

static inline struct words_small
words_hex(uint8_t v)
{
	static const char digits[] = "0123456789abcdef";
	return (struct words_small){ { digits[v >> 4], digits[v & 15] } };
}

#endif
