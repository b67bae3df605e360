/* The host's side of BITalino's conversation (frames: bitalino.c). Commands are single bytes, 150 ms between them.
 *
 *	listen 0.5 s   to a device that streams already nothing is said
 *	07             version, answered with a line; 1 s without it, and it goes on
 *	03 43 83 C3    1, 10, 100, 1000 samples a second
 *	A6..A1 01      live, with these channels: 05 A1, FD all six
 *	00             stop; only while it streams: in idle this byte would set the battery's threshold
 *
 * Nothing keeps it alive; 2 s without bytes (5 s at one sample a second) begin again. Documented: revolution-python-api. Never sent:
 * outputs (B3 B7 BB BF, A3: PWM). The original takes 03 + 4 x outputs for outputs while it streams: no rate is sent then. */
#include "device/bitalino.h"

enum step { LISTEN, VERSION, PAUSE, RATE, LIVE };
static const int64_t listen_us = 500000, pause_us = 150000, answer_us = 1000000, silence_us = 2000000, slow_us = 5000000;

struct state {
	enum step step;
	uint8_t rate, channels;
	bool silent, closed, slow;
	int64_t deadline;
};
_Static_assert(sizeof(struct state) <= DEV_SESSION, "state of the session");

static void
send(struct dev_say *say, uint8_t byte)
{
	say->bytes[say->n++] = byte;
}

static void
enter(struct state *s, int64_t now, enum step step, int64_t wait)
{
	s->step = step;
	s->deadline = now + wait;
}

static void
tell(const struct state *s, struct dev_say *say)
{
	say->state = s->closed ? DEV_DONE : s->silent ? DEV_SILENT : DEV_RUNS;
	say->wake = s->closed ? INT64_MAX : s->deadline;
}

static void
open_as(void *state, int64_t now, const struct dev_options *o, struct dev_say *say)
{
	struct state *s = state;
	double hz = o->fs.num > 0 ? rate_hz(o->fs) : 1000;
	*s = (struct state){ .rate = hz <= 1     ? 0x03
				     : hz <= 10  ? 0x43
				     : hz <= 100 ? 0x83
						 : 0xc3,
		.channels = (uint8_t)((1u << bitalino_channels(o)) - 1),
		.slow = hz <= 1 };
	*say = (struct dev_say){ .n = 0 };
	enter(s, now, LISTEN, listen_us);
	tell(s, say);
}

static void
open(void *state, int64_t now, struct dev_say *say)
{
	const struct dev_options none = { .board = "" };
	open_as(state, now, &none, say);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	if (n > 0 && !s->closed) {
		if (s->step == LISTEN) {
			say->note = "it streams already: nothing is said to it";
			s->silent = false;
			enter(s, now, LIVE, s->slow ? slow_us : silence_us);
		} else if (s->step == VERSION && memchr(b, '\n', n) != NULL) {
			s->silent = false;
			enter(s, now, PAUSE, pause_us);
		} else if (s->step == LIVE) {
			s->silent = false;
			s->deadline = now + (s->slow ? slow_us : silence_us);
		}
	}
	tell(s, say);
}

static void
due(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	if (!s->closed && now >= s->deadline) {
		switch (s->step) {
		case LISTEN:
			send(say, 0x07);
			enter(s, now, VERSION, answer_us);
			break;
		case VERSION:
		case PAUSE:
			send(say, s->rate);
			enter(s, now, RATE, pause_us);
			break;
		case RATE:
			send(say, (uint8_t)(s->channels << 2 | 0x01));
			enter(s, now, LIVE, s->slow ? slow_us : silence_us);
			break;
		case LIVE:
			say->note = "no data: starting again";
			s->silent = true;
			enter(s, now, LISTEN, listen_us);
			break;
		}
	}
	tell(s, say);
}

static void
finish(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	(void)now;
	*say = (struct dev_say){ .n = 0 };
	if (!s->closed && s->step == LIVE)
		send(say, 0x00);
	s->closed = true;
	tell(s, say);
}

static const char *const never[] = { "b3", "b7", "bb", "bf", "a3", NULL };

const struct dev_session bitalino_session = {
	.title = "listens 0.5 s, 07 asks the version, C3 sets the rate, FD starts; 00 ends; 2 s of silence starts again",
	.start = "07",
	.stop = "00",
	.silence_us = 2000000,
	.open = open,
	.open_as = open_as,
	.heard = heard,
	.due = due,
	.close = finish,
	.never = never,
};
