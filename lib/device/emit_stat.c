/* The second half of device/emit.h: what is counted about the link, ticks, and the end of a source. */
#include "device/emit.h"

/* Counts the sample for rate and jitter: RFC 3550, 6.4.1 (interarrival jitter, with 16 as the gain of its filter). */
void
emit_count_sample(struct dev_emit *e)
{
	struct emit_stat *s = &e->stat;
	if (e->arrival == TM_NONE) {
		e->seen = TM_NONE;
		return;
	}
	int64_t transit = e->arrival - e->now;
	if (s->has_transit) {
		int64_t d = transit - s->transit;
		s->jitter += (d < 0 ? -d : d) - ((s->jitter + 8) >> 4);
	}
	s->transit = transit;
	s->has_transit = true;
	if (s->samples == 0)
		s->first = e->arrival;
	s->last = e->arrival;
	s->samples++;
	e->seen = e->arrival;
}

static void
write_stat(struct dev_emit *e, int64_t time)
{
	struct emit_stat *s = &e->stat;
	struct recw *w = e->sink->w;
	int64_t ppm;
	if (time < e->newest[EMIT_STATS])
		time = e->newest[EMIT_STATS];
	e->newest[EMIT_STATS] = time;
	recw_begin(w, "stat", time, str_of(e->source), STR("-"));
	recw_key_int(w, "bytes", (int64_t)s->bytes);
	recw_key_int(w, "frames", (int64_t)s->frames);
	recw_key_int(w, "bad", (int64_t)s->bad);
	recw_key_int(w, "lost", (int64_t)s->lost);
	recw_key_int(w, "skipped", (int64_t)s->skipped);
	if (s->samples >= 2 && s->last > s->first) {
		/* milli-samples a second, rounded */
		int64_t us = s->last - s->first;
		recw_key_dec(w, "rate", ((int64_t)(s->samples - 1) * 1000000000 + us / 2) / us, 3);
	}
	if (s->has_transit)
		recw_key_dec(w, "jitter", s->jitter >> 4, 6);
	if (fit_ppm(&e->fit, &ppm))
		recw_key_int(w, "drift", ppm);
	if (s->reconnects > 0)
		recw_key_int(w, "reconnects", (int64_t)s->reconnects);
	recw_key_int(w, "resync", (int64_t)s->resync);
	if (s->range > 0)
		recw_key_int(w, "range", (int64_t)s->range);
	recw_end(w);
	/* Since the last `stat`; reconnects since the start. */
	s->bytes = s->frames = s->bad = s->lost = s->skipped = s->resync = s->range = 0;
	/* The last sample is also the first of the next span, so that no interval is left out of the rate. */
	s->first = s->last;
	s->samples = s->samples > 0;
}

static void
due_stat(struct dev_emit *e, int64_t time)
{
	struct emit_stat *s = &e->stat;
	if (s->next == TM_NONE)
		s->next = time + EMIT_STAT * TM_S;
	if (time < s->next)
		return;
	write_stat(e, time);
	s->next += ((time - s->next) / (EMIT_STAT * TM_S) + 1) * EMIT_STAT * TM_S;
}

static void
write_tick(struct dev_emit *e, int64_t time)
{
	recw_begin(e->sink->w, "tick", time, str_of(e->source), STR("-"));
	recw_end(e->sink->w);
	fit_floor(&e->fit, time);
}

/* Whether something with an earlier TIME is still to come: a block that is being filled, or samples that are on their way. */
static bool
waits(const struct dev_emit *e, int64_t tick)
{
	if (e->now == TM_NONE)
		return false;
	if (e->now < tick)
		return true;
	for (unsigned i = 0; i < DEV_WAVES; i++) {
		const struct wavew *v = e->wave[i];
		if (v != NULL && v->n > 0 && wavew_time(v, v->index - v->n) < tick)
			return true;
	}
	return false;
}

static void
first_tick_out(struct dev_emit *e)
{
	write_tick(e, e->tick[0]);
	e->ticks--;
	for (int i = 0; i < e->ticks; i++)
		e->tick[i] = e->tick[i + 1];
}

static void
hold_tick(struct dev_emit *e, int64_t time)
{
	if (e->ticks == EMIT_TICKS)
		first_tick_out(e);
	e->tick[e->ticks++] = time;
}

void
emit_settle(struct dev_emit *e)
{
	if (!e->sampled) /* no sample, no new time */
		return;
	/* Bare bytes bring no ticks: their samples make them. */
	if (e->arrival == TM_NONE && e->now / TM_S > e->whole) {
		e->whole = e->now / TM_S;
		hold_tick(e, e->whole * TM_S);
	}
	due_stat(e, e->now);
	while (e->ticks > 0 && !waits(e, e->tick[0]))
		first_tick_out(e);
}

void
emit_tick(struct dev_emit *e, int64_t time)
{
	if (e->quiet || e->now == TM_NONE) {
		/* Nothing came since the tick before: what is held will not get fuller. */
		emit_flush(e);
		write_tick(e, time);
		due_stat(e, time);
	} else {
		hold_tick(e, time);
	}
	e->quiet = true;
}

void
emit_flush(struct dev_emit *e)
{
	for (unsigned i = 0; i < DEV_WAVES; i++)
		if (e->wave[i] != NULL)
			wavew_flush(e->wave[i], e->sink->w);
	while (e->ticks > 0)
		first_tick_out(e);
}

void
emit_reopen(struct dev_emit *e)
{
	emit_flush(e);
	fit_forget(&e->fit);
	e->reopened = e->index >= 0;
	e->hole = 0;
	e->marked = false;
	e->stat.reconnects++;
	e->stat.has_transit = false;
}

void
emit_finish(struct dev_emit *e)
{
	emit_flush(e);
	e->sampled = false;
	write_stat(e, emit_stamp(e, EMIT_STATS));
	for (unsigned i = 0; i < DEV_WAVES; i++) {
		if (e->wave[i] != NULL)
			e->wave[i]->block = 0; /* nobody's; the sink's owner drops it with the source */
		e->wave[i] = NULL;
	}
	e->known = 0;
}

void
dev_sink_drop(struct dev_sink *s, struct str source)
{
	map_drop(&s->waves, source);
}
