#include "capture/part.h"

#include "core/num.h"
#include "core/tm.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { STAMP = 64 };

/* "-20261124T170000Z" and, from the second on, "-2". */
static size_t
stamp(char dst[STAMP], int64_t time, unsigned n)
{
	char iso[TM_ISO_TEXT + 1];
	size_t k = 0;
	*tm_put_iso(iso, time - time % TM_S) = '\0'; /* 2026-11-24T17:00:00… */
	dst[k++] = '-';
	for (const char *p = iso; *p && *p != '.' && *p != 'Z'; p++)
		if (*p != '-' && *p != ':')
			dst[k++] = *p;
	dst[k++] = 'Z';
	if (n > 1) {
		dst[k++] = '-';
		k = (size_t)(num_put_u64(dst + k, n) - dst);
	}
	return k;
}

/* Where the name ends and its extensions begin: the first dot of the last part of the path that is not its beginning. */
static size_t
stem(const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strchr(*base ? base + 1 : base, '.');
	return dot ? (size_t)(dot - path) : strlen(path);
}

int
part_open(struct out *o, const char *output, int64_t time, char name[PART_NAME])
{
	size_t n = strlen(output), at = stem(output);
	int e = -ENAMETOOLONG;
	if (n + STAMP >= PART_NAME)
		return e;
	for (unsigned i = 1; i <= PART_TRIES; i++) {
		memcpy(name, output, at);
		size_t k = at + stamp(name + at, time, i);
		memcpy(name + k, output + at, n - at + 1);
		e = out_open(o, name, OUT_NEW);
		if (e != -EEXIST)
			return e;
	}
	return e;
}

void
part_settle(const char *name)
{
	char folder[PART_NAME];
	const char *slash = strrchr(name, '/');
	size_t n = slash ? (size_t)(slash - name) : 0;
	memcpy(folder, name, n);
	folder[n] = '\0';
	int fd = open(n ? folder : slash ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return; /* a folder may be written to and not read */
	(void)fsync(fd);
	close(fd);
}
