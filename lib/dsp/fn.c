#include "dsp/fn.h"
#include "dsp/fn_const.h"
#include "dsp/two.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

_Static_assert(FLT_EVAL_METHOD == 0, "doubles must be computed as doubles (on 32-bit x86: -msse2 -mfpmath=sse)");

/* Horner's rule, highest power first. */
static inline double
fn_poly(const double *c, int n, double x)
{
	double s = c[0];

	for (int i = 1; i < n; i++)
		s = s * x + c[i];
	return s;
}

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

/* ---- sine, cosine, tangent ---- */

enum { RED_WORDS = 7, RED_ZEROS = 64 };

/* |x| from 2^20: x × 2/pi modulo 4 in integers. x = m × 2^e; of 2/pi only the bits matter whose product with x lies below 4 and
 * above 2^-169. No double is nearer than 2^-61 to a multiple of pi/2, so 108 bits of the rest are right. */
static int
fn_reduce_large(double x, struct two *r)
{
	int e;
	const uint64_t m = (uint64_t)ldexp(frexp(x, &e), 53);
	const uint64_t mh = m >> 32, ml = m & 0xffffffff;
	uint32_t w[RED_WORDS], p[RED_WORDS] = { 0 };

	e -= 53;
	const int at = e - 2 + RED_ZEROS; /* first bit that matters */
	for (int i = 0; i < RED_WORDS; i++) {
		const uint32_t *t = &fn_two_pi_inv[at / 32 + i];

		w[i] = (uint32_t)((((uint64_t)t[0] << 32 | t[1]) << (at % 32)) >> 32);
	}
	/* p = m × w modulo 2^224, most significant word first */
	uint64_t carry = 0;
	for (int i = RED_WORDS - 1; i >= 0; i--) {
		const uint64_t a = ml * w[i];
		const uint64_t b = i + 1 < RED_WORDS ? mh * w[i + 1] : 0;
		const uint64_t low = (a & 0xffffffff) + (b & 0xffffffff) + (carry & 0xffffffff);

		p[i] = (uint32_t)low;
		carry = (a >> 32) + (b >> 32) + (carry >> 32) + (low >> 32);
	}
	/* two bits before the point, then the fraction; from a half on, the next quarter less what is missing to it */
	int quarter = (int)(p[0] >> 30);
	const bool up = (p[0] >> 29) & 1;
	if (up) {
		quarter++;
		for (int i = 0; i < RED_WORDS; i++)
			p[i] = ~p[i];
	}
	p[0] &= 0x3fffffff;
	struct two f = { 0, 0 };
	double weight = 0x1p-30;
	for (int i = 0; i < RED_WORDS; i++, weight *= 0x1p-32) {
		const struct two s = two_sum(f.h, p[i] * weight);

		f = (struct two){ s.h, f.l + s.l };
	}
	*r = two_mul(two_fast(f.h, f.l), (struct two){ PIO2_H, PIO2_L });
	if (up)
		*r = two_neg(*r);
	return quarter & 3;
}

/* x = quarter × pi/2 + r with |r| <= pi/4 (a hair more); returns quarter modulo 4. x finite, >= 0. */
static int
fn_reduce(double x, struct two *r)
{
	if (x >= 0x1p20)
		return fn_reduce_large(x, r);
	const double n = rint(x * TWO_PI_INV);
	const struct two a = two_sum(x, -n * PIO2_A);
	const struct two b = two_sum(a.h, -n * PIO2_B);
	const struct two low = two_sum(b.l, a.l);
	const struct two c = two_sum(low.h, -n * PIO2_C);
	const struct two s = two_sum(b.h, c.h);

	*r = two_sum(s.h, s.l + (c.l + (low.l - n * PIO2_D)));
	return (int)n & 3;
}

/* sin r = r (1 - z/6 + z² (1/5! - z/7! + …)), z = r² */
static struct two
fn_sin_kernel(struct two r)
{
	static const double c[] = { 1 / 51090942171709440000.0, -1 / 121645100408832000.0, 1 / 355687428096000.0,
		-1 / 1307674368000.0, 1 / 6227020800.0, -1 / 39916800.0, 1 / 362880.0, -1 / 5040.0, 1 / 120.0 };
	const struct two z = two_mul(r, r);
	struct two u = two_mul(z, (struct two){ -SIXTH_H, -SIXTH_L });

	u = two_add(u, (struct two){ z.h * z.h * fn_poly(c, COUNT(c), z.h), 0 });
	return two_add(r, two_mul(r, u));
}

/* cos r = 1 - z/2 + z² (1/4! - z/6! + …) */
static struct two
fn_cos_kernel(struct two r)
{
	static const double c[] = { -1 / 1124000727777607680000.0, 1 / 2432902008176640000.0, -1 / 6402373705728000.0,
		1 / 20922789888000.0, -1 / 87178291200.0, 1 / 479001600.0, -1 / 3628800.0, 1 / 40320.0, -1 / 720.0, 1 / 24.0 };
	const struct two z = two_mul(r, r);
	const struct two u =
		two_add((struct two){ -0.5 * z.h, -0.5 * z.l }, (struct two){ z.h * z.h * fn_poly(c, COUNT(c), z.h), 0 });

	return two_add((struct two){ 1, 0 }, u);
}

double
fn_sin(double x)
{
	struct two r;

	if (!(fabs(x) < INFINITY))
		return x - x;
	if (fabs(x) < 0x1p-27)
		return x;
	const int q = fn_reduce(fabs(x), &r);
	const struct two s = q & 1 ? fn_cos_kernel(r) : fn_sin_kernel(r);
	const bool negative = (q & 2) != 0;
	const double v = s.h + s.l;

	return negative != (x < 0) ? -v : v;
}

double
fn_cos(double x)
{
	struct two r;

	if (!(fabs(x) < INFINITY))
		return x - x;
	if (fabs(x) < 0x1p-27)
		return 1;
	const int q = fn_reduce(fabs(x), &r);
	const struct two s = q & 1 ? fn_sin_kernel(r) : fn_cos_kernel(r);
	const double v = s.h + s.l;

	return q == 1 || q == 2 ? -v : v;
}

double
fn_tan(double x)
{
	struct two r;

	if (!(fabs(x) < INFINITY))
		return x - x;
	if (fabs(x) < 0x1p-27)
		return x;
	const int q = fn_reduce(fabs(x), &r);
	const struct two s = fn_sin_kernel(r), c = fn_cos_kernel(r);
	const struct two t = q & 1 ? two_div(two_neg(c), s) : two_div(s, c);
	const double v = t.h + t.l;

	return x < 0 ? -v : v;
}

/* ---- exponential, logarithm, power ---- */

/* exp of a sum: 2^k exp r, |r| <= ln 2 / 2, exp r = 1 + r + r²/2 + r³ (1/3! + r/4! + …). |x| below 2,000. */
static double
fn_exp_two(struct two x)
{
	static const double c[] = { 1 / 355687428096000.0, 1 / 20922789888000.0, 1 / 1307674368000.0, 1 / 87178291200.0,
		1 / 6227020800.0, 1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0, 1 / 362880.0, 1 / 40320.0, 1 / 5040.0, 1 / 720.0,
		1 / 120.0, 1 / 24.0, 1 / 6.0 };
	const double k = rint(x.h * LOG2E);
	struct two r = two_sum(x.h, -k * LN2_A);
	const struct two b = two_prod(-k, LN2_B);

	r = two_add(r, two_add(b, (struct two){ x.l, 0 }));
	const struct two square = two_prod(r.h, r.h);
	const struct two s = two_sum(r.h, 0.5 * square.h);
	const struct two t = two_sum(s.h, r.h * square.h * fn_poly(c, COUNT(c), r.h));
	const struct two u = two_sum(1, t.h);
	const double low = u.l + (t.l + (s.l + (r.l + (0.5 * square.l + r.h * r.l))));

	return ldexp(u.h + low, (int)k);
}

double
fn_exp(double x)
{
	if (x != x)
		return x;
	if (x > 1000)
		return INFINITY;
	if (x < -1000)
		return 0;
	return fn_exp_two((struct two){ x, 0 });
}

/* log of a positive finite number to about 2^-68: x = m × 2^e with m near 1, log m = 2 atanh s = 2s (1 + s²/3 + s⁴/5 + …),
 * s = (m - 1) / (m + 1). */
static struct two
fn_log_two(double x)
{
	static const double c[] = { 1 / 31.0, 1 / 29.0, 1 / 27.0, 1 / 25.0, 1 / 23.0, 1 / 21.0, 1 / 19.0, 1 / 17.0, 1 / 15.0,
		1 / 13.0, 1 / 11.0, 1 / 9.0, 1 / 7.0 };
	int e;
	double m = frexp(x, &e);

	if (m < 0.70710678118654752) {
		m *= 2;
		e--;
	}
	const struct two s = two_div((struct two){ m - 1, 0 }, two_sum(m, 1));
	const struct two z = two_mul(s, s);
	struct two p = two_add((struct two){ FIFTH_H, FIFTH_L }, (struct two){ z.h * fn_poly(c, COUNT(c), z.h), 0 });

	p = two_add((struct two){ THIRD_H, THIRD_L }, two_mul(z, p));
	p = two_add(s, two_mul(s, two_mul(z, p)));
	p = (struct two){ 2 * p.h, 2 * p.l };
	if (e == 0)
		return p;
	return two_add(two_add((struct two){ e * LN2_A, 0 }, two_prod(e, LN2_B)), p);
}

double
fn_log(double x)
{
	if (x != x)
		return x;
	if (x < 0)
		return NAN;
	if (x == 0)
		return -INFINITY;
	if (x == INFINITY)
		return x;
	const struct two v = fn_log_two(x);

	return v.h + v.l;
}

double
fn_pow(double x, double y)
{
	if (y == 0 || x == 1)
		return 1;
	if (x != x || y != y)
		return x + y;
	const double size = fabs(x);
	const bool whole = fabs(y) < INFINITY && rint(y) == y;
	const bool odd = whole && fabs(y) < 0x1p53 && rint(y / 2) != y / 2;
	const double sign = odd && signbit(x) ? -1 : 1;

	if (fabs(y) == INFINITY)
		return size == 1 ? 1 : (size > 1) == (y > 0) ? INFINITY : 0;
	if (size == 0 || size == INFINITY)
		return sign * ((size == 0) == (y < 0) ? INFINITY : 0);
	if (x < 0 && !whole)
		return NAN;
	if (size == 1)
		return sign;
	if (fabs(y) >= 0x1p64) /* |log x| is at least 2^-53 */
		return sign * ((size > 1) == (y > 0) ? INFINITY : 0);
	if (fabs(y) < 0x1p-65)
		return sign;
	const struct two l = fn_log_two(size);
	const double rough = y * l.h;

	if (rough > 1000)
		return sign * INFINITY;
	if (rough < -1000)
		return sign * 0.0;
	return sign * fn_exp_two(two_mul(l, (struct two){ y, 0 }));
}

/* ---- inverse tangent ---- */

/* atan(a / b) for 0 <= a <= b, both within 2^±200: with k = nearest eighth of t = a / b,
 * atan t = atan(k/8) + atan u, u = (t - k/8) / (1 + t k/8), |u| <= 1/16, atan u = u (1 - u²/3 + u⁴/5 - …). */
static struct two
fn_atan_two(double a, double b)
{
	static const double c[] = { 1 / 21.0, -1 / 19.0, 1 / 17.0, -1 / 15.0, 1 / 13.0, -1 / 11.0, 1 / 9.0, -1 / 7.0, 1 / 5.0,
		-1 / 3.0 };
	const struct two t = two_div((struct two){ a, 0 }, (struct two){ b, 0 });
	const int k = (int)rint(8 * t.h);
	const double corner = k / 8.0;
	struct two u = t;

	if (k != 0)
		u = two_div(two_add(t, (struct two){ -corner, 0 }),
			two_add((struct two){ 1, 0 }, (struct two){ t.h * corner, t.l * corner }));
	const double z = u.h * u.h;

	u = two_fast(u.h, u.l + u.h * z * fn_poly(c, COUNT(c), z));
	return two_add((struct two){ fn_atan8[k][0], fn_atan8[k][1] }, u);
}

double
fn_atan(double x)
{
	if (x != x || fabs(x) < 0x1p-27)
		return x;
	return fn_atan2(x, 1);
}

double
fn_atan2(double y, double x)
{
	const double a = fabs(y), b = fabs(x);
	const bool left = signbit(x) != 0, below = signbit(y) != 0;
	const struct two half_turn = { PI_H, PI_L }, quarter_turn = { PIO2_H, PIO2_L };
	struct two v;

	if (x != x || y != y)
		return x + y;
	if (a == 0 || (b == INFINITY && a < INFINITY))
		return left ? (below ? -PI_H : PI_H) : (below ? -0.0 : 0.0);
	if (b == 0 || (a == INFINITY && b < INFINITY))
		return below ? -PIO2_H : PIO2_H;
	if (a == INFINITY) { /* both */
		v = left ? (struct two){ 0.75 * PI_H, 0.75 * PI_L } : (struct two){ PI_H / 4, PI_L / 4 };
		return below ? -(v.h + v.l) : v.h + v.l;
	}
	int ea, eb;
	const double ma = frexp(a, &ea), mb = frexp(b, &eb);

	if (ea - eb > 100)
		v = quarter_turn;
	else if (eb - ea > 100) { /* the angle is the quotient, or so near to half a turn that nothing shows */
		if (!left)
			return below ? -(a / b) : a / b;
		v = half_turn;
	} else {
		const double sa = ea > eb ? ma : ldexp(ma, ea - eb);
		const double sb = ea > eb ? ldexp(mb, eb - ea) : mb;

		v = sa <= sb ? fn_atan_two(sa, sb) : two_add(quarter_turn, two_neg(fn_atan_two(sb, sa)));
		if (left)
			v = two_add(half_turn, two_neg(v));
	}
	return below ? -(v.h + v.l) : v.h + v.l;
}
