/* The table of effects, and chains of them. Walks every row, so that a new effect is tested by being listed. */
#include "unit.h"

#include "dsp/chain.h"
#include "dsp/design.h"
#include "dsp/fn.h"

#include <math.h>

/* Numbers that suit any effect at 1000 Hz: each argument a little above the one before. */
static int
suitable(const struct effect *e, double *arg, bool optional)
{
	int n = 0;

	for (; n < EFFECT_ARGS && e->arg[n].name && (optional || !e->arg[n].optional); n++)
		arg[n] = e->arg[n].optional ? e->arg[n].standard : 10 * (n + 1);
	return n;
}

TEST(rows_are_complete_and_found_by_name)
{
	char usage[EFFECT_TEXT];

	for (int i = 0; effect_table[i]; i++) {
		const struct effect *e = effect_table[i];

		CHECK(e->name && e->title && e->delay && e->title[0] && e->delay[0] && e->sections && e->design);
		CHECK(effect_find(e->name) == e);
		CHECK(effect_near(e->name) == e->name);
		effect_usage(usage, e);
		CHECK(strncmp(usage, e->name, strlen(e->name)) == 0);
		for (int k = 0; k < EFFECT_ARGS && e->arg[k].name; k++) {
			const struct effect_arg *a = &e->arg[k];

			CHECK(strstr(usage, a->name) != NULL);
			CHECK(a->low <= a->high);
			CHECK(!a->optional || (a->standard >= a->low && a->standard <= a->high));
			CHECK(k == 0 || a->optional || !e->arg[k - 1].optional); /* optional ones are last */
		}
	}
	CHECK(effect_find("no-such") == NULL);
	CHECK_STR(effect_near("hihgpass"), "highpass");
}

TEST(an_effect_fills_the_sections_it_announces)
{
	for (int i = 0; effect_table[i]; i++) {
		for (int optional = 0; optional < 2; optional++) {
			const struct effect *e = effect_table[i];
			struct biquad q[CHAIN_SECTIONS];
			struct chain c = { 0 };
			double arg[EFFECT_ARGS];
			const int n = suitable(e, arg, optional);
			int step = -1;

			CHECK(chain_add(&c, e, arg, n) == NULL);
			CHECK_EQ(c.n, 1);
			CHECK(c.sections >= 1);
			CHECK_EQ(e->design(q, c.step[0].arg, 1000), c.sections);
			CHECK_EQ(chain_design(&c, q, 1000, &step), 0);
			/* the first frequency is out of reach at this rate */
			CHECK_EQ(chain_design(&c, q, 15, &step), DESIGN_NYQUIST);
			CHECK_EQ(step, 0);
		}
	}
}

TEST(what_is_omitted_has_the_standard_value)
{
	struct chain c = { 0 };

	CHECK(chain_add(&c, effect_find("notch"), (const double[]){ 50 }, 1) == NULL);
	CHECK(c.step[0].arg[1] == 30);
	CHECK(chain_add(&c, effect_find("bandpass"), (const double[]){ 5, 15 }, 2) == NULL);
	CHECK(c.step[1].arg[2] == 2);
	CHECK_EQ(c.sections, 3);
}

TEST(wrong_numbers_are_refused_and_leave_the_chain)
{
	struct chain c = { 0 };

	for (int i = 0; effect_table[i]; i++) {
		const struct effect *e = effect_table[i];
		double arg[EFFECT_ARGS + 1];
		const int n = suitable(e, arg, true);

		arg[n] = 1;
		CHECK(chain_add(&c, e, arg, 0) != NULL);
		if (n < EFFECT_ARGS)
			CHECK(chain_add(&c, e, arg, n + 1) != NULL);
		for (int k = 0; k < n; k++) {
			const double bad[] = { e->arg[k].low / 2 - 1e-9, e->arg[k].high * 2, NAN, -1 };

			for (size_t b = 0; b < sizeof(bad) / sizeof(bad[0]); b++) {
				double with[EFFECT_ARGS];

				memcpy(with, arg, sizeof(with));
				with[k] = bad[b];
				CHECK(chain_add(&c, e, with, n) != NULL);
			}
		}
	}
	CHECK_EQ(c.n, 0);
	CHECK_EQ(c.sections, 0);
}

TEST(words_become_a_chain)
{
	const char *const words[] = { "highpass", "0.5", "notch", "50", "25", "lowpass", "40", "3" };
	const char *const wrong[][4] = { { "highpass" }, { "0.5" }, { "lowpass", "40", "3", "1" }, { "lowpas", "40" },
		{ "a-word-of-many-letters-that-is-longer-than-anything-that-anybody-would-ever-call-an-effect-in-a-program-that-is-"
		  "to-be-used-by-"
		  "people-who-are-in-a-hurry-and-have-other-things-on-their-mind-than-counting-the-letters-of-a-word-"
		  "which-is-meant-to-be-longer-than-what-there-is-room-for" } };
	const char *const says[] = { "highpass: a number is missing (highpass HZ [ORDER])", "unknown effect '0.5'",
		"lowpass: more numbers than it takes (lowpass HZ [ORDER])", "unknown effect 'lowpas' (did you mean 'lowpass'?)",
		"unknown effect 'a-word-of-many" };
	struct chain c = { 0 };
	char why[CHAIN_WHY];
	struct biquad q[CHAIN_SECTIONS];
	int step = -1;

	CHECK(chain_parse(&c, words, 8, why));
	CHECK_EQ(c.n, 3);
	CHECK_EQ(c.sections, 4);
	CHECK(c.step[1].arg[1] == 25);
	CHECK_EQ(chain_design(&c, q, 80, &step), DESIGN_NYQUIST);
	CHECK_EQ(step, 1);
	for (int i = 0; i < 5; i++) {
		size_t n = 0;

		while (n < 4 && wrong[i][n])
			n++;
		c = (struct chain){ 0 };
		memset(why, 'x', sizeof(why));
		CHECK(!chain_parse(&c, wrong[i], n, why));
		CHECK(memchr(why, 0, sizeof(why)) != NULL);
		if (strncmp(why, says[i], strlen(says[i])) != 0)
			CHECK_STR(why, says[i]);
	}
}

TEST(a_chain_is_the_product_of_its_effects)
{
	const char *const words[] = { "highpass", "1", "bandstop", "48", "52", "lowpass", "100", "5" };
	struct chain c = { 0 };
	char why[CHAIN_WHY];
	struct biquad q[CHAIN_SECTIONS], h[1], s[2], l[3];
	int step;

	CHECK(chain_parse(&c, words, 8, why));
	CHECK_EQ(c.sections, 6);
	CHECK_EQ(chain_design(&c, q, 1000, &step), 0);
	CHECK_EQ(design_highpass(h, 2, 1, 1000), 1);
	CHECK_EQ(design_bandstop(s, 2, 48, 52, 1000), 2);
	CHECK_EQ(design_lowpass(l, 5, 100, 1000), 3);
	for (double hz = 0.25; hz < 500; hz *= 1.3) {
		const double w = 2 * FN_PI * hz / 1000;
		const double want =
			biquad_response(h, 1, w, NULL) * biquad_response(s, 2, w, NULL) * biquad_response(l, 3, w, NULL);

		CHECK(fabs(biquad_response(q, 6, w, NULL) - want) <= 1e-12);
	}
}

TEST(a_chain_has_an_end)
{
	struct chain c = { 0 };
	int n = 0;

	while (!chain_add(&c, effect_find("highpass"), (const double[]){ 1 }, 1))
		n++;
	CHECK_EQ(n, CHAIN_STEPS);
	c = (struct chain){ 0 };
	n = 0;
	while (!chain_add(&c, effect_find("bandpass"), (const double[]){ 1, 2, 12 }, 3))
		n++;
	CHECK_EQ(n, CHAIN_SECTIONS / 12);
	CHECK_EQ(c.sections, CHAIN_SECTIONS);
}

int
main(void)
{
	RUN(rows_are_complete_and_found_by_name);
	RUN(an_effect_fills_the_sections_it_announces);
	RUN(what_is_omitted_has_the_standard_value);
	RUN(wrong_numbers_are_refused_and_leave_the_chain);
	RUN(words_become_a_chain);
	RUN(a_chain_is_the_product_of_its_effects);
	RUN(a_chain_has_an_end);
	return unit_done();
}
