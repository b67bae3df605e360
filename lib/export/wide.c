/* Wide rows. What comes is held a (source, signal) in a lane until stream time has passed it; then the lanes are merged by time:
 * heads of one time make one row. Where all of them are waveforms in step, rows are made in runs. */
#include "export/wide.h"

#include "core/msg.h"
#include "core/status.h"

#include <stdlib.h>

static struct wide *
wide_of(struct export *x)
{
	return ((struct rows *)x->own)->wide;
}

bool
wide_start(struct export *x)
{
	struct rows *o = x->own;
	o->wide = calloc(1, sizeof *o->wide);
	if (!o->wide) {
		export_no_memory(x);
		return false;
	}
	map_start(&o->wide->lanes, sizeof(struct wide_lane), 0);
	if (wide_columns_start(x))
		return true;
	wide_finish(x);
	return false;
}

int64_t
wide_alerts(struct export *x, struct export_source *s, int64_t us)
{
	struct wide_lane *l = map_find(&wide_of(x)->lanes, s->name, STR(""));
	struct wide_item *i;
	while (l && (i = wide_first(l)) && l->due <= us) {
		struct str rest = { (const char *)l->data + i->at, i->len };
		struct str rule = str_cut(&rest, '\t'), signal = str_cut(&rest, '\t');
		alerts_edge(&s->alerts, rule, signal, rest);
		wide_pop(x, l, 1);
	}
	return l && wide_first(l) ? l->due : INT64_MAX;
}

/* Puts a lane into the set, ordered by the column of its head. */
static void
insert(struct wide_lane **set, size_t n, struct wide_lane *l)
{
	uint32_t column = wide_first(l)->column;
	for (; n > 0 && wide_first(set[n - 1])->column > column; n--)
		set[n] = set[n - 1];
	set[n] = l;
}

/* Samples in step behind the heads of the set: of one rate, at the same place of lines of the same TIME. 0: not so. */
static uint32_t
in_step(struct wide_lane *const *set, size_t n)
{
	const struct wide_item *a = wide_first(set[0]);
	uint32_t most = a->n - a->k;
	if (a->n == 0)
		return 0;
	const struct rate *fs = &set[0]->scaling[a->scaling].fs;
	for (size_t j = 1; j < n; j++) {
		const struct wide_item *b = wide_first(set[j]);
		if (b->n == 0 || b->time != a->time || b->k != a->k || set[j]->scaling[b->scaling].fs.num != fs->num ||
			set[j]->scaling[b->scaling].fs.den != fs->den)
			return 0;
		if (b->n - b->k < most)
			most = b->n - b->k;
	}
	return most;
}

/* Writes the rows of a source before `limit`. */
static void
merge(struct export *x, struct export_source *s, int64_t limit)
{
	struct wide *w = wide_of(x);
	struct wide_lane **set = w->set;
	while (!x->stop) {
		size_t n = 0;
		int64_t first = limit, next = limit;
		for (struct map_entry *e = map_source(&w->lanes, s->name); e; e = e->sibling) {
			struct wide_lane *l = e->state;
			if (e->signal.n == 0 || !wide_first(l) || n == WIDE_COLUMNS)
				continue;
			if (l->due < first) {
				next = first;
				first = l->due;
				n = 0;
			}
			if (l->due == first && first < limit)
				insert(set, n++, l);
			else if (l->due < next)
				next = l->due;
		}
		int64_t edge = wide_alerts(x, s, n ? first : limit - 1);
		if (n == 0)
			break;
		wide_head(x);
		uint32_t most = in_step(set, n), done = 0;
		if (most)
			done = wide_rows(x, s, set, n, most, next < edge ? next : edge);
		if (done == 0) {
			wide_row(x, s, set, n);
			done = 1;
		}
		for (size_t j = 0; j < n; j++)
			wide_pop(x, set[j], done);
	}
}

static void
write_rows(struct export *x, struct export_source *s, int64_t limit)
{
	if (x->opts.rate.num)
		wide_grid(x, s, limit);
	else
		merge(x, s, limit);
	if (s->written == TM_NONE || limit > s->written)
		s->written = limit;
	if (limit == INT64_MAX) {
		s->held = 0;
		s->written = TM_NONE;
	}
}

/* Stream time of a source; TM_NONE before there is one. */
static int64_t
stream_time(const struct export_source *s)
{
	int64_t late = s->newest == TM_NONE ? TM_NONE : s->newest - WIDE_LATE * TM_S;
	return s->tick > late ? s->tick : late;
}

static void
close_source(struct export *x, struct export_source *s)
{
	write_rows(x, s, INT64_MAX);
	for (struct map_entry *e = map_source(&wide_of(x)->lanes, s->name); e; e = e->sibling)
		wide_lane_free(e->state);
	map_drop(&wide_of(x)->lanes, s->name);
}

static void
push_wave(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	struct export_source *s = item->source;
	struct scale scale;
	uint32_t column;
	if (!wide_column(x, r->signal, x->opts.physical ? r->u.wave.unit : STR(ROWS_COUNTS), &column) ||
		!scale_set(&scale, x->opts.physical, r->u.wave.gain, r->u.wave.base))
		return;
	if (s->fs.num == 0)
		s->fs = item->fs;
	if (!x->opts.rate.num && (s->fs.num != item->fs.num || s->fs.den != item->fs.den)) {
		char a[64], b[64];
		*rate_put(a, s->fs) = 0;
		*rate_put(b, item->fs) = 0;
		msg_error("%.*s has waveforms of %s and of %s samples a second: give --rate FS, or a file each with -c",
			(int)s->name.n, s->name.p, a, b);
		export_fail(x, ST_USAGE);
		return;
	}
	struct wide_lane *l = wide_lane(x, s, r->signal);
	if (l && wide_push_samples(x, l, item, column, &scale))
		s->held += item->n * sizeof *item->samples;
}

static void
push_text(struct export *x, const struct export_item *item)
{
	enum { OVERHEAD = 64 };
	const struct rec *r = item->rec;
	struct export_source *s = item->source;
	uint32_t column = 0;
	struct wide_lane *l;
	if (r->type == REC_ALERT) {
		const struct str parts[] = { r->u.alert.rule, STR("\t"), r->signal, STR("\t"), r->u.alert.edge };
		l = wide_lane(x, s, STR(""));
		if (l && wide_push_text(x, l, r->time, 0, parts, sizeof parts / sizeof *parts))
			s->held += OVERHEAD;
		return;
	}
	if (!wide_column(x, r->signal, r->u.num.unit, &column))
		return;
	l = wide_lane(x, s, r->signal);
	if (l && wide_push_text(x, l, r->time, column, &r->u.num.value, 1))
		s->held += OVERHEAD + r->u.num.value.n;
}

void
wide_record(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	struct export_source *s = item->source;
	if (r->type == REC_END) {
		bool all = str_is(r->source, "-");
		if (str_is(r->u.end.status, "rotate"))
			return;
		if (!all)
			close_source(x, s);
		for (struct map_entry *e = all ? x->sources.first : NULL; e; e = e->next)
			close_source(x, e->state);
		return;
	}
	if (r->type == REC_WAVE)
		push_wave(x, item);
	else if (r->type == REC_ALERT || (r->type == REC_NUM && item->shown))
		push_text(x, item);
	else if (r->type != REC_TICK && item->shown)
		wide_of(x)->others++;
	int64_t now = stream_time(s);
	if (s->held > WIDE_HELD)
		write_rows(x, s, INT64_MAX);
	else if (now != TM_NONE && (s->written == TM_NONE || now > s->written))
		write_rows(x, s, now);
}

void
wide_finish(struct export *x)
{
	struct wide *w = wide_of(x);
	for (struct map_entry *e = w->lanes.first; e; e = e->next)
		wide_lane_free(e->state);
	map_free(&w->lanes);
	if (w->others && !x->stop)
		msg_note("%llu records that are no wave and no num have no place in a wide table: --long has them",
			(unsigned long long)w->others);
	if (w->late && !x->stop)
		msg_warn("%llu values came too late for their row", (unsigned long long)w->late);
	wide_columns_finish(x);
	free(w);
}
