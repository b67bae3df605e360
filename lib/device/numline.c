#include "device/numline.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_word(struct str s, const char *word)
{
	size_t n = strlen(word);
	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((s.p[i] | 0x20) != word[i])
			return false;
	return true;
}

static bool
is_missing(struct str s)
{
	static const char *const words[] = { "nan", "inf", "ovf", "null", "none", "na", "n/a" };
	if (s.n > 0 && (*s.p == '+' || *s.p == '-') && s.n > 1 && is_letter(s.p[1])) {
		s.p++;
		s.n--;
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (is_word(s, words[i]))
			return true;
	return s.n == 0 || str_is(s, "-") || str_is(s, "--");
}

/* -12, +3.5, .5, 7., 1.2e-3; point: the decimal point. Up to 15 digits; more than NUMLINE_DECIMALS decimals are rounded. */
static bool
number(struct str s, char point, struct numline_part *p)
{
	size_t i = 0, digits = 0;
	bool negative = s.n > 0 && *s.p == '-', dot = false;
	int64_t m = 0;
	int decimals = 0, exponent = 0;
	if (s.n > 0 && (*s.p == '-' || *s.p == '+'))
		i++;
	for (; i < s.n && (is_digit(s.p[i]) || (s.p[i] == point && !dot)); i++) {
		if (s.p[i] == point) {
			dot = true;
			continue;
		}
		if (++digits > 15)
			return false;
		m = m * 10 + (s.p[i] - '0');
		decimals += dot;
	}
	if (digits == 0)
		return false;
	if (i < s.n && (s.p[i] | 0x20) == 'e') {
		bool down = ++i < s.n && s.p[i] == '-';
		size_t first = i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
		for (; i < s.n && is_digit(s.p[i]) && exponent < 100; i++)
			exponent = exponent * 10 + (s.p[i] - '0');
		if (i == first)
			return false;
		decimals += down ? exponent : -exponent;
	}
	if (i != s.n)
		return false;
	for (; decimals < 0; decimals++) {
		if (m > INT64_MAX / 100)
			return false;
		m *= 10;
	}
	for (int rest = 0; decimals > NUMLINE_DECIMALS; decimals--) {
		rest = (int)(m % 10);
		m = m / 10 + (decimals == NUMLINE_DECIMALS + 1 && rest >= 5);
	}
	p->mantissa = negative ? -m : m;
	p->decimals = decimals;
	return true;
}

/* The value of a part: false when it is none. */
static bool
value(struct str s, char point, struct numline_part *p)
{
	p->missing = is_missing(s);
	return p->missing || number(s, point, p);
}

static void
part(struct str s, char point, struct numline_part *p)
{
	*p = (struct numline_part){ .text = s };
	if (value(s, point, p))
		return;
	p->word = true;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ':' || s.p[i] == '=') {
			struct str name = str_trim((struct str){ s.p, i }), v = str_trim((struct str){ s.p + i + 1, s.n - i - 1 });
			if (name.n > 0 && is_letter(*name.p) && value(v, point, p))
				p->name = name;
			return;
		}
}

static char
separator(struct str s)
{
	static const char list[] = ";\t,";
	for (const char *p = list; *p != '\0'; p++)
		if (s.n > 0 && memchr(s.p, *p, s.n) != NULL)
			return *p;
	return ' ';
}

/* The next part of a line whose parts stand between blanks; "name: 5" is one. */
static struct str
by_blanks(struct str *rest)
{
	struct str s = { rest->p, 0 };
	while (s.n < rest->n && rest->p[s.n] != ' ')
		s.n++;
	if (s.n > 1 && (s.p[s.n - 1] == ':' || s.p[s.n - 1] == '=')) {
		while (s.n < rest->n && rest->p[s.n] == ' ')
			s.n++;
		while (s.n < rest->n && rest->p[s.n] != ' ')
			s.n++;
	}
	struct str left = str_trim((struct str){ rest->p + s.n, rest->n - s.n });
	*rest = left.n > 0 ? left : (struct str){ NULL, 0 };
	return s;
}

void
numline_read(struct str line, struct numline *l)
{
	struct str rest = str_trim(line);
	unsigned values = 0, pairs = 0, words = 0;
	l->n = 0;
	l->kind = NUMLINE_NOISE;
	for (size_t i = 0; i < rest.n; i++)
		if ((rest.p[i] < ' ' && rest.p[i] != '\t') || rest.p[i] > '~')
			return;
	if (rest.n == 0) {
		l->kind = NUMLINE_EMPTY;
		return;
	}
	char sep = separator(line), point = sep == ';' || sep == '\t' ? ',' : '.';
	if (point == ',' && memchr(rest.p, '.', rest.n) != NULL)
		point = '.';
	if (sep == '\t') /* a missing value at either end is one */
		rest = line;
	while (rest.p != NULL) {
		struct str s = sep == ' ' ? by_blanks(&rest) : str_trim(str_cut(&rest, sep));
		if (rest.p == NULL && s.n == 0 && l->n > 0)
			break; /* a separator at the end */
		if (l->n == COLUMNS)
			return;
		struct numline_part *p = &l->part[l->n++];
		part(s, point, p);
		pairs += p->name.n > 0;
		words += p->word && p->name.n == 0;
		values += !p->word;
	}
	l->kind = values == l->n ? NUMLINE_DATA : pairs == l->n ? NUMLINE_PAIRS : words == l->n ? NUMLINE_WORDS : NUMLINE_NOISE;
}
