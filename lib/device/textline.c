#include "device/textline.h"

#include "core/tm.h"

static bool
fits(char form, char c)
{
	if (form == '9')
		return c >= '0' && c <= '9';
	if (form == 'A')
		return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	return c == form;
}

bool
textline_form(struct str s, const char *form)
{
	for (size_t i = 0; form[i] != '\0'; i++)
		if (i >= s.n || !fits(form[i], s.p[i]))
			return false;
	return true;
}

bool
textline_holds(struct str s, const char *form)
{
	for (; s.n > 0; s.p++, s.n--)
		if (textline_form(s, form))
			return true;
	return false;
}

struct str
textline_of(const uint8_t *b, size_t n)
{
	while (n > 0 && (b[n - 1] == '\n' || b[n - 1] == '\r'))
		n--;
	return (struct str){ (const char *)b, n };
}

int
textline_frame(const uint8_t *b, size_t n, const char *form, bool (*whole)(struct str line))
{
	size_t forms = strlen(form);
	for (size_t i = 0; i < n && i < TEXTLINE; i++) {
		if (i < forms && !fits(form[i], (char)b[i]))
			return DEV_BAD;
		if (b[i] == '\n')
			return i >= forms && whole(textline_of(b, i + 1)) ? (int)(i + 1) : DEV_BAD;
		/* CR stands before LF only */
		if (i > 0 && b[i - 1] == '\r')
			return DEV_BAD;
		if ((b[i] < 0x20 || b[i] > 0x7e) && b[i] != '\r')
			return DEV_BAD;
	}
	return n < TEXTLINE ? DEV_MORE : DEV_BAD;
}

struct str
textline_word(struct str *rest)
{
	while (rest->n > 0 && *rest->p == ' ') {
		rest->p++;
		rest->n--;
	}
	struct str word = { rest->n > 0 ? rest->p : NULL, 0 };
	while (rest->n > 0 && *rest->p != ' ') {
		word.n++;
		rest->p++;
		rest->n--;
	}
	return word;
}

bool
textline_value(struct str s, struct textline_value *v)
{
	*v = (struct textline_value){ .none = false };
	size_t digits = 0, dashes = 0;
	bool point = false;
	if (s.n > 0 && s.p[s.n - 1] == '%')
		s.n--;
	if (s.n > 0 && *s.p == '+') {
		s.p++;
		s.n--;
	}
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '-') {
			dashes++;
		} else if (s.p[i] == '.' && !point) {
			point = true;
		} else if (s.p[i] >= '0' && s.p[i] <= '9' && digits < 9) {
			v->mantissa = v->mantissa * 10 + (s.p[i] - '0');
			v->decimals += point;
			digits++;
		} else {
			return false;
		}
	}
	v->none = dashes > 0;
	return (digits > 0) != (dashes > 0);
}

bool
textline_time(int year, int month, int day, const char *clock, int64_t *us)
{
	int h = textline_two(clock), m = textline_two(clock + 3), s = textline_two(clock + 6);
	if (month < 1 || month > 12 || day < 1 || day > 31 || h > 23 || m > 59 || s > 59)
		return false;
	*us = (((tm_days(year, (unsigned)month, (unsigned)day) * 24 + h) * 60 + m) * 60 + s) * TM_S;
	return true;
}

void
textline_num(struct dev_emit *e, unsigned num, struct textline_value v, int64_t most, bool zero, const char *want)
{
	if (v.none || (v.mantissa == 0 && !zero))
		emit_none(e, num, 0);
	else if (v.mantissa > most)
		emit_range(e, num, v.mantissa, want);
	else
		emit_num(e, num, v.mantissa, v.decimals, 0);
}
