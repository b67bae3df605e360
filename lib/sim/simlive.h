/* What simulated oximeters that send a frame each period have in common: the clock of the frames, and the cable that is pulled. */
#ifndef IOMT_SIM_SIMLIVE_H
#define IOMT_SIM_SIMLIVE_H

#include "sim/simdev.h"

struct simlive {
	struct oxi oxi;
	bool begun, gone;
	int64_t t0; /* of frame 0 */
};

void simlive_start(struct simlive *l, const struct simdev_setup *setup, int fps);

/* The clock begins at `now`, if it has not. */
void simlive_begin(struct simlive *l, int64_t now);

/* Whether a frame's time has come: then say->frame is what it shows, and simlive_put sends it. At most one a call. */
bool simlive_due(struct simlive *l, int64_t now, struct simdev_say *say);

/* Sends the frame; when the cable is pulled, only its first half. */
void simlive_put(struct simlive *l, struct simdev_say *say, const uint8_t *b, size_t n);

/* When simlive_due() has the next frame. */
int64_t simlive_wake(const struct simlive *l);

#endif
