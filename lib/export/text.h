/* Text of a row on its way out: a buffer that grows to the longest line and is used again, and the escapes of the outputs. */
#ifndef IOMT_EXPORT_TEXT_H
#define IOMT_EXPORT_TEXT_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *p;
	size_t n, cap;
	bool failed; /* out of memory: what follows is left out */
};

bool text_room(struct text *t, size_t n); /* n more bytes can be put at t->p + t->n */
void text_add(struct text *t, struct str s);
void text_byte(struct text *t, char c);
void text_free(struct text *t);

/* A field of a record (escaped as there) as plain text of one line: escapes undone, every control character a blank, every byte
 * that is no UTF-8 U+FFFD. "-" alone is empty. */
void text_line(struct text *t, struct str field);

/* text_line into a buffer, cut at a character where it is too long, with a NUL. */
void text_keep(char *dst, size_t cap, struct str field);

/* Quotes t[from..] as RFC 4180 asks, if it asks. */
void text_quote(struct text *t, size_t from);

/* A field as a JSON string with its quotes: escapes undone, bytes that are no UTF-8 U+FFFD. */
void text_json(struct text *t, struct str field);

/* Whether s is a number by the grammar of JSON. */
bool text_is_number(struct str s);

/* Length of the UTF-8 character at p (n bytes follow), 0 when there is none (overlong, surrogate, cut). */
size_t text_utf8(const char *p, size_t n);

#endif
