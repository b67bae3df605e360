#include "alert/text.h"

#include "core/num.h"
#include "core/tm.h"

#include <string.h>

void
text_start(struct text *t, char *buf, size_t cap)
{
	*t = (struct text){ .p = buf, .cap = cap - 1 };
	buf[0] = '\0';
}

void
text_put(struct text *t, struct str s)
{
	size_t n = s.n;

	if (t->full)
		return;
	if (n > t->cap - t->n) {
		n = t->cap - t->n;
		while (n && ((unsigned char)s.p[n] & 0xC0) == 0x80) /* not inside of a UTF-8 character */
			n--;
		t->full = true;
	}
	if (n)
		memcpy(t->p + t->n, s.p, n);
	t->n += n;
	t->p[t->n] = '\0';
}

void
text_z(struct text *t, const char *z)
{
	text_put(t, str_of(z));
}

void
text_number(struct text *t, double v)
{
	char b[NUM_MAX];

	text_put(t, (struct str){ b, (size_t)(num_put_shortest(b, v) - b) });
}

void
text_unsigned(struct text *t, uint64_t v)
{
	char b[NUM_MAX];

	text_put(t, (struct str){ b, (size_t)(num_put_u64(b, v) - b) });
}

void
text_duration(struct text *t, int64_t us)
{
	char b[64];

	text_put(t, (struct str){ b, (size_t)(tm_put_duration(b, us) - b) });
}

void
text_words(struct text *t, const char *const *parts)
{
	for (; *parts; parts++)
		text_z(t, *parts);
}
