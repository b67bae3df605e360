/* Setting the clock of a CMS50 V7, and the command packet that every conversation with it is made of.
 *
 *	A7, 100 ms, A2, 100 ms                          whatever the device was doing before
 *	B2 century, year, month, day, weekday           Sunday is 0; answered by 0B B2 00
 *	B1 hour, minute, second                         answered by 0B B1 00
 *
 * The host's civil time. A question that is not answered in 1 s begins it again from A7; a refusal (a reason that is not 00) ends
 * it. Documented: as cms50v7.c. Never sent: AE (erase), packet type 04 (set the device's id). */
#include "device/cms50v7.h"

enum step { STOP_DATA, STOP_LIVE, SET_DATE, SET_TIME, CLOSED };
enum { ANSWER = 0x0b };
static const int64_t pause_us = 100000, answer_us = 1000000;

struct state {
	enum step step;
	bool silent, failed;
	int64_t deadline;
	struct dev_ask ask;
	uint8_t buf[V7_PACKET];
	size_t n;
};
_Static_assert(sizeof(struct state) <= DEV_SESSION, "state of the session");

void
cms50v7_send(struct dev_say *say, uint8_t command, const uint8_t *arg, size_t n)
{
	if (say->n + V7_PACKET > DEV_SAY)
		return;
	uint8_t *b = say->bytes + say->n, high = (uint8_t)(0x80 | command >> 7);
	b[0] = 0x7d;
	b[2] = command | 0x80;
	for (size_t i = 0; i < V7_VALUES - 1; i++) {
		uint8_t v = i < n ? arg[i] : 0;
		high |= (uint8_t)((v >> 7) << (i + 1));
		b[3 + i] = v | 0x80;
	}
	b[1] = high;
	say->n += V7_PACKET;
}

static void
enter(struct state *s, int64_t now, enum step step, struct dev_say *say)
{
	static const uint8_t command[] = { [STOP_DATA] = 0xa7, [STOP_LIVE] = 0xa2, [SET_DATE] = 0xb2, [SET_TIME] = 0xb1 };
	int64_t t = (s->ask.civil + now - s->ask.now) / TM_S, days = t / 86400, in = t % 86400;
	int year;
	unsigned month, day;
	uint8_t arg[5] = { 0 };
	s->step = step;
	s->deadline = now + (step <= STOP_LIVE ? pause_us : answer_us);
	if (step == CLOSED)
		return;
	tm_civil(days, &year, &month, &day);
	if (step == SET_DATE) {
		arg[0] = (uint8_t)(year / 100);
		arg[1] = (uint8_t)(year % 100);
		arg[2] = (uint8_t)month;
		arg[3] = (uint8_t)day;
		arg[4] = (uint8_t)((days + 4) % 7); /* 1970-01-01 was a Thursday */
	} else if (step == SET_TIME) {
		arg[0] = (uint8_t)(in / 3600);
		arg[1] = (uint8_t)(in / 60 % 60);
		arg[2] = (uint8_t)(in % 60);
	}
	cms50v7_send(say, command[step], arg, sizeof arg);
}

static void
tell(const struct state *s, struct dev_say *say)
{
	say->state = s->step != CLOSED ? (s->silent ? DEV_SILENT : DEV_RUNS) : s->failed ? DEV_FAILED : DEV_DONE;
	say->wake = s->step == CLOSED ? INT64_MAX : s->deadline;
}

static void
packet(struct state *s, int64_t now, struct dev_say *say)
{
	struct v7_packet p = cms50v7_unpack(s->buf, (size_t)cms50v7_frame(s->buf, s->n));
	if (p.type != ANSWER || p.n < 2 || p.v[0] != (s->step == SET_DATE ? 0xb2 : s->step == SET_TIME ? 0xb1 : 0))
		return;
	s->silent = false;
	s->failed = p.v[1] != 0;
	say->note = s->failed ? "the device refuses to set its clock" : s->step == SET_TIME ? "the clock is set" : NULL;
	enter(s, now, s->step == SET_DATE && !s->failed ? SET_TIME : CLOSED, say);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	for (size_t i = 0; i < n && s->step != CLOSED; i++) {
		s->buf[s->n++] = b[i];
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
		s->silent = s->silent || s->step > STOP_LIVE;
		if (s->step > STOP_LIVE)
			say->note = "no answer for 1 s: starting again";
		enter(s, now, s->step > STOP_LIVE ? STOP_DATA : s->step + 1, say);
	}
	tell(s, say);
}

static void
finish(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	(void)now;
	*say = (struct dev_say){ .n = 0 };
	s->step = CLOSED;
	s->failed = false;
	tell(s, say);
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
ask(void *state, const struct dev_ask *ask)
{
	((struct state *)state)->ask = *ask;
}

static const char *const never[] = { "7d..ae", "04", NULL };

const struct dev_session cms50v7_clock = {
	.title = "A7, A2, B2 sets the date, B1 the time",
	.start = "7d81a7808080808080",
	.silence_us = 1000000,
	.open = begin,
	.heard = heard,
	.due = due,
	.close = finish,
	.ask = ask,
	.never = never,
};
