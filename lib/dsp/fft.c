#include "dsp/fft.h"

#include "dsp/fn.h"

void
fft_table(double *w, size_t n)
{
	for (size_t k = 0; k < n / 2; k++) {
		const double a = 2 * FN_PI * (double)k / (double)n;

		w[2 * k] = fn_cos(a);
		w[2 * k + 1] = fn_sin(a);
	}
}

static void
reverse(double *x, size_t n)
{
	for (size_t i = 1, j = 0; i < n; i++) {
		size_t bit = n >> 1;

		for (; j & bit; bit >>= 1)
			j ^= bit;
		j |= bit;
		if (i < j) {
			const double t = x[i];

			x[i] = x[j];
			x[j] = t;
		}
	}
}

void
fft(double *re, double *im, size_t n, const double *w)
{
	reverse(re, n);
	reverse(im, n);
	for (size_t half = 1; half < n; half *= 2) {
		const size_t stride = n / 2 / half;

		for (size_t k = 0; k < half; k++) {
			const double c = w[2 * k * stride], s = -w[2 * k * stride + 1];

			for (size_t i = k; i < n; i += 2 * half) {
				const size_t j = i + half;
				const double a = re[j] * c - im[j] * s, b = re[j] * s + im[j] * c;

				re[j] = re[i] - a;
				im[j] = im[i] - b;
				re[i] += a;
				im[i] += b;
			}
		}
	}
}
