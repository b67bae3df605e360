/* The 5-byte packet that Contec (cms50d.c) and Berry (berry.c) share. */
#ifndef IOMT_DEVICE_CMS50D_H
#define IOMT_DEVICE_CMS50D_H

#include "device/emit.h"
#include "device/trace.h"

int cms50d_frame(const uint8_t *b, size_t n);
const char *cms50d_why(const uint8_t *b, size_t n);
void cms50d_parse_as(struct dev_emit *e, const uint8_t *b, size_t n, bool pleth_zero_is_none);
void cms50d_trace(struct dev_fields *f, const uint8_t *b, size_t n);

#endif
