/* What the two files of the CMS50 V7 protocol share: cms50v7.c (bytes from the device), cms50v7_session.c (the host's side). */
#ifndef IOMT_DEVICE_CMS50V7_H
#define IOMT_DEVICE_CMS50V7_H

#include "device/device.h"

int cms50v7_frame(const uint8_t *b, size_t n);
extern const struct dev_session cms50v7_session;

#endif
