/* The status line of a capture on a terminal: rate, frames, lost, bad, jitter, battery where the device tells it. The bytes are decoded
 * for it beside the capture; what comes out is counted, not written. */
#ifndef IOMT_CAPTURE_METER_H
#define IOMT_CAPTURE_METER_H

#include "device/device.h"

struct meter;

/* ports: how many there will be. NULL when memory is out: then there is no line. */
struct meter *meter_start(size_t ports);

/* What port i reads from here on, after a reconnect too. device NULL: nobody knows what it is, only bytes are counted. */
void meter_open(struct meter *m, size_t i, const struct device *device, const char *source);
void meter_heard(struct meter *m, size_t i, int64_t arrival, const uint8_t *b, size_t n);

/* Shows the line; time: of the stream, µs; lost: ports that are waited for. */
void meter_show(struct meter *m, int64_t time, size_t live, size_t lost);

/* Takes the line away and frees. m may be NULL, here and above. */
void meter_stop(struct meter *m);

#endif
