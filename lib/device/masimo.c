/* Masimo Radical, Rad: serial output "ASCII 1", and lines of trend files. A line a second.
 *
 *	MM/DD/YY HH:MM:SS KEY=VALUE[%] KEY=VALUE ...  LF or CR LF
 *
 *	SPO2 %, BPM (trend: PR), PI %, PVI %; dashes: no value; in trends 0 is none. SN serial number. EXC hex, its low 12 bits:
 *	001 no, 002 defective, 020 off, 080 unknown sensor; 004 low perfusion; 008 pulse search; 010 interference; 040 ambient light;
 *	400 low signal IQ; 800 SET running
 *
 * The keys differ by model and firmware: words that are not known are skipped. Documented: Rad-8 manual, real lines in
 * remkolems/masimo-datacapture. Guessed: nothing; ALARM (bits found by experiment) is not used; SPCO SPMET SPHB SPOC DESAT PIDELTA
 * are shown by --trace only. `bits` are EXC's low 12 bits. The device must be set to ASCII 1. */
#include "device/textline.h"

enum { NUM_SPO2, NUM_PULSE, NUM_PI, NUM_PVI, NUMS, STAMP = 18 };
enum { SENSOR = 0x0a3, PERFUSION = 0x004, SEARCH = 0x008 };
static const char form[] = "99/99/99 99:99:99 ";

struct state {
	bool clocked, serial;
};

struct line {
	bool has[NUMS], excepted;
	struct textline_value num[NUMS];
	unsigned exc;
	struct str serial;
};

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool
is(struct str s, const char *name)
{
	size_t n = strlen(name);
	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (upper(s.p[i]) != name[i])
			return false;
	return true;
}

/* Hex digits, and a word behind a colon: "800:SET". */
static bool
hex(struct str s, unsigned *v)
{
	*v = 0;
	size_t i = 0;
	for (; i < s.n && s.p[i] != ':'; i++) {
		char c = upper(s.p[i]);
		if (i == 8 || !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')))
			return false;
		*v = *v << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'A' + 10);
	}
	return i > 0;
}

static bool
word(struct line *l, struct str key, struct str value)
{
	static const struct {
		const char *key;
		int num;
	} keys[] = { { "SPO2", NUM_SPO2 }, { "BPM", NUM_PULSE }, { "PR", NUM_PULSE }, { "PI", NUM_PI }, { "PVI", NUM_PVI } };
	if (is(key, "SN"))
		l->serial = value;
	if (is(key, "EXC")) {
		l->excepted = true;
		return hex(value, &l->exc);
	}
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (is(key, keys[i].key)) {
			struct textline_value *v = &l->num[keys[i].num];
			if (l->has[keys[i].num] || !textline_value(value, v))
				return false; /* two lines that run into each other, or damage */
			l->has[keys[i].num] = true;
			return keys[i].num == NUM_PI || v->decimals == 0;
		}
	return true;
}

static bool
read(struct str s, struct line *l)
{
	*l = (struct line){ .exc = 0 };
	struct str rest = { s.p + STAMP, s.n - STAMP }, w;
	if (textline_holds(rest, "99:99:99"))
		return false;
	while ((w = textline_word(&rest)).p != NULL) {
		const char *equals = memchr(w.p, '=', w.n);
		size_t n = equals != NULL ? (size_t)(equals - w.p) : 0;
		if (n > 0 && !word(l, (struct str){ w.p, n }, (struct str){ equals + 1, w.n - n - 1 }))
			return false;
	}
	return l->has[NUM_SPO2] && l->has[NUM_PULSE];
}

static bool
whole(struct str s)
{
	struct line l;
	int64_t us;
	return s.n > STAMP && textline_time(2000, textline_two(s.p), textline_two(s.p + 3), s.p + 9, &us) && read(s, &l);
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
	if (!st->clocked && textline_time(2000 + textline_two(s.p + 6), textline_two(s.p), textline_two(s.p + 3), s.p + 9, &us))
		emit_clock(e, us);
	st->clocked = true;
	if (!st->serial && l.serial.n > 0 && l.serial.p[0] != '-') {
		emit_info(e, "serial", l.serial);
		st->serial = true;
	}
	emit_state(e, EMIT_FINGER_OFF, l.exc & SENSOR);
	emit_state(e, EMIT_SEARCHING, l.exc & SEARCH);
	emit_state(e, EMIT_LOW_PERFUSION, l.exc & PERFUSION);
	emit_bits(e, l.exc & 0xfff);
	textline_num(e, NUM_SPO2, l.num[NUM_SPO2], 100, false, "0..100");
	textline_num(e, NUM_PULSE, l.num[NUM_PULSE], 511, false, "0..511");
	if (l.has[NUM_PI])
		textline_num(e, NUM_PI, l.num[NUM_PI], 9999, true, "0..9999");
	if (l.has[NUM_PVI])
		textline_num(e, NUM_PVI, l.num[NUM_PVI], 100, true, "0..100");
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct str s = textline_of(b, n), rest = { s.p, s.n }, w;
	field_title(f, "line");
	if (s.n > STAMP)
		field_text(f, 0, STAMP - 1, "time", (struct str){ s.p, STAMP - 1 });
	while ((w = textline_word(&rest)).p != NULL) {
		const char *equals = memchr(w.p, '=', w.n);
		char name[16];
		if (equals == NULL)
			continue;
		str_copy(name, sizeof name, (struct str){ w.p, (size_t)(equals - w.p) });
		field_text(f, (size_t)(w.p - s.p), w.n, name, (struct str){ equals + 1, w.n - (size_t)(equals - w.p) - 1 });
	}
}

static const struct dev_num nums[] = {
	[NUM_SPO2] = { .signal = "spo2", .unit = "%" },
	[NUM_PULSE] = { .signal = "pulse", .unit = "/min" },
	[NUM_PI] = { .signal = "pi", .unit = "%" },
	[NUM_PVI] = { .signal = "pvi", .unit = "%" },
	{ .signal = NULL },
};

extern const struct device dev_masimo;
const struct device dev_masimo = {
	.name = "masimo",
	.title = "Masimo Radical, Rad: ASCII 1 lines, once a second",
	.gives = "spo2 pulse pi pvi",
	.check = "line form",
	.status = "real bytes",
	.download = "no",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 1, 1 },
	.length = 150,
	.nums = nums,
	.state_size = sizeof(struct state),
	.frame = frame,
	.why = why,
	.parse = parse,
	.trace = trace,
};
