#include "dsp/lomb.h"

#include "dsp/fn.h"

void
lomb_start(struct lomb *l, const double *t, const double *y, size_t n, double df, double *scratch)
{
	*l = (struct lomb){ .t = t, .y = y, .scratch = scratch, .n = n, .df = df };
	for (size_t i = 0; i < n; i++) {
		const double a = 2 * FN_PI * df * t[i];

		scratch[4 * i + 2] = fn_cos(a);
		scratch[4 * i + 3] = fn_sin(a);
	}
}

static void
turn(struct lomb *l)
{
	const double w = 2 * FN_PI * l->df * (double)l->k;

	if (l->k % LOMB_FRESH == 1) {
		for (size_t i = 0; i < l->n; i++) {
			l->scratch[4 * i] = fn_cos(w * l->t[i]);
			l->scratch[4 * i + 1] = fn_sin(w * l->t[i]);
		}
		return;
	}
	for (size_t i = 0; i < l->n; i++) {
		double *p = &l->scratch[4 * i];
		const double c = p[0] * p[2] - p[1] * p[3], s = p[0] * p[3] + p[1] * p[2];

		p[0] = c;
		p[1] = s;
	}
}

double
lomb_next(struct lomb *l)
{
	double yc = 0, ys = 0, cc = 0, ss = 0, cs = 0, a, c, s, up, down, p = 0;

	l->k++;
	turn(l);
	for (size_t i = 0; i < l->n; i++) {
		const double u = l->scratch[4 * i], v = l->scratch[4 * i + 1];

		yc += l->y[i] * u;
		ys += l->y[i] * v;
		cc += u * u;
		ss += v * v;
		cs += u * v;
	}
	a = fn_atan2(2 * cs, cc - ss) / 2; /* ωτ */
	c = fn_cos(a);
	s = fn_sin(a);
	up = yc * c + ys * s;
	down = cc * c * c + 2 * cs * c * s + ss * s * s;
	if (down > 0)
		p += up * up / down;
	up = ys * c - yc * s;
	down = ss * c * c - 2 * cs * c * s + cc * s * s;
	if (down > 0)
		p += up * up / down;
	return p / 2;
}
