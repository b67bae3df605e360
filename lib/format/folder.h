/* The files of a recording: the operand and its siblings in the same folder, as sources over core/in.h. */
#ifndef IOMT_FORMAT_FOLDER_H
#define IOMT_FORMAT_FOLDER_H

#include "core/in.h"
#include "core/out.h"
#include "format/format.h"

enum { FOLDER_PATH = 4096 };

struct folder {
	char path[FOLDER_PATH]; /* of the operand as it was opened; "-" is standard input */
	size_t nfolder;         /* bytes of it that are the folder, with its "/" */
	char stem[256];         /* file name without the suffix; "" for standard input */
	struct out *out;        /* is flushed before a read that would wait; may be NULL */
};

/* Opens an operand: FILE, or, where there is no such file, FILE with `suffix` (a WFDB record is named without its ".hea"). Fills in
 * the path and the stem. 0 or a negative error (of FILE). Reading an empty or unreadable file is not tried. */
int folder_open(struct folder *f, struct in *in, const char *operand, const char *suffix);

/* Another file of the folder. Names that lead out of it (absolute, with "..") are refused; what the file holds is never inflated.
 * The source owns what it opens. 0, or a negative error (fmt_error). */
int folder_sibling(struct folder *f, const char *name, struct fmt_source *src);

/* An open input as a source; it stays the caller's. */
struct folder_main {
	struct folder *folder;
	struct in *in;
};
void folder_main(struct folder_main *m, struct folder *f, struct in *in, struct fmt_source *src);

#endif
