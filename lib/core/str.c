#include "core/str.h"

struct str
str_cut(struct str *rest, char sep)
{
	const char *hit = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	struct str head = *rest;

	if (!hit) {
		*rest = (struct str){ NULL, 0 };
		return head;
	}
	head.n = (size_t)(hit - head.p);
	*rest = (struct str){ hit + 1, rest->n - head.n - 1 };
	return head;
}

struct str
str_trim(struct str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

bool
str_copy(char *dst, size_t cap, struct str s)
{
	size_t n = s.n < cap ? s.n : cap - 1;

	if (n)
		memcpy(dst, s.p, n);
	dst[n] = 0;
	return n == s.n;
}

enum { WORD = 64 };

int
str_distance(struct str a, struct str b)
{
	int row[WORD + 1];

	if (a.n > WORD || b.n > WORD)
		return WORD;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= a.n; i++) {
		int diagonal = row[0];

		row[0] = (int)i;
		for (size_t j = 1; j <= b.n; j++) {
			int change = diagonal + (a.p[i - 1] != b.p[j - 1]);
			int best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			diagonal = row[j];
			row[j] = change < best ? change : best;
		}
	}
	return row[b.n];
}
