#include "export/open.h"
#include "export/rows.h"

#include "core/num.h"
#include "core/status.h"
#include "record/samples.h"

#include <stddef.h>
#include <stdlib.h>

enum { CELL = 48 }; /* numbers made here */

void
long_start(struct export *x)
{
	static const char *const names[] = { "time", "source", "signal", "type", "value", "unit", "text", "alerts" };
	struct rows *o = x->own;
	x->row.n = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (i)
			rows_sep(x);
		text_add(&x->row, str_of(names[i]));
	}
	text_byte(&x->row, '\n');
	out_write(x->out, x->row.p, x->row.n);
	o->headed = true;
}

/* ,source,signal,type, */
static void
names(struct export *x, const struct rec *r)
{
	rows_sep(x);
	if (!str_is(r->source, "-"))
		text_add(&x->row, r->source);
	rows_sep(x);
	if (!str_is(r->signal, "-"))
		text_add(&x->row, r->signal);
	rows_sep(x);
	text_add(&x->row, r->name);
	rows_sep(x);
}

static void
end_row(struct export *x, const struct export_source *s, size_t text)
{
	rows_quote(x, text);
	rows_sep(x);
	text_add(&x->row, alerts_text(&s->alerts));
	text_byte(&x->row, '\n');
	out_write(x->out, x->row.p, x->row.n);
}

static void
begin_row(struct export *x, const struct export_item *item, const struct rec *r)
{
	int64_t index;
	struct str key = rec_key(r, STR("index"));
	x->row.n = 0;
	if (x->opts.time != EXPORT_SAMPLE || !key.p || !num_get_i64(key, &index))
		index = -1;
	rows_stamp(x, item->source, r->time, index);
	names(x, r);
}

/* The part of a sample's row that all samples of a line share: [0, *value) before the value, [*value, row.n) behind it when it is a
 * count. */
static void
wave_frame(struct export *x, const struct export_item *item, size_t *behind)
{
	const struct rec *r = item->rec;
	x->row.n = 0;
	names(x, r);
	*behind = x->row.n;
	rows_sep(x);
	if (x->opts.physical)
		rows_text(x, r->u.wave.unit);
	else
		text_add(&x->row, STR(ROWS_COUNTS));
	rows_sep(x);
	size_t text = x->row.n;
	long_keys(x, r->keys, text, NULL);
	rows_quote(x, text);
	rows_sep(x);
	text_add(&x->row, alerts_text(&item->source->alerts));
	text_byte(&x->row, '\n');
}

/* A sample that is no count: no value, and the letter before what else the text says. */
static void
missing(struct export *x, const struct export_item *item, int32_t sample)
{
	const struct rec *r = item->rec;
	names(x, r);
	long_value(x, STR("-"), x->opts.physical ? r->u.wave.unit : STR(ROWS_COUNTS));
	size_t text = x->row.n;
	text_add(&x->row, str_of(sample == SMP_E ? "E" : sample == SMP_L ? "L" : "U"));
	long_keys(x, r->keys, text, NULL);
	end_row(x, item->source, text);
}

static void
wave(struct export *x, const struct export_item *item)
{
	struct scale scale;
	size_t behind, total;
	int64_t shift = 0;
	enum stamp_form form = STAMP_SECONDS;
	bool by_sample = x->opts.time == EXPORT_SAMPLE;
	if (!scale_set(&scale, x->opts.physical, item->rec->u.wave.gain, item->rec->u.wave.base))
		return; /* the front looked */
	if (!by_sample && !export_stamp_form(x, item->source, item->time, &shift, &form))
		return;
	struct scale_cache *cache = scale_cache(&x->caches, &scale);
	const int64_t *offset = stamp_offsets(&x->stamp, item->fs, item->n);
	wave_frame(x, item, &behind);
	total = x->row.n;
	/* Rows are put together in the writer's block; a frame too long for that (a unit of kilobytes) goes the slow way. */
	size_t row = STAMP_PAD + SCALE_PAD + total;
	bool quick = row <= OUT_ROOM && cache && !x->row.failed;
	for (size_t k = 0; k < item->n && !x->stop; k++) {
		int64_t us = item->time + shift + (offset ? offset[k] : rate_us(item->fs, (int64_t)k));
		int32_t sample = item->samples[k];
		if (!quick || !smp_is_count(sample)) {
			x->row.n = 0;
			rows_stamp(x, item->source, us - shift, item->index + (int64_t)k);
			if (smp_is_count(sample)) {
				char number[SCALE_PAD];
				names(x, item->rec);
				long_value(x, (struct str){ number, (size_t)(scale_put(&scale, number, sample) - number) },
					x->opts.physical ? item->rec->u.wave.unit : STR(ROWS_COUNTS));
				size_t text = x->row.n;
				long_keys(x, item->rec->keys, text, NULL);
				end_row(x, item->source, text);
			} else {
				missing(x, item, sample);
			}
			if (quick)
				wave_frame(x, item, &behind);
			continue;
		}
		char *start = out_room(x->out, row), *p = start;
		p = by_sample ? num_put_i64(p, item->index + (int64_t)k) : stamp_put(&x->stamp, p, us, form);
		memcpy(p, x->row.p, behind);
		p = scale_quick(cache, p + behind, sample);
		memcpy(p, x->row.p + behind, total - behind);
		p += total - behind;
		out_used(x->out, (size_t)(p - start));
	}
}

static void
stat(struct export *x, const struct export_item *item)
{
	struct str all = item->rec->keys, key, v;
	while (rec_next_key(&all, &key, &v)) {
		begin_row(x, item, item->rec);
		bool number = text_is_number(v);
		long_value(x, number ? v : STR("-"), STR(""));
		size_t text = x->row.n;
		text_line(&x->row, key);
		if (!number) {
			text_byte(&x->row, '=');
			text_line(&x->row, v);
		}
		end_row(x, item->source, text);
	}
}

/* When what an annotation tells of began: what was recognised late tells. */
static int64_t
began(const struct rec *r)
{
	int64_t time;

	return tm_get(rec_key(r, STR("since")), &time) ? time : r->time;
}

/* An annotation as one row. end: the record that ends it, NULL: none (it was known whole, or is open). */
static void
annotation(struct export *x, const struct export_item *item, const struct rec *r, const struct rec *end, bool open)
{
	static const char *const used[] = { "text", "edge", "index", "fs", "since", NULL };
	struct rec begin = *r;
	struct str duration = end ? end->u.ann.duration : r->u.ann.duration;
	char number[CELL];
	if (end && str_is(duration, "-")) {
		char *e = num_put_dec(number, end->time - began(r), 6);
		duration = (struct str){ number, (size_t)(e - number) };
	}
	begin.time = began(r);
	begin_row(x, item, &begin);
	long_value(x, duration, str_is(duration, "-") ? STR("") : STR("s"));
	size_t text = x->row.n;
	text_line(&x->row, r->u.ann.label);
	struct str more = rec_key(r, STR("text"));
	if (more.p)
		long_word(x, more, text);
	long_keys(x, r->keys, text, used);
	if (open)
		long_word(x, STR("open"), text);
	end_row(x, item->source, text);
}

static void
ann(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	struct export_source *s = item->source;
	struct str edge = rec_key(r, STR("edge"));
	struct rec begin;
	char *line;
	if (!str_is(edge, "end")) {
		if (str_is(r->u.ann.duration, "-")) {
			if (!open_add(s, r) && item->shown)
				annotation(x, item, r, NULL, true);
		} else if (item->shown) {
			annotation(x, item, r, NULL, false);
		}
		return;
	}
	bool selected = !x->opts.match || rec_match(str_of(x->opts.match), r->source, r->signal);
	if (open_take(s, r, &begin, &line)) {
		if (selected && export_overlaps(x, s, began(&begin), r->time))
			annotation(x, item, &begin, r, false);
		free(line);
		return;
	}
	/* Its begin was not in the stream: DURATION tells when that was. */
	double seconds;
	begin = *r;
	if (!rec_key(r, STR("since")).p && num_get_f64(r->u.ann.duration, &seconds) && seconds >= 0 && seconds < 1e9)
		begin.time -= (int64_t)(seconds * 1e6 + 0.5);
	if (selected && export_overlaps(x, s, began(&begin), r->time))
		annotation(x, item, &begin, r, false);
}

/* The source is over: what has begun stays open. */
static void
close_all(struct export *x, struct export_source *s)
{
	struct rec begin;
	char *line;
	while (open_first(s, &begin, &line)) {
		struct export_item item = { .rec = &begin, .source = s };
		if ((!x->opts.match || rec_match(str_of(x->opts.match), begin.source, begin.signal)) &&
			export_overlaps(x, s, began(&begin), s->newest))
			annotation(x, &item, &begin, NULL, true);
		free(line);
	}
}

static void
plain(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	begin_row(x, item, r);
	long_values(x, r);
	size_t text = x->row.n;
	if (r->type == REC_OTHER) /* not known: its fields, blanks between */
		for (struct str rest = r->keys; rest.n;)
			long_word(x, str_cut(&rest, '\t'), text);
	else
		long_text(x, r, text);
	end_row(x, item->source, text);
}

static void
close_every(struct export *x)
{
	for (struct map_entry *e = x->sources.first; e; e = e->next)
		close_all(x, e->state);
}

void
long_record(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	if (r->type == REC_ALERT)
		alerts_edge(&item->source->alerts, r->u.alert.rule, r->signal, r->u.alert.edge);
	if (r->type == REC_END && !str_is(r->u.end.status, "rotate")) {
		if (str_is(r->source, "-"))
			close_every(x);
		else
			close_all(x, item->source);
	}
	if (r->type == REC_ANN)
		ann(x, item);
	else if (!item->shown)
		return;
	else if (r->type == REC_WAVE)
		wave(x, item);
	else if (r->type == REC_STAT)
		stat(x, item);
	else
		plain(x, item);
}

void
long_finish(struct export *x)
{
	(void)x; /* every row was written when its record came */
}
