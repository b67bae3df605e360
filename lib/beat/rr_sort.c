#include "beat/rr_sort.h"

#include <math.h>
#include <string.h>

static void
sink(double *x, size_t i, size_t n)
{
	const double v = x[i];

	for (size_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
		if (child + 1 < n && x[child] < x[child + 1])
			child++;
		if (!(v < x[child]))
			break;
		x[i] = x[child];
		i = child;
	}
	x[i] = v;
}

void
rr_sort(double *x, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sink(x, i, n);
	while (n > 1) {
		const double top = x[0];

		x[0] = x[--n];
		x[n] = top;
		sink(x, 0, n);
	}
}

double
rr_quantile(const double *sorted, size_t n, double q)
{
	const double at = q * (double)(n - 1);
	const size_t i = (size_t)at;

	if (i + 1 >= n)
		return sorted[n - 1];
	return sorted[i] + (at - floor(at)) * (sorted[i + 1] - sorted[i]);
}

/* The first of n sorted values that is not below v. */
static size_t
place(const double *sorted, size_t n, double v)
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t mid = (low + high) / 2;

		if (sorted[mid] < v)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void
rr_running(const double *x, size_t n, size_t width, double q_low, double *low, double q_high, double *high)
{
	double window[RR_WIDEST];
	const size_t half = width / 2;
	size_t held = 0, next = 0;

	for (size_t i = 0; i < n; i++) {
		if (i > half) {
			const size_t at = place(window, held, x[i - half - 1]);

			memmove(&window[at], &window[at + 1], (--held - at) * sizeof(window[0]));
		}
		for (; next < n && next <= i + half; next++) {
			const size_t at = place(window, held, x[next]);

			memmove(&window[at + 1], &window[at], (held++ - at) * sizeof(window[0]));
			window[at] = x[next];
		}
		low[i] = rr_quantile(window, held, q_low);
		if (high)
			high[i] = rr_quantile(window, held, q_high);
	}
}
