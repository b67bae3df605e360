#include "device/run.h"

static const char truncated[] = "truncated", framing[] = "framing", checksum[] = "checksum";

void
run_start(struct dev_run *r, struct dev_sink *sink, const struct device *d, struct str source)
{
	run_start_as(r, sink, d, source, NULL);
}

static void
setup(struct dev_run *r)
{
	if (r->dev->setup != NULL)
		r->dev->setup(r->state, &r->emit, &r->options);
}

void
run_start_as(struct dev_run *r, struct dev_sink *sink, const struct device *d, struct str source, const struct dev_options *o)
{
	*r = (struct dev_run){ .dev = o != NULL ? dev_as(d, o) : d, .dir = '<', .arrival = TM_NONE };
	if (o != NULL)
		r->options = *o;
	emit_start(&r->emit, sink, r->dev, source);
	if (r->options.fs.num > 0)
		emit_rate(&r->emit, r->options.fs);
	setup(r);
}

void
run_said(struct dev_run *r, int64_t time, const uint8_t *b, size_t n)
{
	if (r->dev->said == NULL)
		return;
	r->emit.sampled = false;
	r->emit.arrival = time;
	r->dev->said(r->state, &r->emit, b, n);
}

void
run_trace(struct dev_run *r, struct dev_trace *t, char dir)
{
	r->trace = t;
	r->dir = dir;
}

/* The bad stretch becomes one record, or what was only joined in the middle is counted. */
static void
settle_bad(struct dev_run *r, const char *code, bool damage)
{
	if (r->bad_n == 0)
		return;
	struct emit_stat *s = &r->emit.stat;
	if (damage) {
		emit_err(&r->emit, code, r->bad_at, r->bad_n, r->bad_hex, r->bad_n < RUN_HEX ? (size_t)r->bad_n : RUN_HEX);
		s->bad++;
	} else {
		/* Of a line that was joined these were counted as discarded, some perhaps in a `stat` already written. */
		uint64_t again = r->joined ? r->bad_n : 0;
		s->skipped += r->bad_n;
		s->resync -= again < s->resync ? again : s->resync;
	}
	r->bad_n = 0;
}

static void
good(struct dev_run *r, const uint8_t *b, size_t n, uint64_t offset)
{
	if (r->trace != NULL) {
		trace_settle(r->trace);
		trace_frame(r->trace, r->dev, r->dir, offset, r->arrival, b, n);
	}
	struct dev_emit *e = &r->emit;
	e->sampled = false;
	settle_bad(r, r->bad_code == truncated ? framing : r->bad_code, r->joined);
	r->joined = true;
	e->frame = b;
	e->length = n;
	e->offset = offset;
	e->stat.frames++;
	r->dev->parse(r->state, e, b, n);
	emit_settle(e);
	e->frame = NULL;
	e->length = 0;
}

/* answer: of frame() at b, which is no length. */
static void
bad(struct dev_run *r, const uint8_t *b, size_t n, uint64_t offset, int answer)
{
	const char *code = answer == DEV_MORE ? truncated : answer == DEV_SUM ? checksum : framing;
	if (r->trace != NULL) {
		const char *why = r->dev->why != NULL ? r->dev->why(b, n) : code;
		trace_bad(r->trace, r->dir, offset, r->arrival, b[0], why);
	}
	if (r->bad_n == 0) {
		r->bad_at = offset;
		r->bad_code = code;
	}
	if (r->bad_n < RUN_HEX)
		r->bad_hex[r->bad_n] = b[0];
	r->bad_n++;
	if (r->joined) {
		r->emit.stat.resync++;
		r->emit.hole++;
	}
}

/* Frames what is in buf. last: nothing will follow it. */
static void
scan(struct dev_run *r, bool last)
{
	size_t i = 0;
	while (i < r->n) {
		const uint8_t *b = r->buf + i;
		size_t left = r->n - i;
		int length = r->dev->frame(b, left);
		if (length == DEV_MORE && !last && left < DEV_FRAME)
			break;
		if (length == DEV_MORE && last && r->dev->rest != NULL && (length = r->dev->rest(b, left)) < 0)
			length = DEV_MORE; /* unfinished, and no frame */
		if (length > 0 && (size_t)length <= left) {
			r->emit.stat.bytes += (size_t)length; /* here, not as they come: `stat` must not tell how reads cut them */
			good(r, b, (size_t)length, r->at + i);
			i += (size_t)length;
		} else {
			r->emit.stat.bytes++;
			bad(r, b, left, r->at + i, length);
			i++;
		}
	}
	r->at += i;
	r->n -= i;
	memmove(r->buf, r->buf + i, r->n);
}

void
run_arrive(struct dev_run *r, int64_t arrival, uint64_t batch)
{
	r->arrival = arrival;
	r->emit.arrival = arrival;
	r->emit.batch = batch;
}

void
run_push(struct dev_run *r, const uint8_t *b, size_t n)
{
	while (n > 0) {
		size_t room = sizeof r->buf - r->n, take = n < room ? n : room;
		memcpy(r->buf + r->n, b, take);
		r->n += take;
		b += take;
		n -= take;
		scan(r, false);
	}
}

uint64_t
run_offset(const struct dev_run *r)
{
	return r->at + r->n;
}

void
run_missing(struct dev_run *r, uint64_t bytes)
{
	scan(r, true);
	if (r->trace != NULL) {
		trace_settle(r->trace);
		trace_note(r->trace, r->arrival, STR("bytes are missing here: the offset jumps"));
	}
	r->emit.sampled = false;
	settle_bad(r, r->bad_code, r->joined);
	if (r->joined)
		r->emit.hole += bytes;
	r->at += bytes;
}

void
run_drain(struct dev_run *r, enum run_end end)
{
	scan(r, true);
	if (r->trace != NULL)
		trace_settle(r->trace);
	r->emit.sampled = false;
	/* Who stops reading in mid-frame damages nothing. A line without one good frame was not this device's. */
	bool damage = end == RUN_EOF || (r->joined ? r->bad_code != truncated : r->bad_n >= DEV_FRAME);
	settle_bad(r, r->bad_code, damage);
	if (r->dev->finish != NULL)
		r->dev->finish(r->state, &r->emit);
}

void
run_reopen(struct dev_run *r, enum run_end end)
{
	run_drain(r, end);
	r->at = 0;
	r->joined = false;
	memset(r->state, 0, sizeof r->state);
	emit_reopen(&r->emit);
	setup(r);
}

void
run_finish(struct dev_run *r, enum run_end end)
{
	run_drain(r, end);
	emit_finish(&r->emit);
}
