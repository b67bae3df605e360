#include "beat/hrv_report.h"

#include <math.h>
#include <stddef.h>

/* Everything that is computed of a window. */
struct all {
	struct hrv_time time;
	double nn50, nn20;
	struct hrv_freq freq[HRV_METHODS];
	struct hrv_entropy entropy;
	double alpha1, alpha2;
};

enum rule { TIME, SEGMENTS, ENTROPY, FRACTAL, VLF, LF, HF, PEAK_LF, PEAK_HF };

struct figure {
	const char *signal, *unit, *method;
	enum rule rule;
	int spectrum; /* which method, of the frequency domain */
	size_t at;    /* of the double in struct all */
};

#define OF_TIME(signal, unit, method, field)                                                                                       \
	{                                                                                                                          \
		signal, unit, method, TIME, 0, offsetof(struct all, time.field)                                                    \
	}
#define OF_FREQ(signal, unit, rule, method, field)                                                                                 \
	{                                                                                                                          \
		signal, unit, NULL, rule, method,                                                                                  \
			offsetof(struct all, freq) + (method) * sizeof(struct hrv_freq) + offsetof(struct hrv_freq, field)         \
	}
#define SPECTRUM(m)                                                                                                                \
	OF_FREQ("vlf", "ms2", VLF, m, vlf.power), OF_FREQ("lf", "ms2", LF, m, lf.power), OF_FREQ("hf", "ms2", HF, m, hf.power),    \
		OF_FREQ("lfhf", "1", HF, m, lf_hf), OF_FREQ("lfnu", "%", HF, m, lf_nu), OF_FREQ("hfnu", "%", HF, m, hf_nu),        \
		OF_FREQ("lf-peak", "Hz", LF, m, lf.peak_hz), OF_FREQ("hf-peak", "Hz", HF, m, hf.peak_hz)

static const struct figure figures[] = {
	OF_TIME("nn-mean", "ms", "mean", mean),
	OF_TIME("nn-median", "ms", "median", median),
	OF_TIME("nn-min", "ms", "min", low),
	OF_TIME("nn-max", "ms", "max", high),
	OF_TIME("sdnn", "ms", "n-1", sdnn),
	OF_TIME("rmssd", "ms", "differences", rmssd),
	OF_TIME("sdsd", "ms", "differences-1", sdsd),
	{ "nn50", "1", ">50ms", TIME, 0, offsetof(struct all, nn50) },
	OF_TIME("pnn50", "%", "nn50/differences", pnn50),
	{ "nn20", "1", ">20ms", TIME, 0, offsetof(struct all, nn20) },
	OF_TIME("pnn20", "%", "nn20/differences", pnn20),
	OF_TIME("cvnn", "1", "sdnn/mean", cvnn),
	OF_TIME("cvsd", "1", "rmssd/mean", cvsd),
	OF_TIME("nn-mad", "ms", "1.4826*median|nn-median|", mad),
	OF_TIME("nn-iqr", "ms", "linear-quartiles", iqr),
	OF_TIME("hr-of-mean-nn", "/min", "60000/mean-nn", hr_of_mean_nn),
	OF_TIME("mean-of-beat-hr", "/min", "mean(60000/nn)", mean_of_beat_hr),
	{ "sdann", "ms", "5min,n-1", SEGMENTS, 0, offsetof(struct all, time.sdann) },
	{ "sdnni", "ms", "5min,n-1", SEGMENTS, 0, offsetof(struct all, time.sdnni) },
	OF_TIME("hrv-ti", "1", "bin-7.8125ms", tri_index),
	OF_TIME("sd1", "ms", "sqrt(var-d/2)", sd1),
	OF_TIME("sd2", "ms", "sqrt(2var-nn-var-d/2)", sd2),
	OF_TIME("sd2-sd1", "1", "sd2/sd1", sd2_sd1),
	OF_TIME("baevsky-si", "1", "bin-50ms,mo-mode", si),
	OF_TIME("baevsky-root-si", "1", "bin-50ms,mo-median,sqrt", root_si_median),
	{ "sampen", "1", "m2,r0.2sdnn", ENTROPY, 0, offsetof(struct all, entropy.value) },
	{ "dfa-alpha1", "1", "4-16", FRACTAL, 16, offsetof(struct all, alpha1) },
	{ "dfa-alpha2", "1", "16-64", FRACTAL, 64, offsetof(struct all, alpha2) },
	SPECTRUM(HRV_NCS),
	SPECTRUM(HRV_LINEAR),
	SPECTRUM(HRV_LOMB),
};

enum { FIGURES = sizeof(figures) / sizeof(figures[0]) };

static const char *
method_of(const struct figure *f)
{
	return f->method ? f->method : hrv_method_name[f->spectrum];
}

bool
hrv_figure(size_t i, const char **signal, const char **unit, const char **method)
{
	if (i >= FIGURES)
		return false;
	*signal = figures[i].signal;
	*unit = figures[i].unit;
	*method = method_of(&figures[i]);
	return true;
}

/* Why nothing at all is given, or NULL. */
static const char *
why_none(const struct hrv_about *a, const struct hrv_window *v)
{
	const double length = (double)a->length / 1e6;

	if (a->lost)
		return "size";
	if (v->s.n == 0)
		return v->intervals ? "corrected" : "no-beats";
	/* What the intervals at both ends lack is no hole. */
	if (v->seconds + 2 * v->seconds / (double)v->s.n < HRV_LEAST)
		return length < HRV_LEAST ? "short" : "gap";
	return NULL;
}

static const char *
why_no_spectrum(const struct hrv_about *a, const struct hrv_window *v)
{
	const double length = (double)a->length / 1e6;

	if (length < HRV_LEAST_SPECTRUM)
		return "short";
	if (length > HRV_LONGEST)
		return "size";
	if (v->corrected > HRV_MOST_CORRECTED)
		return "corrected";
	if (v->seconds + 2 * v->seconds / (double)v->s.n < (1 - HRV_MOST_HOLES) * length)
		return "gap";
	return hrv_alike(&v->s) ? "constant" : NULL;
}

/* No two intervals are neighbours. */
static bool
apart(const struct hrv_series *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (s->joined[i])
			return false;
	return true;
}

static const char *
why_not(const struct figure *f, const struct hrv_about *a, const struct hrv_window *v, double value, const char *spectrum)
{
	const double mean = 1000 * v->seconds / (double)v->s.n;

	switch (f->rule) {
	case SEGMENTS:
		return isnan(value) ? "short" : NULL;
	case ENTROPY:
		if (v->s.n > HRV_ENTROPY_MOST)
			return "size";
		return !isnan(value) ? NULL : hrv_alike(&v->s) ? "constant" : "no-match";
	case FRACTAL:
		return !isnan(value) ? NULL : v->s.n < (size_t)f->spectrum ? "few" : "constant";
	case TIME:
		return !isnan(value) ? NULL : v->s.n < 3 ? "few" : hrv_alike(&v->s) ? "constant" : apart(&v->s) ? "gap" : "zero";
	default:
		break;
	}
	if (spectrum)
		return spectrum;
	if (f->spectrum == HRV_LOMB && hrv_lomb_cost(&v->s) > HRV_LOMB_MOST)
		return "size";
	if (f->rule == VLF && (double)a->length / 1e6 < HRV_LEAST_VLF)
		return "short";
	if (f->rule == HF && f->spectrum == HRV_LOMB && mean > HRV_SLOWEST)
		return "nyquist";
	return isnan(value) ? "zero" : NULL;
}

static void
compute(struct all *all, const struct hrv_window *v, bool spectrum, struct hrv_room *room)
{
	const struct hrv_series *s = &v->s;

	*all = (struct all){ 0 };
	hrv_time(s, &all->time, room->scratch);
	all->nn50 = (double)all->time.nn50;
	all->nn20 = (double)all->time.nn20;
	all->alpha1 = hrv_dfa(s, 4, 16, room->scratch);
	all->alpha2 = hrv_dfa(s, 16, 64, room->scratch);
	if (s->n <= HRV_ENTROPY_MOST)
		hrv_entropy(s, &all->entropy);
	for (int m = 0; spectrum && m < HRV_METHODS; m++)
		if (m != HRV_LOMB || hrv_lomb_cost(s) <= HRV_LOMB_MOST)
			(void)hrv_freq(s, (enum hrv_method)m, &all->freq[m], room->welch, room->scratch);
}

/* Pulses, whose intervals are not those of the heart's electrical beats: pulse-rate variability goes under a name of its own. */
static bool
from_pulse(struct str by)
{
	static const char *const waves[] = { "pleth", "ppg-red", "ppg-ir", "abp", "pulse" };

	for (size_t i = 0; i < sizeof(waves) / sizeof(waves[0]); i++)
		if (str_is(sig_name(by), waves[i]))
			return true;
	return false;
}

static char *
put(char *p, const char *word)
{
	const size_t n = strlen(word);

	memcpy(p, word, n);
	return p + n;
}

/* lf:welch_ncs_1200, sdnn:prv, lf:prv_welch_ncs_1200 */
static struct str
name(char *to, const struct figure *f, bool pulse)
{
	char *p = put(to, f->signal);

	if (pulse || !f->method)
		*p++ = ':';
	if (pulse)
		p = put(p, f->method ? "prv" : "prv_");
	if (!f->method)
		p = put(p, method_of(f));
	return (struct str){ to, (size_t)(p - to) };
}

void
hrv_report(struct recw *w, const struct hrv_about *a, const struct hrv_window *v, struct hrv_room *room)
{
	const char *none = why_none(a, v), *spectrum = none ? none : why_no_spectrum(a, v);
	const bool pulse = from_pulse(a->by);
	struct all all = { 0 };
	char signal[REC_SIGNAL];

	if (!none)
		compute(&all, v, !spectrum, room);
	for (const struct figure *f = figures; f < figures + FIGURES; f++) {
		const double value = *(const double *)(const void *)((const char *)&all + f->at);
		const char *why = none ? none : why_not(f, a, v, value, spectrum);

		recw_begin(w, "num", a->end, a->source, name(signal, f, pulse));
		recw_sig(w, why ? NAN : value, 12);
		recw_word(w, str_of(f->unit));
		recw_key_dec(w, "win", a->length, 6);
		recw_key_word(w, "by", a->by);
		recw_key_int(w, "n", (int64_t)v->s.n);
		recw_key_sig(w, "seconds", v->seconds, 12);
		recw_key_sig(w, "corrected", v->corrected, 6);
		recw_key_word(w, "correct", str_of(hrv_correct_name[a->correct]));
		recw_key_word(w, "from", pulse ? STR("ppg") : str_is(sig_name(a->by), "ecg") ? STR("ecg") : STR("beats"));
		recw_key_text(w, "method", str_of(method_of(f)));
		recw_key_word(w, "why", str_of(why));
		if (f->rule >= VLF && !why && v->corrected > HRV_WARN_CORRECTED)
			recw_key_word(w, "warn", STR("corrected"));
		recw_end(w);
	}
}
