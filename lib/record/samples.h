/* The samples of a `wave` line as integers. Three values of int32 stand for what is no count. */
#ifndef IOMT_RECORD_SAMPLES_H
#define IOMT_RECORD_SAMPLES_H

#include "core/str.h"
#include "core/tm.h"

#include <stdint.h>

#define SMP_E INT32_MIN       /* missing or unusable */
#define SMP_L (INT32_MIN + 1) /* below the measurable range */
#define SMP_U INT32_MAX       /* above it */

static inline int
smp_is_count(int32_t s)
{
	return s > SMP_L && s < SMP_U;
}

enum {
	SMP_BLOCK = 300,  /* samples in one of our own lines at the most */
	SMP_LINE = 524288 /* samples that a line of 1 MiB can hold */
};

/* Number of samples in the field, whether they are well formed or not: blanks + 1. */
size_t smp_count(struct str samples);

/* Reads at most cap samples; returns how many, or -1 when the field is malformed or holds more. A count beyond int32 is SMP_L or
 * SMP_U. The byte behind the field must be readable and no digit (in a record it is a TAB, CR or LF). */
long smp_get(struct str samples, int32_t *dst, size_t cap);

/* Writes n samples separated by one blank; needs 12 bytes a sample and 4 more. Returns the end. */
char *smp_put(char *p, const int32_t *src, size_t n);

/* Samples in a block (iomt-stream(5)): FS, or FS/4 when live, divided by the smallest integer that brings it to SMP_BLOCK or fewer,
 * rounded down, at least 1. */
int smp_block(struct rate fs, bool live);

/* Collects the samples of one channel into blocks and writes them as `wave` lines. Fixed size, no pointers but to literals of the
 * caller; copy with =. */
struct wavew {
	char source[65], signal[65];
	char unit[24], gain[28], base[28], fs[44];
	struct rate rate;
	int block;
	int64_t index;   /* of the next sample */
	int64_t t0;      /* TIME of index `i0`; the line's TIME is t0 + (first index − i0) / rate */
	int64_t i0;
	int n;           /* samples held */
	unsigned flags;  /* of the line that is being collected */
	int32_t s[SMP_BLOCK];
};

struct recw;

/* gain: counts per unit, base: count of 0. live: blocks of FS/4. */
void wavew_start(struct wavew *v, struct str source, struct str signal, const char *unit, struct rate fs, double gain, double base,
	bool live);

/* Sets which index (and which TIME) the next sample has; writes what is held first. A jump forward is a gap. */
void wavew_seek(struct wavew *v, struct recw *w, int64_t index, int64_t time);

/* The clock of the channel was estimated anew: sample `index` has TIME `time`. Lines begun later use it. */
void wavew_anchor(struct wavew *v, int64_t index, int64_t time);

void wavew_add(struct wavew *v, struct recw *w, int32_t sample);
void wavew_flush(struct wavew *v, struct recw *w); /* writes what is held, if anything */
int64_t wavew_time(const struct wavew *v, int64_t index);

/* One line written whole: for readers that have blocks. n ≤ SMP_BLOCK. */
void wave_write(struct recw *w, int64_t time, struct str source, struct str signal, struct str unit, struct str fs, struct str gain,
	struct str base, int64_t index, const int32_t *s, size_t n, unsigned flags);

#endif
