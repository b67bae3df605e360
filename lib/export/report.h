/* The alert report: what report.c gathers of a stream, for the writers that show it (report_text.c; a page would be one more). */
#ifndef IOMT_EXPORT_REPORT_H
#define IOMT_EXPORT_REPORT_H

#include "export/episodes.h"
#include "export/export.h"

struct report_source {
	int64_t first, last; /* TIMEs that are reported; TM_NONE: nothing was */
	int64_t origin;      /* the source's first TIME */
	int64_t start;       /* date of TIME 0, TM_NONE when the stream counts from there and does not tell it */
	bool zone;           /* whether that date had a zone */
	uint64_t errors;     /* `err` records */
	bool cut;            /* its end is not in the input */
};

struct report {
	struct map sources; /* (source, "-") → struct report_source, in order of appearance */
	struct episodes alerts;
};

/* The rows of a source, the most urgent first, then the longest, then as they came. *n of them, in an array to free; NULL: none, or
 * memory is out (x->stop). */
const struct episode **report_rows(struct export *x, struct str source, size_t *n);

void report_text(struct export *x, struct report *p);

#endif
