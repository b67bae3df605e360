#include "check/form.h"

#include "core/num.h"
#include "record/samples.h"

/* No exponent, no "+", no leading zeros, no trailing zeros behind the point, no "-0". */
static bool
is_decimal(struct str s)
{
	size_t i = s.n > 0 && s.p[0] == '-', from = i;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	size_t whole = i - from;
	if (whole == 0 || (whole > 1 && s.p[from] == '0'))
		return false;
	if (i == s.n)
		return !(from == 1 && whole == 1 && s.p[1] == '0');
	if (s.p[i++] != '.' || i == s.n || s.p[s.n - 1] == '0')
		return false;
	for (; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static void
decimal(struct find *f, const char *what, struct str s)
{
	if (!str_is(s, "-") && !is_decimal(s))
		FIND(f, f->line, str_of(what), STR(" is not in the form of a writer: "), s);
}

size_t
form_utf8(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t len = u[0] < 0x80 ? 1 : u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] >= 0x80 && (u[0] < 0xc2 || u[0] > 0xf4 || n < len))
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	bool wrong = (u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) || (u[0] == 0xf0 && u[1] < 0x90) ||
		     (u[0] == 0xf4 && u[1] > 0x8f);
	return wrong ? 0 : len;
}

static bool
is_escape(const char *p, size_t n)
{
	uint8_t byte;
	if (n < 2)
		return false;
	if (p[1] == 't' || p[1] == 'n' || p[1] == 'r' || p[1] == '\\')
		return true;
	return p[1] == 'x' && n >= 4 && num_get_hex((struct str){ p + 2, 2 }, &byte, 1) == 1;
}

static void
bytes(struct find *f, struct str line)
{
	for (size_t i = 0; i < line.n;) {
		unsigned char c = (unsigned char)line.p[i];
		size_t len = form_utf8(line.p + i, line.n - i);
		if (len == 0) {
			FIND(f, f->line, STR("a byte that is no UTF-8: "), (struct str){ line.p + i, 1 });
			return;
		}
		if ((c < 0x20 && c != '\t') || c == 0x7f) {
			FIND(f, f->line, STR("a control character that is not escaped: "), (struct str){ line.p + i, 1 });
			return;
		}
		if (c == '\\' && !is_escape(line.p + i, line.n - i)) {
			FIND(f, f->line, STR("a backslash that begins no escape"));
			return;
		}
		i += c == '\\' ? 2 : len;
	}
}

static void
keys(struct find *f, const struct rec *r)
{
	static const char *const numbers[] = { "rr", "conf", "win", "limit" };
	struct str rest = r->keys;
	if (r->type == REC_OTHER)
		return;
	while (rest.p && (rest.n || rest.p != r->keys.p)) {
		struct str value = str_cut(&rest, '\t'), field = value, key = str_cut(&value, '=');
		if (!value.p || key.n == 0)
			FIND(f, f->line, STR("a field that is no key=value: '"), field, STR("'"));
		else if (value.n == 0)
			FIND(f, f->line, STR("key "), key, STR(" has no value: an unknown one is left out"));
		for (size_t i = 0; i < sizeof numbers / sizeof *numbers && value.n; i++)
			if (str_is(key, numbers[i]))
				decimal(f, numbers[i], value);
	}
}

static long
wave(struct form *m, struct find *f, const struct rec *r)
{
	struct rate fs;
	double gain;
	if (!rate_get(r->u.wave.fs, &fs))
		FIND(f, f->line, STR("FS is no rate: "), r->u.wave.fs);
	decimal(f, "GAIN", r->u.wave.gain);
	decimal(f, "BASE", r->u.wave.base);
	if (str_is(r->u.wave.gain, "-") || (num_get_f64(r->u.wave.gain, &gain) && gain == 0))
		FIND(f, f->line, STR("GAIN is 0 or not there"));
	if (r->line.n >= REC_LINE) /* said already */
		return (long)smp_count(r->u.wave.samples);
	long n = smp_get(r->u.wave.samples, m->samples, FORM_SAMPLES);
	if (n < 0) {
		FIND(f, f->line, STR("SAMPLES are not counts with one blank between"));
		return -1;
	}
	size_t len = (size_t)(smp_put(m->again, m->samples, (size_t)n) - m->again);
	if (!str_eq(r->u.wave.samples, (struct str){ m->again, len }))
		FIND(f, f->line, STR("SAMPLES are not in the form of a writer"));
	return n;
}

static void
raw(struct find *f, const struct rec *r)
{
	struct str hex = r->u.raw.hex;
	bool good = hex.n % 2 == 0 && hex.n / 2 <= REC_RAW;
	if (str_is(hex, "-"))
		return;
	for (size_t i = 0; i < hex.n && good; i++)
		good = (hex.p[i] >= '0' && hex.p[i] <= '9') || (hex.p[i] >= 'a' && hex.p[i] <= 'f');
	if (!good)
		FIND(f, f->line, STR("HEX is not 1 to 1900 bytes in lower case"));
}

long
form_check(struct form *m, struct find *f, const struct rec *r)
{
	struct str line = r->line, stamp, rest;
	char again[TM_TEXT], number[24];
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--; /* a reader accepts it */
	if (line.n + 1 > REC_LINE)
		FIND(f, f->line, STR("a line of "), find_number(number, (int64_t)line.n + 1),
			STR(" bytes: a writer's has at most 4000"));
	bytes(f, line);
	rest = line;
	(void)str_cut(&rest, '\t');
	stamp = str_cut(&rest, '\t');
	if (!str_eq(stamp, (struct str){ again, (size_t)(tm_put(again, r->time) - again) }))
		FIND(f, f->line, STR("TIME does not have six decimals, or is not in the form of a writer: "), stamp);
	keys(f, r);
	if (r->type == REC_WAVE)
		return wave(m, f, r);
	if (r->type == REC_NUM)
		decimal(f, "VALUE", r->u.num.value);
	else if (r->type == REC_ANN)
		decimal(f, "DURATION", r->u.ann.duration);
	else if (r->type == REC_RAW_BYTES)
		raw(f, r);
	return -1;
}
