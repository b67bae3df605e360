#include "core/in.h"
#include "core/sig.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { GZ_IN = 64 * 1024 };

struct in_gzip {
	z_stream z;
	bool ended; /* between members, or after the last */
	bool over;  /* nothing more is delivered */
	unsigned char buf[GZ_IN];
};

int
in_open(struct in *in, const char *path)
{
	int fd;

	if (strcmp(path, "-") == 0) {
		in_take(in, STDIN_FILENO);
		return 0;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	in_take(in, fd);
	in->owned = true;
	return 0;
}

void
in_take(struct in *in, int fd)
{
	struct stat st;

	*in = (struct in){ .fd = fd };
	if (fstat(fd, &st) == 0)
		in->pipe = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || S_ISCHR(st.st_mode);
	progress_start(&in->progress, fd);
	if (in->pipe) {
#ifdef F_SETPIPE_SZ
		(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20); /* where allowed */
#endif
	}
}

static ssize_t
read_fd(struct in *in, void *buf, size_t n)
{
	for (;;) {
		ssize_t got;

		if (!in->pipe && sig_caught())
			return 0;
		got = read(in->fd, buf, n);
		if (got >= 0) {
			progress_add(&in->progress, got);
			return got;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd p = { .fd = in->fd, .events = POLLIN };

			(void)poll(&p, 1, -1);
			continue;
		}
		if (errno != EINTR)
			return -errno;
	}
}

/* Looks at the first two bytes, however they arrive. */
static ssize_t
probe(struct in *in)
{
	while (in->nhead < 2) {
		ssize_t got = read_fd(in, in->head + in->nhead, 2 - in->nhead);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		in->nhead += (size_t)got;
		if (in->head[0] != 0x1f)
			break; /* not gzip; do not wait for a second byte */
	}
	in->probed = true;
	if (in->nhead == 2 && in->head[0] == 0x1f && in->head[1] == 0x8b) {
		in->gz = calloc(1, sizeof(*in->gz));
		if (!in->gz)
			return -ENOMEM;
		if (inflateInit2(&in->gz->z, 15 + 16) != Z_OK) {
			free(in->gz);
			in->gz = NULL;
			return -ENOMEM;
		}
		memcpy(in->gz->buf, in->head, 2);
		in->gz->z.next_in = in->gz->buf;
		in->gz->z.avail_in = 2;
		in->nhead = 0;
	} else {
		in->plain = true;
	}
	return 0;
}

/* Makes sure that there is compressed input; 1 yes, 0 end, negative error. */
static ssize_t
refill(struct in *in)
{
	struct in_gzip *g = in->gz;
	ssize_t got;

	if (g->z.avail_in)
		return 1;
	got = read_fd(in, g->buf, GZ_IN);
	if (got <= 0)
		return got;
	g->z.next_in = g->buf;
	g->z.avail_in = (uInt)got;
	return 1;
}

static ssize_t
read_gzip(struct in *in, void *buf, size_t n)
{
	struct in_gzip *g = in->gz;
	size_t cap = n < 1u << 30 ? n : 1u << 30;

	g->z.next_out = buf;
	g->z.avail_out = (uInt)cap;
	while (!g->over) {
		ssize_t more = refill(in);
		int rc;

		if (more < 0) {
			g->over = true;
			return more;
		}
		if (more == 0) {
			bool clean = g->ended || (!in->pipe && sig_caught());

			g->over = true;
			return clean ? 0 : IN_CUT;
		}
		if (g->ended) {
			/* Another member follows, or padding of zeros (as tar and tapes leave), or damage. */
			if (g->z.next_in[0] == 0) {
				g->z.next_in++;
				g->z.avail_in--;
				continue;
			}
			if (inflateReset(&g->z) != Z_OK)
				break;
			g->ended = false;
		}
		rc = inflate(&g->z, Z_SYNC_FLUSH);
		if (rc == Z_STREAM_END) {
			g->ended = true;
		} else if (rc != Z_OK && rc != Z_BUF_ERROR) {
			if (g->z.avail_out < cap)
				break; /* first what did inflate; the next call meets the error again */
			g->over = true;
			return IN_BAD;
		}
		if (g->z.avail_out < cap)
			break;
	}
	return (ssize_t)(cap - g->z.avail_out);
}

ssize_t
in_peek(struct in *in, size_t n, const char **bytes)
{
	if (!in->held) {
		in->held = malloc(IN_PEEK);
		if (!in->held)
			return -ENOMEM;
	}
	while (in->nheld < n && in->nheld < IN_PEEK) {
		size_t have = in->nheld;
		ssize_t got;

		in->nheld = 0; /* in_read delivers what is held first */
		got = in_read(in, in->held + have, IN_PEEK - have);
		in->nheld = have;
		if (got < 0)
			return got;
		if (got == 0)
			break;
		in->nheld += (size_t)got;
	}
	*bytes = in->held;
	return (ssize_t)in->nheld;
}

int64_t
in_size(const struct in *in)
{
	struct stat st;

	return !in->gz && fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_size : -1;
}

ssize_t
in_read(struct in *in, void *buf, size_t n)
{
	if (n == 0)
		return 0;
	if (in->nheld) {
		size_t k = in->nheld < n ? in->nheld : n;

		memcpy(buf, in->held + in->held_at, k);
		in->held_at += k;
		in->nheld -= k;
		return (ssize_t)k;
	}
	if (!in->probed) {
		ssize_t rc = probe(in);

		if (rc < 0)
			return rc;
	}
	if (in->gz)
		return read_gzip(in, buf, n);
	if (in->nhead) {
		size_t k = in->nhead < n ? in->nhead : n;

		memcpy(buf, in->head, k);
		memmove(in->head, in->head + k, in->nhead - k);
		in->nhead -= k;
		return (ssize_t)k;
	}
	return read_fd(in, buf, n);
}

bool
in_would_block(const struct in *in)
{
	struct pollfd p = { .fd = in->fd, .events = POLLIN };

	if (!in->pipe || in->nheld || in->nhead || (in->gz && in->gz->z.avail_in))
		return false;
	return poll(&p, 1, 0) == 0;
}

void
in_close(struct in *in)
{
	progress_end(&in->progress);
	if (in->gz) {
		inflateEnd(&in->gz->z);
		free(in->gz);
	}
	free(in->held);
	if (in->owned)
		close(in->fd);
	*in = (struct in){ .fd = -1 };
}

const char *
in_error(long err)
{
	switch (err) {
	case IN_CUT:
		return "compressed input ends early";
	case IN_BAD:
		return "compressed input is damaged";
	default:
		return strerror((int)-err);
	}
}
