#include "core/num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Doubles are scaled by powers of ten in 128-bit integers, where mantissa × 10^22 still fits: so the digits are exact and rounding
 * sees the whole remainder. What lies outside goes through the C library, which is exact too (glibc, musl). */
typedef unsigned __int128 wide;

enum { POW10_MAX = 22, DIGITS_MAX = 19 };

static const uint64_t pow10_u64[DIGITS_MAX + 1] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
	UINT64_C(10000000000), UINT64_C(100000000000), UINT64_C(1000000000000), UINT64_C(10000000000000), UINT64_C(100000000000000),
	UINT64_C(1000000000000000), UINT64_C(10000000000000000), UINT64_C(100000000000000000), UINT64_C(1000000000000000000),
	UINT64_C(10000000000000000000) };

static const double pow10_double[POW10_MAX + 1] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
	1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354"
			    "555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static int
digits_of(uint64_t v)
{
	int n = 1;

	while (n <= DIGITS_MAX && v >= pow10_u64[n])
		n++;
	return n;
}

/* Exactly n digits, leading zeros included. */
static void
put_digits(char *p, uint64_t v, int n)
{
	while (n >= 2) {
		n -= 2;
		memcpy(p + n, pairs + 2 * (v % 100), 2);
		v /= 100;
	}
	if (n)
		p[0] = (char)('0' + v % 10);
}

char *
num_put_u64(char *p, uint64_t v)
{
	int n = v < 10 ? 1 : digits_of(v);

	put_digits(p, v, n);
	return p + n;
}

char *
num_put_i64(char *p, int64_t v)
{
	if (v >= 0)
		return num_put_u64(p, (uint64_t)v);
	*p = '-';
	return num_put_u64(p + 1, 0 - (uint64_t)v);
}

char *
num_put_hex(char *p, const uint8_t *b, size_t n)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*p++ = hex[b[i] >> 4];
		*p++ = hex[b[i] & 15];
	}
	return p;
}

/* q × 10^-scale with its sign; scale may be negative (zeros follow). */
static char *
put_scaled(char *p, bool negative, uint64_t q, int scale)
{
	if (q == 0) {
		*p = '0';
		return p + 1;
	}
	if (negative)
		*p++ = '-';
	while (scale > 0 && q % 10 == 0) {
		q /= 10;
		scale--;
	}
	if (scale <= 0) {
		p = num_put_u64(p, q);
		memset(p, '0', (size_t)-scale);
		return p - scale;
	}
	if (scale <= DIGITS_MAX) {
		p = num_put_u64(p, q / pow10_u64[scale]);
		q %= pow10_u64[scale];
	} else {
		*p++ = '0';
	}
	*p++ = '.';
	if (scale > DIGITS_MAX) {
		memset(p, '0', (size_t)(scale - DIGITS_MAX));
		p += scale - DIGITS_MAX;
		scale = DIGITS_MAX;
	}
	put_digits(p, q, scale);
	return p + scale;
}

char *
num_put_dec(char *p, int64_t mantissa, int decimals)
{
	bool negative = mantissa < 0;

	return put_scaled(p, negative, negative ? 0 - (uint64_t)mantissa : (uint64_t)mantissa, decimals);
}

/* round(v × 10^scale) for v > 0, ties to even, exactly. False when it is out of this method's reach. */
static bool
scale_exact(double v, int scale, uint64_t *q)
{
	int e2;
	uint64_t m = (uint64_t)ldexp(frexp(v, &e2), 53);
	wide whole, rest, half;

	e2 -= 53; /* v = m × 2^e2 */
	if (scale >= 0 && scale <= POW10_MAX) {
		wide p10 = scale <= DIGITS_MAX ? pow10_u64[scale] : (wide)pow10_u64[DIGITS_MAX] * pow10_u64[scale - DIGITS_MAX];
		wide product = m * p10; /* < 2^53 × 2^74 */

		if (e2 >= 0) {
			if (e2 > 63 || product >> (127 - e2))
				return false;
			whole = product << e2;
			rest = half = 0;
		} else if (e2 > -127) {
			whole = product >> -e2;
			rest = product & (((wide)1 << -e2) - 1);
			half = (wide)1 << (-e2 - 1);
		} else {
			return false;
		}
		if (half && (rest > half || (rest == half && (whole & 1))))
			whole++;
	} else if (scale < 0 && scale >= -DIGITS_MAX) {
		wide n, d = pow10_u64[-scale];

		if (e2 > 63 || e2 < -52)
			return false;
		if (e2 >= 0) {
			n = (wide)m << e2;
		} else {
			n = m;
			d <<= -e2;
		}
		whole = n / d;
		rest = n % d;
		if (rest * 2 > d || (rest * 2 == d && (whole & 1)))
			whole++;
	} else {
		return false;
	}
	if (whole >> 63)
		return false;
	*q = (uint64_t)whole;
	return true;
}

/* Position of the first significant digit: 10^e ≤ v < 10^(e+1), for 1e-5 ≤ v < 1e17; false outside. */
static bool
exponent_of(double v, int *e)
{
	static const double small[] = { 1e-1, 1e-2, 1e-3, 1e-4, 1e-5 };

	if (v >= 1) {
		int n = 0;

		if (v >= 1e17)
			return false;
		while (v >= pow10_double[n + 1])
			n++;
		*e = n;
		return true;
	}
	/* 1e-1 … 1e-5 are not exact, but a double below the nearest double of 1e-k is below 1e-k where that is rounded up, and the
	 * one equal to it prints with the digit 1 in place k either way (at most 17 digits are asked for). */
	for (int i = 0; i < 5; i++)
		if (v >= small[i]) {
			*e = -1 - i;
			return true;
		}
	return false;
}

/* From printf's d.ddde±x to plain digits. */
static char *
put_library(char *p, double v, int digits)
{
	char text[64];
	char mantissa[32];
	int n = 0, exponent, scale;
	const char *t = text;

	snprintf(text, sizeof(text), "%.*e", digits - 1, v);
	if (*t == '-')
		*p++ = *t++;
	for (; *t != 'e'; t++)
		if (*t != '.')
			mantissa[n++] = *t;
	exponent = atoi(t + 1);
	while (n > 1 && mantissa[n - 1] == '0')
		n--;
	scale = n - 1 - exponent; /* digits after the point */
	if (scale <= 0) {
		memcpy(p, mantissa, (size_t)n);
		memset(p + n, '0', (size_t)-scale);
		return p + n - scale;
	}
	if (scale >= n) {
		*p++ = '0';
		*p++ = '.';
		memset(p, '0', (size_t)(scale - n));
		p += scale - n;
		memcpy(p, mantissa, (size_t)n);
		return p + n;
	}
	memcpy(p, mantissa, (size_t)(n - scale));
	p += n - scale;
	*p++ = '.';
	memcpy(p, mantissa + n - scale, (size_t)scale);
	return p + scale;
}

static char *
put_none(char *p)
{
	*p = '-';
	return p + 1;
}

char *
num_put_sig(char *p, double v, int digits)
{
	double a = fabs(v);
	uint64_t q;
	int e;

	if (!isfinite(v))
		return put_none(p);
	if (a == 0) {
		*p = '0';
		return p + 1;
	}
	if (exponent_of(a, &e) && scale_exact(a, digits - 1 - e, &q))
		return put_scaled(p, v < 0, q, digits - 1 - e);
	return put_library(p, v, digits);
}

char *
num_put_shortest(char *p, double v)
{
	if (!isfinite(v))
		return put_none(p);
	for (int digits = 15;; digits++) {
		char *end = num_put_sig(p, v, digits);
		double back;

		if (digits == 17 || (num_get_f64((struct str){ p, (size_t)(end - p) }, &back) && back == v))
			return end;
	}
}

char *
num_put_fixed(char *p, double v, int decimals)
{
	char text[NUM_MAX];
	char *end;
	uint64_t q;
	int n;

	if (!isfinite(v))
		return put_none(p);
	if (v == 0) {
		*p = '0';
		return p + 1;
	}
	if (scale_exact(fabs(v), decimals, &q))
		return put_scaled(p, v < 0, q, decimals);
	n = snprintf(text, sizeof(text), "%.*f", decimals, v);
	end = text + n;
	if (decimals) {
		while (end[-1] == '0')
			end--;
		if (end[-1] == '.')
			end--;
	}
	n = (int)(end - text);
	if (n == 2 && text[0] == '-' && text[1] == '0') {
		*p = '0';
		return p + 1;
	}
	memcpy(p, text, (size_t)n);
	return p + n;
}
