/* Pulses of a pacemaker, as an electrode on the skin picks them up: a rectangle, and behind it, where there is a tail, an overshoot
 * of the other sign that falls with a time constant of 25 ms. A sample is the mean over its interval, as a recorder without a
 * filter for pacer pulses has it: a pulse shorter than the interval is lower in the recording than on the skin. */
#ifndef IOMT_SIM_PACER_H
#define IOMT_SIM_PACER_H

struct pacer {
	double mv;   /* height, with its sign; 0: no pacer */
	double ms;   /* width */
	double rate; /* pulses a minute whatever the heart does, the first at 0; 0: one PACER_AHEAD before each beat of the sinus */
	double tail; /* overshoot, as a share of the height */
};

#define PACER_AHEAD 0.05 /* s, from the pulse to the R peak that it is drawn before */

/* NULL, or what is wrong (a constant). */
const char *pacer_wrong(const struct pacer *p);

/* Mean, in mV, over `dt` s from `since` s after the start of one pulse. */
double pacer_pulse(const struct pacer *p, double since, double dt);

/* The same over t … t + dt of a pacer that goes by its own rate. */
double pacer_own(const struct pacer *p, double t, double dt);

#endif
