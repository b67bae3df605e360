/* Annotations that have begun and not ended, so that their two records become one row. */
#ifndef IOMT_EXPORT_OPEN_H
#define IOMT_EXPORT_OPEN_H

#include "export/export.h"

enum { OPEN_MAX = 256 }; /* in one source: the next one is not held */

/* Keeps an `ann` with DURATION "-". False when there are OPEN_MAX of them, or memory is out. */
bool open_add(struct export_source *s, const struct rec *r);

/* The one that `r` (edge=end) ends: same SIGNAL, LABEL and `by`; the oldest where there are several. Parses it into *begin, which
 * points into *line; the caller frees *line. False: none. */
bool open_take(struct export_source *s, const struct rec *r, struct rec *begin, char **line);

/* The oldest of all, likewise. */
bool open_first(struct export_source *s, struct rec *begin, char **line);
void open_free(struct export_source *s);

#endif
