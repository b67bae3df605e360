#include "device/bare.h"
#include "core/status.h"

enum { BLOCK = 16 * 1024 };

void
bare_start(struct bare *b, struct recw *w, const struct device *d, struct str source)
{
	bare_start_as(b, w, d, source, NULL);
}

void
bare_start_as(struct bare *b, struct recw *w, const struct device *d, struct str source, const struct dev_options *o)
{
	recw_begin(w, "dev", 0, source, STR("-"));
	recw_word(w, str_of(d->name));
	if (o != NULL)
		dev_options_put(w, o);
	recw_end(w);
	dev_sink_start(&b->sink, w);
	run_start_as(&b->run, &b->sink, d, source, o);
}

void
bare_push(struct bare *b, const uint8_t *p, size_t n)
{
	run_push(&b->run, p, n);
}

long
bare_read(struct bare *b, struct in *in)
{
	uint8_t block[BLOCK];
	for (;;) {
		if (in_would_block(in))
			out_flush(b->sink.w->out);
		ssize_t n = in_read(in, block, sizeof block);
		if (n <= 0)
			return n;
		bare_push(b, block, (size_t)n);
		if (b->sink.w->out->error != 0)
			return 0; /* nobody takes the records: the writer tells why */
	}
}

uint64_t
bare_end(struct bare *b)
{
	run_finish(&b->run, RUN_EOF);
	dev_sink_stop(&b->sink);
	return b->sink.errors;
}

long
bare_run(struct pump *p, const struct rawdec *how, const char *name, struct in *in, const uint8_t *bytes, size_t n)
{
	char source[REC_SOURCE + 1];
	struct bare b;
	long rc = 0;
	rec_source(source, str_of(name));
	pump_begin(p, source, 0, "rel");
	struct dev_options o = dev_options_for(how->device, &how->options, NULL);
	bare_start_as(&b, &p->w, how->device, str_of(source), &o);
	b.sink.only = how->only;
	b.sink.beep = how->beep;
	bare_push(&b, bytes, n);
	if (in != NULL)
		rc = bare_read(&b, in);
	if (bare_end(&b) + b.sink.refused != 0)
		p->status = st_worse(p->status, ST_DAMAGED);
	if (b.sink.incomplete != 0)
		p->status = st_worse(p->status, ST_DEVICE);
	pump_end(p, source, rc < 0);
	return rc;
}

/* All is decoded as ever, so that the outcome is the same; the records go nowhere. */
long
bare_trace(struct in *in, const uint8_t *bytes, size_t n, struct dev_trace *t, const struct device *d, int *status)
{
	const struct rawdec how = { .device = d };
	return bare_trace_as(in, bytes, n, t, &how, status);
}

long
bare_trace_as(struct in *in, const uint8_t *bytes, size_t n, struct dev_trace *t, const struct rawdec *how, int *status)
{
	struct bare b;
	struct recw w;
	struct out nowhere;
	uint8_t block[BLOCK];
	ssize_t got = 0;
	out_nowhere(&nowhere);
	recw_start(&w, &nowhere);
	struct dev_options o = dev_options_for(how->device, &how->options, NULL);
	bare_start_as(&b, &w, how->device, str_of(how->device->name), &o);
	run_trace(&b.run, t, '<');
	bare_push(&b, bytes, n);
	while (in != NULL && t->out->error == 0) {
		if (in_would_block(in))
			out_flush(t->out);
		got = in_read(in, block, sizeof block);
		if (got <= 0)
			break;
		bare_push(&b, block, (size_t)got);
	}
	if (bare_end(&b) + b.sink.refused != 0)
		*status = st_worse(*status, ST_DAMAGED);
	out_close(&nowhere);
	return got < 0 ? got : 0;
}
