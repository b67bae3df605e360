#include "export/episodes.h"

#include "core/num.h"

#include <string.h>

const char *const episode_priority_text[EPISODE_PRIORITIES] = { [EPISODE_OTHER] = "other",
	[EPISODE_INFO] = "info",
	[EPISODE_LOW] = "low",
	[EPISODE_MEDIUM] = "medium",
	[EPISODE_HIGH] = "high" };

void
episodes_start(struct episodes *all)
{
	*all = (struct episodes){ 0 };
	map_start(&all->map, sizeof(struct episode), 0);
}

void
episodes_free(struct episodes *all)
{
	map_free(&all->map);
}

static uint8_t
priority_of(struct str word)
{
	for (uint8_t i = EPISODE_INFO; i < EPISODE_PRIORITIES; i++)
		if (str_is(word, episode_priority_text[i]))
			return i;
	return EPISODE_OTHER;
}

static struct episode *
entry(struct episodes *all, const struct rec *r)
{
	char key[REC_SIGNAL + EPISODE_RULE + 2], rule[EPISODE_RULE + 1];
	struct str signal = r->signal;
	bool fresh;
	text_keep(rule, sizeof rule, r->u.alert.rule); /* two that read the same are the same */
	size_t n = strlen(rule);
	if (signal.n > REC_SIGNAL)
		signal.n = REC_SIGNAL;
	memcpy(key, signal.p, signal.n);
	key[signal.n] = '!';
	memcpy(key + signal.n + 1, rule, n);
	struct episode *e = map_get(&all->map, r->source, (struct str){ key, signal.n + 1 + n }, &fresh);
	if (!e) {
		all->failed = true;
		return NULL;
	}
	if (fresh) {
		*e = (struct episode){ .source = map_source(&all->map, r->source)->source,
			.since = TM_NONE,
			.begun = TM_NONE,
			.first = TM_NONE,
			.newest = TM_NONE };
		memcpy(e->rule, rule, n + 1);
		(void)str_copy(e->signal, sizeof e->signal, signal);
	}
	return e;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The stretch from e->begun to t is over. */
static void
stretch(struct episode *e, int64_t t, int64_t from, int64_t to)
{
	if (!e->on || e->begun == TM_NONE)
		return;
	int64_t begin = later(e->begun, from), end = to != TM_NONE && t > to ? to : t;
	bool inside = (from == TM_NONE || t >= from) && (to == TM_NONE || e->begun < to);
	if (inside && e->count == 0) { /* it began before `from` */
		e->count = 1;
		e->first = e->newest = begin;
	}
	if (inside && end > begin) {
		e->total += end - begin;
		e->longest = later(e->longest, end - begin);
	}
	e->begun = TM_NONE;
}

static void
on(struct episode *e, const struct rec *r, int64_t from, int64_t to)
{
	bool again = e->active && !e->open; /* a restart, or another priority */
	int64_t since;
	e->priority = priority_of(r->u.alert.priority);
	e->worst = e->priority > e->worst ? e->priority : e->worst;
	e->technical = str_is(rec_key(r, STR("kind")), "technical");
	text_keep(e->message, sizeof e->message, r->u.alert.message);
	if (!e->on || e->open) {
		e->begun = r->time;
		e->since = tm_get(rec_key(r, STR("since")), &since) ? since : r->time;
	}
	if (!again && (from == TM_NONE || r->time >= from) && (to == TM_NONE || r->time < to)) {
		e->count++;
		e->first = e->first == TM_NONE ? r->time : e->first;
		e->newest = r->time;
	}
	e->acked = e->acked && again && !e->latched;
	e->active = e->on = true;
	e->latched = e->open = false;
}

struct episode *
episodes_edge(struct episodes *all, const struct rec *r, int64_t from, int64_t to)
{
	struct str edge = r->u.alert.edge;
	struct episode *e = entry(all, r);
	if (!e)
		return NULL;
	if (str_is(edge, "on")) {
		on(e, r, from, to);
		return e;
	}
	if (!e->active && (str_is(edge, "off") || str_is(edge, "ack")))
		return e; /* its beginning is not in the input */
	bool inside = (from == TM_NONE || r->time >= from) && (to == TM_NONE || r->time < to);
	if (str_is(edge, "ack")) {
		e->acked = true;
		e->acks += inside;
	} else if (str_is(edge, "latched") || str_is(edge, "off") || str_is(edge, "open")) {
		bool ends = str_is(edge, "off");
		e->acks += ends && e->latched && inside;
		stretch(e, r->time, from, to);
		e->open = str_is(edge, "open");
		if (e->open) {
			e->latched = str_is(rec_key(r, STR("latched")), "1");
			e->active = true;
			e->on = !e->latched;
		} else {
			e->latched = e->active = !ends;
			e->on = false;
		}
	} else if (!str_is(edge, "remind")) {
		return NULL;
	}
	return e;
}

void
episodes_end(struct episodes *all, struct str source, int64_t t, int64_t from, int64_t to)
{
	for (struct map_entry *m = map_source(&all->map, source); m; m = m->sibling) {
		struct episode *e = m->state;
		if (!e->active || e->open)
			continue;
		stretch(e, later(t, e->begun), from, to);
		e->open = true;
	}
}
