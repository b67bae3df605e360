/* The figures of quality against synthetic signals whose spectra and moments are known. */
#include "beat/quality.h"
#include "dsp/fn.h"
#include "record/samples.h"
#include "unit.h"

#include <math.h>

enum { SECONDS = 20, COUNTS = 1000 };

static struct quality q;
static struct quality_scratch scratch;

struct wave {
	double mv, hz;
};

/* The figures of the last of SECONDS of a sum of sines. fs must be whole. */
static struct quality_figures
sines(int fs, const struct wave *w, int n)
{
	struct quality_figures f = { 0 };
	int32_t x[2000];

	quality_start(&q, (struct rate){ fs, 1 }, COUNTS);
	for (int s = 0; s < SECONDS; s++) {
		for (int i = 0; i < fs; i++) {
			double v = 0, t = s + (double)i / fs;

			for (int k = 0; k < n; k++)
				v += w[k].mv * fn_sin(2 * FN_PI * w[k].hz * t);
			x[i] = (int32_t)floor(COUNTS * v + 0.5);
		}
		quality_feed(&q, x, (size_t)fs);
		f = quality_second(&q, &scratch);
	}
	return f;
}

static bool
near(double a, double b, double by)
{
	if (fabs(a - b) <= by)
		return true;
	printf("#   is %.6f want %.6f\n", a, b);
	return false;
}

TEST(powers_of_bands)
{
	static const int rates[] = { 128, 250, 360, 500, 1000 };

	for (size_t i = 0; i < 5; i++) {
		struct quality_figures f;

		/* 10 and 20 Hz, powers 4:1 → p is 0.8; no 0-1 Hz, so bas is 1 */
		f = sines(rates[i], (struct wave[]){ { 1, 10 }, { 0.5, 20 } }, 2);
		CHECK(near(f.p, 0.8, 0.005));
		CHECK(near(f.bas, 1, 0.001));
		CHECK(near(f.mains, 0, 0.001));
		/* 0.5 Hz of a third of the power of 10 Hz → bas is 0.75 */
		f = sines(rates[i], (struct wave[]){ { 1, 10 }, { sqrt(1.0 / 3), 0.5 } }, 2);
		CHECK(near(f.bas, 0.75, 0.02));
		/* mains of a quarter of the power */
		f = sines(rates[i], (struct wave[]){ { 1, 10 }, { 0.5, rates[i] == 128 ? 50 : 60 } }, 2);
		CHECK(near(f.mains, 0.25, rates[i] >= 500 ? 0.07 : 0.005)); /* averaging damps 60 Hz there */
		f = sines(rates[i], (struct wave[]){ { 1, 10 }, { 0.5, 50 } }, 2);
		CHECK(near(f.mains, 0.25, rates[i] >= 500 ? 0.07 : 0.005));
		CHECK(f.mains <= 1 && f.bas <= 1 && f.p <= 1);
	}
}

TEST(kurtosis_of_a_sine_is_one_and_a_half_and_of_spikes_is_their_distance)
{
	struct quality_figures f = sines(250, (struct wave[]){ { 1, 10 } }, 1);
	int32_t x[250];

	CHECK(near(f.kurtosis, 1.5, 0.01));
	quality_start(&q, (struct rate){ 250, 1 }, COUNTS);
	for (int s = 0; s < SECONDS; s++) { /* one in 250: (1 - p)^3/p... for a share p of ones (1 - 3p + 3p²) / (p (1 - p)) */
		for (int i = 0; i < 250; i++)
			x[i] = i == 0 ? 5000 : 0;
		quality_feed(&q, x, 250);
		f = quality_second(&q, &scratch);
	}
	CHECK(near(f.kurtosis, (1 - 3 * 0.004 + 3 * 0.004 * 0.004) / (0.004 * 0.996), 8)); /* 4 or 5 fall into a window of 1024 */
	CHECK(near(f.flat, 248.0 / 250, 1e-9));
}

TEST(sizes_relative_to_the_level)
{
	/* 8 Hz of 1 mV swings by 2 sin(π 8 0.06) = 1.996 mV in 60 ms */
	struct quality_figures f = sines(250, (struct wave[]){ { 1, 8 }, { 0.2, 50 } }, 2);

	CHECK(near(f.hum, 0.2 / 2.2, 0.02));
	f = sines(250, (struct wave[]){ { 1, 8 }, { 2, 0.5 } }, 2);
	CHECK(near(f.drift, 2 / sqrt(2.0) / 2.0, 0.12));
	/* of a sine the median magnitude is 1/√2 of its amplitude */
	f = sines(500, (struct wave[]){ { 1, 8 }, { 0.1, 80 } }, 2);
	CHECK(near(f.noise, 1.4826 * 0.1 * 0.7071 / 2.1, 0.02));
	CHECK(f.sqi > 0.5 && f.sqi < 1);
}

TEST(waves_of_the_heart_are_no_noise)
{
	/* sines are the worst case of a ventricular flutter */
	for (int hz = 2; hz <= 8; hz++)
		CHECK(sines(250, (struct wave[]){ { 0.6, hz } }, 1).sqi == 1);
	CHECK(sines(250, (struct wave[]){ { 0.2, 5.3 } }, 1).sqi == 1);
}

/* After a minute of QRS-like spikes of 1 mV, `then` samples of value v. */
static struct quality_figures
then(int32_t v, int noise)
{
	struct quality_figures f = { 0 };
	uint64_t state = 5;

	quality_start(&q, (struct rate){ 250, 1 }, COUNTS);
	for (int s = 0; s < 60 + 60; s++) {
		int32_t x[250];

		for (int i = 0; i < 250; i++) {
			int r = noise ? (int)(unit_random(&state) % (uint64_t)(2 * noise + 1)) - noise : 0;

			x[i] = s < 60 ? (i < 20 ? 100 * (10 - abs(i - 10)) : 0) : v;
			x[i] += smp_is_count(x[i]) ? r : 0;
		}
		quality_feed(&q, x, 250);
		f = quality_second(&q, &scratch);
	}
	return f;
}

TEST(a_flat_line_is_of_good_quality)
{
	struct quality_figures f = then(0, 0);

	CHECK(f.sqi == 1 && f.level);
	f = then(0, 4); /* with the noise of an amplifier: ± 4 µV */
	CHECK(f.sqi == 1 && f.level);
	f = then(0, 20);
	CHECK(f.sqi > 0.9 && !f.level);
}

TEST(missing_samples_and_saturated_ones_are_of_none)
{
	CHECK(then(SMP_E, 0).sqi == 0);
	CHECK(then(SMP_U, 0).sqi == 0);
	CHECK(then(SMP_L, 0).missing == 1);
	CHECK(!then(SMP_E, 0).level);
}

TEST(muscle_noise_of_half_a_beat_leaves_nothing)
{
	CHECK(then(0, 600).sqi == 0); /* ± 0.6 mV, white */
}

TEST(the_same_figures_in_pieces_of_any_size)
{
	static struct quality whole;
	int32_t x[1000];
	uint64_t state = 9;

	for (int i = 0; i < 1000; i++)
		x[i] = (int32_t)(unit_random(&state) % 2000) - (i % 7 == 0 ? 500 : 0);
	quality_start(&whole, (struct rate){ 500, 1 }, COUNTS);
	quality_start(&q, (struct rate){ 500, 1 }, COUNTS);
	quality_feed(&whole, x, 1000);
	for (size_t at = 0, n; at < 1000; at += n) {
		n = unit_random(&state) % 40;
		n = n < 1000 - at ? n : 1000 - at;
		quality_feed(&q, x + at, n);
	}
	CHECK(memcmp(&q, &whole, sizeof q) == 0);
}

int
main(void)
{
	RUN(powers_of_bands);
	RUN(kurtosis_of_a_sine_is_one_and_a_half_and_of_spikes_is_their_distance);
	RUN(sizes_relative_to_the_level);
	RUN(waves_of_the_heart_are_no_noise);
	RUN(a_flat_line_is_of_good_quality);
	RUN(missing_samples_and_saturated_ones_are_of_none);
	RUN(muscle_noise_of_half_a_beat_leaves_nothing);
	RUN(the_same_figures_in_pieces_of_any_size);
	return unit_done();
}
