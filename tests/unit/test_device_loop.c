/* Every device with a simulator: its session talks to the simulator, what the simulator sends is decoded, and the records are what
 * the simulator showed. No port, no clock: the time is a variable. */
#include "device_kit.h"

#include "sim/simdev.h"

enum { SECONDS = 40, FRAMES = (SECONDS + 1) * 100 };

struct loop {
	const struct device *dev;
	const struct simdev *sim;
	struct dev_run run;
	struct dev_sink sink;
	struct recw w;
	struct out o;
	int fd;
	int64_t now, host_wake, device_wake;
	int forbidden, alive, sent;
	struct oxi_frame shown[FRAMES];
	_Alignas(16) unsigned char session[DEV_SESSION];
	_Alignas(16) unsigned char device[SIMDEV_STATE];
};

static void device_says(struct loop *l, const struct simdev_say *say);

static void
host_says(struct loop *l, const struct dev_say *say)
{
	l->host_wake = say->wake;
	if (say->n == 0)
		return;
	l->forbidden += dev_never(l->dev->session, say->bytes, say->n) != NULL;
	l->alive += say->n == 9 && say->bytes[2] == 0xaf;
	struct simdev_say answer = { .n = 0 };
	l->sim->heard(l->device, l->now, say->bytes, say->n, &answer);
	device_says(l, &answer);
}

static void
device_says(struct loop *l, const struct simdev_say *say)
{
	l->device_wake = say->wake;
	if (say->sent && l->sent < FRAMES)
		l->shown[l->sent++] = say->frame;
	if (say->n == 0)
		return;
	run_arrive(&l->run, l->now, say->n);
	run_push(&l->run, say->bytes, say->n);
	if (l->dev->session == NULL)
		return;
	struct dev_say host = { .n = 0 };
	l->dev->session->heard(l->session, l->now, say->bytes, say->n, &host);
	host_says(l, &host);
}

static char *
talk(struct loop *l, const struct device *d, const struct simdev *sim, const char *scenario)
{
	*l = (struct loop){ .dev = d, .sim = sim, .fd = memfd_create("loop", 0), .host_wake = INT64_MAX, .device_wake = 0 };
	const struct scenario *s = scenario_find(str_of(scenario));
	CHECK(s != NULL);
	out_take(&l->o, l->fd);
	recw_start(&l->w, &l->o);
	dev_sink_start(&l->sink, &l->w);
	run_start(&l->run, &l->sink, d, STR("loop"));
	sim->start(l->device, &(struct simdev_setup){ .scenario = s, .seed = 3, .speed = 1 });
	if (d->session != NULL) {
		struct dev_say say = { .n = 0 };
		d->session->open(l->session, 0, &say);
		host_says(l, &say);
	}
	while (l->now < SECONDS * 1000000ll && (l->device_wake < INT64_MAX || l->host_wake < INT64_MAX)) {
		bool host = l->host_wake < l->device_wake;
		int64_t wake = host ? l->host_wake : l->device_wake;
		l->now = wake > l->now ? wake : l->now;
		if (host) {
			struct dev_say say = { .n = 0 };
			d->session->due(l->session, l->now, &say);
			host_says(l, &say);
		} else {
			struct simdev_say say = { .n = 0 };
			sim->due(l->device, l->now, &say);
			device_says(l, &say);
			if (say.gone)
				break;
		}
	}
	run_finish(&l->run, RUN_STOPPED);
	dev_sink_stop(&l->sink);
	out_flush(&l->o);
	char *text = kit_slurp(dup(l->fd));
	out_close(&l->o);
	return text;
}

/* The k-th number of a signal that differs from the one before is the k-th change that was shown. */
static int
check_changes(const struct loop *l, const char *text, const char *signal, int pulse)
{
	char what[32];
	int at = 0, n = 0, last = -2;
	snprintf(what, sizeof what, "\t%s\t", signal);
	for (const char *p = strstr(text, what); p != NULL; p = strstr(p + 1, what)) {
		p += strlen(what);
		int is = *p == '-' ? OXI_NONE : atoi(p);
		if (is == last)
			continue;
		last = is;
		while (at < l->sent && (pulse ? l->shown[at].pulse : l->shown[at].spo2) != is)
			at++;
		CHECK(at < l->sent);
		n++;
	}
	return n;
}

static struct loop loop;

/* Whether it is an oximeter that sends a frame each period. (Boards: test_device_boards.c.) */
static bool
samples(const struct device *d)
{
	const struct simdev *sim = simdev_find(str_of(d->name));
	return strcmp(d->name, "nonin13") != 0 && sim != NULL && !sim->plain;
}

TEST(every_device_has_a_simulator)
{
	for (unsigned i = 0; i < dev_count; i++)
		CHECK(simdev_find(str_of(dev_table[i]->name)) != NULL);
}

TEST(what_is_shown_is_decoded)
{
	for (unsigned i = 0; i < dev_count; i++) {
		const struct simdev *sim = simdev_find(str_of(dev_table[i]->name));
		/* a device without samples has its own test */
		if (sim == NULL || !samples(dev_table[i]))
			continue;
		char *text = talk(&loop, dev_table[i], sim, "desaturation");
		CHECK_EQ(loop.forbidden, 0);
		CHECK(loop.sent > 30 * sim->fps);
		CHECK_EQ(kit_count(text, "err\t"), 0);
		CHECK_EQ(kit_count(text, "\tgap\t"), 0);
		CHECK(check_changes(&loop, text, "spo2", 0) > 5);
		CHECK(check_changes(&loop, text, "pulse", 1) >= 1);
		/* one sample a frame, as it was shown */
		int index = 0;
		for (const char *p = strstr(text, "wave\t"); p != NULL; p = strstr(p + 1, "\nwave\t")) {
			const char *q = *p == '\n' ? p + 1 : p;
			for (int field = 0; field < 9; field++)
				q = strchr(q, '\t') + 1;
			for (char *end;; q = end) {
				long v = strtol(q, &end, 10);
				if (end == q)
					break;
				CHECK(index < loop.sent && loop.shown[index].pleth == (int)v);
				index++;
				if (*end != ' ')
					break;
			}
		}
		CHECK_EQ(index, dev_table[i]->waves != NULL ? loop.sent : 0);
		free(text);
	}
}

TEST(finger_out_and_in)
{
	for (unsigned i = 0; i < dev_count; i++) {
		const struct simdev *sim = simdev_find(str_of(dev_table[i]->name));
		if (sim == NULL || !samples(dev_table[i]))
			continue;
		char *text = talk(&loop, dev_table[i], sim, "finger-out");
		int out = 0, in = 0;
		for (int k = 1; k < loop.sent; k++) {
			out += loop.shown[k].state == SCENARIO_OUT && loop.shown[k - 1].state != SCENARIO_OUT;
			in += loop.shown[k].state == SCENARIO_ON && loop.shown[k - 1].state != SCENARIO_ON;
		}
		CHECK(out > 0 && in > 0);
		CHECK_EQ(kit_count(text, "\tfinger-off\n"), out);
		CHECK_EQ(kit_count(text, "\tfinger-on\n"), in);
		CHECK(kit_count(text, "flags=off") > 0);
		free(text);
	}
}

TEST(the_session_keeps_its_device_alive)
{
	const struct device *d = dev_find(STR("cms50v7"));
	char *text = talk(&loop, d, simdev_find(STR("cms50v7")), "normal");
	CHECK(loop.alive == 7);
	CHECK(loop.sent >= (SECONDS - 2) * 60);
	CHECK_HAS(text, "\tmodel\t");
	CHECK_HAS(text, "\tvendor\t");
	CHECK_HAS(text, "\tlive-pi\tyes\n");
	free(text);
}

/* Spot checks: what was in memory, oldest first, with the device's time less what its clock is ahead; what is measured, as it
 * comes. */
TEST(nonin_spot_checks)
{
	char *text = talk(&loop, dev_find(STR("nonin13")), simdev_find(STR("nonin13")), "normal");
	CHECK_EQ(loop.forbidden, 0);
	CHECK_HAS(text, "\tdevtime\t2024-03-15T14:30:00\n");
	CHECK_HAS(text, "num\t-2000.000000\tloop\tspo2\t94\t%\tdtime=2024-03-15T13:56:40\tstored=1\n");
	CHECK_HAS(text, "num\t-1000.000000\tloop\tpulse\t131\t/min\tdtime=2024-03-15T14:13:20\tstored=1\n");
	CHECK_EQ(kit_count(text, "stored=1"), 4);
	CHECK_HAS(text, "num\t5.000000\tloop\tspo2\t97\t%\tdtime=2024-03-15T14:30:05\n");
	free(text);
}

int
main(void)
{
	RUN(every_device_has_a_simulator);
	RUN(what_is_shown_is_decoded);
	RUN(finger_out_and_in);
	RUN(nonin_spot_checks);
	RUN(the_session_keeps_its_device_alive);
	return unit_done();
}
