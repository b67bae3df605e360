/* Agreement of two detectors: the figure by hand, and the second detector on bumps whose places are known. */
#include "beat/agree.h"
#include "dsp/fn.h"
#include "unit.h"

#include <math.h>

static struct agree_times
times(const int *ms, int n)
{
	struct agree_times a = { 0 };

	for (int i = 0; i < n; i++)
		agree_add(&a, ms[i] * INT64_C(1000));
	return a;
}

#define TIMES(...) times((const int[]){ __VA_ARGS__ }, sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

TEST(figure_by_hand)
{
	struct agree_times a = TIMES(500, 1500, 2500, 3500), none = { 0 };
	struct agree_times b = TIMES(650, 1349, 2400, 3000, 3500);

	/* 500 with 650, 2500 with 2400, 3500: 3 of 4 + 5 - 3; 1349 is 151 ms off */
	CHECK_EQ((int)floor(1000 * agree_figure(&a, &b, 0, 10000000) + 0.5), 500);
	CHECK_EQ((int)floor(1000 * agree_figure(&b, &a, 0, 10000000) + 0.5), 500);
	CHECK(agree_figure(&a, &a, 0, 10000000) == 1);
	CHECK(agree_figure(&a, &none, 0, 10000000) == 0);
	CHECK(isnan(agree_figure(&none, &none, 0, 10000000)));
	CHECK(isnan(agree_figure(&a, &b, 4000000, 10000000)));
	/* the window: from the first on, to before the last */
	CHECK(agree_figure(&a, &b, 2500000, 3500000) == 0);
	CHECK(agree_figure(&a, &b, 2400000, 3500000) == 0.5);
	/* one of ours takes one of theirs */
	struct agree_times two = TIMES(450, 550), one = TIMES(500);
	CHECK(agree_figure(&two, &one, 0, 10000000) == 0.5);
}

TEST(what_is_not_kept_any_more_gives_no_figure)
{
	struct agree_times a = { 0 };

	for (int i = 0; i < 1000; i++) {
		agree_add(&a, i * INT64_C(100000));
		if (i >= 2 * AGREE_BEATS) {
			CHECK(agree_figure(&a, &a, (i - AGREE_BEATS + 1) * INT64_C(100000), i * INT64_C(100000)) == 1);
			CHECK(isnan(agree_figure(&a, &a, (i - AGREE_BEATS) * INT64_C(100000), i * INT64_C(100000))));
		}
	}
}

/* Bumps of 40 ms every `every` s, of any height and on any level. */
static void
bumps(double fs, double every, double height, double level)
{
	struct agree a;
	int64_t index;
	int found = 0, wanted = 0, off = 0;

	agree_start(&a, fs);
	for (int64_t i = 0; i < (int64_t)(60 * fs); i++) {
		double t = (double)i / fs, d = fmod(t, every) - every / 2;

		if (agree_step(&a, level + height * fn_exp(-d * d / (2 * 0.012 * 0.012)), &index) && (double)index > 5 * fs) {
			double at = fmod((double)index / fs, every) - every / 2;

			found++;
			off += fabs(at) > 0.09;
		}
	}
	wanted = (int)(54.6 / every);
	if (abs(found - wanted) > 2 || off)
		printf("# %g Hz, every %g s: %d of %d, %d off\n", fs, every, found, wanted, off);
	CHECK(abs(found - wanted) <= 2);
	CHECK_EQ(off, 0);
}

TEST(bumps_are_found_at_any_rate_height_and_level)
{
	static const double rates[] = { 50, 100, 125, 200, 250, 399 };

	for (int i = 0; i < 6; i++) {
		bumps(rates[i], 0.8, 1000, 0);
		bumps(rates[i], 0.8, -0.01, 5000);
		bumps(rates[i], 0.26, 20, -3);
		bumps(rates[i], 2.7, 1e6, 1e6);
	}
}

TEST(nothing_is_found_in_nothing_or_at_a_rate_without_the_band)
{
	struct agree a;
	int64_t index;

	agree_start(&a, 250);
	for (int i = 0; i < 10000; i++)
		CHECK(!agree_step(&a, 77, &index));
	agree_start(&a, 40);
	for (int i = 0; i < 1000; i++)
		CHECK(!agree_step(&a, i % 40 == 0 ? 1000 : 0, &index));
}

int
main(void)
{
	RUN(figure_by_hand);
	RUN(what_is_not_kept_any_more_gives_no_figure);
	RUN(bumps_are_found_at_any_rate_height_and_level);
	RUN(nothing_is_found_in_nothing_or_at_a_rate_without_the_band);
	return unit_done();
}
