#include "sim/pacer.h"

#include "dsp/fn.h"
#include "sim/real.h"

#include <math.h>
#include <stddef.h>

#define FALL  0.025 /* s */
#define REACH 14.0  /* time constants: a millionth is left */

const char *
pacer_wrong(const struct pacer *p)
{
	if (!(fabs(p->mv) <= 1000))
		return "pacer pulses must be -1000 to 1000 mV high";
	if (p->mv != 0 && !(p->ms >= 0.05 && p->ms <= 5))
		return "pacer pulses must be 0.05 to 5 ms wide";
	if (!(p->rate == 0 || (p->rate >= 20 && p->rate <= 300)))
		return "pacer pulses must come at 20 to 300 /min";
	if (!(p->tail >= 0 && p->tail <= 0.5))
		return "the overshoot of pacer pulses must be 0 to 50 %";
	return NULL;
}

double
pacer_pulse(const struct pacer *p, double since, double dt)
{
	double width = p->ms / 1e3, end = since + dt, sum = 0;
	if (end <= 0 || since > width + REACH * FALL)
		return 0;
	double plain = real_min(end, width) - real_max(since, 0);
	if (plain > 0)
		sum = p->mv * plain;
	if (p->tail > 0 && end > width)
		sum -= p->tail * p->mv * FALL * (fn_exp(-(real_max(since, width) - width) / FALL) - fn_exp(-(end - width) / FALL));
	return sum / dt;
}

double
pacer_own(const struct pacer *p, double t, double dt)
{
	double period = 60 / p->rate, k = floor(t / period), sum = 0;
	for (int i = -2; i <= 1; i++) /* at 300 a minute the tail of the second last still shows */
		if (k + i >= 0)
			sum += pacer_pulse(p, t - (k + i) * period, dt);
	return sum;
}
