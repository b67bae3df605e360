/* Nonin's serial formats (bytes: lib/device/nonin*.c). Format 1 is an Xpod: it streams by itself and hears nothing. Formats 2 and
 * 13 are a 9560, that takes the short form of the command which selects a format, 7 and 8 a 3150, that takes the long one; they are
 * silent until their own format is selected (06), refuse others (15), and tell their clock and serial number. What a device does
 * with a format that it has not is not modelled: it refuses it. */
#include "sim/simlive.h"

#include "core/tm.h"

#include <string.h>

enum { PACKET = 25, MARK = 12, NO_PULSE = 511, NO_SPO2 = 127, COMMAND = 16, SPOT_EVERY = 10, SPOT_AT = 5, STORED = 2 };
enum { YEAR = 24, MONTH = 3, DAY = 15, CLOCK0 = (14 * 60 + 30) * 60 }; /* the clock at power-on */

struct state {
	struct simlive live;
	int format;
	bool asked; /* format 1: nobody need ask */
	int64_t t0; /* power-on; TM_NONE before anything */
	int mark;   /* frames that the perfusion is still shown */
	int spo2, pulse;
	int64_t clock; /* s from midnight at t0 */
	uint8_t day[3];
	uint8_t rx[COMMAND];
	size_t nrx;
};
_Static_assert(sizeof(struct state) <= SIMDEV_STATE, "SIMDEV_STATE");

static int
fps(int format)
{
	return format == 2 || format == 7 ? 3 * PACKET : 1;
}

static void
begin(void *state, const struct simdev_setup *setup, int format)
{
	struct state *s = state;
	*s = (struct state){ .format = format, .asked = format == 1, .t0 = TM_NONE, .clock = CLOCK0, .day = { YEAR, MONTH, DAY } };
	simlive_start(&s->live, setup, fps(format));
}

static void
put(struct simdev_say *say, const uint8_t *b, size_t n)
{
	if (say->n + n > sizeof say->bytes)
		return;
	memcpy(say->bytes + say->n, b, n);
	say->n += n;
}

/* The byte of the packet that frame 1..25 carries. */
static uint8_t
part(const struct state *s, int frame)
{
	unsigned pulse = s->pulse == OXI_NONE ? NO_PULSE : (unsigned)s->pulse;
	switch (frame) {
	case 1:
	case 14:
	case 20:
	case 22:
		return (uint8_t)(pulse >> 7);
	case 2:
	case 15:
	case 21:
	case 23:
		return pulse & 0x7f;
	case 3:
	case 9:
	case 10:
	case 11:
	case 16:
	case 17:
		return (uint8_t)(s->spo2 == OXI_NONE ? NO_SPO2 : s->spo2);
	case 4:
		return 0x94;
	default:
		return 0;
	}
}

static void
stream(struct state *s, struct simdev_say *say)
{
	struct oxi_frame *f = &say->frame;
	int frame = (int)(f->k % PACKET) + 1;
	if (frame == 1) {
		s->spo2 = f->spo2;
		s->pulse = f->pulse;
	}
	f->spo2 = s->spo2;
	f->pulse = s->pulse;
	f->hidden = frame == PACKET ? 0 : 1u << OXI_SPO2 | 1u << OXI_PULSE;
	if (s->mark > 0)
		s->mark--;
	if (f->beat)
		s->mark = MARK;
	f->pleth = s->format == 7 ? f->pleth * 257 : f->pleth;
	uint8_t status = 0x80;
	status |= frame == 1 ? 0x01 : 0;
	status |= s->mark > 0 ? 0x02 : 0;
	status |= f->state == SCENARIO_OUT ? 0x08 : f->state != SCENARIO_ON ? 0x10 : 0;
	uint8_t b[5] = { 0x01, status, (uint8_t)f->pleth, part(s, frame), 0 };
	if (s->format == 7) {
		b[0] = status;
		b[1] = (uint8_t)(f->pleth >> 8);
	}
	b[2] = (uint8_t)f->pleth;
	b[4] = (uint8_t)(b[0] + b[1] + b[2] + b[3]);
	simlive_put(&s->live, say, b, sizeof b);
}

static void
numbers(struct state *s, struct simdev_say *say)
{
	const struct oxi_frame *f = &say->frame;
	unsigned pulse = f->pulse == OXI_NONE ? NO_PULSE : (unsigned)f->pulse;
	bool out = f->state == SCENARIO_OUT, track = !out && f->state != SCENARIO_ON;
	const uint8_t b[4] = { (uint8_t)(0x80 | (out && s->format == 1 ? 0x40U : 0) | (track ? 0x20U : 0) | pulse >> 7),
		(uint8_t)(pulse & 0x7f), (uint8_t)(f->spo2 == OXI_NONE ? NO_SPO2 : f->spo2), out ? 0x08 : 0x00 };
	simlive_put(&s->live, say, b, s->format == 1 ? 3 : 4);
}

static uint8_t
bcd(int64_t v)
{
	return (uint8_t)(v / 10 % 10 << 4 | v % 10);
}

static void
spot(struct state *s, struct simdev_say *say, int64_t at, int spo2, int pulse, bool memory)
{
	uint8_t b[22] = { 0x00, 0x02, 0x00, 0x0d, 0x00, 0x0e, bcd(20), bcd(s->day[0]), bcd(s->day[1]), bcd(s->day[2]),
		bcd(at / 3600 % 24), bcd(at / 60 % 60), bcd(at % 60), 0, 0x02, memory ? 0x10 : 0, (uint8_t)(pulse >> 8),
		(uint8_t)pulse, 0, (uint8_t)spo2, 0, 0x03 };
	for (int i = 6; i < 20; i++)
		b[20] = (uint8_t)(b[20] + b[i]);
	simlive_put(&s->live, say, b, sizeof b);
}

/* Two records from before, then one measurement every ten seconds. */
static void
spots(struct state *s, struct simdev_say *say)
{
	struct oxi_frame *f = &say->frame;
	bool measured = f->state == SCENARIO_ON && f->k % SPOT_EVERY == SPOT_AT && f->spo2 != OXI_NONE;
	f->hidden = measured ? 0 : 1u << OXI_SPO2 | 1u << OXI_PULSE;
	say->sent = true;
	if (f->k < STORED)
		spot(s, say, s->clock - (STORED - f->k) * 1000, 94 + (int)f->k, 130 + (int)f->k, true);
	else if (measured)
		spot(s, say, s->clock + f->k, f->spo2, f->pulse, false);
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	struct state *s = state;
	if (s->t0 == TM_NONE)
		s->t0 = now;
	if (s->asked)
		simlive_begin(&s->live, now);
	if (simlive_due(&s->live, now, say) && (!s->live.gone || s->format != 13)) {
		if (s->format == 13)
			spots(s, say);
		else if (fps(s->format) == 1)
			numbers(s, say);
		else
			stream(s, say);
	}
	say->wake = simlive_wake(&s->live);
}

static void
due_alone(void *state, int64_t now, struct simdev_say *say)
{
	*say = (struct simdev_say){ .n = 0 };
	due(state, now, say);
}

static void
select_format(struct state *s, int format, struct simdev_say *say)
{
	s->asked = s->asked || format == s->format;
	put(say, (const uint8_t[]){ format == s->format ? 0x06 : 0x15 }, 1);
}

/* A whole command: 02 kind length .. 03. */
static void
command(struct state *s, int64_t now, const uint8_t *b, struct simdev_say *say)
{
	bool long_form = s->format == 7 || s->format == 8;
	int64_t t = s->clock + (s->t0 == TM_NONE ? 0 : (now - s->t0) / TM_S);
	if (b[1] == 0x70 && b[2] == 2) {
		select_format(s, long_form || b[3] != 2 ? -1 : b[4], say);
	} else if (b[1] == 0x70 && b[2] == 4) {
		bool sum = b[6] == (uint8_t)(b[1] + b[2] + b[3] + b[4] + b[5]);
		select_format(s, long_form && sum && b[3] == 2 ? b[4] : -1, say);
	} else if (b[1] == 0x72 && b[2] == 0) {
		const uint8_t reply[10] = { 0x02, 0xf2, 6, s->day[0], s->day[1], s->day[2], (uint8_t)(t / 3600 % 24),
			(uint8_t)(t / 60 % 60), (uint8_t)(t % 60), 0x03 };
		put(say, reply, sizeof reply);
	} else if (b[1] == 0x72 && b[2] == 6) { /* set the clock: no answer */
		if (b[3] < 100 && b[4] >= 1 && b[4] <= 12 && b[5] >= 1 && b[5] <= 31 && b[6] < 24 && b[7] < 60 && b[8] < 60) {
			memcpy(s->day, b + 3, 3);
			s->clock += (b[6] * 60 + b[7]) * 60 + b[8] - t;
		}
	} else if (b[1] == 0x74 && b[2] == 2) {
		static const uint8_t reply[] = { 0x02, 0xf4, 7, 'S', 'I', 'M', '0', '0', '0', '1', 0x03 };
		put(say, reply, sizeof reply);
	}
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	struct state *s = state;
	*say = (struct simdev_say){ .n = 0 };
	for (size_t i = 0; i < n && s->format != 1 && !s->live.gone; i++) {
		if (s->nrx == 0 && b[i] != 0x02)
			continue;
		s->rx[s->nrx++] = b[i];
		size_t length = s->nrx < 3 ? 0 : s->rx[2] + 4u;
		if (length > COMMAND || (s->nrx == length && b[i] != 0x03))
			s->nrx = 0;
		else if (s->nrx == length) {
			command(s, now, s->rx, say);
			s->nrx = 0;
		}
	}
	due(state, now, say);
}

#define ONCE (INT64_C(1) << 60) /* µs: for ever */

#define NONIN(f, words, what)                                                                                                      \
	static void start##f(void *state, const struct simdev_setup *setup)                                                        \
	{                                                                                                                          \
		begin(state, setup, f);                                                                                            \
	}                                                                                                                          \
	const struct simdev simdev_nonin##f = {                                                                                    \
		.name = "nonin" #f,                                                                                                \
		.title = words,                                                                                                    \
		.fps = what == 2 ? 3 * PACKET : 1,                                                                                 \
		.no_beats = what != 2,                                                                                             \
		.state_size = sizeof(struct state),                                                                                \
		.start = start##f,                                                                                                 \
		.heard = heard,                                                                                                    \
		.due = due_alone,                                                                                                  \
		.hail = f == 1 ? NULL : hail##f,                                                                                   \
		.keep = f == 1 ? NULL : hail##f,                                                                                   \
		.nhail = sizeof hail##f,                                                                                           \
		.nkeep = sizeof hail##f,                                                                                           \
		.every = ONCE,                                                                                                     \
	};

static const uint8_t hail1[1] = { 0 };
static const uint8_t hail2[] = { 0x02, 0x70, 0x02, 0x02, 0x02, 0x03 };
static const uint8_t hail7[] = { 0x02, 0x70, 0x04, 0x02, 0x07, 0x01, 0x7e, 0x03 };
static const uint8_t hail8[] = { 0x02, 0x70, 0x04, 0x02, 0x08, 0x01, 0x7f, 0x03 };
static const uint8_t hail13[] = { 0x02, 0x70, 0x02, 0x02, 0x0d, 0x03 };
NONIN(1, "Nonin Xpod: data format 1, streams by itself", 1)
NONIN(2, "Nonin 9560: data format 2, selected by the host", 2)
NONIN(7, "Nonin 3150: data format 7, selected by the host", 2)
NONIN(8, "Nonin 3150: data format 8, selected by the host", 1)
NONIN(13, "Nonin 9560: data format 13, spot checks, two of them from memory", 1)
