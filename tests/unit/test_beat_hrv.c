/* Variability against the reference numbers of IOMT_DATA/hrv, and against vectors that can be computed by hand. */
#include "unit.h"

#include "beat/hrv_series.h"
#include "beat/rr_fix.h"
#include "beat/rr_simple.h"
#include "beat/hrv_window.h"
#include "beat/rr_sort.h"
#include "dsp/curve.h"
#include "dsp/fft.h"
#include "dsp/fn.h"
#include "dsp/lomb.h"

#include <jansson.h>
#include <math.h>

enum { MOST = 110000 };

static double nn[MOST], t[MOST], scratch[12 * MOST];
static struct welch welch;

static bool
near(double is, double want, double tolerance)
{
	return fabs(is - want) <= tolerance * fabs(want) || fabs(is - want) < 1e-11;
}

/* --- what is given --- */

static const char *
data(const char *name)
{
	static char path[4096];
	const char *root = getenv("IOMT_DATA");
	FILE *f;

	if (!root || !*root)
		return NULL;
	snprintf(path, sizeof(path), "%s/hrv/%s", root, name);
	f = fopen(path, "r");
	if (!f)
		return NULL;
	fclose(f);
	return path;
}

static size_t
read_list(const char *name, const char *format, double scale)
{
	FILE *f = fopen(data(name), "r");
	size_t n = 0;

	while (f && n < MOST && fscanf(f, format, &nn[n]) == 1)
		nn[n++] *= scale;
	if (f)
		fclose(f);
	return n;
}

static struct hrv_series
series(size_t n)
{
	hrv_times(nn, n, t);
	return (struct hrv_series){ .nn = nn, .t = t, .n = n, .first = nn[0] / 1000 };
}

/* hrv.md: sine_400, minstd_1000, alt_100 by their generators, so that the numbers do not hang on files alone. */
static size_t
make_sine(void)
{
	double at = 0;

	for (int i = 0; i < 400; i++) {
		nn[i] = floor(800 + 40 * fn_sin(2 * FN_PI * 0.1 * at) + 20 * fn_sin(2 * FN_PI * 0.25 * at) + 0.5);
		at += nn[i] / 1000;
	}
	return 400;
}

static size_t
make_minstd(void)
{
	uint64_t x = 12345;

	for (int i = 0; i < 1000; i++) {
		x = 48271 * x % 2147483647;
		nn[i] = (double)(800 + 101 * x / 2147483647);
	}
	return 1000;
}

static size_t
make_alt(void)
{
	for (int i = 0; i < 100; i++)
		nn[i] = i % 2 ? 900 : 800;
	return 100;
}

/* --- against the reference file --- */

static size_t matched; /* keys that the file has and that were compared */

static void
expect(const char *where, const json_t *object, const char *key, double is, double tolerance)
{
	const json_t *v = json_object_get(object, key);
	bool good;

	if (!v)
		return;
	matched++;
	good = json_is_null(v) ? isnan(is) : near(is, json_number_value(v), tolerance);
	if (!good)
		printf("# %s %s: is %.12g, want %.12g\n", where, key, is, json_is_null(v) ? NAN : json_number_value(v));
	CHECK(good);
}

static void
expect_time(const char *name, const json_t *o, const struct hrv_series *s)
{
	struct hrv_time h;
	const double tol = 1e-9;

	hrv_time(s, &h, scratch);
	matched = 0;
	expect(name, o, "n", (double)h.n, 0);
	expect(name, o, "mean_nn", h.mean, tol);
	expect(name, o, "median_nn", h.median, tol);
	expect(name, o, "min_nn", h.low, 0);
	expect(name, o, "max_nn", h.high, 0);
	expect(name, o, "sdnn", h.sdnn, tol);
	expect(name, o, "rmssd", h.rmssd, tol);
	expect(name, o, "sdsd", h.sdsd, tol);
	expect(name, o, "nn50", (double)h.nn50, 0);
	expect(name, o, "nn20", (double)h.nn20, 0);
	expect(name, o, "pnn50_nm1", h.pnn50, tol);
	expect(name, o, "pnn20_nm1", h.pnn20, tol);
	expect(name, o, "pnn50_n", 100 * (double)h.nn50 / (double)h.n, tol);
	expect(name, o, "hr_of_mean_nn", h.hr_of_mean_nn, tol);
	expect(name, o, "mean_hr_of_beats", h.mean_of_beat_hr, tol);
	expect(name, o, "sdann5", h.sdann, tol);
	expect(name, o, "sdnni5", h.sdnni, tol);
	expect(name, o, "hrv_tri_index", h.tri_index, tol);
	expect(name, o, "sd1", h.sd1, tol);
	expect(name, o, "sd2", h.sd2, tol);
	expect(name, o, "sd2_direct", h.sd2_direct, tol);
	expect(name, o, "sd_hr_ddof1", h.sd_of_beat_hr, tol);
	expect(name, o, "baevsky_si", h.si, tol);
	expect(name, o, "baevsky_amo_pct", h.amo, tol);
	expect(name, o, "baevsky_mo_s", h.mo, tol);
	expect(name, o, "baevsky_mxdmn_s", h.mxdmn, tol);
	expect(name, o, "baevsky_si_median_mo", h.si_median, tol);
	expect(name, o, "baevsky_sqrt_si_median_mo", h.root_si_median, tol);
	CHECK_EQ(matched, json_object_size(o));
}

static void
expect_freq(const char *name, const json_t *freq, const struct hrv_series *s)
{
	for (int m = 0; m < HRV_METHODS; m++) {
		const json_t *o = json_object_get(freq, hrv_method_name[m]);
		const double tol = m == HRV_LOMB ? 1e-9 : 1e-6;
		struct hrv_freq h;
		char where[80];

		matched = 0;
		snprintf(where, sizeof(where), "%s %s", name, hrv_method_name[m]);
		CHECK(o);
		CHECK(hrv_freq(s, (enum hrv_method)m, &h, &welch, scratch));
		expect(where, o, "vlf", h.vlf.power, tol);
		expect(where, o, "lf", h.lf.power, tol);
		expect(where, o, "hf", h.hf.power, tol);
		expect(where, o, "lf_hf", h.lf_hf, tol);
		expect(where, o, "lf_nu", h.lf_nu, tol);
		expect(where, o, "lf_peak_hz", h.lf.peak_hz, tol);
		expect(where, o, "hf_peak_hz", h.hf.peak_hz, tol);
		expect(where, o, "df", h.df, tol);
		expect(where, o, "n_resampled", (double)h.resampled, 0);
		CHECK_EQ(matched, json_object_size(o));
	}
}

static void
expect_nonlinear(const char *name, const json_t *spec, const struct hrv_series *s)
{
	const json_t *e = json_object_get(spec, "sampen");
	struct hrv_entropy h;

	expect(name, spec, "dfa_alpha1_4_16", hrv_dfa(s, 4, 16, scratch), 1e-9);
	expect(name, spec, "dfa_alpha2_16_64", hrv_dfa(s, 16, 64, scratch), 1e-9);
	if (!e)
		return;
	hrv_entropy(s, &h);
	expect(name, e, "A", (double)h.a, 0);
	expect(name, e, "B", (double)h.b, 0);
	expect(name, e, "value", h.value, 1e-9);
}

TEST(every_number_of_the_reference_file)
{
	json_t *all = json_load_file(data("expected_hrv.json"), 0, NULL);
	const char *name;
	json_t *one;
	int series_seen = 0;

	CHECK(all);
	json_object_foreach(all, name, one)
	{
		const json_t *spec = json_object_get(one, "spec"), *freq = json_object_get(spec, "freq");
		char file[80];
		struct hrv_series s;

		snprintf(file, sizeof(file), "%s.txt", name);
		s = series(read_list(file, "%lf", 1));
		CHECK(s.n >= 100);
		expect_time(name, json_object_get(spec, "time"), &s);
		if (freq)
			expect_freq(name, freq, &s);
		else
			for (int m = 0; m < HRV_METHODS; m++) {
				struct hrv_freq none;

				CHECK(!hrv_freq(&s, (enum hrv_method)m, &none, &welch, scratch));
			}
		expect_nonlinear(name, spec, &s);
		series_seen++;
	}
	CHECK_EQ(series_seen, 9);
	json_decref(all);
}

/* --- beats corrected --- */

enum { PEAKS = 420 };
static double peaks[PEAKS];
static uint8_t touched[PEAKS], class[PEAKS];

static size_t
read_peaks(void)
{
	const size_t n = read_list("artefact_peaks_ms.txt", "%lf", 1);

	memcpy(peaks, nn, n * sizeof(peaks[0]));
	return n;
}

static void
expect_class(const json_t *o, const char *key, enum rr_class which, size_t n)
{
	const json_t *list = json_object_get(o, key);
	size_t seen = 0;

	for (size_t i = 0; i < n; i++)
		if (class[i] == which) {
			CHECK_EQ(i, json_integer_value(json_array_get(list, seen)));
			seen++;
		}
	CHECK_EQ(seen, json_array_size(list));
}

static void
expect_peaks(const json_t *list, size_t n)
{
	CHECK_EQ(n, json_array_size(list));
	for (size_t i = 0; i < n; i++)
		CHECK_EQ(peaks[i], json_integer_value(json_array_get(list, i)));
}

TEST(lipponen_tarvainen_as_the_reference_to_the_ms)
{
	json_t *all = json_load_file(data("expected_lipponen.json"), 0, NULL);
	const json_t *o = json_object_get(all, "single_pass");
	size_t n = read_peaks();
	struct rr_fixed f;

	CHECK_EQ(n, 401);
	CHECK_EQ(rr_classify(peaks, n, class, scratch), 5);
	expect_class(o, "ectopic", RR_ECTOPIC, n);
	expect_class(o, "missed", RR_MISSED, n);
	expect_class(o, "extra", RR_EXTRA, n);
	expect_class(o, "longshort", RR_LONGSHORT, n);
	n = rr_apply(peaks, touched, n, PEAKS, class, scratch);
	expect_peaks(json_object_get(all, "single_pass_corrected_peaks"), n);
	CHECK_EQ(rr_classify(peaks, n, class, scratch), 2);
	o = json_object_get(all, "iterative_last_pass");
	expect_class(o, "ectopic", RR_ECTOPIC, n);
	expect_class(o, "longshort", RR_LONGSHORT, n);

	n = read_peaks();
	memset(touched, 0, sizeof(touched));
	f = rr_fix(peaks, touched, n, PEAKS, class, scratch);
	CHECK_EQ(f.passes, 2);
	CHECK_EQ(f.changed, 7);
	expect_peaks(json_object_get(all, "iterative_corrected_peaks"), f.n);
	json_decref(all);
}

/* --- the spectral patterns of ANSI/AAMI EC57 --- */

static const struct pattern {
	const char *file;
	double vlf, lf, hf; /* ms², as stated */
} patterns[] = {
	{ "ec57/HRV256_TP2.txt", 0, 0, 612.5 },
	{ "ec57/HRV256_TP3.txt", 0, 2450, 0 },
	{ "ec57/HRV256_TP4.txt", 39200, 0, 0 },
	{ "ec57/HRV256_TP5.txt", 0, 0, 0 },
};

static void
expect_band(const struct pattern *p, const char *name, double is, double want, double variance)
{
	const bool good = want > 0 ? near(is, want, 0.011) : is < 0.003 * variance;

	printf("# %s %s %.2f (stated %g)\n", p->file, name, is, want);
	CHECK(good);
}

TEST(ec57_patterns_have_their_stated_powers)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		const struct pattern *p = &patterns[i];
		const struct hrv_series s = series(read_list(p->file, "%*f,%lf", 1000));
		struct hrv_freq f;
		struct hrv_time h;

		CHECK(s.n > 20000);
		hrv_time(&s, &h, scratch);
		CHECK(hrv_freq(&s, HRV_NCS, &f, &welch, scratch));
		expect_band(p, "VLF", f.vlf.power, p->vlf, h.sdnn * h.sdnn);
		expect_band(p, "LF", f.lf.power, p->lf, h.sdnn * h.sdnn);
		expect_band(p, "HF", f.hf.power, p->hf, h.sdnn * h.sdnn);
	}
}

/* --- without any file --- */

TEST(generated_series_have_their_published_figures)
{
	struct hrv_series s = series(make_sine());
	struct hrv_freq f;
	struct hrv_time h;
	struct hrv_entropy e;

	CHECK(hrv_freq(&s, HRV_NCS, &f, &welch, scratch));
	CHECK(near(f.lf.power, 798.06, 1e-5) && near(f.hf.power, 198.30, 1e-4)); /* true 800, 200 */
	CHECK(hrv_freq(&s, HRV_LINEAR, &f, &welch, scratch));
	CHECK(near(f.lf.power, 765, 1e-3) && near(f.hf.power, 153, 1e-2));
	CHECK(hrv_freq(&s, HRV_LOMB, &f, &welch, scratch));
	CHECK(near(f.lf.power, 793.10, 1e-5) && near(f.hf.power, 201.61, 1e-4));
	hrv_entropy(&s, &e);
	CHECK(near(e.value, 0.4334791193, 1e-9));
	hrv_time(&s, &h, scratch);
	CHECK(near(h.hr_of_mean_nn, 75.106, 1e-5) && near(h.mean_of_beat_hr, 75.224, 1e-5));

	s = series(make_minstd());
	hrv_entropy(&s, &e);
	CHECK(near(e.value, 2.254067464, 1e-9));

	s = series(make_alt());
	hrv_entropy(&s, &e);
	CHECK_EQ(e.a, 2352);
	CHECK(e.value == 0 && !signbit(e.value));
	hrv_time(&s, &h, scratch);
	CHECK(near(h.rmssd, 100, 1e-15) && h.nn50 == 99 && near(h.pnn50, 100, 1e-15) && h.tri_index == 2 && h.sd2 == 0);
}

TEST(figures_of_five_intervals_by_hand)
{
	static const double five[] = { 800, 850, 900, 820, 871 };
	struct hrv_series s;
	struct hrv_time h;

	memcpy(nn, five, sizeof(five));
	s = series(5);
	hrv_time(&s, &h, scratch);
	CHECK(near(h.mean, 848.2, 1e-14));
	CHECK(near(h.sdnn, sqrt((48.2 * 48.2 + 1.8 * 1.8 + 51.8 * 51.8 + 28.2 * 28.2 + 22.8 * 22.8) / 4), 1e-13));
	CHECK(near(h.rmssd, sqrt((50. * 50 + 50 * 50 + 80 * 80 + 51 * 51) / 4), 1e-14));
	CHECK_EQ(h.nn50, 2); /* 50 is not above 50 */
	CHECK_EQ(h.nn20, 4);
	CHECK(near(h.pnn50, 50, 1e-15));
	CHECK(h.median == 850 && h.low == 800 && h.high == 900);
	CHECK(near(h.iqr, 871 - 820, 1e-15));   /* at 1 and 3 of 0 … 4 */
	CHECK(near(h.mad, 1.4826 * 30, 1e-15)); /* 50 0 50 30 21 */
	CHECK(near(h.cvnn, h.sdnn / 848.2, 1e-15) && near(h.cvsd, h.rmssd / 848.2, 1e-15));
	CHECK(near(h.si, 40 / (2 * 0.825 * 0.1), 1e-14)); /* two in 800 … 850 as in the next: the lower counts */
	CHECK(isnan(h.sdann) && isnan(h.sdnni));
}

TEST(nothing_is_differenced_across_a_hole)
{
	static const double list[] = { 800, 810, 1200, 1190, 1195 };
	static const uint8_t holes[] = { 0, 1, 0, 1, 1 };
	struct hrv_series s;
	struct hrv_time h;

	memcpy(nn, list, sizeof(list));
	s = series(5);
	s.joined = holes;
	hrv_time(&s, &h, scratch);
	CHECK_EQ(h.differences, 3);
	CHECK_EQ(h.nn50, 0);
	CHECK(near(h.rmssd, sqrt((100. + 100 + 25) / 3), 1e-14));
	CHECK(near(h.pnn20, 0, 0) && near(h.sdsd,
					     sqrt((10 - 5 / 3.) * (10 - 5 / 3.) / 2 + (-10 - 5 / 3.) * (-10 - 5 / 3.) / 2 +
						     (5 - 5 / 3.) * (5 - 5 / 3.) / 2),
					     1e-13));
}

TEST(entropy_leaves_out_templates_across_a_hole)
{
	struct hrv_series s = series(make_alt());
	uint8_t holes[100];
	struct hrv_entropy e;

	memset(holes, 1, sizeof(holes));
	holes[50] = 0; /* templates 48 and 49 are gone: 96 are left, 48 a parity */
	s.joined = holes;
	hrv_entropy(&s, &e);
	CHECK_EQ(e.b, 2 * (48 * 47 / 2));
}

TEST(one_interval_and_equal_ones)
{
	struct hrv_series s;
	struct hrv_time h;
	struct hrv_freq f;
	struct hrv_entropy e;

	nn[0] = 833.3;
	s = series(1);
	hrv_time(&s, &h, scratch);
	CHECK(h.mean == 833.3 && isnan(h.sdnn) && isnan(h.rmssd) && isnan(h.pnn50) && isnan(h.sd1));
	for (int i = 0; i < 500; i++)
		nn[i] = 833.3; /* its mean is not exactly this */
	s = series(500);
	hrv_time(&s, &h, scratch);
	CHECK(h.sdnn == 0 && h.rmssd == 0 && isnan(h.si) && isnan(h.sd2_sd1));
	for (int m = 0; m < HRV_METHODS; m++)
		CHECK(!hrv_freq(&s, (enum hrv_method)m, &f, &welch, scratch));
	hrv_entropy(&s, &e);
	CHECK(isnan(e.value) && isnan(hrv_dfa(&s, 4, 16, scratch)));
	CHECK(isnan(hrv_dfa(&(struct hrv_series){ .nn = nn, .t = t, .n = 15 }, 4, 16, scratch)));
}

TEST(segments_of_five_minutes)
{
	struct hrv_series s;
	struct hrv_time h;

	for (int i = 0; i < 1300; i++) /* 500 × 1 s, 500 × 1 s and 300 × 1 s: segments of 800 and 1200 would need 600 s */
		nn[i] = 1000 + (i < 299 ? (i % 2 ? 10 : -10) : i < 599 ? 0 : i % 2 ? 30 : -30);
	s = series(700); /* ends at 700 s: segments 0-300 and 300-600 are whole */
	hrv_time(&s, &h, scratch);
	CHECK(h.sdann >= 0 && h.sdann < 0.1);
	CHECK(h.sdnni > 4.9 && h.sdnni < 6.6);
	s = series(599);
	hrv_time(&s, &h, scratch);
	CHECK(isnan(h.sdann) && !isnan(h.sdnni));
	s.until = 600; /* a window's end makes a segment whole, not the last beat's */
	hrv_time(&s, &h, scratch);
	CHECK(h.sdann >= 0 && h.sdann < 0.1);
}

TEST(a_corrected_series_of_constant_beats_is_left_alone)
{
	struct rr_fixed f;

	for (int i = 0; i < 300; i++)
		peaks[i] = 1000 + 800 * i;
	f = rr_fix(peaks, touched, 300, PEAKS, class, scratch);
	CHECK_EQ(f.n, 300);
	CHECK_EQ(f.changed, 0);
	for (size_t n = 0; n < 6; n++) { /* too few to judge */
		f = rr_fix(peaks, touched, n, PEAKS, class, scratch);
		CHECK_EQ(f.n, n);
	}
}

TEST(beats_put_in_keep_to_the_room)
{
	uint64_t seed = 5;

	for (int round = 0; round < 200; round++) {
		struct rr_fixed f;
		size_t n = 5 + unit_random(&seed) % 100;

		peaks[0] = 0;
		for (size_t i = 1; i < n; i++)
			peaks[i] = peaks[i - 1] + 700 + (double)(unit_random(&seed) % 60) +
				   (unit_random(&seed) % 6 ? 0 : 700 * (double)(unit_random(&seed) % 3) - 350);
		f = rr_fix(peaks, touched, n, n, class, scratch);
		CHECK(f.n <= n);
		for (size_t i = 1; i < f.n; i++)
			CHECK(peaks[i] >= peaks[i - 1]);
	}
}

TEST(order_statistics_of_a_window)
{
	static double x[200], low[200], high[200], all[91];
	uint64_t seed = 1;

	for (int i = 0; i < 200; i++)
		x[i] = (double)(unit_random(&seed) % 50);
	rr_running(x, 200, 91, 0.25, low, 0.75, high);
	for (int i = 0; i < 200; i++) {
		const int from = i < 45 ? 0 : i - 45, to = i + 45 < 200 ? i + 45 : 199;

		memcpy(all, x + from, (size_t)(to - from + 1) * sizeof(*x));
		rr_sort(all, (size_t)(to - from + 1));
		for (int k = from; k < to; k++)
			CHECK(all[k - from] <= all[k - from + 1]);
		CHECK(low[i] == rr_quantile(all, (size_t)(to - from + 1), 0.25));
		CHECK(high[i] == rr_quantile(all, (size_t)(to - from + 1), 0.75));
	}
}

TEST(transform_spline_and_periodogram_by_their_definitions)
{
	static double re[64], im[64], w[64], bend[64], place[64], value[64], room[64 * LOMB_SCRATCH];
	double x[64];
	struct curve c = { .t = place, .y = value, .bend = bend, .n = 40 };
	struct lomb l;
	uint64_t seed = 3;

	for (int i = 0; i < 64; i++) {
		re[i] = x[i] = (double)(unit_random(&seed) % 1000) / 100;
		im[i] = 0;
	}
	fft_table(w, 64);
	fft(re, im, 64, w);
	for (int k = 0; k < 64; k++) {
		double a = 0, b = 0;

		for (int i = 0; i < 64; i++) {
			a += x[i] * fn_cos(2 * FN_PI * i * k / 64);
			b -= x[i] * fn_sin(2 * FN_PI * i * k / 64);
		}
		CHECK(fabs(a - re[k]) < 1e-10 && fabs(b - im[k]) < 1e-10);
	}
	for (int i = 0; i < 40; i++) {
		place[i] = (i ? place[i - 1] : 0) + 0.5 + (double)(unit_random(&seed) % 100) / 100;
		value[i] = 3 * place[i] - 7; /* a natural spline keeps a straight line */
	}
	curve_bend(place, value, 40, bend, room);
	for (int i = 0; i < 40; i++)
		CHECK(fabs(bend[i]) < 1e-11);
	for (double v = place[39]; v > place[0]; v -= 0.3) /* backwards, too */
		CHECK(fabs(curve_value(&c, v) - (3 * v - 7)) < 1e-10);
	for (int i = 0; i < 40; i++)
		value[i] = x[i] - 5;
	curve_bend(place, value, 40, bend, room);
	for (int i = 1; i < 39; i++) { /* through the points, and its slope has no jump */
		const double e = 1e-6;

		CHECK(fabs(curve_value(&c, place[i]) - value[i]) < 1e-12);
		CHECK(fabs(curve_value(&c, place[i] + e) - 2 * value[i] + curve_value(&c, place[i] - e)) < 1e-9);
	}
	lomb_start(&l, place, value, 40, 0.01, room);
	for (int k = 1; k <= 200; k++) {
		const double om = 2 * FN_PI * 0.01 * k, p = lomb_next(&l);
		double s2 = 0, c2 = 0, a = 0, aa = 0, b = 0, bb = 0, tau;

		for (int i = 0; i < 40; i++) {
			s2 += fn_sin(2 * om * place[i]);
			c2 += fn_cos(2 * om * place[i]);
		}
		tau = fn_atan2(s2, c2) / (2 * om);
		for (int i = 0; i < 40; i++) {
			const double u = fn_cos(om * (place[i] - tau)), v = fn_sin(om * (place[i] - tau));

			a += value[i] * u;
			aa += u * u;
			b += value[i] * v;
			bb += v * v;
		}
		CHECK(near(p, (a * a / aa + b * b / bb) / 2, 1e-10));
	}
}

TEST(the_simple_correction_rule_by_rule)
{
	struct rr_simple s = { 0 };

	CHECK(!rr_simple(&s, 299.9) && !rr_simple(&s, 2000.1) && !rr_simple(&s, NAN));
	for (int i = 0; i < 3; i++)
		CHECK(rr_simple(&s, 1000));               /* the first possible one is the reference */
	CHECK(rr_simple(&s, 1200) && rr_simple(&s, 800)); /* 20 % is not over 20 % */
	CHECK(!rr_simple(&s, 1200.1) && !rr_simple(&s, 799.9));
	for (int i = 0; i < 5; i++)
		CHECK(rr_simple(&s, 900));
	CHECK(!rr_simple(&s, 719) && rr_simple(&s, 720)); /* the five are 900 */
	for (int i = 0; i < 5; i++)
		CHECK(!rr_simple(&s, 500)); /* five that agree: dropped themselves */
	CHECK(rr_simple(&s, 500));
	for (int i = 0; i < 4; i++)
		CHECK(!rr_simple(&s, 900));
	CHECK(rr_simple(&s, 500)); /* one that fits ends the run: the next 900 is its first again */
	for (int i = 0; i < 4; i++)
		CHECK(!rr_simple(&s, 900));
	CHECK(!rr_simple(&s, 2500)); /* so does an impossible one */
	for (int i = 0; i < 5; i++)
		CHECK(!rr_simple(&s, 900));
	CHECK(rr_simple(&s, 900));
	for (int i = 0; i < 30; i++) /* five that do not agree among themselves never become the reference */
		CHECK(!rr_simple(&s, i % 2 ? 400 : 1700));
	CHECK(rr_simple(&s, 900));
}

static const struct hrv_interval *
intervals(const double *list, const uint8_t *flags, size_t n, int64_t at)
{
	static struct hrv_interval ring[64];

	for (size_t i = 0; i < n; i++) {
		at += (int64_t)(list[i] * 1000) + (flags[i] & HRV_JOINED ? 0 : 2000000); /* 2 s of hole */
		ring[(i + 60) % 64] = (struct hrv_interval){ at, list[i], flags[i] };
	}
	return ring;
}

TEST(a_window_of_intervals_with_holes)
{
	static const double list[] = { 800, 810, 820, 500, 1100, 830, 840 };
	static const uint8_t flags[] = { 0, HRV_JOINED, HRV_JOINED, HRV_JOINED | HRV_END_ODD, HRV_JOINED | HRV_BEGIN_ODD, 0,
		HRV_JOINED | HRV_DROPPED };
	static double memory[40000];
	struct hrv_room room;
	struct hrv_window w;

	CHECK(hrv_room_size(64) <= sizeof(memory));
	room = hrv_room(64, memory);
	w = hrv_window(intervals(list, flags, 7, 5000000), 64, 60, 7, 5000000, 20000000, HRV_UNCORRECTED, &room);
	CHECK_EQ(w.intervals, 7);
	CHECK_EQ(w.s.n, 5);
	CHECK(near(w.corrected, 200. / 7, 1e-15) && near(w.seconds, 4.1, 1e-14));
	CHECK(!w.s.joined[0] && w.s.joined[1] && w.s.joined[2] && !w.s.joined[3] && w.s.joined[4]);
	CHECK(near(w.s.first, 2.8, 1e-15) && w.s.t[0] == 0 && near(w.s.t[2], 1.63, 1e-15));
	CHECK(near(w.s.t[3], 1.63 + 0.5 + 1.1 + 2 + 0.83, 1e-14)); /* the hole has its true length */
	w = hrv_window(intervals(list, flags, 7, 5000000), 64, 60, 7, 5000000, 20000000, HRV_SIMPLE, &room);
	CHECK_EQ(w.s.n, 4);
	w = hrv_window(intervals(list, flags, 7, 5000000), 64, 60, 7, 5000000, 20000000, HRV_LIPPONEN, &room);
	CHECK(w.s.n >= 4 && w.corrected > 0); /* two stretches; 9 beats */
	for (size_t i = 1; i < w.s.n; i++)
		CHECK(w.s.t[i] > w.s.t[i - 1]);
	w = hrv_window(intervals(list, flags, 0, 0), 64, 60, 0, 0, 1, HRV_LIPPONEN, &room);
	CHECK(w.s.n == 0 && w.corrected == 0);
}

TEST(which_beats_begin_in_the_sinus_node)
{
	static const char yes[] = "NLRB?", no[] = "VAaJSFejnEr/fQ!";

	for (const char *c = yes; *c; c++)
		CHECK(hrv_normal(c, 1));
	for (const char *c = no; *c; c++)
		CHECK(!hrv_normal(c, 1));
	CHECK(!hrv_normal("NN", 2) && !hrv_normal("", 0));
}

int
main(void)
{
	RUN(the_simple_correction_rule_by_rule);
	RUN(a_window_of_intervals_with_holes);
	RUN(which_beats_begin_in_the_sinus_node);
	RUN(generated_series_have_their_published_figures);
	RUN(figures_of_five_intervals_by_hand);
	RUN(nothing_is_differenced_across_a_hole);
	RUN(entropy_leaves_out_templates_across_a_hole);
	RUN(one_interval_and_equal_ones);
	RUN(segments_of_five_minutes);
	RUN(a_corrected_series_of_constant_beats_is_left_alone);
	RUN(beats_put_in_keep_to_the_room);
	RUN(order_statistics_of_a_window);
	RUN(transform_spline_and_periodogram_by_their_definitions);
	if (data("expected_hrv.json")) {
		RUN(every_number_of_the_reference_file);
		RUN(lipponen_tarvainen_as_the_reference_to_the_ms);
		RUN(ec57_patterns_have_their_stated_powers);
	} else {
		printf("ok %u - the reference numbers # skip no hrv in IOMT_DATA\n", ++unit_done_);
	}
	return unit_done();
}
