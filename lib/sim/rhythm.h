/* When hearts beat: a sequence of beats in order of time, each with its kind. No samples here.
 *
 * Sinus rhythm: RR(t) = 60 / rate(t) + SDNN × (√(2a) sin φL(t) + √(2b) sin φH(t)), a + b = 1, a / b = LF/HF ratio. φL runs at 0.1
 * Hz and φH at the breathing rate, both with a slowly wandering frequency (deviation 0.01 Hz), which gives the two Gaussian peaks
 * of the RR spectrum of: P. E. McSharry, G. D. Clifford, L. Tarassenko, L. A. Smith, "A dynamical model for generating synthetic
 * electrocardiogram signals", IEEE Trans. Biomed. Eng. 50(3):289-294, 2003. The same φH is the breathing that modulates the
 * waveform (the paper couples baseline and rate by it), so interval, amplitude and baseline breathe together.
 *
 * Premature beats: a ventricular one comes at 0.55-0.75 of the interval and is followed by a full compensatory pause (the next
 * sinus beat stays where it would have been); an atrial one at 0.60-0.80, and resets the sinus node. Two never follow each other;
 * so with one half of all beats premature the rhythm is bigeminy.
 *
 * Patterns, from a time on, of the beats that a heart rate meter is tested with. Bigeminy: every other beat ventricular, at 0.74 of
 * the mean interval. Bidirectional: ventricular beats whose QRS points up and down by turns. VT: ventricular beats that are all
 * alike. The mean rate stays that of rate(t).
 *
 * Atrial fibrillation: intervals are independent, log-normal, deviation 22 % of the mean 60 / rate(t). Pauses: no beat. */
#ifndef IOMT_SIM_RHYTHM_H
#define IOMT_SIM_RHYTHM_H

#include "sim/rng.h"

#include <stdint.h>

enum { RHYTHM_POINTS = 16, RHYTHM_SPANS = 16, RHYTHM_WANDER = 5 };
#define RHYTHM_RATE_MIN 20.0
#define RHYTHM_RATE_MAX 300.0

struct rhythm_point {
	double t, rate; /* s, /min; between points the rate runs straight, outside it is held */
};

struct rhythm_span {
	double from, to; /* s; `from` inside, `to` not */
};

enum rhythm_pattern { RHYTHM_PLAIN, RHYTHM_BIGEMINY, RHYTHM_BIDIRECTIONAL, RHYTHM_VT, RHYTHM_PATTERNS };
extern const char *const rhythm_pattern_names[RHYTHM_PATTERNS];

struct rhythm_setup {
	uint64_t seed;
	struct rhythm_point point[RHYTHM_POINTS];
	int npoint;         /* at least 1, in order of t */
	double sdnn;        /* s: of the intervals at the rate of the first point; elsewhere in proportion to the mean interval */
	double lfhf;        /* ≥ 0 */
	double breath;      /* Hz */
	double ventricular; /* share of all beats, 0 .. 0.5 */
	double atrial;      /* likewise; the two together at most 0.5 */
	struct rhythm_span af[RHYTHM_SPANS], pause[RHYTHM_SPANS];
	int naf, npause;
	enum rhythm_pattern pattern;
	double pattern_from; /* s */
};

enum rhythm_kind {
	RHYTHM_N,
	RHYTHM_A,
	RHYTHM_V,
	RHYTHM_AF,     /* conducted from fibrillating atria; its code is N */
	RHYTHM_V_DOWN, /* like V, upside down */
	RHYTHM_KINDS
};

struct rhythm_beat {
	double t;       /* s: the R wave (of V: the tall part of the complex) */
	double rr;      /* interval that it ends; for the first beat the one that was due */
	double lasting; /* the interval that repolarisation has adapted to: a moving mean of rr */
	double breath;  /* -1 .. 1 at t, 1 is the height of inspiration */
	enum rhythm_kind kind;
};

struct rhythm_phase {
	double hz, at; /* cycles */
	double rate[RHYTHM_WANDER], depth[RHYTHM_WANDER], start[RHYTHM_WANDER];
};

struct rhythm {
	struct rhythm_setup setup;
	struct rng rng;
	struct rhythm_phase low, high;
	double t, lasting;       /* of the last beat */
	double next;             /* the sinus beat that waits behind a premature one, or -1 */
	double share_v, share_a; /* chance of a premature beat after each regular one */
	double rr0;              /* mean interval at the first point */
	enum rhythm_kind kind;   /* of the last beat */
	bool begun;
};

/* NULL, or what is wrong with the setup (a constant). */
const char *rhythm_start(struct rhythm *r, const struct rhythm_setup *setup);
void rhythm_next(struct rhythm *r, struct rhythm_beat *b);

double rhythm_rate(const struct rhythm *r, double t);   /* mean heart rate, /min */
double rhythm_breath(const struct rhythm *r, double t); /* -1 .. 1 */
bool rhythm_fibrillates(const struct rhythm *r, double t);
double rhythm_fibrillation(const struct rhythm *r, double t); /* 0 .. 1: it takes half a second to come up and to go down */

/* Sine of `cycles` full turns; the whole turns are taken off exactly, so that a week of phase loses nothing. */
double rhythm_turn_sin(double cycles);

char rhythm_code(enum rhythm_kind kind); /* WFDB letter: N A V */

#endif
