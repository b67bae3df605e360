/* Counts of a waveform as decimal text: as they are, or as physical values (count - BASE) / GAIN, computed with integers.
 *
 * Digits of a physical value: exact where it has at most P places after the point, else correctly rounded (ties to even) to P
 * places; P is the number of places in which one count is 1, and three more: the smallest p >= 0 with 10^p >= |GAIN|, plus 3, at
 * most 18. So the count can always be had back (the error is under 1/1000 of a count), and 200 counts per mV give 0.005 and not
 * 0.005000000000000001. */
#ifndef IOMT_EXPORT_SCALE_H
#define IOMT_EXPORT_SCALE_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	SCALE_PAD = 48,     /* room that a value needs at the most, rounded up */
	SCALE_CELLS = 4096, /* counts remembered a scaling; a power of 2 */
	SCALE_CACHES = 8,   /* scalings remembered */
	SCALE_TEXT = 11     /* of a remembered value */
};

/* value × 10^decimals = ((count × base_unit - base) × mul) / div */
struct scale {
	int64_t base_unit, base, mul, div;
	int decimals;
	bool physical, plain; /* plain: the integers are too large for that; in double, 15 significant digits */
	double gain, offset;
};

/* gain and base as they stand in the record. physical false: counts as they are (gain and base are not looked at). Returns false
 * when gain or base is no number, or outlandish: |gain| outside 1e-12 … 1e15, |base| over 1e15. */
bool scale_set(struct scale *s, bool physical, struct str gain, struct str base);

/* Whether two scalings write the same. */
bool scale_same(const struct scale *a, const struct scale *b);

/* count must be one (not E, L, U). Returns the end. Trailing zeros are not written. */
char *scale_put(const struct scale *s, char *p, int32_t count);

struct scale_cell {
	char text[SCALE_TEXT];
	uint8_t n;
	int32_t count; /* an empty cell has a count that does not belong here */
};

struct scale_cache {
	struct scale of;
	uint64_t used;
	struct scale_cell cell[SCALE_CELLS];
};

/* The scalings used last, with the texts of their counts. Zeroed to begin. */
struct scale_caches {
	struct scale_cache *cache[SCALE_CACHES];
	uint64_t clock;
};

/* The cache of a scaling, or NULL when memory is out (scale_put serves). Valid until SCALE_CACHES others were asked for. */
struct scale_cache *scale_cache(struct scale_caches *all, const struct scale *s);
void scale_caches_free(struct scale_caches *all);

char *scale_fill(struct scale_cache *c, char *p, int32_t count); /* the slow half */

/* As scale_put. Needs SCALE_PAD bytes of room. */
static inline char *
scale_quick(struct scale_cache *c, char *p, int32_t count)
{
	const struct scale_cell *e = &c->cell[(uint32_t)count & (SCALE_CELLS - 1)];
	if (e->count != count)
		return scale_fill(c, p, count);
	memcpy(p, e, sizeof *e); /* more than its text, in one move */
	return p + e->n;
}

#endif
