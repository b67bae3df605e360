/* A whole WFDB annotation file, times in samples of its record: for comparisons. */
#ifndef IOMT_FORMAT_WFDB_LIST_H
#define IOMT_FORMAT_WFDB_LIST_H

#include "core/in.h"
#include "core/tm.h"
#include "format/wfdb_annot.h"

/* Takes one annotation; its sample counts in the record's rate, its aux is valid until the return. False: no more room (the reading
 * ends with -ENOMEM). */
typedef bool (*wfdb_list_add)(void *arg, const struct annot *a);

/* Reads an open annotation file (it stays the caller's), and the record line of the header beside it (NAME.hea for a path
 * …/NAME.atr): *fs and *samples (0: not said) are the record's. Without a header *fs is what the file itself says, 0 where it does
 * not. Returns 0 or a negative error (fmt_error): damage is one, IN_CUT or IN_BAD, what stood before it was handed on. */
long wfdb_list_in(struct in *in, const char *path, wfdb_list_add add, void *arg, struct rate *fs, int64_t *samples);

#endif
