#include "export/text.h"

#include "record/rec.h"

#include <stdlib.h>

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

bool
text_room(struct text *t, size_t n)
{
	if (t->cap - t->n >= n)
		return true;
	size_t cap = t->cap ? t->cap : 4096;
	while (cap - t->n < n)
		cap *= 2;
	char *p = realloc(t->p, cap);
	if (!p) {
		t->failed = true;
		return false;
	}
	t->p = p;
	t->cap = cap;
	return true;
}

void
text_add(struct text *t, struct str s)
{
	if (s.n == 0 || !text_room(t, s.n))
		return;
	memcpy(t->p + t->n, s.p, s.n);
	t->n += s.n;
}

void
text_byte(struct text *t, char c)
{
	if (text_room(t, 1))
		t->p[t->n++] = c;
}

void
text_free(struct text *t)
{
	free(t->p);
	*t = (struct text){ 0 };
}

size_t
text_utf8(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	if (n == 0)
		return 0;
	if (u[0] < 0x80)
		return 1;
	size_t len = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] < 0xc2 || u[0] > 0xf4 || n < len)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	/* overlong forms, surrogates, beyond U+10FFFF */
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) || (u[0] == 0xf0 && u[1] < 0x90) ||
		(u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	return len;
}

void
text_line(struct text *t, struct str field)
{
	/* Unescaped text is never longer than its field; a replaced byte takes three. It is unescaped at the end of the room and
	 * walks forward into its place: the writer never overtakes the reader. */
	if (!text_room(t, 3 * field.n))
		return;
	char *from = t->p + t->n + 2 * field.n, *to = t->p + t->n;
	size_t n = rec_text(from, field.n, field);
	for (size_t i = 0; i < n;) {
		size_t len = text_utf8(from + i, n - i);
		if (len == 0) {
			memcpy(to, replacement, 3);
			to += 3;
			i++;
		} else if (len == 1) {
			unsigned char c = (unsigned char)from[i++];
			*to++ = c < 0x20 || c == 0x7f ? ' ' : (char)c;
		} else {
			memmove(to, from + i, len);
			to += len;
			i += len;
		}
	}
	t->n = (size_t)(to - t->p);
}

void
text_keep(char *dst, size_t cap, struct str field)
{
	struct text t = { 0 };
	size_t n = 0, len;
	if (field.n > 4 * cap)
		field.n = 4 * cap; /* four bytes of an escape are one */
	text_line(&t, field);
	while (n < t.n && (len = text_utf8(t.p + n, t.n - n)) > 0 && n + len < cap)
		n += len;
	if (n)
		memcpy(dst, t.p, n);
	dst[n] = '\0';
	text_free(&t);
}

void
text_quote(struct text *t, size_t from)
{
	size_t marks = 0;
	bool needed = false;
	for (size_t i = from; i < t->n; i++) {
		char c = t->p[i];
		marks += c == '"';
		needed = needed || c == '"' || c == ',' || c == '\n' || c == '\r';
	}
	if (!needed || !text_room(t, marks + 2))
		return;
	char *read = t->p + t->n;
	t->n += marks + 2;
	char *write = t->p + t->n;
	*--write = '"';
	while (read > t->p + from) {
		*--write = *--read;
		if (*read == '"')
			*--write = '"';
	}
	*--write = '"';
}

void
text_json(struct text *t, struct str field)
{
	static const char hex[] = "0123456789abcdef";
	enum { GROWTH = 6 }; /* one byte becomes \u00xx at the most */
	if (!text_room(t, (GROWTH + 1) * field.n + 2))
		return;
	char *from = t->p + t->n + GROWTH * field.n + 2, *to = t->p + t->n;
	size_t n = rec_text(from, field.n, field);
	*to++ = '"';
	for (size_t i = 0; i < n;) {
		size_t len = text_utf8(from + i, n - i);
		unsigned char c = (unsigned char)from[i];
		if (len == 0) {
			memcpy(to, replacement, 3);
			to += 3;
			i++;
		} else if (len > 1 || (c >= 0x20 && c != '"' && c != '\\')) {
			memmove(to, from + i, len);
			to += len;
			i += len;
		} else {
			*to++ = '\\';
			i++;
			if (c == '"' || c == '\\') {
				*to++ = (char)c;
			} else if (c == '\n' || c == '\t' || c == '\r') {
				*to++ = c == '\n' ? 'n' : c == '\t' ? 't' : 'r';
			} else {
				memcpy(to, "u00", 3);
				to[3] = hex[c >> 4];
				to[4] = hex[c & 15];
				to += 5;
			}
		}
	}
	*to++ = '"';
	t->n = (size_t)(to - t->p);
}

static size_t
digits(struct str s, size_t i)
{
	size_t n = 0;
	while (i + n < s.n && (unsigned char)(s.p[i + n] - '0') < 10)
		n++;
	return n;
}

bool
text_is_number(struct str s)
{
	size_t i = s.n > 0 && s.p[0] == '-';
	size_t n = digits(s, i);
	if (n == 0 || (n > 1 && s.p[i] == '0'))
		return false;
	i += n;
	if (i < s.n && s.p[i] == '.') {
		n = digits(s, i + 1);
		if (n == 0)
			return false;
		i += 1 + n;
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
			i++;
		n = digits(s, i);
		if (n == 0)
			return false;
		i += n;
	}
	return i == s.n;
}
