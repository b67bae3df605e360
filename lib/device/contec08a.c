/* Contec 08A and 08C blood-pressure monitors: what they answer over USB HID (0483:5750), in reports of 64 bytes with zeros behind what
 * was said. There is no checksum.
 *
 *	48 41 tt vv .. ..               type of device (low 7 bits) and version of the protocol
 *	4A 43 01                        the download begins; another third byte: the instrument is off
 *	46 41 h .. nn .. × 9 uu         nn number of records (low 7 bits), uu user (low 2 bits): begins a user's records
 *	h .. SYS DIA PR MAP yy mm  h dd hh mi ss tt        a record, the oldest first
 *
 * All but the two-byte heads has bit 7 set; the eighth bit of a record's data byte i is bit i of the h before it. A record has nothing
 * that marks it, so one is taken only when all that it says can be: the limits below, a date that exists, DIA < MAP < SYS.
 *
 * Documented: MarkMLl/contec08a (real bytes with the vendor's table of them). Guessed: the eighth bits, which agree with four records
 * of four; a count over 127, whose higher bits were not seen, is not known. Bytes 0 of the first block, seconds and type of the second
 * are not used. */
#include "core/get.h"
#include "device/emit.h"
#include "device/trace.h"

enum { RECORD = 14, HEAD = 14, TYPE = 6, BEGIN = 3, REPORT = 64 };
enum { MIN_DIA = 20, MAX_SYS = 300, MIN_PULSE = 20, MAX_PULSE = 250, BLOCK = 8 };
enum { NUM_SBP, NUM_DBP, NUM_MAP, NUM_PULSE };

struct state {
	bool open, sized, torn;
	int64_t want, got;
	uint64_t hole;
};

struct record {
	unsigned sys, dia, pulse, map;
	bool dated;
	int64_t time;
};

/* Data byte i of the block at b. */
static unsigned
packed(const uint8_t *b, unsigned i)
{
	return (b[1 + i] & 0x7fu) | (b[0] >> i & 1u) << 7;
}

static struct record
unpack(const uint8_t *b)
{
	const uint8_t *c = b + BLOCK;
	unsigned year = 2000 + packed(b, 5), month = packed(b, 6), day = packed(c, 0), hour = packed(c, 1), minute = packed(c, 2),
		 m, d;
	struct record r = { .sys = packed(b, 1), .dia = packed(b, 2), .pulse = packed(b, 3), .map = packed(b, 4) };
	int y;
	int64_t days = tm_days((int)year, month, day);
	tm_civil(days, &y, &m, &d);
	r.dated = year < 2100 && month >= 1 && month <= 12 && m == month && d == day && hour < 24 && minute < 60;
	r.time = (days * 86400 + hour * 3600 + minute * 60) * TM_S;
	return r;
}

static bool
can_be(const struct record *r)
{
	return r->dated && r->dia >= MIN_DIA && r->map > r->dia && r->sys > r->map && r->sys <= MAX_SYS && r->pulse >= MIN_PULSE &&
	       r->pulse <= MAX_PULSE;
}

/* Length of what b begins with, without the zeros behind it; 0: it begins nothing. Looks at no more than n bytes. */
static size_t
kind(const uint8_t *b, size_t n)
{
	static const struct {
		uint8_t first, second;
		size_t length;
	} heads[] = { { 0x46, 0x41, HEAD }, { 0x48, 0x41, TYPE }, { 0x4a, 0x43, BEGIN } };
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (b[0] == heads[i].first)
			return n < 2 || b[1] == heads[i].second ? heads[i].length : 0;
	return b[0] & 0x80 ? RECORD : 0;
}

/* DEV_MORE, DEV_BAD, or the length without zeros. */
static int
shape(const uint8_t *b, size_t n)
{
	size_t length = kind(b, n), from = b[0] & 0x80 ? 0 : length == HEAD ? 2 : length;
	if (length == 0)
		return DEV_BAD;
	for (size_t i = from; i < length && i < n; i++)
		if ((b[i] & 0x80) == 0)
			return DEV_BAD;
	if (n < length)
		return DEV_MORE;
	if (b[0] & 0x80) {
		struct record r = unpack(b);
		return can_be(&r) ? RECORD : DEV_BAD;
	}
	return (int)length;
}

static int
frame(const uint8_t *b, size_t n)
{
	int length = shape(b, n);
	if (length <= 0)
		return length;
	for (size_t i = (size_t)length; i < REPORT; i++) {
		if (i >= n)
			return DEV_MORE;
		if (b[i] != 0)
			return (int)i;
	}
	return REPORT;
}

static int
rest(const uint8_t *b, size_t n)
{
	int length = shape(b, n);
	if (length <= 0)
		return DEV_BAD;
	size_t i = (size_t)length;
	while (i < n && i < REPORT && b[i] == 0)
		i++;
	return (int)i;
}

static const char *
why(const uint8_t *b, size_t n)
{
	if (kind(b, n) == 0)
		return "not the first byte of a report";
	return n < kind(b, n) ? "the input ends in this report" : "a record that cannot be, or not the bytes of a report";
}

static void
close_user(struct state *s, struct dev_emit *e)
{
	if (s->open)
		emit_download(e, s->sized && s->got <= s->want ? s->want : -1, s->got, s->torn);
	*s = (struct state){ .open = false };
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct state *s = state;
	(void)n;
	if (b[0] == 0x46) {
		close_user(s, e);
		*s = (struct state){ .open = true, .sized = true, .want = b[4] & 0x7f, .hole = e->hole };
		emit_user(e, b[HEAD - 1] & 3);
		return;
	}
	if (b[0] == 0x4a && b[2] != 1)
		emit_event(e, "device-error", STR("the instrument is off"));
	if ((b[0] & 0x80) == 0)
		return;
	struct record r = unpack(b);
	if (!s->open)
		*s = (struct state){ .open = true, .hole = e->hole };
	s->torn = s->torn || e->hole != s->hole;
	s->got++;
	emit_stored(e, NUM_SBP, (struct emit_value){ .mantissa = r.sys }, r.time, true);
	emit_stored(e, NUM_DBP, (struct emit_value){ .mantissa = r.dia }, r.time, true);
	emit_stored(e, NUM_MAP, (struct emit_value){ .mantissa = r.map }, r.time, true);
	emit_stored(e, NUM_PULSE, (struct emit_value){ .mantissa = r.pulse }, r.time, true);
}

static void
finish(void *state, struct dev_emit *e)
{
	close_user(state, e);
	emit_user(e, 0);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	(void)n;
	if (b[0] == 0x48) {
		field_title(f, "type of device");
		field_dec(f, 2, 1, "type", b[2], 0, "");
		field_dec(f, 3, 1, "version", b[3], 0, "");
	} else if (b[0] == 0x4a) {
		field_title(f, "download");
		field_hex(f, 2, 1, "state", b[2], 2);
	} else if (b[0] == 0x46) {
		field_title(f, "a user's records");
		field_dec(f, 4, 1, "records", b[4] & 0x7f, 0, "");
		field_dec(f, HEAD - 1, 1, "user", b[HEAD - 1] & 3, 0, "");
	} else {
		const struct record r = unpack(b);
		const uint8_t *c = b + BLOCK;
		field_title(f, "stored record");
		field_dec(f, 2, 1, "sbp", r.sys, 0, "mm[Hg]");
		field_dec(f, 3, 1, "dbp", r.dia, 0, "mm[Hg]");
		field_dec(f, 4, 1, "pulse", r.pulse, 0, "/min");
		field_dec(f, 5, 1, "map", r.map, 0, "mm[Hg]");
		field_dec(f, 6, 1, "year", 2000 + packed(b, 5), 0, "");
		field_dec(f, 7, 1, "month", packed(b, 6), 0, "");
		field_dec(f, 9, 1, "day", packed(c, 0), 0, "");
		field_dec(f, 10, 1, "hour", packed(c, 1), 0, "");
		field_dec(f, 11, 1, "minute", packed(c, 2), 0, "");
	}
}

static const struct dev_num nums[] = {
	[NUM_SBP] = { .signal = "sbp", .unit = "mm[Hg]" },
	[NUM_DBP] = { .signal = "dbp", .unit = "mm[Hg]" },
	[NUM_MAP] = { .signal = "map", .unit = "mm[Hg]" },
	[NUM_PULSE] = { .signal = "pulse", .unit = "/min" },
	{ .signal = NULL },
};

extern const struct device dev_contec08a;
const struct device dev_contec08a = {
	.name = "contec08a",
	.title = "Contec 08A, 08C blood-pressure monitors (HID 0483:5750): stored records, decoder only",
	.gives = "sbp dbp map pulse",
	.check = "none",
	.status = "real bytes",
	.download = "no",
	.rate = { 1, 1 },
	.length = RECORD,
	.nums = nums,
	.state_size = sizeof(struct state),
	.frame = frame,
	.rest = rest,
	.why = why,
	.parse = parse,
	.finish = finish,
	.trace = trace,
};
