/* BITalino (r)evolution, firmware 5.2 (bytes: lib/device/bitalino.c). Idle until a channel mask starts it. Channel 1 is the ECG as its
 * own sensor has it, 2 the ECG in V1 as EMG, 3 skin conductance, 4 the pulse wave, 5 and 6 (of 6 bits) ECG and pulse wave. */
#include "device/bitalino.h"
#include "sim/board.h"

#include <string.h>

enum { FPS = 1000, STATE = 17 };

struct state {
	struct board board;
	bool live, rest; /* rest: the byte of a PWM value comes next */
	uint8_t mask, every_at, outputs, threshold, sequence;
	uint16_t every; /* samples of the inside a sample sent */
};
_Static_assert(sizeof(struct state) <= SIMDEV_STATE, "SIMDEV_STATE");

static void
start(void *state, const struct simdev_setup *setup)
{
	struct state *s = state;
	memset(s, 0, sizeof *s);
	board_start(&s->board, setup, FPS);
	s->every = 1;
	s->sequence = 15;
}

static void
frame(struct state *s, struct simdev_say *say, const struct board_now *n)
{
	static const uint8_t lengths[] = { 0, 3, 4, 6, 7, 8, 8 };
	const uint32_t all[6] = { (uint32_t)board_count(n->ecg, 1024 / 3.0, 512, 0, 1023),
		(uint32_t)board_count(n->other, 313, 512, 0, 1023), (uint32_t)board_count(5 + n->breath / 10, 40.96, 0, 0, 1023),
		(uint32_t)board_count(n->pleth, 400, 300, 0, 1023), (uint32_t)board_count(n->ecg, 20, 32, 0, 63),
		(uint32_t)board_count(n->pleth, 30, 10, 0, 63) };
	uint32_t v[6] = { 0 };
	unsigned c = 0;
	for (unsigned i = 0; i < 6; i++)
		if (s->mask & 1u << i)
			v[c++] = all[i];
	for (unsigned i = 4; i < c; i++)
		v[i] &= 63;
	uint8_t b[8] = { 0 }, *d = b + lengths[c];
	s->sequence = (s->sequence + 1) & 15;
	d[-1] = (uint8_t)(s->sequence << 4);
	d[-2] = (uint8_t)((s->outputs & 3u) << 4 | v[0] >> 6);
	d[-3] = (uint8_t)(v[0] << 2 | v[1] >> 8);
	if (c > 1)
		d[-4] = (uint8_t)v[1];
	if (c > 2) {
		d[-5] = (uint8_t)(v[2] >> 2);
		d[-6] = (uint8_t)(v[2] << 6 | v[3] >> 4);
	}
	if (c > 3)
		d[-7] = (uint8_t)(v[3] << 4 | v[4] >> 2);
	if (c > 4)
		d[-8] = (uint8_t)(v[4] << 6 | v[5]);
	d[-1] |= (uint8_t)bitalino_crc(b, lengths[c]);
	board_put(&s->board, say, b, lengths[c]);
}

/* State: A1..A6 and the battery in 16 bits each, low byte first, threshold, and outputs with the CRC. */
static void
tell_state(struct state *s, struct simdev_say *say)
{
	uint8_t b[STATE] = { 0 };
	for (int i = 0; i < 7; i++)
		b[2 * i + 1] = i < 6 ? 0x02 : 0x03;
	b[14] = s->threshold;
	b[16] = (uint8_t)((s->outputs & 3u) << 4);
	b[16] |= (uint8_t)bitalino_crc(b, sizeof b);
	if (say->n + sizeof b <= sizeof say->bytes) {
		memcpy(say->bytes + say->n, b, sizeof b);
		say->n += sizeof b;
	}
}

static void
command(struct state *s, int64_t now, uint8_t c, struct simdev_say *say)
{
	static const uint16_t every[] = { 1000, 100, 10, 1 };
	if (s->rest) {
		s->rest = false;
	} else if (c == 0xa3) {
		s->rest = true;
	} else if (c == 0xff || (s->live && c == 0x00)) {
		s->live = false;
	} else if ((c & 0xf3) == 0xb3) {
		s->outputs = c >> 2 & 3;
	} else if (s->live) {
		return; /* nothing else is heard while it streams */
	} else if (c == 0x07) {
		board_say(say, "BITalino_v5.2\n");
	} else if (c == 0x0b) {
		tell_state(s, say);
	} else if ((c & 0x3f) == 0x03) {
		s->every = every[c >> 6];
	} else if (c == 0x00 || ((c & 3) == 0 && c != 0)) {
		s->threshold = c >> 2;
	} else if ((c & 3) == 1 || (c & 3) == 2) {
		s->mask = c >> 2;
		s->live = s->mask != 0;
		board_begin(&s->board, now);
	}
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	struct state *s = state;
	struct board_now n;
	if (board_due(&s->board, now, say, &n) && s->live && n.k % s->every == 0)
		frame(s, say, &n);
	say->wake = board_wake(&s->board);
}

static void
due_alone(void *state, int64_t now, struct simdev_say *say)
{
	*say = (struct simdev_say){ .n = 0 };
	due(state, now, say);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	struct state *s = state;
	*say = (struct simdev_say){ .n = 0 };
	for (size_t i = 0; i < n && !s->board.gone; i++)
		command(s, now, b[i], say);
	due(state, now, say);
}

static const uint8_t hail[] = { 0xc3, 0xfd };
const struct simdev simdev_bitalino = {
	.name = "bitalino",
	.title = "BITalino (r)evolution: 1 to 6 channels, all commands",
	.fps = FPS,
	.plain = true,
	.no_beats = true,
	.state_size = sizeof(struct state),
	.start = start,
	.heard = heard,
	.due = due_alone,
	.hail = hail,
	.keep = hail,
	.nhail = sizeof hail,
	.nkeep = sizeof hail,
	.every = INT64_C(1) << 60,
};
