#include "beat/hrv_series.h"

#include "dsp/curve.h"
#include "dsp/lomb.h"

#include <math.h>

#define RATE 4.0 /* Hz */
#define OFAC 4.0

const char *const hrv_method_name[HRV_METHODS] = { "welch_ncs_1200", "welch_linear_256", "lomb_ofac4" };

static const size_t segment[HRV_METHODS] = { [HRV_NCS] = 1200, [HRV_LINEAR] = 256 };

static void
resample(void *arg, size_t from, size_t n, double *x)
{
	for (size_t i = 0; i < n; i++)
		x[i] = curve_value(arg, (double)(from + i) / RATE);
}

static bool
welch(const struct hrv_series *s, enum hrv_method method, struct hrv_freq *o, struct welch *w, double *scratch)
{
	struct curve c = { .t = s->t, .y = s->nn, .n = s->n };

	if (method == HRV_NCS) {
		curve_bend(s->t, s->nn, s->n, scratch, scratch + s->n);
		c.bend = scratch;
	}
	o->resampled = (size_t)ceil(s->t[s->n - 1] * RATE);
	o->df = RATE / WELCH_FFT;
	if (!welch_run(w, RATE, o->resampled, segment[method], resample, &c))
		return false;
	welch_band(w, &o->vlf);
	welch_band(w, &o->lf);
	welch_band(w, &o->hf);
	return true;
}

static void
add(struct band *b, double f, double density, double df)
{
	if (f < b->low || f >= b->high)
		return;
	b->power += density * df;
	if (density > b->peak) {
		b->peak = density;
		b->peak_hz = f;
	}
}

static void
lomb(const struct hrv_series *s, struct hrv_freq *o, double *scratch)
{
	const double last = s->t[s->n - 1];
	double *y = scratch + LOMB_SCRATCH * s->n, mean = 0;
	struct lomb l;

	for (size_t i = 0; i < s->n; i++)
		mean += s->nn[i];
	mean /= (double)s->n;
	for (size_t i = 0; i < s->n; i++)
		y[i] = s->nn[i] - mean;
	o->df = 1 / (OFAC * last);
	lomb_start(&l, s->t, y, s->n, o->df, scratch);
	for (double k = 1; k * o->df < o->hf.high; k++) {
		const double density = 2 * lomb_next(&l) * last / (double)s->n;

		add(&o->vlf, k * o->df, density, o->df);
		add(&o->lf, k * o->df, density, o->df);
		add(&o->hf, k * o->df, density, o->df);
	}
}

double
hrv_lomb_cost(const struct hrv_series *s)
{
	return s->n ? (double)s->n * OFAC * s->t[s->n - 1] * 0.4 : 0;
}

static struct band
band(double low, double high)
{
	return (struct band){ .low = low, .high = high, .peak_hz = NAN, .peak = -1 };
}

bool
hrv_freq(const struct hrv_series *s, enum hrv_method method, struct hrv_freq *out, struct welch *w, double *scratch)
{
	*out = (struct hrv_freq){ .vlf = band(0.0033, 0.04), .lf = band(0.04, 0.15), .hf = band(0.15, 0.40) };
	if (s->n < 3 || hrv_alike(s))
		return false;
	if (method == HRV_LOMB)
		lomb(s, out, scratch);
	else if (!welch(s, method, out, w, scratch))
		return false;
	out->lf_hf = out->hf.power > 0 ? out->lf.power / out->hf.power : NAN;
	out->lf_nu = out->lf.power + out->hf.power > 0 ? 100 * out->lf.power / (out->lf.power + out->hf.power) : NAN;
	out->hf_nu = 100 - out->lf_nu;
	return true;
}
