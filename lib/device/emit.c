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
	emit_rate(e, d->rate);
}

void
emit_rate(struct dev_emit *e, struct rate rate)
{
	e->rate = rate;
	fit_start(&e->fit, e->sink->time, rate, smp_block(rate, true));
}

void
emit_become(struct dev_emit *e, const struct device *d)
{
	bool own = e->rate.num == e->dev->rate.num && e->rate.den == e->dev->rate.den;
	e->dev = d;
	if (own && e->index < 0)
		emit_rate(e, d->rate);
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

/* Electrodes and finger can be two things: then each concerns its own signals. */
static unsigned
flags_of(const struct dev_emit *e, uint32_t of_leads, uint32_t bit)
{
	const struct device *d = e->dev;
	bool apart = d->lead_waves != 0 || d->lead_nums != 0;
	unsigned flags = 0;
	for (int i = 0; i < EMIT_STATES; i++) {
		bool concerns =
			!apart || (i == EMIT_LEAD_OFF ? (of_leads & bit) != 0 : i != EMIT_FINGER_OFF || (of_leads & bit) == 0);
		if ((e->states & 1u << i) && concerns)
			flags |= states[i].flag;
	}
	return flags;
}

unsigned
emit_wave_flags(const struct dev_emit *e, unsigned wave)
{
	return flags_of(e, e->dev->lead_waves, 1u << wave);
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
	e->wraps = 0;
}

void
emit_lost_of(struct dev_emit *e, int64_t lost, int64_t wraps)
{
	e->counted = lost;
	e->wraps = wraps;
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
	int64_t period = at_least(rate_us(e->rate, 1), 1), expect = fit_expect(&e->fit),
		shortest = at_least(EMIT_SILENCE * TM_S, PROMPT * period);
	if (!e->reopened && e->arrival - e->seen < shortest)
		return 0;
	int64_t held = e->dev->length > 0 && e->batch > e->dev->length ? (int64_t)(e->batch / e->dev->length - 1) : 0;
	int64_t behind = e->arrival - expect - rate_us(e->rate, held);
	if (!e->reopened && behind < shortest / 2)
		return 0;
	return at_least(rate_samples(e->rate, behind), e->reopened ? 1 : 0);
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
	/* What a small counter says is what is missing, or whole turns of it more: the time tells how many turns. */
	if (e->counted >= 0 && e->wraps > 0 && lost > 0)
		return e->counted + at_least((lost - e->counted + e->wraps / 2) / e->wraps, 0) * e->wraps;
	if (e->hole == 0)
		return lost;
	uint64_t length = e->dev->length > 0 ? e->dev->length : 1;
	int64_t by_bytes = (int64_t)(e->hole < HOLE ? (e->hole + length / 2) / length : HOLE / length);
	/* Bytes can be noise that was never a frame: no sample is later than its arrival, but for the queue before it. */
	if (e->arrival != TM_NONE && fit_expect(&e->fit) != TM_NONE) {
		int64_t by_time = rate_samples(e->rate, e->arrival - fit_expect(&e->fit) + QUEUE);
		by_bytes = by_bytes > by_time ? by_time : by_bytes;
	}
	return at_least(lost, at_least(by_bytes, 1));
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
	emit_skip_waves(e, lost);
	e->beat = -1;
	e->stat.lost += (uint64_t)lost;
	struct recw *w = begin(e, "event", EMIT_EVENT);
	recw_word(w, STR("gap"));
	recw_key_int(w, "lost", lost);
	if (estimated)
		recw_key_word(w, "est", STR("1"));
	recw_end(w);
}

/* The second by the device's sample index that this frame is in; −1 before the first sample. */
static int64_t
second(const struct dev_emit *e)
{
	return e->index < 0 ? -1 : e->index * e->rate.den / e->rate.num;
}

static struct str
num_signal(const struct dev_emit *e, unsigned i)
{
	return str_of(e->num_name[i].signal[0] != '\0' ? e->num_name[i].signal : e->dev->nums[i].signal);
}

static bool
number(struct dev_emit *e, unsigned i, struct emit_num is)
{
	struct emit_num *n = &e->num[i];
	if (!n->asked) {
		n->asked = true;
		n->wanted = emit_wanted(e, num_signal(e, i));
	}
	is.asked = true;
	is.wanted = n->wanted;
	is.have = true;
	is.flags |= flags_of(e, e->dev->lead_nums, 1u << i);
	is.bits = e->bits;
	is.second = second(e);
	bool same = n->have && n->none == is.none && n->range == is.range && n->mantissa == is.mantissa &&
		    n->decimals == is.decimals && n->flags == is.flags && n->bits == is.bits && n->second == is.second;
	*n = is;
	if (same || !is.wanted)
		return false;
	struct recw *w = e->sink->w;
	recw_begin(w, "num", emit_stamp(e, EMIT_NUM), source(e), num_signal(e, i));
	if (is.none)
		recw_word(w, STR("-"));
	else
		recw_dec(w, is.mantissa, is.decimals);
	recw_word(w, e->num_name[i].signal[0] != '\0' ? str_of(e->num_name[i].unit) : str_of(e->dev->nums[i].unit));
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
	if (!e->sink->beep || !emit_wanted(e, str_of(e->dev->beat)))
		return;
	struct recw *w = e->sink->w;
	char fs[48];
	recw_begin(w, "beat", e->now, source(e), str_of(e->dev->beat));
	recw_word(w, STR("?"));
	if (before >= 0)
		recw_key_dec(w, "rr", rate_us(e->rate, e->index - before), 6);
	recw_key_word(w, "by", STR("beep"));
	recw_key_int(w, "index", e->index);
	recw_key_word(w, "fs", (struct str){ fs, (size_t)(rate_put(fs, e->rate) - fs) });
	recw_end(w);
}
