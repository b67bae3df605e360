/* Contec "V7.0" protocol: CMS50D+ with firmware from 4.6, CMS50E/F/EW/FW/I/H and their Bluetooth variants.
 *
 * Every packet, both directions:  TT HH d0 d1 .. dn
 *
 *	TT   type, bit 7 is 0: the only byte of a packet where it is
 *	HH   bit 7 is 1; bit i is the real bit 7 of d_i
 *	d_i  bit 7 is 1 on the wire
 *
 * The length follows from the type (table below). Live sample, type 01, 60 ± 2 a second, values after unpacking:
 *
 *	d0  7 probe error (finger out), 6 beep, 5 low SpO2, 4 searching too long, 3-0 strength 0..8
 *	d1  7 searching, 6-0 pleth
 *	d2  4 PI invalid, 3-0 bar graph
 *	d3  pulse 0..254 /min, 255: none        d4  SpO2 0..100 %, 127: none
 *	d5 d6  PI × 100, low byte first (0..2200), FFFF: none
 *
 * Documented: albertcbraun/CMS50FW "Communication protocol of pulse oximeter V7.0.pdf" (2010-07-08); types 02 and 03, the order of
 * the PI bytes (the PDF contradicts itself) and the beep that lasts two packets: real bytes (titinho11/CMS50E-raw-ppg-data,
 * SleepyHead's loader). Guessed: nothing; types 06, 13, 14 are recognised, their meaning is unknown. 0 for pulse or SpO2 is taken as
 * none, as in the 5-byte protocol. There is no checksum. Stored records: cms50v7_stored.c. */
#include "core/get.h"
#include "device/cms50v7.h"
#include "device/trace.h"
#include "device/words.h"

enum { TEXT = 60 };

struct state {
	uint32_t said;      /* types of which it was said that they are not decoded */
	bool pi;            /* the device has sent a valid PI: it has one */
	uint8_t type, part; /* of the text that is being put together; type 0: none */
	uint8_t n;
	char text[TEXT];
	struct v7_stored stored;
};

/* What a type does with its values in parse(), and the names of its values in trace() ("" is not shown). */
struct type {
	uint8_t length; /* bytes, TT and HH included; 0: no such type */
	const char *title;
	void (*parse)(struct state *s, struct dev_emit *e, const struct v7_packet *p);
	const char *names[V7_VALUES];
};

struct v7_packet
cms50v7_unpack(const uint8_t *b, size_t n)
{
	struct v7_packet p = { .n = 0 };
	struct get g = get_from(b, n);
	p.type = get_u8(&g);
	unsigned high = get_u8(&g);
	while (get_left(&g) > 0 && p.n < V7_VALUES) {
		p.v[p.n] = (uint8_t)((get_u8(&g) & 0x7f) | ((high >> p.n) & 1) << 7);
		p.n++;
	}
	return p;
}

/* The text of values from `at` on, without the padding at its end. */
static struct str
text_of(const struct v7_packet *p, size_t at)
{
	size_t n = p->n;
	while (n > at && (p->v[n - 1] == 0 || p->v[n - 1] == ' '))
		n--;
	return (struct str){ (const char *)p->v + at, n > at ? n - at : 0 };
}

static const char *
reason(uint8_t code)
{
	static const char *const words[] = { "done", "shutting down", "user changed", "recording", "delete failed",
		"not supported" };
	return code < sizeof words / sizeof words[0] ? words[code] : "unknown reason";
}

static void
live(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	const uint8_t *v = p->v;
	unsigned pi = v[5] | (unsigned)v[6] << 8;
	bool no_pulse = v[3] == 0 || v[3] == V7_NO_PULSE, no_spo2 = v[4] == 0 || v[4] == V7_NO_SPO2;
	emit_sample(e);
	emit_state(e, EMIT_FINGER_OFF, (v[0] & 0x80) || v[3] == V7_NO_PULSE || v[4] == V7_NO_SPO2 || (v[3] == 0 && v[4] == 0));
	emit_state(e, EMIT_SEARCHING, v[1] & 0x80);
	emit_bits(e, (uint32_t)(v[0] & 0xb0) << 8 | (v[1] & 0x80));
	emit_beat(e, v[0] & 0x40);
	emit_wave(e, 0, v[1] & 0x7f);
	if (no_spo2)
		emit_none(e, V7_SPO2, 0);
	else if (v[4] > V7_MAX_SPO2)
		emit_range(e, V7_SPO2, v[4], "0..100");
	else
		emit_num(e, V7_SPO2, v[4], 0, 0);
	if (no_pulse)
		emit_none(e, V7_PULSE, 0);
	else
		emit_num(e, V7_PULSE, v[3], 0, 0);
	/* A device without PI says "invalid" for ever: it has no such number. One that had it and lost it has no value. */
	if ((v[2] & 0x10) || pi == V7_NO_PI) {
		if (s->pi)
			emit_none(e, V7_PI, 0);
	} else if (pi > V7_MAX_PI) {
		emit_range(e, V7_PI, pi, "0..2200");
	} else {
		s->pi = true;
		emit_num(e, V7_PI, pi, 2, 0);
	}
}

/* Said once a type: what is recognised and not decoded. */
static void
unsupported(struct state *s, struct dev_emit *e, const struct v7_packet *p, const char *what)
{
	if (s->said & UINT32_C(1) << (p->type & 31))
		return;
	s->said |= UINT32_C(1) << (p->type & 31);
	char buf[80];
	struct words_small type = words_hex(p->type);
	emit_event(
		e, "unsupported", words_join(buf, sizeof buf, (const char *const[]){ "packet type ", type.z, ": ", what, NULL }));
}

static void
stored(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	const char *why = cms50v7_stored(&s->stored, e, p);
	if (why != NULL)
		unsupported(s, e, p, why);
}

static void
unknown(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	unsupported(s, e, p, "its meaning is not known");
}

static void
flush_text(struct state *s, struct dev_emit *e)
{
	if (s->type != 0 && s->n > 0)
		emit_info(e, s->type == 0x02 ? "model" : "vendor", (struct str){ s->text, s->n });
	s->type = 0;
	s->n = 0;
}

/* Model and vendor come in numbered parts of six characters; the text is whole when something else comes. */
static void
part(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	if (s->type != p->type || p->v[0] != s->part) {
		flush_text(s, e);
		if (p->v[0] != 0)
			return; /* the beginning was missed */
		s->type = p->type;
		s->part = 0;
	}
	struct str t = text_of(p, 1);
	for (size_t i = 0; i < t.n && s->n < TEXT; i++)
		s->text[s->n++] = t.p[i];
	s->part++;
}

static void
id(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	(void)s;
	emit_info(e, "id", text_of(p, 0));
}

static void
user(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	(void)s;
	char name[V7_VALUES], buf[16];
	struct words_small number = words_number(p->v[0]);
	str_copy(name, sizeof name, text_of(p, 1));
	emit_info(e, "user", words_join(buf, sizeof buf, (const char *const[]){ number.z, ": ", name, NULL }));
}

static void
segments(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	stored(s, e, p);
	char buf[32];
	struct words_small who = words_number(p->v[0]), count = words_number(p->v[1]);
	emit_info(e, "stored-segments", words_join(buf, sizeof buf, (const char *const[]){ "user ", who.z, ": ", count.z, NULL }));
}

static void
users(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	stored(s, e, p);
	struct words_small count = words_number(p->v[0]);
	emit_info(e, "users", str_of(count.z));
}

static void
answer(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	(void)s;
	if (p->v[1] == 0)
		return;
	char buf[64];
	struct words_small command = words_hex(p->v[0]);
	struct str text = words_join(buf, sizeof buf, (const char *const[]){ "command ", command.z, ": ", reason(p->v[1]), NULL });
	emit_event(e, p->v[1] == 5 ? "unsupported" : "device-error", text);
}

static void
leaves(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	(void)s;
	emit_event(e, "device-stop", str_of(reason(p->v[0])));
}

static void
has_pi(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	(void)s;
	emit_info(e, "live-pi", p->v[0] == 0 ? STR("yes") : STR("no"));
}

static void
notice(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	if (p->v[0] == 1)
		emit_info(e, "stored-data", p->v[1] == 0 ? STR("no") : STR("yes"));
	else
		unknown(s, e, p);
}

static void
nothing(struct state *s, struct dev_emit *e, const struct v7_packet *p)
{
	(void)s, (void)e, (void)p;
}

static const struct type types[128] = {
	[0x01] = { 9, "live sample", live, { "" } },
	[0x02] = { 9, "model", part, { "part" } },
	[0x03] = { 9, "vendor", part, { "part" } },
	[0x04] = { 9, "device id", id, { "" } },
	[0x05] = { 9, "user name", user, { "user" } },
	[0x06] = { 4, "unknown", unknown, { "value", "value" } },
	[0x07] = { 8, "stored: date", stored, { "user", "segment", "century", "year", "month", "day" } },
	[0x08] = { 8, "stored: length", stored, { "user", "segment" } },
	[0x09] = { 6, "stored: sample with PI", stored, { "spo2", "pulse" } },
	[0x0a] = { 4, "stored: segments", segments, { "user", "segments" } },
	[0x0b] = { 4, "command answer", answer, { "" } },
	[0x0c] = { 2, "free", nothing, { "" } },
	[0x0d] = { 3, "leaves", leaves, { "" } },
	[0x0e] = { 3, "PI support", has_pi, { "without" } },
	[0x0f] = { 8, "stored: samples", stored, { "spo2", "pulse", "spo2", "pulse", "spo2", "pulse" } },
	[0x10] = { 3, "users", users, { "users" } },
	[0x11] = { 9, "notice", notice, { "kind", "value", "value", "value", "value", "value", "value" } },
	[0x12] = { 8, "stored: time", stored, { "user", "segment", "hour", "minute", "second", "zero" } },
	[0x13] = { 9, "unknown", unknown, { "value", "value", "value", "value", "value", "value", "value" } },
	[0x14] = { 9, "unknown", unknown, { "value", "value", "value", "value", "value", "value", "value" } },
	[0x15] = { 9, "stored: storage id", stored, { "user", "segment", "kind", "value", "value", "value", "value" } },
	[0x7d] = { 9, "host command", nothing, { "code", "argument", "argument", "argument", "argument", "argument", "argument" } },
};

int
cms50v7_frame(const uint8_t *b, size_t n)
{
	if (b[0] & 0x80 || types[b[0]].length == 0)
		return DEV_BAD;
	size_t length = types[b[0]].length;
	for (size_t i = 1; i < n && i < length; i++)
		if ((b[i] & 0x80) == 0)
			return DEV_BAD;
	return n < length ? DEV_MORE : (int)length;
}

static const char *
why(const uint8_t *b, size_t n)
{
	if (b[0] & 0x80)
		return "bit 7 is set: not the first byte of a packet";
	if (types[b[0]].length == 0)
		return "no packet type";
	for (size_t i = 1; i < n && i < types[b[0]].length; i++)
		if ((b[i] & 0x80) == 0)
			return "bit 7 is clear within the packet: cut, and another begins";
	return "the input ends in this packet";
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct state *s = state;
	struct v7_packet p = cms50v7_unpack(b, n);
	const struct type *t = &types[p.type & 0x7f];
	if (t->parse != part)
		flush_text(s, e);
	if (t->parse != NULL)
		t->parse(s, e, &p);
}

static void
finish(void *state, struct dev_emit *e)
{
	const struct state *s = state;
	flush_text(state, e);
	cms50v7_stored_end(&s->stored, e);
}

static void
trace_live(struct dev_fields *f, const struct v7_packet *p)
{
	const uint8_t *v = p->v;
	unsigned pi = v[5] | (unsigned)v[6] << 8;
	field_dec(f, 2, 1, "strength", v[0] & 0x0f, 0, "of 8");
	field_flag(f, 2, 1, "searching too long", v[0] & 0x10);
	field_flag(f, 2, 1, "low SpO2", v[0] & 0x20);
	field_flag(f, 2, 1, "beep", v[0] & 0x40);
	field_flag(f, 2, 1, "probe error / finger out", v[0] & 0x80);
	field_dec(f, 3, 1, "pleth", v[1] & 0x7f, 0, "");
	field_flag(f, 3, 1, "searching", v[1] & 0x80);
	field_dec(f, 4, 1, "bar", v[2] & 0x0f, 0, "of 15");
	field_value(f, 5, 1, "pulse", v[3], 0, "/min", v[3] == 0 || v[3] == V7_NO_PULSE, V7_NO_PULSE);
	field_value(f, 6, 1, "spo2", v[4], 0, "%", v[4] == 0 || v[4] == V7_NO_SPO2, V7_MAX_SPO2);
	field_value(f, 7, 2, "pi", pi, 2, "%", (v[2] & 0x10) || pi == V7_NO_PI, V7_MAX_PI);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct v7_packet p = cms50v7_unpack(b, n);
	const struct type *t = &types[p.type & 0x7f];
	field_title(f, t->title);
	field_hex(f, 0, 1, "type", p.type, 2);
	field_hex(f, 1, 1, "high bits", p.n > 0 ? b[1] & 0x7fu : 0, 2);
	if (t->parse == live) {
		trace_live(f, &p);
		return;
	}
	for (size_t i = 0; i < p.n && t->names[i] != NULL; i++)
		if (t->names[i][0] != '\0')
			field_dec(f, 2 + i, 1, t->names[i], p.v[i], 0, "");
	if (t->parse == part || t->parse == user)
		field_text(f, 3, p.n - 1, "text", text_of(&p, 1));
	else if (t->parse == id)
		field_text(f, 2, p.n, "id", text_of(&p, 0));
	else if (t->parse == leaves)
		field_word(f, 2, 1, "reason", reason(p.v[0]));
	else if (t->parse == answer) {
		field_hex(f, 2, 1, "command", p.v[0], 2);
		field_word(f, 3, 1, "reason", reason(p.v[1]));
	} else if (p.type == 0x08)
		field_dec(f, 4, 4, "bytes", p.v[2] | p.v[3] << 8 | p.v[4] << 16 | (int64_t)p.v[5] << 24, 0, "");
	else if (p.type == 0x09)
		field_dec(f, 4, 2, "pi", p.v[2] | p.v[3] << 8, 2, "%");
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 60, 1 }, .gain = 1, .base = 0 },
	{ .signal = NULL },
};
static const struct dev_num nums[] = {
	[V7_SPO2] = { .signal = "spo2", .unit = "%" },
	[V7_PULSE] = { .signal = "pulse", .unit = "/min" },
	[V7_PI] = { .signal = "pi", .unit = "%" },
	{ .signal = NULL },
};

extern const struct device dev_cms50v7;
const struct device dev_cms50v7 = {
	.name = "cms50v7",
	.title = "Contec CMS50D+ (firmware from 4.6), CMS50E/F/EW/FW/I/H: protocol V7.0",
	.gives = "pleth spo2 pulse pi",
	.check = "sync bits",
	.status = "real bytes",
	.download = "yes",
	.baud = 115200,
	.framing = "8N1",
	.rate = { 60, 1 },
	.length = 9,
	.waves = waves,
	.nums = nums,
	.beat = "pleth",
	.state_size = sizeof(struct state),
	.frame = cms50v7_frame,
	.why = why,
	.parse = parse,
	.finish = finish,
	.trace = trace,
	.session = &cms50v7_session,
	.loads = &cms50v7_load,
	.clock = &cms50v7_clock,
};
