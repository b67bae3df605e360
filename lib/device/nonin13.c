/* Nonin data format 13 (9560, 3150): one record a spot check, kept by the device while nobody is there to take it.
 *
 *	00 02 00 0D  LL LL  data  SUM 03        LL LL: bytes of data, high first, at least 14; SUM: of the data, low 8 bits
 *	data   0-7   century, year, month, day, hour, minute, second, 1/100 s: BCD
 *	       8     1 SmartPoint, 0 no measurement
 *	       9     4 from memory, 0 low battery
 *	       10,11 pulse, plain 16 bits, high first; 511: none
 *	       12    reserved       13  SpO2; 127: none
 *
 * Documented: "Nonin 9560 Bluetooth Specification" in mattjlewis/NoninPulseOx. Guessed: nothing. Records from memory come oldest
 * first and are written as stored ones; the others as they are measured. `bits` are data 8 and 9. */
#include "core/get.h"
#include "device/nonin.h"

enum { HEAD = 6, TAIL = 2, LEAST = 14, MOST = 64 };

static int
data(const uint8_t *b, size_t n)
{
	static const uint8_t head[] = { 0x00, 0x02, 0x00, 0x0d, 0x00 };
	for (size_t i = 0; i < n && i < sizeof head; i++)
		if (b[i] != head[i])
			return DEV_BAD;
	if (n < HEAD)
		return DEV_MORE;
	size_t length = b[5];
	if (length < LEAST || length > MOST)
		return DEV_BAD;
	if (n < HEAD + length + TAIL)
		return DEV_MORE;
	unsigned sum = 0;
	for (size_t i = 0; i < length; i++)
		sum += b[HEAD + i];
	return b[HEAD + length] == (sum & 0xff) && b[HEAD + length + 1] == 0x03 ? (int)(HEAD + length + TAIL) : DEV_SUM;
}

static int
frame(const uint8_t *b, size_t n)
{
	return nonin_frame(b, n, data);
}

struct record {
	bool dated;
	int64_t time;
	unsigned status, pulse, spo2;
};

static int
bcd(uint8_t v)
{
	return v >> 4 > 9 || (v & 15) > 9 ? -1 : (v >> 4) * 10 + (v & 15);
}

static struct record
unpack(const uint8_t *b, size_t n)
{
	static const int most[] = { 99, 99, 12, 31, 23, 59, 59 };
	struct get g = get_from(b, n);
	struct record r = { .dated = true };
	int v[7];
	get_skip(&g, HEAD);
	for (size_t i = 0; i < 7; i++) {
		v[i] = bcd(get_u8(&g));
		if (v[i] < (i == 2 || i == 3) || v[i] > most[i])
			r.dated = false;
	}
	get_skip(&g, 1);
	if (r.dated)
		r.time = ((tm_days(v[0] * 100 + v[1], (unsigned)v[2], (unsigned)v[3]) * 24 + v[4]) * 60 + v[5]) * 60 + v[6];
	r.time *= TM_S;
	r.status = get_be16(&g);
	r.pulse = get_be16(&g);
	get_skip(&g, 1);
	r.spo2 = get_u8(&g);
	return r;
}

static struct emit_value
value(unsigned v, unsigned none, unsigned most, unsigned flags, bool live)
{
	return (struct emit_value){ .live = live, .none = v == none || v > most, .mantissa = v, .flags = flags };
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	(void)state;
	if (nonin_reply(e, b, n))
		return;
	struct record r = unpack(b, n);
	unsigned flags = r.status & 0x0001 ? FLAG_LOWBATT : 0;
	bool measured = (r.status & 0x0100) == 0, live = (r.status & 0x0010) == 0;
	emit_state(e, EMIT_LOW_BATTERY, flags);
	emit_bits(e, r.status);
	unsigned pulse = measured ? r.pulse : NONIN_NO_PULSE, spo2 = measured ? r.spo2 : NONIN_NO_SPO2;
	if (spo2 > NONIN_MAX_SPO2 && spo2 != NONIN_NO_SPO2)
		emit_range(e, NONIN_SPO2, spo2, "0..100");
	if (r.dated) {
		emit_stored(e, NONIN_SPO2, value(spo2, NONIN_NO_SPO2, NONIN_MAX_SPO2, flags, live), r.time, true);
		emit_stored(e, NONIN_PULSE, value(pulse, NONIN_NO_PULSE, NONIN_MAX_PULSE, flags, live), r.time, true);
	} else {
		emit_spot(e);
		nonin_numbers(e, pulse, spo2, 0);
	}
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	static const char *const names[] = { "century", "year", "month", "day", "hour", "minute", "second", "1/100 s" };
	if (nonin_trace(f, b, n))
		return;
	struct record r = unpack(b, n);
	field_title(f, "spot check");
	for (size_t i = 0; i < 8; i++)
		field_hex(f, HEAD + i, 1, names[i], b[HEAD + i], 2);
	field_flag(f, HEAD + 8, 1, "SmartPoint", r.status & 0x0200);
	field_flag(f, HEAD + 8, 1, "no measurement", r.status & 0x0100);
	field_flag(f, HEAD + 9, 1, "from memory", r.status & 0x0010);
	field_flag(f, HEAD + 9, 1, "low battery", r.status & 0x0001);
	field_value(f, HEAD + 10, 2, "pulse", r.pulse, 0, "/min", r.pulse == NONIN_NO_PULSE, NONIN_MAX_PULSE);
	field_value(f, HEAD + 13, 1, "spo2", r.spo2, 0, "%", r.spo2 == NONIN_NO_SPO2, NONIN_MAX_SPO2);
	field_hex(f, n - 2, 1, "sum", b[n - 2], 2);
}

extern const struct device dev_nonin13;
const struct device dev_nonin13 = {
	.name = "nonin13",
	.title = "Nonin 9560, 3150: data format 13, spot checks and those in memory",
	.gives = "spo2 pulse",
	.check = "sum 8 bits",
	.status = "computed",
	.download = "by itself",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 1, 1 },
	.length = HEAD + LEAST + TAIL,
	.nums = nonin_nums,
	.frame = frame,
	.rest = nonin_rest,
	.why = nonin_why,
	.parse = parse,
	.trace = trace,
	.session = &nonin13_session,
};
