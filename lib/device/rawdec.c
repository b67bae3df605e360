#include "device/rawdec.h"
#include "core/num.h"
#include "core/status.h"

enum { KEY = 24 /* DIR, blank, ep */ };

/* What is known about a source, whether it sends through one pipe or several. */
struct source {
	const struct device *dev; /* of its `dev` record */
	bool told;                /* that its decoder does not exist */
};

static void
start(struct rawdec *d, struct recw *w)
{
	if (d->started)
		return;
	d->started = true;
	dev_sink_start(&d->sink, w);
	d->sink.only = d->only;
	d->sink.beep = d->beep;
	d->sink.time = d->time;
	map_start(&d->sources, sizeof(struct source), 0);
	map_start(&d->runs, sizeof(struct dev_run), 0);
}

void
rawdec_stop(struct rawdec *d)
{
	if (!d->started)
		return;
	d->started = false;
	dev_sink_stop(&d->sink);
	map_free(&d->sources);
	map_free(&d->runs);
}

/* Which decoder a raw record is for; NULL when there is none. */
static const struct device *
choose(struct rawdec *d, const struct rec *r)
{
	if (d->device != NULL)
		return d->device;
	struct str name = rec_key(r, STR("dev"));
	if (name.p == NULL) {
		const struct source *s = map_find(&d->sources, r->source, STR("-"));
		return s != NULL ? s->dev : NULL;
	}
	const struct device *dev = dev_find(name);
	if (dev == NULL && d->unknown[0] == '\0')
		str_copy(d->unknown, sizeof d->unknown, name);
	return dev;
}

/* The decoder's state for this record, at the record's place of the stream; NULL when memory is out. */
static struct dev_run *
find_run(struct rawdec *d, const struct rec *r, const struct device *dev, uint64_t offset, struct dev_trace *t)
{
	char key[KEY] = { r->u.raw.dir.p[0], ' ' };
	struct str ep = rec_key(r, STR("ep"));
	str_copy(key + 2, sizeof key - 2, ep);
	bool fresh = false;
	struct dev_run *run = map_get(&d->runs, r->source, str_of(key), &fresh);
	if (run == NULL)
		return NULL;
	if (!fresh && run->dev != dev) {
		run_finish(run, RUN_STOPPED);
		fresh = true;
	}
	if (fresh) {
		if (t != NULL)
			run_trace(run, t, dev, key[0]);
		else
			run_start(run, &d->sink, dev, r->source);
		run->at = offset;
	}
	uint64_t expected = run_offset(run);
	if (offset > expected) {
		run_missing(run, offset - expected);
	} else if (offset < expected) {
		run_reopen(run, RUN_STOPPED); /* opened anew without a word */
		run->at = offset;
	}
	return run;
}

/* Hex digits → bytes, in portions. False when there is something else among them; what comes before is pushed. */
static bool
push_hex(struct dev_run *run, const struct rec *r)
{
	uint8_t b[REC_RAW];
	struct str hex = r->u.raw.hex;
	if (str_is(hex, "-"))
		return true;
	/* How much came with a frame tells a queue from a gap; only a long queue is more than one record holds. */
	run_arrive(run, r->time, rec_key(r, STR("more")).p != NULL ? UINT32_MAX : hex.n / 2);
	while (hex.n > 0) {
		struct str part = { hex.p, hex.n < 2 * sizeof b ? hex.n : 2 * sizeof b };
		long n = num_get_hex(part, b, sizeof b);
		if (n < 0)
			return false;
		run_push(run, b, (size_t)n);
		hex.p += part.n;
		hex.n -= part.n;
	}
	return true;
}

static void
unsupported(struct rawdec *d, struct pump *p, const struct rec *r)
{
	struct source *s = map_get(&d->sources, r->source, STR("-"), NULL);
	if (s == NULL || s->told)
		return;
	s->told = true;
	recw_begin(&p->w, "event", r->time, r->source, STR("-"));
	recw_word(&p->w, STR("unsupported"));
	recw_key_text(&p->w, "text", STR("no decoder of this name: raw records pass on"));
	recw_end(&p->w);
}

static void
raw(struct rawdec *d, struct pump *p, const struct rec *r)
{
	const struct device *dev = choose(d, r);
	uint64_t offset = 0;
	if (dev == NULL) {
		unsupported(d, p, r);
		recw_pass(&p->w, r);
		return;
	}
	if (r->u.raw.dir.p[0] != '<')
		return; /* what the host said is for --trace */
	struct dev_run *run = num_get_u64(r->u.raw.offset, &offset) ? find_run(d, r, dev, offset, NULL) : NULL;
	if (run == NULL) {
		recw_pass(&p->w, r);
		return;
	}
	if (!push_hex(run, r)) {
		run->emit.sampled = false;
		run->emit.arrival = r->time;
		emit_err(&run->emit, "framing", run_offset(run), offset + r->u.raw.hex.n / 2 - run_offset(run), NULL, 0);
	}
}

/* Calls of one kind on every decoder of a source. */
enum act { ACT_REOPEN, ACT_PAUSE, ACT_EOF, ACT_STOP };

static void
act_one(struct dev_run *run, enum act act)
{
	switch (act) {
	case ACT_REOPEN:
		run_reopen(run, RUN_STOPPED);
		break;
	case ACT_PAUSE:
		run_drain(run, RUN_STOPPED);
		emit_flush(&run->emit);
		break;
	case ACT_EOF:
	case ACT_STOP:
		run_finish(run, act == ACT_EOF ? RUN_EOF : RUN_STOPPED);
		break;
	}
}

static void
act_all(struct rawdec *d, struct str source, enum act act)
{
	for (struct map_entry *e = map_source(&d->runs, source); e != NULL; e = e->sibling)
		act_one(e->state, act);
}

/* True when the tick passes on as it came: the source has no decoder that would hold it back. */
static bool
tick(struct rawdec *d, const struct rec *r)
{
	struct dev_run *run = NULL;
	for (struct map_entry *e = map_source(&d->runs, r->source); e != NULL; e = e->sibling) {
		struct dev_run *candidate = e->state;
		if (run == NULL || run->emit.now == TM_NONE)
			run = candidate;
	}
	if (run == NULL)
		return true;
	emit_tick(&run->emit, r->time);
	return false;
}

static void
count_errors(struct rawdec *d, struct pump *p)
{
	d->errors += d->sink.errors;
	if (d->sink.errors > 0)
		p->status = st_worse(p->status, ST_DAMAGED);
	d->sink.errors = 0;
}

static void
one(struct rawdec *d, struct pump *p, const struct rec *r)
{
	switch (r->type) {
	case REC_RAW_BYTES:
		raw(d, p, r);
		return;
	case REC_TICK:
		if (!tick(d, r))
			return;
		break;
	case REC_DEV: {
		struct source *s = map_get(&d->sources, r->source, STR("-"), NULL);
		if (s != NULL)
			s->dev = dev_find(r->u.dev.device);
		act_all(d, r->source, ACT_REOPEN);
		break;
	}
	case REC_EVENT:
		if (str_is(r->u.event.code, "disconnect"))
			act_all(d, r->source, ACT_PAUSE);
		break;
	case REC_END:
		act_all(d, r->source, str_is(r->u.end.status, "eof") ? ACT_EOF : ACT_STOP);
		map_drop(&d->runs, r->source);
		dev_sink_drop(&d->sink, r->source);
		map_drop(&d->sources, r->source);
		break;
	default:
		break;
	}
	if (d->only.p == NULL || rec_match(d->only, r->source, r->signal))
		recw_pass(&p->w, r);
}

static void
record(void *arg, struct pump *p, const struct rec *r)
{
	struct rawdec *d = arg;
	start(d, &p->w);
	one(d, p, r);
	count_errors(d, p);
}

static void
finish(void *arg, struct pump *p)
{
	struct rawdec *d = arg;
	if (!d->started)
		return;
	/* Nobody said that these sources were over: a capture that was cut damages no frame. */
	for (struct map_entry *e = d->runs.first; e != NULL; e = e->next)
		act_one(e->state, ACT_STOP);
	count_errors(d, p);
	rawdec_stop(d);
}

const struct pump_tool rawdec_tool = { .record = record, .finish = finish };

/* --trace */

static void
flush_before_wait(void *arg, bool block)
{
	if (block)
		out_flush(arg);
}

static void
trace_raw(struct rawdec *d, struct dev_trace *t, const struct rec *r)
{
	const struct device *dev = choose(d, r);
	uint64_t offset = 0;
	struct dev_run *run = dev != NULL && num_get_u64(r->u.raw.offset, &offset) ? find_run(d, r, dev, offset, t) : NULL;
	if (run == NULL) {
		trace_note(t, r->time, r->line);
		return;
	}
	trace_source(t, r->source, dev);
	if (!push_hex(run, r))
		trace_note(t, r->time, STR("the record's bytes are no hex digits"));
}

int
rawdec_trace(struct recin *in, struct out *out, bool colour, const struct device *device)
{
	struct rawdec d = { .device = device };
	struct dev_trace t;
	struct rec r;
	start(&d, NULL);
	trace_start(&t, out, colour);
	in->before = flush_before_wait;
	in->arg = out;
	while (out->error == 0 && recin_next(in, &r)) {
		if (r.type == REC_RAW_BYTES) {
			trace_raw(&d, &t, &r);
			continue;
		}
		if (r.type == REC_DEV) {
			struct source *s = map_get(&d.sources, r.source, STR("-"), NULL);
			if (s != NULL)
				s->dev = dev_find(r.u.dev.device);
			for (struct map_entry *e = map_source(&d.runs, r.source); e != NULL; e = e->sibling)
				run_reopen(e->state, RUN_STOPPED);
		}
		if (r.type != REC_COMMENT && r.type != REC_TICK)
			trace_note(&t, r.time, r.line);
	}
	for (struct map_entry *e = d.runs.first; e != NULL; e = e->next)
		run_drain(e->state, RUN_EOF);
	trace_settle(&t);
	rawdec_stop(&d);
	return in->status;
}
