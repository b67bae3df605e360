/* The engine's state in a file, so that a restarted pipe neither forgets an alert nor repeats it: `iomt-alert --state`. A text of lines
 * with TABs, whose last line counts the others and has their checksum; times in microseconds, numbers as the bits of a double. */
#ifndef IOMT_ALERT_KEEP_H
#define IOMT_ALERT_KEEP_H

#include "alert/engine.h"

enum { KEEP_VERSION = 1, KEEP_LINE = 1024 };

/* Writes FILE, beside it until it is complete. Returns 0 or a negative error (in_error). */
long keep_save(const struct engine *e, const char *path);

/* Fills an engine that has just been started. A FILE that is not there is no state: true. False, and said: it cannot be read, or is
 * damaged; the engine is of no use then. Rules that are not what they were, or not there, begin anew, which is said as a warning. */
bool keep_load(struct engine *e, const char *path, rule_say *say, void *arg);

#endif
