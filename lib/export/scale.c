#include "export/scale.h"

#include "core/num.h"

#include <math.h>
#include <stdlib.h>

enum {
	GUARD = 3, /* places beyond those that tell one count from the next */
	DECIMALS_MAX = 18,
	PLAIN_DIGITS = 15
};

/* What no instrument has; inside these every value has fewer than SCALE_PAD characters. */
#define GAIN_MIN 1e-12
#define GAIN_MAX 1e15
#define BASE_MAX 1e15

static const int64_t ten[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
	1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
	1000000000000000000 };

static int64_t
gcd(int64_t a, int64_t b)
{
	while (b) {
		int64_t r = a % b;
		a = b;
		b = r;
	}
	return a;
}

/* Places that tell one count from the next, and the guard. */
static int
places(int64_t gain, int gain_decimals)
{
	int p = 0;
	int64_t size = gain < 0 ? -gain : gain;
	/* 10^p ≥ size / 10^gain_decimals; size has at most 18 digits */
	while (p < DECIMALS_MAX && (p + gain_decimals > 18 ? false : ten[p + gain_decimals] < size))
		p++;
	return p + GUARD < DECIMALS_MAX ? p + GUARD : DECIMALS_MAX;
}

/* The integers of the scaling; false when they do not fit. */
static bool
integers(struct scale *s, struct str gain, struct str base)
{
	int64_t g, b;
	int dg, db;
	if (!num_get_dec(gain, &g, &dg) || !num_get_dec(base, &b, &db) || dg > 18 || db > 9 || dg < 0 || db < 0)
		return false;
	s->decimals = places(g, dg);
	s->base_unit = ten[db];
	s->base = b;
	/* × 10^(dg - db + decimals) / g */
	int e = dg - db + s->decimals;
	if (e > 18 || e < -18)
		return false;
	s->mul = e >= 0 ? ten[e] : 1;
	s->div = g < 0 ? -g : g;
	int64_t d = gcd(s->mul, s->div);
	s->mul /= d;
	s->div /= d;
	if (e < 0) {
		if (s->div > INT64_MAX / ten[-e])
			return false;
		s->div *= ten[-e];
	}
	if (g < 0)
		s->mul = -s->mul;
	/* The result has to fit num_put_dec: judged at the ends of the range of a count. */
	double reach = (2147483648.0 * (double)s->base_unit + fabs((double)b)) * fabs((double)s->mul) / (double)s->div;
	return reach < 1e18 && fabs((double)b) < 1e17;
}

bool
scale_set(struct scale *s, bool physical, struct str gain, struct str base)
{
	*s = (struct scale){ .base_unit = 1, .mul = 1, .div = 1, .physical = physical, .gain = 1 };
	if (!physical)
		return true;
	if (!num_get_f64(gain, &s->gain) || !num_get_f64(base, &s->offset))
		return false;
	double size = fabs(s->gain);
	if (!(size >= GAIN_MIN && size <= GAIN_MAX && fabs(s->offset) <= BASE_MAX))
		return false;
	s->plain = !integers(s, gain, base);
	if (s->plain)
		s->base_unit = s->mul = s->div = 1, s->base = s->decimals = 0;
	return true;
}

char *
scale_put(const struct scale *s, char *p, int32_t count)
{
	if (!s->physical)
		return num_put_i64(p, count);
	if (s->plain)
		return num_put_sig(p, ((double)count - s->offset) / s->gain, PLAIN_DIGITS);
	__int128 v = ((__int128)count * s->base_unit - s->base) * s->mul;
	if (s->div != 1) {
		__int128 size = v < 0 ? -v : v, q = size / s->div, rest = size - q * s->div;
		if (2 * rest > s->div || (2 * rest == s->div && (q & 1)))
			q++;
		v = v < 0 ? -q : q;
	}
	return num_put_dec(p, (int64_t)v, s->decimals);
}

bool
scale_same(const struct scale *a, const struct scale *b)
{
	return a->base_unit == b->base_unit && a->base == b->base && a->mul == b->mul && a->div == b->div &&
	       a->decimals == b->decimals && a->physical == b->physical && a->plain == b->plain &&
	       (!a->plain || (a->gain == b->gain && a->offset == b->offset));
}

struct scale_cache *
scale_cache(struct scale_caches *all, const struct scale *s)
{
	struct scale_cache **oldest = NULL;
	for (size_t i = 0; i < SCALE_CACHES; i++) {
		struct scale_cache *c = all->cache[i];
		if (c && scale_same(&c->of, s)) {
			c->used = ++all->clock;
			return c;
		}
		if (!oldest || !c || (*oldest && c->used < (*oldest)->used))
			oldest = &all->cache[i];
		if (!c)
			break; /* they fill from the front */
	}
	struct scale_cache *c = *oldest;
	if (!c && !(c = malloc(sizeof *c)))
		return NULL;
	*oldest = c;
	for (size_t i = 0; i < SCALE_CELLS; i++)
		c->cell[i].count = ~(int32_t)i;
	c->of = *s;
	c->used = ++all->clock;
	return c;
}

void
scale_caches_free(struct scale_caches *all)
{
	for (size_t i = 0; i < SCALE_CACHES; i++)
		free(all->cache[i]);
	*all = (struct scale_caches){ 0 };
}

char *
scale_fill(struct scale_cache *c, char *p, int32_t count)
{
	char *end = scale_put(&c->of, p, count);
	size_t n = (size_t)(end - p);
	if (n <= SCALE_TEXT) {
		struct scale_cell *e = &c->cell[(uint32_t)count & (SCALE_CELLS - 1)];
		e->count = count;
		e->n = (uint8_t)n;
		memcpy(e->text, p, n);
	}
	return end;
}
