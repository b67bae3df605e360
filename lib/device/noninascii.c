/* Nonin's printed real time (8500, 2500, 9847, Avant 9600): a line a second.
 *
 *	[HH:MM:SS ]SPO2=097 HR=072[ F][ *][ B] CR LF       dashes: no value; F fast mode, * event mark, B breath
 *
 * At power-on a header comes first: lines of another form are bytes that did not decode. Documented: manual pages of the devices.
 * Guessed: that the suffixes stand apart with a blank each; that no value for both means that no finger is in. No real bytes were
 * seen. */
#include "device/textline.h"

enum { NUM_SPO2, NUM_PULSE };
enum { AT_SPO2 = 5, AT_PULSE = 12, LEAST = 15, CLOCK = 9 };
static const char form[] = "SPO2=", clock_form[] = "99:99:99 ";

struct line {
	struct textline_value spo2, pulse;
	bool fast, mark, breath;
};

static bool
three(struct str s, size_t at, struct textline_value *v)
{
	struct str word = { s.p + at, 3 };
	return textline_value(word, v) && memchr(word.p, '.', 3) == NULL && memchr(word.p, '%', 3) == NULL &&
	       memchr(word.p, '+', 3) == NULL;
}

static bool
read(struct str s, struct line *l)
{
	*l = (struct line){ .fast = false };
	if (textline_form(s, clock_form)) {
		s.p += CLOCK;
		s.n -= CLOCK;
	}
	if (s.n < LEAST || !textline_form(s, form) || memcmp(s.p + AT_SPO2 + 3, " HR=", 4) != 0)
		return false;
	if (!three(s, AT_SPO2, &l->spo2) || !three(s, AT_PULSE, &l->pulse))
		return false;
	struct str rest = { s.p + LEAST, s.n - LEAST }, word;
	if (rest.n > 0 && *rest.p != ' ')
		return false;
	while ((word = textline_word(&rest)).p != NULL) {
		if (str_is(word, "F"))
			l->fast = true;
		else if (str_is(word, "*"))
			l->mark = true;
		else if (str_is(word, "B"))
			l->breath = true;
		else
			return false;
	}
	return true;
}

static bool
whole(struct str s)
{
	struct line l;
	return read(s, &l);
}

static int
frame(const uint8_t *b, size_t n)
{
	return textline_frame(b, n, b[0] == 'S' ? form : clock_form, whole);
}

static const char *
why(const uint8_t *b, size_t n)
{
	(void)n;
	return b[0] == 'S' || (b[0] >= '0' && b[0] <= '9') ? "no whole line of this form" : "not the first byte of a line";
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	(void)state;
	struct line l;
	if (!read(textline_of(b, n), &l))
		return;
	emit_sample(e);
	emit_state(e, EMIT_FINGER_OFF, l.spo2.none && l.pulse.none);
	if (l.mark)
		emit_event(e, "user", STR("event mark"));
	textline_num(e, NUM_SPO2, l.spo2, 100, false, "0..100");
	textline_num(e, NUM_PULSE, l.pulse, 511, false, "0..511");
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct line l;
	struct str s = textline_of(b, n);
	size_t at = textline_form(s, clock_form) ? CLOCK : 0;
	if (!read(s, &l))
		return;
	field_title(f, "line");
	field_value(f, at + AT_SPO2, 3, "spo2", l.spo2.mantissa, 0, "%", l.spo2.none, 100);
	field_value(f, at + AT_PULSE, 3, "pulse", l.pulse.mantissa, 0, "/min", l.pulse.none, 511);
	field_flag(f, at + LEAST, s.n - at - LEAST, "fast mode", l.fast);
	field_flag(f, at + LEAST, s.n - at - LEAST, "event mark", l.mark);
	field_flag(f, at + LEAST, s.n - at - LEAST, "breath", l.breath);
}

static const struct dev_num nums[] = {
	[NUM_SPO2] = { .signal = "spo2", .unit = "%" },
	[NUM_PULSE] = { .signal = "pulse", .unit = "/min" },
	{ .signal = NULL },
};

extern const struct device dev_noninascii;
const struct device dev_noninascii = {
	.name = "noninascii",
	.title = "Nonin 8500, 2500, 9847, Avant 9600: printed lines, once a second",
	.gives = "spo2 pulse",
	.check = "line form",
	.status = "unverified",
	.download = "no",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 1, 1 },
	.length = 17,
	.nums = nums,
	.frame = frame,
	.why = why,
	.parse = parse,
	.trace = trace,
};
