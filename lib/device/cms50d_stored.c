/* Stored recording of the Contec 5-byte generation (live packets: cms50d.c), which the device sends when it is asked for it:
 *
 *	F2 hh mm   three times   hh 80 | hour, mm minute of its beginning; 80 00 where the device has no clock
 *	1x 1x 0x                 CMS50D+: number of bytes that follow, less 1, in groups of 7 bits, high first; not in every firmware
 *	Fp 1p 0s                 one a second: pulse (bit 7 in byte 0, bits 6-0 in byte 1), SpO2; F0 or F1 begin it
 *
 * Nothing marks the end: the device falls silent. Live packets can stand before and among the first. A live packet that is cut short
 * can look like a record; so one is taken only when what follows begins with bit 7 set (or the input is over), and the length only
 * straight behind the F2 that it belongs to. Where bytes are missing the rest has no time, and none of it is taken. */
#include "device/cms50d.h"
#include "core/get.h"
#include "device/words.h"

enum {
	TRIO = 3,
	HEAD = 0xf2,
	LENGTH_MOST = 0x8f /* first byte of a length: under 256 KiB */,
	NO_PULSE = 255,
	NO_SPO2 = 127,
	MAX_SPO2 = 100
};

/* Whether three bytes at b, as far as they are there, have the shape 1 1 0. */
static bool
shaped(const uint8_t *b, size_t n)
{
	return (n < 1 || (b[0] & 0x80)) && (n < 2 || (b[1] & 0x80)) && (n < 3 || (b[2] & 0x80) == 0);
}

bool
cms50d_is_stored(const uint8_t *b, size_t n)
{
	return n >= 2 && b[0] >= 0xf0 && b[0] <= HEAD && (b[1] & 0x80);
}

int
cms50d_stored_frame(const uint8_t *b, size_t n)
{
	if (!shaped(b, n))
		return DEV_BAD;
	if (n <= TRIO)
		return DEV_MORE;
	if ((b[TRIO] & 0x80) == 0)
		return DEV_BAD;
	if (b[0] != HEAD || b[TRIO] > LENGTH_MOST || !shaped(b + TRIO, n - TRIO))
		return TRIO;
	return n < 2 * TRIO ? DEV_MORE : 2 * TRIO;
}

int
cms50d_stored_rest(const uint8_t *b, size_t n)
{
	return shaped(b, n) && n >= TRIO ? TRIO : DEV_BAD;
}

int64_t
cms50d_stored_length(const uint8_t *b, size_t n)
{
	if (n < 2 * TRIO)
		return -1;
	int64_t bytes = ((b[3] & 0x7f) << 14 | (b[4] & 0x7f) << 7 | b[5]) + 1;
	return bytes % TRIO == 0 ? bytes / TRIO : -1;
}

static void
head(struct cms50d_stored *s, struct dev_emit *e, const uint8_t *b, size_t n)
{
	int64_t length = cms50d_stored_length(b, n);
	unsigned hour = b[1] & 0x7f, minute = b[2];
	if (!s->told && (hour > 0 || minute > 0) && hour < 24 && minute < 60) {
		const char text[] = { (char)('0' + hour / 10), (char)('0' + hour % 10), ':', (char)('0' + minute / 10),
			(char)('0' + minute % 10) };
		emit_info(e, "stored-start", (struct str){ text, sizeof text });
		s->told = true;
	}
	s->open = true;
	s->torn = false;
	s->at = 0;
	s->hole = e->hole;
	if (length >= 0) {
		s->sized = true;
		s->want = length;
	}
}

static void
value(struct dev_emit *e, unsigned num, unsigned v, bool none, unsigned most, const char *want, int64_t at)
{
	if (!none && v > most)
		emit_range(e, num, v, want);
	emit_stored(e, num, (struct emit_value){ .none = none || v > most, .mantissa = v }, at * TM_S, false);
}

void
cms50d_stored(struct cms50d_stored *s, struct dev_emit *e, const uint8_t *b, size_t n)
{
	if (b[0] == HEAD) {
		head(s, e, b, n);
		return;
	}
	if (!s->open) {
		if (!s->refused)
			emit_event(e, "unsupported", STR("a stored record without a beginning"));
		s->refused = true;
		return;
	}
	s->torn = s->torn || e->hole != s->hole;
	if (s->torn || (s->sized && s->at >= s->want))
		return;
	if (s->at++ < s->got)
		return; /* asked for again */
	s->got++;
	unsigned pulse = (b[0] & 1u) << 7 | (b[1] & 0x7f), spo2 = b[2];
	value(e, CMS50D_SPO2, spo2, spo2 == 0 || spo2 == NO_SPO2, MAX_SPO2, "0..100", s->at - 1);
	value(e, CMS50D_PULSE, pulse, pulse == 0 || pulse == NO_PULSE, NO_PULSE, "0..254", s->at - 1);
}

void
cms50d_stored_end(const struct cms50d_stored *s, struct dev_emit *e)
{
	if (s->open)
		emit_download(e, s->sized ? s->want : -1, s->got, s->torn);
}

void
cms50d_stored_trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	unsigned b0 = get_u8(&g), b1 = get_u8(&g), b2 = get_u8(&g);
	if (b0 == HEAD) {
		field_title(f, "stored: beginning");
		field_dec(f, 1, 1, "hour", b1 & 0x7f, 0, "");
		field_dec(f, 2, 1, "minute", b2, 0, "");
		if (n == 2 * TRIO)
			field_dec(f, 3, 3, "records", cms50d_stored_length(b, n), 0, "");
		return;
	}
	unsigned pulse = (b0 & 1) << 7 | (b1 & 0x7f);
	field_title(f, "stored record");
	field_value(f, 0, 2, "pulse", pulse, 0, "/min", pulse == 0 || pulse == NO_PULSE, NO_PULSE);
	field_value(f, 2, 1, "spo2", b2, 0, "%", b2 == 0 || b2 == NO_SPO2, MAX_SPO2);
}
