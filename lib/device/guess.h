/* Which protocol could have sent these bytes: every protocol of the registry over the same bytes, scored.
 *
 * A score (0..100) is the share of the bytes that lie in frames (an unfinished one at either end aside) × the share of the frames
 * that are plausible, in percent. Frames of a protocol without an integrity check are found in anything that has the right bits in
 * the right places, so such a protocol is offered and never chosen. One that has a check is chosen when
 *
 *   - its frames carry GUESS_SURE bits of check between them (bytes that came by chance pass with a probability of 2^-GUESS_SURE),
 *   - its score is GUESS_LEAST or more (half of the bytes may be damaged), and
 *   - no other protocol with a check has GUESS_RIVAL or more of that score.
 *
 * Pure: the same bytes give the same answer, in the caller's memory. */
#ifndef IOMT_DEVICE_GUESS_H
#define IOMT_DEVICE_GUESS_H

#include "device/device.h"

enum {
	GUESS_BYTES = 64 * 1024, /* more than this is not looked at */
	GUESS_FIRST = 256,       /* bytes after which a live line is looked at first; then at twice as many, and so on */
	GUESS_ROWS = 64,         /* protocols */
	GUESS_SURE = 32,         /* bits of check in all frames */
	GUESS_LEAST = 40,        /* score */
	GUESS_RIVAL = 50,        /* percent of the best score */
	GUESS_WHY = 96
};

struct guess_row {
	const struct device *dev;
	unsigned bits;                          /* of a frame's check; 0: none */
	unsigned score;                         /* 0..100 */
	uint32_t frames, wrong, resyncs, odd;   /* whole; with the shape of one and a wrong check; stretches that are none; not plausible */
	uint32_t explained, bytes;              /* bytes in frames; bytes looked at */
};

struct guess {
	unsigned n;
	struct guess_row row[GUESS_ROWS]; /* those that found a frame, the best first */
	const struct device *chosen;      /* NULL: none is sure */
};

/* Scores the first GUESS_BYTES of b. */
void guess_run(struct guess *g, const uint8_t *b, size_t n);

/* Whether a line of which `had` bytes were looked at, and that has `have` now, is worth another look: at GUESS_FIRST, twice that, …
 * and the last at GUESS_BYTES. A reader takes bytes up to guess_next(had) before it looks, so that the answer does not depend on how
 * they came. */
size_t guess_next(size_t had);

/* Why a row was chosen or not, in a few words. */
void guess_why(const struct guess *g, const struct guess_row *row, char why[GUESS_WHY]);

/* Bits of the integrity check that a device's row states ("sum 8 bits"); 0 where it states none ("sync bit", "line form"). */
unsigned guess_bits(const struct device *d);

/* The scored table: a row a protocol. source: of what, NULL where there is only one. */
struct out;
void guess_list(const struct guess *g, struct out *out, bool jsonl, const char *source);

#endif
