/* What a simulated oximeter showed, as records, by the rule of iomt-stream(5) for devices: a number when it changes and at each
 * whole second of frames; a beat where a pulse's top lies. A decoder of its bytes must write these numbers at these times. */
#ifndef IOMT_SIM_OXITRUTH_H
#define IOMT_SIM_OXITRUTH_H

#include "record/recw.h"
#include "sim/simdev.h"

struct oxitruth {
	bool have[OXI_NUMS];
	int last[OXI_NUMS];
	int64_t second[OXI_NUMS]; /* in which it was written last */
	int64_t beat;             /* frame of the last one, or -1 */
};

void oxitruth_start(struct oxitruth *t, struct recw *w, const struct simdev *d);
void oxitruth_frame(struct oxitruth *t, struct recw *w, const struct simdev *d, const struct oxi_frame *f); /* that was sent */

#endif
