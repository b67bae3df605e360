/* --trace of a stream of records: all is decoded as ever, and the records go nowhere. */
#include "core/status.h"
#include "device/rawdec.h"

static void
flush_before_wait(void *arg, bool block)
{
	if (block)
		out_flush(arg);
}

int
rawdec_trace(struct rawdec *d, struct recin *in, struct dev_trace *t)
{
	struct pump p = { .status = ST_OK }; /* only what rawdec_tool uses of it: a writer and a status */
	struct out nowhere;
	struct rec r;
	out_nowhere(&nowhere);
	recw_start(&p.w, &nowhere);
	d->trace = t;
	in->before = flush_before_wait;
	in->arg = t->out;
	while (t->out->error == 0 && recin_next(in, &r)) {
		rawdec_tool.record(d, &p, &r);
		out_settle(&nowhere); /* what passed on lies in the reader's block */
	}
	rawdec_tool.finish(d, &p);
	trace_settle(t);
	out_close(&nowhere);
	return st_worse(in->status, p.status);
}
