/* The host's side of a download from the Contec 5-byte generation (packets: cms50d_stored.c).
 *
 *	listen, at most 1 s         the device streams when a finger is in
 *	F5 F5 every 500 ms          until the recording begins; some CMS50E/F send it only when "upload" is chosen on the device itself
 *	records                     until the length is reached, or 2 s of silence
 *	F6 F6 F6                    at the end: back to live
 *
 * A recording with a hole, or shorter than its length, is asked for up to three times; then the end is DEV_FAILED. Documented: as
 * cms50d.c, and SleepyHead's loader. Nothing that it could be told would erase or set anything; never sent: commands of the V7
 * protocol (7D). */
#include "device/cms50d.h"

enum step { LISTEN, ASK, DATA, LEAVE, CLOSED };
enum { TRIES = 3, BUF = 16, TRIO = 3 };
static const int64_t listen_us = 1000000, again_us = 500000, silence_us = 2000000, leave_us = 100000;

struct state {
	enum step step;
	bool silent, torn, failed;
	uint8_t tries;
	int64_t deadline, want, got;
	uint8_t buf[BUF];
	size_t n;
};
_Static_assert(sizeof(struct state) <= DEV_SESSION, "state of the session");

static void
send(struct dev_say *say, uint8_t byte, size_t n)
{
	for (; n > 0 && say->n < DEV_SAY; n--)
		say->bytes[say->n++] = byte;
}

static void
enter(struct state *s, int64_t now, enum step step, struct dev_say *say)
{
	s->step = step;
	if (step == ASK) {
		send(say, 0xf5, 2);
		s->deadline = now + again_us;
	} else if (step == LEAVE) {
		send(say, 0xf6, 3);
		s->deadline = now + leave_us;
	} else {
		s->deadline = now + silence_us;
	}
}

static void
tell(const struct state *s, struct dev_say *say)
{
	say->state = s->step != CLOSED ? (s->silent ? DEV_SILENT : DEV_RUNS) : s->failed ? DEV_FAILED : DEV_DONE;
	say->wake = s->step == CLOSED ? INT64_MAX : s->deadline;
	if (say->state == DEV_FAILED)
		say->note = "the recording did not come whole";
}

static void
end_of_data(struct state *s, int64_t now, struct dev_say *say)
{
	bool whole = !s->torn && (s->want < 0 || s->got >= s->want);
	s->n = 0;
	if (!whole && ++s->tries < TRIES) {
		say->note = "the recording is not whole: asking for it again";
		enter(s, now, ASK, say);
		return;
	}
	s->failed = !whole;
	say->note = whole ? "the recording is complete" : "the recording is not whole, three times: given up";
	enter(s, now, LEAVE, say);
}

static void
frame(struct state *s, int64_t now, size_t n, struct dev_say *say)
{
	if (!cms50d_is_stored(s->buf, s->n)) {
		if (s->step == LISTEN)
			enter(s, now, ASK, say);
		return;
	}
	if (s->step != ASK && s->step != DATA && s->step != LISTEN)
		return;
	s->silent = false;
	s->deadline = now + silence_us;
	if (s->buf[0] == 0xf2) {
		int64_t length = cms50d_stored_length(s->buf, n);
		if (s->step != DATA)
			s->want = -1;
		s->want = length >= 0 ? length : s->want;
		s->got = 0;
		s->torn = false;
		s->step = DATA;
	} else if (s->step == DATA) {
		s->got++;
	}
}

/* Frames in buf. last: the device is silent, so what is whole needs no confirmation by what follows. */
static void
scan(struct state *s, int64_t now, bool last, struct dev_say *say)
{
	int length;
	while (s->n > 0 && s->step != CLOSED) {
		length = cms50d_any_frame(s->buf, s->n);
		if (length == DEV_MORE && last && cms50d_is_stored(s->buf, s->n))
			length = cms50d_stored_rest(s->buf, s->n);
		if (length == DEV_MORE && !last)
			return;
		size_t off = length > 0 ? (size_t)length : 1;
		if (length > 0)
			frame(s, now, off, say);
		else
			s->torn = s->torn || s->step == DATA;
		s->n -= off;
		memmove(s->buf, s->buf + off, s->n);
	}
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	for (size_t i = 0; i < n && s->step < LEAVE; i++) {
		s->buf[s->n++] = b[i];
		scan(s, now, false, say);
		/* the last one waits for what would follow it */
		bool pending = s->n == TRIO && cms50d_is_stored(s->buf, s->n) && s->buf[0] != 0xf2;
		if (s->step == DATA && s->want >= 0 && s->got + pending >= s->want) {
			s->got += pending;
			end_of_data(s, now, say);
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
		switch (s->step) {
		case LISTEN:
			enter(s, now, ASK, say);
			break;
		case ASK:
			s->silent = true;
			say->note = "asking for the recording (choose \"upload\" on the device if it has that)";
			enter(s, now, ASK, say);
			break;
		case DATA:
			scan(s, now, true, say);
			end_of_data(s, now, say);
			break;
		default:
			s->step = CLOSED;
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
	if (s->step != CLOSED)
		send(say, 0xf6, 3);
	s->step = CLOSED;
	s->failed = false;
	tell(s, say);
}

static void
begin(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	*s = (struct state){ .step = LISTEN, .want = -1, .deadline = now + listen_us };
	*say = (struct dev_say){ .note = "listening" };
	tell(s, say);
}

static const char *const never[] = { "7d", NULL };

const struct dev_session cms50d_load = {
	.title = "F5 F5 every 500 ms until the recording begins; its length or 2 s of silence ends it",
	.start = "f5f5",
	.stop = "f6f6f6",
	.silence_us = 2000000,
	.open = begin,
	.heard = heard,
	.due = due,
	.close = finish,
	.times = DEV_UNDATED,
	.never = never,
};
