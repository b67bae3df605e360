/* Boards that stream by themselves and hear nothing: HealthyPi v3 (OpenView frames), Olimex SHIELD-EKG-EMG (P2 packets), PulseSensor,
 * AD8232, and a sketch that prints two numbers a line. */
#include "sim/board.h"

#include "core/num.h"

#include <string.h>

enum { PI_FPS = 125, OLIMEX_FPS = 256, PULSE_FPS = 50, AD_FPS = 190, LINE_FPS = 100, AGAIN = 8 /* a thumb's rest */ };

struct state {
	struct board board;
	int64_t beat; /* sample of the last pulse, -1 */
	double before[2];
};
_Static_assert(sizeof(struct state) <= SIMDEV_STATE, "SIMDEV_STATE");

static void
begin(void *state, const struct simdev_setup *setup, int fps)
{
	struct state *s = state;
	board_start(&s->board, setup, fps);
	s->beat = -1;
	s->before[0] = s->before[1] = 0;
}

static void
le(uint8_t *b, int64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		b[i] = (uint8_t)((uint64_t)v >> 8 * i);
}

static void
protocentral(struct state *s, struct simdev_say *say, const struct board_now *n)
{
	uint8_t b[27] = { 0x0a, 0xfa, 20, 0, 0x02 };
	uint8_t *p = b + 5;
	le(p, n->off ? 0 : board_count(n->ecg, 1000, 0, -32768, 32767), 2);
	le(p + 2, n->off ? 0 : board_count(n->breath, 500, 0, -32768, 32767), 2);
	le(p + 4, board_count(n->pleth, 3000, 120000, 0, 1 << 22), 4);
	le(p + 8, board_count(n->pleth, 2000, 110000, 0, 1 << 22), 4);
	le(p + 12, 3665, 2);
	p[14] = n->off ? 0 : (uint8_t)n->breaths;
	p[15] = n->is.state == SCENARIO_ON ? (uint8_t)n->is.spo2 : 0;
	p[16] = n->off ? 0 : (uint8_t)n->rate;
	p[17] = 80; /* as the firmware has it: no blood pressure */
	p[19] = n->off ? 3 : 0;
	b[26] = 0x0b;
	board_put(&s->board, say, b, sizeof b);
}

static void
olimex(struct state *s, struct simdev_say *say, const struct board_now *n)
{
	uint8_t b[17] = { 0xa5, 0x5a, 0x02, (uint8_t)n->k };
	for (int i = 0; i < 6; i++) {
		int32_t v = n->off ? 1023 : board_count(i == 0 ? n->ecg : n->other / i, 200, 512, 0, 1023);
		b[4 + 2 * i] = (uint8_t)(v >> 8);
		b[5 + 2 * i] = (uint8_t)v;
	}
	b[16] = 0x01;
	board_put(&s->board, say, b, sizeof b);
}

struct line {
	char b[64], *p;
};

static void
put(struct line *l, const char *word, int64_t v, const char *end)
{
	for (; *word != '\0'; word++)
		*l->p++ = *word;
	l->p = num_put_i64(l->p, v);
	for (; *end != '\0'; end++)
		*l->p++ = *end;
}

static void
send(struct state *s, struct simdev_say *say, const struct line *l)
{
	board_put(&s->board, say, (const uint8_t *)l->b, (size_t)(l->p - l->b));
}

/* On the top of a pulse wave the beat's rate and interval follow the sample. */
static void
pulsesensor(struct state *s, struct simdev_say *say, const struct board_now *n)
{
	struct line l = { .p = l.b };
	put(&l, "S", board_count(n->pleth, 300, 400, 0, 1023), "\r\n");
	bool top = n->pleth < s->before[0] && s->before[0] >= s->before[1] && s->before[0] > 0.6 &&
		   (s->beat < 0 || n->k - s->beat > AGAIN * PULSE_FPS / 20);
	s->before[1] = s->before[0];
	s->before[0] = n->pleth;
	if (top && s->beat >= 0) {
		int64_t ms = (n->k - s->beat) * 1000 / PULSE_FPS;
		put(&l, "B", 60000 / ms, "\r\n");
		put(&l, "Q", ms, "\r\n");
	}
	s->beat = top ? n->k : s->beat;
	send(s, say, &l);
}

static void
ad8232(struct state *s, struct simdev_say *say, const struct board_now *n)
{
	struct line l = { .p = l.b };
	if (n->off) {
		board_put(&s->board, say, (const uint8_t *)"!\r\n", 3);
		return;
	}
	put(&l, "", board_count(n->ecg, 200, 345, 0, 1023), "\r\n");
	send(s, say, &l);
}

static void
numbers(struct state *s, struct simdev_say *say, const struct board_now *n)
{
	struct line l = { .p = l.b };
	put(&l, "", board_count(n->ecg, 1000, 0, -32768, 32767), ",");
	put(&l, "", board_count(n->pleth, 1000, 0, 0, 4095), "\r\n");
	send(s, say, &l);
}

#define BOARD(id, rate, words)                                                                                                     \
	static void start_##id(void *state, const struct simdev_setup *setup)                                                      \
	{                                                                                                                          \
		begin(state, setup, rate);                                                                                         \
	}                                                                                                                          \
	static void due_##id(void *state, int64_t now, struct simdev_say *say)                                                     \
	{                                                                                                                          \
		struct state *s = state;                                                                                           \
		struct board_now n;                                                                                                \
		*say = (struct simdev_say){ .n = 0 };                                                                              \
		board_begin(&s->board, now);                                                                                       \
		if (board_due(&s->board, now, say, &n))                                                                            \
			id(s, say, &n);                                                                                            \
		say->wake = board_wake(&s->board);                                                                                 \
	}                                                                                                                          \
	static void heard_##id(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)                       \
	{                                                                                                                          \
		(void)b;                                                                                                           \
		(void)n;                                                                                                           \
		due_##id(state, now, say);                                                                                         \
	}                                                                                                                          \
	const struct simdev simdev_##id = {                                                                                        \
		.name = #id,                                                                                                       \
		.title = words,                                                                                                    \
		.fps = rate,                                                                                                       \
		.plain = true,                                                                                                     \
		.no_beats = true,                                                                                                  \
		.state_size = sizeof(struct state),                                                                                \
		.start = start_##id,                                                                                               \
		.heard = heard_##id,                                                                                               \
		.due = due_##id,                                                                                                   \
	};
BOARD(protocentral, PI_FPS, "ProtoCentral HealthyPi v3: streams by itself")
BOARD(olimex, OLIMEX_FPS, "Olimex SHIELD-EKG-EMG: P2 packets, streams by itself")
BOARD(pulsesensor, PULSE_FPS, "PulseSensor Playground: S, B and Q lines")
BOARD(ad8232, AD_FPS, "AD8232 heart monitor: a number a line")
BOARD(numbers, LINE_FPS, "a sketch that prints ECG and pulse wave, two numbers a line, 100 a second")
