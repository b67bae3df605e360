/* Every session of the device table, held to what its row states: with its simulator, with a device that says nothing, with noise.
 * What is sent begins with `start`, the keep-alive comes in time, the end is `stop`, and no string of `never` leaves the host. */
#include "core/num.h"
#include "device/device.h"
#include "sim/simdev.h"
#include "unit.h"

enum { MINUTES = 5 };
#define SECOND INT64_C(1000000)

struct talk {
	const struct device *host;
	const struct dev_session *session;
	const struct simdev *dev; /* NULL: nobody answers */
	_Alignas(DEV_SESSION_ALIGN) unsigned char mind[DEV_SESSION];
	_Alignas(16) unsigned char state[SIMDEV_STATE];
	int64_t now, host_wake, dev_wake, kept, asked;
	uint64_t sent, came, keeps;
	unsigned begun; /* how often `start` was said */
	struct dev_say ask;
	struct simdev_say said;
};

static void hear(struct talk *t, const uint8_t *b, size_t n);

static bool
is_hex(const char *hex, const uint8_t *b, size_t n, bool whole)
{
	uint8_t want[DEV_SAY];
	long len = num_get_hex(str_of(hex), want, sizeof want);
	return len > 0 && (size_t)len <= n && (!whole || (size_t)len == n) && memcmp(b, want, (size_t)len) == 0;
}

/* What the host said goes to the device, and what that answers back to the host. */
static void
say(struct talk *t)
{
	const struct dev_say ask = t->ask;
	t->host_wake = ask.wake;
	CHECK(dev_never(t->session, ask.bytes, ask.n) == NULL);
	if (ask.n == 0)
		return;
	if (t->sent == 0)
		CHECK(is_hex(t->session->start, ask.bytes, ask.n, false));
	t->begun += is_hex(t->session->start, ask.bytes, ask.n, false);
	t->sent += ask.n;
	if (t->session->keep && is_hex(t->session->keep, ask.bytes, ask.n, true)) {
		/* the first one counts from the end of the questions */
		CHECK(t->now - (t->kept > t->asked ? t->kept : t->asked) <= t->session->keep_us);
		t->kept = t->now;
		t->keeps++;
	} else
		t->asked = t->now;
	if (t->dev == NULL)
		return;
	t->dev->heard(t->state, t->now, ask.bytes, ask.n, &t->said);
	t->dev_wake = t->said.wake;
	hear(t, t->said.bytes, t->said.n);
}

static void
hear(struct talk *t, const uint8_t *b, size_t n)
{
	if (n == 0)
		return;
	uint8_t copy[SIMDEV_SAY]; /* what is answered comes into the same place */
	memcpy(copy, b, n);
	t->came += n;
	t->session->heard(t->mind, t->now, copy, n, &t->ask);
	say(t);
}

static void
begin(struct talk *t, const struct device *d, const struct simdev *dev)
{
	static const struct simdev_setup setup = { .seed = 3, .speed = 1 };
	struct simdev_setup s = setup;
	*t = (struct talk){ .host = d, .session = d->session, .dev = dev, .now = 7 * SECOND, .dev_wake = INT64_MAX };
	s.scenario = scenario_find(STR("normal"));
	if (dev) {
		dev->start(t->state, &s);
		dev->due(t->state, t->now, &t->said);
		t->dev_wake = t->said.wake;
	}
	t->session->open(t->mind, t->now, &t->ask);
	say(t);
}

static void
run(struct talk *t, int64_t until)
{
	while (t->now < until) {
		int64_t next = t->host_wake < t->dev_wake ? t->host_wake : t->dev_wake;
		t->now = next > until ? until : next > t->now ? next : t->now + 1000; /* as the capture: not sooner than 1 ms */
		if (t->now >= t->host_wake) {
			t->session->due(t->mind, t->now, &t->ask);
			say(t);
		}
		if (t->dev && t->now >= t->dev_wake) {
			t->dev->due(t->state, t->now, &t->said);
			t->dev_wake = t->said.wake;
			hear(t, t->said.bytes, t->said.n);
		}
	}
}

static void
stop(struct talk *t)
{
	t->session->close(t->mind, t->now, &t->ask);
	CHECK(dev_never(t->session, t->ask.bytes, t->ask.n) == NULL);
	/* a device that never said anything need not be stopped */
	CHECK(t->session->stop && (t->ask.n > 0 || t->came > 0) ? is_hex(t->session->stop, t->ask.bytes, t->ask.n, true) : t->ask.n == 0);
	CHECK_EQ(t->ask.wake, INT64_MAX);
}

static struct talk t;

static const struct device *
next_session(unsigned *i)
{
	while (*i < dev_count && dev_table[*i]->session == NULL)
		++*i;
	return *i < dev_count ? dev_table[(*i)++] : NULL;
}

TEST(each_has_a_simulator_and_keeps_to_its_row_with_it)
{
	const struct device *d;
	unsigned n = 0;
	for (unsigned i = 0; (d = next_session(&i)); n++) {
		const struct simdev *dev = simdev_find(str_of(d->name));
		printf("# %s\n", d->name);
		CHECK(dev != NULL);
		if (dev == NULL)
			continue;
		begin(&t, d, dev);
		run(&t, t.now + 60 * SECOND);
		unsigned begun = t.begun;
		run(&t, t.now + (MINUTES - 1) * 60 * SECOND);
		CHECK(t.came > 0);
		if (d->session->keep) { /* to the end, not only once */
			CHECK(t.keeps >= (uint64_t)(MINUTES * 60 * SECOND / d->session->keep_us - 2));
			CHECK(t.now - t.kept <= d->session->keep_us);
		}
		CHECK_EQ(t.begun, begun); /* a device that answers is not asked again */
		stop(&t);
	}
	CHECK(n > 0);
}

TEST(each_with_a_device_that_says_nothing_and_after_a_reconnect)
{
	const struct device *d;
	for (unsigned i = 0; (d = next_session(&i));) {
		begin(&t, d, NULL);
		run(&t, t.now + 60 * SECOND);
		CHECK(t.sent > 0);
		CHECK(t.begun >= 1);
		/* another open() on the same state is a conversation from its beginning */
		struct dev_say first;
		static _Alignas(DEV_SESSION_ALIGN) unsigned char fresh[DEV_SESSION];
		d->session->open(fresh, t.now, &first);
		d->session->open(t.mind, t.now, &t.ask);
		CHECK(t.ask.n == first.n && memcmp(t.ask.bytes, first.bytes, first.n) == 0);
		CHECK_EQ(t.ask.wake, first.wake);
		say(&t);
		stop(&t);
	}
}

TEST(each_with_noise)
{
	const struct device *d;
	for (unsigned i = 0; (d = next_session(&i));) {
		uint64_t seed = 11;
		begin(&t, d, NULL);
		for (int k = 0; k < 20000; k++) {
			uint8_t b[64];
			uint64_t dice = unit_random(&seed);
			size_t n = 1 + dice % sizeof b;
			for (size_t j = 0; j < n; j++)
				b[j] = (uint8_t)(unit_random(&seed) >> (dice & 7));
			run(&t, t.now + (int64_t)(dice % 50000));
			hear(&t, b, n);
		}
		stop(&t);
	}
}

/* A device that falls silent is told so after the time in the row, and begun anew. */
TEST(each_with_a_device_that_falls_silent)
{
	const struct device *d;
	for (unsigned i = 0; (d = next_session(&i));) {
		const struct simdev *dev = simdev_find(str_of(d->name));
		if (dev == NULL || d->session->silence_us == 0)
			continue;
		begin(&t, d, dev);
		run(&t, t.now + 20 * SECOND);
		unsigned begun = t.begun;
		CHECK(t.ask.state == DEV_RUNS);
		t.dev = NULL; /* the cable is there, the device is off */
		t.dev_wake = INT64_MAX;
		run(&t, t.now + d->session->silence_us - SECOND / 2);
		CHECK_EQ(t.begun, begun);
		run(&t, t.now + SECOND);
		CHECK(t.ask.state == DEV_SILENT);
		run(&t, t.now + 10 * SECOND);
		CHECK(t.begun > begun);
	}
}

int
main(void)
{
	RUN(each_has_a_simulator_and_keeps_to_its_row_with_it);
	RUN(each_with_a_device_that_says_nothing_and_after_a_reconnect);
	RUN(each_with_noise);
	RUN(each_with_a_device_that_falls_silent);
	return unit_done();
}
