/* The shape of a heart beat in the ECG: a sum of Gaussian waves around the R peak, per lead.
 *
 * In the model of McSharry et al. 2003 a point runs round a circle, once a beat, and the waves P Q R S T pull it up and down near
 * fixed angles: dz/dθ = -(1/ω) Σ a Δθ exp(-Δθ²/2b²) - (z - z0)/ω. Without the slow return to the baseline z0 this integrates to z =
 * Σ (a b²/ω) exp(-Δθ²/2b²): Gaussians, which are used here in place of the differential equation. Better for a reference because
 * (1) the place of every R peak is known, not found; (2) a wave's width is in seconds, so that QRS keeps its width when the rate
 * changes, as in people, and only T (and a little P) moves with the rate; (3) every beat can have its own kind, and every lead its
 * own heights. Heights and widths are ours, within the normal limits of textbooks; T is two Gaussians, slow up and fast down. */
#ifndef IOMT_SIM_SHAPE_H
#define IOMT_SIM_SHAPE_H

#include "core/str.h"
#include "sim/rhythm.h"

enum { SHAPE_WAVES = 6, SHAPE_LEADS = 12, SHAPE_CHANNELS = 12 };

struct shape_lead {
	const char *name;    /* I II III aVR aVL aVF V1 .. V6; MLII is II */
	signed char basis;   /* column of the tables, or -1: a combination of I and II (Einthoven, Goldberger) */
	double of_i, of_ii;  /* of the combination */
	double fibrillation; /* height of the f waves in it, of those in V1 */
};

/* Index of a lead by name (MLII and MLI too), or -1. Case matters. */
int shape_lead(struct str name);
const struct shape_lead *shape_lead_of(int lead);

struct shape_setup {
	int nlead;
	int lead[SHAPE_CHANNELS];
	double scale;  /* of every height; 1 is the tables' own */
	double qrs;    /* duration of a normal QRS in ms, 5 .. 200; the tables' own is 90 */
	double t_wave; /* height of T in the first lead in mV before `scale`, NAN: the tables' own */
};

/* One beat, ready to be drawn. */
struct shape_beat {
	double t, from, to;                       /* s: outside from .. to it is less than a ten-thousandth of its height */
	double at[SHAPE_WAVES], inv[SHAPE_WAVES]; /* centre in s, 1 / (√2 width) */
	double mv[SHAPE_WAVES][SHAPE_CHANNELS];
	enum rhythm_kind kind;
};

void shape_make(struct shape_beat *s, const struct shape_setup *setup, const struct rhythm_beat *b);

/* Adds the beat at time t to mv[nlead]. */
void shape_add(const struct shape_beat *s, int nlead, double t, double *mv);

/* Peak to peak height of the QRS of a normal beat in the setup's first lead, mV, and the sign of its taller side for beats of
 * `kind`. */
double shape_height(const struct shape_setup *setup);
int shape_sign(const struct shape_setup *setup, enum rhythm_kind kind);

#endif
