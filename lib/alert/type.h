/* What differs between rule types: type_*.c, and a line in types.def for each. The loader, the engine and --explain know
 * no type by name. */
#ifndef IOMT_ALERT_TYPE_H
#define IOMT_ALERT_TYPE_H

#include "alert/engine.h"
#include "alert/rule.h"
#include "alert/text.h"

enum type_key {          /* keys of a rule object that some types have and some do not; a bit each */
	KEY_OP = 1 << 0, /* op and threshold or limits, unit, hysteresis or clear */
	KEY_FOR = 1 << 1,
	KEY_KEEP = 1 << 2,
	KEY_GAP = 1 << 3,
	KEY_AFTER = 1 << 4,
	KEY_FROM_START = 1 << 5,
	KEY_WINDOW = 1 << 6,
	KEY_MIN_SAMPLES = 1 << 7,
	KEY_AHEAD = 1 << 8,
	KEY_COUNT = 1 << 9,
	KEY_RANGE = 1 << 10,  /* low and high or limits, unit, hysteresis */
	KEY_CLEAR = 1 << 11,  /* clear, the level */
	KEY_SIGNAL = 1 << 12, /* the signal is needed */
	KEY_EVENT = 1 << 13,  /* event, until */
	KEY_LABEL = 1 << 14,  /* label */
	KEY_BEATS = 1 << 16,  /* key, codes */
	KEY_SCORE = 1 << 15,  /* table, inputs, max_age, levels */
	KEY_OF = 1 << 17,     /* of: other rules */
	KEY_ERROR = 1 << 19,  /* error: the code of err records */
	KEY_INHIBIT = 1 << 18 /* if, targets, mode; and none of what an alert has */
};

struct rule_type {
	const char *name;
	unsigned keys;
	enum rule_reads reads;
	enum rule_kind kind;                          /* when the rule gives none */
	const char *const *places;                    /* names that a message template can have in braces, NULL-ended */
	const char *(*message)(const struct rule *r); /* the template when the rule gives none */
	const char *ended;                            /* what the message of `off` says after "ended: ", a template */
	const char *per;                              /* behind the record's unit is the value's: "/min"; NULL: they are the same */
	bool apart; /* the value is no value of the signal: its plausible range says nothing of it */

	/* A good sample that fits the rule's unit. Changes the slot and emits. */
	void (*sample)(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m);

	/* When the rule itself wants to be called, RULE_NEVER if not; reminders are the engine's. May be NULL. */
	int64_t (*due)(const struct slot *s, const struct rule *r);
	void (*expire)(struct engine *e, struct slot *s, const struct rule *r, int64_t due);

	/* The condition in words, between "alerts when " and ".". */
	void (*explain)(const struct rule *r, struct text *t);
};

#define RULE_TYPE(name) extern const struct rule_type rule_type_##name;
#include "alert/types.def"
#undef RULE_TYPE

const struct rule_type *rule_type_find(struct str name); /* NULL: not supported */
extern const struct rule_type *const rule_types[];       /* NULL-ended */

#endif
