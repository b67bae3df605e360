/* prometheus: what is kept of a stream until it is written. */
#ifndef IOMT_EXPORT_PROM_H
#define IOMT_EXPORT_PROM_H

#include "export/episodes.h"
#include "export/export.h"

enum { PROM_NUMBER = 32, PROM_UNIT = 24, PROM_COUNTERS = 5 };

/* The newest value of a (source, signal). */
struct prom_value {
	char number[PROM_NUMBER], unit[PROM_UNIT];
	int64_t time;
	unsigned family; /* of the dictionary; sig_count: another */
	bool good;
	struct prom_value *next; /* of its family, in order of appearance */
	const struct map_entry *entry;
};

/* Sums over the `stat` records of a source: a key, and what it is told as. */
struct prom_counter {
	const char *key, *name, *help;
};
extern const struct prom_counter prom_counters[PROM_COUNTERS];

struct prom_source {
	uint64_t sum[PROM_COUNTERS], errors;
	bool counted; /* a stat came */
	bool over;
	int64_t newest;
};

struct prom {
	struct map values, sources;
	struct episodes alerts;
	struct prom_value **first, **last; /* of each family */
};

void prom_write(struct export *x); /* all of it, to x->out */

#endif
