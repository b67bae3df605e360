/* Elementary functions against values computed to 2,000 bits (fn_table.h, made by fn_table.py) and, where long double has 64 bits,
 * against libm's long double functions on a few hundred thousand arguments; special values of C17 annex F; the same bits from both
 * compilers (a checksum that is written down). */
#include "unit.h"

#include "dsp/fn.h"

#include <float.h>
#include <math.h>

static const struct row {
	const char *fn;
	double x, y, hi, lo;
} rows[] = {
#include "fn_table.h"
};

typedef double fn_call(double x, double y);

#define ONE(name)                                                                                                                  \
	static double call_##name(double x, double y)                                                                              \
	{                                                                                                                          \
		(void)y;                                                                                                           \
		return fn_##name(x);                                                                                               \
	}                                                                                                                          \
	static long double true_##name(long double x, long double y)                                                               \
	{                                                                                                                          \
		(void)y;                                                                                                           \
		return name##l(x);                                                                                                 \
	}
ONE(sin)
ONE(cos)
ONE(tan)
ONE(exp)
ONE(log)
ONE(atan)

/* Arguments of the sweep: uniform in lo..hi, or (log) of a uniform exponent of 2 and either sign. */
static const struct fn {
	const char *name;
	fn_call *call;
	long double (*truth)(long double x, long double y);
	double lo, hi;    /* x */
	int ex_lo, ex_hi; /* exponents of x */
	double y_lo, y_hi;
	bool positive;
} fns[] = {
	{ "sin", call_sin, true_sin, -50, 50, -40, 60, 0, 0, false },
	{ "cos", call_cos, true_cos, -50, 50, -40, 60, 0, 0, false },
	{ "tan", call_tan, true_tan, -50, 50, -40, 60, 0, 0, false },
	{ "exp", call_exp, true_exp, -700, 700, -60, 9, 0, 0, false },
	{ "log", call_log, true_log, 0.4, 2.5, -1000, 1000, 0, 0, true },
	{ "atan", call_atan, true_atan, -3, 3, -60, 60, 0, 0, false },
	{ "atan2", fn_atan2, atan2l, -3, 3, -8, 8, -3, 3, false },
	{ "pow", fn_pow, powl, 0.01, 100, -30, 30, -20, 20, true },
};
#define WANT_HASH UINT64_C(0x08b6b941f78fbb17)
enum { FNS = sizeof(fns) / sizeof(fns)[0], SWEEP = 60000 };

static double
ulp(double v)
{
	int e;

	(void)frexp(v, &e);
	return ldexp(1, (e < -1021 ? -1021 : e) - 53);
}

static double
uniform(uint64_t *s, double lo, double hi)
{
	return lo + (hi - lo) * ((double)(unit_random(s) >> 11) * 0x1p-53);
}

static void
argument(const struct fn *f, uint64_t *seed, int i, double *x, double *y)
{
	*x = uniform(seed, f->lo, f->hi);
	*y = uniform(seed, f->y_lo, f->y_hi);
	if (i % 2) {
		const double m = uniform(seed, 0.5, 1);
		const int e = f->ex_lo + (int)(unit_random(seed) % (uint64_t)(f->ex_hi - f->ex_lo));

		*x = ldexp(unit_random(seed) % 2 && !f->positive ? -m : m, e);
	}
}

TEST(within_1_ulp_of_2000_bit_references)
{
	for (size_t k = 0; k < FNS; k++) {
		double worst = 0, tiny = 0;
		size_t n = 0;

		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			const struct row *r = &rows[i];

			if (strcmp(r->fn, fns[k].name) != 0)
				continue;
			n++;
			const double got = fns[k].call(r->x, r->y);
			const double err = fabs((got - r->hi) - r->lo) / ulp(r->hi);

			if (!(err <= 1))
				printf("# %s(%a, %a) is %a, not %a: %g ulp\n", r->fn, r->x, r->y, got, r->hi, err);
			CHECK(err <= 1);
			if (fabs(r->hi) >= DBL_MIN)
				worst = err > worst ? err : worst;
			else
				tiny = err > tiny ? err : tiny;
		}
		printf("# %-5s %3zu values, worst %.4f ulp, subnormal %.4f\n", fns[k].name, n, worst, tiny);
		CHECK(n >= 50);
		CHECK(worst < 0.56);
		CHECK(tiny < 0.76);
	}
}

TEST(within_1_ulp_of_long_double)
{
	if (LDBL_MANT_DIG < 64) {
		printf("# long double is no wider than double here: the table is the only reference\n");
		return;
	}
	for (size_t k = 0; k < FNS; k++) {
		uint64_t seed = k + 1;
		double worst = 0;

		for (int i = 0; i < SWEEP; i++) {
			double x, y;

			argument(&fns[k], &seed, i, &x, &y);
			const long double want = fns[k].truth(x, y);
			const double got = fns[k].call(x, y);
			const double err = (double)(fabsl((long double)got - want) / (long double)ulp((double)want));

			CHECK(err <= 1);
			worst = err > worst ? err : worst;
		}
		printf("# %-5s sweep of %d, worst %.4f ulp\n", fns[k].name, SWEEP, worst);
	}
}

static bool
same(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

TEST(special_values_of_c17_annex_f)
{
	const double inf = INFINITY, nan = NAN;

	CHECK(same(fn_sin(0.0), 0.0) && same(fn_sin(-0.0), -0.0) && same(fn_tan(-0.0), -0.0) && same(fn_atan(-0.0), -0.0));
	CHECK(same(fn_cos(-0.0), 1.0) && same(fn_exp(-0.0), 1.0) && same(fn_log(1.0), 0.0));
	CHECK(isnan(fn_sin(inf)) && isnan(fn_cos(-inf)) && isnan(fn_tan(inf)) && isnan(fn_sin(nan)) && isnan(fn_cos(nan)) &&
		isnan(fn_tan(nan)));
	CHECK(fn_exp(inf) == inf && same(fn_exp(-inf), 0.0) && isnan(fn_exp(nan)) && fn_exp(710) == inf && same(fn_exp(-746), 0.0));
	CHECK(fn_log(inf) == inf && fn_log(0.0) == -inf && fn_log(-0.0) == -inf && isnan(fn_log(-1)) && isnan(fn_log(-inf)) &&
		isnan(fn_log(nan)));
	CHECK(same(fn_atan(inf), FN_PI / 2) && same(fn_atan(-inf), -FN_PI / 2) && isnan(fn_atan(nan)));
	/* libm's atan2 and pow are exact in their special cases: every pair of these */
	const double v[] = { 0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, -1e300, 9007199254740993.0, inf, -inf, nan, 5e-324,
		-5e-324 };
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		for (size_t j = 0; j < sizeof v / sizeof *v; j++) {
			const double p = fn_pow(v[i], v[j]), q = pow(v[i], v[j]);
			const double a = fn_atan2(v[i], v[j]), b = atan2(v[i], v[j]);

			CHECK(isnan(q) ? isnan(p) : same(p, q) || fabs(p - q) <= ulp(q));
			CHECK(isnan(b) ? isnan(a) : same(a, b) || fabs(a - b) <= ulp(b));
			CHECK(isnan(q) || !signbit(p) == !signbit(q));
			CHECK(isnan(b) || !signbit(a) == !signbit(b));
		}
	}
}

/* FNV-1a over the results of a sweep: what is written here was printed by gcc and by clang, with and without -O2, on x86-64. */
TEST(same_bits_from_every_compiler)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t k = 0; k < FNS; k++) {
		uint64_t seed = 100 + k;

		for (int i = 0; i < 20000; i++) {
			double x, y;
			uint64_t bits;

			argument(&fns[k], &seed, i, &x, &y);
			const double v = fns[k].call(x, y);
			memcpy(&bits, &v, sizeof bits);
			for (int b = 0; b < 64; b += 8)
				hash = (hash ^ (bits >> b & 0xff)) * UINT64_C(0x100000001b3);
		}
	}
	if (hash != WANT_HASH)
		printf("# checksum of results: 0x%016llx\n", (unsigned long long)hash);
	CHECK(hash == WANT_HASH);
}

int
main(void)
{
	RUN(within_1_ulp_of_2000_bit_references);
	RUN(within_1_ulp_of_long_double);
	RUN(special_values_of_c17_annex_f);
	RUN(same_bits_from_every_compiler);
	return unit_done();
}
