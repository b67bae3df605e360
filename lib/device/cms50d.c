/* Contec "5-byte" live protocol, the same bytes as BCI / Berry: CMS50D+ with firmware up to 4.5, CMS50E/F of that time, BerryMed
 * BM1000 and many relabelled finger probes. It streams by itself while a finger is in; nothing is sent to it
 * but for a download (cms50d_load.c).
 *
 *	byte  bits  Contec                        Berry/BCI
 *	0     7     1: first byte of a packet     same; bit 7 of bytes 1..4 is 0
 *	0     6     pulse beep                    same
 *	0     5     SpO2 is dropping              probe unplugged
 *	0     4     searching too long            no signal
 *	0     3-0   signal strength 0..8          same
 *	1     6-0   pleth 0..127                  pleth 0..100
 *	2     6     bit 7 of the pulse rate       same
 *	2     5     searching for pulse           same
 *	2     4     probe error                   no finger
 *	2     3-0   bar graph 0..15               same
 *	3     6-0   bits 6-0 of the pulse rate    same; 255: none
 *	4     6-0   SpO2 %                        same; 127: none
 *
 * Documented: zh2x/BCI_Protocol "BCI Protocol V1.2.pdf"; atbrask/CMS50Dplus, bmartin427/CMS50 (code). The two documents name bits 5
 * and 4 of byte 0 and bit 4 of byte 2 differently; so these bits are passed on as they came (key `bits`: byte 0 and byte 2, masked
 * 30), and "probe off" is derived from what both agree on: pulse 255, SpO2 127, or 0 for both (seen in some CMS50). 0 alone is no
 * value either. What it has stored: cms50d_stored.c. 60 packets a second is Contec's rate; BCI's 100 is berry.c. There is no check but the sync
 * bit. */
#include "device/cms50d.h"
#include "core/get.h"

enum { LENGTH = 5, FLAG_BITS = 0x30, NO_PULSE = 255, NO_SPO2 = 127, MAX_SPO2 = 100 };

struct packet {
	unsigned strength, pleth, bar, pulse, spo2;
	uint32_t bits;
	bool beep, dropping, slow, searching, probe, off;
};

static struct packet
unpack(const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	unsigned b0 = get_u8(&g), b1 = get_u8(&g), b2 = get_u8(&g), b3 = get_u8(&g), b4 = get_u8(&g);
	struct packet p = {
		.strength = b0 & 0x0f,
		.slow = b0 & 0x10,
		.dropping = b0 & 0x20,
		.beep = b0 & 0x40,
		.pleth = b1 & 0x7f,
		.bar = b2 & 0x0f,
		.probe = b2 & 0x10,
		.searching = b2 & 0x20,
		.pulse = (b2 & 0x40) << 1 | (b3 & 0x7f),
		.spo2 = b4 & 0x7f,
		.bits = (b0 & FLAG_BITS) << 8 | (b2 & FLAG_BITS),
	};
	p.off = p.pulse == NO_PULSE || p.spo2 == NO_SPO2 || (p.pulse == 0 && p.spo2 == 0);
	return p;
}

int
cms50d_frame(const uint8_t *b, size_t n)
{
	if ((b[0] & 0x80) == 0)
		return DEV_BAD;
	for (size_t i = 1; i < n && i < LENGTH; i++)
		if (b[i] & 0x80)
			return DEV_BAD;
	return n < LENGTH ? DEV_MORE : LENGTH;
}

const char *
cms50d_why(const uint8_t *b, size_t n)
{
	static const char *const cut[LENGTH] = { "no sync bit (bit 7): not the first byte of a packet",
		"cut after 1 byte: the next begins a packet", "cut after 2 bytes: the next begins a packet",
		"cut after 3 bytes: the next begins a packet", "cut after 4 bytes: the next begins a packet" };
	if ((b[0] & 0x80) == 0)
		return cut[0];
	for (size_t i = 1; i < n && i < LENGTH; i++)
		if (b[i] & 0x80)
			return cut[i];
	return "the input ends in this packet";
}

void
cms50d_parse_as(struct dev_emit *e, const uint8_t *b, size_t n, bool pleth_zero_is_none)
{
	struct packet p = unpack(b, n);
	emit_sample(e);
	emit_state(e, EMIT_FINGER_OFF, p.off);
	emit_state(e, EMIT_SEARCHING, p.searching);
	emit_bits(e, p.bits);
	emit_beat(e, p.beep);
	emit_wave(e, 0, pleth_zero_is_none && p.pleth == 0 ? SMP_E : (int32_t)p.pleth);
	if (p.spo2 == 0 || p.spo2 == NO_SPO2)
		emit_none(e, CMS50D_SPO2, 0);
	else if (p.spo2 > MAX_SPO2)
		emit_range(e, CMS50D_SPO2, p.spo2, "0..100");
	else
		emit_num(e, CMS50D_SPO2, p.spo2, 0, 0);
	if (p.pulse == 0 || p.pulse == NO_PULSE)
		emit_none(e, CMS50D_PULSE, 0);
	else
		emit_num(e, CMS50D_PULSE, p.pulse, 0, 0);
}

int
cms50d_any_frame(const uint8_t *b, size_t n)
{
	return cms50d_is_stored(b, n) ? cms50d_stored_frame(b, n) : cms50d_frame(b, n);
}

static int
rest(const uint8_t *b, size_t n)
{
	return cms50d_is_stored(b, n) ? cms50d_stored_rest(b, n) : DEV_BAD;
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	if (cms50d_is_stored(b, n))
		cms50d_stored(state, e, b, n);
	else
		cms50d_parse_as(e, b, n, false);
}

static void
finish(void *state, struct dev_emit *e)
{
	cms50d_stored_end(state, e);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	if (cms50d_is_stored(b, n))
		cms50d_stored_trace(f, b, n);
	else
		cms50d_trace(f, b, n);
}

void
cms50d_trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct packet p = unpack(b, n);
	field_title(f, "live sample");
	field_value(f, 0, 1, "strength", p.strength, 0, "of 8", p.strength > 8, 8);
	field_flag(f, 0, 1, "searching too long / no signal", p.slow);
	field_flag(f, 0, 1, "SpO2 dropping / probe unplugged", p.dropping);
	field_flag(f, 0, 1, "beep", p.beep);
	field_dec(f, 1, 1, "pleth", p.pleth, 0, "");
	field_dec(f, 2, 1, "bar", p.bar, 0, "of 15");
	field_flag(f, 2, 1, "probe error / no finger", p.probe);
	field_flag(f, 2, 1, "searching", p.searching);
	field_value(f, 3, 1, "pulse", p.pulse, 0, "/min (bit 7 in byte 2)", p.pulse == 0 || p.pulse == NO_PULSE, NO_PULSE);
	field_value(f, 4, 1, "spo2", p.spo2, 0, "%", p.spo2 == 0 || p.spo2 == NO_SPO2, MAX_SPO2);
	if (p.off)
		field_word(f, 3, 2, "probe", "off (derived)");
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 60, 1 }, .gain = 1, .base = 0 },
	{ .signal = NULL },
};
static const struct dev_num nums[] = {
	[CMS50D_SPO2] = { .signal = "spo2", .unit = "%" },
	[CMS50D_PULSE] = { .signal = "pulse", .unit = "/min" },
	{ .signal = NULL },
};

extern const struct device dev_cms50d;
const struct device dev_cms50d = {
	.name = "cms50d",
	.title = "Contec CMS50D+ (firmware to 4.5), CMS50E/F: 5 bytes",
	.gives = "pleth spo2 pulse",
	.check = "sync bit",
	.status = "computed",
	.download = "yes",
	.baud = 19200,
	.framing = "8O1",
	.rate = { 60, 1 },
	.length = LENGTH,
	.waves = waves,
	.nums = nums,
	.beat = "pleth",
	.state_size = sizeof(struct cms50d_stored),
	.frame = cms50d_any_frame,
	.rest = rest,
	.why = cms50d_why,
	.parse = parse,
	.finish = finish,
	.trace = trace,
	.loads = &cms50d_load,
};
