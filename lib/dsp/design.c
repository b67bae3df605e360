#include "dsp/design.h"
#include "dsp/fn.h"

#include <math.h>
#include <stdbool.h>

struct cplx {
	double re, im;
};

static struct cplx
cplx_mul(struct cplx a, struct cplx b)
{
	return (struct cplx){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

static struct cplx
cplx_div(struct cplx a, struct cplx b)
{
	const double d = b.re * b.re + b.im * b.im;

	return (struct cplx){ (a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d };
}

static double
cplx_size(struct cplx a)
{
	return sqrt(a.re * a.re + a.im * a.im);
}

/* The root with a real part >= 0; the larger part is computed first, the other from it, so that nothing cancels. */
static struct cplx
cplx_sqrt(struct cplx a)
{
	const double t = sqrt((fabs(a.re) + cplx_size(a)) / 2);

	if (t == 0)
		return (struct cplx){ 0, 0 };
	if (a.re >= 0)
		return (struct cplx){ t, a.im / (2 * t) };
	return (struct cplx){ fabs(a.im) / (2 * t), a.im < 0 ? -t : t };
}

/* Roots of one polynomial with real coefficients: real ones, and of each conjugate pair the one with im > 0. */
enum { ROOTS = 2 * DESIGN_ORDER + 2 };
struct roots {
	int n;
	struct cplx at[ROOTS];
};

struct plan {
	struct roots poles, zeros;
	double gain;
};

static void
roots_add(struct roots *r, struct cplx v)
{
	v.im = fabs(v.im);
	r->at[r->n++] = v;
}

static struct cplx
roots_take(struct roots *r, int i)
{
	const struct cplx v = r->at[i];

	for (r->n--; i < r->n; i++)
		r->at[i] = r->at[i + 1];
	return v;
}

/* The pole nearest to the unit circle, among all or the real ones; -1 when there is none. */
static int
roots_worst(const struct roots *r, bool real)
{
	int best = -1;
	double least = INFINITY;

	for (int i = 0; i < r->n; i++) {
		const double d = fabs(1 - cplx_size(r->at[i]));

		if (d < least && (!real || r->at[i].im == 0)) {
			least = d;
			best = i;
		}
	}
	return best;
}

static int
roots_nearest(const struct roots *r, struct cplx to, bool real)
{
	int best = -1;
	double least = INFINITY;

	for (int i = 0; i < r->n; i++) {
		const double d = cplx_size((struct cplx){ r->at[i].re - to.re, r->at[i].im - to.im });

		if (d < least && (!real || r->at[i].im == 0)) {
			least = d;
			best = i;
		}
	}
	return best;
}

/* The polynomial 1 + c1/z + c2/z² of a root and its partner: the next real one, or its conjugate. */
static void
plan_pair(struct cplx a, struct cplx b, double *c1, double *c2)
{
	if (a.im != 0) {
		*c1 = -2 * a.re;
		*c2 = a.re * a.re + a.im * a.im;
	} else {
		*c1 = -(a.re + b.re);
		*c2 = a.re * b.re;
	}
}

static int
plan_sections(struct plan *p, struct biquad *q, int sections)
{
	for (int i = sections - 1; i >= 0; i--) {
		const struct cplx p1 = roots_take(&p->poles, roots_worst(&p->poles, false));
		struct cplx p2 = p1, z2 = { 0, 0 };
		double a1, a2, b1, b2;

		if (p1.im == 0)
			p2 = roots_take(&p->poles, roots_worst(&p->poles, true));
		const struct cplx z1 = roots_take(&p->zeros, roots_nearest(&p->zeros, p1, false));
		if (z1.im == 0)
			z2 = roots_take(&p->zeros, roots_nearest(&p->zeros, p1, true));
		plan_pair(p1, p2, &a1, &a2);
		plan_pair(z1, z2, &b1, &b2);
		const double g = i == 0 ? p->gain : 1;
		biquad_init(&q[i], g, g * b1, g * b2, a1, a2);
	}
	return sections;
}

/* Pole k of the prototype: on the left half of the unit circle, im > 0; the real one (-1) last for odd orders. */
static struct cplx
design_prototype(int order, int k)
{
	if (2 * k + 1 == order)
		return (struct cplx){ -1, 0 };
	const double angle = FN_PI * (2 * k + 1) / (2 * order);

	return (struct cplx){ -fn_sin(angle), fn_cos(angle) };
}

/* s → z = (1 + s) / (1 - s); the gain takes the factor 1 / (1 - s) of each pole, its conjugate included. */
static void
plan_pole(struct plan *p, struct cplx s)
{
	const struct cplx below = { 1 - s.re, -s.im };
	const double square = below.re * below.re + below.im * below.im;

	p->gain /= s.im == 0 ? below.re : square;
	roots_add(&p->poles, cplx_div((struct cplx){ 1 + s.re, s.im }, below));
}

static int
design_check(int order, double low, double high, double fs)
{
	if (!(order >= 1 && order <= DESIGN_ORDER && low > 0 && high >= low && fs > 0 && fs < INFINITY))
		return DESIGN_RANGE;
	return high < fs / 2 ? 0 : DESIGN_NYQUIST;
}

/* zero: of the digital filter, +1 or -1, order times. */
static int
design_pass(struct biquad *q, int order, double corner, double fs, double zero)
{
	const int bad = design_check(order, corner, corner, fs);
	struct plan p = { .gain = 1 };

	if (bad)
		return bad;
	const double w = fn_tan(FN_PI * corner / fs);
	for (int k = 0; k < (order + 1) / 2; k++) {
		const struct cplx s = design_prototype(order, k);

		plan_pole(&p, (struct cplx){ w * s.re, w * s.im }); /* w / s is the conjugate: the same pair for a highpass */
	}
	for (int k = 0; k < order; k++) {
		roots_add(&p.zeros, (struct cplx){ zero, 0 });
		if (zero < 0)
			p.gain *= w;
	}
	if (order % 2) { /* a pole and a zero at the origin make the number even */
		roots_add(&p.poles, (struct cplx){ 0, 0 });
		roots_add(&p.zeros, (struct cplx){ 0, 0 });
	}
	return plan_sections(&p, q, (order + 1) / 2);
}

int
design_lowpass(struct biquad *q, int order, double corner, double fs)
{
	return design_pass(q, order, corner, fs, -1);
}

int
design_highpass(struct biquad *q, int order, double corner, double fs)
{
	return design_pass(q, order, corner, fs, 1);
}

static int
design_band(struct biquad *q, int order, double low, double high, double fs, bool stop)
{
	const int bad = low < high ? design_check(order, low, high, fs) : DESIGN_RANGE;
	struct plan p = { .gain = 1 };

	if (bad)
		return bad;
	const double w1 = fn_tan(FN_PI * low / fs), w2 = fn_tan(FN_PI * high / fs);
	const double width = w2 - w1, square = w1 * w2;

	for (int k = 0; k < (order + 1) / 2; k++) {
		const struct cplx s = design_prototype(order, k);
		/* s width / 2 for a bandpass; for a bandstop width / 2 / s, its conjugate: the same four poles */
		const struct cplx h = { s.re * width / 2, s.im * width / 2 };
		struct cplx d = cplx_mul(h, h);

		d.re -= square;
		d = cplx_sqrt(d);
		if (s.im == 0 && d.im != 0) { /* a conjugate pair from the real pole */
			plan_pole(&p, (struct cplx){ h.re, d.im });
		} else {
			plan_pole(&p, (struct cplx){ h.re + d.re, h.im + d.im });
			plan_pole(&p, (struct cplx){ h.re - d.re, h.im - d.im });
		}
	}
	for (int k = 0; k < order; k++) {
		if (stop) {
			p.gain *= 1 + square;
			roots_add(&p.zeros, (struct cplx){ (1 - square) / (1 + square), 2 * sqrt(square) / (1 + square) });
		} else {
			p.gain *= width;
			roots_add(&p.zeros, (struct cplx){ 1, 0 });
			roots_add(&p.zeros, (struct cplx){ -1, 0 });
		}
	}
	return plan_sections(&p, q, order);
}

int
design_bandpass(struct biquad *q, int order, double low, double high, double fs)
{
	return design_band(q, order, low, high, fs, false);
}

int
design_bandstop(struct biquad *q, int order, double low, double high, double fs)
{
	return design_band(q, order, low, high, fs, true);
}

int
design_notch(struct biquad *q, double centre, double quality, double fs)
{
	const int bad = quality > 0 && quality < INFINITY ? design_check(1, centre, centre, fs) : DESIGN_RANGE;

	if (bad)
		return bad;
	const double w = 2 * FN_PI * centre / fs;
	if (!(w / quality < FN_PI)) /* wider than everything */
		return DESIGN_RANGE;
	const double g = 1 / (1 + fn_tan(w / quality / 2)), c = -2 * fn_cos(w);

	biquad_init(q, g, g * c, g, g * c, 2 * g - 1);
	return 1;
}
