#include "export/rows.h"

#include "core/status.h"

#include <stdlib.h>

void
rows_quote(struct export *x, size_t from)
{
	const struct rows *o = x->own;
	if (o->sep == ',')
		text_quote(&x->row, from);
}

void
rows_text(struct export *x, struct str field)
{
	size_t from = x->row.n;
	text_line(&x->row, field);
	rows_quote(x, from);
}

void
rows_sep(struct export *x)
{
	const struct rows *o = x->own;
	text_byte(&x->row, o->sep);
}

void
rows_stamp(struct export *x, const struct export_source *s, int64_t us, int64_t index)
{
	const struct rows *o = x->own;
	if (!text_room(&x->row, STAMP_PAD))
		return;
	char *p = x->row.p + x->row.n, *end = export_stamp(x, s, p, us, index);
	x->row.n += (size_t)(end - p);
	if (end == p)
		text_add(&x->row, (struct str){ o->na.p, o->na.n });
}

static bool
start(struct export *x, char sep)
{
	struct rows *o = calloc(1, sizeof *o);
	x->own = o;
	if (!o) {
		export_no_memory(x);
		return false;
	}
	o->sep = sep;
	text_add(&o->na, str_of(x->opts.na));
	if (sep == ',')
		text_quote(&o->na, 0);
	if (x->opts.wide)
		return wide_start(x);
	long_start(x);
	return true;
}

static bool
csv_start(struct export *x)
{
	return start(x, ',');
}

static bool
tsv_start(struct export *x)
{
	return start(x, '\t');
}

static void
record(struct export *x, const struct export_item *item)
{
	if (x->opts.wide)
		wide_record(x, item);
	else
		long_record(x, item);
}

static void
finish(struct export *x)
{
	struct rows *o = x->own;
	if (x->opts.wide)
		wide_finish(x);
	else
		long_finish(x);
	text_free(&o->na);
	free(o);
	x->own = NULL;
}

enum { TAKES = EXPORT_TAKES_WIDE | EXPORT_TAKES_NA | EXPORT_TAKES_PHYSICAL | EXPORT_TAKES_TIME };

const struct exporter exporter_csv = {
	.name = "csv",
	.title = "rows, comma between, quoted as RFC 4180 says",
	.takes = TAKES,
	.start = csv_start,
	.record = record,
	.finish = finish,
};

const struct exporter exporter_tsv = {
	.name = "tsv",
	.title = "rows, TAB between, no quotes and no escapes",
	.takes = TAKES,
	.start = tsv_start,
	.record = record,
	.finish = finish,
};
