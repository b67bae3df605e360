#include "core/num.h"
#include "core/tm.h"

typedef __int128 wide;

static int64_t
gcd(int64_t a, int64_t b)
{
	while (b) {
		int64_t t = a % b;

		a = b;
		b = t;
	}
	return a;
}

enum { RATE_DECIMALS = 9 };
#define RATE_PART INT64_C(1000000000000) /* numerator and denominator at the most */

bool
rate_get(struct str s, struct rate *r)
{
	struct str rest = s;
	struct str top = str_cut(&rest, '/');
	int64_t num, den = 1, common;
	int decimals;

	if (!num_get_dec(top, &num, &decimals) || decimals > RATE_DECIMALS || num <= 0)
		return false;
	while (decimals--)
		den *= 10;
	if (rest.p) {
		int64_t below;

		if (!num_get_dec(rest, &below, &decimals) || decimals > RATE_DECIMALS || below <= 0 || below > RATE_PART || den > RATE_PART / below)
			return false;
		den *= below;
		while (decimals--) {
			if (num > RATE_PART)
				return false;
			num *= 10;
		}
	}
	common = gcd(num, den);
	*r = (struct rate){ num / common, den / common };
	return r->num <= RATE_PART && r->den <= RATE_PART;
}

char *
rate_put(char *p, struct rate r)
{
	wide scaled = (wide)r.num * 1000000;

	if (scaled % r.den == 0)
		return num_put_dec(p, (int64_t)(scaled / r.den), 6);
	p = num_put_i64(p, r.num);
	*p++ = '/';
	return num_put_i64(p, r.den);
}

double
rate_hz(struct rate r)
{
	return (double)r.num / (double)r.den;
}

/* round(a × b / c), halves up; c > 0. */
static int64_t
scale_round(int64_t a, int64_t b, int64_t c)
{
	wide n = (wide)a * b * 2 + c, d = (wide)c * 2;
	wide q = n / d;

	if (n % d < 0)
		q--;
	return q > INT64_MAX ? INT64_MAX : q < INT64_MIN ? INT64_MIN : (int64_t)q;
}

int64_t
rate_us(struct rate r, int64_t index)
{
	/* den × 10^6 ≤ 10^18 fits; the product with a 64-bit index needs 124 bits. */
	return scale_round(index, r.den * 1000000, r.num);
}

int64_t
rate_samples(struct rate r, int64_t us)
{
	return scale_round(us, r.num, r.den * 1000000);
}
