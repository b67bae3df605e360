/* Filter designs and the biquads against scipy.signal (design_table.h, made by design_table.py). */
#include "unit.h"

#include "dsp/design.h"
#include "dsp/fn.h"

#include <math.h>

#include "design_table.h"

enum { ROWS = sizeof(design_rows) / sizeof(design_rows)[0], SECTIONS = 12 };

static int
design(const struct design_row *r, struct biquad *q)
{
	const int order = (int)r->order;

	if (strcmp(r->kind, "lowpass") == 0)
		return design_lowpass(q, order, r->low, r->fs);
	if (strcmp(r->kind, "highpass") == 0)
		return design_highpass(q, order, r->low, r->fs);
	if (strcmp(r->kind, "bandpass") == 0)
		return design_bandpass(q, order, r->low, r->high, r->fs);
	if (strcmp(r->kind, "bandstop") == 0)
		return design_bandstop(q, order, r->low, r->high, r->fs);
	return design_notch(q, r->low, r->order, r->fs);
}

static void
complain(const struct design_row *r, const char *what, double got, double want)
{
	printf("# %s %g %g %g at %g: %s is %.17g, not %.17g\n", r->kind, r->order, r->low, r->high, r->fs, what, got, want);
}

TEST(coefficients_equal_scipy_to_1e_12)
{
	double worst = 0;

	for (int i = 0; i < ROWS; i++) {
		const struct design_row *r = &design_rows[i];
		struct biquad q[SECTIONS];

		CHECK_EQ(design(r, q), r->sections);
		for (int k = 0; k < r->sections; k++) {
			const double got[5] = { q[k].b0, q[k].b1, q[k].b2, q[k].a1, q[k].a2 };

			for (int j = 0; j < 5; j++) {
				/* relative where the value is large or is the (tiny) gain; absolute below 1 */
				const double scale = j < 3 ? fabs(r->sos[k][0]) : 1;
				const double err = fabs(got[j] - r->sos[k][j]) / (scale > 0 ? scale : 1);

				if (!(err <= 1e-12))
					complain(r, "coefficient", got[j], r->sos[k][j]);
				CHECK(err <= 1e-12);
				worst = err > worst ? err : worst;
			}
			CHECK(q[k].s1 == 0 && q[k].s2 == 0);
		}
	}
	printf("# %d designs, worst difference %g\n", ROWS, worst);
}

TEST(impulse_and_step_responses_equal_scipy)
{
	for (int i = 0; i < ROWS; i++) {
		const struct design_row *r = &design_rows[i];
		struct biquad q[SECTIONS];
		double x[1000] = { 1 };
		int n = design(r, q);

		biquad_block(q, n, x, 1000);
		for (int k = 0; k < 8; k++) {
			const double got = x[design_impulse_at[k]];

			if (!(fabs(got - r->impulse[k]) <= 1e-9))
				complain(r, "impulse response", got, r->impulse[k]);
			CHECK(fabs(got - r->impulse[k]) <= 1e-9);
		}
		(void)biquad_reset(q, n, 0);
		for (int k = 0, j = 0; k < 1000; k++) {
			const double y = biquad_step(q, n, 1);

			if (k != design_step_at[j])
				continue;
			if (!(fabs(y - r->step[j]) <= 1e-9))
				complain(r, "step response", y, r->step[j]);
			CHECK(fabs(y - r->step[j++]) <= 1e-9);
		}
	}
}

TEST(corners_are_3_db_down_and_bands_are_flat)
{
	for (int i = 0; i < ROWS; i++) {
		const struct design_row *r = &design_rows[i];
		struct biquad q[SECTIONS];
		const int n = design(r, q);
		const double dc = biquad_response(q, n, 0, NULL), top = biquad_response(q, n, FN_PI, NULL);
		const double half = sqrt(0.5), corner = biquad_response(q, n, 2 * FN_PI * r->low / r->fs, NULL);

		if (strcmp(r->kind, "notch") == 0) {
			CHECK(corner < 1e-9 && fabs(dc - 1) < 1e-9 && fabs(top - 1) < 1e-9);
			continue;
		}
		CHECK(fabs(corner - half) < 1e-6);
		if (r->high > 0)
			CHECK(fabs(biquad_response(q, n, 2 * FN_PI * r->high / r->fs, NULL) - half) < 1e-6);
		if (strcmp(r->kind, "lowpass") == 0)
			CHECK(fabs(dc - 1) < 1e-6 && top < 1e-12);
		else if (strcmp(r->kind, "highpass") == 0)
			CHECK(dc < 1e-6 && fabs(top - 1) < 1e-9);
		else if (strcmp(r->kind, "bandpass") == 0)
			CHECK(dc < 1e-6 && top < 1e-9);
		else
			CHECK(fabs(dc - 1) < 1e-6 && fabs(top - 1) < 1e-9);
	}
}

TEST(phase_of_a_first_order_lowpass_at_its_corner)
{
	struct biquad q[1];
	double phase;

	CHECK_EQ(design_lowpass(q, 1, 50, 1000), 1);
	(void)biquad_response(q, 1, 2 * FN_PI * 50 / 1000, &phase);
	CHECK(fabs(phase + FN_PI / 4) < 1e-12);
}

TEST(blocks_of_any_size_give_the_bits_of_single_steps)
{
	for (int n = 1; n <= 9; n++) {
		struct biquad a[9], b[9];
		double x[500], y[500];
		uint64_t seed = (uint64_t)n;

		for (int k = 0; k < n; k++)
			CHECK(design_bandpass(&a[k], 1, 1 + k, 20 + 5 * k, 360) == 1);
		memcpy(b, a, sizeof b);
		for (int i = 0; i < 500; i++) {
			x[i] = (double)(int32_t)unit_random(&seed);
			y[i] = biquad_step(a, n, x[i]);
		}
		for (size_t at = 0; at < 500;) {
			size_t m = unit_random(&seed) % 40;

			m = at + m > 500 ? 500 - at : m;
			biquad_block(b, n, x + at, m);
			at += m;
		}
		CHECK(memcmp(x, y, sizeof x) == 0);
		CHECK(memcmp(a, b, (size_t)n * sizeof *a) == 0);
	}
}

TEST(reset_settles_on_a_level)
{
	for (int i = 0; i < ROWS; i++) {
		const struct design_row *r = &design_rows[i];
		struct biquad q[SECTIONS];
		const int n = design(r, q);
		const double level = biquad_reset(q, n, 1000);
		/* narrow bands far below fs: the state is large against the output and its last bits show */
		const double near = r->order > 5 || r->low < 1 ? 1e-3 : 1e-6;

		CHECK(fabs(level - 1000 * biquad_response(q, n, 0, NULL)) < near);
		for (int k = 0; k < 100; k++)
			CHECK(fabs(biquad_step(q, n, 1000) - level) < near);
	}
}

TEST(impossible_designs_are_refused_and_change_nothing)
{
	struct biquad q[SECTIONS], was[SECTIONS];

	memset(q, 0x55, sizeof q);
	memcpy(was, q, sizeof q);
	CHECK_EQ(design_lowpass(q, 2, 180, 360), DESIGN_NYQUIST);
	CHECK_EQ(design_lowpass(q, 2, 1000, 360), DESIGN_NYQUIST);
	CHECK_EQ(design_highpass(q, 2, 0, 360), DESIGN_RANGE);
	CHECK_EQ(design_highpass(q, 2, -1, 360), DESIGN_RANGE);
	CHECK_EQ(design_highpass(q, 2, NAN, 360), DESIGN_RANGE);
	CHECK_EQ(design_highpass(q, 0, 1, 360), DESIGN_RANGE);
	CHECK_EQ(design_highpass(q, DESIGN_ORDER + 1, 1, 360), DESIGN_RANGE);
	CHECK_EQ(design_bandpass(q, 2, 10, 10, 360), DESIGN_RANGE);
	CHECK_EQ(design_bandpass(q, 2, 20, 10, 360), DESIGN_RANGE);
	CHECK_EQ(design_bandstop(q, 2, 10, 180, 360), DESIGN_NYQUIST);
	CHECK_EQ(design_bandstop(q, 2, 10, 20, 0), DESIGN_RANGE);
	CHECK_EQ(design_notch(q, 50, 0, 360), DESIGN_RANGE);
	CHECK_EQ(design_notch(q, 50, 30, 100), DESIGN_NYQUIST);
	CHECK_EQ(design_notch(q, 100, 0.5, 360), DESIGN_RANGE);
	CHECK(memcmp(q, was, sizeof q) == 0);
}

int
main(void)
{
	RUN(coefficients_equal_scipy_to_1e_12);
	RUN(impulse_and_step_responses_equal_scipy);
	RUN(corners_are_3_db_down_and_bands_are_flat);
	RUN(phase_of_a_first_order_lowpass_at_its_corner);
	RUN(blocks_of_any_size_give_the_bits_of_single_steps);
	RUN(reset_settles_on_a_level);
	RUN(impossible_designs_are_refused_and_change_nothing);
	return unit_done();
}
