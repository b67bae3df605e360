/* Wide rows as text. */
#include "export/wide.h"

#include "core/num.h"
#include "record/samples.h"

static struct wide *
wide_of(struct export *x)
{
	return ((struct rows *)x->own)->wide;
}

void
wide_begin_row(struct export *x, const struct export_source *s, int64_t us, int64_t index)
{
	x->row.n = 0;
	rows_stamp(x, s, us, index);
	rows_sep(x);
	text_add(&x->row, s->name);
	rows_sep(x);
	text_add(&x->row, alerts_text(&s->alerts));
}

static void
not_available(struct export *x)
{
	const struct rows *o = x->own;
	text_add(&x->row, (struct str){ o->na.p, o->na.n });
}

void
wide_cell(struct export *x, struct wide_lane *l, const struct wide_item *i)
{
	wide_of(x)->column[i->column].cells++;
	if (i->n == 0) {
		struct str v = { (const char *)l->data + i->at, i->len };
		if (str_is(v, "-"))
			not_available(x);
		else
			text_add(&x->row, v);
		return;
	}
	int32_t sample = wide_samples(l, i)[i->k];
	if (!smp_is_count(sample))
		not_available(x);
	else if (text_room(&x->row, SCALE_PAD))
		x->row.n = (size_t)(scale_put(&l->scaling[i->scaling].scale, x->row.p + x->row.n, sample) - x->row.p);
}

void
wide_skip(struct export *x, size_t *at, size_t column)
{
	for (; *at < column; ++*at) {
		rows_sep(x);
		not_available(x);
	}
}

void
wide_row(struct export *x, const struct export_source *s, struct wide_lane *const *set, size_t n)
{
	struct wide *w = wide_of(x);
	int64_t us = set[0]->due, index = -1;
	size_t at = 0;
	for (size_t j = 0; j < n && index < 0; j++) {
		const struct wide_item *i = wide_first(set[j]);
		index = i->n ? i->index + i->k : -1;
	}
	wide_begin_row(x, s, us, index);
	for (size_t j = 0; j < n; j++) {
		struct wide_item *i = wide_first(set[j]);
		wide_skip(x, &at, i->column);
		rows_sep(x);
		wide_cell(x, set[j], i);
		at++;
	}
	wide_skip(x, &at, w->columns);
	text_byte(&x->row, '\n');
	out_write(w->rows, x->row.p, x->row.n);
}
