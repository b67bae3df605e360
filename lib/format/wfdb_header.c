/* Header layout (header(5), WFDB Applications Guide):
 *
 *	NAME[/nseg] nsig [fs[/cfreq[(cbase)]] [nsamp [time [date]]]]
 *	FILE FMT[xSPF][:skew][+offset] [gain[(baseline)][/units] [res [zero [initial [checksum [blocksize [description]]]]]]]
 *	# comment
 *
 * Blanks and tabs separate fields, CR before LF is allowed, empty lines and comments may stand anywhere. Lines behind the last
 * signal are not read. */
#include "format/wfdb_header.h"

#include "format/hea.h"

#include <math.h>

enum { PROBE_LINE = 1024 }; /* a record line longer than this is none */

static bool
fail(char *why, const char *what, struct str word)
{
	size_t n = 0;

	for (; what[n] && n < WFDB_WHY - 1; n++)
		why[n] = what[n];
	if (word.p && n + 4 < WFDB_WHY) {
		why[n++] = ' ';
		why[n++] = '\'';
		for (size_t i = 0; i < word.n && n + 2 < WFDB_WHY; i++)
			why[n++] = word.p[i] >= ' ' && word.p[i] <= '~' ? word.p[i] : '?';
		why[n++] = '\'';
	}
	why[n] = '\0';
	return false;
}

static const struct str NO_WORD = { 0 };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static struct str
trim(struct str s)
{
	while (s.n && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && (is_blank(s.p[s.n - 1]) || s.p[s.n - 1] == '\0'))
		s.n--;
	return s;
}

/* The next word of a line taken off its front; empty at the end. */
static struct str
next_word(struct str *line)
{
	struct str word;
	size_t n = 0;

	*line = trim(*line);
	while (n < line->n && !is_blank(line->p[n]))
		n++;
	word = (struct str){ line->p, n };
	line->p += n;
	line->n -= n;
	return word;
}

/* The next line of a text; false at its end. */
static bool
next_line(struct str *text, struct str *line)
{
	if (!text->n)
		return false;
	const char *lf = memchr(text->p, '\n', text->n);
	size_t n = lf ? (size_t)(lf - text->p) : text->n;

	*line = (struct str){ text->p, n };
	n += lf != NULL;
	text->p += n;
	text->n -= n;
	return true;
}

/* The next line that is neither empty nor a comment; *number counts all lines. */
static bool
next_real(struct str *text, struct str *line, unsigned long *number)
{
	while (next_line(text, line)) {
		++*number;
		*line = trim(*line);
		if (line->n && line->p[0] != '#')
			return true;
	}
	return false;
}

bool
wfdb_record(struct wfdb_head *h, struct str text, unsigned long *line, char *why)
{
	struct str l, word, rest;
	double ignored;

	*h = (struct wfdb_head){ .fs = { 250, 1 } };
	*line = 0;
	if (!next_real(&text, &l, line))
		return fail(why, "no record line: the header is empty", NO_WORD);
	h->name = next_word(&l);
	if (hea_split(&h->name, '/', &rest) && !hea_integer(rest, 1, WFDB_SEGMENTS, &h->segments))
		return fail(why, "bad number of segments", rest);
	if (!h->name.n)
		return fail(why, "the record has no name", NO_WORD);
	word = next_word(&l);
	if (!word.n)
		return fail(why, "the record line has no number of signals", NO_WORD);
	if (!hea_integer(word, 0, INT32_MAX, &h->nsignals))
		return fail(why, "bad number of signals", word);
	if (h->nsignals > WFDB_SIGNALS)
		return fail(why, "more than 1024 signals:", word);

	word = next_word(&l);
	if (!word.n)
		return true;
	if (hea_split(&word, '/', &h->counter)) {
		if (hea_split(&h->counter, '(', &h->counter_base)) {
			if (!hea_split(&h->counter_base, ')', &rest) || rest.n || !hea_number(h->counter_base, &ignored))
				return fail(why, "bad base counter value", h->counter_base);
		}
		if (!hea_number(h->counter, &ignored))
			return fail(why, "bad counter frequency", h->counter);
	}
	if (!hea_frequency(word, &h->fs))
		return fail(why, "bad sampling frequency", word);
	h->fs_text = word;

	word = next_word(&l);
	if (!word.n)
		return true;
	if (!hea_integer(word, 0, INT64_MAX / WFDB_FRAME / 8, &h->samples))
		return fail(why, "bad number of samples", word);

	h->base_time = next_word(&l);
	h->has_time = h->base_time.n > 0;
	if (h->has_time && !hea_clock(h->base_time, &h->day_us))
		return fail(why, "bad base time", h->base_time);
	h->base_date = next_word(&l);
	h->has_date = h->base_date.n > 0;
	if (h->has_date && !hea_date(h->base_date, &h->date_us))
		return fail(why, "bad base date (DD/MM/YYYY)", h->base_date);
	return true;
}

/* FMT[xSPF][:skew][+offset]: the marks may stand in any order, each at most once. */
static bool
format_field(struct wfdb_signal *s, struct str word, char *why)
{
	const struct str whole = word;
	size_t n = 0;
	unsigned seen = 0;

	s->spf = 1;
	while (n < word.n && word.p[n] >= '0' && word.p[n] <= '9')
		n++;
	if (!hea_integer((struct str){ word.p, n }, 0, INT32_MAX, &s->format))
		return fail(why, "bad signal format", whole);
	while (n < word.n) {
		char mark = word.p[n++];
		size_t from = n;
		struct str digits;
		bool good;

		while (n < word.n && ((word.p[n] >= '0' && word.p[n] <= '9') || (n == from && word.p[n] == '-')))
			n++;
		digits = (struct str){ word.p + from, n - from };
		switch (mark) {
		case 'x':
			good = hea_integer(digits, 0, WFDB_SPF, &s->spf) && !(seen & 1);
			seen |= 1;
			break;
		case ':':
			good = hea_integer(digits, 0, INT32_MAX, &s->skew) && !(seen & 2);
			seen |= 2;
			break;
		case '+':
			good = hea_integer(digits, 0, INT64_MAX / 4, &s->offset) && !(seen & 4);
			seen |= 4;
			break;
		default:
			good = false;
		}
		if (!good)
			return fail(why, "bad signal format", whole);
	}
	if (s->spf == 0)
		s->spf = 1; /* as the reference library has it */
	return true;
}

/* gain[(baseline)][/units] */
static bool
gain_field(struct wfdb_signal *s, struct str word, char *why)
{
	const struct str whole = word;
	struct str base, rest;

	s->has |= WFDB_HAS_GAIN;
	if (hea_split(&word, '/', &s->units))
		s->has |= WFDB_HAS_UNITS;
	if (hea_split(&word, '(', &base)) {
		if (!hea_split(&base, ')', &rest) || rest.n ||
			!hea_integer(base, -INT64_C(4503599627370496), INT64_C(4503599627370496), &s->baseline))
			return fail(why, "bad baseline in", whole);
		s->has |= WFDB_HAS_BASELINE;
	}
	/* The bounds keep the digits of a line few; no instrument is near them. */
	if (!hea_number(word, &s->gain) || (s->gain != 0 && !(fabs(s->gain) >= 1e-30 && fabs(s->gain) <= 1e30)))
		return fail(why, "bad gain", whole);
	return true;
}

static bool
signal_line(struct wfdb_signal *s, struct str l, char *why)
{
	/* The integer fields behind the gain, in order. */
	const struct {
		unsigned has;
		int64_t *v;
		const char *bad;
	} field[] = {
		{ WFDB_HAS_RESOLUTION, &s->resolution, "bad resolution" },
		{ WFDB_HAS_ZERO, &s->zero, "bad value of zero" },
		{ WFDB_HAS_INITIAL, &s->initial, "bad initial value" },
		{ WFDB_HAS_CHECKSUM, &s->checksum, "bad checksum" },
		{ WFDB_HAS_BLOCK, &s->block, "bad block size" },
	};
	struct str word;

	s->file = next_word(&l);
	word = next_word(&l);
	if (!word.n)
		return fail(why, "a signal line without a format", NO_WORD);
	if (!format_field(s, word, why))
		return false;
	word = next_word(&l);
	if (!word.n)
		return true;
	if (!gain_field(s, word, why))
		return false;
	for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++) {
		word = next_word(&l);
		if (!word.n)
			break;
		if (!hea_integer(word, INT32_MIN, UINT32_MAX, field[i].v))
			return fail(why, field[i].bad, word);
		s->has |= field[i].has;
	}
	if (!(s->has & WFDB_HAS_BASELINE))
		s->baseline = s->zero;
	s->label = trim(l);
	return true;
}

bool
wfdb_signals(struct wfdb_head *h, struct str text, unsigned long *line, char *why)
{
	struct str l;

	*line = 0;
	if (!next_real(&text, &l, line)) /* the record line */
		return fail(why, "no record line: the header is empty", NO_WORD);
	for (int64_t i = 0; i < h->nsignals; i++) {
		if (!next_real(&text, &l, line))
			return fail(why, "fewer signal lines than signals", NO_WORD);
		h->signal[i] = (struct wfdb_signal){ .line = *line };
		if (!signal_line(&h->signal[i], l, why))
			return false;
	}
	return true;
}

bool
wfdb_segments(const struct wfdb_head *h, struct wfdb_segment *part, struct str text, unsigned long *line, char *why)
{
	int64_t left = INT64_MAX / WFDB_FRAME / 8;
	struct str l;

	*line = 0;
	if (!next_real(&text, &l, line)) /* the record line */
		return fail(why, "no record line: the header is empty", NO_WORD);
	for (int64_t i = 0; i < h->segments; i++) {
		if (!next_real(&text, &l, line))
			return fail(why, "fewer segment lines than segments", NO_WORD);
		struct str name = next_word(&l), frames = next_word(&l);

		part[i] = (struct wfdb_segment){ .name = name, .line = *line };
		if (!hea_integer(frames, 0, left, &part[i].frames))
			return fail(why, "bad number of samples in a segment line", frames);
		left -= part[i].frames;
	}
	return true;
}

bool
wfdb_comment(struct str text, size_t *at, struct str *comment)
{
	struct str rest = { text.p + *at, text.n - *at }, l;

	while (next_line(&rest, &l)) {
		l = trim(l);
		if (l.n && l.p[0] == '#') {
			while (l.n && l.p[0] == '#') {
				l.p++;
				l.n--;
			}
			*comment = trim(l);
			if (comment->n) {
				*at = text.n - rest.n;
				return true;
			}
		}
	}
	*at = text.n;
	return false;
}

int
wfdb_probe(struct str head, bool end)
{
	struct str text = head, l;

	while (next_line(&text, &l)) {
		bool whole = end || text.n || (l.p + l.n < head.p + head.n);
		struct str t = trim(l), word, count, rest;
		int64_t v;

		for (size_t i = 0; i < t.n; i++)
			if ((unsigned char)t.p[i] < ' ' && !is_blank(t.p[i]))
				return 0; /* no text */
		if (!t.n || t.p[0] == '#')
			continue;
		if (l.n > PROBE_LINE)
			return 0;
		if (!whole)
			return -1;
		word = next_word(&t);
		(void)hea_split(&word, '/', &rest);
		count = next_word(&t);
		return word.n > 0 && hea_integer(count, 0, INT32_MAX, &v);
	}
	return end ? 0 : -1;
}
