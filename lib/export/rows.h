/* csv and tsv, long and wide. */
#ifndef IOMT_EXPORT_ROWS_H
#define IOMT_EXPORT_ROWS_H

#include "export/export.h"

struct wide;

struct rows {
	char sep; /* ',' or TAB */
	bool headed;
	struct text na; /* as it stands in a cell */
	struct wide *wide;
};

/* Cells are built in x->row. `field` is escaped as in the stream, "-" is an empty cell. */
void rows_text(struct export *x, struct str field);
void rows_sep(struct export *x);
void rows_stamp(struct export *x, const struct export_source *s, int64_t us, int64_t index);

/* A row a record, a sample, a `stat` key: time source signal type value unit text alerts. */
void long_start(struct export *x);
void long_record(struct export *x, const struct export_item *item);
void long_finish(struct export *x);

/* long_cells.c, into x->row. value,unit, : digits as they came; no value ("-") is the NA text. */
void long_value(struct export *x, struct str number, struct str unit);
/* value,unit, of a record; a key counts only when it is a number. */
void long_values(struct export *x, const struct rec *r);
/* The text cell, which begins at `from`: the words of the record's type and its keys. Not yet quoted. */
void long_text(struct export *x, const struct rec *r, size_t from);
/* One more field, or key=value of all keys but those of `without` (NULL-ended, or NULL); a blank before each but the first of the
 * cell. */
void long_word(struct export *x, struct str field, size_t from);
void long_keys(struct export *x, struct str all, size_t from, const char *const *without);

/* A row a (SOURCE, TIME): time source alerts, a column a signal. */
bool wide_start(struct export *x);
void wide_record(struct export *x, const struct export_item *item);
void wide_finish(struct export *x);

/* The unit of counts, where no physical value was asked for. */
#define ROWS_COUNTS "{count}"

/* In csv, a quoted cell; elsewhere nothing is to be done. from: where the cell begins in x->row. */
void rows_quote(struct export *x, size_t from);

#endif
