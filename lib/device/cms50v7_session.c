/* The host's side of the CMS50 V7 conversation (packets: cms50v7.c).
 *
 *	A7 (stop data), 100 ms, A2 (stop live), 100 ms     whatever the device was doing before
 *	AC (is PI live?), A8 (model), A9 (vendor)          not in every firmware: 1 s without an answer, and it goes on
 *	A1 (start live)                                    the first sample must come in 1 s
 *	AF every 5 s while live                            some firmware stops after about 30 s without
 *	A2                                                 at the end
 *
 * Without an answer, or with 2 s of silence while live, the state is DEV_SILENT and the conversation begins again from A7, once a
 * second, until the device answers. Documented: the PDF named in cms50v7.c; order, pauses and keep-alive as SleepyHead's loader
 * does it. Never sent: AE (erase), B1 and B2 (set the clock), packet type 04 (set the device's id). */
#include "device/cms50v7.h"

enum step { STOP_DATA, STOP_LIVE, ASK_PI, ASK_MODEL, ASK_VENDOR, START, LIVE, CLOSED };
enum { FRAME = V7_PACKET, REPLY_SAMPLE = 0x01, REPLY_ANSWER = 0x0b };
static const int64_t pause_us = 100000, answer_us = 1000000, silence_us = 2000000, alive_us = 5000000;

struct state {
	enum step step;
	bool silent;
	int64_t deadline; /* of the step */
	int64_t alive;    /* when the next keep-alive is due */
	uint8_t buf[FRAME];
	size_t n;
};
_Static_assert(sizeof(struct state) <= DEV_SESSION, "state of the session");

/* The steps that ask: what is sent, the reply's type, and whether silence is an error. */
static const struct ask {
	uint8_t command, reply;
	bool must;
	const char *note;
} asks[] = {
	[STOP_DATA] = { 0xa7, 0, false, NULL },
	[STOP_LIVE] = { 0xa2, 0, false, NULL },
	[ASK_PI] = { 0xac, 0x0e, false, "the device answers" },
	[ASK_MODEL] = { 0xa8, 0x02, false, NULL },
	[ASK_VENDOR] = { 0xa9, 0x03, false, NULL },
	[START] = { 0xa1, REPLY_SAMPLE, true, "live" },
};

static void
send(struct dev_say *say, uint8_t command)
{
	cms50v7_send(say, command, NULL, 0);
}

static void
enter(struct state *s, int64_t now, enum step step, struct dev_say *say)
{
	s->step = step;
	if (step == LIVE) {
		s->alive = now + alive_us;
		s->deadline = now + silence_us;
		return;
	}
	send(say, asks[step].command);
	s->deadline = now + (step <= STOP_LIVE ? pause_us : answer_us);
}

static void
tell(const struct state *s, struct dev_say *say)
{
	say->state = s->step == CLOSED ? DEV_DONE : s->silent ? DEV_SILENT : DEV_RUNS;
	say->wake = s->step == CLOSED ? INT64_MAX : s->deadline;
	if (s->step == LIVE && s->alive < say->wake)
		say->wake = s->alive;
}

static void
begin(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	*s = (struct state){ .step = STOP_DATA };
	*say = (struct dev_say){ .note = "asking the device to stop what it does" };
	enter(s, now, STOP_DATA, say);
	tell(s, say);
}

static void
packet(struct state *s, int64_t now, struct dev_say *say)
{
	uint8_t type = s->buf[0];
	if (s->step == LIVE && type == REPLY_SAMPLE) {
		s->deadline = now + silence_us;
		return;
	}
	if (s->step < ASK_PI || s->step > START)
		return;
	const struct ask *a = &asks[s->step];
	/* "0B command reason" answers a command that this firmware does not know; with START nothing but a sample will do. */
	bool refused = type == REPLY_ANSWER && s->step != START && s->buf[2] == (a->command | 0x80);
	if (type != a->reply && !refused)
		return;
	s->silent = false;
	if (a->note != NULL)
		say->note = a->note;
	/* Vendor and model come in parts: the rest arrives while the next question is on its way. */
	enter(s, now, s->step + 1, say);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	for (size_t i = 0; i < n; i++) {
		s->buf[s->n++] = b[i];
		/* Keep what can still become a packet. */
		int length;
		while (s->n > 0 && (length = cms50v7_frame(s->buf, s->n)) != DEV_MORE) {
			size_t off = length > 0 ? (size_t)length : 1;
			if (length > 0)
				packet(s, now, say);
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
	if (s->step != CLOSED && now >= s->deadline) {
		if (s->step == LIVE || asks[s->step].must) {
			say->note = s->step == LIVE ? "no sample for 2 s: starting again" : "no answer for 1 s: starting again";
			s->silent = true;
			s->n = 0;
			enter(s, now, STOP_DATA, say);
		} else {
			enter(s, now, s->step + 1, say);
		}
	} else if (s->step == LIVE && now >= s->alive) {
		send(say, 0xaf);
		/* From the time that it was due, not from now: lateness must not add up. After a long sleep it starts anew. */
		s->alive += alive_us;
		if (s->alive <= now)
			s->alive = now + alive_us;
	}
	tell(s, say);
}

static void
finish(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	(void)now;
	*say = (struct dev_say){ .n = 0 };
	if (s->step != CLOSED)
		send(say, 0xa2);
	s->step = CLOSED;
	tell(s, say);
}

/* Bytes with bit 7 clear are packet types only, so a type alone is found wherever it stands. */
static const char *const never[] = { "7d..ae", "7d..b1", "7d..b2", "04", NULL };

const struct dev_session cms50v7_session = {
	.title = "A7, A2, questions, A1 starts; AF every 5 s; A2 ends; 2 s of silence starts again",
	.start = "7d81a7808080808080",
	.keep = "7d81af808080808080",
	.keep_us = 5000000,
	.stop = "7d81a2808080808080",
	.silence_us = 2000000,
	.open = begin,
	.heard = heard,
	.due = due,
	.close = finish,
	.never = never,
};
