/* Times of rows as text, fast: consecutive rows share everything before the point. */
#ifndef IOMT_EXPORT_STAMP_H
#define IOMT_EXPORT_STAMP_H

#include "core/tm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	STAMP_PAD = 40,      /* room that stamp_put needs: more than it fills in */
	STAMP_OFFSETS = 512, /* sample offsets kept for a rate */
	STAMP_RATES = 4
};

enum stamp_form { STAMP_SECONDS, STAMP_ISO, STAMP_ISO_LOCAL /* no zone: no Z */ };

struct stamp_offsets {
	struct rate fs;
	size_t n; /* filled in so far */
	int64_t us[STAMP_OFFSETS];
};

struct stamp {
	int64_t from; /* text holds the second that begins here */
	enum stamp_form form;
	bool valid;
	size_t n;
	char text[32];
	struct stamp_offsets *rates; /* STAMP_RATES of them; allocated when first needed */
	unsigned next;
};

char *stamp_fill(struct stamp *s, char *p, int64_t us, enum stamp_form form); /* the slow half */
extern const char stamp_digits[1000][4];                                      /* "000" … "999" */

/* "12.500000", or the date with six decimals. Needs STAMP_PAD bytes of room. */
static inline char *
stamp_put(struct stamp *s, char *p, int64_t us, enum stamp_form form)
{
	uint64_t d = (uint64_t)us - (uint64_t)s->from;
	if (d >= TM_S || !s->valid || form != s->form)
		return stamp_fill(s, p, us, form);
	memcpy(p, s->text, sizeof s->text);
	p += s->n;
	unsigned high = (unsigned)d / 1000, low = (unsigned)d % 1000;
	memcpy(p, stamp_digits[high], 4);
	memcpy(p + 3, stamp_digits[low], 4);
	p += 6;
	*p = 'Z';
	return p + (form == STAMP_ISO);
}

/* Offset in µs of sample k of a line, as rate_us; from a table where k is small. The pointer form gives the table of a rate with
 * at least n entries, NULL when n is over STAMP_OFFSETS or memory is out. It is valid until the next call. */
const int64_t *stamp_offsets(struct stamp *s, struct rate fs, size_t n);
void stamp_free(struct stamp *s);

#endif
