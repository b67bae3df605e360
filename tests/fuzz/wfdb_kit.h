/* A WFDB record in memory, read by the format's reader in pieces of a given size; its records as text. */
#ifndef IOMT_TESTS_WFDB_KIT_H
#define IOMT_TESTS_WFDB_KIT_H

#include "format/format.h"

#ifndef KIT_FORMAT
#define KIT_FORMAT "wfdb"
#endif

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct kit_file {
	const char *name; /* NULL: any name that no other file has */
	const uint8_t *p;
	size_t n;
};

struct kit {
	struct kit_file header, file[4];
	size_t piece;          /* bytes of one read at the most; 0: as many as asked for */
	const char *annotator; /* NULL: none */
	const char *select;
	struct opt_position from, to;
	bool anonymous;
	unsigned steps;        /* give up after so many steps; 0: never */
	/* answers */
	int status;
	unsigned said;         /* messages */
	char words[FMT_TEXT];  /* the last one */
	unsigned long line;    /* its line */
	bool clock_utc;
};

struct kit_open {
	struct kit *kit;
	const struct kit_file *file;
	size_t at;
};

static inline long
kit_read(void *arg, void *buf, size_t n)
{
	struct kit_open *o = arg;
	size_t left = o->file->n - o->at;

	if (o->kit->piece && n > o->kit->piece)
		n = o->kit->piece;
	if (n > left)
		n = left;
	if (n)
		memcpy(buf, o->file->p + o->at, n);
	o->at += n;
	return (long)n;
}

static inline int
kit_sibling(void *arg, const char *name, struct fmt_source *src)
{
	struct kit *k = arg;
	const struct kit_file *any = NULL;

	for (size_t i = 0; i < sizeof(k->file) / sizeof(k->file[0]); i++) {
		const struct kit_file *f = &k->file[i];
		struct kit_open *o;

		if (!f->name && f->p)
			any = f;
		if (!f->name || strcmp(f->name, name) != 0)
			continue;
		o = malloc(sizeof(*o));
		*o = (struct kit_open){ k, f, 0 };
		*src = (struct fmt_source){ kit_read, free, o, (int64_t)f->n };
		return 0;
	}
	if (any) {
		struct kit_open *o = malloc(sizeof(*o));

		*o = (struct kit_open){ k, any, 0 };
		*src = (struct fmt_source){ kit_read, free, o, -1 };
		return 0;
	}
	return -ENOENT;
}

static inline void
kit_begin(void *arg, char *source, int64_t time, bool utc)
{
	(void)source;
	(void)time;
	((struct kit *)arg)->clock_utc = utc;
}

static inline void
kit_say(void *arg, enum fmt_level level, const char *file, unsigned long line, const char *text)
{
	struct kit *k = arg;

	(void)level;
	(void)file;
	k->said++;
	k->line = line;
	(void)str_copy(k->words, sizeof(k->words), str_of(text));
}

/* The records; the caller's to free. *n: bytes. */
static inline char *
kit_run(struct kit *k, size_t *n)
{
	int fd = memfd_create("records", 0);
	struct kit_open header = { k, &k->header, 0 };
	struct out out;
	struct recw w;
	struct fmt_env env = {
		.w = &w,
		.main = { kit_read, NULL, &header, (int64_t)k->header.n },
		.path = "kit.hea",
		.stem = "kit",
		.sibling = kit_sibling,
		.begin = kit_begin,
		.say = kit_say,
		.arg = k,
		.select = k->select,
		.from = k->from,
		.to = k->to,
		.annotators = &k->annotator,
		.nannotators = k->annotator != NULL,
		.anonymous = k->anonymous,
	};
	const struct format *f = fmt_find(STR(KIT_FORMAT));
	unsigned steps = 0;
	void *state;
	char *text;

	k->said = 0;
	k->words[0] = '\0';
	out_take(&out, fd);
	recw_start(&w, &out);
	state = f->open(&env);
	if (state) {
		while (f->step(state, &env) && (!k->steps || ++steps < k->steps))
			;
		f->close(state);
	}
	out_flush(&out);
	k->status = env.status;
	*n = (size_t)out.bytes;
	text = malloc(*n + 1);
	if (!text || pread(fd, text, *n, 0) != (ssize_t)*n)
		abort();
	text[*n] = '\0';
	out_close(&out);
	close(fd);
	return text;
}

#endif
