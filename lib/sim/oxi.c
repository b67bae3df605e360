#include "sim/oxi.h"
#include "sim/real.h"

#include <math.h>
#include <string.h>

#define LEAD 10.0 /* s that the heart beats before the first frame */
enum { PULSES_MIN = 3 };

static void
next_beat(struct oxi *o)
{
	rhythm_next(&o->rhythm, &o->next);
	pulse_beat(&o->pulse, &o->next);
}

void
oxi_start(struct oxi *o, const struct scenario *scenario, uint64_t seed, int fps)
{
	struct rhythm_setup s = { .seed = seed, .sdnn = 0.025, .lfhf = 0.5, .breath = 0.23 };
	s.npoint = scenario_rates(scenario, LEAD, s.point);
	*o = (struct oxi){ .scenario = scenario, .fps = fps, .k = -(int64_t)(LEAD * fps) };
	rhythm_start(&o->rhythm, &s); /* the tables hold no rate that it refuses */
	pulse_start(&o->pulse);
	next_beat(o);
	struct oxi_frame f;
	while (o->k < 0)
		oxi_step(o, &f);
}

static int
shown_rate(const struct oxi *o)
{
	if (o->npassed < PULSES_MIN)
		return OXI_NONE;
	double rate = 60 * (o->npassed - 1) / (o->passed[o->npassed - 1] - o->passed[0]);
	return (int)rint(rate);
}

static void
pulse_passed(struct oxi *o, double at)
{
	if (o->npassed == OXI_PULSES)
		memmove(o->passed, o->passed + 1, sizeof o->passed - sizeof o->passed[0]);
	else
		o->npassed++;
	o->passed[o->npassed - 1] = at;
}

void
oxi_step(struct oxi *o, struct oxi_frame *f)
{
	double t = LEAD + (double)o->k / o->fps;
	struct scenario_now now;
	scenario_at(o->scenario, o->k < 0 ? 0 : o->k, o->fps, &now);
	*f = (struct oxi_frame){ .k = o->k, .spo2 = OXI_NONE, .pulse = OXI_NONE, .pi = OXI_NONE, .state = now.state };
	bool finger = now.state != SCENARIO_OUT && now.state != SCENARIO_GONE;
	bool beat = false;
	while (pulse_peak(&o->next) <= t) {
		beat = true;
		if (finger)
			pulse_passed(o, pulse_peak(&o->next));
		next_beat(o);
	}
	if (!finger)
		o->npassed = 0;
	double level = real_min(real_max(pulse_level(&o->pulse, t) + 0.05 * rhythm_breath(&o->rhythm, t), 0), 1.3);
	if (!finger) {
		f->pleth = OXI_PLETH_OUT;
	} else if (now.state == SCENARIO_ON) {
		f->pleth = (int)rint(8 + 85 * level);
		f->strength = 6;
		f->beat = beat;
		f->beat_again = o->beat_before;
		f->falling = now.falling;
		f->pulse = shown_rate(o);
		f->spo2 = f->pulse == OXI_NONE ? OXI_NONE : now.spo2;
		f->pi = f->pulse == OXI_NONE ? OXI_NONE : now.pi;
	} else {
		f->pleth = (int)rint(40 + 12 * level);
		f->strength = 1;
	}
	f->bar = finger ? f->pleth / 8 : 0;
	o->beat_before = f->beat;
	o->k++;
}
