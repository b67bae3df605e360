#include "sim/ecgwords.h"

#include "core/num.h"
#include "sim/real.h"

#include <math.h>
#include <string.h>

#define HR           72.0
#define SDNN_MS      30.0
#define LFHF         0.5
#define RESP_RATE    15.0
#define AMPLITUDE_MV 1.5
#define QRS_MS       90.0
#define MAINS_HZ     50.0
#define CADENCE      110.0
#define SDNN_SHARE   0.04 /* of the mean interval: less where the heart is fast */
enum { FS = 250 };

static double
or_default(double v, double by_default)
{
	return isnan(v) ? by_default : v;
}

/* A number with a unit behind it; the unit may be left out where `need` is false. */
static bool
number(const char *text, const char *unit, bool need, double *v)
{
	struct str s = str_of(text), u = str_of(unit);
	if (s.n >= u.n && memcmp(s.p + s.n - u.n, u.p, u.n) == 0)
		s.n -= u.n;
	else if (need)
		return false;
	return num_get_f64(s, v);
}

static bool
share(const char *text, double *v)
{
	*v = 0;
	if (text == NULL)
		return true;
	if (!number(text, "%", true, v) || !(*v >= 0 && *v <= 50))
		return false;
	*v /= 100;
	return true;
}

/* 80,120@30s,60@1m: the rate, and what it becomes at once at a time. */
static bool
steps(const char *text, struct rhythm_setup *r)
{
	struct str rest = str_of(text), first = str_cut(&rest, ',');
	r->npoint = 1;
	r->point[0].t = 0;
	if (!num_get_f64(first, &r->point[0].rate))
		return false;
	while (rest.p != NULL) {
		struct str at = str_cut(&rest, ','), rate = str_cut(&at, '@');
		struct rhythm_point *p = &r->point[r->npoint];
		int64_t us;
		if (r->npoint + 2 > RHYTHM_POINTS || !num_get_f64(rate, &p[1].rate) || at.p == NULL || !tm_get_duration(at, &us) ||
			us < 2)
			return false;
		p[0] = (struct rhythm_point){ (double)(us - 1) / 1e6, p[-1].rate };
		p[1].t = (double)us / 1e6;
		r->npoint += 2;
	}
	return true;
}

static bool
pattern(const char *text, struct rhythm_setup *r)
{
	struct str at = str_of(text), name = str_cut(&at, '@');
	int64_t us = 0;
	if (at.p != NULL && (!tm_get_duration(at, &us) || us < 0))
		return false;
	r->pattern_from = (double)us / 1e6;
	for (int i = 0; i < RHYTHM_PATTERNS; i++)
		if (str_is(name, rhythm_pattern_names[i])) {
			r->pattern = (enum rhythm_pattern)i;
			return true;
		}
	return false;
}

/* 2mV,0.5ms,70/min,5%: each known by its unit, once; the last two may be left out. */
static bool
pacer(const char *text, struct pacer *p)
{
	static const char *const unit[] = { "mV", "ms", "/min", "%" };
	double v[4] = { 0, 0, 0, 0 };
	struct str rest = str_of(text);
	unsigned seen = 0;
	while (rest.p != NULL) {
		struct str word = str_cut(&rest, ',');
		unsigned i = 0;
		for (; i < 4; i++) {
			size_t n = strlen(unit[i]);
			if (word.n > n && memcmp(word.p + word.n - n, unit[i], n) == 0) {
				word.n -= n;
				break;
			}
		}
		if (i == 4 || seen & 1u << i || !num_get_f64(word, &v[i]))
			return false;
		seen |= 1u << i;
	}
	*p = (struct pacer){ .mv = v[0], .ms = v[1], .rate = v[2], .tail = v[3] / 100 };
	return (seen & 3) == 3 && v[0] != 0 && (!(seen & 4) || v[2] > 0);
}

static bool
rates(const char *text, int64_t duration, struct rhythm_setup *r)
{
	if (strchr(text, ','))
		return steps(text, r);
	struct str second = str_of(text), first = str_cut(&second, ':');
	r->npoint = 1;
	r->point[0].t = 0;
	if (!num_get_f64(first, &r->point[0].rate))
		return false;
	if (second.p == NULL)
		return true;
	r->npoint = 2;
	r->point[1].t = (double)duration / 1e6;
	return duration > 0 && num_get_f64(second, &r->point[1].rate);
}

static bool
spans(const char *const *text, size_t n, struct rhythm_span *span, int *count)
{
	if (n > RHYTHM_SPANS)
		return false;
	for (size_t i = 0; i < n; i++) {
		int64_t from, to;
		struct str second = str_of(text[i]), first = str_cut(&second, ':');
		if (second.p == NULL || !tm_get_duration(first, &from) || !tm_get_duration(second, &to) || from < 0 || to <= from)
			return false;
		span[i] = (struct rhythm_span){ (double)from / 1e6, (double)to / 1e6 };
		/* records are written in order of time */
		if (i > 0 && span[i].from < span[i - 1].to)
			return false;
	}
	*count = (int)n;
	return true;
}

static bool
leads(const char *text, struct ecgrec_setup *s)
{
	struct str rest = str_of(text);
	s->ecg.nlead = 0;
	while (rest.p != NULL) {
		struct str name = str_cut(&rest, ',');
		int lead = shape_lead(name), k = s->ecg.nlead;
		if (lead < 0 || k == SHAPE_CHANNELS)
			return false;
		for (int i = 0; i < k; i++)
			if (str_is(name, s->label[i]))
				return false;
		s->ecg.lead[k] = lead;
		str_copy(s->label[k], sizeof s->label[k], name);
		s->ecg.nlead++;
	}
	return true;
}

static bool
kind(const char *text, enum noise_kind *k)
{
	for (int i = 0; i < NOISE_KINDS; i++)
		if (strcmp(text, noise_names[i]) == 0) {
			*k = (enum noise_kind)i;
			return true;
		}
	return false;
}

static bool
signals(const char *text, struct ecgrec_setup *s)
{
	bool ecg = false;
	struct str rest = str_of(text);
	while (rest.p != NULL) {
		struct str name = str_cut(&rest, ',');
		bool *which = str_is(name, "ecg")     ? &ecg
			      : str_is(name, "pleth") ? &s->pleth
			      : str_is(name, "resp")  ? &s->resp
						      : NULL;
		if (which == NULL || *which)
			return false;
		*which = true;
	}
	return ecg;
}

/* 2,100:170@30s: strength, cadence and what it becomes by the end, from when on; only the first is needed. */
static bool
motion(const char *text, int64_t duration, struct motion_setup *m)
{
	struct str at = str_of(text), until = str_cut(&at, '@'), level = str_cut(&until, ','), cadence = { 0 };
	int64_t us = 0;
	*m = (struct motion_setup){ .cadence = CADENCE, .until = CADENCE };
	if (!num_get_f64(level, &m->level) || !(m->level > 0) || (at.p != NULL && (!tm_get_duration(at, &us) || us < 0)))
		return false;
	m->from = (double)us / 1e6;
	m->to = (double)duration / 1e6;
	if (until.p == NULL)
		return true;
	cadence = str_cut(&until, ':');
	if (!num_get_f64(cadence, &m->cadence))
		return false;
	m->until = m->cadence;
	return until.p == NULL || (duration > us && num_get_f64(until, &m->until));
}

/* "--af takes …" */
static const char *
wrong(char why[ECG_WORDS_WHY], const char *option, const char *text)
{
	size_t n = strlen(option);
	str_copy(why, ECG_WORDS_WHY, str_of(option));
	str_copy(why + n, ECG_WORDS_WHY - n, str_of(text));
	return why;
}

static bool
source(const char *text, char name[REC_SOURCE + 1])
{
	rec_source(name, str_of(text));
	return strcmp(name, text) == 0 && strcmp(name, "truth") != 0;
}

static bool
start(const char *text, struct ecgrec_setup *s)
{
	s->utc = text != NULL;
	bool zone = false;
	return text == NULL || (tm_get_iso(str_of(text), &s->t0, &zone) && zone);
}

const char *
ecg_words_read(const struct ecg_words *words, int64_t duration, uint64_t seed, struct ecgrec_setup *s, char why[ECG_WORDS_WHY])
{
	const struct ecg_words *o = words;
	struct ecg_setup *e = &s->ecg;
	struct rhythm_setup *r = &e->rhythm;
	*s = (struct ecgrec_setup){ .no_truth = o->no_truth, .samples = INT64_MAX };
	r->seed = seed;
	r->npoint = 1;
	r->point[0] = (struct rhythm_point){ 0, HR };
	if (o->hr != NULL && !rates(o->hr, duration, r))
		return wrong(why, "--hr",
			" takes a rate, as 60, a ramp over the duration (which must have an end), as 60:150, or steps, as "
			"80,120@30s (up to 7)");
	if (o->pattern != NULL && !pattern(o->pattern, r))
		return wrong(why, "--pattern", " takes plain, bigeminy, bidirectional or vt, and a time from which on, as vt@30s");
	if (o->pacer != NULL && !pacer(o->pacer, &e->pacer))
		return wrong(
			why, "--pacer", " takes a height and a width, and a rate and an overshoot with them: 2mV,0.5ms,70/min,5%");
	if (!share(o->ectopic, &r->ventricular))
		return wrong(why, "--ectopic", " takes 0% to 50%");
	if (!share(o->atrial, &r->atrial))
		return wrong(why, "--atrial", " takes 0% to 50%");
	if (!spans(o->af, o->naf, r->af, &r->naf))
		return wrong(why, "--af", " takes FROM:TO as 10m:20m; up to 16 of them, in order of time");
	if (!spans(o->pause, o->npause, r->pause, &r->npause))
		return wrong(why, "--pause", " takes FROM:TO as 30s:34s; up to 16 of them, in order of time");
	r->sdnn = or_default(o->sdnn, real_min(SDNN_MS, SDNN_SHARE * 60e3 / r->point[0].rate)) / 1e3;
	r->lfhf = or_default(o->lfhf, LFHF);
	r->breath = or_default(o->resp_rate, RESP_RATE) / 60;
	if (!leads(o->leads != NULL ? o->leads : "II,V1", s))
		return wrong(why, "--leads", " takes up to 12 different ones of I II III aVR aVL aVF V1 to V6 MLI MLII, as II,V1");
	if (!signals(o->signals != NULL ? o->signals : "ecg", s))
		return wrong(why, "--signals", " takes ecg, and pleth and resp with it: ecg,pleth,resp");
	e->noisy = o->noise != NULL;
	if (e->noisy && !number(o->noise, "dB", false, &e->snr))
		return wrong(why, "--noise", " takes a signal-to-noise ratio, as 6dB");
	if (!kind(o->kind != NULL ? o->kind : noise_names[NOISE_MIX], &e->noise))
		return wrong(why, "--noise-kind", " takes mix, baseline, muscle, mains, white or drift");
	if (o->motion != NULL && !motion(o->motion, duration, &e->motion))
		return wrong(why, "--motion",
			" takes a strength, and a cadence (or a ramp over the duration, which must have an end) and a time from "
			"which "
			"on: 2,100:170@30s");
	if (o->motion != NULL && !s->pleth)
		return wrong(why, "--motion", " is about the pulse wave: give --signals ecg,pleth too");
	if (!source(o->source != NULL ? o->source : "sim", s->source))
		return wrong(why, "--source", " takes up to 64 of A-Z a-z 0-9 _ . @ : + / - and not the word truth");
	if (!start(o->start, s))
		return wrong(why, "--start", " takes a date with its zone, as 2026-01-01T00:00:00Z");
	e->fs = o->fs.num > 0 ? o->fs : (struct rate){ FS, 1 };
	e->height = or_default(o->amplitude, AMPLITUDE_MV);
	e->qrs = or_default(o->qrs, QRS_MS);
	e->t_wave = o->t_wave;
	e->mains = or_default(o->mains, MAINS_HZ);
	if (duration > 0)
		s->samples = rate_samples(e->fs, duration);
	struct ecg trial;
	return ecg_start(&trial, e);
}
