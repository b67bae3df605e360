/* The parts of the pulse detector against waves and intervals that are known. */
#include "beat/pulsedet.h"
#include "beat/pulserate.h"
#include "beat/pulsesqi.h"
#include "dsp/fn.h"
#include "record/rec.h"
#include "record/samples.h"
#include "unit.h"

#include <math.h>

#define SECOND INT64_C(1000000)

enum { FS = 100, SECONDS = 40, LENGTH = FS * SECONDS };

/* Pulses at these intervals (ms), the last at `at`. */
static struct pulserate
intervals(const int *ms, int n, int64_t *at)
{
	struct pulserate r = { 0 };

	*at = 0;
	pulserate_beat(&r, 0, 0);
	for (int i = 0; i < n; i++) {
		*at += ms[i] * (SECOND / 1000);
		pulserate_beat(&r, *at, ms[i] * (SECOND / 1000));
	}
	return r;
}

#define INTERVALS(at, ...) intervals((const int[]){ __VA_ARGS__ }, sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int), at)

static bool
is(double a, double b)
{
	if (fabs(a - b) < 1e-9)
		return true;
	printf("#   is %.9f want %.9f\n", a, b);
	return false;
}

TEST(rate_by_hand)
{
	int64_t at;
	struct pulserate r = INTERVALS(&at, 1000, 1000, 1000, 1000, 1000, 1000);

	CHECK(is(pulserate_value(&r, at, 10 * SECOND), 60));
	/* only what lies in the window: of ten seconds that end 3 s on, all six; of five, two */
	CHECK(is(pulserate_value(&r, at + 3 * SECOND, 10 * SECOND), 60));
	CHECK(isnan(pulserate_value(&r, at + 3 * SECOND, 5 * SECOND))); /* 2 s of 5: less than half */
	r = INTERVALS(&at, 600, 900, 600, 900, 600, 900, 600, 900);     /* uneven: all count */
	CHECK(is(pulserate_value(&r, at, 10 * SECOND), 80));
}

TEST(a_rate_is_never_held)
{
	int64_t at;
	struct pulserate r = INTERVALS(&at, 800, 800, 800, 800, 800, 800, 800, 800, 800, 800), none = { 0 };

	CHECK(is(pulserate_value(&r, at + PULSERATE_SILENT, 10 * SECOND), 75));
	CHECK(isnan(pulserate_value(&r, at + PULSERATE_SILENT + 1, 10 * SECOND)));
	CHECK(isnan(pulserate_value(&none, 0, 10 * SECOND)));
	pulserate_beat(&none, SECOND, 0); /* one pulse is no interval */
	CHECK(isnan(pulserate_value(&none, SECOND, 10 * SECOND)));
}

TEST(a_pulse_that_did_not_arrive_is_left_out_of_even_ones_only)
{
	int64_t at;
	struct pulserate r = INTERVALS(&at, 800, 800, 800, 1600, 800, 800, 800);

	CHECK(is(pulserate_value(&r, at, 10 * SECOND), 75));
	r = INTERVALS(&at, 800, 800, 800, 1200, 800, 800, 800); /* 1.5 of the usual is an interval */
	CHECK(is(pulserate_value(&r, at, 10 * SECOND), 60.0 * 7 / 6.0));
	r = INTERVALS(&at, 600, 1000, 600, 1700, 600, 1000, 600); /* fibrillation: long ones are part of it */
	CHECK(is(pulserate_value(&r, at, 10 * SECOND), 60.0 * 7 / 6.1));
}

/* A hill a second, squared sine, that rises faster than it falls, on a level that breathes (so that nothing rests at a limit). */
static int32_t
hill(double t, double height)
{
	double phase = t - floor(t);

	phase = phase < 0.3 ? phase / 0.6 : 0.5 + (phase - 0.3) / 1.4;
	double s = fn_sin(FN_PI * phase);

	return (int32_t)floor(height * (s * s + 0.05 * fn_sin(2 * FN_PI * 0.23 * t)) + 0.5);
}

static struct pulsedet det;
static int64_t tops[200];
static int found;

static void
take(void *arg, const struct pulsedet_beat *b)
{
	(void)arg;
	if (found < 200)
		tops[found++] = (int64_t)floor(b->index + 0.5);
}

static void
run(const int32_t *x, size_t piece)
{
	found = 0;
	CHECK(pulsedet_start(&det, (struct rate){ FS, 1 }));
	for (size_t i = 0; i < LENGTH; i += piece)
		pulsedet_feed(&det, x + i, i + piece < LENGTH ? piece : LENGTH - i, take, NULL);
}

/* The quality of the 10 s that end with what is settled. */
static struct pulsesqi
quality(double light)
{
	struct pulsesqi q;
	int64_t to = pulsedet_settled_at(&det);

	pulsesqi_at(&det, to - 10 * PULSEFRONT_RATE, to, light, &q);
	return q;
}

static int32_t x[LENGTH];

TEST(hills_are_found_where_they_are_at_any_height_and_level)
{
	static const struct {
		double height;
		int32_t level;
	} of[] = { { 1000, 0 }, { 300, 0 }, { 100000, -50000 }, { 1000, 1000000000 } };

	for (size_t k = 0; k < 4; k++) {
		for (int i = 0; i < LENGTH; i++)
			x[i] = of[k].level + hill((double)i / FS, of[k].height);
		run(x, LENGTH);
		CHECK(found >= SECONDS - 4 && found <= SECONDS);
		for (int i = 0; i < found; i++)
			CHECK(llabs(tops[i] % FS - 30) <= 2);
		struct pulsesqi q = quality(0);

		CHECK_EQ(q.flags, 0);
		CHECK(q.sqi > 0.7 && q.like > 0.98 && q.agree > 0.99 && q.fall < 0.8 && pulsesqi_sure(&q));
		CHECK(q.pulses >= 9 && q.pulses <= 11);
	}
}

TEST(the_same_pulses_in_pieces_of_any_size)
{
	static int64_t want[200];
	int n;

	for (int i = 0; i < LENGTH; i++)
		x[i] = hill((double)i / FS, 1000);
	run(x, LENGTH);
	memcpy(want, tops, sizeof(want));
	n = found;
	for (size_t piece = 1; piece < 300; piece = piece * 3 + 1) {
		run(x, piece);
		CHECK_EQ(found, n);
		CHECK(memcmp(want, tops, (size_t)n * sizeof(*want)) == 0);
	}
}

TEST(what_is_not_good_has_its_flag)
{
	for (int i = 0; i < LENGTH; i++) /* a fifth is missing */
		x[i] = i % 500 < 100 ? SMP_E : hill((double)i / FS, 1000);
	run(x, LENGTH);
	CHECK(quality(0).flags & FLAG_OFF);
	CHECK(quality(0).missing > 0.15 && quality(0).missing < 0.25);
	for (int i = 0; i < LENGTH; i++) /* nothing moves */
		x[i] = 700;
	run(x, LENGTH);
	CHECK(quality(0).flags & FLAG_OFF);
	CHECK(quality(0).sqi == 0);
	CHECK_EQ(found, 0);
	for (int i = 0; i < LENGTH; i++) { /* the top is cut off */
		int32_t v = hill((double)i / FS, 1000);

		x[i] = v > 500 ? SMP_U : v;
	}
	run(x, LENGTH);
	CHECK(quality(0).flags & FLAG_SAT);
	for (int i = 0; i < LENGTH; i++) /* upside down: falls faster than it rises */
		x[i] = -hill((double)i / FS, 1000);
	run(x, LENGTH);
	CHECK(quality(0).flags & FLAG_ART);
	CHECK(quality(0).fall > 1);
	uint64_t seed = 1;

	for (int i = 0; i < LENGTH; i++) /* no pulse */
		x[i] = (int32_t)(unit_random(&seed) % 1000);
	run(x, LENGTH);
	CHECK(quality(0).flags & FLAG_ART);
}

TEST(perfusion_is_the_rise_by_the_level_of_light)
{
	for (int i = 0; i < LENGTH; i++)
		x[i] = 100000 + hill((double)i / FS, 1000);
	run(x, LENGTH);
	CHECK(fabs(quality(100000).perfusion - 1) < 0.05);
	CHECK(quality(100000).flags == 0);
	CHECK(quality(1000000).flags & FLAG_ART); /* a tenth of a percent */
	CHECK(quality(0).perfusion == 0);
}

int
main(void)
{
	RUN(rate_by_hand);
	RUN(a_rate_is_never_held);
	RUN(a_pulse_that_did_not_arrive_is_left_out_of_even_ones_only);
	RUN(hills_are_found_where_they_are_at_any_height_and_level);
	RUN(the_same_pulses_in_pieces_of_any_size);
	RUN(what_is_not_good_has_its_flag);
	RUN(perfusion_is_the_rise_by_the_level_of_light);
	return unit_done();
}
