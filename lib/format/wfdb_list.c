#include "format/wfdb_list.h"

#include "format/annot_of.h"
#include "format/wfdb_header.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

long
wfdb_list_in(struct in *in, const char *path, wfdb_list_add add, void *arg, struct rate *fs, int64_t *samples)
{
	static const long damage[] = { [ANNOT_BAD_TYPE] = IN_BAD, [ANNOT_TRUNCATED] = IN_CUT, [ANNOT_TRAILING] = IN_BAD };
	struct annot_reader *r = malloc(sizeof(*r));
	struct fmt_source src = { .read = read_in, .arg = in, .size = -1 };
	struct annot a;
	long rc = 0;

	*fs = (struct rate){ 0, 1 };
	*samples = 0;
	if (!r)
		return -ENOMEM;
	header(path, fs, samples);
	annot_start(r, &src, *fs);
	for (enum annot_got got; rc == 0 && (got = annot_next(r, &a)) != ANNOT_END;) {
		if (got != ANNOT_ONE) {
			rc = got == ANNOT_ERROR ? r->error : damage[got];
			break;
		}
		if (!fs->num)
			*fs = r->rate;
		/* in samples of the record, whatever the file counts in */
		if (r->rate.num)
			a.sample = annot_convert(a.sample, r->rate, *fs);
		rc = add(arg, &a) ? 0 : -ENOMEM;
	}
	annot_close(r);
	free(r);
	return rc;
}
