/* prometheus: the newest value of every signal and the state of every alert, in the text format 0.0.4. Written at the end, and with
 * --every from time to time. A value that is no good one has no sample: nobody is to take an old one for it. */
#include "export/prom.h"

#include "core/num.h"
#include "record/signals.h"

#include <math.h>
#include <stdlib.h>

const struct prom_counter prom_counters[PROM_COUNTERS] = {
	{ "bytes", "iomt_link_bytes_total", "Bytes received." },
	{ "frames", "iomt_link_frames_total", "Good frames received." },
	{ "bad", "iomt_link_bad_frames_total", "Frames that did not decode." },
	{ "lost", "iomt_link_lost_samples_total", "Samples known to be lost." },
	{ "skipped", "iomt_link_skipped_bytes_total", "Bytes before the first good frame." },
};

static bool
start(struct export *x)
{
	struct prom *p = calloc(1, sizeof *p);
	x->own = p;
	if (p) {
		map_start(&p->values, sizeof(struct prom_value), 0);
		map_start(&p->sources, sizeof(struct prom_source), 0);
		episodes_start(&p->alerts);
		p->first = calloc(2 * (size_t)(sig_count + 1), sizeof(struct prom_value *));
		p->last = p->first ? p->first + sig_count + 1 : NULL;
	}
	if (!p || !p->first) {
		free(p);
		export_no_memory(x);
		return false;
	}
	return true;
}

static struct prom_source *
source_of(struct export *x, struct str name)
{
	struct prom *p = x->own;
	bool fresh;
	struct prom_source *s = map_get(&p->sources, name, STR("-"), &fresh);
	if (!s)
		export_no_memory(x);
	else if (fresh)
		s->newest = TM_NONE;
	return s;
}

/* A number that a reader of the format takes; one that is none is not good. */
static bool
put_number(char dst[PROM_NUMBER], struct str digits)
{
	double v;
	if (!num_get_f64(digits, &v) || !isfinite(v))
		return false;
	if (digits.n < PROM_NUMBER && text_is_number(digits))
		return str_copy(dst, PROM_NUMBER, digits);
	char b[NUM_MAX];
	return str_copy(dst, PROM_NUMBER, (struct str){ b, (size_t)(num_put_sig(b, v, 17) - b) });
}

static void
value(struct export *x, const struct rec *r)
{
	struct prom *p = x->own;
	unsigned flags = rec_flags(r);
	bool fresh;
	struct prom_value *v = map_get(&p->values, r->source, r->signal, &fresh);
	if (!v) {
		export_no_memory(x);
		return;
	}
	if (fresh) {
		const struct sig_def *def = sig_find(r->signal);
		v->family = def ? (unsigned)(def - sig_table) : sig_count;
		v->entry = p->values.recent;
		v->time = TM_NONE;
		if (p->last[v->family])
			p->last[v->family]->next = v;
		else
			p->first[v->family] = v;
		p->last[v->family] = v;
	}
	if (v->time != TM_NONE && r->time < v->time)
		return; /* it came late: it is not the newest */
	v->time = r->time;
	v->good = false;
	if (flags & FLAGS_NOT_GOOD)
		return;
	if (!str_is(r->u.num.value, "-"))
		v->good = put_number(v->number, r->u.num.value);
	else if (flags & (FLAG_LO | FLAG_HI))
		v->good = str_copy(v->number, PROM_NUMBER, flags & FLAG_LO ? STR("-Inf") : STR("+Inf"));
	text_keep(v->unit, PROM_UNIT, r->u.num.unit);
}

static void
stat(struct export *x, const struct rec *r)
{
	struct prom_source *s = source_of(x, r->source);
	for (size_t i = 0; s && i < PROM_COUNTERS; i++) {
		uint64_t n;
		struct str v = rec_key(r, str_of(prom_counters[i].key));
		s->counted = true;
		if (v.p && num_get_u64(v, &n) && n <= UINT64_MAX / 2 && s->sum[i] <= UINT64_MAX / 2)
			s->sum[i] += n;
	}
}

static void
close_source(struct export *x, const struct export_source *front, bool over)
{
	struct prom *p = x->own;
	if (str_is(front->name, "-"))
		return;
	struct prom_source *s = source_of(x, front->name);
	if (!s)
		return;
	if (s->newest == TM_NONE || (front->newest != TM_NONE && front->newest > s->newest))
		s->newest = front->newest;
	s->over = over;
	if (over)
		episodes_end(&p->alerts, front->name, front->newest, TM_NONE, TM_NONE);
}

static void
record(struct export *x, const struct export_item *item)
{
	struct prom *p = x->own;
	const struct rec *r = item->rec;
	if (r->type == REC_END && !str_is(r->u.end.status, "rotate")) {
		if (!str_is(r->source, "-"))
			close_source(x, item->source, true);
		else
			for (struct map_entry *e = x->sources.first; e && !x->stop; e = e->next)
				close_source(x, e->state, true);
	}
	if (!item->shown)
		return;
	if (r->type == REC_NUM)
		value(x, r);
	else if (r->type == REC_ALERT)
		(void)episodes_edge(&p->alerts, r, TM_NONE, TM_NONE);
	else if (r->type == REC_STAT)
		stat(x, r);
	else if (r->type == REC_ERR) {
		struct prom_source *s = source_of(x, r->source);
		uint64_t n;
		if (s)
			s->errors += num_get_u64(rec_key(r, STR("repeat")), &n) && n < UINT32_MAX ? n : 1;
	}
	if (p->alerts.failed)
		export_no_memory(x);
}

static void
snapshot(struct export *x)
{
	for (struct map_entry *e = x->sources.first; e && !x->stop; e = e->next)
		close_source(x, e->state, false);
	prom_write(x);
}

static void
finish(struct export *x)
{
	struct prom *p = x->own;
	if (!x->stop)
		snapshot(x);
	episodes_free(&p->alerts);
	map_free(&p->values);
	map_free(&p->sources);
	free(p->first);
	free(p);
}

const struct exporter exporter_prometheus = { .name = "prometheus",
	.title = "newest values and alerts, for Prometheus",
	.takes = EXPORT_TAKES_EVERY,
	.no_waves = true,
	.start = start,
	.record = record,
	.snapshot = snapshot,
	.finish = finish };
