#include "device/rawdec.h"
#include "core/num.h"
#include "core/status.h"
#include "device/guess.h"

enum {
	KEY = 24,          /* DIR, blank, ep */
	HOLD = 1024 * 1024 /* bytes of lines that wait for a guess */
};

/* What is known about a source, whether it sends through one pipe or several. */
struct source {
	const struct device *dev;   /* of its `dev` record */
	struct dev_options options; /* likewise */
	bool told;                  /* that its decoder does not exist */
	bool guessed;               /* its bytes were looked at, whatever came of it */
};

/* -d auto: the records of a source that nobody named, from its first bytes on until they tell what it is. */
struct hold {
	size_t heard, looked; /* bytes of the device */
	uint8_t bytes[GUESS_BYTES];
	size_t n;
	char lines[HOLD];
};

static void
start(struct rawdec *d, struct recw *w)
{
	if (d->started)
		return;
	d->started = true;
	dev_sink_start(&d->sink, w);
	dev_sink_start(&d->host, w);
	d->sink.only = d->only;
	d->sink.beep = d->beep;
	d->sink.time = d->time;
	d->sink.zone = d->zoned ? d->zone : TM_NONE;
	map_start(&d->sources, sizeof(struct source), 0);
	map_start(&d->runs, sizeof(struct dev_run), 0);
	map_start(&d->holds, sizeof(struct hold), 0);
}

void
rawdec_stop(struct rawdec *d)
{
	if (!d->started)
		return;
	d->started = false;
	dev_sink_stop(&d->sink);
	dev_sink_stop(&d->host);
	map_free(&d->sources);
	map_free(&d->runs);
	map_free(&d->holds);
}

/* Which decoder a raw record is for; NULL when there is none. */
static const struct device *
choose(struct rawdec *d, const struct rec *r)
{
	if (d->device != NULL)
		return d->device;
	struct str name = rec_key(r, STR("dev"));
	const struct device *dev = name.p != NULL ? dev_find(name) : NULL;
	if (name.p == NULL || (dev == NULL && d->pick)) {
		const struct source *s = map_find(&d->sources, r->source, STR("-"));
		return s != NULL ? s->dev : NULL;
	}
	if (dev == NULL && d->unknown[0] == '\0')
		str_copy(d->unknown, sizeof d->unknown, name);
	return dev;
}

/* Options of the source: each from the command line, else of its `dev` record. */
static struct dev_options
options(struct rawdec *d, const struct rec *r, const struct device *dev)
{
	const struct source *s = map_find(&d->sources, r->source, STR("-"));
	return dev_options_for(dev, &d->options, s != NULL ? &s->options : NULL);
}

/* The decoder's state for this record, at the record's place of the stream; NULL when memory is out. */
static struct dev_run *
find_run(struct rawdec *d, const struct rec *r, const struct device *dev, uint64_t offset)
{
	char key[KEY] = { r->u.raw.dir.p[0], ' ' };
	struct str ep = rec_key(r, STR("ep"));
	str_copy(key + 2, sizeof key - 2, ep);
	bool fresh = false;
	struct dev_run *run = map_get(&d->runs, r->source, str_of(key), &fresh);
	if (run == NULL)
		return NULL;
	struct dev_options o = options(d, r, dev);
	dev = dev_as(dev, &o);
	if (!fresh && run->dev != dev) {
		run_finish(run, RUN_STOPPED);
		fresh = true;
	}
	if (fresh) {
		run_start_as(run, key[0] == '<' ? &d->sink : &d->host, dev, r->source, &o);
		if (d->trace != NULL)
			run_trace(run, d->trace, key[0]);
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
	recw_key_text(&p->w, "text",
		d->pick ? STR("no device is sure: raw records pass on") : STR("no decoder of this name: raw records pass on"));
	recw_end(&p->w);
}

/* What the host said is for --trace, and for the decoders to which it matters. */
static void
said(struct rawdec *d, const struct rec *r, const struct device *dev)
{
	uint8_t b[REC_RAW];
	char key[KEY] = "< ";
	str_copy(key + 2, sizeof key - 2, rec_key(r, STR("ep")));
	bool fresh = false;
	long n = dev->said == NULL || str_is(r->u.raw.hex, "-") ? 0 : num_get_hex(r->u.raw.hex, b, sizeof b);
	struct dev_run *run = n > 0 ? map_get(&d->runs, r->source, str_of(key), &fresh) : NULL;
	struct dev_options o = options(d, r, dev);
	if (run == NULL)
		return;
	if (fresh)
		run_start_as(run, &d->sink, dev, r->source, &o);
	run_said(run, r->time, b, (size_t)n);
}

static void
raw(struct rawdec *d, struct pump *p, const struct rec *r)
{
	const struct device *dev = choose(d, r);
	uint64_t offset = 0;
	if (dev == NULL) {
		unsupported(d, p, r);
		rawdec_pass(p, r);
		return;
	}
	if (d->trace != NULL)
		trace_source(d->trace, r->source, dev);
	if (r->u.raw.dir.p[0] != '<')
		said(d, r, dev);
	if (d->trace == NULL && r->u.raw.dir.p[0] != '<')
		return;
	struct dev_run *run = num_get_u64(r->u.raw.offset, &offset) ? find_run(d, r, dev, offset) : NULL;
	if (run == NULL) {
		rawdec_pass(p, r);
		return;
	}
	if (!push_hex(run, r)) {
		if (d->trace != NULL)
			trace_note(d->trace, r->time, STR("the record's bytes are no hex digits"));
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
one(struct rawdec *d, struct pump *p, const struct rec *r)
{
	if (d->trace != NULL && (r->type == REC_RAW_BYTES ? choose(d, r) == NULL : r->type != REC_COMMENT && r->type != REC_TICK))
		trace_note(d->trace, r->time, r->line);
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
		if (s != NULL) {
			s->dev = dev_find(r->u.dev.device);
			s->options = dev_options_read(r);
		}
		if (s != NULL && s->dev == NULL)
			s->guessed = false;
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
		dev_sink_drop(&d->host, r->source);
		map_drop(&d->sources, r->source);
		break;
	default:
		break;
	}
	if (d->only.p == NULL || rec_match(d->only, r->source, r->signal))
		rawdec_pass(p, r);
}

/* The source is what `dev` says (NULL: nobody knows), and what was held goes its way. */
static void
release(struct rawdec *d, struct pump *p, struct source *s, struct hold *h, const struct device *dev, struct str source)
{
	struct str rest = { h->lines, h->n };
	s->guessed = true;
	s->dev = dev;
	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		struct str line = { rest.p, (size_t)(lf - rest.p) };
		struct rec r;
		if (rec_parse(&r, line) == NULL) {
			r.time -= p->shift;
			one(d, p, &r);
		}
		rest.p += line.n + 1;
		rest.n -= line.n + 1;
	}
	out_settle(p->w.out);      /* what passed on lies in the hold */
	char name[REC_SOURCE + 1]; /* `source` may be the map's own */
	str_copy(name, sizeof name, source);
	map_drop(&d->holds, str_of(name));
}

static const struct device *
look(struct hold *h, size_t n)
{
	struct guess g;
	guess_run(&g, h->bytes, n);
	h->looked = n;
	return g.chosen;
}

/* Takes the record's bytes; what they tell when enough are there. */
static const struct device *
hear(struct hold *h, const struct rec *r)
{
	uint8_t b[REC_RAW];
	struct str hex = r->u.raw.hex;
	hex.n = hex.n < 2 * sizeof b ? hex.n : 2 * sizeof b;
	long got = str_is(hex, "-") ? 0 : num_get_hex(hex, b, sizeof b);
	const struct device *dev = NULL;
	for (size_t at = 0, n = got > 0 ? (size_t)got : 0; at < n && dev == NULL && h->looked < GUESS_BYTES;) {
		size_t room = guess_next(h->looked) - h->heard, part = n - at < room ? n - at : room;
		memcpy(h->bytes + h->heard, b + at, part);
		h->heard += part;
		at += part;
		if (part == room)
			dev = look(h, h->heard);
	}
	return dev;
}

/* True: the record waits until it is known what its source is. */
static bool
held(struct rawdec *d, struct pump *p, const struct rec *r)
{
	struct hold *h = map_find(&d->holds, r->source, STR("-"));
	bool heard = r->type == REC_RAW_BYTES && str_is(r->u.raw.dir, "<");
	struct source *s = h != NULL || heard ? map_get(&d->sources, r->source, STR("-"), NULL) : NULL;
	if (s == NULL || s->guessed || (h == NULL && choose(d, r) != NULL))
		return false;
	if (h != NULL && (r->type == REC_END || r->type == REC_DEV || h->n + r->line.n + 1 > sizeof h->lines)) {
		release(d, p, s, h, look(h, h->heard), r->source);
		return false;
	}
	if (h == NULL && (h = map_get(&d->holds, r->source, STR("-"), NULL)) == NULL)
		return false;
	memcpy(h->lines + h->n, r->line.p, r->line.n);
	h->n += r->line.n;
	h->lines[h->n++] = '\n';
	const struct device *dev = heard ? hear(h, r) : NULL;
	if (dev != NULL || h->looked == GUESS_BYTES)
		release(d, p, s, h, dev, r->source);
	return true;
}

static void
record(void *arg, struct pump *p, const struct rec *r)
{
	struct rawdec *d = arg;
	struct rec mine = *r;
	mine.time -= p->shift;
	start(d, &p->w);
	d->sink.rel = p->shift != 0;
	if (!d->pick || !held(d, p, &mine))
		one(d, p, &mine);
	rawdec_count(d, p);
}

static void
finish(void *arg, struct pump *p)
{
	struct rawdec *d = arg;
	if (!d->started)
		return;
	while (d->holds.first != NULL) {
		struct map_entry *e = d->holds.first;
		struct source *s = map_get(&d->sources, e->source, STR("-"), NULL);
		struct hold *h = e->state;
		if (s != NULL)
			release(d, p, s, h, look(h, h->heard), e->source);
		else
			map_drop(&d->holds, e->source);
	}
	/* Nobody said that these sources were over: a capture that was cut damages no frame. */
	for (struct map_entry *e = d->runs.first; e != NULL; e = e->next)
		act_one(e->state, ACT_STOP);
	rawdec_count(d, p);
	rawdec_stop(d);
}

const struct pump_tool rawdec_tool = { .record = record, .head = rawdec_head, .finish = finish };
