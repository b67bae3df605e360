#include "core/out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { GZ_OUT = 64 * 1024, GZ_LEVEL = 6, REFER_MIN = 8 * 1024 };

struct out_gzip {
	z_stream z;
	unsigned char buf[GZ_OUT];
};

static void
put_fd(struct out *o, const char *b, size_t n)
{
	if (o->fd < 0)
		return;
	while (n && !o->error) {
		ssize_t did = write(o->fd, b, n);

		if (did >= 0) {
			b += did;
			n -= (size_t)did;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd p = { .fd = o->fd, .events = POLLOUT };

			(void)poll(&p, 1, -1);
		} else if (errno != EINTR) {
			o->error = -errno;
		}
	}
}

/* Compresses n bytes; flush as in deflate(). */
static void
put_gzip(struct out *o, const char *b, size_t n, int flush)
{
	z_stream *z = &o->gz->z;

	do {
		size_t part = n < 1u << 30 ? n : 1u << 30;

		z->next_in = (unsigned char *)(uintptr_t)b; /* zlib's next_in is not const without ZLIB_CONST; it only reads */
		z->avail_in = (uInt)part;
		do {
			z->next_out = o->gz->buf;
			z->avail_out = GZ_OUT;
			(void)deflate(z, n > part ? Z_NO_FLUSH : flush); /* cannot fail with room in the buffer */
			put_fd(o, (const char *)o->gz->buf, GZ_OUT - z->avail_out);
		} while (z->avail_out == 0 && !o->error);
		b += part;
		n -= part;
	} while (n && !o->error);
}

static void
put(struct out *o, const char *b, size_t n)
{
	if (!n || o->error)
		return;
	if (o->gz)
		put_gzip(o, b, n, Z_NO_FLUSH);
	else
		put_fd(o, b, n);
}

static void
drain(struct out *o)
{
	put(o, o->buf, o->used);
	o->used = 0;
}

static int
start(struct out *o)
{
	o->buf = malloc(OUT_BLOCK + OUT_ROOM);
	return o->buf ? 0 : -ENOMEM;
}

void
out_take(struct out *o, int fd)
{
	*o = (struct out){ .fd = fd };
	o->error = start(o);
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20); /* where allowed */
#endif
}

void
out_nowhere(struct out *o)
{
	*o = (struct out){ .fd = -1 };
	o->error = start(o);
}

static bool
ends_gz(const char *path)
{
	size_t n = strlen(path);

	return n > 3 && strcmp(path + n - 3, ".gz") == 0;
}

/* Opens `path` itself, or a file beside it under a name that no other run has. */
static int
open_path(struct out *o, const char *path, enum out_mode mode)
{
	struct stat st;
	char *real = NULL;

	/* A pipe, a device: nothing to rename. Nor where the name is that of a descriptor (/dev/stdout, /dev/fd/3): the rename
	 * would replace the link of the system. */
	if (mode == OUT_BESIDE && ((stat(path, &st) == 0 && !S_ISREG(st.st_mode)) || strncmp(path, "/dev/", 5) == 0 ||
					  strncmp(path, "/proc/", 6) == 0))
		mode = OUT_APPEND;
	if (mode == OUT_BESIDE && lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		real = realpath(path, NULL); /* what it leads to is replaced, not the link; one that leads nowhere is */
	if (mode == OUT_BESIDE) {
		path = real ? real : path;
		size_t n = strlen(path) + 32;

		o->path = strdup(path);
		o->temp = malloc(n);
		if (!o->path || !o->temp) {
			free(real);
			return -ENOMEM;
		}
		snprintf(o->temp, n, "%s.part%ld", path, (long)getpid());
		o->fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
		o->beside = o->fd >= 0;
		free(real);
	} else {
		int how = mode == OUT_NEW ? O_CREAT | O_EXCL : O_CREAT | O_APPEND;

		o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | how, 0666);
	}
	return o->fd < 0 ? -errno : 0;
}

int
out_open(struct out *o, const char *path, enum out_mode mode)
{
	int rc;

	if (!path || strcmp(path, "-") == 0) {
		out_take(o, STDOUT_FILENO);
		return o->error;
	}
	*o = (struct out){ .fd = -1 };
	rc = start(o);
	if (rc == 0)
		rc = open_path(o, path, mode);
	if (rc == 0) {
		o->owned = true;
		if (ends_gz(path)) {
			o->gz = calloc(1, sizeof(*o->gz));
			if (!o->gz || deflateInit2(&o->gz->z, GZ_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
				rc = -ENOMEM;
		}
	}
	if (rc < 0)
		out_abandon(o);
	return rc;
}

char *
out_room(struct out *o, size_t n)
{
	if (o->nref)
		out_settle(o);
	if (o->used >= OUT_BLOCK || o->used + n > OUT_BLOCK + OUT_ROOM)
		drain(o);
	return o->buf + o->used;
}

void
out_used(struct out *o, size_t n)
{
	o->used += n;
	o->bytes += n;
}

void
out_write(struct out *o, const void *b, size_t n)
{
	if (o->nref)
		out_settle(o);
	o->bytes += n;
	if (n >= OUT_BLOCK) {
		drain(o);
		put(o, b, n);
		return;
	}
	if (o->used + n > OUT_BLOCK)
		drain(o);
	if (n)
		memcpy(o->buf + o->used, b, n);
	o->used += n;
}

void
out_refer(struct out *o, const char *b, size_t n)
{
	if (o->nref && o->ref + o->nref != b)
		out_settle(o);
	if (!o->nref)
		o->ref = b;
	o->nref += n;
	o->bytes += n;
}

void
out_settle(struct out *o)
{
	const char *b = o->ref;
	size_t n = o->nref;

	o->nref = 0;
	o->ref = NULL;
	if (n >= REFER_MIN) {
		/* Large enough to be written from where it lies. */
		drain(o);
		put(o, b, n);
	} else if (n) {
		if (o->used + n > OUT_BLOCK)
			drain(o);
		memcpy(o->buf + o->used, b, n);
		o->used += n;
	}
}

int
out_flush(struct out *o)
{
	out_settle(o);
	drain(o);
	return o->error;
}

int
out_point(struct out *o)
{
	out_flush(o);
	if (o->gz && !o->error)
		put_gzip(o, NULL, 0, Z_SYNC_FLUSH);
	return o->error;
}

int
out_sync(struct out *o)
{
	out_point(o);
	if (!o->error && fsync(o->fd) < 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS)
		o->error = -errno;
	return o->error;
}

int
out_close(struct out *o)
{
	int error;

	out_flush(o);
	if (o->gz && !o->error)
		put_gzip(o, NULL, 0, Z_FINISH);
	/* close() may be the one that tells of a full disk (NFS, quotas); standard output is closed for the same reason. */
	if (o->fd >= 0 && close(o->fd) < 0 && errno != EBADF && !o->error)
		o->error = -errno;
	o->fd = -1;
	if (o->beside && !o->error && rename(o->temp, o->path) < 0)
		o->error = -errno;
	if (!o->error)
		o->beside = false;
	error = o->error;
	out_abandon(o);
	return error;
}

void
out_abandon(struct out *o)
{
	if (o->gz) {
		deflateEnd(&o->gz->z);
		free(o->gz);
	}
	if (o->owned && o->fd >= 0)
		close(o->fd);
	if (o->beside)
		unlink(o->temp);
	free(o->path);
	free(o->temp);
	free(o->buf);
	*o = (struct out){ .fd = -1 };
}
