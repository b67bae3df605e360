#include "format/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What an open sibling holds. */
struct sibling {
	struct folder *folder;
	struct in in;
};

static long
read_in(struct folder *f, struct in *in, void *buf, size_t n)
{
	if (f->out && in_would_block(in))
		(void)out_flush(f->out);
	return (long)in_read(in, buf, n);
}

static long
read_main(void *arg, void *buf, size_t n)
{
	struct folder_main *m = arg;

	return read_in(m->folder, m->in, buf, n);
}

void
folder_main(struct folder_main *m, struct folder *f, struct in *in, struct fmt_source *src)
{
	*m = (struct folder_main){ f, in };
	*src = (struct fmt_source){ .read = read_main, .arg = m, .size = in_size(in) };
}

static long
read_sibling(void *arg, void *buf, size_t n)
{
	struct sibling *s = arg;

	return read_in(s->folder, &s->in, buf, n);
}

static void
close_sibling(void *arg)
{
	struct sibling *s = arg;

	in_close(&s->in);
	free(s);
}

/* Opens a file that can be read: a folder opens, but its first read fails. */
static int
open_file(struct in *in, const char *path)
{
	const char *bytes;
	int rc = in_open(in, path);
	ssize_t got;

	if (rc < 0 || in->pipe)
		return rc;
	got = in_peek(in, 1, &bytes);
	if (got >= 0)
		return 0;
	in_close(in);
	return (int)got;
}

int
folder_open(struct folder *f, struct in *in, const char *operand, const char *suffix)
{
	size_t n = strlen(operand), ns = strlen(suffix), end;
	int rc, again;

	f->nfolder = 0;
	f->stem[0] = '\0';
	if (n + ns >= sizeof(f->path))
		return -ENAMETOOLONG;
	memcpy(f->path, operand, n + 1);
	rc = open_file(in, operand);
	if (strcmp(operand, "-") == 0)
		return rc;
	if (rc == -ENOENT || rc == -EISDIR || rc == -ENOTDIR) {
		memcpy(f->path + n, suffix, ns + 1);
		again = open_file(in, f->path);
		if (again == 0 || again != -ENOENT)
			rc = again;
		else
			f->path[n] = '\0';
	}
	end = strlen(f->path);
	for (size_t i = 0; i < end; i++)
		if (f->path[i] == '/')
			f->nfolder = i + 1;
	if (end > ns && strcmp(f->path + end - ns, suffix) == 0)
		end -= ns;
	(void)str_copy(f->stem, sizeof(f->stem), (struct str){ f->path + f->nfolder, end > f->nfolder ? end - f->nfolder : 0 });
	return rc;
}

/* "100.dat" and "part/100.dat" stay in the folder. */
static bool
inside(const char *name)
{
	if (!*name || *name == '/' || strcmp(name, "-") == 0)
		return false;
	for (const char *part = name; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
			return false;
	}
	return true;
}

int
folder_sibling(struct folder *f, const char *name, struct fmt_source *src)
{
	char path[FOLDER_PATH + 256];
	struct sibling *s;
	int rc;

	if (!inside(name))
		return FMT_OUTSIDE;
	if (f->nfolder + strlen(name) >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, f->path, f->nfolder);
	memcpy(path + f->nfolder, name, strlen(name) + 1);
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->folder = f;
	rc = in_open(&s->in, path);
	if (rc < 0) {
		free(s);
		return rc == -ENOENT && strcmp(f->path, "-") == 0 ? FMT_NO_FOLDER : rc;
	}
	s->in.probed = s->in.plain = true; /* two samples may look like the beginning of gzip */
	*src = (struct fmt_source){ .read = read_sibling, .close = close_sibling, .arg = s, .size = in_size(&s->in) };
	return 0;
}
