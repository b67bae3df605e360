/* The host's side of a CMS50 V7 download (packets: cms50v7.c, cms50v7_stored.c).
 *
 *	A7, 100 ms, A2, 100 ms      whatever the device was doing before
 *	A8 (model), AD (users)      not in every firmware: 1 s without an answer, and it goes on with one user
 *	A3 u                        how many recordings of each user
 *	A5 u s                      when each began; they are then taken from the oldest on, those before --since not at all
 *	A4 u s, B6 u s              the length, with PI or without (B6 may go unanswered), of each that is to be taken
 *	A5 u s, A6 u s              begin, and samples until the length is reached; nothing is said meanwhile
 *	A7                          at the end
 *
 * A question that is not answered in 1 s begins it again from A7 (DEV_SILENT until the device answers): what is complete is not asked for again. A recording in which bytes are missing, or that
 * stops for 2 s, is asked for up to three times; when
 * the last try has a hole too the end is DEV_FAILED. Documented: as cms50v7_session.c. Never sent: AE (erase), B1 and B2 (set the
 * clock), packet type 04 (set the device's id). */
#include "device/cms50v7.h"

enum step { STOP_DATA, STOP_LIVE, MODEL, USERS, COUNT, BEGAN, LENGTH, KIND, BEGIN, DATA, STOP, FAILED, CLOSED };
enum { TRIES = 3, USERS_MOST = 10, EPOCH = 946684800 /* 2000-01-01: of `began` */, REFUSED = 0x0b };
static const int64_t pause_us = 100000, answer_us = 1000000, silence_us = 2000000;

struct segment {
	uint32_t began, bytes; /* s since 2000 */
	uint8_t user, segment, tries;
	bool done;
};

struct state {
	enum step step;
	bool silent, counted, torn, failed, full, date_heard;
	int64_t deadline;
	struct dev_ask ask;
	uint8_t users, user; /* how many; the one whose recordings are counted */
	uint8_t of_user;     /* … and how many of those wait to be asked for */
	uint8_t number;
	uint8_t at, known;
	uint32_t got; /* bytes of samples */
	int64_t date;
	uint8_t buf[V7_PACKET];
	size_t n;
	struct segment segment[V7_SEGMENTS];
};
_Static_assert(sizeof(struct state) <= DEV_SESSION, "state of the session");

/* The steps that ask: what is sent, the reply's type, and whether silence is an error. */
static const struct ask {
	uint8_t command, reply;
	bool must;
} asks[] = {
	[STOP_DATA] = { 0xa7, 0, false },
	[STOP_LIVE] = { 0xa2, 0, false },
	[MODEL] = { 0xa8, 0x02, false },
	[USERS] = { 0xad, 0x10, false },
	[COUNT] = { 0xa3, 0x0a, true },
	[BEGAN] = { 0xa5, 0x12, true },
	[LENGTH] = { 0xa4, 0x08, true },
	[KIND] = { 0xb6, 0x15, false },
	[BEGIN] = { 0xa5, 0x12, true },
	[DATA] = { 0xa6, 0, true },
	[STOP] = { 0xa7, 0, false },
	[FAILED] = { 0xa7, 0, false },
};

static void
enter(struct state *s, int64_t now, enum step step, struct dev_say *say)
{
	const struct segment *g = &s->segment[s->at < V7_SEGMENTS ? s->at : 0];
	const uint8_t who[] = { step == COUNT ? s->user : g->user, step == COUNT ? 0 : g->segment };
	s->step = step;
	s->got = 0;
	s->torn = s->date_heard = false;
	s->deadline = now + (step <= STOP_LIVE || step == STOP || step == FAILED ? pause_us
				    : step == DATA                               ? silence_us
										 : answer_us);
	if (step != CLOSED)
		cms50v7_send(say, asks[step].command, who, step < COUNT || step >= STOP ? 0 : sizeof who);
}

static void
tell(const struct state *s, struct dev_say *say)
{
	say->state = s->step != CLOSED ? (s->silent ? DEV_SILENT : DEV_RUNS) : s->failed ? DEV_FAILED : DEV_DONE;
	say->wake = s->step == CLOSED ? INT64_MAX : s->deadline;
	if (say->state == DEV_FAILED)
		say->note = s->full ? "more recordings than are kept apart" : "a recording did not come whole";
}

/* The first from `at` on that is still to be taken, of which the length is not known (or: is); `known` when there is none. */
static uint8_t
next(const struct state *s, uint8_t at, bool sized)
{
	while (at < s->known && (s->segment[at].done || (s->segment[at].bytes > 0) != sized))
		at++;
	return at;
}

static void
data_or_end(struct state *s, int64_t now, struct dev_say *say)
{
	s->at = next(s, 0, true);
	enter(s, now, s->at < s->known ? BEGIN : s->failed ? FAILED : STOP, say);
}

static void
length_or_data(struct state *s, int64_t now, struct dev_say *say)
{
	s->at = next(s, 0, false);
	if (s->at < s->known)
		enter(s, now, LENGTH, say);
	else
		data_or_end(s, now, say);
}

/* Oldest first; those of one second as the device numbers them. */
static void
sort(struct state *s)
{
	for (uint8_t i = 1; i < s->known; i++)
		for (uint8_t k = i; k > 0 && s->segment[k].began < s->segment[k - 1].began; k--) {
			struct segment g = s->segment[k];
			s->segment[k] = s->segment[k - 1];
			s->segment[k - 1] = g;
		}
}

static void
add(struct state *s)
{
	if (s->known == V7_SEGMENTS)
		s->full = s->failed = true;
	else
		s->segment[s->known] = (struct segment){ .user = s->user, .segment = s->number };
}

/* The next recording of this user, or the next user's, or what follows when all are known. */
static void
inventory(struct state *s, int64_t now, struct dev_say *say)
{
	if (s->number < s->of_user && !s->full) {
		add(s);
		s->at = s->known;
		if (!s->full) {
			enter(s, now, BEGAN, say);
			return;
		}
	}
	s->number = 0;
	if (++s->user < s->users && !s->full) {
		enter(s, now, COUNT, say);
		return;
	}
	s->counted = true;
	sort(s);
	length_or_data(s, now, say);
}

static void
count(struct state *s, int64_t now, struct dev_say *say)
{
	s->known = s->user = s->number = 0;
	s->full = s->failed = false;
	enter(s, now, COUNT, say);
}

/* A recording has come to its end, or to its last byte for now. */
static void
end_of_data(struct state *s, int64_t now, struct dev_say *say)
{
	struct segment *g = &s->segment[s->at];
	if (!s->torn) {
		g->done = true;
		say->note = "a recording is complete";
	} else if (++g->tries >= TRIES) {
		g->done = s->failed = true;
		say->note = "bytes are missing in a recording, three times: given up";
	} else {
		say->note = "bytes are missing in a recording: asking for it again";
	}
	data_or_end(s, now, say);
}

static void
began(struct state *s, const struct v7_packet *p)
{
	struct segment *g = &s->segment[s->at];
	int64_t t = s->date / TM_S + (p->v[2] * 60 + p->v[3]) * 60 + p->v[4];
	g->began = s->date_heard && t > EPOCH ? (uint32_t)(t - EPOCH) : 0;
	g->done = s->ask.since != TM_NONE && s->date_heard && t * TM_S < s->ask.since;
	s->known++;
	s->number++;
}

/* The answer to what was asked, or the next samples. */
static void
take(struct state *s, int64_t now, const struct v7_packet *p, struct dev_say *say)
{
	struct segment *g = &s->segment[s->at];
	s->silent = false;
	switch (s->step) {
	case MODEL:
		enter(s, now, USERS, say);
		break;
	case USERS:
		s->users = p->v[0] < 1 ? 1 : p->v[0] > USERS_MOST ? USERS_MOST : p->v[0];
		count(s, now, say);
		break;
	case COUNT:
		s->of_user = p->v[1];
		inventory(s, now, say);
		break;
	case BEGAN:
		began(s, p);
		inventory(s, now, say);
		break;
	case LENGTH:
		g->bytes = p->v[2] | (uint32_t)p->v[3] << 8 | (uint32_t)p->v[4] << 16 | (uint32_t)p->v[5] << 24;
		if (g->bytes > V7_BYTES)
			s->failed = true;
		g->done = g->bytes == 0 || g->bytes > V7_BYTES;
		enter(s, now, KIND, say);
		break;
	case KIND:
		length_or_data(s, now, say);
		break;
	case BEGIN:
		enter(s, now, DATA, say);
		break;
	case DATA:
		s->deadline = now + silence_us;
		s->got += p->type == 0x09 ? 4 : 6;
		if (s->got >= g->bytes)
			end_of_data(s, now, say);
		break;
	default:
		break;
	}
}

/* The device does not do what it was asked for: "0B command reason". */
static void
refused(struct state *s, int64_t now, struct dev_say *say)
{
	if (s->step == MODEL || s->step == USERS || s->step == KIND) {
		s->silent = false;
		s->step == MODEL ? enter(s, now, USERS, say) : s->step == USERS ? count(s, now, say) : length_or_data(s, now, say);
	} else {
		s->failed = true;
		say->note = "the device refuses to tell what it has stored";
		enter(s, now, FAILED, say);
	}
}

static void
packet(struct state *s, int64_t now, struct dev_say *say)
{
	struct v7_packet p = cms50v7_unpack(s->buf, (size_t)cms50v7_frame(s->buf, s->n));
	const struct segment *g = &s->segment[s->at < V7_SEGMENTS ? s->at : 0];
	if (s->step < MODEL || s->step >= STOP)
		return;
	bool ours = p.n >= 2 && p.v[0] == (s->step == COUNT ? s->user : g->user) && (s->step == COUNT || p.v[1] == g->segment);
	if (p.type == 0x07 && (s->step == BEGAN || s->step == BEGIN) && ours)
		s->date_heard = cms50v7_date(p.v + 2, &s->date);
	else if (p.type == REFUSED && p.v[0] == asks[s->step].command)
		refused(s, now, say);
	else if (s->step == DATA ? p.type == 0x09 || p.type == 0x0f : p.type == asks[s->step].reply && (ours || s->step <= USERS))
		take(s, now, &p, say);
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
			else
				s->torn = true;
			s->n -= off;
			memmove(s->buf, s->buf + off, s->n);
		}
	}
	tell(s, say);
}

static void
again(struct state *s, int64_t now, const char *note, struct dev_say *say)
{
	say->note = note;
	s->silent = true;
	s->n = 0;
	enter(s, now, STOP_DATA, say);
}

/* What follows an answer that need not come, or a pause. */
static void
go_on(struct state *s, int64_t now, struct dev_say *say)
{
	switch (s->step) {
	case STOP_DATA:
		enter(s, now, STOP_LIVE, say);
		break;
	case STOP_LIVE:
		if (s->counted)
			length_or_data(s, now, say);
		else
			enter(s, now, MODEL, say);
		break;
	case MODEL:
		enter(s, now, USERS, say);
		break;
	case USERS:
		count(s, now, say);
		break;
	case KIND:
		length_or_data(s, now, say);
		break;
	case STOP:
		say->note = "all recordings are complete";
		s->step = CLOSED;
		break;
	default: /* FAILED */
		s->step = CLOSED;
		break;
	}
}

static void
due(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	*say = (struct dev_say){ .n = 0 };
	if (s->step != CLOSED && now >= s->deadline) {
		if (s->step == DATA) {
			s->torn = true;
			s->n = 0;
			end_of_data(s, now, say);
		} else if (asks[s->step].must) {
			again(s, now, "no answer for 1 s: starting again", say);
		} else {
			go_on(s, now, say);
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
		cms50v7_send(say, 0xa7, NULL, 0);
	s->step = CLOSED;
	s->failed = false; /* who closes it knows why */
	tell(s, say);
}

static void
begin(void *state, int64_t now, struct dev_say *say)
{
	struct state *s = state;
	*s = (struct state){ .users = 1, .ask = { .since = TM_NONE } };
	*say = (struct dev_say){ .note = "asking the device to stop what it does" };
	enter(s, now, STOP_DATA, say);
	tell(s, say);
}

static void
ask(void *state, const struct dev_ask *ask)
{
	((struct state *)state)->ask = *ask;
}

static const char *const never[] = { "7d..ae", "7d..b1", "7d..b2", "04", NULL };

const struct dev_session cms50v7_load = {
	.title = "A7, A2, questions, A6 for each recording, the oldest first",
	.start = "7d81a7808080808080",
	.stop = "7d81a7808080808080",
	.silence_us = 1000000,
	.open = begin,
	.heard = heard,
	.due = due,
	.close = finish,
	.ask = ask,
	.times = DEV_DATED,
	.since = true,
	.never = never,
};
