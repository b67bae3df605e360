/* Samples as text, blocks, and their times. */
#include "record/recw.h"
#include "record/samples.h"
#include "unit.h"

static char buf[1 << 20];
static struct out out;
static struct recw w;

static void
fresh(void)
{
	out = (struct out){ .fd = -1, .buf = buf };
	recw_start(&w, &out);
}

TEST(samples_read_back)
{
	static int32_t s[4096], back[4096];
	static char text[4096 * 12 + 16], one[16];
	uint64_t state = 1;

	for (int round = 0; round < 300; round++) {
		size_t n = 1 + unit_random(&state) % 4096;
		char *end, *p = text;

		for (size_t i = 0; i < n; i++) {
			uint64_t r = unit_random(&state);

			s[i] = (int32_t)(uint32_t)(r >> 32) >> (r % 32);
			if (r % 97 == 0)
				s[i] = r % 3 == 0 ? SMP_E : r % 3 == 1 ? SMP_L : SMP_U;
			if (r % 89 == 0)
				s[i] = r & 1 ? INT32_MAX - 1 : INT32_MIN + 2;
		}
		end = smp_put(text, s, n);
		*end = '\n';
		for (size_t i = 0; i < n; i++) { /* the same digits as printf's */
			int k = smp_is_count(s[i]) ? snprintf(one, sizeof(one), "%d", s[i])
						   : snprintf(one, sizeof(one), "%c", s[i] == SMP_E ? 'E' : s[i] == SMP_L ? 'L' : 'U');

			CHECK(memcmp(p, one, (size_t)k) == 0 && p[k] == (i + 1 < n ? ' ' : '\n'));
			p += k + 1;
		}
		CHECK_EQ(smp_count((struct str){ text, (size_t)(end - text) }), n);
		CHECK_EQ(smp_get((struct str){ text, (size_t)(end - text) }, back, 4096), n);
		CHECK(memcmp(s, back, n * sizeof(s[0])) == 0);
		if (n > 1)
			CHECK_EQ(smp_get((struct str){ text, (size_t)(end - text) }, back, n - 1), -1);
		if (unit_bad_)
			break;
	}
}

TEST(malformed_samples_are_refused)
{
	static const char *const bad[] = { "", " ", "1 ", " 1", "1  2", "-", "1 -", "1 x", "--1", "1.5", "E5", "+1", "1,2", "e", "1\t", "EE" };
	int32_t s[16];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (smp_get(str_of(bad[i]), s, 16) != -1)
			unit_complain(__FILE__, (int)i, bad[i]);
	CHECK_EQ(smp_get(STR("99999999999999999999 -99999999999 2147483647 -2147483648 2147483646 0000000000012"), s, 16), 6);
	CHECK(s[0] == SMP_U && s[1] == SMP_L && s[2] == SMP_U && s[3] == SMP_L && s[4] == 2147483646 && s[5] == 12);
	CHECK(smp_get(STR("4294967297"), s, 16) == 1 && s[0] == SMP_U);
}

TEST(block_sizes)
{
	static const struct {
		struct rate fs;
		bool live;
		int block;
	} rows[] = { { { 360, 1 }, false, 180 }, { { 250, 1 }, false, 250 }, { { 300, 1 }, false, 300 }, { { 301, 1 }, false, 150 }, { { 1000, 1 }, false, 250 },
		{ { 128, 1 }, false, 128 }, { { 60, 1 }, true, 15 }, { { 125, 2 }, false, 62 }, { { 1, 1 }, false, 1 }, { { 1, 4 }, false, 1 }, { { 1, 1 }, true, 1 },
		{ { 360, 1 }, true, 90 }, { { 2000, 1 }, true, 250 }, { { 96000, 1 }, false, 300 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_EQ(smp_block(rows[i].fs, rows[i].live), rows[i].block);
}

TEST(blocks_begin_at_multiples_and_keep_exact_times)
{
	struct wavew v;
	struct rec r;
	struct str line, rest;
	int64_t index = 100;
	int32_t s[SMP_BLOCK];
	bool first = true;

	fresh();
	wavew_start(&v, STR("a"), STR("ecg"), "mV", (struct rate){ 360, 1 }, 200, 1024, false);
	wavew_seek(&v, &w, 100, rate_us(v.rate, 100));
	for (int i = 100; i < 2000; i++)
		wavew_add(&v, &w, i);
	wavew_flush(&v, &w);
	rest = (struct str){ buf, out.used };
	while (rest.n) {
		line = str_cut(&rest, '\n');
		CHECK(!rec_parse(&r, line));
		CHECK_EQ(r.u.wave.index, index);
		CHECK(first || index % 180 == 0);
		CHECK_EQ(r.time, rate_us(v.rate, index));
		CHECK(str_is(r.u.wave.gain, "200") && str_is(r.u.wave.base, "1024") && str_is(r.u.wave.fs, "360"));
		index += smp_get(r.u.wave.samples, s, SMP_BLOCK);
		CHECK_EQ(s[0], r.u.wave.index);
		first = false;
	}
	CHECK_EQ(index, 2000);
}

TEST(a_gap_ends_the_block)
{
	struct wavew v;
	struct rec r;
	struct str rest;

	fresh();
	wavew_start(&v, STR("a"), STR("pleth"), "1", (struct rate){ 60, 1 }, 1, 0, true);
	wavew_seek(&v, &w, 0, 5000000);
	wavew_add(&v, &w, 7);
	wavew_seek(&v, &w, 10, 6000000);
	wavew_add(&v, &w, 8);
	wavew_flush(&v, &w);
	wavew_flush(&v, &w); /* nothing more */
	rest = (struct str){ buf, out.used };
	CHECK(!rec_parse(&r, str_cut(&rest, '\n')) && r.u.wave.index == 0 && r.time == 5000000 && str_is(r.u.wave.samples, "7"));
	CHECK(!rec_parse(&r, str_cut(&rest, '\n')) && r.u.wave.index == 10 && r.time == 6000000 && str_is(r.u.wave.samples, "8"));
	CHECK_EQ(rest.n, 0);
}

int
main(void)
{
	RUN(samples_read_back);
	RUN(malformed_samples_are_refused);
	RUN(block_sizes);
	RUN(blocks_begin_at_multiples_and_keep_exact_times);
	RUN(a_gap_ends_the_block);
	return unit_done();
}
