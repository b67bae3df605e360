#include "export/stamp.h"

#include <stdlib.h>

/* clang-format off */
#define D1(h, t) h t "0", h t "1", h t "2", h t "3", h t "4", h t "5", h t "6", h t "7", h t "8", h t "9"
#define D2(h) D1(h, "0"), D1(h, "1"), D1(h, "2"), D1(h, "3"), D1(h, "4"), D1(h, "5"), D1(h, "6"), D1(h, "7"), D1(h, "8"), D1(h, "9")
const char stamp_digits[1000][4] = {
	D2("0"), D2("1"), D2("2"), D2("3"), D2("4"), D2("5"), D2("6"), D2("7"), D2("8"), D2("9")
};
/* clang-format on */

char *
stamp_fill(struct stamp *s, char *p, int64_t us, enum stamp_form form)
{
	enum { FRACTION = 6 };
	char all[TM_ISO_TEXT];
	char *end = form == STAMP_SECONDS ? tm_put(all, us) : tm_put_iso(all, us) - 1; /* without its Z */
	size_t n = (size_t)(end - all);
	memcpy(p, all, n);
	p += n;
	if (form == STAMP_ISO)
		*p++ = 'Z';
	/* Times before 0 as seconds count backwards behind the point: they are written one by one. */
	s->valid = us >= 0 || form != STAMP_SECONDS;
	if (s->valid) {
		int64_t rest = us % TM_S;
		s->from = us - (rest < 0 ? rest + TM_S : rest);
		s->form = form;
		s->n = n - FRACTION;
		memcpy(s->text, all, s->n);
	}
	return p;
}

const int64_t *
stamp_offsets(struct stamp *s, struct rate fs, size_t n)
{
	if (n > STAMP_OFFSETS)
		return NULL;
	if (!s->rates) {
		s->rates = calloc(STAMP_RATES, sizeof *s->rates);
		if (!s->rates)
			return NULL;
	}
	struct stamp_offsets *o = NULL;
	for (size_t i = 0; i < STAMP_RATES && !o; i++)
		if (s->rates[i].fs.num == fs.num && s->rates[i].fs.den == fs.den)
			o = &s->rates[i];
	if (!o) {
		o = &s->rates[s->next++ % STAMP_RATES];
		o->fs = fs;
		o->n = 0;
	}
	for (; o->n < n; o->n++)
		o->us[o->n] = rate_us(fs, (int64_t)o->n);
	return o->us;
}

void
stamp_free(struct stamp *s)
{
	free(s->rates);
	*s = (struct stamp){ 0 };
}
