/* Downloads: every session that takes what is stored, against its simulator in simulated time. Nothing of the never list leaves the
 * host; everything that is stored arrives, the oldest first; with damage on the line it is asked for again, and what does not come is
 * missed and not invented. */
#include "device_kit.h"

#include "core/status.h"

#include "sim/simrun.h"

enum { ROOM = 1 << 20, MINUTES = 30, LINK_US = 2000 };

static char stream[8 * ROOM];
static size_t nstream;
static _Alignas(16) unsigned char sim_state[SIMDEV_STATE];
static _Alignas(DEV_SESSION_ALIGN) unsigned char session[DEV_SESSION];
static struct dev_say said;
static uint64_t seed, up, down;
static bool asked_again;

struct line {
	unsigned one_in; /* byte from the device is lost; 0: none */
	size_t cut;      /* the device is gone after so many bytes; 0: never */
	int64_t since;
};

static void
record(const char *dir, uint64_t *offset, const char *dev, int64_t now, const uint8_t *b, size_t n)
{
	if (n == 0)
		return;
	nstream += (size_t)snprintf(stream + nstream, sizeof stream - nstream, "raw\t%lld.%06lld\tdev\t-\t%s\t%llu\t",
		(long long)(1700000000 + now / TM_S), (long long)(now % TM_S), dir, (unsigned long long)*offset);
	for (size_t i = 0; i < n; i++)
		nstream += (size_t)snprintf(stream + nstream, sizeof stream - nstream, "%02x", b[i]);
	nstream += (size_t)snprintf(stream + nstream, sizeof stream - nstream, "\tdev=%s\n", dev);
	*offset += n;
	if (nstream + 8192 > sizeof stream)
		abort();
}

static size_t
damage(const struct line *l, uint8_t *b, size_t n)
{
	size_t left = 0;
	for (size_t i = 0; i < n; i++)
		if (l->one_in == 0 || unit_random(&seed) % l->one_in != 0)
			b[left++] = b[i];
	return left;
}

/* A whole conversation: its records stand in `stream`. Returns how it ended. */
static enum dev_session_state
load(const struct device *d, struct line l)
{
	const struct simdev *sim = simdev_find(str_of(d->name));
	const struct dev_session *s = d->loads;
	struct simdev_setup setup = { scenario_find(STR("normal")), 1, 1 };
	struct simdev_say say = { 0 };
	struct dev_ask ask = { .since = l.since };
	int64_t now = 0, wake = INT64_MAX;
	seed = 5;
	up = down = 0;
	asked_again = false;
	nstream = (size_t)snprintf(stream, sizeof stream,
		"iomt\t1700000000.000000\t-\t-\t1\tminor=0\ttool=test\tclock=utc%s\n"
		"dev\t1700000000.000000\tdev\t-\t%s\n",
		s->times == DEV_UNDATED ? "\ttimes=undated"
		: s->times == DEV_DATED ? "\ttimes=dated"
					: "",
		d->name);
	sim->start(sim_state, &setup);
	sim->due(sim_state, 0, &say);
	wake = say.wake;
	s->open(session, 0, &said);
	if (s->ask != NULL)
		s->ask(session, &ask);
	for (int steps = 0; now < MINUTES * 60 * TM_S && steps < 1000000; steps++) {
		uint8_t b[sizeof say.bytes];
		size_t n = 0;
		CHECK(dev_never(s, said.bytes, said.n) == NULL);
		record(">", &down, d->name, now, said.bytes, said.n);
		asked_again = asked_again || said.state == DEV_SILENT;
		bool gone = l.cut > 0 && up >= l.cut;
		if (said.state == DEV_DONE || said.state == DEV_FAILED || (gone && said.state == DEV_SILENT))
			break;
		if (said.n > 0) {
			now += LINK_US;
			sim->heard(sim_state, now, said.bytes, said.n, &say);
		} else {
			int64_t next = wake < said.wake ? wake : said.wake;
			now = next > now ? next : now;
			sim->due(sim_state, now, &say);
		}
		wake = say.wake;
		if (!gone) {
			memcpy(b, say.bytes, say.n);
			n = damage(&l, b, say.n);
		}
		record("<", &up, d->name, now, b, n);
		if (n > 0)
			s->heard(session, now, b, n, &said);
		else if (now >= said.wake) {
			s->due(session, now, &said);
			CHECK(said.wake > now);
		} else
			said = (struct dev_say){ .wake = said.wake, .state = said.state };
	}
	nstream += (size_t)snprintf(stream + nstream, sizeof stream - nstream,
		"end\t%lld.000000\tdev\t-\teof\nend\t%lld.000000\t-\t-\teof\n", (long long)(1700000001 + now / TM_S),
		(long long)(1700000001 + now / TM_S));
	return said.state;
}

static char *
decode(bool zoned, int *status)
{
	struct rawdec d = { .zoned = zoned, .zone = 7200 * TM_S };
	return kit_raw(&d, stream, status);
}

static long
number(const char *text, const char *key)
{
	const char *p = strstr(text, key);
	return p != NULL ? atol(p + strlen(key)) : -1;
}

TEST(everything_stored_arrives)
{
	for (unsigned i = 0; i < dev_count; i++) {
		const struct device *d = dev_table[i];
		int status;
		if (d->loads == NULL)
			continue;
		CHECK(simdev_find(str_of(d->name)) != NULL);
		CHECK_EQ(load(d, (struct line){ .since = TM_NONE }), DEV_DONE);
		char *text = decode(false, &status);
		printf("# %s: want %ld got %ld, %llu bytes\n", d->name, number(text, "\twant="), number(text, "\tgot="),
			(unsigned long long)up);
		CHECK_EQ(status, ST_OK);
		CHECK_EQ(kit_count(text, "\tdownload"), 1);
		CHECK(number(text, "\tgot=") > 3);
		CHECK(number(text, "\twant=") == number(text, "\tgot=") || number(text, "\twant=") == -1);
		CHECK_EQ(kit_count(text, "clock-step"), 0); /* oldest first */
		if (d->loads->times != DEV_CLOCKED)
			CHECK(strstr(text, "clock=rel") != NULL && strstr(text, "\t17000") == NULL);
		free(text);
	}
}

TEST(damage_is_asked_for_again_and_never_invented)
{
	for (unsigned i = 0; i < dev_count; i++) {
		const struct device *d = dev_table[i];
		int status;
		if (d->loads == NULL)
			continue;
		load(d, (struct line){ .since = TM_NONE });
		char *whole = decode(true, &status);
		for (unsigned one_in = 200; one_in <= 5000; one_in *= 5) {
			enum dev_session_state end = load(d, (struct line){ .one_in = one_in, .since = TM_NONE });
			char *text = decode(true, &status);
			printf("# %s, a byte in %u lost: %s, got %ld of %ld\n", d->name, one_in,
				end == DEV_DONE     ? "done"
				: end == DEV_FAILED ? "failed"
						    : "?",
				number(text, "\tgot="), number(text, "\twant="));
			/* each stored value is one of those that are there */
			size_t strange = 0;
			for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
				char one[256];
				size_t n = strcspn(line, "\n");
				if (strncmp(line, "num", 3) != 0 || n >= sizeof one - 1)
					continue;
				memcpy(one, line, n + 1);
				one[n + 1] = '\0';
				strange += strstr(one, "\tstored=1") != NULL && strstr(whole, one) == NULL;
			}
			CHECK_EQ(strange, 0);
			if (end == DEV_FAILED || number(text, "\tgot=") < number(text, "\twant="))
				CHECK(status != ST_OK);
			free(text);
		}
		free(whole);
	}
}

TEST(cut_in_the_middle)
{
	for (unsigned i = 0; i < dev_count; i++) {
		const struct device *d = dev_table[i];
		int status;
		if (d->loads == NULL)
			continue;
		load(d, (struct line){ .since = TM_NONE });
		size_t all = up;
		enum dev_session_state end = load(d, (struct line){ .cut = all / 2, .since = TM_NONE });
		CHECK(end == DEV_SILENT || end == DEV_FAILED);
		char *text = decode(true, &status);
		CHECK_EQ(status, ST_DEVICE);
		CHECK(number(text, "\tgot=") > 0);
		CHECK(number(text, "\twant=") == -1 || number(text, "\tgot=") < number(text, "\twant="));
		free(text);
	}
}

TEST(since_asks_for_a_part)
{
	const struct device *d = dev_find(STR("cms50v7"));
	int status;
	CHECK_EQ(load(d, (struct line){ .since = tm_days(2024, 3, 15) * 86400 * TM_S }), DEV_DONE);
	char *text = decode(true, &status);
	CHECK_EQ(status, ST_OK);
	CHECK_EQ(number(text, "\twant="), 1000);
	/* 22:30:00 at +02:00 */
	CHECK_HAS(text, "num\t1710534600.000000\tdev\tspo2\t96\t%\tdtime=2024-03-15T22:30:00\tstored=1\n");
	CHECK(strstr(text, "2024-03-14") == NULL);
	free(text);
}

int
main(void)
{
	RUN(everything_stored_arrives);
	RUN(damage_is_asked_for_again_and_never_invented);
	RUN(cut_in_the_middle);
	RUN(since_asks_for_a_part);
	return unit_done();
}
