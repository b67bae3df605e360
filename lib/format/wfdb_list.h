/* A whole WFDB annotation file, times in samples of its record: for comparisons. */
#ifndef IOMT_FORMAT_WFDB_LIST_H
#define IOMT_FORMAT_WFDB_LIST_H

#include "core/str.h"
#include "core/tm.h"

#include <stdbool.h>
#include <stdint.h>

/* Takes one annotation; time in samples of the record. False: no more room (the reading ends with -ENOMEM). */
typedef bool (*wfdb_list_add)(void *arg, int64_t time, int type, int sub);

/* Reads PATH (…/NAME.atr), or, where PATH is a folder, PATH/NAME.atr, and the record line of NAME.hea beside it: *fs and *samples
 * (0: not said) are the record's; where there is no header *fs stays what it was. 0; 1 when the folder has no such file; or a
 * negative error (fmt_error): damage is one. */
long wfdb_list_read(const char *path, struct str name, wfdb_list_add add, void *arg, struct rate *fs, int64_t *samples);

#endif
