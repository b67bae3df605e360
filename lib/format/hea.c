#include "format/hea.h"

#include "core/num.h"

#include <string.h>

bool
hea_split(struct str *word, char mark, struct str *rest)
{
	const char *at = word->n ? memchr(word->p, mark, word->n) : NULL;

	if (!at)
		return false;
	*rest = (struct str){ at + 1, (size_t)(word->p + word->n - at) - 1 };
	word->n = (size_t)(at - word->p);
	return true;
}

bool
hea_integer(struct str s, int64_t low, int64_t high, int64_t *v)
{
	if (s.n > 1 && s.p[0] == '+') {
		s.p++;
		s.n--;
	}
	return num_get_i64(s, v) && *v >= low && *v <= high;
}

bool
hea_number(struct str s, double *v)
{
	char text[64];

	if (s.n > 1 && s.p[0] == '+') {
		s.p++;
		s.n--;
	}
	if (s.n > 1 && s.p[s.n - 1] == '.')
		s.n--;
	if (s.n && s.p[0] == '.' && s.n < sizeof(text) - 1) {
		text[0] = '0';
		memcpy(text + 1, s.p, s.n);
		return num_get_f64((struct str){ text, s.n + 1 }, v);
	}
	return num_get_f64(s, v);
}

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

bool
hea_frequency(struct str s, struct rate *r)
{
	char text[NUM_MAX], *end;
	int64_t mantissa, scale = 1;
	int decimals;
	double v;

	if (!hea_number(s, &v) || !(v >= 1e-3 && v <= 1e9))
		return false;
	end = num_put_sig(text, v, 12);
	if (!num_get_dec((struct str){ text, (size_t)(end - text) }, &mantissa, &decimals) || mantissa <= 0)
		return false;
	for (; decimals > 0; decimals--) {
		if (scale > INT64_MAX / 10)
			return false;
		scale *= 10;
	}
	int64_t g = gcd(mantissa, scale);

	*r = (struct rate){ mantissa / g, scale / g };
	return true;
}

/* HH:MM:SS[.fff], MM:SS or SS: µs since midnight. */
bool
hea_clock(struct str s, int64_t *us)
{
	int64_t part[3], total = 0, micro = 0;
	struct str rest, fraction = { 0 };
	int n = 0;

	if (hea_split(&s, '.', &fraction)) {
		int64_t unit = 100000;

		for (size_t i = 0; i < fraction.n; i++, unit /= 10) {
			if (fraction.p[i] < '0' || fraction.p[i] > '9')
				return false;
			micro += (fraction.p[i] - '0') * unit; /* digits beyond microseconds have unit 0 */
		}
	}
	do {
		bool more = hea_split(&s, ':', &rest);

		if (n == 3 || !hea_integer(s, 0, n ? 59 : 86399, &part[n]))
			return false;
		n++;
		if (!more)
			break;
		s = rest;
	} while (true);
	for (int i = 0; i < n; i++)
		total = total * 60 + part[i];
	*us = total * TM_S + micro;
	return total < 86400;
}

bool
hea_date(struct str s, int64_t *us)
{
	struct str month, year;
	int64_t d, m, y, days;
	int y2;
	unsigned m2, d2;

	if (!hea_split(&s, '/', &month) || !hea_split(&month, '/', &year) || !hea_integer(s, 1, 31, &d) ||
		!hea_integer(month, 1, 12, &m) || !hea_integer(year, 1, 9999, &y))
		return false;
	days = tm_days((int)y, (unsigned)m, (unsigned)d);
	tm_civil(days, &y2, &m2, &d2);
	*us = days * 86400 * TM_S;
	return d2 == (unsigned)d; /* no 31 February */
}
