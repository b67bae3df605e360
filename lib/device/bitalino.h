/* What bitalino.c and its session share. */
#ifndef IOMT_DEVICE_BITALINO_H
#define IOMT_DEVICE_BITALINO_H

#include "device/columns.h"
#include "device/trace.h"

enum { BITALINO_CHANNELS = 6 };

/* Channels of the options' board: 6 where none is named. */
unsigned bitalino_channels(const struct dev_options *o);

/* CRC-4 (x^4 + x + 1, from 0) over n bytes, the last nibble taken for 0. */
unsigned bitalino_crc(const uint8_t *b, size_t n);

extern const struct dev_session bitalino_session;

#endif
