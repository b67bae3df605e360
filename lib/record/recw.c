#include "record/recw.h"
#include "core/msg.h"
#include "core/version.h"
#include "record/samples.h"
#include "record/tap.h"

#include <string.h>

/* Where a line stops taking more: text leaves room for the short keys behind it, and everything leaves room for `cut`. */
enum { CUT_ROOM = 20, LIMIT = REC_LINE - 1 - CUT_ROOM, TEXT_LIMIT = LIMIT - 360, ROOM = 8192 };

void
recw_start(struct recw *w, struct out *out)
{
	*w = (struct recw){ .out = out, .newest = TM_NONE };
}

static size_t
length(const struct recw *w)
{
	return (size_t)(w->p - w->start);
}

static void
copy(struct recw *w, struct str s)
{
	if (s.n)
		memcpy(w->p, s.p, s.n);
	w->p += s.n;
}

static void
tab(struct recw *w)
{
	*w->p++ = '\t';
}

void
recw_begin(struct recw *w, const char *type, int64_t time, struct str source, struct str signal)
{
	w->start = w->p = out_room(w->out, ROOM);
	w->cut = 0;
	copy(w, str_of(type));
	tab(w);
	w->p = tm_put(w->p, time);
	tab(w);
	copy(w, (struct str){ source.p, source.n < REC_SOURCE ? source.n : REC_SOURCE });
	tab(w);
	copy(w, (struct str){ signal.p, signal.n < REC_SIGNAL ? signal.n : REC_SIGNAL });
	w->before = w->newest;
	if (w->newest == TM_NONE || time > w->newest)
		w->newest = time;
}

static void
put_plain(struct recw *w, struct str s)
{
	size_t room = length(w) < LIMIT ? LIMIT - length(w) : 0;

	if (s.n > room) {
		w->cut += s.n - room;
		s.n = room;
	}
	copy(w, s);
}

/* Escapes a character of text; returns its length in the line. */
static size_t
escape(char *p, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	switch (c) {
	case '\t':
		return memcpy(p, "\\t", 2), (size_t)2;
	case '\n':
		return memcpy(p, "\\n", 2), (size_t)2;
	case '\r':
		return memcpy(p, "\\r", 2), (size_t)2;
	case '\\':
		return memcpy(p, "\\\\", 2), (size_t)2;
	default:
		break;
	}
	if (c >= ' ' && c != 0x7f) {
		*p = (char)c;
		return 1;
	}
	p[0] = '\\';
	p[1] = 'x';
	p[2] = hex[c >> 4];
	p[3] = hex[c & 15];
	return 4;
}

/* Bytes that are no UTF-8 are escaped one by one, so that a line always is. */
static size_t
utf8_length(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	size_t n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
	unsigned char second = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;

	if (n == 0 || i + n > s.n)
		return 0;
	for (size_t k = 1; k < n; k++)
		if (((unsigned char)s.p[i + k] & 0xc0) != 0x80)
			return 0;
	/* overlong forms, surrogates, beyond U+10FFFF */
	if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) || (c == 0xf0 && second < 0x90) || (c == 0xf4 && second > 0x8f))
		return 0;
	return n;
}

static void
put_text(struct recw *w, struct str s)
{
	if (s.n == 0) {
		put_plain(w, STR("-"));
		return;
	}
	if (s.n == 1 && s.p[0] == '-') {
		put_plain(w, STR("\\x2d"));
		return;
	}
	for (size_t i = 0; i < s.n;) {
		static const char hex[] = "0123456789abcdef";
		size_t n = utf8_length(s, i);
		char one[8];
		size_t k;

		if (n > 1) {
			k = n;
			memcpy(one, s.p + i, n);
		} else if (n == 1) {
			k = escape(one, (unsigned char)s.p[i]);
		} else {
			unsigned char c = (unsigned char)s.p[i];

			n = 1;
			k = 4;
			memcpy(one, "\\x", 2);
			one[2] = hex[c >> 4];
			one[3] = hex[c & 15];
		}
		if (length(w) + k > TEXT_LIMIT) {
			w->cut += s.n - i;
			return;
		}
		copy(w, (struct str){ one, k });
		i += n;
	}
}

void
recw_word(struct recw *w, struct str word)
{
	tab(w);
	put_plain(w, word.n ? word : STR("-"));
}

void
recw_text(struct recw *w, struct str text)
{
	tab(w);
	put_text(w, text);
}

void
recw_int(struct recw *w, int64_t v)
{
	tab(w);
	w->p = num_put_i64(w->p, v);
}

void
recw_uint(struct recw *w, uint64_t v)
{
	tab(w);
	w->p = num_put_u64(w->p, v);
}

void
recw_dec(struct recw *w, int64_t mantissa, int decimals)
{
	tab(w);
	w->p = num_put_dec(w->p, mantissa, decimals);
}

void
recw_sig(struct recw *w, double v, int digits)
{
	tab(w);
	w->p = num_put_sig(w->p, v, digits);
}

void
recw_shortest(struct recw *w, double v)
{
	tab(w);
	w->p = num_put_shortest(w->p, v);
}

void
recw_hex(struct recw *w, const uint8_t *b, size_t n)
{
	tab(w);
	if (n)
		w->p = num_put_hex(w->p, b, n < REC_RAW ? n : REC_RAW);
	else
		*w->p++ = '-';
}

void
recw_samples(struct recw *w, const int32_t *s, size_t n)
{
	tab(w);
	w->p = smp_put(w->p, s, n);
}

/* Begins a key; false when there is no room for it and `need` more bytes (the key is then left out, its bytes counted as cut). */
static bool
key(struct recw *w, const char *name, size_t need)
{
	size_t n = strlen(name);

	if (length(w) + n + 2 + need > LIMIT) {
		w->cut += need;
		return false;
	}
	tab(w);
	copy(w, (struct str){ name, n });
	*w->p++ = '=';
	return true;
}

void
recw_key_word(struct recw *w, const char *name, struct str word)
{
	if (word.n && key(w, name, word.n))
		copy(w, word);
}

void
recw_key_text(struct recw *w, const char *name, struct str text)
{
	if (text.n && length(w) + strlen(name) + 2 < TEXT_LIMIT && key(w, name, 0))
		put_text(w, text);
	else
		w->cut += text.n;
}

/* Digits are formatted aside: a number is never cut. */
static void
key_digits(struct recw *w, const char *name, const char *digits, const char *end)
{
	recw_key_word(w, name, (struct str){ digits, (size_t)(end - digits) });
}

void
recw_key_int(struct recw *w, const char *name, int64_t v)
{
	char digits[24];

	key_digits(w, name, digits, num_put_i64(digits, v));
}

void
recw_key_dec(struct recw *w, const char *name, int64_t mantissa, int decimals)
{
	char digits[48];

	key_digits(w, name, digits, num_put_dec(digits, mantissa, decimals));
}

void
recw_key_sig(struct recw *w, const char *name, double v, int digits)
{
	char text[NUM_MAX];

	if (v == v) /* not NaN */
		key_digits(w, name, text, num_put_sig(text, v, digits));
}

void
recw_key_time(struct recw *w, const char *name, int64_t us)
{
	char text[TM_TEXT];

	key_digits(w, name, text, tm_put(text, us));
}

void
recw_key_hex(struct recw *w, const char *name, const uint8_t *b, size_t n)
{
	if (n && key(w, name, 2 * n))
		w->p = num_put_hex(w->p, b, n);
}

void
recw_key_flags(struct recw *w, unsigned flags)
{
	char words[96];

	key_digits(w, "flags", words, flags_put(words, flags));
}

void
recw_end(struct recw *w)
{
	if (w->cut) {
		memcpy(w->p, "\tcut=", 5);
		w->p = num_put_u64(w->p + 5, w->cut);
	}
	*w->p++ = '\n';
	if (w->tap) {
		tap_line(w);
		return;
	}
	/* Nothing depends on `cmd`, so it does not count. */
	w->records += memcmp(w->start, "cmd\t", 4) != 0;
	w->errors += memcmp(w->start, "err\t", 4) == 0;
	out_used(w->out, length(w));
}

void
recw_pass(struct recw *w, const struct rec *r)
{
	if (w->tap) {
		tap_record(w, r);
		return;
	}
	out_refer(w->out, r->line.p, r->line.n + 1);
	if (r->type == REC_COMMENT)
		return;
	w->records += r->type != REC_CMD;
	w->errors += r->type == REC_ERR;
	if (w->newest == TM_NONE || r->time > w->newest)
		w->newest = r->time;
}

void
recw_head_times(struct recw *w, int64_t time, const char *clock, const char *times, const char *args)
{
	recw_begin(w, "iomt", time, STR("-"), STR("-"));
	recw_word(w, STR("1"));
	recw_key_word(w, "minor", STR("0"));
	recw_key_word(w, "tool", str_of(msg_tool()));
	recw_key_word(w, "clock", str_of(clock));
	recw_key_word(w, "times", times ? str_of(times) : (struct str){ NULL, 0 });
	recw_end(w);
	if (args)
		recw_cmd(w, time, args);
}

void
recw_cmd(struct recw *w, int64_t time, const char *args)
{
	char tool[64];
	size_t n = strlen(msg_tool());

	str_copy(tool, sizeof(tool) - 16, str_of(msg_tool()));
	n = strlen(tool);
	memcpy(tool + n, "/" IOMT_VERSION, sizeof("/" IOMT_VERSION));
	recw_begin(w, "cmd", time, STR("-"), STR("-"));
	recw_word(w, str_of(tool));
	recw_key_text(w, "args", str_of(args));
	recw_end(w);
}

void
recw_close(struct recw *w, struct str source, const char *status)
{
	recw_begin(w, "end", w->newest == TM_NONE ? 0 : w->newest, source, STR("-"));
	recw_word(w, str_of(status));
	if (str_is(source, "-")) {
		recw_key_int(w, "records", (int64_t)w->records);
		recw_key_int(w, "errors", (int64_t)w->errors);
	}
	recw_end(w);
}

void
recw_err(struct recw *w, int64_t time, struct str source, const char *code, uint64_t offset, uint64_t bytes_lost, const uint8_t *bytes,
	size_t nbytes, const char *want, const char *got, uint64_t repeat)
{
	recw_begin(w, "err", time, source, STR("-"));
	recw_word(w, str_of(code));
	recw_uint(w, offset);
	recw_uint(w, bytes_lost);
	if (want)
		recw_key_text(w, "want", str_of(want));
	if (got)
		recw_key_text(w, "got", str_of(got));
	recw_key_hex(w, "hex", bytes, nbytes);
	if (repeat)
		recw_key_int(w, "repeat", (int64_t)repeat);
	recw_end(w);
}
