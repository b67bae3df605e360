#include "core/tm.h"
#include "core/num.h"

#include <string.h>

typedef __int128 wide;

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static char *
put_padded(char *p, uint64_t v, int width)
{
	char text[24];
	int n = (int)(num_put_u64(text, v) - text);

	for (; width > n; width--)
		*p++ = '0';
	memcpy(p, text, (size_t)n);
	return p + n;
}

char *
tm_put(char *p, int64_t us)
{
	uint64_t a = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;

	if (us < 0)
		*p++ = '-';
	p = num_put_u64(p, a / 1000000);
	*p++ = '.';
	return put_padded(p, a % 1000000, 6);
}

bool
tm_get(struct str s, int64_t *us)
{
	int64_t mantissa;
	int decimals;
	bool negative = s.n && s.p[0] == '-';
	size_t i = negative, first = i;
	uint64_t sum = 0;

	/* The form that we write: digits, a point, six digits. */
	if (s.n >= i + 8 && s.n <= i + 20 && s.p[s.n - 7] == '.') {
		unsigned bad = 0;

		for (; i < s.n; i++) {
			unsigned c = (unsigned)(unsigned char)s.p[i] - '0';

			if (i == s.n - 7)
				continue;
			bad |= c > 9;
			sum = sum * 10 + c;
		}
		if (bad || sum > TM_MAX || first == s.n - 7)
			return false;
		*us = negative ? -(int64_t)sum : (int64_t)sum;
		return true;
	}
	if (!num_get_dec(s, &mantissa, &decimals) || decimals > 6)
		return false;
	for (; decimals < 6; decimals++) {
		if (mantissa > TM_MAX || mantissa < -TM_MAX)
			return false;
		mantissa *= 10;
	}
	if (mantissa > TM_MAX || mantissa < -TM_MAX)
		return false;
	*us = mantissa;
	return true;
}

/* Civil dates by the shift of the year to March, where leap days come last: 400-year eras of 146,097 days. */
int64_t
tm_days(int year, unsigned month, unsigned day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void
tm_civil(int64_t days, int *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
	*month = (unsigned)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

char *
tm_put_iso(char *p, int64_t us)
{
	int64_t s = us / TM_S - (us % TM_S < 0);
	int64_t days = s / DAY - (s % DAY < 0);
	uint64_t of_day = (uint64_t)(s - days * DAY);
	int year;
	unsigned month, day;

	tm_civil(days, &year, &month, &day);
	if (year < 0)
		*p++ = '-';
	p = put_padded(p, (uint64_t)(year < 0 ? -year : year), 4);
	*p++ = '-';
	p = put_padded(p, month, 2);
	*p++ = '-';
	p = put_padded(p, day, 2);
	*p++ = 'T';
	p = put_padded(p, of_day / HOUR, 2);
	*p++ = ':';
	p = put_padded(p, of_day / MINUTE % 60, 2);
	*p++ = ':';
	p = put_padded(p, of_day % 60, 2);
	*p++ = '.';
	p = put_padded(p, (uint64_t)(us - s * TM_S), 6);
	*p++ = 'Z';
	return p;
}

/* Exactly n digits off the front. */
static bool
take(struct str *s, size_t n, unsigned *v)
{
	uint64_t u;

	if (s->n < n || !num_get_u64((struct str){ s->p, n }, &u))
		return false;
	*v = (unsigned)u;
	s->p += n;
	s->n -= n;
	return true;
}

static bool
take_char(struct str *s, char c)
{
	if (!s->n || s->p[0] != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

static unsigned
month_days(unsigned year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : days[month - 1];
}

/* hh:mm[:ss[.ffffff]] off the front, as µs. */
static bool
take_clock(struct str *s, int64_t *us)
{
	unsigned h, m, sec = 0, micro = 0;

	if (!take(s, 2, &h) || !take_char(s, ':') || !take(s, 2, &m) || h > 23 || m > 59)
		return false;
	if (take_char(s, ':')) {
		if (!take(s, 2, &sec) || sec > 59)
			return false;
		if (take_char(s, '.')) {
			unsigned digit, place = 100000;

			if (!take(s, 1, &digit))
				return false;
			do {
				micro += digit * place;
				place /= 10; /* beyond the microsecond: dropped */
			} while (take(s, 1, &digit));
		}
	}
	*us = ((int64_t)h * HOUR + m * MINUTE + sec) * TM_S + micro;
	return true;
}

bool
tm_get_zone(struct str s, int64_t *us)
{
	char iso[32] = "1970-01-01T00:00:00";
	bool zone = false;

	if (s.n > 6)
		return false;
	memcpy(iso + 19, s.p, s.n);
	if (!tm_get_iso((struct str){ iso, 19 + s.n }, us, &zone) || !zone)
		return false;
	*us = -*us;
	return true;
}

bool
tm_get_iso(struct str s, int64_t *us, bool *zone)
{
	unsigned year, month, day;
	int64_t clock = 0, offset = 0;

	*zone = false;
	if (!take(&s, 4, &year) || !take_char(&s, '-') || !take(&s, 2, &month) || !take_char(&s, '-') || !take(&s, 2, &day))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return false;
	if (take_char(&s, 'T') || take_char(&s, ' ')) {
		if (!take_clock(&s, &clock))
			return false;
		if (take_char(&s, 'Z')) {
			*zone = true;
		} else if (s.n && (s.p[0] == '+' || s.p[0] == '-')) {
			bool west = s.p[0] == '-';
			unsigned h, m = 0;

			s.p++;
			s.n--;
			if (!take(&s, 2, &h) || h > 23)
				return false;
			(void)take_char(&s, ':');
			if (s.n && (!take(&s, 2, &m) || m > 59))
				return false;
			offset = ((int64_t)h * HOUR + m * MINUTE) * TM_S * (west ? -1 : 1);
			*zone = true;
		}
	}
	if (s.n)
		return false;
	*us = tm_days((int)year, month, day) * DAY * TM_S + clock - offset;
	return true;
}

static const struct {
	const char *name;
	int64_t us;
} units[] = { { "d", DAY * TM_S }, { "h", HOUR * TM_S }, { "m", MINUTE * TM_S }, { "s", TM_S }, { "ms", 1000 } };

enum { UNITS = sizeof(units) / sizeof(units[0]) };

bool
tm_get_duration(struct str s, int64_t *us)
{
	wide sum = 0;

	if (str_is(s, "0")) {
		*us = 0;
		return true;
	}
	if (!s.n)
		return false;
	while (s.n) {
		size_t n = 0, w = 0, i;
		int64_t mantissa, scale = 1;
		int decimals;

		while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') || (s.p[n] == '.' && n)))
			n++;
		while (n + w < s.n && s.p[n + w] >= 'a' && s.p[n + w] <= 'z')
			w++;
		if (!n || s.p[n - 1] == '.' || !num_get_dec((struct str){ s.p, n }, &mantissa, &decimals) || decimals > 9)
			return false;
		for (i = 0; i < UNITS; i++)
			if (str_is((struct str){ s.p + n, w }, units[i].name))
				break;
		if (i == UNITS)
			return false;
		while (decimals--)
			scale *= 10;
		sum += (wide)mantissa * units[i].us / scale;
		if (sum > TM_MAX)
			return false;
		s.p += n + w;
		s.n -= n + w;
	}
	*us = (int64_t)sum;
	return true;
}

char *
tm_put_duration(char *p, int64_t us)
{
	if (us == 0) {
		*p++ = '0';
		*p++ = 's';
		return p;
	}
	if (us < 0) {
		*p++ = '-';
		us = -us;
	}
	for (size_t i = 0; i < 3; i++) {
		if (us >= units[i].us) {
			p = num_put_i64(p, us / units[i].us);
			*p++ = units[i].name[0];
			us %= units[i].us;
		}
	}
	if (us) {
		p = num_put_dec(p, us, 6);
		*p++ = 's';
	}
	return p;
}

bool
tm_get_position(struct str s, int64_t *us, bool *absolute)
{
	int64_t parts[3], last;
	bool zone;
	int n = 0;

	*absolute = false;
	if (tm_get_iso(s, us, &zone)) {
		*absolute = true;
		return zone;
	}
	for (struct str rest = s; rest.p; n++) {
		struct str part = str_cut(&rest, ':');

		if (n == 3 || !part.n || part.p[0] == '-' || !tm_get(part, &parts[n]) || (n && part.n < 2))
			return false;
	}
	last = parts[n - 1];
	if (n > 1 && last >= MINUTE * TM_S)
		return false;
	for (int i = 0; i < n - 1; i++) {
		if (parts[i] % TM_S || (i && parts[i] >= MINUTE * TM_S))
			return false;
		last += parts[i] * (n - 1 - i == 2 ? HOUR : MINUTE);
	}
	*us = last;
	return true;
}
