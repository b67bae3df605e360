#include "record/every.h"

#include <stdlib.h>
#include <string.h>

/* A line that waits. The memory grows to the longest line of the signal and is given back with the source. */
struct held {
	char *line;
	size_t n, cap;
	int64_t time, slot;
};

bool
every_start(struct every *e, struct str interval)
{
	*e = (struct every){ 0 };
	map_start(&e->map, sizeof(struct held), 0);
	return (tm_get(interval, &e->us) || tm_get_duration(interval, &e->us)) && e->us > 0;
}

static int64_t
slot_of(const struct every *e, int64_t time)
{
	return time / e->us - (time % e->us < 0);
}

static void
let_go(struct recw *w, struct held *h)
{
	struct rec r;

	if (!h->n)
		return;
	if (!rec_parse(&r, (struct str){ h->line, h->n - 1 })) {
		recw_pass(w, &r);
		out_settle(w->out); /* the memory is ours and is used again */
	}
	h->n = 0;
}

static bool
hold(struct held *h, const struct rec *r, int64_t slot)
{
	const size_t n = r->line.n + 1;

	if (n > h->cap) {
		char *more = realloc(h->line, n);

		if (!more)
			return false;
		h->line = more;
		h->cap = n;
	}
	memcpy(h->line, r->line.p, n);
	h->n = n;
	h->time = r->time;
	h->slot = slot;
	return true;
}

static bool
is_tick(const struct map_entry *entry)
{
	return str_is(entry->signal, "-");
}

static bool
tick(struct every *e, struct recw *w, const struct rec *r)
{
	const int64_t now = slot_of(e, r->time);
	struct held *h;
	bool early = false;

	for (struct map_entry *m = map_source(&e->map, r->source); m; m = m->sibling) {
		h = m->state;
		if (is_tick(m) || !h->n)
			continue;
		if (h->slot < now)
			let_go(w, h);
		else
			early |= h->time < r->time;
	}
	if (!early) {
		h = map_find(&e->map, r->source, STR("-"));
		if (h)
			h->n = 0;
		return false;
	}
	h = map_get(&e->map, r->source, STR("-"), NULL);
	return h && hold(h, r, now);
}

bool
every_record(struct every *e, struct recw *w, const struct rec *r)
{
	const struct str by = r->type == REC_NUM ? rec_key(r, STR("by")) : (struct str){ NULL, 0 };
	char name[2 * REC_SIGNAL + 2];
	struct str signal = { name, r->signal.n };
	struct held *h;

	if (r->type == REC_TICK)
		return tick(e, w, r);
	if (r->type != REC_NUM)
		return false;
	memcpy(name, r->signal.p, r->signal.n);
	if (by.n) {
		const size_t n = by.n < REC_SIGNAL ? by.n : REC_SIGNAL;

		name[signal.n++] = '\t'; /* in no SIGNAL */
		memcpy(name + signal.n, by.p, n);
		signal.n += n;
	}
	h = map_get(&e->map, r->source, signal, NULL);
	if (!h)
		return false;
	if (h->n && h->slot != slot_of(e, r->time))
		let_go(w, h);
	return hold(h, r, slot_of(e, r->time));
}

/* The values first, then the tick that waited for them. */
static void
let_all_go(struct recw *w, struct map_entry *first, bool one_source)
{
	for (int ticks = 0; ticks < 2; ticks++)
		for (struct map_entry *m = first; m; m = one_source ? m->sibling : m->next)
			if (is_tick(m) == (ticks == 1))
				let_go(w, m->state);
	for (struct map_entry *m = first; m; m = one_source ? m->sibling : m->next) {
		free(((struct held *)m->state)->line);
		*(struct held *)m->state = (struct held){ 0 };
	}
}

void
every_drop(struct every *e, struct recw *w, struct str source)
{
	let_all_go(w, map_source(&e->map, source), true);
	map_drop(&e->map, source);
}

void
every_finish(struct every *e, struct recw *w)
{
	let_all_go(w, e->map.first, false);
	map_free(&e->map);
}
