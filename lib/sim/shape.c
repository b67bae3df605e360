#include "sim/shape.h"

#include "dsp/fn.h"
#include "sim/real.h"

#include <math.h>

enum { BASIS = 8 };    /* I II V1 V2 V3 V4 V5 V6 */
#define TABLE_QRS 90.0 /* ms, of the tables' normal beat */
#define REACH     4.5  /* widths: a Gaussian is 4e-5 of its height there */

static const struct shape_lead leads[SHAPE_LEADS] = {
	{ "I", 0, 0, 0, 0.3 },
	{ "II", 1, 0, 0, 0.6 },
	{ "III", -1, -1, 1, 0.5 },
	{ "aVR", -1, -0.5, -0.5, -0.45 },
	{ "aVL", -1, 1, -0.5, 0.3 },
	{ "aVF", -1, -0.5, 1, 0.55 },
	{ "V1", 2, 0, 0, 1.0 },
	{ "V2", 3, 0, 0, 0.8 },
	{ "V3", 4, 0, 0, 0.5 },
	{ "V4", 5, 0, 0, 0.4 },
	{ "V5", 6, 0, 0, 0.35 },
	{ "V6", 7, 0, 0, 0.3 },
};

/* How a wave's place or width follows the beat. */
enum place { FIXED, QRS, ATRIAL, REPOLARISATION };

struct wave {
	enum place place;
	double at, width; /* s, at an interval of 1 s */
	double mv[BASIS];
};

/* clang-format off */
static const struct wave sinus[SHAPE_WAVES] = { /*             I     II    V1    V2    V3    V4    V5    V6 */
	{ ATRIAL,         -0.160, 0.0210, {  0.08, 0.13, 0.06, 0.07, 0.07, 0.07, 0.07, 0.06 } },
	{ QRS,            -0.026, 0.0080, { -0.06,-0.10, 0.00, 0.00,-0.03,-0.08,-0.11,-0.10 } },
	{ QRS,             0.000, 0.0100, {  0.70, 1.20, 0.25, 0.50, 0.90, 1.40, 1.35, 1.00 } },
	{ QRS,             0.026, 0.0100, { -0.12,-0.22,-1.00,-1.40,-1.05,-0.60,-0.30,-0.12 } },
	{ REPOLARISATION,  0.235, 0.0500, {  0.10, 0.15,-0.02, 0.18, 0.20, 0.19, 0.16, 0.12 } },
	{ REPOLARISATION,  0.285, 0.0320, {  0.15, 0.22,-0.05, 0.28, 0.32, 0.30, 0.25, 0.19 } },
};

/* From a focus low in the atria: P upside down in II, earlier; the ventricles as always. */
static const struct wave atrial[SHAPE_WAVES] = {
	{ ATRIAL,         -0.125, 0.0180, { -0.03,-0.11, 0.05, 0.03,-0.02,-0.04,-0.05,-0.05 } },
	{ QRS,            -0.026, 0.0080, { -0.06,-0.10, 0.00, 0.00,-0.03,-0.08,-0.11,-0.10 } },
	{ QRS,             0.000, 0.0100, {  0.68, 1.16, 0.25, 0.50, 0.88, 1.36, 1.30, 0.97 } },
	{ QRS,             0.026, 0.0100, { -0.13,-0.24,-1.00,-1.38,-1.05,-0.62,-0.32,-0.13 } },
	{ REPOLARISATION,  0.235, 0.0500, {  0.09, 0.13,-0.02, 0.16, 0.18, 0.17, 0.14, 0.10 } },
	{ REPOLARISATION,  0.285, 0.0320, {  0.13, 0.19,-0.05, 0.25, 0.29, 0.27, 0.22, 0.17 } },
};

/* From the left ventricle: no P, 160 ms wide, slurred, T against the QRS. */
static const struct wave ventricular[SHAPE_WAVES] = {
	{ FIXED,          -0.040, 0.0170, {  0.15, 0.40, 0.35, 0.35, 0.30, 0.25, 0.20, 0.15 } },
	{ FIXED,           0.000, 0.0240, {  0.75, 1.60, 1.25, 1.45, 1.30, 1.00, 0.75, 0.55 } },
	{ FIXED,           0.062, 0.0220, { -0.30,-0.45,-0.20,-0.40,-0.55,-0.75,-0.95,-0.90 } },
	{ FIXED,           0.120, 0.0400, { -0.05,-0.10,-0.08,-0.10,-0.10,-0.05, 0.05, 0.05 } },
	{ REPOLARISATION,  0.290, 0.0550, { -0.12,-0.28,-0.25,-0.30,-0.28,-0.20, 0.12, 0.15 } },
	{ REPOLARISATION,  0.345, 0.0380, { -0.14,-0.32,-0.28,-0.34,-0.32,-0.22, 0.14, 0.16 } },
};
/* clang-format on */

static const struct wave *const table[RHYTHM_KINDS] = {
	[RHYTHM_N] = sinus,
	[RHYTHM_A] = atrial,
	[RHYTHM_V] = ventricular,
	[RHYTHM_AF] = sinus,           /* without its P */
	[RHYTHM_V_DOWN] = ventricular, /* upside down */
};

int
shape_lead(struct str name)
{
	/* modified leads of ambulatory recorders: electrodes on the trunk, the same view */
	if (str_is(name, "MLII"))
		return 1;
	if (str_is(name, "MLI"))
		return 0;
	for (int i = 0; i < SHAPE_LEADS; i++)
		if (str_is(name, leads[i].name))
			return i;
	return -1;
}

const struct shape_lead *
shape_lead_of(int lead)
{
	return &leads[lead];
}

static double
height(const struct wave *w, int lead)
{
	const struct shape_lead *l = &leads[lead];
	if (l->basis >= 0)
		return w->mv[l->basis];
	return l->of_i * w->mv[0] + l->of_ii * w->mv[1];
}

/* Height of the tables' T in a lead: its two Gaussians overlap, the taller one's centre is near the top. */
static double
table_t(int lead)
{
	double d = (sinus[5].at - sinus[4].at) / sinus[4].width;
	return height(&sinus[5], lead) + height(&sinus[4], lead) * fn_exp(-d * d / 2);
}

void
shape_make(struct shape_beat *s, const struct shape_setup *setup, const struct rhythm_beat *b)
{
	const struct wave *w = table[b->kind];
	double rr = real_min(real_max(b->lasting, 0.2), 1.6);
	double qt = sqrt(rr); /* Bazett: QT goes with the root of the interval */
	double pr = 0.7 + 0.3 * qt;
	double wide = setup->qrs / TABLE_QRS;
	double t_gain = 1;
	if (!isnan(setup->t_wave))
		t_gain = setup->t_wave / table_t(setup->lead[0]);
	*s = (struct shape_beat){ .t = b->t, .from = b->t, .to = b->t, .kind = b->kind };
	for (int i = 0; i < SHAPE_WAVES; i++) {
		double place = w[i].place == QRS ? wide : w[i].place == ATRIAL ? pr : w[i].place == REPOLARISATION ? qt : 1;
		double width = w[i].width * (w[i].place == ATRIAL ? 1 : place);
		double gain = setup->scale * (1 + 0.05 * b->breath); /* the lungs between heart and electrode fill and empty */
		if (w[i].place == REPOLARISATION)
			gain *= t_gain;
		if (w[i].place == ATRIAL && b->kind == RHYTHM_AF)
			gain = 0;
		if (b->kind == RHYTHM_V_DOWN)
			gain = -gain;
		s->at[i] = b->t + w[i].at * place;
		s->inv[i] = 1 / (width * sqrt(2));
		s->from = real_min(s->from, s->at[i] - REACH * width);
		s->to = real_max(s->to, s->at[i] + REACH * width);
		for (int k = 0; k < setup->nlead; k++)
			s->mv[i][k] = gain * height(&w[i], setup->lead[k]);
	}
}

void
shape_add(const struct shape_beat *s, int nlead, double t, double *mv)
{
	if (t < s->from || t > s->to)
		return;
	for (int i = 0; i < SHAPE_WAVES; i++) {
		double d = (t - s->at[i]) * s->inv[i];
		if (fabs(d) > REACH / 1.4142135623730951)
			continue;
		double g = fn_exp(-d * d);
		for (int k = 0; k < nlead; k++)
			mv[k] += s->mv[i][k] * g;
	}
}

/* Highest and lowest point of the QRS of one kind of beat in the first lead. */
static void
extremes(const struct shape_setup *setup, enum rhythm_kind kind, double *low, double *high)
{
	struct shape_setup one = *setup;
	one.nlead = 1;
	struct rhythm_beat b = { .t = 0, .rr = 1, .lasting = 1, .kind = kind };
	struct shape_beat s;
	shape_make(&s, &one, &b);
	*low = *high = 0;
	for (int ms = -80; ms <= 80; ms++) {
		double mv = 0;
		shape_add(&s, 1, 1e-3 * ms, &mv);
		*low = real_min(*low, mv);
		*high = real_max(*high, mv);
	}
}

double
shape_height(const struct shape_setup *setup)
{
	double low, high;
	extremes(setup, RHYTHM_N, &low, &high);
	return high - low;
}

int
shape_sign(const struct shape_setup *setup, enum rhythm_kind kind)
{
	double low, high;
	extremes(setup, kind, &low, &high);
	return high >= -low ? 1 : -1;
}
