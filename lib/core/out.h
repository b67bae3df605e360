/* Bytes out through one block buffer. Errors stick: the first is kept, later writes do nothing, out_close tells it. */
#ifndef IOMT_CORE_OUT_H
#define IOMT_CORE_OUT_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	OUT_BLOCK = 64 * 1024, /* size of one write */
	OUT_ROOM = 16 * 1024   /* the most that out_room gives at once */
};

enum out_mode {
	OUT_BESIDE, /* write FILE.tmp-like beside and rename when complete */
	OUT_NEW,    /* write in place; refuse a file that exists */
	OUT_APPEND  /* write in place at the end */
};

struct out {
	int fd;
	bool owned, beside;
	int error; /* first -errno, 0 while all went well */
	char *buf;
	size_t used;
	const char *ref; /* bytes passed on by reference, to follow what is in buf; they belong to a struct lines */
	size_t nref;
	uint64_t bytes; /* accepted so far, uncompressed */
	struct out_gzip *gz;
	char *path, *temp;
};

/* path NULL or "-" is standard output; a name ending in .gz is compressed. 0 or -errno. */
int out_open(struct out *o, const char *path, enum out_mode mode);
void out_take(struct out *o, int fd);
void out_nowhere(struct out *o); /* what is written is dropped: for a run of which only the outcome counts */

char *out_room(struct out *o, size_t n); /* n ≤ OUT_ROOM bytes to fill in; never NULL */
void out_used(struct out *o, size_t n);  /* so many of them were filled in */
void out_write(struct out *o, const void *b, size_t n);

/* Passes on n bytes without a copy: they must stay where they are until out_settle. Neighbouring calls join. */
void out_refer(struct out *o, const char *b, size_t n);
void out_settle(struct out *o);

int out_flush(struct out *o); /* everything to the descriptor (a .gz only at its end); the sticky error */
int out_point(struct out *o); /* flush with a gzip sync point: what is written so far can be inflated */
int out_sync(struct out *o);  /* out_point(), and fsync where the output is a file */

/* Flushes, closes, renames. Returns 0 or the first error; a file written beside is then removed. Call once. */
int out_close(struct out *o);

/* Removes what was written beside; closes without a word. */
void out_abandon(struct out *o);

#endif
