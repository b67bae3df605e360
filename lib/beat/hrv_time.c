#include "beat/hrv_series.h"

#include "beat/rr_sort.h"

#include <math.h>
#include <string.h>

#define SEGMENT 300.0 /* s */
#define TRI_BIN 7.8125
#define SI_BIN  50.0

static bool
joined(const struct hrv_series *s, size_t i)
{
	return i > 0 && (!s->joined || s->joined[i]);
}

void
hrv_times(const double *nn, size_t n, double *t)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += i ? nn[i] : 0;
		t[i] = sum / 1000;
	}
}

bool
hrv_alike(const struct hrv_series *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (s->nn[i] != s->nn[0])
			return false;
	return true;
}

static double
mean_of(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return sum / (double)n;
}

/* Divisor n - 1. */
static double
variance_of(const double *x, size_t n)
{
	double mean, sum = 0;

	if (n < 2)
		return NAN;
	mean = mean_of(x, n);
	for (size_t i = 0; i < n; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return sum / (double)(n - 1);
}

static void
differences(const struct hrv_series *s, struct hrv_time *o, double variance, double *d)
{
	double square = 0, var;

	for (size_t i = 1; i < s->n; i++) {
		if (!joined(s, i))
			continue;
		d[o->differences] = s->nn[i] - s->nn[i - 1];
		o->nn50 += fabs(d[o->differences]) > 50;
		o->nn20 += fabs(d[o->differences]) > 20;
		square += d[o->differences] * d[o->differences];
		o->differences++;
	}
	o->rmssd = sqrt(square / (double)o->differences);
	o->pnn50 = 100 * (double)o->nn50 / (double)o->differences;
	o->pnn20 = 100 * (double)o->nn20 / (double)o->differences;
	var = variance_of(d, o->differences);
	o->sdsd = sqrt(var);
	o->sd1 = sqrt(var / 2);
	var = 2 * variance - var / 2;
	o->sd2 = sqrt(var < 0 ? 0 : var); /* a strict alternation is 0 but for rounding */
	for (size_t i = 1, k = 0; i < s->n; i++)
		if (joined(s, i))
			d[k++] = s->nn[i] + s->nn[i - 1];
	o->sd2_direct = sqrt(variance_of(d, o->differences) / 2);
	o->sd2_sd1 = o->sd1 > 0 ? o->sd2 / o->sd1 : NAN;
}

/* The fullest bin of sorted values, the lowest of several; its count. */
static size_t
fullest(const double *sorted, size_t n, double width, double *centre)
{
	size_t most = 0;

	for (size_t i = 0; i < n;) {
		const double bin = floor(sorted[i] / width);
		size_t j = i;

		while (j < n && floor(sorted[j] / width) <= bin)
			j++;
		if (j - i > most) {
			most = j - i;
			*centre = (bin + 0.5) * width;
		}
		i = j;
	}
	return most;
}

static void
ranks(const struct hrv_series *s, struct hrv_time *o, double *sorted)
{
	double centre = 0;

	memcpy(sorted, s->nn, s->n * sizeof(*sorted));
	rr_sort(sorted, s->n);
	o->low = sorted[0];
	o->high = sorted[s->n - 1];
	o->median = rr_quantile(sorted, s->n, 0.5);
	o->iqr = rr_quantile(sorted, s->n, 0.75) - rr_quantile(sorted, s->n, 0.25);
	o->tri_index = (double)s->n / (double)fullest(sorted, s->n, TRI_BIN, &centre);
	o->amo = 100 * (double)fullest(sorted, s->n, SI_BIN, &centre) / (double)s->n;
	o->mo = centre / 1000;
	o->mxdmn = (o->high - o->low) / 1000;
	if (o->mxdmn > 0) {
		o->si = o->amo / (2 * o->mo * o->mxdmn);
		o->si_median = o->amo / (2 * (o->median / 1000) * o->mxdmn);
		o->root_si_median = sqrt(o->si_median);
	}
	for (size_t i = 0; i < s->n; i++)
		sorted[i] = fabs(s->nn[i] - o->median);
	rr_sort(sorted, s->n);
	o->mad = 1.4826 * rr_quantile(sorted, s->n, 0.5);
}

static void
segments(const struct hrv_series *s, struct hrv_time *o, double *means)
{
	const double last = s->until > 0 ? s->until : s->first + s->t[s->n - 1];
	size_t i = 0, count = 0;
	double deviations = 0;

	while (i < s->n) {
		const double end = (floor((s->first + s->t[i]) / SEGMENT) + 1) * SEGMENT;
		const size_t from = i;

		if (end > last)
			break;
		while (i < s->n && s->first + s->t[i] < end)
			i++;
		if (i - from < 2)
			continue;
		deviations += sqrt(variance_of(s->nn + from, i - from));
		means[count++] = mean_of(s->nn + from, i - from); /* count < i: the scratch suffices */
	}
	o->sdnni = count > 0 ? deviations / (double)count : NAN;
	o->sdann = count > 1 ? sqrt(variance_of(means, count)) : NAN;
}

void
hrv_time(const struct hrv_series *s, struct hrv_time *out, double *scratch)
{
	const double variance = s->n > 1 && hrv_alike(s) ? 0 : variance_of(s->nn, s->n);

	*out = (struct hrv_time){ .n = s->n, .mean = mean_of(s->nn, s->n), .si = NAN, .si_median = NAN, .root_si_median = NAN };
	for (size_t i = 0; i < s->n; i++)
		scratch[i] = 60000 / s->nn[i];
	out->mean_of_beat_hr = mean_of(scratch, s->n);
	out->sd_of_beat_hr = sqrt(variance_of(scratch, s->n));
	out->sdnn = sqrt(variance);
	out->hr_of_mean_nn = 60000 / out->mean;
	differences(s, out, variance, scratch);
	ranks(s, out, scratch);
	segments(s, out, scratch);
	out->cvnn = out->sdnn / out->mean;
	out->cvsd = out->rmssd / out->mean;
}
