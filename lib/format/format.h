/* Recordings. One file (or a few with one prefix) a format, one line in formats.def.
 *
 * A reader gets bytes through a source object, opens further files of the same recording through a callback of the command, and
 * writes records through the caller's recw. It knows neither standard output nor the command line. It may allocate when it opens,
 * never per record or sample. */
#ifndef IOMT_FORMAT_FORMAT_H
#define IOMT_FORMAT_FORMAT_H

#include "core/opt.h"
#include "core/str.h"
#include "record/recw.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FMT_PROBE = 4096, FMT_TEXT = 256 };

/* Negative answers beside -errno and those of core/in.h. */
enum {
	FMT_OUTSIDE = -10101, /* a sibling's name leads out of the recording's folder */
	FMT_NO_FOLDER =
		-10102 /* the recording came from standard input: its other files are looked for in the working directory only */
};

/* Bytes in. */
struct fmt_source {
	long (*read)(void *arg, void *buf, size_t n); /* as in_read(): the count, 0 at the end, or a negative error */
	void (*close)(void *arg);                     /* may be NULL */
	void *arg;
	int64_t size; /* bytes in all where that is known (a plain file), else -1 */
};

enum fmt_level { FMT_NOTE, FMT_WARN, FMT_ERROR };

/* What the command gives to a reader. */
struct fmt_env {
	struct recw *w;
	struct fmt_source main; /* the operand, from its first byte */
	const char *path;       /* its name, for messages */
	const char *stem;       /* its name without folder and suffix ("100"); NULL for standard input */

	/* Opens another file of the recording: 0, or a negative error. What it opened, the reader closes. */
	int (*sibling)(void *arg, const char *name, struct fmt_source *src);

	/* The recording has a name and a clock: the command makes the name unique in this run (source holds REC_SOURCE + 1) and
	 * writes the head of the stream when this is its first record. time: of the first record. */
	void (*begin)(void *arg, char *source, int64_t time, bool utc);

	/* Words for a person. file may be NULL (the operand); line 0 is none. */
	void (*say)(void *arg, enum fmt_level level, const char *file, unsigned long line, const char *text);
	void *arg;

	/* Options */
	const char *select;            /* -c; NULL: all */
	struct opt_position from, to;  /* from the source's first TIME, or absolute */
	const char *const *annotators; /* -a */
	size_t nannotators;
	bool anonymous; /* nothing that tells who or when: patient, recording, start, comments */

	/* Answers */
	char source[REC_SOURCE + 1]; /* set once begin was called; "" before */
	int status;                  /* core/status.h: made worse by the reader, never better */
	bool broken;                 /* reading failed: the source ends with status `error` */
};

enum { FMT_READ = 1, FMT_WRITE = 2 };

enum fmt_probe { FMT_NO, FMT_YES, FMT_PERHAPS /* more bytes are needed */ };

struct format {
	const char *name; /* "wfdb": DEVICE of the `dev` record */
	const char *title;
	const char *files;  /* "NAME.hea" */
	unsigned can;       /* FMT_READ, FMT_WRITE */
	const char *limits; /* what it does not read, for --list */

	/* Whether these first bytes are of this format. `end`: there are no more (or FMT_PROBE were seen). */
	enum fmt_probe (*probe)(struct str head, bool end);

	/* Opens; NULL: it cannot be read, and say() told why. */
	void *(*open)(struct fmt_env *env);

	/* Writes some more records; false when the recording is over. */
	bool (*step)(void *state, struct fmt_env *env);
	void (*close)(void *state);
};

extern const struct format *const fmt_table[]; /* ended by NULL, in the order of formats.def */
const struct format *fmt_find(struct str name);

/* The format of these first bytes. NULL and *perhaps: more bytes are needed. */
const struct format *fmt_probe(struct str head, bool end, bool *perhaps);

/* Whether these first bytes are a stream of records (iomt-stream(5)) and no recording. */
enum fmt_probe fmt_stream(struct str head, bool end);

/* The formats for --list. */
void fmt_list(struct out *out, bool jsonl);

/* say() with a text made of words (a list ended by NULL), cut at FMT_TEXT; and the status that goes with it. */
void fmt_say(struct fmt_env *env, enum fmt_level level, int status, const char *file, unsigned long line, ...)
	__attribute__((sentinel));

/* Reads until n bytes are there or the source ends. The count, or a negative error (what came before it is lost). */
long fmt_read_full(struct fmt_source *src, void *buf, size_t n);
void fmt_close(struct fmt_source *src);

/* A sentence for a negative answer of a source or of sibling(). */
const char *fmt_error(long err);

#endif
