#include "core/tm.h"
#include "unit.h"

#include <time.h>

static const char *
z(char *text, char *end)
{
	*end = 0;
	return text;
}

TEST(stream_time_both_ways)
{
	static const struct {
		int64_t us;
		const char *text;
	} rows[] = { { 0, "0.000000" }, { 12500000, "12.500000" }, { -500000, "-0.500000" }, { 1, "0.000001" },
		{ INT64_C(1767225600016412), "1767225600.016412" }, { -INT64_C(1000001), "-1.000001" } };
	char text[TM_TEXT + 1];
	uint64_t state = 1;
	int64_t back;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_STR(z(text, tm_put(text, rows[i].us)), rows[i].text);
		CHECK(tm_get(str_of(rows[i].text), &back) && back == rows[i].us);
	}
	for (int i = 0; i < 200000; i++) {
		int64_t us = (int64_t)(unit_random(&state) % (uint64_t)TM_MAX) * (i & 1 ? 1 : -1);

		z(text, tm_put(text, us));
		CHECK(tm_get(str_of(text), &back) && back == us);
	}
}

TEST(readers_take_less_and_refuse_nonsense)
{
	static const char *const bad[] = { "", "-", ".", "1.0000001", "x", "1.00000x", "1 .000000", "99999999999999999999.000000", "1e99", "nan",
		"1234567.12345678" };
	int64_t us;

	CHECK(tm_get(STR("5"), &us) && us == 5000000);
	CHECK(tm_get(STR("5.5"), &us) && us == 5500000);
	CHECK(tm_get(STR("1.5e3"), &us) && us == INT64_C(1500000000));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!tm_get(str_of(bad[i]), &us));
}

TEST(dates_agree_with_the_c_library)
{
	uint64_t state = 2;

	for (int i = 0; i < 100000; i++) {
		time_t t = (time_t)(unit_random(&state) % UINT64_C(253402300800));
		struct tm tm;
		char ours[TM_ISO_TEXT + 1], theirs[64];
		int64_t back;
		bool zone;

		gmtime_r(&t, &tm);
		snprintf(theirs, sizeof(theirs), "%04d-%02d-%02dT%02d:%02d:%02d.000000Z", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
			tm.tm_min, tm.tm_sec);
		CHECK_STR(z(ours, tm_put_iso(ours, (int64_t)t * TM_S)), theirs);
		CHECK(tm_get_iso(str_of(ours), &back, &zone) && zone && back == (int64_t)t * TM_S);
		if (unit_bad_ > 3)
			break;
	}
}

TEST(iso_forms)
{
	char text[TM_ISO_TEXT + 1];
	int64_t us;
	bool zone;

	CHECK(tm_get_iso(STR("2026-01-01"), &us, &zone) && !zone && us == INT64_C(1767225600000000));
	CHECK(tm_get_iso(STR("2026-01-01T02:00+02:00"), &us, &zone) && zone && us == INT64_C(1767225600000000));
	CHECK(tm_get_iso(STR("2025-12-31T19:00:00.25-0500"), &us, &zone) && zone && us == INT64_C(1767225600250000));
	CHECK(!tm_get_iso(STR("2026-02-29"), &us, &zone));
	CHECK(tm_get_iso(STR("2024-02-29"), &us, &zone));
	CHECK(!tm_get_iso(STR("2026-01-01T25:00"), &us, &zone));
	CHECK(!tm_get_iso(STR("2026-1-1"), &us, &zone));
	CHECK(!tm_get_iso(STR("2026-01-01Z"), &us, &zone));
	CHECK_STR(z(text, tm_put_iso(text, -1)), "1969-12-31T23:59:59.999999Z");
}

TEST(durations_need_units)
{
	static const struct {
		const char *text;
		int64_t us;
	} good[] = { { "10s", 10000000 }, { "1m30s", 90000000 }, { "250ms", 250000 }, { "2h", INT64_C(7200000000) }, { "1.5d", INT64_C(129600000000) },
		{ "0", 0 }, { "0s", 0 } };
	static const char *const bad[] = { "", "10", "s", "-5s", "5x", "1.s", ".5s", "5 s", "1e3s", "1m30" };
	char text[32];
	int64_t us;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(tm_get_duration(str_of(good[i].text), &us) && us == good[i].us);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!tm_get_duration(str_of(bad[i]), &us));
	CHECK_STR(z(text, tm_put_duration(text, 90000000)), "1m30s");
	CHECK_STR(z(text, tm_put_duration(text, 0)), "0s");
	CHECK_STR(z(text, tm_put_duration(text, 250000)), "0.25s");
	CHECK_STR(z(text, tm_put_duration(text, INT64_C(93784000000))), "1d2h3m4s");
}

TEST(positions)
{
	int64_t us;
	bool absolute;

	CHECK(tm_get_position(STR("90"), &us, &absolute) && us == 90000000 && !absolute);
	CHECK(tm_get_position(STR("1:30"), &us, &absolute) && us == 90000000);
	CHECK(tm_get_position(STR("2:03:04.5"), &us, &absolute) && us == INT64_C(7384500000));
	CHECK(tm_get_position(STR("2026-01-01T00:00:00Z"), &us, &absolute) && absolute && us == INT64_C(1767225600000000));
	CHECK(!tm_get_position(STR("2026-01-01T00:00:00"), &us, &absolute)); /* no zone */
	CHECK(!tm_get_position(STR("1:75"), &us, &absolute));
	CHECK(!tm_get_position(STR("1:2:3:4"), &us, &absolute));
	CHECK(!tm_get_position(STR("-5"), &us, &absolute));
	CHECK(!tm_get_position(STR("x"), &us, &absolute));
}

TEST(rates_are_exact)
{
	struct rate r;
	char text[64];

	CHECK(rate_get(STR("360"), &r) && r.num == 360 && r.den == 1);
	CHECK(rate_get(STR("62.5"), &r) && r.num == 125 && r.den == 2);
	CHECK_STR(z(text, rate_put(text, r)), "62.5");
	CHECK(rate_get(STR("500/3"), &r) && r.num == 500 && r.den == 3);
	CHECK_STR(z(text, rate_put(text, r)), "500/3");
	CHECK_EQ(rate_us(r, 1), 6000);
	CHECK(!rate_get(STR("0"), &r));
	CHECK(!rate_get(STR("-1"), &r));
	CHECK(!rate_get(STR("1/0"), &r));
	CHECK(!rate_get(STR("x"), &r));
	r = (struct rate){ 360, 1 };
	CHECK_EQ(rate_us(r, 1), 2778); /* 2777.78 */
	CHECK_EQ(rate_us(r, 360), 1000000);
	CHECK_EQ(rate_us(r, -1), -2778);
	/* a year of samples: no drift */
	CHECK_EQ(rate_us(r, INT64_C(360) * 86400 * 365), INT64_C(86400) * 365 * 1000000);
	CHECK_EQ(rate_samples(r, INT64_C(86400) * 365 * 1000000), INT64_C(360) * 86400 * 365);
	CHECK_EQ(rate_samples(r, 2778), 1);
}

int
main(void)
{
	RUN(stream_time_both_ways);
	RUN(readers_take_less_and_refuse_nonsense);
	RUN(dates_agree_with_the_c_library);
	RUN(iso_forms);
	RUN(durations_need_units);
	RUN(positions);
	RUN(rates_are_exact);
	return unit_done();
}
