/* report: a summary of alerts by source and rule, for a person. */
#include "export/report.h"

#include "core/num.h"

#include <stdlib.h>

static bool
start(struct export *x)
{
	struct report *p = calloc(1, sizeof *p);
	x->own = p;
	if (!p) {
		export_no_memory(x);
		return false;
	}
	map_start(&p->sources, sizeof(struct report_source), 0);
	episodes_start(&p->alerts);
	return true;
}

static struct report_source *
source_of(struct export *x, struct str name)
{
	struct report *p = x->own;
	bool fresh;
	struct report_source *s = map_get(&p->sources, name, STR("-"), &fresh);
	if (!s)
		export_no_memory(x);
	else if (fresh)
		*s = (struct report_source){ .first = TM_NONE, .last = TM_NONE, .origin = TM_NONE, .start = TM_NONE };
	return s;
}

/* --from and --to as TIMEs of the source. */
static void
borders(struct export *x, const struct export_source *front, int64_t *from, int64_t *to)
{
	if (!export_position(x, front, &x->opts.from, from))
		*from = TM_NONE;
	if (!export_position(x, front, &x->opts.to, to))
		*to = TM_NONE;
}

static void
close_source(struct export *x, const struct export_source *front, struct str status)
{
	struct report *p = x->own;
	int64_t from, to, first = front->first, last = front->newest;
	if (str_is(front->name, "-"))
		return;
	struct report_source *s = source_of(x, front->name);
	if (!s)
		return;
	borders(x, front, &from, &to);
	episodes_end(&p->alerts, front->name, front->newest, from, to);
	first = from != TM_NONE && from > first ? from : first;
	last = to != TM_NONE && to < last ? to : last;
	if (s->origin == TM_NONE || front->first < s->origin)
		s->origin = front->first;
	if (first <= last) {
		s->first = s->first == TM_NONE || first < s->first ? first : s->first;
		s->last = s->last == TM_NONE || last > s->last ? last : s->last;
	}
	s->cut = s->cut || str_is(status, "cut") || str_is(status, "signal");
	if (s->first == TM_NONE)
		return;
	if (x->clock == EXPORT_CLOCK_UTC || (x->clock == EXPORT_CLOCK_UNKNOWN && export_dated(s->first)))
		s->start = 0, s->zone = true;
	else if (front->start != TM_NONE)
		s->start = front->start, s->zone = front->zone;
}

static void
record(struct export *x, const struct export_item *item)
{
	struct report *p = x->own;
	const struct rec *r = item->rec;
	if (r->type == REC_ALERT) {
		/* Not `shown`: an alert can begin before --from. */
		int64_t from, to;
		if (x->opts.match && !rec_match(str_of(x->opts.match), r->source, r->signal))
			return;
		borders(x, item->source, &from, &to);
		(void)episodes_edge(&p->alerts, r, from, to);
		if (p->alerts.failed)
			export_no_memory(x);
	} else if (r->type == REC_ERR && item->shown) {
		struct report_source *s = source_of(x, r->source);
		uint64_t n;
		if (s)
			s->errors += num_get_u64(rec_key(r, STR("repeat")), &n) && n < UINT32_MAX ? n : 1;
	} else if (r->type == REC_END && !str_is(r->u.end.status, "rotate")) {
		if (!str_is(r->source, "-"))
			close_source(x, item->source, r->u.end.status);
		else
			for (struct map_entry *e = x->sources.first; e && !x->stop; e = e->next)
				close_source(x, e->state, r->u.end.status);
	}
}

struct place {
	const struct episode *episode;
	size_t at;
};

static int
compare(const void *a, const void *b)
{
	const struct place *p = a, *q = b;
	const struct episode *e = p->episode, *f = q->episode;
	if (e->worst != f->worst)
		return f->worst - e->worst;
	if (e->total != f->total)
		return e->total < f->total ? 1 : -1;
	return (p->at > q->at) - (p->at < q->at);
}

const struct episode **
report_rows(struct export *x, struct str source, size_t *n)
{
	struct report *p = x->own;
	struct map_entry *first = map_source(&p->alerts.map, source);
	size_t most = 0, k = 0;
	*n = 0;
	for (const struct map_entry *m = first; m; m = m->sibling)
		most += episode_counts(m->state);
	if (most == 0)
		return NULL;
	struct place *place = calloc(most, sizeof *place);
	const struct episode **rows = calloc(most, sizeof *rows);
	if (!place || !rows) {
		free(place);
		free(rows);
		export_no_memory(x);
		return NULL;
	}
	for (const struct map_entry *m = first; m; m = m->sibling)
		if (episode_counts(m->state)) {
			place[k] = (struct place){ m->state, k };
			k++;
		}
	qsort(place, most, sizeof *place, compare);
	for (size_t i = 0; i < most; i++)
		rows[i] = place[i].episode;
	free(place);
	*n = most;
	return rows;
}

static void
finish(struct export *x)
{
	struct report *p = x->own;
	if (!x->stop)
		report_text(x, p);
	episodes_free(&p->alerts);
	map_free(&p->sources);
	free(p);
}

const struct exporter exporter_report = { .name = "report",
	.title = "summary of alerts by source and rule, for people",
	.takes = EXPORT_TAKES_REL,
	.no_waves = true,
	.start = start,
	.record = record,
	.finish = finish };
