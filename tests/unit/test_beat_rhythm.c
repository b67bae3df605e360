/* Rhythm on constructed series: every definition at its edge, and one step short of it. */
#include "beat/rhythm.h"
#include "unit.h"

enum { NOTES = 4096 };

static struct heard {
	struct rhythm r;
	int64_t now;
	struct rhythm_note note[NOTES];
	int n;
} h;

static void
hear(void *arg, const struct rhythm_note *n)
{
	struct heard *k = arg;

	CHECK(k->n == 0 || n->time >= k->note[k->n - 1].time);
	CHECK(n->since <= n->time);
	if (k->n < NOTES)
		k->note[k->n++] = *n;
}

static void
fresh(void)
{
	h = (struct heard){ .now = 10000000 };
	rhythm_beat(&h.r, h.now, 0, BEAT_N, hear, &h);
}

static void
beat(int64_t rr, char code)
{
	h.now += rr;
	rhythm_beat(&h.r, h.now, rr, rhythm_class_of(code), hear, &h);
}

static void
beats(const char *codes, int64_t rr)
{
	for (; *codes; codes++)
		beat(rr, *codes);
}

static int
count(enum rhythm_kind kind, bool end)
{
	int k = 0;

	for (int i = 0; i < h.n; i++)
		k += h.note[i].kind == kind && h.note[i].end == end;
	return k;
}

static const struct rhythm_note *
find(enum rhythm_kind kind, bool end)
{
	static const struct rhythm_note none = { .time = -1, .since = -1 };

	for (int i = 0; i < h.n; i++)
		if (h.note[i].kind == kind && h.note[i].end == end)
			return &h.note[i];
	return &none;
}

TEST(pause_is_longer_than_2_s)
{
	fresh();
	beat(2000000, 'N');
	CHECK_EQ(count(RHYTHM_PAUSE, false), 0);
	beat(2000001, 'N');
	CHECK_EQ(count(RHYTHM_PAUSE, false), 1);
	CHECK_EQ(find(RHYTHM_PAUSE, false)->time, 14000000);
	CHECK_EQ(find(RHYTHM_PAUSE, false)->since, 12000000);
	CHECK_EQ(find(RHYTHM_PAUSE, true)->time, 14000001);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 0);
}

TEST(asystole_lasts_4_s_and_is_told_when_it_does)
{
	fresh();
	beat(3999999, 'N');
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 0);
	beat(4000000, 'N');
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 1);
	CHECK_EQ(find(RHYTHM_ASYSTOLE, true)->time, 17999999);
	fresh();
	rhythm_time(&h.r, h.now + 3999999, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 0);
	rhythm_time(&h.r, h.now + 4000000, hear, &h);
	CHECK_EQ(find(RHYTHM_ASYSTOLE, false)->time, 14000000);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, true), 0);
	rhythm_time(&h.r, h.now + 60000000, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 1);
	beat(61000000, 'N');
	CHECK_EQ(find(RHYTHM_ASYSTOLE, true)->time - find(RHYTHM_ASYSTOLE, true)->since, 61000000);
}

TEST(a_signal_without_any_beat_is_an_asystole_too)
{
	h = (struct heard){ 0 };
	rhythm_begin(&h.r, 5000000);
	rhythm_time(&h.r, 8999999, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 0);
	rhythm_time(&h.r, 9000000, hear, &h);
	CHECK_EQ(find(RHYTHM_ASYSTOLE, false)->since, 5000000);
}

TEST(a_lost_signal_is_no_asystole)
{
	fresh();
	rhythm_edge(&h.r, h.now + 1000000, RHYTHM_LOST);
	rhythm_time(&h.r, h.now + 60000000, hear, &h);
	CHECK_EQ(h.n, 0);
	rhythm_edge(&h.r, h.now + 60000000, RHYTHM_GOOD); /* silence counts from here */
	rhythm_time(&h.r, h.now + 63999999, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 0);
	rhythm_time(&h.r, h.now + 64000000, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 1);
	rhythm_edge(&h.r, h.now + 70000000, RHYTHM_LOST); /* it ends what is open */
	rhythm_time(&h.r, h.now + 70000000, hear, &h);
	CHECK_EQ(find(RHYTHM_ASYSTOLE, true)->time, h.now + 70000000);
}

TEST(no_asystole_begins_in_noise_but_one_that_is_open_goes_on)
{
	fresh();
	rhythm_edge(&h.r, h.now + 3000000, RHYTHM_NOISY);
	rhythm_time(&h.r, h.now + 9000000, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 0);
	rhythm_edge(&h.r, h.now + 9000000, RHYTHM_GOOD);
	rhythm_time(&h.r, h.now + 13000000, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 1);
	rhythm_edge(&h.r, h.now + 14000000, RHYTHM_NOISY);
	rhythm_time(&h.r, h.now + 20000000, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, true), 0);
}

TEST(edges_ahead_of_the_beats_wait_and_none_is_lost_that_says_lost)
{
	fresh();
	for (int i = 0; i < 40; i++)
		rhythm_edge(&h.r, h.now + 1000000 + i * 10000, i % 2 ? RHYTHM_GOOD : RHYTHM_LOST);
	rhythm_edge(&h.r, h.now + 1500000, RHYTHM_LOST);
	beat(900000, 'N');
	CHECK_EQ(h.n, 0);
	rhythm_time(&h.r, h.now + 60000000, hear, &h);
	CHECK_EQ(h.n, 0);
}

/* n intervals of rr: how often `kind` begins. */
static int
run_of(int n, int64_t rr, enum rhythm_kind kind)
{
	fresh();
	for (int i = 0; i < n; i++)
		beat(rr, '?');
	return count(kind, false);
}

TEST(runs_at_their_limits)
{
	CHECK_EQ(run_of(5, 1500000, RHYTHM_XBRADY), 0);
	CHECK_EQ(run_of(4, 1500001, RHYTHM_XBRADY), 0);
	CHECK_EQ(run_of(5, 1500001, RHYTHM_XBRADY), 1);
	CHECK_EQ(find(RHYTHM_XBRADY, false)->since, 10000000);
	CHECK_EQ(run_of(16, 428572, RHYTHM_XTACHY), 0); /* 60/140 s is 428571.4 µs */
	CHECK_EQ(run_of(15, 428571, RHYTHM_XTACHY), 0);
	CHECK_EQ(run_of(16, 428571, RHYTHM_XTACHY), 1);
	CHECK_EQ(run_of(20, 1200000, RHYTHM_BRADY), 0);
	CHECK_EQ(run_of(7, 1200001, RHYTHM_BRADY), 0);
	CHECK_EQ(run_of(8, 1200001, RHYTHM_BRADY), 1);
	CHECK_EQ(run_of(20, 500000, RHYTHM_TACHY), 0);
	CHECK_EQ(run_of(7, 499999, RHYTHM_TACHY), 0);
	CHECK_EQ(run_of(8, 499999, RHYTHM_TACHY), 1);
}

TEST(a_run_ends_with_the_first_interval_outside_and_no_run_crosses_a_break)
{
	run_of(9, 1600000, RHYTHM_XBRADY);
	beat(1400000, '?');
	CHECK_EQ(find(RHYTHM_XBRADY, true)->time, h.now);
	run_of(4, 1600000, RHYTHM_XBRADY);
	h.now += 1600000;
	rhythm_beat(&h.r, h.now, 0, BEAT_UNKNOWN, hear, &h);
	for (int i = 0; i < 4; i++)
		beat(1600000, '?');
	CHECK_EQ(count(RHYTHM_XBRADY, false), 0);
}

TEST(couplets_and_ventricular_runs)
{
	fresh();
	beats("NVN", 600000);
	CHECK_EQ(count(RHYTHM_COUPLET, true), 0);
	beats("VVN", 600000);
	CHECK_EQ(count(RHYTHM_COUPLET, true), 1);
	CHECK_EQ(find(RHYTHM_COUPLET, true)->time - find(RHYTHM_COUPLET, true)->since, 1200000);
	CHECK_EQ(find(RHYTHM_COUPLET, true)->beats, 2);
	beats("VVVN", 600000);
	CHECK_EQ(count(RHYTHM_COUPLET, true), 1);
	CHECK_EQ(count(RHYTHM_VT, false), 1); /* exactly 100/min */
	CHECK_EQ(count(RHYTHM_IVR, false), 0);
	CHECK_EQ(find(RHYTHM_VT, true)->beats, 3);
	CHECK(find(RHYTHM_VT, true)->rate == 100);
	CHECK_EQ(find(RHYTHM_VT, true)->time, h.now);
	fresh();
	beats("NVVVN", 600001);
	CHECK_EQ(count(RHYTHM_VT, false), 0);
	CHECK_EQ(count(RHYTHM_IVR, false), 1);
	CHECK_EQ(count(RHYTHM_IVR, true), 1);
}

TEST(a_slow_run_that_speeds_up_becomes_tachycardia)
{
	fresh();
	beats("NVVV", 700000);
	beats("VVVVVVV", 400000);
	beat(800000, 'N');
	CHECK_EQ(count(RHYTHM_IVR, true), 1);
	CHECK_EQ(count(RHYTHM_VT, false), 1);
	CHECK_EQ(find(RHYTHM_VT, true)->beats, 10);
	CHECK_EQ(find(RHYTHM_VT, false)->since, find(RHYTHM_IVR, false)->since);
}

TEST(a_fusion_beat_or_an_unknown_one_ends_a_run)
{
	fresh();
	beats("NVVFVV?VV", 500000);
	CHECK_EQ(count(RHYTHM_VT, false), 0);
	CHECK_EQ(count(RHYTHM_COUPLET, true), 2);
}

TEST(bigeminy_is_three_pairs_trigeminy_three_triples)
{
	fresh();
	beats("VNVNV", 600000);
	CHECK_EQ(count(RHYTHM_BIGEMINY, false), 1); /* the beat of fresh() is an N: N V N V N V */
	fresh();
	beats("VNVNN", 600000);
	CHECK_EQ(count(RHYTHM_BIGEMINY, false), 0);
	beats("VNVNV", 600000); /* the last N of those before begins it */
	CHECK_EQ(count(RHYTHM_BIGEMINY, false), 1);
	CHECK_EQ(find(RHYTHM_BIGEMINY, false)->since, h.now - 5 * 600000);
	beats("NN", 600000);
	CHECK_EQ(find(RHYTHM_BIGEMINY, true)->time, h.now);
	fresh();
	beats("NNNVNNVNN", 600000);
	CHECK_EQ(count(RHYTHM_TRIGEMINY, false), 0);
	beat(600000, 'V');
	CHECK_EQ(count(RHYTHM_TRIGEMINY, false), 1);
	CHECK_EQ(find(RHYTHM_TRIGEMINY, false)->since, h.now - 8 * 600000);
	CHECK_EQ(count(RHYTHM_BIGEMINY, false), 0);
	beat(600000, 'V');
	CHECK_EQ(count(RHYTHM_TRIGEMINY, true), 1);
}

TEST(paced)
{
	fresh();
	beats("//N//", 800000);
	CHECK_EQ(count(RHYTHM_PACED, false), 0);
	beats("/VN/NN", 800000);
	CHECK_EQ(count(RHYTHM_PACED, false), 1);
	CHECK_EQ(count(RHYTHM_PACED, true), 0);
	beats("N", 800000);
	CHECK_EQ(count(RHYTHM_PACED, true), 1);
}

TEST(without_classes_nothing_is_said_that_needs_them)
{
	fresh();
	for (int i = 0; i < 50; i++)
		beat(i % 2 ? 500000 : 900000, '?');
	CHECK_EQ(h.n, 0);
}

/* Uniform in [0, 1). */
static double
uniform(void)
{
	static uint64_t state = 1;

	return (double)(unit_random(&state) >> 11) / 9007199254740992.0;
}

TEST(fibrillation_is_what_the_last_interval_does_not_tell)
{
	int begun;

	fresh();
	for (int i = 0; i < 200; i++)
		beat((int64_t)(800000 * (1 + 0.02 * (uniform() - 0.5))), '?');
	CHECK_EQ(count(RHYTHM_AFIB, false), 0);
	begun = 0;
	for (int i = 0; i < 200; i++) {
		beat((int64_t)(600000 * (0.65 + 0.7 * uniform())), '?');
		if (!begun && count(RHYTHM_AFIB, false))
			begun = i;
	}
	CHECK_EQ(count(RHYTHM_AFIB, false), 1);
	CHECK(begun > 20 && begun < AF_BEATS);
	for (int i = 0; i < 100; i++)
		beat((int64_t)(800000 * (1 + 0.02 * (uniform() - 0.5))), '?');
	CHECK_EQ(count(RHYTHM_AFIB, true), 1);
}

TEST(patterns_are_no_fibrillation_however_irregular)
{
	static const int64_t pattern[][4] = { { 500000, 1100000, 500000, 1100000 }, { 800000, 500000, 1100000, 800000 },
		{ 600000, 900000, 600000, 1300000 } };

	for (size_t k = 0; k < sizeof(pattern) / sizeof(pattern[0]); k++) {
		fresh();
		for (int i = 0; i < 300; i++)
			beat((int64_t)((double)pattern[k][i % 4] * (1 + 0.04 * (uniform() - 0.5))), '?');
		CHECK_EQ(count(RHYTHM_AFIB, false), 0);
	}
	fresh(); /* a ramp from 60 to 150 and back, with breathing */
	for (int i = 0; i < 400; i++)
		beat((int64_t)(1000000 - 3000 * (i < 200 ? i : 400 - i) + (i % 5 - 2) * 20000), '?');
	CHECK_EQ(count(RHYTHM_AFIB, false), 0);
}

TEST(evidence_by_hand)
{
	/* 64 intervals that alternate between two values: of the 63 templates 32 are long and 31 short; every alike pair has alike
	 * followers, so the evidence is 0. */
	struct af a = { 0 };
	int64_t t = 0;

	for (int i = 0; i < AF_BEATS - 1; i++) {
		af_interval(&a, t += 600000 + 300000 * (i % 2), 600000 + 300000 * (i % 2));
		CHECK(a.evidence != a.evidence);
	}
	af_interval(&a, t += 900000, 900000);
	CHECK(a.evidence == 0);
	/* The next value is new: the template before it loses its followers. */
	af_interval(&a, t += 750000, 750000);
	CHECK(a.evidence > 0 && a.evidence < 0.1);
	CHECK(!a.is);
}

TEST(fibrillation_is_not_judged_across_breaks)
{
	struct af a = { 0 };
	int64_t t = 0;

	for (int i = 0; i < 300; i++) {
		int64_t rr = (int64_t)(600000 * (0.65 + 0.7 * uniform()));

		if (i % 3 == 0)
			af_break(&a);
		af_interval(&a, t += rr, rr);
	}
	CHECK(a.evidence != a.evidence); /* 42 of 63 pairs are left, fewer than AF_LEAST */
}

TEST(the_end_leaves_open_what_is_and_tells_no_silence_that_was_not_seen)
{
	fresh();
	rhythm_time(&h.r, h.now + 2500000, hear, &h);
	rhythm_finish(&h.r, INT64_MIN, hear, &h);
	CHECK_EQ(h.n, 1);
	CHECK(!h.note[0].end);
	fresh();
	rhythm_finish(&h.r, h.now + 4000000, hear, &h);
	CHECK_EQ(count(RHYTHM_ASYSTOLE, false), 1);
	CHECK(!h.r.started);
}

int
main(void)
{
	RUN(pause_is_longer_than_2_s);
	RUN(asystole_lasts_4_s_and_is_told_when_it_does);
	RUN(a_signal_without_any_beat_is_an_asystole_too);
	RUN(a_lost_signal_is_no_asystole);
	RUN(no_asystole_begins_in_noise_but_one_that_is_open_goes_on);
	RUN(edges_ahead_of_the_beats_wait_and_none_is_lost_that_says_lost);
	RUN(runs_at_their_limits);
	RUN(a_run_ends_with_the_first_interval_outside_and_no_run_crosses_a_break);
	RUN(couplets_and_ventricular_runs);
	RUN(a_slow_run_that_speeds_up_becomes_tachycardia);
	RUN(a_fusion_beat_or_an_unknown_one_ends_a_run);
	RUN(bigeminy_is_three_pairs_trigeminy_three_triples);
	RUN(paced);
	RUN(without_classes_nothing_is_said_that_needs_them);
	RUN(fibrillation_is_what_the_last_interval_does_not_tell);
	RUN(patterns_are_no_fibrillation_however_irregular);
	RUN(evidence_by_hand);
	RUN(fibrillation_is_not_judged_across_breaks);
	RUN(the_end_leaves_open_what_is_and_tells_no_silence_that_was_not_seen);
	return unit_done();
}
