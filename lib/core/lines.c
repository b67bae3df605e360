#include "core/in.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SLACK = 64 }; /* readable bytes behind the data, so that scanners may look ahead by words */

int
lines_open(struct lines *l, const char *path)
{
	*l = (struct lines){ 0 };
	return in_open(&l->in, path);
}

void
lines_take(struct lines *l, int fd)
{
	*l = (struct lines){ 0 };
	in_take(&l->in, fd);
}

void
lines_from(struct lines *l, struct in *in)
{
	*l = (struct lines){ .in = *in };
	*in = (struct in){ .fd = -1 };
}

/* Room for one more read behind `end`: moves what is left to the front, grows up to a whole longest line. */
static bool
make_room(struct lines *l)
{
	size_t left = l->end - l->at;

	if (l->before)
		l->before(l->arg, false);
	if (!l->buf) {
		l->buf = malloc(IN_BLOCK + SLACK);
		if (!l->buf)
			return false;
		l->cap = IN_BLOCK;
	}
	if (l->at) {
		memmove(l->buf, l->buf + l->at, left);
		l->scanned -= l->at;
		l->at = 0;
		l->end = left;
	}
	/* Small reads must not crawl through the last bytes of the block; a line longer than half of it gets a larger one. */
	if (l->cap - l->end < IN_BLOCK / 2 && l->cap < LINES_MAX + IN_BLOCK) {
		size_t cap = l->cap * 2 < LINES_MAX + IN_BLOCK ? l->cap * 2 : LINES_MAX + IN_BLOCK;
		char *larger = realloc(l->buf, cap + SLACK);

		if (!larger)
			return l->end < l->cap;
		l->buf = larger;
		l->cap = cap;
	}
	return l->end < l->cap;
}

/* One read behind `end`; false at the end of input or after an error (then l->error). */
static bool
fill(struct lines *l)
{
	ssize_t got;

	if (l->eof)
		return false;
	if (!make_room(l)) {
		l->error = -ENOMEM;
		l->eof = true;
		return false;
	}
	if (l->before && in_would_block(&l->in))
		l->before(l->arg, true);
	got = in_read(&l->in, l->buf + l->end, l->cap - l->end);
	if (got <= 0) {
		l->eof = true;
		l->error = got;
		return false;
	}
	l->end += (size_t)got;
	memset(l->buf + l->end, 0, SLACK);
	return true;
}

/* Drops the rest of a line that is too long; its first bytes stay at l->at. */
static enum lines_kind
skip_long(struct lines *l, struct str *line, uint64_t *skipped)
{
	uint64_t total = l->end - l->at;

	memcpy(l->long_head, l->buf + l->at, sizeof(l->long_head));
	l->handed = l->offset;
	for (;;) {
		const char *lf;

		l->offset += l->end - l->at;
		l->at = l->scanned = l->end = 0;
		if (!fill(l))
			break;
		lf = memchr(l->buf, '\n', l->end);
		if (lf) {
			size_t n = (size_t)(lf - l->buf) + 1;

			total += n;
			l->at = l->scanned = n;
			l->offset += n;
			break;
		}
		total += l->end;
	}
	*line = (struct str){ l->long_head, sizeof(l->long_head) };
	*skipped = total;
	return LINES_LONG;
}

enum lines_kind
lines_next(struct lines *l, struct str *line, uint64_t *skipped)
{
	for (;;) {
		const char *lf = NULL;

		if (l->scanned < l->end)
			lf = memchr(l->buf + l->scanned, '\n', l->end - l->scanned);
		if (lf) {
			size_t n = (size_t)(lf - (l->buf + l->at));

			*line = (struct str){ l->buf + l->at, n };
			l->handed = l->offset;
			l->offset += n + 1;
			l->at += n + 1;
			l->scanned = l->at;
			if (n < LINES_MAX)
				return LINES_LINE;
			line->n = sizeof(l->long_head);
			*skipped = n + 1;
			return LINES_LONG;
		}
		l->scanned = l->end;
		if (l->end - l->at >= LINES_MAX)
			return skip_long(l, line, skipped);
		if (!fill(l))
			break;
	}
	if (l->end > l->at) {
		*line = (struct str){ l->buf + l->at, l->end - l->at };
		l->handed = l->offset;
		l->offset += line->n;
		l->at = l->scanned = l->end;
		return LINES_TAIL;
	}
	return l->error < 0 ? LINES_ERROR : LINES_END;
}

uint64_t
lines_offset(const struct lines *l)
{
	return l->handed;
}

struct str
lines_ahead(const struct lines *l)
{
	return (struct str){ l->buf + l->at, l->end - l->at };
}

void
lines_skip(struct lines *l, size_t n)
{
	l->at += n;
	l->offset += n;
	if (l->scanned < l->at)
		l->scanned = l->at;
}

void
lines_close(struct lines *l)
{
	in_close(&l->in);
	free(l->buf);
	*l = (struct lines){ .in.fd = -1 };
}
