/* The escapes of the outputs. */
#include "export/text.h"
#include "export/alerts.h"
#include "unit.h"

#include <jansson.h>

static struct text t;

static const char *
line(const char *field)
{
	t.n = 0;
	text_line(&t, str_of(field));
	text_byte(&t, 0);
	return t.p;
}

static const char *
quoted(const char *plain)
{
	t.n = 0;
	text_add(&t, STR("ab"));
	text_add(&t, str_of(plain));
	text_quote(&t, 2);
	text_byte(&t, 0);
	return t.p + 2;
}

TEST(a_line_has_no_control_characters_and_is_utf8)
{
	CHECK_STR(line("plain"), "plain");
	CHECK_STR(line("-"), "");
	CHECK_STR(line("\\x2d"), "-");
	CHECK_STR(line("a\\tb\\nc\\rd\\\\e"), "a b c d\\e");
	CHECK_STR(line("\\x00\\x7f"), "  ");
	CHECK_STR(line("\xc2\xb5V"), "\xc2\xb5V");
	CHECK_STR(line("\xb5V"), "\xef\xbf\xbdV");
	CHECK_STR(line("\xff\xff\xff"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	CHECK_STR(line("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd");                 /* overlong */
	CHECK_STR(line("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* a surrogate */
	CHECK_STR(line("\xf0\x9f\x92\x97"), "\xf0\x9f\x92\x97");
	CHECK_STR(line("\xf0\x9f\x92"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(only_what_needs_quotes_gets_them)
{
	CHECK_STR(quoted("plain text"), "plain text");
	CHECK_STR(quoted(""), "");
	CHECK_STR(quoted("a,b"), "\"a,b\"");
	CHECK_STR(quoted("say \"hi\""), "\"say \"\"hi\"\"\"");
	CHECK_STR(quoted("\""), "\"\"\"\"");
}

TEST(json_strings_come_back)
{
	uint64_t seed = 11;

	for (int i = 0; i < 20000; i++) {
		char field[64], want[64];
		size_t n = unit_random(&seed) % 12, m = 0, w = 0;
		json_t *j;

		/* characters of one byte, escaped or not */
		for (size_t k = 0; k < n; k++) {
			unsigned char c = (unsigned char)(unit_random(&seed) % 127 + 1);

			want[w++] = (char)c;
			if (c < 0x20 || c == '\\' || unit_random(&seed) % 8 == 0)
				m += (size_t)sprintf(field + m, "\\x%02x", c);
			else
				field[m++] = (char)c;
		}
		if (n == 1 && field[0] == '-')
			w = 0; /* unknown */
		t.n = 0;
		text_json(&t, (struct str){ field, m });
		j = json_loadb(t.p, t.n, JSON_DECODE_ANY, NULL);
		CHECK(j && json_string_length(j) == w && memcmp(json_string_value(j), want, w) == 0);
		json_decref(j);
	}
	/* any bytes make a string that JSON takes */
	for (int i = 0; i < 20000; i++) {
		char field[24];
		size_t n = unit_random(&seed) % sizeof field;
		json_t *j;

		for (size_t k = 0; k < n; k++)
			field[k] = (char)(unit_random(&seed) % 4 ? 0x80 + unit_random(&seed) % 128 : unit_random(&seed) % 256);
		t.n = 0;
		text_json(&t, (struct str){ field, n });
		j = json_loadb(t.p, t.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		CHECK(j != NULL);
		json_decref(j);
	}
}

TEST(numbers_by_the_grammar_of_json)
{
	static const char *const yes[] = { "0", "-0", "1", "98.6", "-3", "1e5", "1.5E-3", "0.001" };
	static const char *const no[] = { "", "-", "+1", "01", ".5", "5.", "1e", "NaN", "Infinity", "0x1", "1 ", "1,5", "--1",
		"1.2.3" };

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		CHECK(text_is_number(str_of(yes[i])));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		CHECK(!text_is_number(str_of(no[i])));
	CHECK(!text_is_number((struct str){ NULL, 0 }));
}

static const char *
ids(struct alerts *a, const char *rule, const char *signal, const char *edge)
{
	static char z[256];

	alerts_edge(a, str_of(rule), str_of(signal), str_of(edge));
	str_copy(z, sizeof z, alerts_text(a));
	return z;
}

TEST(active_alerts_in_order_each_once)
{
	struct alerts a = { 0 };

	CHECK_STR(ids(&a, "spo2-low", "spo2", "on"), "spo2-low");
	CHECK_STR(ids(&a, "hr-high", "hr", "on"), "hr-high spo2-low");
	CHECK_STR(ids(&a, "hr-high", "hr:ecg", "on"), "hr-high spo2-low");
	CHECK_STR(ids(&a, "hr-high", "hr", "remind"), "hr-high spo2-low");
	CHECK_STR(ids(&a, "hr-high", "hr", "off"), "hr-high spo2-low");
	CHECK_STR(ids(&a, "hr-high", "hr", "off"), "hr-high spo2-low");
	CHECK_STR(ids(&a, "spo2-low", "spo2", "latched"), "hr-high spo2-low");
	CHECK_STR(ids(&a, "hr-high", "hr:ecg", "open"), "spo2-low");
	CHECK_STR(ids(&a, "a,b c\"", "x", "on"), "a_b_c_ spo2-low");
	CHECK_STR(ids(&a, "spo2-low", "spo2", "off"), "a_b_c_");
	alerts_free(&a);
	CHECK_EQ(alerts_text(&a).n, 0);
}

int
main(void)
{
	RUN(a_line_has_no_control_characters_and_is_utf8);
	RUN(only_what_needs_quotes_gets_them);
	RUN(json_strings_come_back);
	RUN(numbers_by_the_grammar_of_json);
	RUN(active_alerts_in_order_each_once);
	text_free(&t);
	return unit_done();
}
