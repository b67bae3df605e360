/* Nonin's serial formats: what they have in common.
 *
 *	06, 15                            the device took or refused a command
 *	02 F2 06 YY MM DD hh mm ss 03     its clock (binary, YY from 2000)
 *	02 F4 len .. 03                   its serial number
 *
 * Documented: "Nonin 9560 Bluetooth Specification" in mattjlewis/NoninPulseOx; 3150: mdpnp/mdpnp. Guessed: nothing. The pulse is
 * two groups of 7 bits (9 bits in all); mdpnp joins them as 8, which is wrong from 128 on. */
#include "device/nonin.h"
#include "core/get.h"
#include "device/words.h"

enum {
	REPLY = 0x02,
	END = 0x03,
	ACK = 0x06,
	NAK = 0x15,
	CLOCK = 0xf2,
	SERIAL = 0xf4,
	CLOCK_LENGTH = 10,
	SERIAL_MAX = 32,
	ACKS = 8
};

const struct dev_num nonin_nums[] = {
	[NONIN_SPO2] = { .signal = "spo2", .unit = "%" },
	[NONIN_PULSE] = { .signal = "pulse", .unit = "/min" },
	{ .signal = NULL },
};

static int
clock_frame(const uint8_t *b, size_t n)
{
	static const uint8_t least[CLOCK_LENGTH] = { REPLY, CLOCK, 6, 0, 1, 1, 0, 0, 0, END },
			     most[CLOCK_LENGTH] = { REPLY, CLOCK, 6, 99, 12, 31, 23, 59, 59, END };
	for (size_t i = 0; i < n && i < CLOCK_LENGTH; i++)
		if (b[i] < least[i] || b[i] > most[i])
			return DEV_BAD;
	return n < CLOCK_LENGTH ? DEV_MORE : CLOCK_LENGTH;
}

static int
serial_frame(const uint8_t *b, size_t n)
{
	if (n < 3)
		return DEV_MORE;
	if (b[2] == 0 || b[2] > SERIAL_MAX)
		return DEV_BAD;
	size_t length = b[2] + 4u;
	if (n < length)
		return DEV_MORE;
	return b[length - 1] == END ? (int)length : DEV_BAD;
}

static int
reply_frame(const uint8_t *b, size_t n)
{
	if (n < 2)
		return DEV_MORE;
	return b[1] == CLOCK ? clock_frame(b, n) : b[1] == SERIAL ? serial_frame(b, n) : DEV_BAD;
}

int
nonin_frame(const uint8_t *b, size_t n, nonin_data *data)
{
	size_t acks = 0;
	while (acks < n && acks < ACKS && (b[acks] == ACK || b[acks] == NAK))
		acks++;
	if (acks == ACKS)
		return DEV_BAD; /* whatever follows: no device answers so often */
	if (acks == n)
		return DEV_MORE;
	int length = b[acks] == REPLY ? reply_frame(b + acks, n - acks) : DEV_BAD;
	if (length == DEV_BAD)
		length = data(b + acks, n - acks);
	if (acks == 0 || length == DEV_MORE)
		return length;
	return length > 0 ? 1 : DEV_BAD;
}

int
nonin_rest(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i] != ACK && b[i] != NAK)
			return DEV_BAD;
	return 1;
}

const char *
nonin_why(const uint8_t *b, size_t n)
{
	if (b[0] == ACK || b[0] == NAK)
		return "an acknowledgement, but no frame follows";
	if (b[0] == REPLY)
		return n < 3 ? "the input ends in this reply" : "no reply of the protocol";
	return "not the first byte of a frame, or its check is wrong";
}

/* "2024-03-15T14:30:45" of a reply or a record; values as they are. */
static int64_t
civil(const uint8_t *b)
{
	return ((tm_days(2000 + b[0], b[1], b[2]) * 24 + b[3]) * 60 + b[4]) * 60 + b[5];
}

bool
nonin_reply(struct dev_emit *e, const uint8_t *b, size_t n)
{
	if (b[0] == NAK) {
		emit_event(e, "unsupported", STR("the device refused a command"));
	} else if (b[0] == REPLY && n == CLOCK_LENGTH && b[1] == CLOCK) {
		emit_clock(e, civil(b + 3) * TM_S);
	} else if (b[0] == REPLY && n > 4 && b[1] == SERIAL) {
		emit_info(e, "serial", (struct str){ (const char *)b + 3, n - 4 });
	} else {
		return b[0] == ACK;
	}
	return true;
}

bool
nonin_trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	static const char *const names[] = { "year", "month", "day", "hour", "minute", "second" };
	if (n == 1 && (b[0] == ACK || b[0] == NAK)) {
		field_title(f, b[0] == ACK ? "command taken" : "command refused");
		return true;
	}
	if (b[0] != REPLY || n < 4 || (b[1] != CLOCK && b[1] != SERIAL))
		return false;
	field_title(f, b[1] == CLOCK ? "clock" : "serial number");
	if (b[1] == SERIAL)
		field_text(f, 3, n - 4, "serial", (struct str){ (const char *)b + 3, n - 4 });
	for (size_t i = 0; b[1] == CLOCK && i < 6 && 3 + i < n; i++)
		field_dec(f, 3 + i, 1, names[i], b[3 + i] + (i == 0 ? 2000 : 0), 0, "");
	return true;
}

void
nonin_numbers(struct dev_emit *e, unsigned pulse, unsigned spo2, unsigned flags)
{
	if (spo2 == NONIN_NO_SPO2)
		emit_none(e, NONIN_SPO2, flags);
	else if (spo2 > NONIN_MAX_SPO2)
		emit_range(e, NONIN_SPO2, spo2, "0..100");
	else
		emit_num(e, NONIN_SPO2, spo2, 0, flags);
	if (pulse >= NONIN_NO_PULSE)
		emit_none(e, NONIN_PULSE, flags);
	else
		emit_num(e, NONIN_PULSE, pulse, 0, flags);
}

/* Formats 1 and 8: status, pulse, SpO2 (and a second status), once a second. */

int
nonin_spot_data(const uint8_t *b, size_t n, size_t length)
{
	if ((b[0] & 0x80) == 0)
		return DEV_BAD;
	for (size_t i = 1; i < n && i < length; i++)
		if (b[i] & 0x80)
			return DEV_BAD;
	return n < length ? DEV_MORE : (int)length;
}

struct spot {
	unsigned status, pulse, spo2, second;
};

static struct spot
spot_of(const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	struct spot s = { .status = get_u8(&g) };
	s.pulse = (s.status & 3) << 7 | (get_u8(&g) & 0x7f);
	s.spo2 = get_u8(&g) & 0x7f;
	s.second = n > 3 ? get_u8(&g) : 0;
	return s;
}

void
nonin_spot_parse(struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct spot s = spot_of(b, n);
	emit_sample(e);
	emit_state(e, EMIT_FINGER_OFF, (s.status & 0x40) || (s.second & 0x08));
	emit_state(e, EMIT_SEARCHING, s.status & 0x20);
	emit_state(e, EMIT_LOW_PERFUSION, s.status & 0x10);
	emit_state(e, EMIT_LOW_BATTERY, s.second & 0x03);
	emit_bits(e, (s.status & 0x7c) << 8 | s.second);
	nonin_numbers(e, s.pulse, s.spo2, s.status & 0x04 ? FLAG_ART : 0);
}

void
nonin_spot_trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct spot s = spot_of(b, n);
	field_title(f, "numbers");
	field_flag(f, 0, 1, "sensor disconnected", s.status & 0x40);
	field_flag(f, 0, 1, "out of track", s.status & 0x20);
	field_flag(f, 0, 1, "low perfusion", s.status & 0x10);
	field_flag(f, 0, 1, "marginal perfusion", s.status & 0x08);
	field_flag(f, 0, 1, "artefact", s.status & 0x04);
	field_value(f, 1, 1, "pulse", s.pulse, 0, "/min (bits 8, 7 in byte 0)", s.pulse == NONIN_NO_PULSE, NONIN_MAX_PULSE);
	field_value(f, 2, 1, "spo2", s.spo2, 0, "%", s.spo2 == NONIN_NO_SPO2, NONIN_MAX_SPO2);
	field_flag(f, 3, 1, "SmartPoint", s.second & 0x20);
	field_flag(f, 3, 1, "sensor alarm (finger out)", s.second & 0x08);
	field_flag(f, 3, 1, "critical battery", s.second & 0x02);
	field_flag(f, 3, 1, "low battery", s.second & 0x01);
}

/* Formats 2 and 7: a waveform, and 25 bytes of values spread over 25 frames. */

/* Where a value stands in the packet, from 0: frames are counted from 1. */
enum { AT_PULSE = 0, AT_SPO2 = 2, AT_STATUS = 7 };
enum { SYNC = 0x01, GOOD = 0x02, POOR = 0x04, ALARM = 0x08, TRACK = 0x10, ARTEFACT = 0x20, SENSOR = 0x40 };

/* The values are written when their packet is whole: with a frame lost in it they would be another value's bytes. */
static void
packet(struct nonin_stream *s, struct dev_emit *e, unsigned status)
{
	const uint8_t *v = s->value;
	emit_bits(e, (status & (SENSOR | ARTEFACT | TRACK | ALARM)) << 8 | v[AT_STATUS]);
	emit_state(e, EMIT_LOW_BATTERY, v[AT_STATUS] & 0x01);
	nonin_numbers(e, (v[AT_PULSE] & 3u) << 7 | (v[AT_PULSE + 1] & 0x7fu), v[AT_SPO2] & 0x7f, s->art ? FLAG_ART : 0);
}

void
nonin_stream_parse(struct nonin_stream *s, struct dev_emit *e, unsigned status, unsigned pleth, unsigned value)
{
	if (emit_broken(e))
		s->frame = 0;
	emit_sample(e);
	emit_state(e, EMIT_FINGER_OFF, status & (SENSOR | ALARM));
	emit_state(e, EMIT_SEARCHING, status & TRACK);
	/* The perfusion's colour is shown during a pulse only (12 frames): it holds to the next one, and where it begins is the
	 * beat. */
	if (status & (GOOD | POOR))
		s->low = (status & (GOOD | POOR)) == POOR;
	emit_state(e, EMIT_LOW_PERFUSION, s->low);
	emit_beat(e, status & (GOOD | POOR));
	emit_wave(e, 0, (int32_t)pleth);
	if (status & SYNC) {
		s->frame = 1;
		s->art = false;
	} else if (s->frame > 0) {
		s->frame = s->frame < NONIN_PACKET ? s->frame + 1 : 0;
	}
	if (s->frame == 0)
		return;
	s->art = s->art || (status & ARTEFACT);
	s->value[s->frame - 1] = (uint8_t)value;
	if (s->frame == NONIN_PACKET)
		packet(s, e, status);
}

void
nonin_stream_trace(struct dev_fields *f, size_t at, unsigned status, unsigned value)
{
	field_title(f, status & SYNC ? "sample, first of a packet" : "sample");
	field_flag(f, at, 1, "sensor disconnected", status & SENSOR);
	field_flag(f, at, 1, "artefact", status & ARTEFACT);
	field_flag(f, at, 1, "out of track", status & TRACK);
	field_flag(f, at, 1, "sensor alarm (finger out)", status & ALARM);
	if (status & (GOOD | POOR))
		field_word(f, at, 1, "perfusion", (status & GOOD) == 0 ? "poor" : status & POOR ? "marginal" : "good");
	field_hex(f, at + (at == 0 ? 3 : 2), 1, "packet byte", value, 2);
}
