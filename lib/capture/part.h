/* The files of a capture: parts named by the time of their first record. */
#ifndef IOMT_CAPTURE_PART_H
#define IOMT_CAPTURE_PART_H

#include "core/out.h"

enum { PART_NAME = 4096, PART_TRIES = 1000 };

/* A new file for a part that begins at `time` (µs since 1970): night.iomt.gz → night-20261124T170000Z.iomt.gz. A name that exists is
 * kept as it is, and "-2", "-3" … is tried. name: what it is. 0 or -errno. */
int part_open(struct out *o, const char *output, int64_t time, char name[PART_NAME]);

/* The name of a new file, too, is to outlive a power cut: its folder goes to the disk. */
void part_settle(const char *name);

#endif
