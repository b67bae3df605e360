/* A biosignal board's inside, whatever protocol it speaks: a heart's ECG in two leads, the pulse wave at a finger and the breath, by
 * the clock of its samples. The heart rate and the cable are the scenario's; "finger out" is electrodes off and finger out. */
#ifndef IOMT_SIM_BOARD_H
#define IOMT_SIM_BOARD_H

#include "sim/ecg.h"
#include "sim/simdev.h"

struct board {
	struct ecg ecg;
	const struct scenario *scenario;
	int fps;
	bool begun, gone;
	int64_t k, t0; /* of the next sample; when sample 0 is due */
};

struct board_now {
	int64_t k;
	double ecg, other, pleth, breath; /* mV, mV, 0 .. about 1.2, -1 .. 1 */
	int rate, breaths;                /* /min */
	struct scenario_now is;
	bool off; /* electrodes, finger */
};

void board_start(struct board *b, const struct simdev_setup *setup, int fps);
void board_begin(struct board *b, int64_t now); /* the clock begins, if it has not */

/* Whether a sample's time has come: then *n is what is there; board_put sends the frame. At most one a call. */
bool board_due(struct board *b, int64_t now, struct simdev_say *say, struct board_now *n);
void board_put(struct board *b, struct simdev_say *say, const uint8_t *bytes, size_t n); /* half of it where the cable is pulled */
void board_say(struct simdev_say *say, const char *text);                                /* an answer */
int64_t board_wake(const struct board *b);

/* round(v × scale) + base within low .. high. */
int32_t board_count(double v, double scale, double base, int32_t low, int32_t high);

#endif
