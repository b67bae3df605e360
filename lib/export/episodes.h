/* What became of every alert of a stream: an entry for each (source, signal, rule) that spoke, with its state now and its sums until
 * now. Entries outlive the end of their source: whoever keeps them tells about the whole stream. */
#ifndef IOMT_EXPORT_EPISODES_H
#define IOMT_EXPORT_EPISODES_H

#include "core/map.h"
#include "export/text.h"
#include "record/rec.h"

#include <stdint.h>

enum {
	EPISODE_RULE = 128,   /* bytes of a rule's id that are kept */
	EPISODE_MESSAGE = 240 /* bytes of a message that are kept */
};

enum episode_priority { EPISODE_OTHER, EPISODE_INFO, EPISODE_LOW, EPISODE_MEDIUM, EPISODE_HIGH, EPISODE_PRIORITIES };
extern const char *const episode_priority_text[EPISODE_PRIORITIES];

struct episode {
	struct str source; /* lasts as long as the episodes */
	char rule[EPISODE_RULE + 1], signal[REC_SIGNAL + 1];
	char message[EPISODE_MESSAGE + 1]; /* of the newest `on`, as a line of text */
	uint8_t priority;                  /* of the newest `on` */
	uint8_t worst;                     /* the highest that it had */
	bool technical;
	bool active;  /* the condition is true, or latched: from `on` until `off` */
	bool on;      /* the condition is true (with open: it was, when the source ended) */
	bool latched; /* it is over, and nobody acknowledged it */
	bool acked;
	bool open;     /* the source ended while it was on, or latched */
	int64_t since; /* of the newest `on`: since when the condition is true */
	int64_t begun; /* of the stretch of `on` that is counted now */
	int64_t first; /* first and newest beginning */
	int64_t newest;
	uint64_t count; /* beginnings; a restart of what was latched and a change of priority are none */
	uint64_t acks;
	int64_t total, longest; /* µs that it was on, in stretches that are over */
};

struct episodes {
	struct map map;
	bool failed; /* out of memory, or of the cap of core/map.h: entries are missing */
};

void episodes_start(struct episodes *all);
void episodes_free(struct episodes *all);

/* One alert record. from, to: what counts of its time (TM_NONE: no border); an alert that began before `from` begins there.
 * Returns its entry, or NULL: it is no edge, or failed. */
struct episode *episodes_edge(struct episodes *all, const struct rec *r, int64_t from, int64_t to);

/* The source ended, at t, or the stream was cut: what is still on ends there and stays open. */
void episodes_end(struct episodes *all, struct str source, int64_t t, int64_t from, int64_t to);

/* Whether something of it lies in the borders that it was given. */
static inline bool
episode_counts(const struct episode *e)
{
	return e->count > 0;
}

#endif
