/* Development data for the detector: WFDB records as arrays. For the trainer only; the tools read recordings through lib/format. */
#ifndef BEAT_DATA_H
#define BEAT_DATA_H

#include "check/ec57.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record {
	char name[32];
	double fs;
	int nsig;
	size_t n;
	int32_t *sig[2];
	struct ec57_ann *ref;
	size_t nref;
};

/* Reads DIR/NAME.hea, .dat (format 212) and .atr. False with a line on stderr when it cannot. */
bool record_read(struct record *r, const char *dir, const char *name);

#endif
