/* Runs of lines that nobody looks at. A line is taken only when every byte that rec_parse looks at has its most ordinary form: whatever is
 * rare is left to rec_parse, so that both agree. */
#include "core/in.h"
#include "record/pump.h"

#include <string.h>

enum { NAME = 6 };

/* The types that come in masses, by their first bytes. */
static const struct {
	enum rec_type type;
	unsigned char length; /* with the TAB */
	char name[NAME];
} fast[] = { { REC_NUM, 4, "num\t" }, { REC_WAVE, 5, "wave\t" }, { REC_TICK, 5, "tick\t" }, { REC_BEAT, 5, "beat\t" }, { REC_RAW_BYTES, 4, "raw\t" } };

enum { FAST = sizeof(fast) / sizeof(fast[0]) };

static inline bool
is_digit(char c)
{
	return (unsigned)(unsigned char)c - '0' <= 9;
}

/* Digits, a point, six digits, a TAB: returns behind the TAB, or NULL. */
static const char *
skim_time(const char *p, int64_t *us)
{
	const char *first = p;
	uint64_t whole = 0, part = 0;

	for (; is_digit(*p); p++)
		whole = whole * 10 + (uint64_t)(*p - '0');
	if (p == first || p - first > 11 || *p != '.')
		return NULL;
	p++;
	for (int i = 0; i < 6; i++, p++) {
		if (!is_digit(*p))
			return NULL;
		part = part * 10 + (uint64_t)(*p - '0');
	}
	*us = (int64_t)(whole * 1000000 + part);
	return *p == '\t' ? p + 1 : NULL;
}

/* A name of the plainest characters up to a TAB (or, for SIGNAL, the end of the line): returns behind it, or NULL. */
static const char *
skim_name(const char *p)
{
	static const unsigned char plain[256] = { ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1, ['-'] = 1, ['_'] = 1, ['.'] = 1, [':'] = 1 };
	const char *first = p;

	while (plain[(unsigned char)*p])
		p++;
	return p > first && p - first <= REC_SIGNAL && *p == '\t' ? p + 1 : NULL;
}

/* An index or offset: digits only, few enough for any integer type. */
static const char *
skim_index(const char *p)
{
	const char *first = p;

	while (is_digit(*p))
		p++;
	return p > first && p - first <= 18 && *p == '\t' ? p + 1 : NULL;
}

/* A decimal without an exponent. */
static const char *
skim_number(const char *p)
{
	const char *first = p += *p == '-';

	while (is_digit(*p))
		p++;
	if (p == first || p - first > 18)
		return NULL;
	if (*p == '.') {
		first = ++p;
		while (is_digit(*p))
			p++;
		if (p == first || p - first > 18)
			return NULL;
	}
	return *p == '\t' ? p + 1 : NULL;
}

/* Behind a field that is not empty and whose form does not matter. */
static const char *
skim_field(const char *p)
{
	const char *first = p;

	while ((unsigned char)*p > '\r')
		p++;
	return p > first && *p == '\t' ? p + 1 : NULL;
}

/* The positional fields, up to where the last begins (it must not be empty); NULL when they are not ordinary. */
static const char *
skim_fields(enum rec_type type, const char *p)
{
	switch (type) {
	case REC_NUM:
		return skim_number(p);
	case REC_WAVE:
		for (int i = 0; i < 4 && p; i++)
			p = skim_field(p);
		return p ? skim_index(p) : NULL;
	case REC_RAW_BYTES:
		return (*p == '<' || *p == '>') && p[1] == '\t' ? skim_index(p + 2) : NULL;
	default:
		return p;
	}
}

struct str
recin_skim(struct recin *in, uint32_t types, uint64_t *records, int64_t *newest)
{
	struct str ahead = in->open && !in->waiting && !in->bad_now.lines ? lines_ahead(&in->lines) : (struct str){ NULL, 0 };
	const char *p = ahead.p, *end = ahead.p + ahead.n;

	for (;;) {
		enum rec_type type = REC_OTHER;
		const char *f = NULL, *lf;
		int64_t us = 0;

		/* The block is followed by zeros, which are in no field, so scanning ends there at the latest. */
		for (int i = 0; i < FAST; i++)
			if (end - p > NAME && memcmp(p, fast[i].name, fast[i].length) == 0) {
				type = fast[i].type;
				f = p + fast[i].length;
			}
		if (!f || !(types >> type & 1))
			break;
		f = skim_time(f, &us);
		if (f)
			f = skim_name(f);
		if (f && type != REC_TICK)
			f = skim_name(f);
		if (f && type != REC_TICK)
			f = skim_fields(type, f);
		if (!f || f >= end || (unsigned char)*f <= '\r')
			break;
		lf = memchr(f, '\n', (size_t)(end - f));
		if (!lf || lf - p >= LINES_MAX)
			break;
		if (type == REC_TICK && (f[0] != '-' || f[1] != '\n'))
			break;
		++*records;
		if (us > *newest)
			*newest = us;
		p = lf + 1;
	}
	ahead.n = (size_t)(p - ahead.p);
	if (ahead.n) {
		lines_skip(&in->lines, ahead.n);
		if (in->newest == TM_NONE || *newest > in->newest)
			in->newest = *newest;
	}
	return ahead;
}
