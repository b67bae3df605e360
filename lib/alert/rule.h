/* Alert rules in memory: what rule files (iomt-rules(5)), packs and rules of the command line become. A rule that was accepted
 * can be evaluated: everything that can be wrong with it is found here, before any input is read. */
#ifndef IOMT_ALERT_RULE_H
#define IOMT_ALERT_RULE_H

#include "core/str.h"
#include "core/tm.h"
#include "record/rec.h"
#include "record/signals.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RULE_ID = 64,                /* characters of an id */
	RULE_UNITS = 4,              /* units that one rule can have limits for */
	RULE_UNIT = 24,              /* room for a unit */
	RULE_TEXT = 600,             /* bytes of a message, action or reference */
	RULE_CAP = 4096,             /* rules in one run */
	RULE_COUNT = 10000,          /* samples that a rule can ask for */
	RULE_OF = 64,                /* other rules that one rule can name */
	RULE_FILE = 16 * 1024 * 1024 /* bytes of a rule file */
};

#define RULE_NEVER   INT64_MAX                       /* a time that does not come */
#define RULE_LONGEST (INT64_C(36525) * 86400 * TM_S) /* the longest duration: a hundred years */

enum rule_op { RULE_LT, RULE_LE, RULE_GT, RULE_GE, RULE_OPS };
enum rule_priority { RULE_INFO, RULE_LOW, RULE_MEDIUM, RULE_HIGH, RULE_PRIORITIES }; /* rising */
enum rule_kind { RULE_PHYSIOLOGICAL, RULE_TECHNICAL, RULE_KINDS };

extern const char *const rule_op_text[RULE_OPS];
extern const char *const rule_priority_text[RULE_PRIORITIES];
extern const char *const rule_kind_text[RULE_KINDS];

struct rule_limit {
	char unit[RULE_UNIT]; /* of the record, as UCUM */
	double threshold;
	double clear; /* the level at which the condition is over: threshold + or - the hysteresis */
	double high;  /* of a range, whose low end is the threshold; and where it is over */
	double high_clear;
};

struct rule_type;
struct score_table;
struct rule_when;
struct json_t;

/* What a rule looks at. */
enum rule_reads {
	RULE_READS_NUM,
	RULE_READS_EVENT,
	RULE_READS_ANN,
	RULE_READS_SCORE,
	RULE_READS_BEAT,
	RULE_READS_HEART,
	RULE_READS_ERR,
	RULE_READS_RULES, /* of other rules: whether they fire */
	RULE_READS_NONE,
	RULE_READS
};

struct rule {
	char id[RULE_ID + 1];
	const struct rule_type *type;
	char signal[REC_SIGNAL + 1]; /* a name of the dictionary, with or without instance, or stat.KEY */
	const struct sig_def *def;   /* NULL for stat.KEY */
	bool stat;                   /* the signal is a key of `stat` records, which carry no unit */
	enum rule_op op;
	struct rule_limit limit[RULE_UNITS];
	unsigned nlimits;
	bool has_clear;   /* hysteresis or clear was given */
	int64_t hold;     /* "for" */
	int64_t keep;     /* "keep_firing_for" */
	int64_t gap;      /* "max_gap", 0: none */
	int64_t after;    /* of a stale rule */
	int64_t window;   /* how far back a rule looks */
	int64_t ahead;    /* how far a predict rule looks forward */
	unsigned count;   /* samples it needs: exactly (mean), at least (rate, predict, noise) */
	int64_t reminder; /* 0: none */
	int64_t rearm;    /* after how long an acknowledgement has no force any more; 0: never */
	int64_t escalate; /* after how long not acknowledged it is more urgent; 0: never */
	enum rule_priority escalated;
	bool latch, from_start;
	unsigned accept; /* flags that do not make a value bad for this rule */
	enum rule_priority priority;
	enum rule_kind kind;
	char *message, *action, *reference; /* message is never NULL; the others may be */
	char *what;                         /* of an event rule its code, of an annotation rule its label */
	char *codes;                        /* of a beats rule: the codes that count, each one letter; NULL: all */
	bool pace;                          /* of a beats rule: the rate of the whole row, not each interval */
	char *until;                        /* of an event rule: codes that end it, with commas; NULL: it is over at once */
	struct score_table *score;          /* of a score rule; its levels are in limit, the most urgent first: */
	enum rule_priority level[RULE_UNITS];
	bool single[RULE_UNITS]; /* the threshold is for the most points of one input, not for the sum */
	struct rule_when *when;  /* the sources that it is for; NULL: all */
	uint16_t of[RULE_OF];    /* of all, any: the rules; of inhibit: the targets, */
	unsigned nof;
	uint16_t by; /* and the rule while which they are marked */
	bool has_by;
	struct json_t *json, *defaults; /* what it was made of; defaults may be NULL */
	char *loinc;                    /* NULL: none */
	unsigned long mdc;              /* 0: none */
	const char *file;               /* where it was defined, for messages; line 0: the command line */
	unsigned long line;
};

struct rule_set {
	struct rule *rule;
	size_t n, cap;
	char **text; /* names of files, owned */
	size_t ntext;
};

/* Told once for each thing found wrong (warning: the rule is kept). `id` "" where no rule is meant; line 0 when there is none. */
typedef void rule_say(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text);

void rule_set_start(struct rule_set *set);
void rule_set_free(struct rule_set *set);

/* The next free rule, zeroed, not yet counted: set->n++ takes it in. NULL when there are RULE_CAP or memory is out. */
struct rule *rule_set_room(struct rule_set *set);
void rule_clear(struct rule *r); /* frees the texts of a rule that is not taken in */

const struct rule *rule_set_find(const struct rule_set *set, const char *id);

/* A copy of a name that lives as long as the set. NULL when memory is out. */
const char *rule_set_text(struct rule_set *set, const char *name);

/* Adds what `spec` means: a rule on the command line ('spo2 < 90 for 10s'), a pack by name, or a rule file. Returns true
 * when all of it was accepted; otherwise nothing of it was added and `say` was told why. */
bool rule_load(struct rule_set *set, const char *spec, rule_say *say, void *arg);

/* rule_load of several: first packs and files, then rules in words, whose ids give way to those that files have. */
bool rule_load_all(struct rule_set *set, const char *const *specs, size_t n, rule_say *say, void *arg);

/* Warns of rules that contradict each other: a high limit that is not above the low limit of the same signal and unit. */
void rule_set_check(const struct rule_set *set, rule_say *say, void *arg);

/* Whether a record's SIGNAL is meant by the rule: its name with any instance, but `temp` is not `temp:skin` or
 * `temp:ambient`, nor `glucose` `glucose:control`; a rule that names an instance means that one. */
bool rule_matches(const struct rule *r, struct str signal); /* or a name of the engine's map: event!SIGNAL … */
bool rule_name_matches(struct str mine, struct str signal);

/* The keys of `stat` records that rules can name, and what they count in ("1": a number of things). NULL: no such key. */
const char *rule_stat_unit(struct str key);
const char *rule_stat_name(size_t i); /* NULL behind the last */

/* The limits for a unit; NULL when the rule has none (then it cannot be evaluated). Rules on stat.KEY take any unit. */
const struct rule_limit *rule_limit_of(const struct rule *r, struct str unit);

/* `v` against `th` as -1, 0, 1. beyond: -1 the truth lies below v, 1 above it (flags lo and hi), 0 it is v. */
int rule_compare(double v, int beyond, double th);
bool rule_hit(enum rule_op op, int compared);    /* compared with the threshold: is the condition true? */
bool rule_clears(enum rule_op op, int compared); /* compared with the clear level: is it over? */

/* a + b (or a - b) of decimals: 3.1 + 0.3 is the double of 3.4. */
double rule_decimal_sum(double a, double b, bool minus);

/* The sentence that a nurse can read; at most cap - 1 bytes and a NUL. Returns the length. */
size_t rule_explain(const struct rule *r, char *dst, size_t cap);

#endif
