#include "device/emit.h"

enum {
	PROMPT = 3,     /* periods: a gap shorter than this is no silence */
	QUEUE = 500000, /* µs that bytes can have been under way less than those before */
	HOLE = 1 << 30  /* bytes of a hole that are counted */
};

/* What a state is called when it begins and ends; a state without a word for its end says edge=end. */
static const struct {
	const char *on, *off;
	unsigned flag;
} states[EMIT_STATES] = {
	[EMIT_FINGER_OFF] = { "finger-off", "finger-on", FLAG_OFF },
	[EMIT_LEAD_OFF] = { "lead-off", "lead-on", FLAG_OFF },
	[EMIT_SEARCHING] = { "searching", NULL, 0 },
	[EMIT_LOW_PERFUSION] = { "low-perfusion", NULL, 0 },
	[EMIT_LOW_BATTERY] = { "low-battery", NULL, FLAG_LOWBATT },
};

void
dev_sink_start(struct dev_sink *s, struct recw *w)
{
	*s = (struct dev_sink){ .w = w, .zone = TM_NONE };
	map_start(&s->waves, sizeof(struct wavew), 0);
}

void
dev_sink_stop(struct dev_sink *s)
{
	map_free(&s->waves);
}

void
emit_start(struct dev_emit *e, struct dev_sink *sink, const struct device *d, struct str source)
{
	*e = (struct dev_emit){ .dev = d,
		.sink = sink,
		.arrival = TM_NONE,
		.now = TM_NONE,
		.index = -1,
		.seen = TM_NONE,
		.counted = -1,
		.beat = -1,
		.quiet = true,
		.stat = { .next = TM_NONE } };
	str_copy(e->source, sizeof e->source, source);
	for (int i = 0; i < EMIT_KINDS; i++)
		e->newest[i] = INT64_MIN;
	fit_start(&e->fit, sink->time, d->rate, smp_block(d->rate, true));
}

/* TIME of a record that is about the source: of the sample, or, where a frame has none, of its arrival. Never back within a kind.
 */
int64_t
emit_stamp(struct dev_emit *e, enum emit_kind kind)
{
	int64_t t = e->now == TM_NONE ? 0 : e->now;
	if (!e->sampled && e->arrival != TM_NONE && (e->now == TM_NONE || e->arrival > t))
		t = e->arrival;
	if (t < e->newest[kind])
		t = e->newest[kind];
	if (t < e->fit.floor) /* the last sample can lie before the tick that a pause let through */
		t = e->fit.floor;
	e->newest[kind] = t;
	if (e->stat.next == TM_NONE)
		e->stat.next = t + EMIT_STAT * TM_S;
	return t;
}

static struct str
source(const struct dev_emit *e)
{
	return str_of(e->source);
}

static struct recw *
begin(struct dev_emit *e, const char *type, enum emit_kind kind)
{
	recw_begin(e->sink->w, type, emit_stamp(e, kind), source(e), STR("-"));
	return e->sink->w;
}

void
emit_event(struct dev_emit *e, const char *code, struct str text)
{
	struct recw *w = begin(e, "event", EMIT_EVENT);
	recw_word(w, str_of(code));
	if (text.n > 0)
		recw_key_text(w, "text", text);
	recw_end(w);
}

void
emit_info(struct dev_emit *e, const char *key, struct str text)
{
	struct recw *w = begin(e, "info", EMIT_INFO);
	recw_word(w, str_of(key));
	recw_text(w, text);
	recw_end(w);
}

void
emit_err(struct dev_emit *e, const char *code, uint64_t offset, uint64_t length, const uint8_t *b, size_t n)
{
	recw_err(e->sink->w, emit_stamp(e, EMIT_ERR), source(e), code, offset, length, b, n, NULL, NULL, 0);
	e->sink->errors++;
}

void
emit_state(struct dev_emit *e, enum emit_state state, bool on)
{
	unsigned bit = 1u << state;
	bool was = e->states & bit;
	e->states = on ? e->states | bit : e->states & ~bit;
	if (on == was)
		return;
	bool worded = on || states[state].off != NULL;
	struct recw *w = begin(e, "event", EMIT_EVENT);
	recw_word(w, str_of(on || !worded ? states[state].on : states[state].off));
	if (!worded)
		recw_key_word(w, "edge", STR("end"));
	recw_end(w);
}

static unsigned
state_flags(const struct dev_emit *e)
{
	unsigned flags = 0;
	for (int i = 0; i < EMIT_STATES; i++)
		if (e->states & 1u << i)
			flags |= states[i].flag;
	return flags;
}

void
emit_bits(struct dev_emit *e, uint32_t bits)
{
	e->bits = bits;
}

void
emit_lost(struct dev_emit *e, int64_t lost)
{
	e->counted = lost;
}

static int64_t
at_least(int64_t v, int64_t least)
{
	return v < least ? least : v;
}

/* Sample periods that passed in a silence, from when this frame came. The frames that came with it in one read were held up behind
 * it, not lost: a reader that was stopped for a while finds a queue, not a gap. */
static int64_t
silent_periods(const struct dev_emit *e)
{
	if (e->arrival == TM_NONE || e->seen == TM_NONE)
		return 0;
	int64_t period = at_least(rate_us(e->dev->rate, 1), 1), expect = fit_expect(&e->fit),
		shortest = at_least(EMIT_SILENCE * TM_S, PROMPT * period);
	if (!e->reopened && e->arrival - e->seen < shortest)
		return 0;
	int64_t held = e->dev->length > 0 && e->batch > e->dev->length ? (int64_t)(e->batch / e->dev->length - 1) : 0;
	int64_t behind = e->arrival - expect - rate_us(e->dev->rate, held);
	if (!e->reopened && behind < shortest / 2)
		return 0;
	return at_least(rate_samples(e->dev->rate, behind), e->reopened ? 1 : 0);
}

/* Sample periods missing before this frame; *estimated tells whether the device's own counter did not say so. */
static int64_t
missing(const struct dev_emit *e, bool *estimated)
{
	*estimated = true;
	int64_t lost = silent_periods(e);
	if (e->counted >= 0 && lost == 0) {
		*estimated = false;
		return e->counted;
	}
	if (e->hole == 0)
		return lost;
	uint64_t length = e->dev->length > 0 ? e->dev->length : 1;
	int64_t by_bytes = (int64_t)(e->hole < HOLE ? (e->hole + length / 2) / length : HOLE / length);
	/* Bytes can be noise that was never a frame: no sample is later than its arrival, but for the queue before it. */
	if (e->arrival != TM_NONE && fit_expect(&e->fit) != TM_NONE) {
		int64_t by_time = rate_samples(e->dev->rate, e->arrival - fit_expect(&e->fit) + QUEUE);
		by_bytes = by_bytes > by_time ? by_time : by_bytes;
	}
	return at_least(lost, at_least(by_bytes, 1));
}

/* The channel's next index after `lost` periods of the device. */
static void
skip_wave(struct dev_emit *e, unsigned i, int64_t lost)
{
	struct rate device = e->dev->rate, own = e->dev->waves[i].rate;
	struct wavew *v = e->wave[i];
	if (device.num != own.num || device.den != own.den)
		lost = at_least(rate_samples(own, rate_us(device, lost)), 1);
	wavew_seek(v, e->sink->w, v->index + lost, e->now);
}

void
emit_sample(struct dev_emit *e)
{
	bool estimated = false;
	int64_t lost = e->index >= 0 ? missing(e, &estimated) : 0;
	e->hole = 0;
	e->counted = -1;
	e->reopened = false;
	fit_skip(&e->fit, lost);
	e->now = fit_next(&e->fit, e->arrival);
	e->index += lost + 1;
	e->sampled = true;
	e->quiet = false;
	emit_count_sample(e);
	if (lost == 0)
		return;
	for (unsigned i = 0; i < DEV_WAVES; i++)
		if (e->wave[i] != NULL)
			skip_wave(e, i, lost);
	e->beat = -1;
	e->stat.lost += (uint64_t)lost;
	struct recw *w = begin(e, "event", EMIT_EVENT);
	recw_word(w, STR("gap"));
	recw_key_int(w, "lost", lost);
	if (estimated)
		recw_key_word(w, "est", STR("1"));
	recw_end(w);
}

static bool
is_wanted(const struct dev_emit *e, const char *signal)
{
	return e->sink->only.p == NULL || rec_match(e->sink->only, source(e), str_of(signal));
}

/* The channel's block, made at its first sample. */
static struct wavew *
channel(struct dev_emit *e, unsigned i)
{
	const struct dev_wave *d = &e->dev->waves[i];
	unsigned bit = 1u << i;
	if (e->wave[i] != NULL || (e->known & bit))
		return e->wave[i];
	e->known |= bit;
	if (!is_wanted(e, d->signal))
		return NULL;
	struct wavew *v = map_get(&e->sink->waves, source(e), str_of(d->signal), NULL);
	/* A source can have two pipes, each with its decoder; one signal comes from one of them. */
	if (v == NULL || v->block != 0) {
		emit_event(e, "unsupported",
			v == NULL ? STR("too many channels: one is not written")
				  : STR("a second pipe gives the same signal: it is not written"));
		return NULL;
	}
	wavew_start(v, source(e), str_of(d->signal), d->unit, d->rate, d->gain, d->base, true);
	wavew_seek(v, e->sink->w, rate_samples(d->rate, rate_us(e->dev->rate, e->index)), e->now);
	e->wave[i] = v;
	return v;
}

void
emit_wave(struct dev_emit *e, unsigned wave, int32_t count)
{
	struct wavew *v = channel(e, wave);
	if (v == NULL)
		return;
	if (v->n == 0) {
		wavew_anchor(v, v->index, e->now);
		v->flags = 0;
	}
	v->flags |= state_flags(e) & FLAG_OFF;
	wavew_add(v, e->sink->w, count);
}

/* The second by the device's sample index that this frame is in; −1 before the first sample. */
static int64_t
second(const struct dev_emit *e)
{
	return e->index < 0 ? -1 : e->index * e->dev->rate.den / e->dev->rate.num;
}

static bool
number(struct dev_emit *e, unsigned i, struct emit_num is)
{
	struct emit_num *n = &e->num[i];
	if (!n->asked) {
		n->asked = true;
		n->wanted = is_wanted(e, e->dev->nums[i].signal);
	}
	is.asked = true;
	is.wanted = n->wanted;
	is.have = true;
	is.flags |= state_flags(e);
	is.bits = e->bits;
	is.second = second(e);
	bool same = n->have && n->none == is.none && n->range == is.range && n->mantissa == is.mantissa &&
		    n->decimals == is.decimals && n->flags == is.flags && n->bits == is.bits && n->second == is.second;
	*n = is;
	if (same || !is.wanted)
		return false;
	struct recw *w = e->sink->w;
	recw_begin(w, "num", emit_stamp(e, EMIT_NUM), source(e), str_of(e->dev->nums[i].signal));
	if (is.none)
		recw_word(w, STR("-"));
	else
		recw_dec(w, is.mantissa, is.decimals);
	recw_word(w, str_of(e->dev->nums[i].unit));
	recw_key_flags(w, is.flags);
	if (is.bits != 0) {
		uint8_t b[] = { (uint8_t)(is.bits >> 24), (uint8_t)(is.bits >> 16), (uint8_t)(is.bits >> 8), (uint8_t)is.bits };
		size_t from = is.bits >> 16 ? 0 : 2;
		recw_key_hex(w, "bits", b + from, sizeof b - from);
	}
	recw_end(w);
	return true;
}

void
emit_num(struct dev_emit *e, unsigned num, int64_t mantissa, int decimals, unsigned flags)
{
	number(e, num, (struct emit_num){ .mantissa = mantissa, .decimals = decimals, .flags = flags });
}

void
emit_none(struct dev_emit *e, unsigned num, unsigned flags)
{
	number(e, num, (struct emit_num){ .none = true, .flags = flags });
}

void
emit_range(struct dev_emit *e, unsigned num, int64_t got, const char *want)
{
	/* The `err` as often as a number would be written; all are counted. */
	e->stat.range++;
	if (!number(e, num, (struct emit_num){ .none = true, .range = true, .mantissa = got }))
		return;
	char text[24];
	*num_put_i64(text, got) = '\0';
	recw_err(e->sink->w, emit_stamp(e, EMIT_ERR), source(e), "range", e->offset, e->length, e->frame,
		e->length < EMIT_HEX ? e->length : EMIT_HEX, want, text, 0);
	e->sink->errors++;
}

void
emit_beat(struct dev_emit *e, bool mark)
{
	bool rises = mark && !e->marked;
	e->marked = mark;
	if (!rises)
		return;
	int64_t before = e->beat;
	e->beat = e->index;
	if (!e->sink->beep || !is_wanted(e, e->dev->beat))
		return;
	struct recw *w = e->sink->w;
	char fs[48];
	recw_begin(w, "beat", e->now, source(e), str_of(e->dev->beat));
	recw_word(w, STR("?"));
	if (before >= 0)
		recw_key_dec(w, "rr", rate_us(e->dev->rate, e->index - before), 6);
	recw_key_word(w, "by", STR("beep"));
	recw_key_int(w, "index", e->index);
	recw_key_word(w, "fs", (struct str){ fs, (size_t)(rate_put(fs, e->dev->rate) - fs) });
	recw_end(w);
}
