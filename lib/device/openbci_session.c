/* The host's side of OpenBCI's conversation (packets: cyton.c).
 *
 *	v       soft reset: the board answers with a text that ends in "$$$", or the dongle with "Failure: …$$$"; 3 s without: again
 *	C or c  16 or 8 channels; answered with "$$$"; 1 s without an answer, and it goes on
 *	b       the stream begins; 2 s without bytes: from the start again
 *	s       the stream ends
 *
 * Nothing keeps the stream alive. v1 firmware does not end its answers with "$$$". Documented: OpenBCI's "Cyton SDK" page. Never
 * sent: commands to the dongle's radio (F0: channel, baud rate), writing to the SD card (A S F G H J K L a, j), settings of channels
 * and rates (x z / ~). */
#include "device/openbci.h"

enum step { RESET, CHANNELS, LIVE };
static const int64_t reset_us = 3000000, answer_us = 1000000, silence_us = 2000000;

struct state {
	enum step step;
	bool daisy, silent, closed;
	uint8_t dollars, failure;
	int64_t deadline;
};
_Static_assert(sizeof(struct state) <= DEV_SESSION, "state of the session");

static void
enter(struct state *s, int64_t now, enum step step, struct dev_say *say)
{
	static const int64_t wait[] = { [RESET] = reset_us, [CHANNELS] = answer_us, [LIVE] = silence_us };
	s->step = step;
	s->dollars = s->failure = 0;
	s->deadline = now + wait[step];
	say->bytes[0] = step == RESET ? 'v' : step == LIVE ? 'b' : s->daisy ? 'C' : 'c';
	say->n = 1;
}

static void
tell(const struct state *s, struct dev_say *say)
{
	say->state = s->closed ? DEV_DONE : s->silent ? DEV_SILENT : DEV_RUNS;
	say->wake = s->closed ? INT64_MAX : s->deadline;
}

static void
begin(void *state, int64_t now, struct dev_say *say, bool daisy)
{
	struct state *s = state;
	*s = (struct state){ .daisy = daisy };
	*say = (struct dev_say){ .n = 0 };
	enter(s, now, RESET, say);
	tell(s, say);
}

static void
open8(void *state, int64_t now, struct dev_say *say)
{
	begin(state, now, say, false);
}

static void
open16(void *state, int64_t now, struct dev_say *say)
{
	begin(state, now, say, true);
}

static void
answered(struct state *s, int64_t now, struct dev_say *say)
{
	bool failed = s->failure == 7;
	s->dollars = s->failure = 0;
	if (failed) { /* the dongle: there is no board, or it is off. It is asked again when the time is over */
		say->note = "the dongle has no board: is it switched on?";
		s->silent = true;
	} else if (s->step != LIVE) {
		s->silent = false;
		enter(s, now, s->step == RESET ? CHANNELS : LIVE, say);
	}
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say)
{
	static const char failure[] = "Failure";
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	for (size_t i = 0; i < n && !s->closed && s->step != LIVE; i++) {
		s->dollars = b[i] == '$' ? (uint8_t)(s->dollars + 1) : 0;
		if (s->failure < 7)
			s->failure = b[i] == (uint8_t)failure[s->failure] ? (uint8_t)(s->failure + 1) : b[i] == 'F';
		if (s->dollars == 3) {
			answered(s, now, say);
			break; /* what else came with it was said before the next command */
		}
	}
	if (s->step == LIVE && n > 0 && say->n == 0 && !s->closed) {
		s->silent = false;
		s->deadline = now + silence_us;
	}
	tell(s, say);
}

static void
due(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	if (!s->closed && now >= s->deadline) {
		if (s->step == CHANNELS) {
			enter(s, now, LIVE, say);
		} else {
			say->note = s->step == LIVE ? "no data for 2 s: starting again" : "no answer: starting again";
			s->silent = true;
			enter(s, now, RESET, say);
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
	if (!s->closed)
		say->bytes[say->n++] = 's';
	s->closed = true;
	tell(s, say);
}

static const char *const never[] = { "f0", "41", "53", "46", "47", "48", "4a", "4b", "4c", "61", "6a", "78", "7a", "2f", "7e",
	NULL };

const struct dev_session openbci_cyton_session = {
	.title = "v resets, c chooses 8 channels, b starts; s ends; 2 s of silence starts again",
	.start = "76",
	.stop = "73",
	.silence_us = 2000000,
	.open = open8,
	.heard = heard,
	.due = due,
	.close = finish,
	.never = never,
};
const struct dev_session openbci_daisy_session = {
	.title = "v resets, C chooses 16 channels, b starts; s ends; 2 s of silence starts again",
	.start = "76",
	.stop = "73",
	.silence_us = 2000000,
	.open = open16,
	.heard = heard,
	.due = due,
	.close = finish,
	.never = never,
};
