/* BerryMed BM1000 ("BCI"): the packet of dev_cms50d.c, 100 a second. Streams by itself and hears nothing. A pleth of 0 would be no
 * value, so the wave stays in 1..100. No signal is byte 0 bit 4, no finger byte 2 bit 4. */
#include "sim/simlive.h"

enum { FPS = 100, FRAME = 5 };

_Static_assert(sizeof(struct simlive) <= SIMDEV_STATE, "SIMDEV_STATE");

static void
start(void *state, const struct simdev_setup *setup)
{
	simlive_start(state, setup, FPS);
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	struct simlive *l = state;
	*say = (struct simdev_say){ .n = 0 };
	simlive_begin(l, now);
	if (simlive_due(l, now, say)) {
		struct oxi_frame *f = &say->frame;
		bool finger = f->state != SCENARIO_OUT;
		unsigned pulse = f->pulse == OXI_NONE ? 255 : (unsigned)f->pulse;
		f->pleth = f->pleth > 100 ? 100 : f->pleth;
		const uint8_t b[FRAME] = {
			(uint8_t)(0x80 | (f->beat ? 0x40 : 0) | (finger && f->state != SCENARIO_LONG ? 0 : 0x10) | f->strength),
			(uint8_t)f->pleth,
			(uint8_t)((pulse >> 1 & 0x40) | (f->pulse == OXI_NONE ? 0x20U : 0) | (finger ? 0 : 0x10U) |
				  (unsigned)f->bar),
			(uint8_t)(pulse & 0x7f),
			(uint8_t)(f->spo2 == OXI_NONE ? 127 : f->spo2),
		};
		simlive_put(l, say, b, FRAME);
	}
	say->wake = simlive_wake(l);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	(void)b;
	(void)n;
	due(state, now, say);
}

const struct simdev simdev_berry = {
	.name = "berry",
	.title = "BerryMed BM1000 (BCI): 5 bytes, 100 a second, streams by itself",
	.fps = FPS,
	.state_size = sizeof(struct simlive),
	.start = start,
	.heard = heard,
	.due = due,
};
