#include "format/edf_tal.h"

#include "core/num.h"

#include <string.h>

enum { ONSET_DECIMALS = 9 };

#define ONSET_MOST INT64_C(4000000000) /* seconds: 126 years */

void
edf_tal_start(struct edf_tal *t, struct str bytes)
{
	*t = (struct edf_tal){ .bytes = bytes, .first = true };
}

/* "+12.345": the sign is part of it. */
static bool
onset(struct str s, int64_t *ns, int *places)
{
	const char *point = s.n ? memchr(s.p, '.', s.n) : NULL;
	int64_t v;
	int decimals;

	*places = point ? (int)(s.p + s.n - point) - 1 : 0;
	if (s.n < 2 || (s.p[0] != '+' && s.p[0] != '-') || s.p[1] < '0' || s.p[1] > '9')
		return false;
	if (s.p[0] == '+')
		s.p++, s.n--;
	if (!num_get_dec(s, &v, &decimals))
		return false;
	/* What is finer than a nanosecond is cut off. */
	for (; decimals > ONSET_DECIMALS; decimals--)
		v /= 10;
	for (; decimals < ONSET_DECIMALS; decimals++) {
		if (v > INT64_MAX / 10 || v < INT64_MIN / 10)
			return false;
		v *= 10;
	}
	*ns = v;
	return v <= ONSET_MOST * 1000000000 && v >= -ONSET_MOST * 1000000000;
}

/* The next list, from a byte that is no NUL on. */
static bool
list(struct edf_tal *t, struct str *text)
{
	const char *nul = memchr(t->bytes.p, '\0', t->bytes.n);
	struct str whole = { t->bytes.p, nul ? (size_t)(nul - t->bytes.p) : t->bytes.n }, rest = whole, head;
	int64_t v;
	int decimals;

	t->bytes.p += whole.n;
	t->bytes.n -= whole.n;
	*text = whole;
	/* Everything of a list ends with \x14, the last byte, too. */
	if (whole.p[whole.n - 1] != '\x14')
		return false;
	rest.n--;
	head = str_cut(&rest, '\x14');
	t->duration = head;
	head = str_cut(&t->duration, '\x15');
	if (!onset(head, &t->onset_ns, &t->places))
		return false;
	if (!t->duration.p)
		t->duration.n = 0;
	if (t->duration.n && (!num_get_dec(t->duration, &v, &decimals) || v < 0))
		return false;
	t->texts = rest;
	t->inside = rest.p != NULL;
	return true;
}

enum edf_tal_kind
edf_tal_next(struct edf_tal *t, struct str *text)
{
	for (;;) {
		bool first = t->first;

		if (t->inside) {
			*text = str_cut(&t->texts, '\x14');
			t->inside = t->texts.p != NULL;
			if (text->n)
				return EDF_TAL_TEXT;
			continue;
		}
		while (t->bytes.n && t->bytes.p[0] == '\0')
			t->bytes.p++, t->bytes.n--;
		if (!t->bytes.n)
			return EDF_TAL_END;
		t->first = false;
		if (!list(t, text))
			return EDF_TAL_BAD;
		if (first && (!t->inside || !t->texts.n || t->texts.p[0] == '\x14'))
			return EDF_TAL_TIME;
	}
}
