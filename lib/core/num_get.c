/* Reading numbers; writing them is num.c. */
#include "core/num.h"

#include <math.h>
#include <stdlib.h>

/* The powers of ten that a double holds exactly, and those that fit into 64 bits less one digit. */
enum { POW10_MAX = 22 };
static const double pow10_double[POW10_MAX + 1] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
	1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static const uint64_t dec_17 = UINT64_C(100000000000000000), dec_18 = UINT64_C(1000000000000000000);

bool
num_get_u64(struct str s, uint64_t *v)
{
	uint64_t sum = 0;

	if (s.n == 0 || s.n > 20)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)(unsigned char)s.p[i] - '0';

		if (d > 9 || sum > (UINT64_MAX - d) / 10)
			return false;
		sum = sum * 10 + d;
	}
	*v = sum;
	return true;
}

bool
num_get_i64(struct str s, int64_t *v)
{
	bool negative = s.n && s.p[0] == '-';
	uint64_t u;

	if (negative)
		s.p++, s.n--;
	if (!num_get_u64(s, &u) || u > (uint64_t)INT64_MAX + negative)
		return false;
	*v = negative ? (int64_t)(0 - u) : (int64_t)u;
	return true;
}

/* The parts of a decimal: digits as an integer (false in `whole` when they do not fit) and the power of ten. */
struct decimal {
	bool negative, whole;
	uint64_t digits;
	int exponent;
};

enum { EXPONENT_MAX = 9999 };

static bool
scan_decimal(struct str s, struct decimal *d)
{
	const char *p = s.p, *end = s.p + s.n;
	bool any = false, point = false;
	int dropped = 0;

	*d = (struct decimal){ .whole = true };
	if (p < end && *p == '-') {
		d->negative = true;
		p++;
	}
	for (; p < end; p++) {
		unsigned c = (unsigned)(unsigned char)*p - '0';

		if (c <= 9) {
			any = true;
			if (d->digits > (UINT64_MAX - 9) / 10) {
				d->whole = false;
				dropped++;
			} else {
				d->digits = d->digits * 10 + c;
				d->exponent -= point;
			}
		} else if (*p == '.' && !point) {
			point = true;
		} else {
			break;
		}
	}
	if (!any || dropped > EXPONENT_MAX)
		return false;
	if (p < end && (*p == 'e' || *p == 'E')) {
		bool down = false;
		int e = 0;

		p++;
		if (p < end && (*p == '-' || *p == '+'))
			down = *p++ == '-';
		if (p == end)
			return false;
		for (; p < end; p++) {
			unsigned c = (unsigned)(unsigned char)*p - '0';

			if (c > 9)
				return false;
			e = e < EXPONENT_MAX ? e * 10 + (int)c : e;
		}
		d->exponent += down ? -e : e;
	}
	return p == end;
}

bool
num_get_f64(struct str s, double *v)
{
	struct decimal d;
	char text[512];
	double a;

	if (s.n == 0 || !scan_decimal(s, &d))
		return false;
	if (d.whole && d.digits <= UINT64_C(1) << 53 && d.exponent >= -POW10_MAX && d.exponent <= POW10_MAX) {
		/* Both factors are exact, so the one operation rounds correctly. */
		a = d.exponent < 0 ? (double)d.digits / pow10_double[-d.exponent] : (double)d.digits * pow10_double[d.exponent];
		*v = d.negative ? -a : a;
		return true;
	}
	if (!str_copy(text, sizeof(text), s))
		return false;
	a = strtod(text, NULL);
	if (!isfinite(a))
		return false;
	*v = a;
	return true;
}

bool
num_get_dec(struct str s, int64_t *mantissa, int *decimals)
{
	struct decimal d;

	if (s.n == 0 || !scan_decimal(s, &d) || !d.whole)
		return false;
	while (d.exponent < 0 && d.digits % 10 == 0 && d.digits) {
		d.digits /= 10;
		d.exponent++;
	}
	if (d.digits == 0)
		d.exponent = 0;
	for (; d.exponent > 0; d.exponent--) {
		if (d.digits > dec_17)
			return false;
		d.digits *= 10;
	}
	if (d.digits >= dec_18 || d.exponent < -18)
		return false;
	*mantissa = d.negative ? -(int64_t)d.digits : (int64_t)d.digits;
	*decimals = -d.exponent;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

long
num_get_hex(struct str s, uint8_t *b, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		int high, low;

		if (s.p[i] == ' ' || s.p[i] == '\t') {
			i++;
			continue;
		}
		high = hex_digit(s.p[i]);
		low = i + 1 < s.n ? hex_digit(s.p[i + 1]) : -1;
		if (high < 0 || low < 0 || n == cap)
			return -1;
		b[n++] = (uint8_t)(high << 4 | low);
		i += 2;
	}
	return (long)n;
}
