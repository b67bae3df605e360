#include "dsp/curve.h"

void
curve_bend(const double *t, const double *y, size_t n, double *bend, double *scratch)
{
	/* The tridiagonal system of the inner points, eliminated downwards, then solved upwards. */
	bend[0] = scratch[0] = 0;
	for (size_t i = 1; i + 1 < n; i++) {
		const double h = t[i] - t[i - 1], k = t[i + 1] - t[i];
		const double pivot = 2 * (h + k) - h * scratch[i - 1];
		const double want = 6 * ((y[i + 1] - y[i]) / k - (y[i] - y[i - 1]) / h);

		scratch[i] = k / pivot;
		bend[i] = (want - h * bend[i - 1]) / pivot;
	}
	bend[n - 1] = 0;
	for (size_t i = n - 1; i-- > 1;)
		bend[i] -= scratch[i] * bend[i + 1];
}

static size_t
piece(const struct curve *c, double t)
{
	size_t low = 0, high = c->n - 2;

	while (low < high) { /* the last piece that begins at or before t */
		const size_t mid = (low + high + 1) / 2;

		if (c->t[mid] <= t)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

double
curve_value(struct curve *c, double t)
{
	double h, a, b, v;

	if (c->at + 2 > c->n || t < c->t[c->at])
		c->at = piece(c, t);
	while (c->at + 2 < c->n && c->t[c->at + 1] <= t)
		c->at++;
	h = c->t[c->at + 1] - c->t[c->at];
	b = (t - c->t[c->at]) / h;
	a = 1 - b;
	v = a * c->y[c->at] + b * c->y[c->at + 1];
	if (c->bend)
		v += ((a * a * a - a) * c->bend[c->at] + (b * b * b - b) * c->bend[c->at + 1]) * h * h / 6;
	return v;
}
