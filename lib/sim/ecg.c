#include "sim/ecg.h"

#include "dsp/fn.h"

#include <math.h>

#define F_WAVE_MV     0.06  /* of the saw-tooth, in V1, at a QRS of the tables' height */
#define BREATH_MV     0.03  /* how far the baseline breathes */
#define AHEAD         0.6   /* s: beats are made so long before they are drawn (the widest P wave begins 0.3 s before R) */
#define BEHIND        0.25  /* s: beats are kept so long after they are drawn, for the search of the next one's peak */
#define SEARCH_NARROW 0.045 /* s on either side of R, at a QRS of 90 ms */
#define SEARCH_WIDE   0.045 /* of a ventricular beat: its other wave lies beyond */

/* The tables' own QRS is as high as this in the first channel's lead; everything is scaled to setup->height. */
static double
f_wave(double t)
{
	static const double f0 = 6, df = 0.2, fm = 0.1, swing = 0.3, fa = 0.08;
	double cycles = f0 * t + df / (2 * FN_PI * fm) * rhythm_turn_sin(fm * t);
	double height = 1 + swing * rhythm_turn_sin(fa * t), sum = 0;
	for (int i = 1; i <= 5; i++)
		sum += 2 / (i * FN_PI) * height * rhythm_turn_sin(i * cycles);
	return sum;
}

static void
clean_at(const struct ecg *e, double t, double breath, int nlead, double *mv)
{
	double base = BREATH_MV * e->shape.scale * breath;
	double af = rhythm_fibrillation(&e->rhythm, t);
	double f = af > 0 ? af * F_WAVE_MV * e->shape.scale * f_wave(t) : 0;
	for (int k = 0; k < nlead; k++)
		mv[k] = base + f * shape_lead_of(e->setup.lead[k])->fibrillation;
	for (unsigned i = 0; i < e->n; i++)
		shape_add(&e->beat[(e->first + i) % ECG_RING], nlead, t, mv);
}

static double
time_of(const struct ecg *e, int64_t index)
{
	return (double)(index * e->setup.fs.den) / (double)e->setup.fs.num;
}

/* Beats up to AHEAD of the next sample, and one more, so that all that touches a beat is there when its truth is looked for. */
static void
fill(struct ecg *e)
{
	double t = time_of(e, e->index);
	while (e->n > 0 && e->told > 0 && e->beat[e->first].to < t - BEHIND) {
		e->first = (e->first + 1) % ECG_RING;
		e->n--;
		e->told--;
	}
	while (e->n < ECG_RING && (e->n < 2 || e->beat[(e->first + e->n - 2) % ECG_RING].t < t + AHEAD)) {
		struct rhythm_beat b;
		rhythm_next(&e->rhythm, &b);
		shape_make(&e->beat[(e->first + e->n) % ECG_RING], &e->shape, &b);
		pulse_beat(&e->pulse, &b);
		e->n++;
	}
}

const char *
ecg_start(struct ecg *e, const struct ecg_setup *setup)
{
	const struct ecg_setup *s = setup;
	*e = (struct ecg){ .setup = *setup };
	e->fs = rate_hz(s->fs);
	if (!(e->fs >= ECG_FS_MIN && e->fs <= ECG_FS_MAX))
		return "the sampling rate must be 50 to 10000 Hz";
	if (s->nlead < 1 || s->nlead > SHAPE_CHANNELS)
		return "1 to 12 leads";
	if (!(s->height >= 0.01 && s->height <= 20))
		return "the amplitude must be 0.01 to 20 mV";
	if (!(s->qrs >= 5 && s->qrs <= 200))
		return "the duration of QRS must be 5 to 200 ms";
	if (!isnan(s->t_wave) && !(fabs(s->t_wave) <= 20))
		return "the height of T must be -20 to 20 mV";
	if (s->noisy && !(s->snr >= -60 && s->snr <= 120))
		return "the signal-to-noise ratio must be -60 to 120 dB";
	if (s->noisy && !(s->mains >= 10 && s->mains <= 1000))
		return "the mains frequency must be 10 to 1000 Hz";
	if (s->noisy && !noise_fits(s->noise, e->fs, s->mains))
		return "the sampling rate is too low for this mains frequency";
	const char *wrong = pacer_wrong(&s->pacer);
	if (wrong == NULL)
		wrong = motion_wrong(&s->motion);
	if (wrong == NULL)
		wrong = rhythm_start(&e->rhythm, &s->rhythm);
	if (wrong != NULL)
		return wrong;
	pulse_start(&e->pulse);
	motion_start(&e->motion, &s->motion, e->fs, s->rhythm.seed);
	e->shape = (struct shape_setup){ .nlead = s->nlead, .scale = 1, .qrs = s->qrs, .t_wave = NAN };
	for (int k = 0; k < s->nlead; k++)
		e->shape.lead[k] = s->lead[k];
	e->shape.scale = s->height / shape_height(&e->shape);
	if (!isnan(s->t_wave))
		e->shape.t_wave = s->t_wave / e->shape.scale;
	for (int i = 0; i < RHYTHM_KINDS; i++)
		e->sign[i] = shape_sign(&e->shape, (enum rhythm_kind)i);
	if (s->noisy) {
		/* N = S / 10^(dB/10), S = a²/8 */
		e->noise_mv = sqrt(s->height * s->height / 8 * fn_pow(10, -s->snr / 10));
		for (int k = 0; k < s->nlead; k++)
			noise_start(&e->noise[k], s->noise, e->fs, s->mains, s->rhythm.seed, (unsigned)k);
	}
	fill(e);
	return NULL;
}

/* What the pacer adds to every lead in the sample that begins at t. */
static double
paced(const struct ecg *e, double t)
{
	const struct pacer *p = &e->setup.pacer;
	double sum = 0;
	if (p->rate > 0)
		return pacer_own(p, t, 1 / e->fs);
	for (unsigned i = 0; i < e->n; i++) {
		const struct shape_beat *b = &e->beat[(e->first + i) % ECG_RING];
		if (b->kind == RHYTHM_N)
			sum += pacer_pulse(p, t - (b->t - PACER_AHEAD), 1 / e->fs);
	}
	return sum;
}

void
ecg_step(struct ecg *e, struct ecg_sample *s)
{
	fill(e);
	double t = time_of(e, e->index);
	s->breath = rhythm_breath(&e->rhythm, t);
	clean_at(e, t, s->breath, e->setup.nlead, s->clean);
	s->pleth = pulse_level(&e->pulse, t) + 0.04 * s->breath + motion_next(&e->motion, t);
	for (int k = 0; k < e->setup.nlead; k++)
		s->mv[k] = e->setup.noisy ? s->clean[k] + e->noise_mv * noise_step(&e->noise[k]) : s->clean[k];
	if (e->setup.pacer.mv != 0) {
		double mv = paced(e, t);
		for (int k = 0; k < e->setup.nlead; k++)
			s->mv[k] += mv;
	}
	e->index++;
}

/* The extremum of the clean first channel around the R wave of beat b. */
static int64_t
peak(const struct ecg *e, const struct shape_beat *b)
{
	double half = b->kind == RHYTHM_V || b->kind == RHYTHM_V_DOWN ? SEARCH_WIDE : SEARCH_NARROW * e->setup.qrs / 90;
	int64_t first = (int64_t)ceil((b->t - half) * e->fs), last = (int64_t)floor((b->t + half) * e->fs), best = first;
	double top = -INFINITY;
	for (int64_t i = first; i <= last; i++) {
		double t = time_of(e, i), mv;
		clean_at(e, t, rhythm_breath(&e->rhythm, t), 1, &mv);
		mv *= e->sign[b->kind];
		if (mv > top) {
			top = mv;
			best = i;
		}
	}
	return best;
}

bool
ecg_beat(struct ecg *e, struct ecg_truth *b)
{
	if (e->told + 1 >= e->n) /* the beat behind it is not yet made */
		return false;
	const struct shape_beat *s = &e->beat[(e->first + e->told) % ECG_RING];
	/* looked for once, when all samples in which it can lie have gone by */
	if (time_of(e, e->index) <= s->t + SEARCH_NARROW * 2)
		return false;
	*b = (struct ecg_truth){ .index = peak(e, s), .kind = s->kind };
	e->told++;
	return true;
}
