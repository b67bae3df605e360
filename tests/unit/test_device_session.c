/* The host's side of the CMS50 V7 conversation, without a port: what is sent, when, and what never is. */
#include "device/device.h"
#include "unit.h"

static _Alignas(DEV_SESSION_ALIGN) unsigned char state[DEV_SESSION];
static struct dev_say say;
static int64_t now;

static const struct dev_session *
session(void)
{
	return dev_find(STR("cms50v7"))->session;
}

/* Every call goes through here: nothing forbidden is ever said, and what is said is whole commands. */
static void
said(void)
{
	CHECK(dev_never(session(), say.bytes, say.n) == NULL);
	CHECK(say.n % 9 == 0);
}

static void
opens(void)
{
	session()->open(state, now, &say);
	said();
}

static void
hears(const char *hex)
{
	uint8_t b[64];
	size_t n = 0;
	for (const char *p = hex; *p != '\0'; p += p[2] == ' ' ? 3 : 2) {
		char two[] = { p[0], p[1], '\0' };
		b[n++] = (uint8_t)strtoul(two, NULL, 16);
	}
	session()->heard(state, now, b, n, &say);
	said();
}

static void
wakes(void)
{
	now = say.wake;
	session()->due(state, now, &say);
	said();
	CHECK(say.wake > now); /* or the caller would spin */
}

#define SENT(command)                                                                                                              \
	(say.n == 9 && say.bytes[0] == 0x7d && say.bytes[1] == 0x81 && say.bytes[2] == (command) && say.bytes[3] == 0x80)
#define LIVE_FRAME "01 e0 84 93 92 bc e3 ff ff"

static void
until_live(void)
{
	opens();
	wakes();
	wakes();
	hears("0e 80 81");
	hears("02 80 80 c3 cd d3 b5 b0 c5");
	hears("03 80 80 c3 cf ce d4 c5 c3");
	hears(LIVE_FRAME);
}

TEST(start)
{
	now = 5000000;
	opens();
	CHECK(SENT(0xa7));
	CHECK_EQ(say.wake, 5100000);
	CHECK_EQ(say.state, DEV_RUNS);
	wakes();
	CHECK(SENT(0xa2));
	hears("0c 80"); /* "free": the pause is kept */
	CHECK_EQ(say.n, 0);
	wakes();
	CHECK(SENT(0xac));
	CHECK_EQ(say.wake, 6200000);
	hears("0e");
	hears("80 81 02"); /* in pieces, and the beginning of the next */
	CHECK(SENT(0xa8));
	hears("80 80 c3 cd d3 b5 b0 c5");
	CHECK(SENT(0xa9));
	hears("02 80 81 b1 80 80 80 80 80"); /* the rest of the model: not the vendor's answer */
	CHECK_EQ(say.n, 0);
	hears("03 80 80 c3 cf ce d4 c5 c3");
	CHECK(SENT(0xa1));
	uint8_t exact[] = { 0x7d, 0x81, 0xa1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 };
	CHECK(memcmp(say.bytes, exact, sizeof exact) == 0);
	hears(LIVE_FRAME);
	CHECK_EQ(say.n, 0);
	CHECK_STR(say.note, "live");
	CHECK_EQ(say.state, DEV_RUNS);
}

TEST(keep_alive_every_five_seconds)
{
	now = 0;
	until_live();
	int64_t live = now, sent = 0, last = live;
	/* a sample each 1/60 s for a minute */
	for (int k = 1; k <= 3600; k++) {
		int64_t at = live + k * 1000000ll / 60;
		while (say.wake <= at) {
			wakes();
			if (say.n > 0) {
				CHECK(SENT(0xaf));
				CHECK_EQ(now - last, 5000000);
				last = now;
				sent++;
			}
		}
		now = at;
		hears(LIVE_FRAME);
		CHECK_EQ(say.n, 0);
	}
	CHECK_EQ(sent, 12);
	/* called late: the schedule holds, and after a long sleep it starts anew instead of catching up */
	now = last + 4900000;
	hears(LIVE_FRAME);
	now = last + 5300000;
	session()->due(state, now, &say);
	CHECK(SENT(0xaf));
	hears(LIVE_FRAME);
	CHECK(say.wake <= last + 10000000);
}

TEST(silence)
{
	now = 0;
	opens();
	wakes();
	wakes();
	/* perfusion, model and vendor are not in every firmware: a second each, and it goes on */
	static const uint8_t asks[] = { 0xac, 0xa8, 0xa9 };
	for (size_t i = 0; i < sizeof asks; i++) {
		int64_t asked = now;
		CHECK(SENT(asks[i]));
		wakes();
		CHECK_EQ(now - asked, 1000000);
		CHECK_EQ(say.state, DEV_RUNS);
	}
	CHECK(SENT(0xa1));
	wakes(); /* no sample either */
	CHECK_EQ(say.state, DEV_SILENT);
	CHECK(SENT(0xa7)); /* from the beginning */
	for (int i = 0; i < 20; i++) {
		wakes();
		CHECK_EQ(say.state, DEV_SILENT);
	}
	while (!SENT(0xac))
		wakes();
	hears("0e 80 80");
	CHECK_EQ(say.state, DEV_RUNS);
	CHECK(SENT(0xa8));
}

TEST(refused_questions_are_answers)
{
	now = 0;
	opens();
	wakes();
	wakes();
	hears("0b 81 ac 85");
	CHECK(SENT(0xa8));
	hears("0b 81 a7 80"); /* an answer to something else */
	CHECK_EQ(say.n, 0);
	hears("0b 81 a8 85");
	CHECK(SENT(0xa9));
}

TEST(live_goes_silent)
{
	now = 0;
	until_live();
	int64_t last = now;
	do
		wakes();
	while (say.n == 0 || SENT(0xaf));
	CHECK(SENT(0xa7));
	CHECK_EQ(now - last, 2000000);
	CHECK_EQ(say.state, DEV_SILENT);
}

TEST(close_stops_and_a_reconnect_begins_again)
{
	now = 0;
	until_live();
	session()->close(state, now, &say);
	CHECK(SENT(0xa2));
	CHECK_EQ(say.state, DEV_DONE);
	CHECK_EQ(say.wake, INT64_MAX);
	hears(LIVE_FRAME);
	CHECK_EQ(say.n, 0);
	session()->due(state, now + 60000000, &say);
	CHECK_EQ(say.n, 0);
	session()->close(state, now, &say); /* twice: nothing more to say */
	CHECK_EQ(say.n, 0);
	memset(state, 0xff, sizeof state);
	opens();
	CHECK(SENT(0xa7));
}

TEST(never_list)
{
	static const uint8_t erase[] = { 0x80, 0x7d, 0x85, 0xae, 0x80, 0xff, 0x80, 0x80, 0x80, 0x80 };
	static const uint8_t clock[] = { 0x7d, 0x81, 0xb1, 0x8e, 0x85, 0x89, 0x80, 0x80, 0x80 };
	static const uint8_t date[] = { 0x7d, 0x81, 0xb2, 0x94, 0x98, 0x83, 0x8f, 0x85, 0x80 };
	static const uint8_t id[] = { 0x04, 0x80, 0xb0, 0xb0, 0xb0, 0xb0, 0xb0, 0xb0, 0xb0 };
	static const uint8_t start_live[] = { 0x7d, 0x81, 0xa1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 };
	CHECK_STR(dev_never(session(), erase, sizeof erase), "7d..ae");
	CHECK_STR(dev_never(session(), clock, sizeof clock), "7d..b1");
	CHECK_STR(dev_never(session(), date, sizeof date), "7d..b2");
	CHECK_STR(dev_never(session(), id, sizeof id), "04");
	CHECK(dev_never(session(), start_live, sizeof start_live) == NULL);
	CHECK(dev_never(session(), erase, 3) == NULL);
}

/* Whatever comes whenever: nothing forbidden is sent, and it does not ask to be called again at once. */
TEST(any_bytes)
{
	uint64_t seed = 5;
	now = 0;
	opens();
	for (int i = 0; i < 200000; i++) {
		uint64_t dice = unit_random(&seed);
		if (dice % 4 == 0) {
			if (say.wake < now)
				say.wake = now; /* heard() was called late */
			wakes();
		} else if (dice % 97 == 0) {
			opens();
		} else {
			uint8_t b[8];
			for (int k = 0; k < 8; k++)
				b[k] = (uint8_t)(unit_random(&seed) % 3 == 0 ? unit_random(&seed) % 0x16 : unit_random(&seed));
			now += (int64_t)(dice % 50000);
			session()->heard(state, now, b, 1 + dice % 8, &say);
			said();
		}
	}
}

int
main(void)
{
	RUN(start);
	RUN(keep_alive_every_five_seconds);
	RUN(silence);
	RUN(refused_questions_are_answers);
	RUN(live_goes_silent);
	RUN(close_stops_and_a_reconnect_begins_again);
	RUN(never_list);
	RUN(any_bytes);
	return unit_done();
}
