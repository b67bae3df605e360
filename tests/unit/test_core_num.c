/* Numbers against the C library, on millions of values. */
#include "core/num.h"
#include "unit.h"

#include <math.h>

enum { MANY = 1000000 };

static double
random_double(uint64_t *state, int kind)
{
	uint64_t r = unit_random(state);
	double v;

	switch (kind) {
	case 0: /* any bits */
		memcpy(&v, &r, sizeof(v));
		return v;
	case 1: /* a measurement */
		return (double)(int64_t)(r % 2000000) / 1000 - 1000;
	case 2: /* a double of everyday size */
		return ldexp((double)(r >> 11), (int)(unit_random(state) % 100) - 100);
	case 3: /* a tie at some place: k + 1/2^n */
		return (double)(int64_t)(r % 100000) + ldexp(1, -(int)(unit_random(state) % 20));
	default: /* near a power of ten */
		return pow(10, (double)(r % 30) - 12) * (1 + ((double)(unit_random(state) % 9) - 4) * 0x1p-52);
	}
}

static struct str
done(char *text, char *end)
{
	*end = 0;
	return (struct str){ text, (size_t)(end - text) };
}

/* printf's digits without exponent, plus sign and trailing zeros. */
static void
plain(char *dst, double v, int digits)
{
	char e[64], mantissa[32];
	int n = 0, exponent, scale;
	char *d = dst;

	if (v == 0) {
		strcpy(dst, "0");
		return;
	}
	snprintf(e, sizeof(e), "%.*e", digits - 1, fabs(v));
	for (char *p = e; *p != 'e'; p++)
		if (*p != '.')
			mantissa[n++] = *p;
	exponent = atoi(strchr(e, 'e') + 1);
	while (n > 1 && mantissa[n - 1] == '0')
		n--;
	if (v < 0)
		*d++ = '-';
	scale = n - 1 - exponent;
	if (scale >= n) {
		*d++ = '0';
		*d++ = '.';
		for (int i = n; i < scale; i++)
			*d++ = '0';
	}
	for (int i = 0; i < n; i++) {
		if (scale > 0 && scale < n && i == n - scale)
			*d++ = '.';
		*d++ = mantissa[i];
	}
	for (int i = scale; i < 0; i++)
		*d++ = '0';
	*d = 0;
}

TEST(significant_digits_equal_printf)
{
	uint64_t state = 1;

	for (int i = 0; i < MANY; i++) {
		double v = random_double(&state, i % 5);
		int digits = 1 + (int)(unit_random(&state) % 17);
		char ours[NUM_MAX + 1], theirs[NUM_MAX + 64];

		if (!isfinite(v))
			continue;
		done(ours, num_put_sig(ours, v, digits));
		plain(theirs, v, digits);
		CHECK_STR(ours, theirs);
		if (unit_bad_ > 3)
			break;
	}
}

TEST(shortest_reads_back_and_is_shortest)
{
	uint64_t state = 2;

	for (int i = 0; i < MANY / 2; i++) {
		double v = random_double(&state, i % 5);
		char text[NUM_MAX + 1], shorter[NUM_MAX + 64];
		struct str s;
		int n = 0;

		if (!isfinite(v))
			continue;
		s = done(text, num_put_shortest(text, v));
		CHECK(strtod(text, NULL) == v || v == 0);
		CHECK(memchr(text, 'e', s.n) == NULL);
		for (size_t k = 0; k < s.n; k++)
			n += text[k] >= '0' && text[k] <= '9';
		for (size_t k = s.n; !strchr(text, '.') && k > 1 && text[k - 1] == '0'; k--)
			n--;
		if (fabs(v) >= 1 && fabs(v) < 1e15 && n > 1) {
			plain(shorter, v, n - 1);
			CHECK(strtod(shorter, NULL) != v);
		}
		if (unit_bad_ > 3)
			break;
	}
}

TEST(fixed_equals_printf)
{
	uint64_t state = 3;

	for (int i = 0; i < MANY; i++) {
		double v = random_double(&state, 1 + i % 4);
		int decimals = (int)(unit_random(&state) % 16);
		char ours[NUM_MAX + 1], theirs[NUM_MAX + 64], *p;

		done(ours, num_put_fixed(ours, v, decimals));
		snprintf(theirs, sizeof(theirs), "%.*f", decimals, v);
		if (strchr(theirs, '.')) {
			p = theirs + strlen(theirs);
			while (p[-1] == '0')
				*--p = 0;
			if (p[-1] == '.')
				*--p = 0;
		}
		CHECK_STR(ours, strcmp(theirs, "-0") == 0 ? "0" : theirs);
		if (unit_bad_ > 3)
			break;
	}
}

TEST(reading_equals_strtod)
{
	uint64_t state = 4;

	for (int i = 0; i < 2 * MANY; i++) {
		char text[64];
		double ours = 0;
		uint64_t r = unit_random(&state);
		int n;

		if (i % 4 == 3)
			n = snprintf(text, sizeof(text), "%" PRIu64 "e%d", r, (int)(unit_random(&state) % 80) - 40);
		else
			n = snprintf(text, sizeof(text), "%s%" PRIu64 ".%0*" PRIu64, r & 1 ? "-" : "", (r >> 1) % 1000000, 1 + (int)(r % 12),
				unit_random(&state) % 1000000);
		CHECK(num_get_f64((struct str){ text, (size_t)n }, &ours));
		CHECK(ours == strtod(text, NULL));
		if (unit_bad_ > 3)
			break;
	}
}

TEST(integers_read_back)
{
	static const int64_t edges[] = { 0, 1, -1, 9, 10, 99, 100, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1 };
	uint64_t state = 5;
	char text[64];
	int64_t back;

	for (int i = 0; i < MANY; i++) {
		int64_t v = i < 11 ? edges[i] : (int64_t)(unit_random(&state) >> (unit_random(&state) % 64)) * (i & 1 ? -1 : 1);
		char theirs[32];

		snprintf(theirs, sizeof(theirs), "%" PRId64, v);
		CHECK(num_get_i64(done(text, num_put_i64(text, v)), &back));
		CHECK_STR(text, theirs);
		CHECK(back == v);
	}
	CHECK(!num_get_i64(STR("9223372036854775808"), &back));
	CHECK(num_get_i64(STR("-9223372036854775808"), &back) && back == INT64_MIN);
	CHECK(!num_get_i64(STR("-9223372036854775809"), &back));
	CHECK(!num_get_i64(STR("12a"), &back));
	CHECK(!num_get_i64(STR(""), &back));
	CHECK(!num_get_i64(STR("-"), &back));
	CHECK(!num_get_i64(STR("+1"), &back));
}

TEST(decimals_are_exact)
{
	static const struct {
		int64_t mantissa;
		int decimals;
		const char *text;
	} rows[] = { { 986, 1, "98.6" }, { 980, 1, "98" }, { -5, 1, "-0.5" }, { 0, 3, "0" }, { 5, 6, "0.000005" }, { -1000, 2, "-10" },
		{ INT64_MAX, 18, "9.223372036854775807" }, { 345, 2, "3.45" }, { 7, 0, "7" } };
	char text[64];
	int64_t m;
	int d;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		done(text, num_put_dec(text, rows[i].mantissa, rows[i].decimals));
		CHECK_STR(text, rows[i].text);
	}
	CHECK(num_get_dec(STR("98.60"), &m, &d) && m == 986 && d == 1);
	CHECK(num_get_dec(STR("-0.001"), &m, &d) && m == -1 && d == 3);
	CHECK(num_get_dec(STR("1e3"), &m, &d) && m == 1000 && d == 0);
	CHECK(num_get_dec(STR("0.000"), &m, &d) && m == 0 && d == 0);
	CHECK(!num_get_dec(STR("1234567890123456789"), &m, &d));
}

TEST(what_is_no_number_is_refused)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "nan", "NaN", "inf", "-inf", "0x10", "1,5", "1.2.3", "1e", "1e+", "e5", ".", "--1",
		"1e400", "12a" };
	double v;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!num_get_f64(str_of(bad[i]), &v));
	CHECK(num_get_f64(STR("1E-3"), &v) && v == 1e-3);
}

TEST(no_value_is_a_dash)
{
	char text[NUM_MAX];

	done(text, num_put_sig(text, NAN, 12));
	CHECK_STR(text, "-");
	done(text, num_put_shortest(text, INFINITY));
	CHECK_STR(text, "-");
	done(text, num_put_sig(text, -0.0, 12));
	CHECK_STR(text, "0");
}

TEST(hex_both_ways)
{
	uint8_t b[4];
	char text[16];

	CHECK_EQ(num_get_hex(STR("01 80 c6 BA"), b, 4), 4);
	done(text, num_put_hex(text, b, 4));
	CHECK_STR(text, "0180c6ba");
	CHECK_EQ(num_get_hex(STR("018"), b, 4), -1);
	CHECK_EQ(num_get_hex(STR("0g"), b, 4), -1);
	CHECK_EQ(num_get_hex(STR("0102030405"), b, 4), -1);
	CHECK_EQ(num_get_hex(STR(""), b, 4), 0);
}

int
main(void)
{
	RUN(significant_digits_equal_printf);
	RUN(shortest_reads_back_and_is_shortest);
	RUN(fixed_equals_printf);
	RUN(reading_equals_strtod);
	RUN(integers_read_back);
	RUN(decimals_are_exact);
	RUN(what_is_no_number_is_refused);
	RUN(no_value_is_a_dash);
	RUN(hex_both_ways);
	return unit_done();
}
