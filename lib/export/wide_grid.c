/* --rate: rows at source start + g / rate. A waveform's cell is the sample that holds then: the newest, if not older than its own
 * period. A value's cell is the newest since the row before. A row without any is not written. */
#include "export/wide.h"

/* Time of what follows the head of a lane. */
static int64_t
following(const struct wide_lane *l)
{
	const struct wide_item *i = &l->item[l->head];
	if (i->n > i->k + 1)
		return i->time + rate_us(l->scaling[i->scaling].fs, (int64_t)i->k + 1);
	return l->head + 1 < l->n ? l->item[l->head + 1].time : INT64_MAX;
}

/* The time at which a head is over: a sample where the next one of its rate is due, a value with the row after. */
static int64_t
over(const struct wide_lane *l, int64_t step)
{
	const struct wide_item *i = &l->item[l->head];
	return i->n ? i->time + rate_us(l->scaling[i->scaling].fs, (int64_t)i->k + 1) : l->due + step;
}

/* Takes out what can be in no row from `us` on; returns whether the head can be in the row at `us`. */
static bool
settle(struct export *x, struct wide *w, struct wide_lane *l, int64_t us, int64_t step)
{
	const struct wide_item *i;
	while ((i = wide_first(l)) && l->due <= us) {
		if (following(l) > us && us < over(l, step))
			return true;
		if (i->n == 0 && us >= over(l, step))
			w->late++;
		wide_pop(x, l, 1);
	}
	return false;
}

static void
row(struct export *x, struct export_source *s, int64_t us, int64_t step)
{
	struct wide *w = ((struct rows *)x->own)->wide;
	const struct rows *o = x->own;
	struct wide_lane **cell = w->set; /* by column */
	struct map_entry *lanes = map_source(&w->lanes, s->name);
	for (size_t c = 0; c < w->columns; c++)
		cell[c] = NULL;
	for (struct map_entry *e = lanes; e; e = e->sibling) {
		struct wide_lane *l = e->state;
		if (e->signal.n && settle(x, w, l, us, step))
			cell[wide_first(l)->column] = l;
	}
	wide_head(x);
	wide_begin_row(x, s, us, -1);
	for (size_t c = 0; c < w->columns; c++) {
		rows_sep(x);
		struct wide_lane *l = cell[c];
		if (!l) {
			text_add(&x->row, (struct str){ o->na.p, o->na.n });
			continue;
		}
		wide_cell(x, l, wide_first(l));
		if (wide_first(l)->n == 0)
			wide_pop(x, l, 1);
	}
	text_byte(&x->row, '\n');
	out_write(w->rows, x->row.p, x->row.n);
}

void
wide_grid(struct export *x, struct export_source *s, int64_t limit)
{
	struct wide *w = ((struct rows *)x->own)->wide;
	const int64_t step = rate_us(x->opts.rate, 1);
	if (s->grid == TM_NONE)
		s->grid = 0;
	while (!x->stop) {
		int64_t us = s->first + rate_us(x->opts.rate, s->grid), from = INT64_MAX;
		if (us >= limit)
			break;
		bool now = false;
		for (struct map_entry *e = map_source(&w->lanes, s->name); e; e = e->sibling) {
			struct wide_lane *l = e->state;
			if (e->signal.n == 0)
				continue;
			now = settle(x, w, l, us, step) || now;
			if (wide_first(l) && l->due < from)
				from = l->due;
		}
		(void)wide_alerts(x, s, us);
		if (now) {
			row(x, s, us, step);
			s->grid++;
		} else if (from == INT64_MAX) {
			break; /* nothing is held */
		} else {
			/* On to the first row that something can be in. */
			s->grid++;
			int64_t g = rate_samples(x->opts.rate, from - s->first) - 1;
			if (g > s->grid)
				s->grid = g;
		}
	}
}
