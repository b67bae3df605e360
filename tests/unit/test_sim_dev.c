/* The simulated oximeters speak their protocols: what they send decodes to what they showed; what a host may say is answered. */
#include "device_kit.h"

#include "sim/simrun.h"

enum { ROOM = 1 << 16, SECONDS = 60 };

static struct simrun run;
static uint8_t sent[ROOM];
static size_t nsent;
static char truth_text[1 << 20];

static void
collect(const struct simdev_say *say)
{
	if (nsent + say->n <= sizeof sent)
		memcpy(sent + nsent, say->bytes, say->n);
	nsent += say->n;
}

/* A whole run without a host: leaves its bytes and its truth. */
static void
alone(const char *device, const char *scenario, uint64_t seed)
{
	int fd = memfd_create("truth", 0);
	struct out o;
	struct recw w;
	struct simdev_say say;
	struct simdev_setup setup = { scenario_find(str_of(scenario)), seed, 1 };
	out_take(&o, fd);
	recw_start(&w, &o);
	const struct simdev *d = simdev_find(str_of(device));
	simrun_start(&run, d, &setup, SECONDS * d->fps, true, &w);
	nsent = 0;
	int64_t now = 0;
	bool more;
	do {
		more = simrun_step(&run, now, NULL, 0, &say);
		collect(&say);
		CHECK(say.wake > now || say.gone || say.wake == now);
		now = say.wake;
	} while (more);
	out_flush(&o);
	char *text = kit_slurp(dup(fd));
	snprintf(truth_text, sizeof truth_text, "%s", text);
	free(text);
	out_close(&o);
}

/* The num and beat lines of a stream as TIME, SIGNAL (or "beat"), VALUE of one signal: `n` bytes to dst. */
static void
values(const char *text, const char *signal, char *dst, size_t cap)
{
	size_t n = 0;
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		struct rec r;
		if (rec_parse(&r, (struct str){ line, strcspn(line, "\n") }) || r.type != REC_NUM || !str_is(r.signal, signal))
			continue;
		n += (size_t)snprintf(dst + n, cap - n, "%lld %.*s %.*s\n", (long long)r.time, (int)r.u.num.value.n,
			r.u.num.value.p, (int)r.u.num.unit.n, r.u.num.unit.p);
	}
	dst[n] = '\0';
}

/* Whether the times of its bare bytes are those of its frames: of spot checks they are the distances of their own clock. */
static bool
clocked(const char *device)
{
	return strcmp(device, "nonin13") != 0 && !simdev_find(str_of(device))->plain;
}

TEST(a_decoder_reads_what_was_shown_at_its_time)
{
	static const char *const signals[] = { "spo2", "pulse", "pi" };
	static char want[1 << 16], got[1 << 16];
	for (int d = 0; simdev_table[d] != NULL; d++)
		for (int s = 0; s < scenario_count && clocked(simdev_table[d]->name); s++) {
			alone(simdev_table[d]->name, scenario_table[s].name, 5);
			char *text = kit_bare(dev_find(str_of(simdev_table[d]->name)), sent, nsent, 0, false);
			for (int k = 0; k < 3; k++) {
				values(truth_text, signals[k], want, sizeof want);
				values(text, signals[k], got, sizeof got);
				CHECK(strcmp(want, got) == 0);
				CHECK((want[0] != '\0') == (k < 2 || simdev_table[d]->has_pi));
			}
			free(text);
		}
}

/* Time in µs of the first value of `signal` that fulfils a comparison, at or after `from`. */
static int64_t
first(const char *signal, bool below, double limit, int64_t from)
{
	for (const char *line = truth_text; *line; line += strcspn(line, "\n") + 1) {
		struct rec r;
		double v;
		if (rec_parse(&r, (struct str){ line, strcspn(line, "\n") }) || r.type != REC_NUM || !str_is(r.signal, signal) ||
			r.time < from || !rec_value(&r, &v))
			continue;
		if (below ? v < limit : v >= limit)
			return r.time;
	}
	return -1;
}

TEST(the_seconds_that_the_page_names)
{
	for (uint64_t seed = 1; seed < 4; seed++) {
		alone("cms50v7", "desaturation", seed);
		CHECK_EQ(first("spo2", true, 97, 0), 11 * TM_S);
		CHECK_EQ(first("spo2", true, 91, 0), 17 * TM_S);
		CHECK_EQ(first("spo2", true, 90, 0), 18 * TM_S);
		CHECK_EQ(first("spo2", true, 85, 0), 23 * TM_S);
		CHECK_EQ(first("spo2", false, 85, 23 * TM_S), 36 * TM_S);
		CHECK_EQ(first("spo2", false, 90, 23 * TM_S), 41 * TM_S);
		CHECK_EQ(first("spo2", false, 92, 23 * TM_S), 43 * TM_S);
		CHECK_EQ(first("spo2", false, 97, 23 * TM_S), 48 * TM_S);
		CHECK_EQ(first("spo2", true, 84, 0), -1);
		alone("cms50d", "finger-out", seed);
		CHECK_EQ(first("spo2", false, 0, 20 * TM_S), 34 * TM_S);
		CHECK_EQ(first("pulse", false, 0, 20 * TM_S), 34 * TM_S);
		alone("cms50v7", "searching", seed);
		CHECK_EQ(first("spo2", false, 0, 0), 15 * TM_S);
	}
}

TEST(frames_are_those_of_the_protocol)
{
	/* no finger: the frame of the description, for both */
	alone("cms50v7", "finger-out", 1);
	static const uint8_t out7[9] = { 0x01, 0xeb, 0x80, 0xc0, 0x90, 0xff, 0xff, 0xff, 0xff };
	for (int k = 20 * 60; k < 30 * 60; k++)
		CHECK(memcmp(sent + 9 * k, out7, 9) == 0);
	CHECK(memcmp(sent + 9 * (20 * 60 - 1), out7, 9) != 0);
	alone("cms50d", "finger-out", 1);
	static const uint8_t out5[5] = { 0x90, 0x40, 0x60, 0x7f, 0x7f };
	for (int k = 20 * 60; k < 30 * 60; k++)
		CHECK(memcmp(sent + 5 * k, out5, 5) == 0);
	CHECK_EQ(nsent, 5 * 60 * SECONDS);
	/* the whole of a minute's frames, beats in two frames each */
	alone("cms50v7", "normal", 1);
	CHECK_EQ(nsent, 9 * 60 * SECONDS);
	int starts = 0, single = 0, longer = 0;
	for (int k = 1; k + 2 < 60 * SECONDS; k++) {
		bool was = sent[9 * (k - 1) + 2] & 0x40, is = sent[9 * k + 2] & 0x40, next = sent[9 * (k + 1) + 2] & 0x40,
		     after = sent[9 * (k + 2) + 2] & 0x40;
		starts += is && !was;
		single += is && !was && !next;
		longer += is && !was && next && after;
	}
	CHECK(starts >= 64 && starts <= 69);
	CHECK_EQ(single, 0);
	CHECK_EQ(longer, 0);
	/* searching for too long is said from 8 s on */
	alone("cms50v7", "searching", 1);
	CHECK_EQ(sent[9 * (8 * 60 - 1) + 2] & 0x10, 0);
	CHECK_EQ(sent[9 * 8 * 60 + 2] & 0x10, 0x10);
	CHECK_EQ(sent[9 * (15 * 60 - 1) + 1] >> 1 & 1, 1);
	CHECK_EQ(sent[9 * 15 * 60 + 1] >> 1 & 1, 0);
}

TEST(an_unplugged_device_stops_inside_a_frame)
{
	alone("cms50v7", "unplugged", 1);
	CHECK_EQ(nsent, 9 * 60 * 20 + 4);
	CHECK_EQ(run.frames, 60 * 20);
	alone("cms50d", "unplugged", 1);
	CHECK_EQ(nsent, 5 * 60 * 20 + 3);
}

TEST(same_seed_same_bytes_another_seed_others)
{
	static uint8_t kept[ROOM];
	alone("cms50v7", "desaturation", 3);
	size_t n = nsent;
	memcpy(kept, sent, n);
	alone("cms50v7", "desaturation", 3);
	CHECK(nsent == n && memcmp(kept, sent, n) == 0);
	alone("cms50v7", "desaturation", 4);
	CHECK(nsent == n && memcmp(kept, sent, n) != 0);
}

/* A host that speaks: state of its own, times given. */
static _Alignas(16) unsigned char state[SIMDEV_STATE];
static const struct simdev *dev;
static struct simdev_say said;

static void
open_device(const char *name, const char *scenario)
{
	struct simdev_setup setup = { scenario_find(str_of(scenario)), 1, 1 };
	dev = simdev_find(str_of(name));
	dev->start(state, &setup);
}

/* What is answered to a command, as hex; the last of `said` stays. */
static const char *
answer(int64_t now, const char *hex)
{
	static char text[2 * SIMDEV_SAY + 1];
	uint8_t b[64];
	dev->heard(state, now, b, kit_hex(hex, b, sizeof b), &said);
	*num_put_hex(text, said.bytes, said.n) = '\0';
	return text;
}

TEST(every_question_of_the_protocol_is_answered)
{
	static const struct {
		const char *said, *answered;
	} talk[] = {
		{ "7d81a7808080808080", "0c80" },
		{ "7d81a2808080808080", "0c80" },
		{ "7d81a3808080808080", "0a808082" },
		{ "7d81a4808080808080", "08848080d0878080" }, /* 2000 bytes */
		{ "7d81a5808080808080", "0780808094988"
					"38f"
					"12808080969e8080" },
		{ "7d81a8808080808080", "0280"
					"80"
					"c3cdd3b5b0c4"
					"0280"
					"81"
					"ab8080808080" },
		{ "7d81a9808080808080", "0380"
					"80"
					"c3cfced4c5c3" },
		{ "7d81aa808080808080", "0480"
					"d3c9cdb0b0b0b1" },
		{ "7d81ab808080808080", "058080f5f3e5f28080" },
		{ "7d81ac808080808080", "0e8080" },
		{ "7d81ad808080808080", "108081" },
		{ "7d81af808080808080", "" },
		{ "7d81b0808080808080", "118081818080808080" },
		{ "7d81b18e8589808080", "0b81b180" },
		{ "7d81b29498838f8580", "0b81b280" },
		{ "7d81b6808080808080", "1584"
					"8080a080808080" },
		{ "7d81b7808080808080", "0b81b785" }, /* no such command */
		{ "7d81a4808180808080", "08848081b4848080" }, /* 1204 bytes, with PI */
		{ "7d81a4808280808080", "0b83a4ff" }, /* no such segment */
		{ "7d81a3818080808080", "0a808180" }, /* no such user */
		{ "0480c1c2c3c4c5c6c7", "" },         /* a new id … */
		{ "7d81aa808080808080", "0480c1c2c3c4c5c6c7" },
	};
	open_device("cms50v7", "normal");
	for (size_t i = 0; i < sizeof talk / sizeof talk[0]; i++)
		CHECK_STR(answer(1000, talk[i].said), talk[i].answered);
	CHECK(said.wake == INT64_MAX); /* and it did not start */
}

TEST(commands_in_pieces_and_after_garbage_are_heard)
{
	open_device("cms50v7", "normal");
	CHECK_STR(answer(0, "7d81"), "");
	CHECK_STR(answer(1, "a78080808080"), "");
	CHECK_STR(answer(2, "80"), "0c80");
	CHECK_STR(answer(3, "ff00ffee7d7d81a77d81a7808080808080"), "0c80");
}

TEST(it_is_silent_until_started_and_stops_when_told)
{
	open_device("cms50v7", "normal");
	dev->due(state, 10 * TM_S, &said);
	CHECK_EQ(said.n, 0);
	CHECK_STR(answer(20 * TM_S, "7d81a1808080808080") + 18, ""); /* the first frame at once, nine bytes */
	CHECK_EQ(said.n, 9);
	CHECK_EQ(said.bytes[0], 1);
	CHECK(said.ticked && said.sent && said.frame.k == 0);
	CHECK_EQ(said.wake, 20 * TM_S + 16667);
	dev->due(state, 20 * TM_S + 16666, &said);
	CHECK_EQ(said.n, 0);
	dev->due(state, 20 * TM_S + 16667, &said);
	CHECK_EQ(said.n, 9);
	answer(20 * TM_S + 20000, "7d81a2808080808080");
	for (int64_t now = said.wake; now < 21 * TM_S; now = said.wake) {
		dev->due(state, now, &said);
		CHECK(said.n == 0 && said.ticked && !said.sent);
	}
	/* started again the clock has gone on: one second of frames was never sent */
	answer(21 * TM_S, "7d81a1808080808080");
	CHECK_EQ(said.frame.k, 60);
}

TEST(without_a_keep_alive_it_stops_after_thirty_seconds)
{
	int64_t now = 0, last = -1;
	open_device("cms50v7", "normal");
	answer(0, "7d81a1808080808080");
	for (; now < 40 * TM_S; now = said.wake) {
		dev->due(state, now, &said);
		last = said.sent ? said.frame.k : last;
	}
	CHECK_EQ(last, 30 * 60 - 1);
	open_device("cms50v7", "normal");
	answer(0, "7d81a1808080808080");
	bool kept = false;
	for (now = 0; now < 60 * TM_S; now = said.wake) {
		if (now >= 20 * TM_S && !kept) {
			answer(now, "7d81af808080808080");
			kept = true;
			last = said.sent ? said.frame.k : last;
			continue;
		}
		dev->due(state, now, &said);
		last = said.sent ? said.frame.k : last;
	}
	CHECK_EQ(last, 50 * 60 - 1);
}

TEST(the_stored_recording_comes_whole)
{
	open_device("cms50v7", "normal");
	int packets = 0;
	answer(0, "7d81a6808080808080");
	int64_t now = 0;
	uint8_t last[8] = { 0 };
	for (int i = 0; i < 10000; i++) {
		if (said.n == 8 && said.bytes[0] == 0x0f) {
			packets++;
			memcpy(last, said.bytes, 8);
		}
		if (said.wake == INT64_MAX)
			break;
		now = said.wake;
		dev->due(state, now, &said);
	}
	CHECK_EQ(packets, 334); /* 1000 samples in threes */
	static const uint8_t padding[4] = { 0x80, 0x80, 0x80, 0x80 };
	CHECK(memcmp(last + 4, padding, 4) == 0);
	CHECK(last[2] != 0x80);
	/* not while live, and not after it was deleted */
	answer(now, "7d81a1808080808080");
	CHECK(strstr(answer(now, "7d81a6808080808080"), "0b83a6ff") != NULL);
	answer(now, "7d81a2808080808080");
	CHECK(strstr(answer(now, "7d85ae80ff80808080"), "0b81ae80") != NULL);
	CHECK(strstr(answer(now, "7d81a3808080808080"), "0a808080") != NULL);
	CHECK(strstr(answer(now, "7d81b0808080808080"), "118081808080808080") != NULL);
}

/* The house's own host against the device, on a clock of its own. */
TEST(the_session_keeps_the_device_alive)
{
	const struct dev_session *host = dev_find(STR("cms50v7"))->session;
	static _Alignas(16) unsigned char mind[DEV_SESSION];
	struct dev_say ask = { 0 };
	open_device("cms50v7", "normal");
	int64_t now = 0, frames = 0, device_wake = INT64_MAX;
	host->open(mind, now, &ask);
	while (now < 120 * TM_S) {
		if (ask.n > 0)
			dev->heard(state, now, ask.bytes, ask.n, &said);
		else
			dev->due(state, now, &said);
		device_wake = said.wake;
		frames += said.sent;
		ask.n = 0;
		if (said.n > 0)
			host->heard(mind, now, said.bytes, said.n, &ask);
		CHECK_EQ(ask.state, DEV_RUNS);
		if (ask.n > 0)
			continue;
		if (now >= ask.wake) {
			host->due(mind, now, &ask);
			continue;
		}
		now = device_wake < ask.wake ? device_wake : ask.wake;
	}
	CHECK(frames > 119 * 60);
}

TEST(no_bytes_harm_it)
{
	uint64_t seed = 1;
	int64_t now = 0;
	open_device("cms50v7", "normal");
	for (int i = 0; i < 200000; i++) {
		uint8_t b[64];
		size_t n = unit_random(&seed) % (sizeof b + 1);
		for (size_t k = 0; k < n; k++)
			b[k] = (uint8_t)unit_random(&seed);
		/* half of them whole commands */
		for (size_t k = 0; i % 2 && k + 9 <= n; k += 9) {
			b[k] = 0x7d;
			for (int j = 1; j < 9; j++)
				b[k + (size_t)j] |= 0x80;
		}
		now += (int64_t)(unit_random(&seed) % 5000);
		dev->heard(state, now, b, n, &said);
		CHECK(said.n <= SIMDEV_SAY);
	}
}

int
main(void)
{
	RUN(a_decoder_reads_what_was_shown_at_its_time);
	RUN(the_seconds_that_the_page_names);
	RUN(frames_are_those_of_the_protocol);
	RUN(an_unplugged_device_stops_inside_a_frame);
	RUN(same_seed_same_bytes_another_seed_others);
	RUN(every_question_of_the_protocol_is_answered);
	RUN(commands_in_pieces_and_after_garbage_are_heard);
	RUN(it_is_silent_until_started_and_stops_when_told);
	RUN(without_a_keep_alive_it_stops_after_thirty_seconds);
	RUN(the_stored_recording_comes_whole);
	RUN(the_session_keeps_the_device_alive);
	RUN(no_bytes_harm_it);
	return unit_done();
}
