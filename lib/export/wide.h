/* Wide tables: what is held of each (source, signal) until its rows are due, the columns, and where rows go. */
#ifndef IOMT_EXPORT_WIDE_H
#define IOMT_EXPORT_WIDE_H

#include "export/export.h"
#include "export/rows.h"

#include <stddef.h>
#include <stdint.h>

enum {
	WIDE_COLUMNS = 4096,          /* at the most */
	WIDE_HELD = 64 * 1024 * 1024, /* bytes held of one source: beyond it, its rows are written though none was due */
	WIDE_QUICK = 16,              /* waveforms in a row that is put together the quick way */
	WIDE_LATE = 5                 /* seconds: stream time is the newest TIME less this, or the newest tick */
};

/* Samples of one line, a value, or the edge of an alert. */
struct wide_item {
	int64_t time, index;
	uint32_t column;
	uint32_t k, n;    /* samples: the next one and their number; n 0: text */
	uint32_t len;     /* of the text */
	size_t at;        /* in the lane's data */
	uint32_t scaling; /* of samples */
};

struct wide_scaling {
	struct scale scale;
	struct rate fs;
};

/* First in, first out, for one (source, signal). */
struct wide_lane {
	struct wide_item *item;
	uint32_t head, n, cap;
	uint32_t column, nscaling, scaling_cap;
	bool columned;
	unsigned char *data;
	size_t used, room;
	struct wide_scaling *scaling;
	int64_t due; /* time of the next sample or value; valid while head < n */
};

struct wide_column {
	char *signal, *unit;
	bool unit_known;
	bool asked; /* its unit was given: values in others are not wanted */
	uint64_t cells;
};

struct wide_part {
	uint64_t from; /* bytes of the spool from here on have cells for `columns` */
	size_t columns;
};

struct wide {
	struct map lanes; /* (source, signal) → struct wide_lane; (source, "") → its alerts' edges */
	struct wide_column *column;
	size_t columns, cap;
	bool fixed, headed;
	struct out *rows; /* where they go: the output, or the spool */
	struct out spool;
	bool spooling;
	struct wide_part *part;
	size_t parts, parts_cap;
	struct wide_lane *set[WIDE_COLUMNS]; /* scratch of one row */
	uint64_t others, late;               /* records that have no column; values that came too late for --rate */
};

/* wide_lane.c. All return false when memory is out (said, x->stop is set). */
struct wide_lane *wide_lane(struct export *x, const struct export_source *s, struct str signal);
bool wide_push_samples(
	struct export *x, struct wide_lane *l, const struct export_item *item, uint32_t column, const struct scale *scale);
bool wide_push_text(struct export *x, struct wide_lane *l, int64_t time, uint32_t column, const struct str *parts, size_t nparts);
void wide_pop(struct export *x, struct wide_lane *l, uint32_t count); /* so many samples, or the text, of the first item */
void wide_lane_free(struct wide_lane *l);

static inline struct wide_item *
wide_first(struct wide_lane *l)
{
	return l->head < l->n ? &l->item[l->head] : NULL;
}

static inline const int32_t *
wide_samples(const struct wide_lane *l, const struct wide_item *i)
{
	return (const int32_t *)(const void *)(l->data + i->at);
}

/* wide_column.c */
bool wide_columns_start(struct export *x); /* false: it said why */
/* The column of a signal in a unit. False: it has none (not asked for, or another unit: then that was said). */
bool wide_column(struct export *x, struct str signal, struct str unit, uint32_t *column);
void wide_head(struct export *x); /* before every row: the header when it can be written now; where the spool's columns grew */
void wide_columns_finish(struct export *x); /* the header if none was, the spool behind it; frees */

/* wide_row.c. set: lanes whose heads have one TIME, by column. */
void wide_row(struct export *x, const struct export_source *s, struct wide_lane *const *set, size_t n);
void wide_skip(struct export *x, size_t *at, size_t column); /* the cells from column *at up to `column`: nothing is in them */

/* wide_run.c. Rows of waveforms that run in step (as many samples as `most` behind every head): those before `next`, the first in
 * any case. Returns how many were written; 0: it cannot, take wide_row. */
uint32_t wide_rows(
	struct export *x, const struct export_source *s, struct wide_lane *const *set, size_t n, uint32_t most, int64_t next);
/* The row in x->row up to its alerts; and what closes it. */
void wide_begin_row(struct export *x, const struct export_source *s, int64_t us, int64_t index);
void wide_cell(struct export *x, struct wide_lane *l, const struct wide_item *i); /* its text at x->row */

/* wide_grid.c: rows of --rate before `limit`. */
void wide_grid(struct export *x, struct export_source *s, int64_t limit);

/* Applies the edges of alerts up to and with `us`; returns the TIME of the next, INT64_MAX when there is none. */
int64_t wide_alerts(struct export *x, struct export_source *s, int64_t us);

#endif
