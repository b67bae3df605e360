/* OpenBCI Cyton, and Cyton with Daisy, behind the USB dongle (bytes: lib/device/cyton.c). Silent until b. Channel 1 is the ECG in lead
 * II, 2 in V1, the others a share of them; the accelerometer lies on a table and breathes. It answers every command with the words of
 * the firmware's kind, ended by "$$$"; while it streams a command costs a packet and is answered by no text. The dongle answers F0. */
#include "sim/board.h"

#include <string.h>

enum { FPS = 250, LENGTH = 33, CHANNELS = 16, COMMAND = 10, ACC_EVERY = 10, G = 8000, FULL = 8388607 };

struct state {
	struct board board;
	bool daisy, live, cost, timed, asked;
	uint8_t mode, command, at, word[COMMAND], number;
	uint8_t gain[CHANNELS];
};
_Static_assert(sizeof(struct state) <= SIMDEV_STATE, "SIMDEV_STATE");

static void
reset(struct state *s)
{
	memset(s->gain, 24, sizeof s->gain);
	s->live = s->timed = false;
	s->mode = '0';
	s->command = 0;
}

static void
begin(void *state, const struct simdev_setup *setup, bool daisy)
{
	struct state *s = state;
	memset(s, 0, sizeof *s);
	board_start(&s->board, setup, FPS);
	s->daisy = daisy;
	reset(s);
}

static void
put24(uint8_t *b, int32_t v)
{
	b[0] = (uint8_t)((uint32_t)v >> 16);
	b[1] = (uint8_t)((uint32_t)v >> 8);
	b[2] = (uint8_t)v;
}

static void
put16(uint8_t *b, int32_t v)
{
	b[0] = (uint8_t)((uint32_t)v >> 8);
	b[1] = (uint8_t)v;
}

/* Bytes 26 to 32. */
static void
aux(struct state *s, uint8_t *b, const struct board_now *n)
{
	int32_t axis[3] = { board_count(0.02 * n->breath, G, 0, -32768, 32767), 0, board_count(1, G, 0, -32768, 32767) };
	uint32_t ms = (uint32_t)(n->k * 4);
	b[32] = 0xc0;
	if (s->mode == '2' || s->mode == '3') {
		b[32] = 0xc1;
		b[27] = s->mode == '3' ? 1 : (uint8_t)(n->k & 0xff);
	} else if (s->timed) {
		unsigned which = s->number % ACC_EVERY;
		b[32] = s->asked ? 0xc3 : 0xc4;
		s->asked = false;
		if (which >= 7)
			put16(b + 26, axis[which - 7]);
		put16(b + 28, (int32_t)(ms >> 16));
		put16(b + 30, (int32_t)(ms & 0xffff));
	} else if (n->k % ACC_EVERY == 0) {
		for (int i = 0; i < 3; i++)
			put16(b + 26 + 2 * i, axis[i]);
	}
}

static void
packet(struct state *s, struct simdev_say *say, const struct board_now *n)
{
	uint8_t b[LENGTH] = { 0xa0, ++s->number };
	unsigned first = s->daisy && s->number % 2 == 0 ? 8 : 0;
	for (unsigned i = 0; i < 8; i++) {
		double mv = (i % 2 == 0 ? n->ecg : n->other) / (1 + i / 2);
		double scale = 1000 * s->gain[first + i] * (FULL / 4500000.0);
		put24(b + 2 + 3 * i, n->off ? FULL : board_count(mv, scale, 0, -FULL, FULL - 1));
	}
	aux(s, b, n);
	if (!s->cost)
		board_put(&s->board, say, b, sizeof b);
	s->cost = false;
}

static size_t
more_of(uint8_t c)
{
	return c == 'x' ? 8 : c == 'z' ? 4 : c == '/' || c == '~' || c == '`' ? 1 : c == 0xf0 ? 1 : 0;
}

static void
answer(struct state *s, struct simdev_say *say, const char *text)
{
	if (s->live)
		s->cost = true;
	else
		board_say(say, text);
}

static void
whole(struct state *s, struct simdev_say *say)
{
	static const char channels[] = "12345678QWERTYUI";
	static const uint8_t gains[] = { 1, 2, 4, 6, 8, 12, 24 };
	const uint8_t *w = s->word;
	const char *at = w[0] != '\0' ? memchr(channels, w[0], s->daisy ? 16 : 8) : NULL;
	unsigned gain = (unsigned)w[2] - '0';
	if (s->command == 'x') {
		bool good = at != NULL && w[7] == 'X' && gain < sizeof gains;
		if (good)
			s->gain[at - channels] = gains[gain];
		answer(s, say, good ? "Success: Channel set$$$" : "Failure: Channel setting$$$");
	} else if (s->command == 'z') {
		answer(s, say, at != NULL && w[3] == 'Z' ? "Success: Impedance settings set$$$" : "Failure: Impedance setting$$$");
	} else if (s->command == '/') {
		bool good = w[0] >= '0' && w[0] <= '4';
		s->mode = good ? w[0] : s->mode;
		answer(s, say, good ? "Success: board mode$$$" : "Failure: board mode$$$");
	} else if (s->command == '~') {
		answer(s, say,
			w[0] == '6' || w[0] == '~' ? "Success: Sample rate is 250Hz$$$"
						   : "Failure: more than 250Hz needs the WiFi shield$$$");
	} else if (s->command == 0xf0) {
		answer(s, say,
			w[0] == 0   ? "Success: Host and Device on Channel Number 1$$$"
			: w[0] == 7 ? "Success: System is Up$$$"
				    : "Failure: not simulated$$$");
	}
}

static void
letter(struct state *s, int64_t now, uint8_t c, struct simdev_say *say)
{
	switch (c) {
	case 'v':
		reset(s);
		board_say(say, s->daisy ? "OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nOn Daisy ADS1299 Device ID: "
					  "0x3E\nLIS3DH Device ID: 0x33\nFirmware: v3.1.2\n$$$"
					: "OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nLIS3DH Device ID: "
					  "0x33\nFirmware: v3.1.2\n$$$");
		break;
	case 'b':
		board_begin(&s->board, now);
		s->live = true;
		break;
	case 's':
		s->live = false;
		break;
	case 'd':
		memset(s->gain, 24, sizeof s->gain);
		answer(s, say, "updating channel settings to default$$$");
		break;
	case 'D':
		answer(s, say, "060110$$$");
		break;
	case 'V':
		answer(s, say, "v3.1.2$$$");
		break;
	case 'C':
		answer(s, say, s->daisy ? "16$$$" : "no daisy to attach!8$$$");
		break;
	case 'c':
		answer(s, say, s->daisy ? "daisy removed$$$" : "8$$$");
		s->daisy = false;
		break;
	case '?':
		answer(s, say, "ADS_ID 0x00 3E\nCONFIG1 0x01 96\nCONFIG2 0x02 C0\nCONFIG3 0x03 EC\n$$$");
		break;
	case '<':
		s->timed = s->asked = true;
		if (s->live)
			board_say(say, ",");
		else
			board_say(say, "Time stamp ON$$$");
		break;
	case '>':
		s->timed = false;
		answer(s, say, "Time stamp OFF$$$");
		break;
	case '0':
	case '-':
	case '=':
	case 'p':
	case '[':
	case ']':
		answer(s, say, "Success: Configured internal test signal.$$$");
		break;
	case 'A':
	case 'S':
	case 'F':
	case 'G':
	case 'H':
	case 'J':
	case 'K':
	case 'L':
	case 'a':
	case 'j':
		answer(s, say, "initialize SD card failed$$$");
		break;
	default:
		s->cost = s->live; /* channels on and off: nothing is said */
		break;
	}
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	struct state *s = state;
	struct board_now n;
	if (board_due(&s->board, now, say, &n) && s->live)
		packet(s, say, &n);
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
	for (size_t i = 0; i < n && !s->board.gone; i++) {
		if (s->command != 0) {
			s->word[s->at++] = b[i];
			if (s->at >= more_of(s->command)) {
				whole(s, say);
				s->command = 0;
			}
		} else if (more_of(b[i]) > 0) {
			s->command = b[i];
			s->at = 0;
		} else {
			letter(s, now, b[i], say);
		}
	}
	due(state, now, say);
}

static void
start_cyton(void *state, const struct simdev_setup *setup)
{
	begin(state, setup, false);
}

static void
start_daisy(void *state, const struct simdev_setup *setup)
{
	begin(state, setup, true);
}

static const uint8_t hail[] = { 'v', 'b' };
#define ONCE (INT64_C(1) << 60)
#define OPENBCI(id, words)                                                                                                         \
	const struct simdev simdev_##id = {                                                                                        \
		.name = #id,                                                                                                       \
		.title = words,                                                                                                    \
		.fps = FPS,                                                                                                        \
		.plain = true,                                                                                                     \
		.no_beats = true,                                                                                                  \
		.state_size = sizeof(struct state),                                                                                \
		.start = start_##id,                                                                                               \
		.heard = heard,                                                                                                    \
		.due = due_alone,                                                                                                  \
		.hail = hail,                                                                                                      \
		.keep = hail,                                                                                                      \
		.nhail = sizeof hail,                                                                                              \
		.nkeep = sizeof hail,                                                                                              \
		.every = ONCE,                                                                                                     \
	};
OPENBCI(cyton, "OpenBCI Cyton: ECG on channels 1 to 8, accelerometer, all commands")
OPENBCI(daisy, "OpenBCI Cyton with Daisy: 16 channels")
