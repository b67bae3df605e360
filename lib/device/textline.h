/* Devices that print lines: where a line ends, and the words in it. No line has a checksum: its form is all that can be checked, so
 * a line is taken only when the whole of it has the form, and a line that does not end is never taken. */
#ifndef IOMT_DEVICE_TEXTLINE_H
#define IOMT_DEVICE_TEXTLINE_H

#include "device/emit.h"
#include "device/trace.h"

enum { TEXTLINE = 400 }; /* bytes of the longest line, its end included */

/* frame() of a line that begins with `form` (9: a digit, A: a letter, anything else itself) and of which whole() says, without CR
 * and LF, that it is one. Printable ASCII only. */
int textline_frame(const uint8_t *b, size_t n, const char *form, bool (*whole)(struct str line));
struct str textline_of(const uint8_t *b, size_t n);

/* Whether the text has the form at its beginning; and whether it stands anywhere in it. */
bool textline_form(struct str s, const char *form);
bool textline_holds(struct str s, const char *form);

/* The next word; p NULL at the end. */
struct str textline_word(struct str *rest);

/* "098", "00.55", "98%", "+-1" … dashes with or without a point or sign are no value. False when it is neither. */
struct textline_value {
	bool none;
	int64_t mantissa;
	int decimals;
};
bool textline_value(struct str s, struct textline_value *v);

/* Two digits at p. */
static inline int
textline_two(const char *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

/* µs since 1970 of a date and "HH:MM:SS" at clock; false when there is no such time. */
bool textline_time(int year, int month, int day, const char *clock, int64_t *us);

/* A value that must lie in 1..most: 0 is none (0 allowed where `zero`). */
void textline_num(struct dev_emit *e, unsigned num, struct textline_value v, int64_t most, bool zero, const char *want);

#endif
