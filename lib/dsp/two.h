/* Arithmetic on sums of two doubles (sources in fn.h): about 100 bits from + - × ÷ on doubles alone. Wants round to nearest and no
 * contraction; no overflow or underflow is caught. */
#ifndef IOMT_DSP_TWO_H
#define IOMT_DSP_TWO_H

/* A value as the unevaluated sum of two doubles, |l| at most half an ulp of h. */
struct two {
	double h, l;
};

/* The exact sum of any two doubles (Knuth). */
static inline struct two
two_sum(double a, double b)
{
	const double s = a + b;
	const double t = s - a;

	return (struct two){ s, (a - (s - t)) + (b - t) };
}

/* The same where |a| >= |b| (Dekker). */
static inline struct two
two_fast(double a, double b)
{
	const double s = a + b;

	return (struct two){ s, b - (s - a) };
}

/* The exact product (Dekker, with Veltkamp's split); the operands are far from overflow and underflow. */
static inline struct two
two_prod(double a, double b)
{
	const double split = 134217729.0; /* 2^27 + 1 */
	const double p = a * b;
	const double ca = split * a, cb = split * b;
	const double ah = ca - (ca - a), al = a - ah;
	const double bh = cb - (cb - b), bl = b - bh;

	return (struct two){ p, ((ah * bh - p) + ah * bl + al * bh) + al * bl };
}

static inline struct two
two_add(struct two a, struct two b)
{
	const struct two s = two_sum(a.h, b.h);

	return two_fast(s.h, s.l + (a.l + b.l));
}

static inline struct two
two_mul(struct two a, struct two b)
{
	const struct two p = two_prod(a.h, b.h);

	return two_fast(p.h, p.l + (a.h * b.l + a.l * b.h));
}

static inline struct two
two_div(struct two a, struct two b)
{
	const double q = a.h / b.h;
	const struct two p = two_prod(q, b.h);
	const double rest = ((a.h - p.h) - p.l) + (a.l - q * b.l);

	return two_fast(q, rest / b.h);
}

static inline struct two
two_neg(struct two a)
{
	return (struct two){ -a.h, -a.l };
}

#endif
