/* Damage on purpose: bytes lost and bits turned, the same for the same seed. */
#ifndef IOMT_CAPTURE_FAULT_H
#define IOMT_CAPTURE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault {
	double drop, corrupt; /* probability of each byte */
	uint64_t state;
};

void fault_start(struct fault *f, double drop, double corrupt, uint64_t seed);
bool fault_any(const struct fault *f);

/* Damages b in place; returns how many bytes are left. A packet (one that has borders) is lost whole or not at all: *lost tells. */
size_t fault_apply(struct fault *f, uint8_t *b, size_t n, bool packet, bool *lost);

#endif
