/* The host's side of Nonin's conversation (formats: nonin*.c).
 *
 *	listen                      Xpod and OEM III stream by themselves: to a device that sends the format already nothing is said
 *	02 70 02 02 FF 03           3 s without it (or 64 bytes of something else): select format FF (9560); 06 or 15 in 1 s
 *	02 70 04 02 FF 01 CC 03     where that was refused or not answered: the same as the 3150 wants it, CC the sum from 70 to 01
 *	02 72 00 03                 what does the clock show? not in every device: 1 s without an answer, and it goes on
 *
 * For format 13 the clock is asked first, then the format is selected (the 9560 takes one in the first 5 s only); no data is
 * expected: a record comes when somebody measures. Otherwise 5 s without a frame begin it again. Nothing is sent at the end.
 *
 * Documented: "Nonin 9560 Bluetooth Specification" in mattjlewis/NoninPulseOx; long form: mdpnp. Never sent: 72 06 (set the clock),
 * 75 (Bluetooth time-out), and 06: with some firmware it says that a stored record was taken, and the device deletes it. */
#include "device/nonin.h"

enum step { LISTEN, SELECT, SELECT_LONG, ASK_CLOCK, LIVE };
enum { BUF = 96, OWN = 2, FOREIGN = 64, SPOT = 13, ACK = 0x06, NAK = 0x15 };
static const int64_t listen_us = 3000000, answer_us = 1000000, silence_us = 5000000;

struct state {
	enum step step;
	uint8_t format;
	bool silent, closed;
	int64_t deadline;
	unsigned good, bad; /* frames in a row, bytes that were no frame: while it listens */
	size_t n;
	uint8_t buf[BUF];
};
_Static_assert(sizeof(struct state) <= DEV_SESSION, "state of the session");

extern const struct device dev_nonin1, dev_nonin2, dev_nonin7, dev_nonin8, dev_nonin13;

static const struct device *
device(const struct state *s)
{
	switch (s->format) {
	case 1:
		return &dev_nonin1;
	case 2:
		return &dev_nonin2;
	case 7:
		return &dev_nonin7;
	case 8:
		return &dev_nonin8;
	default:
		return &dev_nonin13;
	}
}

static void
send(struct dev_say *say, const uint8_t *b, size_t n)
{
	if (say->n + n > DEV_SAY)
		return;
	memcpy(say->bytes + say->n, b, n);
	say->n += n;
}

static void
enter(struct state *s, int64_t now, enum step step, struct dev_say *say)
{
	const uint8_t f = s->format, sum = (uint8_t)(0x70 + 0x04 + 0x02 + f + 0x01);
	s->step = step;
	s->good = s->bad = 0;
	s->deadline = now + (step == LISTEN ? listen_us : step == LIVE ? silence_us : answer_us);
	if (step == SELECT)
		send(say, (const uint8_t[]){ 0x02, 0x70, 0x02, 0x02, f, 0x03 }, 6);
	else if (step == SELECT_LONG)
		send(say, (const uint8_t[]){ 0x02, 0x70, 0x04, 0x02, f, 0x01, sum, 0x03 }, 8);
	else if (step == ASK_CLOCK)
		send(say, (const uint8_t[]){ 0x02, 0x72, 0x00, 0x03 }, 4);
	else if (step == LIVE && f == SPOT)
		s->deadline = INT64_MAX;
}

static void
tell(const struct state *s, struct dev_say *say)
{
	say->state = s->closed ? DEV_DONE : s->silent ? DEV_SILENT : DEV_RUNS;
	say->wake = s->closed ? INT64_MAX : s->deadline;
}

static void
begin(void *state, int64_t now, struct dev_say *say, uint8_t format)
{
	struct state *s = state;
	*s = (struct state){ .format = format };
	*say = (struct dev_say){ .n = 0 };
	enter(s, now, format == SPOT ? ASK_CLOCK : LISTEN, say);
	tell(s, say);
}

/* What follows the clock: of spot checks it is asked first, so that the times of what is in memory are known. */
static enum step
after_clock(const struct state *s)
{
	return s->format == SPOT ? SELECT : LIVE;
}

static enum step
after_select(const struct state *s)
{
	return s->format == SPOT ? LIVE : ASK_CLOCK;
}

static void
frame(struct state *s, int64_t now, const uint8_t *b, size_t n, struct dev_say *say)
{
	bool answer = n == 1 && (b[0] == ACK || b[0] == NAK);
	if (answer && (s->step == SELECT || s->step == SELECT_LONG)) {
		bool taken = b[0] == ACK;
		s->silent = s->silent && !taken;
		say->note = taken ? "the device took the format" : "the device refused the format";
		enter(s, now,
			taken               ? after_select(s)
			: s->step == SELECT ? SELECT_LONG
			: s->format == SPOT ? ASK_CLOCK
					    : LISTEN,
			say);
	} else if (s->step == ASK_CLOCK && b[0] == 0x02) {
		enter(s, now, after_clock(s), say);
	} else if (s->step == LISTEN && ++s->good >= OWN) {
		s->silent = false;
		say->note = "the device sends this format by itself: nothing is said to it";
		enter(s, now, LIVE, say);
	} else if (s->step == LIVE && s->format != SPOT) {
		s->silent = false;
		s->deadline = now + silence_us;
	}
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	for (size_t i = 0; i < n && !s->closed; i++) {
		/* An answer counts when it comes, not when what follows has confirmed it. */
		if (s->n == 0 && (s->step == SELECT || s->step == SELECT_LONG) && (b[i] == ACK || b[i] == NAK)) {
			frame(s, now, b + i, 1, say);
			continue;
		}
		s->buf[s->n++] = b[i];
		int length;
		while (s->n > 0 && ((length = device(s)->frame(s->buf, s->n)) != DEV_MORE || s->n == BUF)) {
			size_t off = length > 0 ? (size_t)length : 1;
			if (length > 0) {
				frame(s, now, s->buf, off, say);
			} else {
				s->good = 0;
				if (s->step == LISTEN && ++s->bad >= FOREIGN)
					enter(s, now, SELECT, say);
			}
			s->n -= off;
			memmove(s->buf, s->buf + off, s->n);
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
		s->n = 0;
		switch (s->step) {
		case LISTEN:
			enter(s, now, SELECT, say);
			break;
		case SELECT:
			enter(s, now, SELECT_LONG, say);
			break;
		case SELECT_LONG:
			s->silent = true;
			say->note = "no format is taken: starting again";
			enter(s, now, s->format == SPOT ? ASK_CLOCK : LISTEN, say);
			break;
		case ASK_CLOCK:
			enter(s, now, after_clock(s), say);
			break;
		case LIVE:
			s->silent = true;
			say->note = "no data for 5 s: starting again";
			enter(s, now, LISTEN, say);
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
	s->closed = true;
	tell(s, say);
}

static const char *const never[] = { "027206", "0275", "06", NULL };

#define SESSION(f, text, first, silence)                                                                                           \
	static void open##f(void *state, int64_t now, struct dev_say *say)                                                         \
	{                                                                                                                          \
		begin(state, now, say, f);                                                                                         \
	}                                                                                                                          \
	const struct dev_session nonin##f##_session = {                                                                            \
		.title = text,                                                                                                     \
		.start = first,                                                                                                    \
		.silence_us = silence,                                                                                             \
		.open = open##f,                                                                                                   \
		.heard = heard,                                                                                                    \
		.due = due,                                                                                                        \
		.close = finish,                                                                                                   \
		.never = never,                                                                                                    \
	};
#define STREAMS "3 s without its frames: 70 selects the format, 72 asks the clock; nothing ends it; 5 s of silence starts again"
SESSION(1, STREAMS, "0270", 5000000)
SESSION(2, STREAMS, "0270", 5000000)
SESSION(7, STREAMS, "0270", 5000000)
SESSION(8, STREAMS, "0270", 5000000)
SESSION(13, "72 asks the clock, 70 selects the format; then it waits for measurements", "02720003", 0)
