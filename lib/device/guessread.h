/* Inputs for device/guess.h: bare bytes, and the sources of a stream of `raw` records. */
#ifndef IOMT_DEVICE_GUESSREAD_H
#define IOMT_DEVICE_GUESSREAD_H

#include "core/in.h"
#include "core/out.h"
#include "device/guess.h"
#include "record/pump.h"

/* Bytes read ahead of the decoder, to look at. */
struct guess_ahead {
	size_t n;
	uint8_t bytes[GUESS_BYTES];
	struct guess guess;
};

/* Reads on until the guess is sure, or GUESS_BYTES or the input's end are reached (`all`: always until then), and guesses. `out`
 * (may be NULL) is flushed before a read that would wait. 0, or in_read()'s negative error: what came before was looked at. */
long guess_read(struct guess_ahead *a, struct in *in, struct out *out, bool all);

/* A stream: the table of every source that has raw records from a device, when the input is over. Returns an exit status: 1 where
 * for some source nothing is sure, or nothing can be guessed from. */
int guess_stream(struct recin *in, struct out *out, bool jsonl);

#endif
