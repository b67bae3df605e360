/* Heart rate: the definition, case by case. */
#include "beat/hr.h"
#include "unit.h"

#include <math.h>

enum { MS = 1000 };

static void
beats(struct hr *h, int64_t from, int64_t rr, int n)
{
	for (int i = 0; i < n; i++)
		hr_beat(h, from + i * rr, i ? rr : 0);
}

TEST(nothing_before_two_intervals)
{
	struct hr h = { 0 };

	CHECK(isnan(hr_value(&h, 0)));
	hr_beat(&h, 1000 * MS, 0);
	CHECK(isnan(hr_value(&h, 1000 * MS)));
	hr_beat(&h, 1800 * MS, 800 * MS);
	CHECK(isnan(hr_value(&h, 1800 * MS)));
	hr_beat(&h, 2600 * MS, 800 * MS);
	CHECK(fabs(hr_value(&h, 2600 * MS) - 75) < 1e-12);
}

TEST(the_last_eight_intervals)
{
	struct hr h = { 0 };

	beats(&h, 0, 500 * MS, 6);
	beats(&h, 2500 * MS, 1000 * MS, 1);
	for (int i = 1; i <= 8; i++)
		hr_beat(&h, 2500 * MS + i * 1000 * MS, 1000 * MS);
	CHECK(fabs(hr_value(&h, 10500 * MS) - 60) < 1e-12);
}

TEST(intervals_end_within_twelve_seconds)
{
	struct hr h = { 0 };

	/* 30 a minute: six intervals end within the last 12 s */
	beats(&h, 0, 2000 * MS, 5);
	hr_beat(&h, 8500 * MS, 500 * MS);
	for (int i = 1; i <= 5; i++)
		hr_beat(&h, 8500 * MS + i * 2400 * MS, 2400 * MS);
	/* at 20.5 s those that end at 8.5 s and later count: 0.5 s and five of 2.4 s */
	CHECK(fabs(hr_value(&h, 20500 * MS) - 60.0 * 6 / 12.5) < 1e-12);
	CHECK(fabs(hr_value(&h, 20500 * MS + 1) - 60.0 * 5 / 12) < 1e-12);
}

TEST(never_held_past_four_seconds)
{
	struct hr h = { 0 };

	beats(&h, 0, 800 * MS, 10);
	CHECK(!isnan(hr_value(&h, 7200 * MS + 4000 * MS)));
	CHECK(isnan(hr_value(&h, 7200 * MS + 4000 * MS + 1)));
}

TEST(an_interval_that_is_not_valid_is_left_out)
{
	struct hr h = { 0 };

	beats(&h, 0, 800 * MS, 4);
	hr_beat(&h, 5000 * MS, 0); /* behind a gap */
	CHECK(fabs(hr_value(&h, 5000 * MS) - 75) < 1e-12);
	hr_beat(&h, 6000 * MS, 1000 * MS);
	CHECK(fabs(hr_value(&h, 6000 * MS) - 60.0 * 4 / 3.4) < 1e-12);
}

int
main(void)
{
	RUN(nothing_before_two_intervals);
	RUN(the_last_eight_intervals);
	RUN(intervals_end_within_twelve_seconds);
	RUN(never_held_past_four_seconds);
	RUN(an_interval_that_is_not_valid_is_left_out);
	return unit_done();
}
