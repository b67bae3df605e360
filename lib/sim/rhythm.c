#include "sim/rhythm.h"

#include "dsp/fn.h"
#include "sim/real.h"

#include <math.h>
#include <stddef.h>

#define LF_HZ        0.1
#define WANDER_HZ    0.01 /* deviation of the two rhythms' frequency */
#define AF_DEVIATION 0.22
#define AF_RAMP      0.5  /* s */
#define RR_MIN       0.2  /* s: the node between atria and ventricles lets nothing through sooner */
#define BIGEMINY     0.74 /* of the mean interval, before the ventricular beat */
#define COUPLING_MIN 0.25 /* s: an ectopic beat never falls into the refractory time */

/* Cycles of the wander per second: well below WANDER_HZ × 2π, so that the spectrum has the shape of the frequency's own
 * distribution (a sum of five sines is near a Gaussian). */
static const double wander[RHYTHM_WANDER] = { 0.0031, 0.0047, 0.0073, 0.0109, 0.0151 };

const char *const rhythm_pattern_names[RHYTHM_PATTERNS] = {
	[RHYTHM_PLAIN] = "plain",
	[RHYTHM_BIGEMINY] = "bigeminy",
	[RHYTHM_BIDIRECTIONAL] = "bidirectional",
	[RHYTHM_VT] = "vt",
};

double
rhythm_turn_sin(double cycles)
{
	return fn_sin(2 * FN_PI * (cycles - floor(cycles)));
}

static void
phase_start(struct rhythm_phase *p, struct rng *rng, double hz)
{
	p->hz = hz;
	p->at = rng_unit(rng);
	for (int i = 0; i < RHYTHM_WANDER; i++) {
		p->rate[i] = wander[i] * rng_between(rng, 0.9, 1.1);
		p->start[i] = rng_unit(rng);
		/* phase = depth × sin(2π rate t) deviates in frequency by 2π rate depth / √2, in cycles; five add up to WANDER_HZ
		 */
		p->depth[i] = WANDER_HZ * sqrt(2.0 / RHYTHM_WANDER) / (2 * FN_PI * p->rate[i]);
	}
}

static double
phase_sin(const struct rhythm_phase *p, double t)
{
	double cycles = p->at + p->hz * t;
	for (int i = 0; i < RHYTHM_WANDER; i++)
		cycles += p->depth[i] * rhythm_turn_sin(p->start[i] + p->rate[i] * t);
	return rhythm_turn_sin(cycles);
}

static int
span_at(const struct rhythm_span *s, int n, double t)
{
	for (int i = 0; i < n; i++)
		if (t >= s[i].from && t < s[i].to)
			return i;
	return -1;
}

double
rhythm_rate(const struct rhythm *r, double t)
{
	const struct rhythm_point *p = r->setup.point;
	int n = r->setup.npoint;
	if (t <= p[0].t)
		return p[0].rate;
	for (int i = 1; i < n; i++)
		if (t < p[i].t)
			return p[i - 1].rate + (p[i].rate - p[i - 1].rate) * ((t - p[i - 1].t) / (p[i].t - p[i - 1].t));
	return p[n - 1].rate;
}

double
rhythm_breath(const struct rhythm *r, double t)
{
	return phase_sin(&r->high, t);
}

bool
rhythm_fibrillates(const struct rhythm *r, double t)
{
	return span_at(r->setup.af, r->setup.naf, t) >= 0;
}

double
rhythm_fibrillation(const struct rhythm *r, double t)
{
	int i = span_at(r->setup.af, r->setup.naf, t);
	if (i < 0)
		return 0;
	const struct rhythm_span *s = &r->setup.af[i];
	return real_min(1, real_min((t - s->from) / AF_RAMP, (s->to - t) / AF_RAMP));
}

char
rhythm_code(enum rhythm_kind kind)
{
	static const char code[RHYTHM_KINDS] = {
		[RHYTHM_N] = 'N', [RHYTHM_A] = 'A', [RHYTHM_V] = 'V', [RHYTHM_AF] = 'N', [RHYTHM_V_DOWN] = 'V'
	};
	return code[kind];
}

static const char *
spans_wrong(const struct rhythm_span *s, int n)
{
	if (n < 0 || n > RHYTHM_SPANS)
		return "too many intervals";
	for (int i = 0; i < n; i++)
		if (!(s[i].from >= 0 && s[i].to > s[i].from))
			return "an interval must end after its start";
	return NULL;
}

const char *
rhythm_start(struct rhythm *r, const struct rhythm_setup *setup)
{
	const struct rhythm_setup *s = setup;
	if (s->npoint < 1 || s->npoint > RHYTHM_POINTS)
		return "no heart rate, or too many";
	for (int i = 0; i < s->npoint; i++) {
		if (!(s->point[i].rate >= RHYTHM_RATE_MIN && s->point[i].rate <= RHYTHM_RATE_MAX))
			return "the heart rate must be 20 to 300 /min";
		if (i > 0 && !(s->point[i].t > s->point[i - 1].t))
			return "the points of the heart rate must be in order";
	}
	/* the sum of the two sines stays below 2 SDNN: with this bound no interval falls below 0.6 of its mean */
	if (!(s->sdnn >= 0 && s->sdnn <= 0.2 * 60 / s->point[0].rate))
		return "the deviation of the intervals must be 0 to 20 % of their mean";
	if (!(s->lfhf >= 0 && s->lfhf <= 1000))
		return "the LF/HF ratio must be 0 to 1000";
	if (!(s->breath >= 0.05 && s->breath <= 1))
		return "the breathing rate must be 3 to 60 /min";
	if (!(s->ventricular >= 0 && s->atrial >= 0 && s->ventricular + s->atrial <= 0.5))
		return "premature beats can be 0 to 50 % of all beats";
	const char *wrong = spans_wrong(s->af, s->naf);
	if (wrong == NULL)
		wrong = spans_wrong(s->pause, s->npause);
	if (wrong != NULL)
		return wrong;
	*r = (struct rhythm){ .setup = *setup, .next = -1 };
	rng_start(&r->rng, s->seed, 1);
	phase_start(&r->low, &r->rng, LF_HZ);
	phase_start(&r->high, &r->rng, s->breath);
	/* Of each 1 + q beats q are premature (one decision after each regular beat), so q / (1 + q) is the share asked for. */
	double share = s->ventricular + s->atrial;
	r->share_v = s->ventricular / (1 - share);
	r->share_a = s->atrial / (1 - share);
	r->rr0 = 60 / s->point[0].rate;
	r->lasting = r->rr0;
	return NULL;
}

/* The interval that begins at t when nothing disturbs it. */
static double
interval(struct rhythm *r, double t, bool af)
{
	double mean = 60 / rhythm_rate(r, t);
	if (af) {
		double g = rng_gauss(&r->rng);
		/* log-normal of mean 1; its rare far ends are cut */
		double k = fn_exp(AF_DEVIATION * g - AF_DEVIATION * AF_DEVIATION / 2);
		return real_max(mean * real_min(real_max(k, 0.5), 2.0), real_min(RR_MIN, mean));
	}
	double a = r->setup.lfhf / (1 + r->setup.lfhf);
	/* in breathing in the heart runs faster: minus */
	double wave = sqrt(2 * a) * phase_sin(&r->low, t) - sqrt(2 * (1 - a)) * phase_sin(&r->high, t);
	return mean + r->setup.sdnn * mean / r->rr0 * wave;
}

/* The next beat of a pattern: its kind, and how long after the last it comes. */
static double
patterned(const struct rhythm *r, double rr, enum rhythm_kind *kind)
{
	switch (r->setup.pattern) {
	case RHYTHM_BIGEMINY:
		*kind = r->kind == RHYTHM_V ? RHYTHM_N : RHYTHM_V;
		return rr * (*kind == RHYTHM_V ? BIGEMINY : 2 - BIGEMINY);
	case RHYTHM_BIDIRECTIONAL:
		*kind = r->kind == RHYTHM_V ? RHYTHM_V_DOWN : RHYTHM_V;
		return rr;
	default:
		*kind = RHYTHM_V;
		return rr;
	}
}

void
rhythm_next(struct rhythm *r, struct rhythm_beat *b)
{
	bool af = rhythm_fibrillates(r, r->t);
	double rr = interval(r, r->t, af);
	double chance = rng_unit(&r->rng), where = rng_unit(&r->rng);
	enum rhythm_kind kind = RHYTHM_N;
	double t;
	if (!r->begun) {
		t = 0.6 * rr; /* whole P wave before the first R */
	} else if (r->setup.pattern != RHYTHM_PLAIN && r->t >= r->setup.pattern_from) {
		t = r->t + patterned(r, rr, &kind);
		r->next = -1;
	} else if (r->next >= 0) {
		t = r->next;
		r->next = -1;
	} else if (chance < r->share_v) {
		double early = real_min(real_max((0.55 + 0.2 * where) * rr, COUPLING_MIN), 0.9 * rr);
		kind = RHYTHM_V;
		t = r->t + early;
		r->next = r->t + 2 * rr;
	} else if (chance < r->share_v + r->share_a && !af) {
		double early = real_min(real_max((0.60 + 0.2 * where) * rr, COUPLING_MIN), 0.9 * rr);
		kind = RHYTHM_A;
		t = r->t + early;
		r->next = t + 1.05 * rr;
	} else {
		t = r->t + rr;
	}
	int pause = span_at(r->setup.pause, r->setup.npause, t);
	while (pause >= 0) { /* the first beat after a pause is a regular one; pauses may touch */
		t = r->setup.pause[pause].to;
		kind = RHYTHM_N;
		r->next = -1;
		pause = span_at(r->setup.pause, r->setup.npause, t);
	}
	double ended = r->begun ? t - r->t : rr;
	/* repolarisation follows the rate over several beats; a pause counts as two seconds at the most */
	r->lasting += 0.2 * (real_min(ended, 2.0) - r->lasting);
	*b = (struct rhythm_beat){ .t = t, .rr = ended, .lasting = r->lasting, .breath = rhythm_breath(r, t), .kind = kind };
	if (kind == RHYTHM_N && rhythm_fibrillates(r, t))
		b->kind = RHYTHM_AF;
	r->t = t;
	r->kind = kind;
	r->begun = true;
}
