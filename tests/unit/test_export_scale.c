/* Counts as decimals: exact where they should be, the count can be had back, the cache writes what the plain function writes;
 * times. */
#include "core/num.h"
#include "export/scale.h"
#include "export/stamp.h"
#include "unit.h"

#include <math.h>

static const char *
physical(const char *gain, const char *base, int32_t count)
{
	static char text[SCALE_PAD + 1];
	struct scale s;

	if (!scale_set(&s, true, str_of(gain), str_of(base)))
		return "refused";
	*scale_put(&s, text, count) = 0;
	return text;
}

TEST(values_that_are_decimals_are_exact)
{
	CHECK_STR(physical("200", "1024", 995), "-0.145");
	CHECK_STR(physical("200", "1024", 1024), "0");
	CHECK_STR(physical("200", "1024", 1025), "0.005");
	CHECK_STR(physical("200", "1024", 1224), "1");
	CHECK_STR(physical("-200", "0", 100), "-0.5");
	CHECK_STR(physical("1", "0", 98), "98");
	CHECK_STR(physical("1", "0", -2147483646), "-2147483646");
	CHECK_STR(physical("0.5", "0", 7), "14");
	CHECK_STR(physical("0.001", "0", 2147483646), "2147483646000");
	CHECK_STR(physical("10", "-0.5", 3), "0.35");
	CHECK_STR(physical("3276.8", "0", 16384), "5");
	CHECK_STR(physical("1000000", "0", 1), "0.000001");
	CHECK_STR(physical("1000000000000", "0", 1), "0.000000000001");
}

TEST(others_are_rounded_to_the_places_of_a_count_and_three)
{
	CHECK_STR(physical("3", "0", 1), "0.3333");
	CHECK_STR(physical("3", "0", 2), "0.6667");
	CHECK_STR(physical("3", "0", -2), "-0.6667");
	CHECK_STR(physical("327.68", "0", 1), "0.003052");
	CHECK_STR(physical("12345", "0", 1), "0.000081");
	/* ties to even: 1/6.4 is 0.15625, four places are 0.1562; 3/6.4 is 0.46875, 0.4688 */
	CHECK_STR(physical("6.4", "0", 1), "0.1562");
	CHECK_STR(physical("6.4", "0", 3), "0.4688");
	CHECK_STR(physical("6.4", "0", -1), "-0.1562");
}

TEST(what_is_no_scaling_is_refused)
{
	CHECK_STR(physical("0", "0", 1), "refused");
	CHECK_STR(physical("-", "0", 1), "refused");
	CHECK_STR(physical("200", "-", 1), "refused");
	CHECK_STR(physical("x", "0", 1), "refused");
	CHECK_STR(physical("1e-300", "0", 1), "refused");
	CHECK_STR(physical("1e300", "0", 1), "refused");
	CHECK_STR(physical("1", "1e20", 1), "refused");
}

TEST(counts_as_they_are)
{
	struct scale s;
	char text[SCALE_PAD];

	CHECK(scale_set(&s, false, STR("-"), STR("-")));
	*scale_put(&s, text, -12) = 0;
	CHECK_STR(text, "-12");
}

/* Random scalings: read back, the value is within 1/1000 of a count of the truth, and of the truth of a double. */
TEST(the_count_can_be_had_back)
{
	uint64_t seed = 7;
	static struct scale_caches caches;

	for (int i = 0; i < 4000; i++) {
		char gain[NUM_MAX + 1], base[NUM_MAX + 1];
		double g = ldexp((double)(unit_random(&seed) >> 12), -52 + (int)(unit_random(&seed) % 40) - 10) + 1e-6;
		int64_t b = (int64_t)(unit_random(&seed) % 200001) - 100000;
		struct scale s;
		char *e = i % 3 == 0 ? num_put_dec(gain, (int64_t)(unit_random(&seed) % 1000000) + 1, (int)(unit_random(&seed) % 6))
			  : i % 3 == 1 ? num_put_shortest(gain, g)
				       : num_put_sig(gain, -g, 6);

		*e = 0;
		*num_put_dec(base, b, i % 2) = 0;
		if (!scale_set(&s, true, str_of(gain), str_of(base))) {
			CHECK(s.gain == 0 || fabs(s.gain) < 1e-12);
			continue;
		}
		for (int k = 0; k < 20; k++) {
			int bits = (int)(unit_random(&seed) % 31);
			int32_t count =
				(int32_t)(unit_random(&seed) % ((UINT64_C(1) << bits) * 2)) - (int32_t)((UINT64_C(1) << bits) - 1);
			char text[SCALE_PAD], quick[SCALE_PAD];
			struct scale_cache *c = scale_cache(&caches, &s);
			double v, back;
			size_t n = (size_t)(scale_put(&s, text, count) - text);

			CHECK(n < SCALE_PAD);
			CHECK(num_get_f64((struct str){ text, n }, &v));
			back = v * s.gain + s.offset;
			CHECK(fabs(back - count) < 0.0011 + fabs(back) * 1e-12);
			CHECK(memchr(text, 'e', n) == NULL);
			CHECK(n < 2 || !memchr(text, '.', n) || text[n - 1] != '0');
			for (int twice = 0; twice < 2; twice++) {
				size_t m = (size_t)(scale_quick(c, quick, count) - quick);

				CHECK(m == n && memcmp(quick, text, n) == 0);
			}
		}
	}
	scale_caches_free(&caches);
}

TEST(every_count_of_a_table_is_remembered_rightly)
{
	static struct scale_caches caches;
	struct scale s;
	struct scale_cache *c;

	CHECK(scale_set(&s, true, STR("200"), STR("1024")));
	c = scale_cache(&caches, &s);
	for (int round = 0; round < 2; round++)
		for (int32_t count = -9000; count <= 9000; count++) {
			char a[SCALE_PAD], b[SCALE_PAD];
			size_t n = (size_t)(scale_put(&s, a, count) - a);

			CHECK((size_t)(scale_quick(c, b, count) - b) == n && memcmp(a, b, n) == 0);
		}
	CHECK(scale_cache(&caches, &s) == c);
	scale_caches_free(&caches);
}

TEST(stamps_are_those_of_tm_put)
{
	static struct stamp s;
	uint64_t seed = 3;
	int64_t us = -5000000;

	for (int i = 0; i < 300000; i++) {
		char want[TM_ISO_TEXT], got[STAMP_PAD];
		enum stamp_form form = i % 50 < 40 ? STAMP_SECONDS : i % 50 < 45 ? STAMP_ISO : STAMP_ISO_LOCAL;
		size_t n;

		us += i % 1000 == 0 ? (int64_t)(unit_random(&seed) % 2000000000000) - 900000000000
				    : (int64_t)(unit_random(&seed) % 5000);
		n = (size_t)((form == STAMP_SECONDS ? tm_put(want, us) : tm_put_iso(want, us)) - want);
		n -= form == STAMP_ISO_LOCAL;
		CHECK((size_t)(stamp_put(&s, got, us, form) - got) == n && memcmp(got, want, n) == 0);
	}
	stamp_free(&s);
}

TEST(offsets_are_those_of_rate_us)
{
	static struct stamp s;
	static const struct rate rates[] = { { 360, 1 }, { 500, 3 }, { 128, 1 }, { 1, 300 }, { 125, 2 }, { 1000, 1 } };

	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
			const int64_t *o = stamp_offsets(&s, rates[i], 100 * (size_t)(round + 1));

			for (int64_t k = 0; k < 100 * (round + 1); k++)
				CHECK_EQ(o[k], rate_us(rates[i], k));
		}
	CHECK(stamp_offsets(&s, rates[0], STAMP_OFFSETS + 1) == NULL);
	stamp_free(&s);
}

int
main(void)
{
	RUN(values_that_are_decimals_are_exact);
	RUN(others_are_rounded_to_the_places_of_a_count_and_three);
	RUN(what_is_no_scaling_is_refused);
	RUN(counts_as_they_are);
	RUN(the_count_can_be_had_back);
	RUN(every_count_of_a_table_is_remembered_rightly);
	RUN(stamps_are_those_of_tm_put);
	RUN(offsets_are_those_of_rate_us);
	return unit_done();
}
