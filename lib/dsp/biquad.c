#include "dsp/biquad.h"
#include "dsp/fn.h"

#include <math.h>

void
biquad_init(struct biquad *q, double b0, double b1, double b2, double a1, double a2)
{
	*q = (struct biquad){ .b0 = b0, .b1 = b1, .b2 = b2, .a1 = a1, .a2 = a2 };
}

static inline double
biquad_one(struct biquad *q, double x)
{
	const double y = q->b0 * x + q->s1;

	q->s1 = (q->b1 * x + q->s2) - q->a1 * y;
	q->s2 = q->b2 * x - q->a2 * y;
	return y;
}

double
biquad_step(struct biquad *q, int n, double x)
{
	for (int i = 0; i < n; i++)
		x = biquad_one(&q[i], x);
	return x;
}

/* A section waits three operations for its own last sample; several in one loop wait together. So blocks go through four sections
 * at a time. Local copies keep coefficients and state out of the reach of x[]. */
static void
biquad_block1(struct biquad *q, double *x, size_t count)
{
	struct biquad a = q[0];

	for (size_t i = 0; i < count; i++)
		x[i] = biquad_one(&a, x[i]);
	q[0] = a;
}

static void
biquad_block2(struct biquad *q, double *x, size_t count)
{
	struct biquad a = q[0], b = q[1];

	for (size_t i = 0; i < count; i++)
		x[i] = biquad_one(&b, biquad_one(&a, x[i]));
	q[0] = a;
	q[1] = b;
}

static void
biquad_block3(struct biquad *q, double *x, size_t count)
{
	struct biquad a = q[0], b = q[1], c = q[2];

	for (size_t i = 0; i < count; i++)
		x[i] = biquad_one(&c, biquad_one(&b, biquad_one(&a, x[i])));
	q[0] = a;
	q[1] = b;
	q[2] = c;
}

static void
biquad_block4(struct biquad *q, double *x, size_t count)
{
	struct biquad a = q[0], b = q[1], c = q[2], d = q[3];

	for (size_t i = 0; i < count; i++)
		x[i] = biquad_one(&d, biquad_one(&c, biquad_one(&b, biquad_one(&a, x[i]))));
	q[0] = a;
	q[1] = b;
	q[2] = c;
	q[3] = d;
}

void
biquad_block(struct biquad *q, int n, double *x, size_t count)
{
	for (; n >= 4; n -= 4, q += 4)
		biquad_block4(q, x, count);
	if (n == 3)
		biquad_block3(q, x, count);
	else if (n == 2)
		biquad_block2(q, x, count);
	else if (n == 1)
		biquad_block1(q, x, count);
}

double
biquad_reset(struct biquad *q, int n, double level)
{
	for (int i = 0; i < n; i++, q++) {
		const double y = level * ((q->b0 + q->b1 + q->b2) / (1 + q->a1 + q->a2));

		q->s1 = y - q->b0 * level;
		q->s2 = q->b2 * level - q->a2 * y;
		level = y;
	}
	return level;
}

double
biquad_response(const struct biquad *q, int n, double w, double *phase)
{
	const double c1 = fn_cos(w), s1 = fn_sin(w), c2 = fn_cos(2 * w), s2 = fn_sin(2 * w);
	double size = 1, angle = 0;

	for (int i = 0; i < n; i++, q++) {
		const double br = q->b0 + q->b1 * c1 + q->b2 * c2, bi = -(q->b1 * s1 + q->b2 * s2);
		const double ar = 1 + q->a1 * c1 + q->a2 * c2, ai = -(q->a1 * s1 + q->a2 * s2);

		size *= sqrt((br * br + bi * bi) / (ar * ar + ai * ai));
		angle += fn_atan2(bi, br) - fn_atan2(ai, ar);
	}
	if (phase)
		*phase = angle;
	return size;
}
