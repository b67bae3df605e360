#include "sim/motion.h"

#include "sim/rhythm.h"

#include <math.h>
#include <stddef.h>

enum { STREAM_MOTION = 910 };

#define STEP        0.8
#define TWICE       0.4
#define SWING       0.5
#define JITTER      0.02
#define JITTER_S    2.0
#define SWELL       0.3
#define SWELL_S     5.0
#define WANDER      0.2
#define WANDER_S    1.0
#define PHASE_TWICE 0.15 /* turns */
#define PHASE_SWING 0.4

const char *
motion_wrong(const struct motion_setup *s)
{
	if (!(s->level >= 0 && s->level <= 100))
		return "the strength of motion must be 0 to 100 heights of a pulse";
	if (s->level > 0 && !(s->cadence >= 30 && s->cadence <= 240 && s->until >= 30 && s->until <= 240))
		return "a cadence must be 30 to 240 steps a minute";
	return NULL;
}

void
motion_start(struct motion *m, const struct motion_setup *s, double fs, uint64_t seed)
{
	*m = (struct motion){ .setup = *s, .fs = fs };
	rng_start(&m->rng, seed, STREAM_MOTION);
}

/* A random figure of deviation 1 that forgets itself within `s` seconds. */
static double
slow(struct motion *m, double was, double s)
{
	double k = 1 / (s * m->fs);

	return was * (1 - k) + sqrt(k * (2 - k)) * rng_gauss(&m->rng);
}

double
motion_next(struct motion *m, double t)
{
	const struct motion_setup *s = &m->setup;
	double part, cadence, v;

	if (!(s->level > 0) || t < s->from)
		return 0;
	part = t < s->to ? (t - s->from) / (s->to - s->from) : 1;
	cadence = s->cadence + (s->until - s->cadence) * part;
	m->jitter = slow(m, m->jitter, JITTER_S);
	m->swell = slow(m, m->swell, SWELL_S);
	m->wander = slow(m, m->wander, WANDER_S);
	m->step += cadence / 60 / m->fs * (1 + JITTER * m->jitter);
	if (m->step >= 2) /* two steps are one swing of the arm */
		m->step -= 2;
	v = STEP * rhythm_turn_sin(m->step) + TWICE * rhythm_turn_sin(2 * m->step + PHASE_TWICE) +
	    SWING * rhythm_turn_sin(m->step / 2 + PHASE_SWING);
	v *= (1 + SWELL * m->swell) / sqrt((STEP * STEP + TWICE * TWICE + SWING * SWING) / 2);
	return s->level * (v + WANDER * m->wander);
}
