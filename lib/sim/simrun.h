/* A simulated device from its start to its end: the device, a host where there is none, what it showed. No I/O, no clock. */
#ifndef IOMT_SIM_SIMRUN_H
#define IOMT_SIM_SIMRUN_H

#include "sim/oxitruth.h"
#include "sim/simdev.h"
#include "sim/wire.h"

struct simrun {
	const struct simdev *dev;
	bool alone;         /* no host: what one would say is said for it */
	int64_t limit;      /* frames; INT64_MAX: no end */
	int64_t frames;     /* whose time has come so far */
	int64_t say_at;     /* when the absent host speaks next */
	struct recw *truth; /* NULL: not asked for */
	struct oxitruth told;
	struct wire wire; /* what happens to its bytes */
	_Alignas(max_align_t) unsigned char state[SIMDEV_STATE];
};

void simrun_start(struct simrun *r, const struct simdev *dev, const struct simdev_setup *setup, int64_t limit, bool alone,
	struct recw *truth);

/* After simrun_start: what happens to the bytes on their way. Without it: nothing. */
void simrun_wire(struct simrun *r, const struct wire_setup *setup);

/* At the end: how many frames arrived as they were said, were damaged, were lost, as a `stat` of the truth. */
void simrun_tell(const struct simrun *r);

/* At time `now` (µs from an arbitrary start, never back), with n bytes heard. *say is what to send, and when to call next. False
 * when the device has ended: its last bytes are in *say. */
bool simrun_step(struct simrun *r, int64_t now, const uint8_t *heard, size_t n, struct simdev_say *say);

#endif
