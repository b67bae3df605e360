/* The QRS detector on signals whose beats are known by construction. */
#include "beat/qrs.h"
#include "record/samples.h"
#include "unit.h"

#include <math.h>

enum { MAX = 200000, BEATS = 400 };

static int32_t x[MAX], y[MAX];
static int64_t truth[BEATS], found[2][BEATS];
static size_t ntruth;

struct got {
	int64_t *index;
	size_t n;
	const struct qrs *q;
	int64_t settled; /* the largest promise so far */
	int64_t latest;  /* the longest way from a peak to its beat, in samples */
	bool broken;
};

static void
take(void *arg, const struct qrs_beat *b)
{
	struct got *g = arg;

	if (g->n < BEATS)
		g->index[g->n++] = b->index;
	if (g->q->front.at - b->index > g->latest)
		g->latest = g->q->front.at - b->index;
	g->broken |= b->index < g->settled;
}

static double
bump(double t, double s)
{
	return exp(-t * t / (2 * s * s));
}

/* P, QRS, T of 1000 counts every rr seconds (irregular by 5 %), the R exactly on a sample; a little noise; from 0.9 s. */
static size_t
make(double fs, double seconds, double rr, int32_t noise)
{
	size_t n = (size_t)(fs * seconds);
	uint64_t seed = 7;

	ntruth = 0;
	for (double t = 0.9; t < seconds - 0.5; t += rr * (0.95 + 0.1 * (double)(unit_random(&seed) % 1000) / 1000))
		truth[ntruth++] = (int64_t)(t * fs + 0.5);
	for (size_t i = 0; i < n; i++)
		x[i] = noise ? (int32_t)(unit_random(&seed) % (uint64_t)(2 * noise + 1)) - noise : 0;
	for (size_t k = 0; k < ntruth; k++)
		for (int64_t i = truth[k] - (int64_t)(0.4 * fs); i < truth[k] + (int64_t)(0.6 * fs); i++) {
			double t = (double)(i - truth[k]) / fs, fast = rr < 0.8 ? sqrt(rr / 0.8) : 1; /* P and T move up */
			double v = 80 * bump(t + 0.16 * fast, 0.02 * fast) + 1000 * bump(t, 0.011) - 150 * bump(t - 0.07, 0.01) +
				   200 * bump(t - 0.26 * fast, 0.04 * fast);

			if (i >= 0 && i < (int64_t)n)
				x[i] += (int32_t)lrint(v);
		}
	return n;
}

static struct got
detect(const int32_t *s, size_t n, struct rate fs, size_t piece, int64_t *index)
{
	static struct qrs q;
	struct got g = { .index = index, .q = &q };

	CHECK(qrs_start(&q, fs));
	for (size_t i = 0; i < n; i += piece) {
		qrs_feed(&q, s + i, piece < n - i ? piece : n - i, take, &g);
		int64_t settled = qrs_settled(&q);

		g.broken |= settled < g.settled;
		g.settled = settled;
	}
	qrs_finish(&q, take, &g);
	return g;
}

static void
same(const struct got *a, const struct got *b)
{
	CHECK_EQ(a->n, b->n);
	for (size_t i = 0; i < a->n && i < b->n; i++)
		CHECK_EQ(a->index[i], b->index[i]);
}

TEST(finds_the_r_peak_to_the_sample)
{
	static const int rates[] = { 100, 125, 128, 200, 250, 257, 300, 360, 500, 1000, 2000 };

	for (size_t k = 0; k < sizeof(rates) / sizeof(rates[0]); k++) {
		size_t n = make(rates[k], 60, 0.8, rates[k] < 400 ? 4 : 0);
		struct got g = detect(x, n, (struct rate){ rates[k], 1 }, n, found[0]);

		CHECK_EQ(g.n, ntruth);
		for (size_t i = 0; i < g.n && i < ntruth; i++)
			CHECK(llabs(found[0][i] - truth[i]) <= (rates[k] > 1920)); /* front.h: stride */
	}
}

TEST(a_rate_that_is_a_fraction)
{
	size_t n = make(1000.0 / 3, 60, 0.8, 4);
	struct got g = detect(x, n, (struct rate){ 1000, 3 }, n, found[0]);

	CHECK_EQ(g.n, ntruth);
	for (size_t i = 0; i < g.n && i < ntruth; i++)
		CHECK_EQ(found[0][i], truth[i]);
}

TEST(amplitude_offset_and_sign_change_nothing)
{
	static const struct {
		int32_t times, plus;
	} cases[] = { { 20, 0 }, { 1000, 0 }, { 1, 100000 }, { 1, -2000000000 }, { -1, 0 }, { -50, 5000000 } };
	size_t n = make(360, 60, 0.8, 4);
	struct got a = detect(x, n, (struct rate){ 360, 1 }, n, found[0]);

	CHECK_EQ(a.n, ntruth);
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		for (size_t i = 0; i < n; i++)
			y[i] = x[i] * cases[c].times + cases[c].plus;
		struct got b = detect(y, n, (struct rate){ 360, 1 }, n, found[1]);

		same(&a, &b);
	}
}

TEST(however_it_is_cut)
{
	static const size_t pieces[] = { 1, 2, 7, 90, 180, 300, 1000, 4001 };
	size_t n = make(360, 120, 0.7, 60);

	for (size_t i = 20000; i < 20100; i++)
		x[i] = SMP_E;
	for (size_t i = 30000; i < 30020; i++)
		x[i] = SMP_U;
	struct got a = detect(x, n, (struct rate){ 360, 1 }, n, found[0]);

	CHECK(a.n > 100);
	for (size_t k = 0; k < sizeof(pieces) / sizeof(pieces[0]); k++) {
		struct got b = detect(x, n, (struct rate){ 360, 1 }, pieces[k], found[1]);

		same(&a, &b);
	}
}

TEST(no_beat_is_later_than_declared)
{
	static const int rates[] = { 100, 360, 1000 };
	static const double rrs[] = { 0.3, 0.8, 1.9 };

	for (size_t k = 0; k < 3; k++)
		for (size_t j = 0; j < 3; j++) {
			size_t n = make(rates[k], 60, rrs[j], 20);
			struct got g = detect(x, n, (struct rate){ rates[k], 1 }, 1, found[0]);

			CHECK(g.n > 20);
			CHECK(g.latest * 1000000 <= QRS_LATENCY_US * rates[k]);
			CHECK(!g.broken); /* nothing before what was called settled */
			CHECK(g.settled * 1000000 >= (int64_t)n * 1000000 - QRS_LATENCY_US * rates[k] - rates[k] * 300000);
		}
}

TEST(slow_and_fast_hearts)
{
	static const double rates[] = { 30, 45, 60, 100, 150, 200 };

	for (size_t k = 0; k < sizeof(rates) / sizeof(rates[0]); k++) {
		size_t n = make(250, 90, 60 / rates[k], 8), hit = 0;
		struct got g = detect(x, n, (struct rate){ 250, 1 }, n, found[0]);

		for (size_t i = 0, j = 0; i < ntruth; i++) {
			while (j < g.n && found[0][j] < truth[i] - 2)
				j++;
			hit += j < g.n && found[0][j] <= truth[i] + 2;
		}
		CHECK(hit + 2 >= ntruth);
		CHECK(g.n <= ntruth + 1);
	}
}

TEST(nothing_is_no_beat)
{
	struct got g = detect(x, 0, (struct rate){ 360, 1 }, 1, found[0]);

	CHECK_EQ(g.n, 0);
	x[0] = 5;
	g = detect(x, 1, (struct rate){ 360, 1 }, 1, found[0]);
	CHECK_EQ(g.n, 0);
	for (size_t i = 0; i < 36000; i++)
		x[i] = -77;
	g = detect(x, 36000, (struct rate){ 360, 1 }, 100, found[0]);
	CHECK_EQ(g.n, 0);
	for (size_t i = 0; i < 36000; i++)
		x[i] = SMP_E;
	g = detect(x, 36000, (struct rate){ 360, 1 }, 100, found[0]);
	CHECK_EQ(g.n, 0);
	for (size_t i = 0; i < 36000; i++)
		x[i] = i & 1 ? SMP_L : SMP_U;
	g = detect(x, 36000, (struct rate){ 360, 1 }, 100, found[0]);
	CHECK_EQ(g.n, 0);
}

TEST(a_flat_line_after_beats_is_none)
{
	size_t n = make(360, 120, 0.8, 2);
	uint64_t seed = 3;

	/* one count of noise, as a converter has it with nothing connected */
	for (size_t i = 60 * 360; i < n; i++)
		x[i] = (int32_t)(unit_random(&seed) % 3) - 1;
	struct got g = detect(x, n, (struct rate){ 360, 1 }, n, found[0]);

	size_t late = 0;

	for (size_t i = 0; i < g.n; i++)
		late += found[0][i] > 61 * 360;
	CHECK_EQ(late, 0);
}

TEST(missing_samples)
{
	size_t n = make(360, 60, 0.8, 4), lost = 0;

	for (size_t i = 10000; i < 10720; i++)
		x[i] = SMP_E;
	for (size_t i = 12000; i < 12010; i++)
		x[i] = SMP_E;
	struct got g = detect(x, n, (struct rate){ 360, 1 }, n, found[0]);

	for (size_t i = 0; i < ntruth; i++)
		lost += truth[i] > 10000 - 60 && truth[i] < 10720 + 60;
	CHECK(g.n + lost >= ntruth && g.n <= ntruth);
	for (size_t i = 0; i < g.n; i++)
		CHECK(found[0][i] <= 10010 || found[0][i] >= 10710);
}

TEST(a_copy_goes_on_alike)
{
	static struct qrs a, b;
	size_t n = make(360, 60, 0.8, 4);
	struct got ga = { .index = found[0], .q = &a }, gb = { .index = found[1], .q = &b };

	qrs_start(&a, (struct rate){ 360, 1 });
	qrs_feed(&a, x, n / 2, take, &ga);
	b = a;
	memcpy(found[1], found[0], sizeof(found[0]));
	gb.n = ga.n;
	qrs_feed(&a, x + n / 2, n - n / 2, take, &ga);
	qrs_feed(&b, x + n / 2, n - n / 2, take, &gb);
	same(&ga, &gb);
	CHECK(ga.n > 60);
}

TEST(rates_that_are_not_served)
{
	static struct qrs q;

	CHECK(!qrs_start(&q, (struct rate){ 0, 1 }));
	CHECK(!qrs_start(&q, (struct rate){ 19, 1 }));
	CHECK(qrs_start(&q, (struct rate){ 20, 1 }));
	CHECK(qrs_start(&q, (struct rate){ 100000, 1 }));
	CHECK(!qrs_start(&q, (struct rate){ 100001, 1 }));
	CHECK(!qrs_start(&q, (struct rate){ INT64_MAX, INT64_MAX - 1 }));
}

TEST(any_samples_at_all)
{
	static const int rates[] = { 20, 99, 360, 4000, 100000 };
	uint64_t seed = 1;

	for (size_t k = 0; k < 5; k++) {
		for (size_t i = 0; i < MAX; i++) {
			uint64_t r = unit_random(&seed);

			x[i] = r % 64 == 0   ? SMP_E
			       : r % 64 == 1 ? SMP_U
			       : r % 64 == 2 ? SMP_L
					     : (int32_t)(r >> 32 >> (i / 5000 % 31));
		}
		struct got g = detect(x, MAX, (struct rate){ rates[k], 1 }, 999, found[0]);

		CHECK(!g.broken);
		for (size_t i = 1; i < g.n; i++)
			CHECK(g.index[i] > g.index[i - 1]);
	}
}

int
main(void)
{
	RUN(finds_the_r_peak_to_the_sample);
	RUN(a_rate_that_is_a_fraction);
	RUN(amplitude_offset_and_sign_change_nothing);
	RUN(however_it_is_cut);
	RUN(no_beat_is_later_than_declared);
	RUN(slow_and_fast_hearts);
	RUN(nothing_is_no_beat);
	RUN(a_flat_line_after_beats_is_none);
	RUN(missing_samples);
	RUN(a_copy_goes_on_alike);
	RUN(rates_that_are_not_served);
	RUN(any_samples_at_all);
	return unit_done();
}
