/* Slices of bytes. A struct str owns nothing: it points into a line, a literal or a caller's buffer, and is valid as long
 * as that is. Never NUL-terminated. An empty slice may have p == NULL. */
#ifndef IOMT_CORE_STR_H
#define IOMT_CORE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })

static inline struct str
str_of(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_is(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

static inline bool
str_starts(struct str a, struct str head)
{
	return a.n >= head.n && (head.n == 0 || memcmp(a.p, head.p, head.n) == 0);
}

/* Cuts at the first `sep`: returns what stands before it and leaves in *rest what follows (p == NULL when there is none). */
struct str str_cut(struct str *rest, char sep);

/* Blanks and tabs at both ends taken off. */
struct str str_trim(struct str s);

/* Copies at most cap - 1 bytes and a NUL; returns false when it did not fit (dst then holds what did). */
bool str_copy(char *dst, size_t cap, struct str s);

/* Levenshtein distance of two short words (up to 64 bytes each; more counts as far apart): for "did you mean". */
int str_distance(struct str a, struct str b);

#endif
