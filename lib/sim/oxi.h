/* A pulse oximeter's inside, whatever protocol it speaks: finger and heart of a scenario → what one frame shows. */
#ifndef IOMT_SIM_OXI_H
#define IOMT_SIM_OXI_H

#include "sim/pulse.h"
#include "sim/scenario.h"

enum { OXI_PULSES = 8, OXI_NONE = -1, OXI_PLETH_OUT = 64 };

struct oxi {
	const struct scenario *scenario;
	struct rhythm rhythm;
	struct pulse pulse;
	struct rhythm_beat next;   /* made, its pulse has not yet passed */
	double passed[OXI_PULSES]; /* tops of the last pulses, s, newest last */
	int npassed;
	int fps;
	int64_t k;        /* of the next frame */
	bool beat_before; /* the last frame held the top of a pulse */
};

struct oxi_frame {
	int64_t k;
	int spo2, pulse, pi;      /* %, /min, % × 100; OXI_NONE while none is shown */
	int pleth, bar, strength; /* 0..127, 0..15, 0..8 */
	bool beat, beat_again;    /* the top of a pulse lies in this frame; in the one before */
	bool falling;
	unsigned hidden; /* numbers that this frame of the protocol does not carry: bits 1 << OXI_SPO2 … */
	enum scenario_state state;
};
enum { OXI_SPO2, OXI_PULSE, OXI_PI, OXI_NUMS };

/* The finger was in for ten seconds before the first frame, so that a scenario begins with values where it has some. */
void oxi_start(struct oxi *o, const struct scenario *scenario, uint64_t seed, int fps);
void oxi_step(struct oxi *o, struct oxi_frame *f);

#endif
