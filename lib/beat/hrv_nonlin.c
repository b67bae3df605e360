#include "beat/hrv_series.h"

#include "dsp/fn.h"

#include <math.h>

static double
mean_of(const struct hrv_series *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->nn[i];
	return sum / (double)s->n;
}

static double
deviation(const struct hrv_series *s)
{
	const double mean = mean_of(s);
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += (s->nn[i] - mean) * (s->nn[i] - mean);
	return sqrt(sum / (double)(s->n - 1));
}

/* Intervals i, i + 1 and i + 2 follow each other. */
static bool
whole(const struct hrv_series *s, size_t i)
{
	return !s->joined || (s->joined[i + 1] && s->joined[i + 2]);
}

void
hrv_entropy(const struct hrv_series *s, struct hrv_entropy *out)
{
	const double *x = s->nn;
	double r;

	*out = (struct hrv_entropy){ .value = NAN };
	if (s->n < 4 || hrv_alike(s))
		return;
	r = 0.2 * deviation(s);
	for (size_t i = 0; i + 2 < s->n; i++) {
		if (!whole(s, i))
			continue;
		for (size_t j = i + 1; j + 2 < s->n; j++) {
			if (fabs(x[i] - x[j]) > r || fabs(x[i + 1] - x[j + 1]) > r || !whole(s, j))
				continue;
			out->b++;
			out->a += fabs(x[i + 2] - x[j + 2]) <= r;
		}
	}
	if (out->a > 0 && out->b > 0) {
		out->value = -fn_log((double)out->a / (double)out->b);
		out->value = out->value == 0 ? 0 : out->value; /* no -0 */
	}
}

/* Mean square of what is left of y in windows of n when each has its own line taken out. */
static double
fluctuation(const double *y, size_t count, size_t n)
{
	const double middle = ((double)n - 1) / 2, spread = (double)n * ((double)n * (double)n - 1) / 12;
	const size_t windows = count / n;
	double total = 0;

	for (size_t w = 0; w < windows; w++) {
		const double *v = y + w * n;
		double mean = 0, slope = 0;

		for (size_t i = 0; i < n; i++)
			mean += v[i];
		mean /= (double)n;
		for (size_t i = 0; i < n; i++)
			slope += ((double)i - middle) * (v[i] - mean);
		slope /= spread;
		for (size_t i = 0; i < n; i++) {
			const double left = v[i] - mean - slope * ((double)i - middle);

			total += left * left;
		}
	}
	return total / (double)(windows * n);
}

double
hrv_dfa(const struct hrv_series *s, unsigned low, unsigned high, double *scratch)
{
	double mean, sum = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, sizes = (double)(high - low + 1);

	if (s->n < high || hrv_alike(s))
		return NAN;
	mean = mean_of(s);
	for (size_t i = 0; i < s->n; i++) {
		sum += s->nn[i] - mean;
		scratch[i] = sum;
	}
	for (unsigned n = low; n <= high; n++) {
		const double f = sqrt(fluctuation(scratch, s->n, n)), x = fn_log((double)n);
		double y;

		if (!(f > 0))
			return NAN;
		y = fn_log(f);
		sx += x;
		sy += y;
		sxx += x * x;
		sxy += x * y;
	}
	return (sizes * sxy - sx * sy) / (sizes * sxx - sx * sx);
}
