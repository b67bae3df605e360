#include "core/map.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 64 };

static uint64_t
mix(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	h ^= h >> 29; /* the multiplication moves bits up only */
	return h * UINT64_C(0xbf58476d1ce4e5b9);
}

static uint64_t
hash_source(struct str source)
{
	return mix(UINT64_C(0xcbf29ce484222325), source);
}

void
map_start(struct map *m, size_t state_size, size_t cap)
{
	*m = (struct map){ .size = state_size, .cap = cap ? cap : MAP_CAP };
}

static bool
is_entry(const struct map_entry *e, struct str source, struct str signal)
{
	return str_eq(e->signal, signal) && str_eq(e->source, source);
}

static struct map_entry *
find(const struct map *m, uint64_t h, struct str source, struct str signal)
{
	if (!m->buckets)
		return NULL;
	for (struct map_entry *e = m->table[h & (m->buckets - 1)]; e; e = e->chain)
		if (e->hash == h && is_entry(e, source, signal))
			return e;
	return NULL;
}

/* The first entry of every source stands in `sources`, chained by source_chain. */
static struct map_entry **
source_slot(const struct map *m, struct str source)
{
	struct map_entry **at = &m->sources[hash_source(source) & (m->buckets - 1)];

	while (*at && !str_eq((*at)->source, source))
		at = &(*at)->source_chain;
	return at;
}

static bool
grow(struct map *m)
{
	size_t buckets = m->buckets ? m->buckets * 2 : BUCKETS;
	struct map_entry **table = calloc(buckets, sizeof(*table));
	struct map_entry **sources = calloc(buckets, sizeof(*sources));

	if (!table || !sources) {
		free(table);
		free(sources);
		return false;
	}
	for (struct map_entry *e = m->first; e; e = e->next) {
		struct map_entry **at = &table[e->hash & (buckets - 1)];

		e->chain = *at;
		*at = e;
		if (e->leads) {
			at = &sources[hash_source(e->source) & (buckets - 1)];
			e->source_chain = *at;
			*at = e;
		}
	}
	free(m->table);
	free(m->sources);
	m->table = table;
	m->sources = sources;
	m->buckets = buckets;
	return true;
}

static struct map_entry *
make(struct map *m, uint64_t h, struct str source, struct str signal)
{
	size_t head = (sizeof(struct map_entry) + 15) & ~(size_t)15;
	size_t body = (m->size + 15) & ~(size_t)15;
	struct map_entry *e, **slot;
	char *names;

	if (m->count >= m->cap || (m->count >= m->buckets && !grow(m)))
		return NULL;
	e = calloc(1, head + body + source.n + signal.n + 1);
	if (!e)
		return NULL;
	names = (char *)e + head + body;
	if (source.n)
		memcpy(names, source.p, source.n);
	if (signal.n)
		memcpy(names + source.n, signal.p, signal.n);
	e->source = (struct str){ names, source.n };
	e->signal = (struct str){ names + source.n, signal.n };
	e->state = (char *)e + head;
	e->hash = h;

	e->prev = m->last;
	*(m->last ? &m->last->next : &m->first) = e;
	m->last = e;
	e->chain = m->table[h & (m->buckets - 1)];
	m->table[h & (m->buckets - 1)] = e;
	slot = source_slot(m, source);
	if (*slot) {
		struct map_entry *lead = *slot;

		lead->tail->sibling = e;
		lead->tail = e;
	} else {
		e->leads = true;
		e->tail = e;
		*slot = e;
	}
	m->count++;
	return e;
}

void *
map_get(struct map *m, struct str source, struct str signal, bool *fresh)
{
	struct map_entry *e = m->recent;
	uint64_t h;

	if (fresh)
		*fresh = false;
	if (e && is_entry(e, source, signal))
		return e->state;
	h = mix(hash_source(source), signal);
	e = find(m, h, source, signal);
	if (!e) {
		e = make(m, h, source, signal);
		if (!e)
			return NULL;
		if (fresh)
			*fresh = true;
	}
	m->recent = e;
	return e->state;
}

void *
map_find(struct map *m, struct str source, struct str signal)
{
	struct map_entry *e = m->recent;

	if (e && is_entry(e, source, signal))
		return e->state;
	e = find(m, mix(hash_source(source), signal), source, signal);
	return e ? e->state : NULL;
}

struct map_entry *
map_source(struct map *m, struct str source)
{
	return m->buckets ? *source_slot(m, source) : NULL;
}

static void
unlink_entry(struct map *m, struct map_entry *e)
{
	struct map_entry **at = &m->table[e->hash & (m->buckets - 1)];

	while (*at != e)
		at = &(*at)->chain;
	*at = e->chain;
	*(e->prev ? &e->prev->next : &m->first) = e->next;
	*(e->next ? &e->next->prev : &m->last) = e->prev;
	m->count--;
}

void
map_drop(struct map *m, struct str source)
{
	struct map_entry **slot, *e;

	if (!m->buckets)
		return;
	slot = source_slot(m, source);
	e = *slot;
	if (!e)
		return;
	*slot = e->source_chain;
	while (e) {
		struct map_entry *next = e->sibling;

		unlink_entry(m, e);
		free(e);
		e = next;
	}
	m->recent = NULL;
}

void
map_free(struct map *m)
{
	struct map_entry *e = m->first;

	while (e) {
		struct map_entry *next = e->next;

		free(e);
		e = next;
	}
	free(m->table);
	free(m->sources);
	map_start(m, m->size, m->cap);
}
