/* Contec "EB" frames: the Bluetooth LE variant (CMS50D-BT and relatives) and the HID variant (28E9:028A). Not compatible with the
 * two other Contec protocols. CS is the sum of all bytes before it, low 7 bits; no byte but the first has bit 7.
 *
 *	EB 00 st pl bg CS               sample: st 6 beep, 3-0 strength; pl pleth 0..127; bg bar graph
 *	EB 01 st HR SP .. .. CS         numbers, Bluetooth: HR pulse /min, SP SpO2 %, then 7F 00
 *	EB 01 st HR SP CS               numbers, HID
 *	9B .. CS                        host (never part of what the device sends)
 *
 * Which of the two lengths a numbers frame has follows from its checksum, the longer first: for that its 6-byte form is whole when
 * the next frame has begun, or the input is over.
 *
 * Documented: tobiasisenberg/OxiVis issue #2 (real bytes, Bluetooth), SunHaixin0324/CMS50E_PPG_loader (HID, 60 groups a second).
 * Guessed: that bit 6 of a sample's st is the beep and its low bits are the strength, by analogy with the 5-byte protocol; that 7F
 * for SpO2, and 7F or 0 for the pulse, are no value, likewise; 60 samples a second over Bluetooth. st of the numbers does not tell
 * whether a finger is in (a frame with values has the one that was said to mean "no finger"): it is passed on as `bits`. The host
 * must ask for the data and repeat that; the links that this protocol runs on are not serial ports, so there is no session. */
#include "core/get.h"
#include "device/emit.h"
#include "device/trace.h"

enum { FIRST = 0xeb, SHORT = 6, LONG = 8, NONE = 0x7f, MAX_SPO2 = 100 };
enum { NUM_SPO2, NUM_PULSE };

static bool
sums(const uint8_t *b, size_t n)
{
	unsigned sum = 0;
	for (size_t i = 0; i < n - 1; i++)
		sum += b[i];
	return b[n - 1] == (sum & 0x7f);
}

/* Whether b is the beginning of a frame of `length` bytes, as far as it is there. */
static bool
shaped(const uint8_t *b, size_t n, size_t length)
{
	if (b[0] != FIRST || (n > 1 && b[1] > 1))
		return false;
	for (size_t i = 1; i < n && i < length; i++)
		if (b[i] & 0x80)
			return false;
	return true;
}

static int
rest(const uint8_t *b, size_t n)
{
	return shaped(b, n, SHORT) && n >= SHORT && sums(b, SHORT) ? SHORT : DEV_BAD;
}

static int
frame(const uint8_t *b, size_t n)
{
	if (!shaped(b, n, SHORT))
		return DEV_BAD;
	if (n < SHORT)
		return DEV_MORE;
	if (b[1] == 0)
		return sums(b, SHORT) ? SHORT : DEV_SUM;
	if (shaped(b, n, LONG)) {
		if (n < LONG)
			return DEV_MORE;
		if (sums(b, LONG))
			return LONG;
	}
	return sums(b, SHORT) ? SHORT : DEV_SUM;
}

static const char *
why(const uint8_t *b, size_t n)
{
	if (b[0] != FIRST)
		return "not the first byte of a frame (eb)";
	if (!shaped(b, n, SHORT))
		return "no sample and no numbers, or another frame begins in it";
	return n < SHORT || (b[1] == 1 && n < LONG) ? "the input ends in this frame" : "wrong sum";
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	(void)state;
	struct get g = get_from(b, n);
	get_skip(&g, 1);
	unsigned kind = get_u8(&g), st = get_u8(&g), first = get_u8(&g), second = get_u8(&g);
	if (kind == 0) {
		emit_sample(e);
		emit_beat(e, st & 0x40);
		emit_wave(e, 0, (int32_t)first);
		return;
	}
	emit_bits(e, st);
	emit_state(e, EMIT_FINGER_OFF, second == NONE || (first == 0 && second == 0));
	if (second == 0 || second == NONE)
		emit_none(e, NUM_SPO2, 0);
	else if (second > MAX_SPO2)
		emit_range(e, NUM_SPO2, second, "0..100");
	else
		emit_num(e, NUM_SPO2, second, 0, 0);
	/* 127 can be a pulse; with no SpO2 it is none. */
	if (first == 0 || (first == NONE && (second == 0 || second == NONE)))
		emit_none(e, NUM_PULSE, 0);
	else
		emit_num(e, NUM_PULSE, first, 0, 0);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	unsigned st = get_at(&g, 2), first = get_at(&g, 3), second = get_at(&g, 4);
	field_title(f, get_at(&g, 1) == 0 ? "sample" : "numbers");
	field_hex(f, 2, 1, "status", st, 2);
	if (get_at(&g, 1) == 0) {
		field_dec(f, 3, 1, "pleth", first, 0, "");
		field_dec(f, 4, 1, "bar", second, 0, "");
	} else {
		field_value(f, 3, 1, "pulse", first, 0, "/min", first == 0, NONE);
		field_value(f, 4, 1, "spo2", second, 0, "%", second == 0 || second == NONE, MAX_SPO2);
	}
	field_hex(f, n - 1, 1, "sum", get_at(&g, n - 1), 2);
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 60, 1 }, .gain = 1, .base = 0 },
	{ .signal = NULL },
};
static const struct dev_num nums[] = {
	[NUM_SPO2] = { .signal = "spo2", .unit = "%" },
	[NUM_PULSE] = { .signal = "pulse", .unit = "/min" },
	{ .signal = NULL },
};

extern const struct device dev_conteceb;
const struct device dev_conteceb = {
	.name = "conteceb",
	.title = "Contec CMS50D-BT and relatives (Bluetooth LE, HID 28E9:028A): EB frames, decoder only",
	.gives = "pleth spo2 pulse",
	.check = "sum 7 bits",
	.status = "unverified",
	.download = "no",
	.rate = { 60, 1 },
	.length = SHORT,
	.waves = waves,
	.nums = nums,
	.beat = "pleth",
	.frame = frame,
	.rest = rest,
	.why = why,
	.parse = parse,
	.trace = trace,
};
