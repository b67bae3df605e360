#include "sim/pulse.h"

#include "dsp/fn.h"
#include "sim/real.h"

#include <math.h>

#define SYSTOLE         0.17 /* s from the foot, at an interval of 1 s */
#define SYSTOLE_WIDTH   0.065
#define DICROTIC        0.42
#define DICROTIC_WIDTH  0.11
#define DICROTIC_HEIGHT 0.38

static double
stretch(const struct rhythm_beat *b)
{
	return sqrt(real_min(real_max(b->lasting, 0.2), 1.6));
}

void
pulse_start(struct pulse *p)
{
	*p = (struct pulse){ 0 };
	for (int i = 0; i < PULSE_RING; i++)
		p->beat[i] = (struct pulse_beat){ .foot = -100, .stretch = 1 };
}

void
pulse_beat(struct pulse *p, const struct rhythm_beat *b)
{
	/* the chamber fills while the interval lasts, relative to what it is used to */
	double filled = b->rr / b->lasting;
	p->beat[p->at] = (struct pulse_beat){
		.foot = b->t + PULSE_TRANSIT,
		.stretch = stretch(b),
		.height = real_min(real_max(0.35 + 0.65 * filled, 0.25), 1.15) *
			  (b->kind == RHYTHM_V || b->kind == RHYTHM_V_DOWN ? 0.6 : 1),
	};
	p->at = (p->at + 1) % PULSE_RING;
}

double
pulse_peak(const struct rhythm_beat *b)
{
	return b->t + PULSE_TRANSIT + SYSTOLE * stretch(b);
}

static double
bell(double d)
{
	return fabs(d) > 5 ? 0 : fn_exp(-d * d / 2);
}

double
pulse_level(const struct pulse *p, double t)
{
	double level = 0;
	for (int i = 0; i < PULSE_RING; i++) {
		const struct pulse_beat *b = &p->beat[i];
		double u = (t - b->foot) / b->stretch;
		if (u < -0.5 || u > 1.5)
			continue;
		level +=
			b->height * (bell((u - SYSTOLE) / SYSTOLE_WIDTH) + DICROTIC_HEIGHT * bell((u - DICROTIC) / DICROTIC_WIDTH));
	}
	return level;
}
