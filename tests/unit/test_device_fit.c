/* Sample times from arrivals: batching and drift taken out, never two samples on one time, never back. */
#include "device/fit.h"
#include "unit.h"

static const struct rate sixty = { 60, 1 };

/* What a driver that hands over every 16 ms makes of an arrival, and a scheduler that is up to 1 ms late. */
static int64_t
batched(double seconds, uint64_t *seed)
{
	int64_t us = (int64_t)(seconds * 1e6), slot = 16000;
	return (us + slot - 1) / slot * slot + (int64_t)(unit_random(seed) % 1000);
}

TEST(within_a_millisecond_of_truth_after_30_s)
{
	static const double drifts[] = { 0, 200e-6, -200e-6, 50e-6 };
	for (int i = 0; i < 4; i++) {
		struct fit f;
		uint64_t seed = 1;
		int64_t before = INT64_MIN;
		double least = 1e9, most = -1e9;
		fit_start(&f, FIT_LINE, sixty, 15);
		for (int k = 0; k < 60 * 900; k++) {
			double truth = 1000 + k / 60.0 * (1 + drifts[i]);
			int64_t t = fit_next(&f, batched(truth, &seed));
			CHECK(t > before);
			before = t;
			double off = (double)t / 1e6 - truth;
			if (k >= 60 * 30) {
				least = off < least ? off : least;
				most = off > most ? off : most;
			}
		}
		/* apart from a constant delay */
		CHECK(most - least < 0.002);
		CHECK(least > -0.001 && most < 0.002);
		int64_t ppm;
		CHECK(fit_ppm(&f, &ppm));
		CHECK(ppm >= (int64_t)(-drifts[i] * 1e6) - 20 && ppm <= (int64_t)(-drifts[i] * 1e6) + 20);
		printf("# drift %+.0f ppm: %.3f to %.3f ms from truth, told %+lld ppm\n", drifts[i] * 1e6, least * 1e3, most * 1e3,
			(long long)-ppm);
	}
}

/* A jump of the link's delay of 100 ms up (a stall) does not move the line; one sample late does not either. */
TEST(stalls_do_not_move_the_line)
{
	struct fit f;
	fit_start(&f, FIT_LINE, sixty, 15);
	for (int k = 0; k < 6000; k++) {
		int64_t truth = (int64_t)k * 1000000 / 60, late = k % 600 < 30 ? 100000 - (k % 600) * 3000 : 0;
		int64_t t = fit_next(&f, truth + late + 5000);
		if (k > 1300)
			CHECK(t - truth >= 4500 && t - truth <= 5500);
	}
}

/* Samples of one packet have the same arrival and different times, in every mode; a block never reaches into the next. */
TEST(one_packet_many_samples)
{
	for (int mode = FIT_LINE; mode <= FIT_HOST; mode++) {
		struct fit f;
		uint64_t seed = 2;
		int64_t t[6000], arrival = 0;
		fit_start(&f, (enum fit_mode)mode, sixty, 15);
		for (int k = 0; k < 6000; k++) {
			if (k % 12 == 0)
				arrival = (int64_t)(k + 11) * 1000000 / 60 + (int64_t)(unit_random(&seed) % 40000);
			t[k] = fit_next(&f, arrival);
			if (k > 0)
				CHECK(t[k] > t[k - 1]);
			if (k >= 15)
				CHECK(t[k] > t[k - 15] + 14 * 1000000ll / 60);
		}
		CHECK(t[5999] > 98000000 && t[5999] < 101000000);
	}
}

TEST(device_time_is_the_first_arrival_and_the_rate)
{
	struct fit f;
	fit_start(&f, FIT_DEVICE, sixty, 15);
	for (int k = 0; k < 600; k++)
		CHECK_EQ(fit_next(&f, 7000000 + k * 20000), 7000000 + rate_us(sixty, k));
	fit_start(&f, FIT_LINE, sixty, 15);
	CHECK_EQ(fit_expect(&f), TM_NONE);
	for (int k = 0; k < 600; k++)
		CHECK_EQ(fit_next(&f, TM_NONE), rate_us(sixty, k));
}

/* Gaps of known and unknown length, clocks that were set, times from nowhere: never back, no overflow. */
TEST(any_arrivals)
{
	for (int mode = FIT_LINE; mode <= FIT_HOST; mode++) {
		struct fit f;
		uint64_t seed = 9;
		int64_t before = INT64_MIN, arrival = 0;
		fit_start(&f, (enum fit_mode)mode, (struct rate){ 250, 1 }, 62);
		for (int k = 0; k < 400000; k++) {
			uint64_t dice = unit_random(&seed);
			if (dice % 1000 == 0)
				arrival = (int64_t)(unit_random(&seed) % (2 * (uint64_t)TM_MAX)) - TM_MAX;
			else if (dice % 1000 == 1)
				fit_skip(&f, (int64_t)(dice >> 50));
			else if (dice % 1000 == 2)
				fit_forget(&f);
			else
				arrival += (int64_t)(dice % 16000);
			int64_t t = fit_next(&f, arrival);
			CHECK(t > before);
			before = t;
		}
	}
}

TEST(nothing_comes_before_a_tick_that_was_written)
{
	struct fit f;
	int64_t before, t = 0;
	fit_start(&f, FIT_LINE, sixty, 15);
	for (int k = 0; k < 600; k++)
		t = fit_next(&f, 1000000000 + k * 1000000ll / 60);
	/* the host sleeps for 1.5 s, its tick is written first, then all that had queued comes */
	int64_t tick = t + 1400000;
	fit_floor(&f, tick);
	before = tick - 1;
	for (int k = 600; k < 6000; k++) {
		int64_t due = 1000000000 + k * 1000000ll / 60;
		t = fit_next(&f, due > tick + 100000 ? due : tick + 100000);
		CHECK(t > before && t >= tick);
		before = t;
	}
	/* and the line is found again */
	CHECK(t - (1000000000 + 5999 * 1000000ll / 60) < 1000);
}

int
main(void)
{
	RUN(within_a_millisecond_of_truth_after_30_s);
	RUN(stalls_do_not_move_the_line);
	RUN(one_packet_many_samples);
	RUN(device_time_is_the_first_arrival_and_the_rate);
	RUN(nothing_comes_before_a_tick_that_was_written);
	RUN(any_arrivals);
	return unit_done();
}
