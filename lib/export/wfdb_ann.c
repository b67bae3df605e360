/* Beats and annotations as a WFDB annotation file. They are kept (some 40 bytes each) and written at the end: a file is in order of
 * time, and records are not. */
#include "export/export.h"

#include "core/msg.h"
#include "core/status.h"
#include "format/annot_write.h"

#include <stdlib.h>

enum { ORIGIN = 128 };

struct wfdb_ann {
	struct annot_list list;
	bool any;
	char source[REC_SOURCE + 1], by[ORIGIN];
	int64_t first; /* TIME of the source's first record */
};

static bool
start(struct export *x)
{
	struct wfdb_ann *w = calloc(1, sizeof *w);
	x->own = w;
	if (!w) {
		export_no_memory(x);
		return false;
	}
	annot_list_start(&w->list);
	return true;
}

static struct str
origin(const struct rec *r)
{
	struct str by = rec_key(r, STR("by"));
	if (!by.p)
		by = r->signal;
	if (by.n > ORIGIN - 1)
		by.n = ORIGIN - 1;
	return by;
}

static void
record(struct export *x, const struct export_item *item)
{
	struct wfdb_ann *w = x->own;
	const struct rec *r = item->rec;
	if (!item->shown || (r->type != REC_BEAT && r->type != REC_ANN))
		return;
	struct str by = origin(r);
	if (x->opts.by && !rec_glob(str_of(x->opts.by), by))
		return;
	if (!w->any) {
		w->any = true;
		w->first = item->source->first;
		(void)str_copy(w->source, sizeof w->source, r->source);
		(void)str_copy(w->by, sizeof w->by, by);
	} else if (!str_is(r->source, w->source)) {
		msg_error("annotations of %s and of %.*s: a file holds those of one record; iomt-filter --source chooses",
			w->source, (int)r->source.n, r->source.p);
		export_fail(x, ST_USAGE);
		return;
	} else if (!x->opts.by && !str_is(by, w->by)) {
		msg_error("annotations by %s and by %.*s: choose one with --by", w->by, (int)by.n, by.p);
		export_fail(x, ST_USAGE);
		return;
	}
	if (!annot_list_rec(&w->list, r))
		export_no_memory(x);
}

static void
finish(struct export *x)
{
	static const struct rate ms = { 1000, 1 }; /* where nothing tells a rate */
	struct wfdb_ann *w = x->own;
	if (!x->stop) {
		annot_list_finish(&w->list, ms, w->first);
		struct annot_written done = annot_write(&w->list, x->out);
		if (!done.annotations)
			msg_warn("there are no beats and no annotations");
		if (done.cut)
			msg_warn("%llu texts are cut to %d bytes", (unsigned long long)done.cut, ANNOT_WRITE_AUX);
		if (done.lost) {
			msg_warn("%llu records have no form in an annotation file", (unsigned long long)done.lost);
			x->status = st_worse(x->status, ST_DAMAGED);
		}
	}
	annot_list_free(&w->list);
	free(w);
}

const struct exporter exporter_wfdb_ann = { .name = "wfdb-ann",
	.title = "beats and annotations for WFDB tools (MIT format)",
	.takes = EXPORT_TAKES_BY,
	.start = start,
	.record = record,
	.finish = finish };
