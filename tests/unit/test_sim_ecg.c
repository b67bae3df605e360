/* The synthetic ECG keeps what it promises: beats where the clean signal has its peaks, the rate, the share of premature beats, the
 * variability, the signal-to-noise ratio; and the same numbers from every compiler. */
#include "unit.h"

#include "sim/ecg.h"

#include <math.h>

enum { BEATS = 20000 };

static struct ecg_setup
setup(double rate)
{
	struct ecg_setup s = {
		.fs = { 360, 1 }, .nlead = 2, .lead = { 1, 6 }, .height = 1.5, .qrs = 90, .t_wave = NAN, .mains = 50
	};
	s.rhythm = (struct rhythm_setup){
		.seed = 7, .npoint = 1, .point = { { 0, rate } }, .sdnn = 0.03, .lfhf = 0.5, .breath = 0.25
	};
	return s;
}

static struct ecg_truth beats[BEATS];
static float clean[4000000];

/* Runs it; leaves the beats and the first channel's clean signal. Returns the number of beats. */
static int
run(const struct ecg_setup *s, int64_t samples)
{
	static struct ecg e;
	int n = 0;
	const char *wrong = ecg_start(&e, s);
	CHECK(wrong == NULL);
	if (wrong != NULL)
		return 0;
	for (int64_t i = 0; i < samples; i++) {
		struct ecg_sample v;
		ecg_step(&e, &v);
		clean[i] = (float)v.clean[0];
		while (n < BEATS && ecg_beat(&e, &beats[n]))
			n++;
	}
	return n;
}

static int
count(int n, enum rhythm_kind k)
{
	int c = 0;
	for (int i = 0; i < n; i++)
		c += beats[i].kind == k;
	return c;
}

TEST(every_beat_is_the_extremum_of_the_clean_signal_around_it)
{
	static const int rates[] = { 30, 75, 160, 300 }, leads[] = { 1, 6, 3, 8 }; /* II, V1 (downwards), aVR (downwards), V3 */
	for (int r = 0; r < 4; r++) {
		struct ecg_setup s = setup(rates[r]);
		s.fs = (struct rate){ r == 1 ? 1000 : 250, 1 };
		s.lead[0] = leads[r];
		s.rhythm.ventricular = 0.1;
		s.rhythm.atrial = 0.05;
		s.rhythm.sdnn = 0.01;
		s.rhythm.af[0] = (struct rhythm_span){ 100, 160 };
		s.rhythm.naf = 1;
		int64_t samples = 300 * s.fs.num, w = s.fs.num * 35 / 1000;
		int n = run(&s, samples), wrong = 0;
		CHECK(n > 300 * rates[r] / 60 * 9 / 10);
		for (int i = 0; i < n; i++) {
			int64_t at = beats[i].index;
			if (at < w || at + w >= samples)
				continue;
			bool top = true, bottom = true;
			for (int64_t k = at - w; k <= at + w; k++) {
				top = top && clean[k] <= clean[at];
				bottom = bottom && clean[k] >= clean[at];
			}
			wrong += !top && !bottom;
		}
		CHECK_EQ(wrong, 0);
	}
}

TEST(beats_are_in_order_and_none_is_lost)
{
	struct ecg_setup s = setup(75);
	int n = run(&s, 600 * 360);
	CHECK(n >= 749 && n <= 751);
	for (int i = 1; i < n; i++)
		CHECK(beats[i].index > beats[i - 1].index);
}

TEST(rate_ramps_straight)
{
	struct ecg_setup s = setup(60);
	s.rhythm.npoint = 2;
	s.rhythm.point[1] = (struct rhythm_point){ 600, 150 };
	int n = run(&s, 600 * 360), first = 0, last = 0;
	for (int i = 0; i < n; i++) {
		first += beats[i].index < 60 * 360;
		last += beats[i].index >= 540 * 360;
	}
	/* means of the first and last minute: 64.5 and 145.5 */
	CHECK(first >= 63 && first <= 66);
	CHECK(last >= 144 && last <= 147);
	CHECK(abs(n - 1050) <= 3);
}

TEST(intervals_deviate_as_asked)
{
	struct ecg_setup s = setup(60);
	s.rhythm.sdnn = 0.05;
	int n = run(&s, 3600 * 360);
	double sum = 0, square = 0;
	for (int i = 1; i < n; i++) {
		double rr = (double)(beats[i].index - beats[i - 1].index) / 360;
		sum += rr;
		square += rr * rr;
	}
	double mean = sum / (n - 1), sd = sqrt(square / (n - 1) - mean * mean);
	CHECK(fabs(mean - 1) < 0.003);
	CHECK(fabs(sd - 0.05) < 0.0015);
	s.rhythm.sdnn = 0;
	n = run(&s, 60 * 360);
	for (int i = 1; i < n; i++)
		CHECK(llabs(beats[i].index - beats[i - 1].index - 360) <= 1);
}

/* Power of the intervals at a frequency, by the sum over beats (no resampling, so nothing is lost at the high end). */
static double
power_at(int n, double hz)
{
	double re = 0, im = 0, mean = (double)(beats[n - 1].index - beats[0].index) / 360 / (n - 1);
	for (int i = 1; i < n; i++) {
		double t = (double)beats[i - 1].index / 360, rr = (double)(beats[i].index - beats[i - 1].index) / 360 - mean;
		re += rr * rhythm_turn_sin(hz * t + 0.25);
		im += rr * rhythm_turn_sin(hz * t);
	}
	return re * re + im * im;
}

static double
power_between(int n, double low, double high)
{
	double sum = 0;
	for (double f = low; f < high; f += 0.0004)
		sum += power_at(n, f);
	return sum;
}

TEST(spectrum_has_its_two_peaks_in_the_ratio_asked_for)
{
	static const double ratios[] = { 0.5, 4 };
	for (int r = 0; r < 2; r++) {
		struct ecg_setup s = setup(60);
		s.rhythm.lfhf = ratios[r];
		int n = run(&s, 1800 * 360);
		double lf = power_between(n, 0.05, 0.15), hf = power_between(n, 0.2, 0.3), between = power_between(n, 0.15, 0.2),
		       below = power_between(n, 0.01, 0.05);
		CHECK(fabs(lf / hf / ratios[r] - 1) < 0.15);
		CHECK(between < 0.1 * (lf + hf));
		CHECK(below < 0.1 * (lf + hf));
	}
}

TEST(premature_beats_have_their_share_coupling_and_pause)
{
	struct ecg_setup s = setup(70);
	s.rhythm.ventricular = 0.05;
	s.rhythm.atrial = 0.03;
	s.rhythm.sdnn = 0;
	s.fs = (struct rate){ 100, 1 };
	int n = run(&s, 10000 * 100);
	/* four deviations of a binomial of 11,600 beats */
	CHECK(fabs((double)count(n, RHYTHM_V) / n - 0.05) < 0.008);
	CHECK(fabs((double)count(n, RHYTHM_A) / n - 0.03) < 0.0065);
	double rr = 60.0 / 70 * 100;
	for (int i = 1; i + 1 < n; i++) {
		double before = (double)(beats[i].index - beats[i - 1].index),
		       after = (double)(beats[i + 1].index - beats[i].index);
		if (beats[i].kind == RHYTHM_V) {
			CHECK(before > 0.53 * rr && before < 0.77 * rr);
			CHECK(fabs(before + after - 2 * rr) < 3);
			CHECK(beats[i + 1].kind == RHYTHM_N);
		} else if (beats[i].kind == RHYTHM_A) {
			CHECK(before > 0.58 * rr && before < 0.82 * rr);
			CHECK(fabs(after - 1.05 * rr) < 3);
		}
	}
}

TEST(half_premature_is_bigeminy)
{
	struct ecg_setup s = setup(80);
	s.rhythm.ventricular = 0.5;
	int n = run(&s, 300 * 360);
	for (int i = 1; i < n; i++)
		CHECK((beats[i].kind == RHYTHM_V) != (beats[i - 1].kind == RHYTHM_V));
}

TEST(fibrillation_is_irregular_and_only_where_asked)
{
	struct ecg_setup s = setup(75);
	s.rhythm.af[0] = (struct rhythm_span){ 300, 1500 };
	s.rhythm.naf = 1;
	int n = run(&s, 1800 * 360);
	double sum = 0, square = 0;
	int k = 0;
	for (int i = 1; i < n; i++) {
		double t = (double)beats[i].index / 360, rr = (double)(beats[i].index - beats[i - 1].index) / 360;
		if (t < 299 || t > 1502)
			CHECK(beats[i].kind == RHYTHM_N);
		if (beats[i - 1].kind == RHYTHM_AF && beats[i].kind == RHYTHM_AF) {
			sum += rr;
			square += rr * rr;
			k++;
		}
	}
	double mean = sum / k, cv = sqrt(square / k - mean * mean) / mean;
	CHECK(k > 1300);
	CHECK(fabs(mean - 0.8) < 0.02);
	CHECK(fabs(cv - 0.22) < 0.015);
	CHECK_EQ(rhythm_code(RHYTHM_AF), 'N');
}

TEST(a_pause_holds_no_beat_and_ends_with_one)
{
	struct ecg_setup s = setup(75);
	s.rhythm.pause[0] = (struct rhythm_span){ 30, 36 };
	s.rhythm.npause = 1;
	s.rhythm.ventricular = 0.2;
	int n = run(&s, 60 * 360), in = 0, at = 0;
	for (int i = 0; i < n; i++) {
		in += beats[i].index >= 30 * 360 + 2 && beats[i].index < 36 * 360 - 2;
		at += llabs(beats[i].index - 36 * 360) <= 2;
	}
	CHECK_EQ(in, 0);
	CHECK_EQ(at, 1);
}

TEST(noise_has_the_power_that_the_ratio_says)
{
	static const double ratios[] = { 0, 6 };
	static struct ecg e;
	for (int kind = 0; kind < NOISE_KINDS; kind++)
		for (int r = 0; r < 2; r++) {
			struct ecg_setup s = setup(75);
			s.noisy = true;
			s.snr = ratios[r];
			s.noise = (enum noise_kind)kind;
			s.fs = (struct rate){ 125, 1 };
			CHECK(ecg_start(&e, &s) == NULL);
			double square[2] = { 0 };
			enum { N = 1200 * 125 };
			for (int i = 0; i < N; i++) {
				struct ecg_sample v;
				ecg_step(&e, &v);
				for (int k = 0; k < 2; k++)
					square[k] += (v.mv[k] - v.clean[k]) * (v.mv[k] - v.clean[k]);
			}
			for (int k = 0; k < 2; k++) {
				double db = 10 * log10(1.5 * 1.5 / 8 / (square[k] / N));
				CHECK(fabs(db - ratios[r]) < 0.15);
			}
		}
}

TEST(qrs_has_the_height_asked_for)
{
	struct ecg_setup s = setup(75);
	s.height = 0.8;
	int n = run(&s, 120 * 360);
	double sum = 0;
	for (int i = 1; i + 1 < n; i++) {
		float low = 9, high = -9;
		for (int64_t k = beats[i].index - 20; k <= beats[i].index + 20; k++) {
			low = clean[k] < low ? clean[k] : low;
			high = clean[k] > high ? clean[k] : high;
		}
		sum += (double)(high - low);
	}
	CHECK(fabs(sum / (n - 2) - 0.8) < 0.01);
	/* a T of its own height; measured where it stands at 60 /min */
	s = setup(60);
	s.rhythm.sdnn = 0;
	s.t_wave = 0.9;
	n = run(&s, 60 * 360);
	float high = -9;
	for (int64_t k = beats[20].index + 72; k <= beats[20].index + 144; k++)
		high = clean[k] > high ? clean[k] : high;
	CHECK(fabs((double)high - 0.9) < 0.08); /* ± 5 % by breathing, and the baseline's 0.03 mV */
}

TEST(limb_leads_obey_einthoven)
{
	static struct ecg e;
	struct ecg_setup s = setup(70);
	s.nlead = 6;
	for (int i = 0; i < 6; i++)
		s.lead[i] = i; /* I II III aVR aVL aVF */
	s.rhythm.ventricular = 0.1;
	CHECK(ecg_start(&e, &s) == NULL);
	for (int i = 0; i < 20 * 360; i++) {
		struct ecg_sample v;
		ecg_step(&e, &v);
		/* what moves all electrodes alike is in each lead as it is: taken off before */
		double b = 0.03 * e.shape.scale * v.breath, *c = v.clean;
		CHECK(fabs((c[2] - b) - ((c[1] - b) - (c[0] - b))) < 1e-9);
		CHECK(fabs((c[3] - b) + (c[4] - b) + (c[5] - b)) < 1e-9);
	}
}

TEST(noise_moves_no_beat)
{
	struct ecg_setup s = setup(75);
	s.rhythm.ventricular = 0.1;
	int n = run(&s, 100 * 360);
	static struct ecg_truth quiet[BEATS];
	memcpy(quiet, beats, (size_t)n * sizeof beats[0]);
	s.noisy = true;
	s.snr = 0;
	CHECK_EQ(run(&s, 100 * 360), n);
	for (int i = 0; i < n; i++)
		CHECK_EQ(beats[i].index, quiet[i].index);
}

TEST(another_seed_another_heart)
{
	struct ecg_setup s = setup(75);
	int n = run(&s, 100 * 360), same = 0;
	static struct ecg_truth before[BEATS];
	memcpy(before, beats, (size_t)n * sizeof beats[0]);
	s.rhythm.seed = 8;
	int m = run(&s, 100 * 360);
	for (int i = 0; i < n && i < m; i++)
		same += beats[i].index == before[i].index;
	CHECK(same < n / 4);
}

/* FNV-1a over the bits of every sample: the same from gcc, clang, any level of optimisation, any processor. */
TEST(the_same_bits_everywhere)
{
	static struct ecg e;
	struct ecg_setup s = setup(60);
	s.rhythm.npoint = 2;
	s.rhythm.point[1] = (struct rhythm_point){ 100, 150 };
	s.rhythm.ventricular = s.rhythm.atrial = 0.1;
	s.rhythm.af[0] = (struct rhythm_span){ 40, 60 };
	s.rhythm.naf = 1;
	s.noisy = true;
	s.snr = 6;
	CHECK(ecg_start(&e, &s) == NULL);
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (int i = 0; i < 100 * 360; i++) {
		struct ecg_sample v;
		ecg_step(&e, &v);
		double all[4] = { v.mv[0], v.mv[1], v.pleth, v.breath };
		uint64_t bits[4];
		memcpy(bits, all, sizeof bits);
		for (int k = 0; k < 4; k++)
			h = (h ^ bits[k]) * UINT64_C(0x100000001b3);
	}
	char text[24];
	snprintf(text, sizeof text, "%016" PRIx64, h);
	CHECK_STR(text, "4d5955f2afe3945e");
}

TEST(what_cannot_be_is_refused)
{
	static struct ecg e;
	struct ecg_setup s;
#define REFUSED(change)                                                                                                            \
	do {                                                                                                                       \
		s = setup(75);                                                                                                     \
		change;                                                                                                            \
		CHECK(ecg_start(&e, &s) != NULL);                                                                                  \
	} while (0)
	REFUSED(s.rhythm.point[0].rate = 10);
	REFUSED(s.rhythm.point[0].rate = NAN);
	REFUSED(s.rhythm.point[0].rate = 301);
	REFUSED(s.rhythm.sdnn = 0.5);
	REFUSED(s.rhythm.lfhf = -1);
	REFUSED(s.rhythm.breath = 0);
	REFUSED((s.rhythm.ventricular = 0.3, s.rhythm.atrial = 0.3));
	REFUSED((s.rhythm.naf = 1, s.rhythm.af[0] = (struct rhythm_span){ 5, 5 }));
	REFUSED(s.fs = ((struct rate){ 20, 1 }));
	REFUSED(s.height = 0);
	REFUSED(s.qrs = 201);
	REFUSED(s.qrs = 4);
	REFUSED(s.pacer.mv = 1001);
	REFUSED((s.pacer.mv = 2, s.pacer.ms = 0.01));
	REFUSED((s.pacer.mv = 2, s.pacer.ms = 1, s.pacer.tail = NAN));
	REFUSED((s.pacer.mv = 2, s.pacer.ms = 1, s.pacer.rate = 10));
	REFUSED((s.noisy = true, s.snr = NAN));
	REFUSED((s.noisy = true, s.noise = NOISE_MAINS, s.fs = (struct rate){ 100, 1 }));
	REFUSED(s.nlead = 0);
}

int
main(void)
{
	RUN(every_beat_is_the_extremum_of_the_clean_signal_around_it);
	RUN(beats_are_in_order_and_none_is_lost);
	RUN(rate_ramps_straight);
	RUN(intervals_deviate_as_asked);
	RUN(spectrum_has_its_two_peaks_in_the_ratio_asked_for);
	RUN(premature_beats_have_their_share_coupling_and_pause);
	RUN(half_premature_is_bigeminy);
	RUN(fibrillation_is_irregular_and_only_where_asked);
	RUN(a_pause_holds_no_beat_and_ends_with_one);
	RUN(noise_has_the_power_that_the_ratio_says);
	RUN(qrs_has_the_height_asked_for);
	RUN(limb_leads_obey_einthoven);
	RUN(noise_moves_no_beat);
	RUN(another_seed_another_heart);
	RUN(the_same_bits_everywhere);
	RUN(what_cannot_be_is_refused);
	return unit_done();
}
