/* The hot loop of wide tables: rows of waveforms in step, put together in the writer's block. Texts of counts come from a table,
 * the seconds of a time are written once a second, and everything is copied in pieces of fixed size that may be too long: what
 * follows overwrites the rest. */
#include "export/wide.h"

#include "core/num.h"
#include "record/samples.h"

enum {
	HEAD = 32,     /* bytes of the first constant piece, and of the seconds: longer ones go the slow way */
	PIECE = 16,    /* of the other constant pieces */
	OVERSHOOT = 64 /* bytes behind the last row that are overwritten at the most */
};

struct run_column {
	const int32_t *samples;
	struct scale_cache *cache;
	char piece[HEAD]; /* before the value */
	size_t n;
};

struct run {
	const int64_t *offset; /* of the samples */
	int64_t base, next;    /* TIME with its shift; rows stay below `next` */
	int64_t index;
	bool by_sample;
	enum stamp_form form;
	struct run_column column[WIDE_QUICK];
	char tail[PIECE];
	size_t ntail;
	struct text *na;
	size_t row; /* bytes of a row at the most */
};

static bool
piece(struct export *x, char *dst, size_t cap, size_t *n)
{
	*n = x->row.n;
	if (x->row.n > cap)
		return false;
	if (x->row.n)
		memcpy(dst, x->row.p, x->row.n);
	x->row.n = 0;
	return true;
}

/* The constant pieces of the rows; false when they are too long, or memory is out. */
static bool
prepare(struct export *x, const struct export_source *s, struct wide_lane *const *set, size_t n, struct run *r)
{
	struct rows *o = x->own;
	size_t at = 0;
	if (n > WIDE_QUICK || n > SCALE_CACHES)
		return false;
	r->na = &o->na;
	r->row = STAMP_PAD + HEAD + n * (PIECE + SCALE_PAD + o->na.n);
	x->row.n = 0;
	if (r->form == STAMP_ISO)
		text_byte(&x->row, 'Z');
	rows_sep(x);
	text_add(&x->row, s->name);
	rows_sep(x);
	text_add(&x->row, alerts_text(&s->alerts));
	for (size_t j = 0; j < n; j++) {
		const struct wide_item *i = wide_first(set[j]);
		struct run_column *c = &r->column[j];
		wide_skip(x, &at, i->column);
		rows_sep(x);
		at++;
		c->samples = wide_samples(set[j], i);
		c->cache = scale_cache(&x->caches, &set[j]->scaling[i->scaling].scale);
		if (!c->cache || !piece(x, c->piece, j ? PIECE : HEAD, &c->n))
			return false;
	}
	wide_skip(x, &at, o->wide->columns);
	text_byte(&x->row, '\n');
	return piece(x, r->tail, PIECE, &r->ntail) && !x->row.failed;
}

/* A count whose text is not remembered, or no count. */
static char *
rare(const struct run *r, const struct run_column *c, char *p, int32_t sample)
{
	if (smp_is_count(sample))
		return scale_fill(c->cache, p, sample);
	if (r->na->n)
		memcpy(p, r->na->p, r->na->n);
	return p + r->na->n;
}

/* Fixed sizes: `before` is a constant of the caller. */
static inline __attribute__((always_inline)) char *
cell(const struct run *r, const struct run_column *c, char *p, uint32_t k, size_t before)
{
	int32_t sample = c->samples[k];
	const struct scale_cell *e = &c->cache->cell[(uint32_t)sample & (SCALE_CELLS - 1)];
	memcpy(p, c->piece, before);
	p += c->n;
	if (__builtin_expect(e->count != sample, 0))
		return rare(r, c, p, sample);
	memcpy(p, e, sizeof *e);
	return p + e->n;
}

static inline __attribute__((always_inline)) char *
row_cells(const struct run *r, const struct run_column *column, size_t n, char *p, uint32_t k)
{
	p = cell(r, &column[0], p, k, HEAD);
	for (size_t j = 1; j < n; j++)
		p = cell(r, &column[j], p, k, PIECE);
	memcpy(p, r->tail, PIECE);
	return p + r->ntail;
}

/* Rows of samples k..end that share their second with sample k, at most `fit`. n is a constant of the caller, so that the loops
 * over columns dissolve. Returns the sample behind. */
static inline __attribute__((always_inline)) uint32_t
second(const struct run *r, const struct stamp *stamp, size_t n, char **at, uint32_t k, uint32_t end)
{
	const struct stamp s = *stamp; /* nothing that is written can change it */
	struct run_column column[WIDE_QUICK];
	const int64_t *offset = r->offset;
	int64_t base = r->base - s.from, next = r->next - s.from;
	char *p = *at;
	for (size_t j = 0; j < n; j++)
		column[j] = r->column[j];
	for (; k < end; k++) {
		int64_t d = base + offset[k];
		if ((uint64_t)d >= TM_S || d >= next)
			break;
		unsigned high = (unsigned)d / 1000, low = (unsigned)d % 1000;
		memcpy(p, s.text, HEAD);
		p += s.n;
		memcpy(p, stamp_digits[high], 4);
		memcpy(p + 3, stamp_digits[low], 4);
		p = row_cells(r, column, n, p + 6, k);
	}
	*at = p;
	return k;
}

static uint32_t
rows_by_time(struct run *r, struct stamp *stamp, size_t n, char **at, uint32_t k, uint32_t end)
{
	while (k < end && r->base + r->offset[k] < r->next) {
		uint32_t before = k;
		if (stamp->valid && stamp->form == r->form)
			k = n == 1   ? second(r, stamp, 1, at, k, end)
			    : n == 2 ? second(r, stamp, 2, at, k, end)
				     : second(r, stamp, n, at, k, end);
		if (k == before) { /* another second */
			char *p = stamp_put(stamp, *at, r->base + r->offset[k], r->form);
			p -= r->form == STAMP_ISO; /* its Z is in the first piece */
			*at = row_cells(r, r->column, n, p, k++);
		}
	}
	return k;
}

uint32_t
wide_rows(struct export *x, const struct export_source *s, struct wide_lane *const *set, size_t n, uint32_t most, int64_t next)
{
	struct wide *w = ((struct rows *)x->own)->wide;
	const struct wide_item *i = wide_first(set[0]);
	struct run r = { .offset = stamp_offsets(&x->stamp, set[0]->scaling[i->scaling].fs, i->n), .index = i->index };
	int64_t shift = 0;
	bool by_sample = x->opts.time == EXPORT_SAMPLE;
	if (!r.offset || (!by_sample && !export_stamp_form(x, s, i->time, &shift, &r.form)) || !prepare(x, s, set, n, &r))
		return 0;
	r.base = i->time + shift;
	r.next = next > INT64_MAX - TM_MAX ? INT64_MAX : next + shift;
	uint32_t from = i->k, k = from, end = from + most;
	while (k < end && r.base + r.offset[k] < r.next) {
		char *start = out_room(w->rows, OUT_ROOM), *p = start;
		uint32_t fit = (uint32_t)((OUT_ROOM - OVERSHOOT) / r.row), stop = end - k < fit ? end : k + fit;
		if (!by_sample)
			k = rows_by_time(&r, &x->stamp, n, &p, k, stop);
		else
			for (; k < stop && r.base + r.offset[k] < r.next; k++)
				p = row_cells(&r, r.column, n, num_put_i64(p, r.index + k), k);
		out_used(w->rows, (size_t)(p - start));
	}
	for (size_t j = 0; j < n; j++)
		w->column[wide_first(set[j])->column].cells += k - from;
	return k - from;
}
