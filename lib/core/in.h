/* Bytes in: a file, standard input or a descriptor. gzip is recognised by its first bytes and inflated (several members;
 * what inflates of a damaged or cut one is delivered, then the error). */
#ifndef IOMT_CORE_IN_H
#define IOMT_CORE_IN_H

#include "core/progress.h"
#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	IN_BLOCK = 128 * 1024,
	IN_PEEK = 4096, /* bytes that in_peek shows at the most */
	IN_CUT = -10001, /* a gzip stream ended early */
	IN_BAD = -10002  /* a gzip stream is damaged */
};

struct in {
	int fd;
	bool owned;  /* in_close closes fd */
	bool pipe;   /* a pipe, socket or terminal: reads may block */
	bool plain;  /* the first bytes were seen and are not gzip (or in_raw was asked for) */
	bool probed;
	unsigned char head[2];
	size_t nhead;
	struct in_gzip *gz; /* NULL for plain input */
	struct progress progress;
	char *held;         /* bytes that in_peek read and in_read has still to deliver, from held_at on */
	size_t held_at, nheld;
};

/* path "-" is standard input. Returns 0 or -errno. */
int in_open(struct in *in, const char *path);
void in_take(struct in *in, int fd); /* a descriptor of the caller's, not closed here */

/* Like read(2) on the inflated bytes, retried on EINTR except after a first SIGINT or SIGTERM on input that is no pipe
 * (then 0: the tool ends in order). Returns the count, 0 at the end, or -errno, IN_CUT, IN_BAD; after an error the
 * next call returns 0. */
ssize_t in_read(struct in *in, void *buf, size_t n);

/* Shows the first bytes without taking them: reads until n (≤ IN_PEEK) are there or the input ends, so that ask for one more than
 * was shown to see what came. Returns how many there are (maybe more than n), or the negative error of a read. Only before the first
 * in_read. */
ssize_t in_peek(struct in *in, size_t n, const char **bytes);

/* The size of a plain file, -1 for what has none (a pipe) or is compressed. */
int64_t in_size(const struct in *in);

/* Whether a read now would have to wait. */
bool in_would_block(const struct in *in);

void in_close(struct in *in);

/* A sentence for a negative return of this room. */
const char *in_error(long err);

/* Lines of an `in`, handed out where they lie in the block. */
enum { LINES_MAX = 1024 * 1024 }; /* the longest line that is delivered, with its LF */

enum lines_kind {
	LINES_END,  /* no more */
	LINES_LINE, /* *line, without its LF; line->p[line->n] is the LF, so that line->n + 1 bytes can be passed on */
	LINES_LONG, /* a line over LINES_MAX was skipped: *line holds its first bytes, *skipped its length with LF */
	LINES_TAIL, /* input ended without an LF: *line holds what there was; it may be cut, so it is no record */
	LINES_ERROR /* the read failed: lines.error */
};

struct lines {
	struct in in;
	char *buf;
	size_t cap, at, end; /* bytes at..end are still to be handed out */
	size_t scanned;      /* no LF before this */
	uint64_t offset;     /* of buf[at] in the input */
	uint64_t handed;     /* offset of the line handed out last */
	char long_head[256]; /* first bytes of a line that was skipped */
	long error;
	bool eof;
	/* Called before bytes that were handed out move or are overwritten, and, with block set, before a read that would
	 * wait: the place where a writer settles what it refers to and flushes. May be NULL. */
	void (*before)(void *arg, bool block);
	void *arg;
};

int lines_open(struct lines *l, const char *path); /* 0 or -errno */
void lines_take(struct lines *l, int fd);
void lines_from(struct lines *l, struct in *in); /* takes over an open input, of which bytes may have been peeked at */
enum lines_kind lines_next(struct lines *l, struct str *line, uint64_t *skipped);
uint64_t lines_offset(const struct lines *l); /* of the line handed out last, in the (inflated) input */

/* What has been read and not handed out yet (it may end inside a line), and taking its first n bytes, which must be whole lines. */
struct str lines_ahead(const struct lines *l);
void lines_skip(struct lines *l, size_t n);

void lines_close(struct lines *l);

#endif
