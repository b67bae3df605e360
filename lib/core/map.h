/* State per (source, signal): the only container that most tools need. States are caller-defined structs of one size,
 * zeroed when first seen; their addresses stay until they are dropped. Iteration is in the order of first appearance,
 * never in hash order. */
#ifndef IOMT_CORE_MAP_H
#define IOMT_CORE_MAP_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAP_CAP = 4 * 1024 * 1024 }; /* live pairs at the most, unless map_start is given another cap */

struct map_entry {
	struct str source, signal;
	void *state;
	struct map_entry *next;                         /* in order of appearance */
	struct map_entry *prev;
	struct map_entry *sibling;                      /* the next signal of the same source */
	struct map_entry *chain;                        /* same hash bucket */
	struct map_entry *source_chain, *tail;          /* of a source's first entry: other sources in its bucket, its last sibling */
	bool leads;                                     /* it is a source's first entry */
	uint64_t hash;
};

struct map {
	size_t size, cap, count;
	size_t buckets;             /* of both tables, a power of two */
	struct map_entry **table;   /* every entry */
	struct map_entry **sources; /* every source's first entry */
	struct map_entry *first, *last, *recent;
};

void map_start(struct map *m, size_t state_size, size_t cap); /* allocates nothing yet; cap 0 is MAP_CAP */

/* The state of a pair, made (zeroed) when it is new; *fresh tells. NULL when the cap is reached or memory is out. */
void *map_get(struct map *m, struct str source, struct str signal, bool *fresh);
void *map_find(struct map *m, struct str source, struct str signal); /* NULL when there is none */

/* First entry of a source, or NULL; go on by ->sibling. Order of first appearance. */
struct map_entry *map_source(struct map *m, struct str source);

void map_drop(struct map *m, struct str source); /* every pair of the source */
void map_free(struct map *m);

#endif
