#include "format/wfdb_list.h"

#include "core/in.h"
#include "format/wfdb_annot.h"
#include "format/wfdb_header.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static long
read_in(void *arg, void *buf, size_t n)
{
	return (long)in_read(arg, buf, n);
}

/* The record line of the header beside the file, where there is one. */
static void
header(const char *path, struct rate *fs, int64_t *samples)
{
	const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
	size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
	char name[4096], text[16 * 1024], why[WFDB_WHY];
	struct wfdb_head h;
	unsigned long line;
	struct in in;
	size_t n = 0;
	long got;

	if (stem + 5 > sizeof(name))
		return;
	memcpy(name, path, stem);
	memcpy(name + stem, ".hea", 5);
	if (in_open(&in, name) < 0)
		return;
	while (n < sizeof(text) && (got = (long)in_read(&in, text + n, sizeof(text) - n)) > 0)
		n += (size_t)got;
	in_close(&in);
	if (wfdb_record(&h, (struct str){ text, n }, &line, why)) {
		*fs = h.fs;
		*samples = h.samples;
	}
}

static long
read_file(const char *path, wfdb_list_add add, void *arg, struct rate *fs, int64_t *samples)
{
	static const long damage[] = { [ANNOT_BAD_TYPE] = IN_BAD, [ANNOT_TRUNCATED] = IN_CUT, [ANNOT_TRAILING] = IN_BAD };
	struct annot_reader *r;
	struct fmt_source src;
	struct annot a;
	struct in in;
	long rc = in_open(&in, path);

	if (rc < 0)
		return rc;
	r = malloc(sizeof(*r));
	if (!r) {
		in_close(&in);
		return -ENOMEM;
	}
	header(path, fs, samples);
	src = (struct fmt_source){ .read = read_in, .arg = &in, .size = -1 };
	annot_start(r, &src, *fs);
	for (enum annot_got got; rc == 0 && (got = annot_next(r, &a)) != ANNOT_END;) {
		if (got != ANNOT_ONE) {
			rc = got == ANNOT_ERROR ? r->error : damage[got];
			break;
		}
		/* in samples of the record, whatever the file counts in */
		if (r->rate.num != fs->num || r->rate.den != fs->den)
			a.sample = rate_samples(*fs, rate_us(r->rate, a.sample));
		rc = add(arg, a.sample, a.type, a.sub) ? 0 : -ENOMEM;
	}
	annot_close(r);
	in_close(&in);
	free(r);
	return rc;
}

long
wfdb_list_read(const char *path, struct str name, wfdb_list_add add, void *arg, struct rate *fs, int64_t *samples)
{
	char in_folder[4096];
	size_t n = strlen(path);
	struct stat st;

	*samples = 0;
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return read_file(path, add, arg, fs, samples);
	if (n + name.n + 6 > sizeof(in_folder))
		return -ENAMETOOLONG;
	memcpy(in_folder, path, n);
	in_folder[n] = '/';
	memcpy(in_folder + n + 1, name.p, name.n);
	memcpy(in_folder + n + 1 + name.n, ".atr", 5);
	return stat(in_folder, &st) == 0 ? read_file(in_folder, add, arg, fs, samples) : 1;
}
