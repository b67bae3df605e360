/* Nellcor N-595: a line every two seconds or so.
 *
 *	dd-MMM-yy HH:mm:ss  97  72  120 [status...]      SpO2 %, pulse /min, pulse amplitude; * behind a value: its alarm;
 *	                                                 dashes: none
 *
 * Documented: mdpnp/mdpnp (code). Guessed: the meaning of the status words that are used (SD sensor disconnected, SO sensor off, PS
 * pulse search, LP loss of pulse, LB low battery; AO AS LM MO PH PL SH SL are known to exist and shown by --trace), one line a
 * second, and that headings are lines of another form, that do not decode. No real bytes were seen: unverified. */
#include "device/textline.h"

enum { NUM_SPO2, NUM_PULSE, STAMP = 19 };
static const char form[] = "99-AAA-99 99:99:99 ";

struct state {
	bool clocked;
};

struct line {
	struct textline_value spo2, pulse, amplitude;
	bool off, search, battery;
};

static bool
column(struct str *rest, struct textline_value *v)
{
	struct str w = textline_word(rest);
	while (w.n > 0 && w.p[w.n - 1] == '*')
		w.n--;
	return w.n > 0 && w.n <= 3 && textline_value(w, v) && v->decimals == 0;
}

static int
month(const char *p)
{
	static const char names[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
	for (int m = 0; m < 12; m++) {
		bool same = true;
		for (int i = 0; i < 3; i++)
			same = same && (p[i] & ~0x20) == names[3 * m + i];
		if (same)
			return m + 1;
	}
	return 0;
}

static bool
read(struct str s, struct line *l)
{
	static const char *const words[] = { "AO", "AS", "LB", "LM", "LP", "MO", "PH", "PL", "PS", "SH", "SL", "SD", "SO" };
	*l = (struct line){ .off = false };
	struct str rest = { s.p + STAMP, s.n - STAMP }, w;
	if (!column(&rest, &l->spo2) || !column(&rest, &l->pulse) || !column(&rest, &l->amplitude))
		return false;
	while ((w = textline_word(&rest)).p != NULL) {
		bool known = false;
		for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
			known = known || str_is(w, words[i]);
		if (!known)
			return false;
		l->off = l->off || str_is(w, "SD") || str_is(w, "SO");
		l->search = l->search || str_is(w, "PS") || str_is(w, "LP");
		l->battery = l->battery || str_is(w, "LB");
	}
	return true;
}

static bool
whole(struct str s)
{
	struct line l;
	int64_t us;
	return s.n > STAMP && textline_time(2000, month(s.p + 3), textline_two(s.p), s.p + 10, &us) && read(s, &l);
}

static int
frame(const uint8_t *b, size_t n)
{
	return textline_frame(b, n, form, whole);
}

static const char *
why(const uint8_t *b, size_t n)
{
	(void)n;
	return b[0] >= '0' && b[0] <= '9' ? "no whole line of this form" : "not the first byte of a line";
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct state *st = state;
	struct str s = textline_of(b, n);
	struct line l;
	int64_t us;
	if (s.n <= STAMP || !read(s, &l))
		return;
	emit_sample(e);
	if (!st->clocked && textline_time(2000 + textline_two(s.p + 7), month(s.p + 3), textline_two(s.p), s.p + 10, &us))
		emit_clock(e, us);
	st->clocked = true;
	emit_state(e, EMIT_FINGER_OFF, l.off);
	emit_state(e, EMIT_SEARCHING, l.search);
	emit_state(e, EMIT_LOW_BATTERY, l.battery);
	textline_num(e, NUM_SPO2, l.spo2, 100, false, "0..100");
	textline_num(e, NUM_PULSE, l.pulse, 511, false, "0..511");
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	static const char *const names[] = { "date", "time", "spo2", "pulse", "amplitude" };
	struct str s = textline_of(b, n), rest = { s.p, s.n }, w;
	field_title(f, "line");
	for (size_t i = 0; (w = textline_word(&rest)).p != NULL; i++)
		field_text(f, (size_t)(w.p - s.p), w.n, i < 5 ? names[i] : "status", w);
}

static const struct dev_num nums[] = {
	[NUM_SPO2] = { .signal = "spo2", .unit = "%" },
	[NUM_PULSE] = { .signal = "pulse", .unit = "/min" },
	{ .signal = NULL },
};

extern const struct device dev_nellcor;
const struct device dev_nellcor = {
	.name = "nellcor",
	.title = "Nellcor N-595: printed lines",
	.gives = "spo2 pulse",
	.check = "line form",
	.status = "unverified",
	.download = "no",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 1, 1 },
	.length = 36,
	.nums = nums,
	.state_size = sizeof(struct state),
	.frame = frame,
	.why = why,
	.parse = parse,
	.trace = trace,
};
