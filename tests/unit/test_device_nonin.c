/* The host's side of Nonin's conversation, without a port: what is sent, when, and what never is. */
#include "device/device.h"
#include "unit.h"

static _Alignas(DEV_SESSION_ALIGN) unsigned char state[DEV_SESSION];
static struct dev_say say;
static int64_t now;
static const struct dev_session *session;

static void
opens(const char *device)
{
	now = 0;
	session = dev_find(str_of(device))->session;
	session->open(state, now, &say);
	CHECK(dev_never(session, say.bytes, say.n) == NULL);
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
	session->heard(state, now, b, n, &say);
	CHECK(dev_never(session, say.bytes, say.n) == NULL);
}

static void
wakes(void)
{
	now = say.wake;
	session->due(state, now, &say);
	CHECK(dev_never(session, say.bytes, say.n) == NULL);
	CHECK(say.wake > now);
}

static bool
sent(const char *hex)
{
	char text[2 * DEV_SAY + 1] = "";
	for (size_t i = 0; i < say.n; i++)
		snprintf(text + 2 * i, 3, "%02x", say.bytes[i]);
	return strcmp(text, hex) == 0;
}

/* An Xpod sends by itself: nothing is said to it. */
TEST(nothing_is_said_to_a_device_that_sends)
{
	opens("nonin1");
	CHECK(sent(""));
	hears("16 5f"); /* joined in the middle */
	hears("80 4a 60");
	now += 1000000;
	hears("80 4a 60");
	CHECK(sent(""));
	for (int k = 0; k < 100; k++) {
		now += 1000000;
		while (say.wake <= now)
			wakes();
		hears("80 4a 60");
		CHECK(sent(""));
		CHECK_EQ(say.state, DEV_RUNS);
	}
	wakes(); /* 5 s of silence */
	CHECK_EQ(say.state, DEV_SILENT);
	CHECK(sent(""));
	wakes();
	CHECK(sent("027002020103"));
}

/* The commands of the page, for each format; the 3150 wants the long form. */
TEST(formats_are_selected)
{
	static const struct {
		const char *device, *brief, *full;
	} forms[] = {
		{ "nonin2", "027002020203", "0270040202017903" },
		{ "nonin7", "027002020703", "0270040207017e03" },
		{ "nonin8", "027002020803", "0270040208017f03" },
		{ "nonin13", "027002020d03", "027004020d018403" },
	};
	for (size_t i = 0; i < 4; i++) {
		opens(forms[i].device);
		if (i < 3) {
			CHECK_EQ(say.wake, 3000000); /* within the 5 s in which a 9560 takes it */
			wakes();
		}
		if (i == 3) {
			CHECK(sent("02720003"));
			hears("02 f2 06 18 03 0f 0e 1e 0f 03");
		}
		CHECK(sent(forms[i].brief));
		hears("15");
		CHECK(sent(forms[i].full));
		hears("06");
		CHECK(sent(i < 3 ? "02720003" : ""));
		CHECK_EQ(say.state, DEV_RUNS);
		hears("02 f2 06 18 03 0f 0e 1e 0f 03");
		CHECK(sent(""));
		CHECK_EQ(say.state, DEV_RUNS);
		CHECK((say.wake == INT64_MAX) == (i == 3));
		/* nobody answers at all: silent, and from the beginning */
		opens(forms[i].device);
		for (int k = 0; say.state == DEV_RUNS && k < 9; k++)
			wakes();
		CHECK_EQ(say.state, DEV_SILENT);
		for (int k = 0; k < 9 && !sent(forms[i].full); k++)
			wakes();
		hears("06");
		CHECK_EQ(say.state, DEV_RUNS);
		if (i < 3)
			wakes(); /* the clock is not told: it goes on */
		CHECK_EQ(say.state, DEV_RUNS);
	}
}

TEST(a_foreign_format_is_told_from_the_own)
{
	opens("nonin8");
	for (int k = 0; k < 12; k++)
		hears("01 80 49 00 ca 01");
	CHECK(sent("") || sent("027002020803"));
	while (!sent("027002020803") && now <= 3000000)
		wakes();
	CHECK(sent("027002020803"));
}

TEST(the_clock_is_never_set_and_no_record_is_acknowledged)
{
	static const uint8_t clock[] = { 0x02, 0x72, 0x06, 0x32, 0x0c, 0x1f, 0x0e, 0x1e, 0x0f, 0x03 }; /* R: the page's example */
	static const uint8_t ack[] = { 0x06 }, timeout[] = { 0x02, 0x75, 0x04, 0x04, 0x00, 0x0a, 0x00, 0x03 };
	session = dev_find(STR("nonin13"))->session;
	CHECK(dev_never(session, clock, sizeof clock) != NULL);
	CHECK(dev_never(session, ack, sizeof ack) != NULL);
	CHECK(dev_never(session, timeout, sizeof timeout) != NULL);
	opens("nonin13");
	hears("02 f2 06 18 03 0f 0e 1e 0f 03");
	hears("06");
	hears("00 02 00 0d 00 0e 20 24 03 15 14 31 45 00 01 11 01 ff 00 7f 77 03");
	CHECK(sent(""));
	session->close(state, now, &say);
	CHECK(sent(""));
	CHECK_EQ(say.state, DEV_DONE);
}

int
main(void)
{
	RUN(nothing_is_said_to_a_device_that_sends);
	RUN(formats_are_selected);
	RUN(a_foreign_format_is_told_from_the_own);
	RUN(the_clock_is_never_set_and_no_record_is_acknowledged);
	return unit_done();
}
