/* The alert engine: records in, alert events out, in stream time. The timing is that of iomt-rules(5): conditions on values
 * change only with good samples; stale rules and reminders are timers that run with the source's stream time (its newest tick, or
 * its newest TIME less 5 s) and carry their exact deadline. Nothing here reads a clock.
 *
 * Each record goes through engine_before, is passed on, and goes through engine_after: what time alone brings about is emitted
 * before the record that moved the time (so a tick stays a watermark), what the record brings about behind it. */
#ifndef IOMT_ALERT_ENGINE_H
#define IOMT_ALERT_ENGINE_H

#include "alert/rule.h"
#include "core/map.h"
#include "core/num.h"
#include "record/rec.h"

#define ENGINE_LATE (5 * TM_S) /* records of one source can be late by this much */

enum {
	ENGINE_DIGITS = 23, /* a value's digits that are kept for reminders; longer ones are rounded */
	ENGINE_NAME = 2 * REC_SIGNAL + 8,
	ENGINE_SCORES = 16,  /* scores that one value can be an input of; more are left out of a run when it is loaded */
	ENGINE_SAMPLES = 32, /* values that one record can bring (the keys of a stat, or a value and its scores) */
	/* Reminders that one step of the time can owe for one alert; where it is more (a wrong date in the input), all but the
	 * first and the last so many are left out. */
	ENGINE_REMINDERS = 10000
};

enum alert_edge { ALERT_ON, ALERT_OFF, ALERT_LATCHED, ALERT_REMIND, ALERT_ACK, ALERT_OPEN, ALERT_EDGES };
extern const char *const alert_edge_text[ALERT_EDGES];

struct window;
struct profiles;

/* What became of a score (a num record, written when it is another one). */
struct alert_score {
	const char *name;
	unsigned present, inputs; /* not the same: there is no score, `total` is the least that it can be */
	int total, single;
};

struct sample {
	int64_t time;
	struct str signal, text, unit; /* text: the digits as they came, or "-" */
	double value;                  /* with lo or hi and no limit: an infinity */
	int beyond;                    /* -1 lo, 1 hi, 0 neither */
	unsigned flags;
	/* of events and annotations; text is "-" */
	struct str code;
	int64_t lasts;                   /* of an annotation, µs; -1: it is open */
	bool ends;                       /* it is the end of an open one */
	bool rate, bad;                  /* of a look at a heart: there is a rate; the signal is not good */
	const struct alert_score *score; /* of a score */
	const struct score_input *wrong; /* an input that came in the wrong unit: there is no score */
};

enum slot_state { SLOT_IDLE, SLOT_PENDING, SLOT_FIRING, SLOT_LATCHED };

/* One rule on one (source, signal). */
struct slot {
	/* What a value that changes nothing looks at comes first, in one line of a cache: a ward has millions of these. */
	int64_t last;   /* newest good sample, TM_NONE: none yet */
	int64_t since;  /* start of the condition, when not idle */
	int64_t over;   /* first of the present row of samples that pass the clear test, TM_NONE: no such row */
	int64_t misfit; /* since when the unit does not fit, TM_NONE: it does */
	uint16_t rule;
	uint8_t state; /* enum slot_state */
	uint8_t limit; /* index of the limits in use */
	uint8_t priority;
	int8_t beyond; /* of the evidence */
	bool acked;
	bool told;                      /* the misfit's err was written */
	bool upper;                     /* of a range: the evidence lies above it */
	bool apart;                     /* the misfit began while the rule's own alert was there */
	bool unseen;                    /* from_start, and no sample yet */
	bool unknown;                   /* the misfit is that of a fact */
	bool hot;                       /* in engine_before: this record moves its timers to its own TIME */
	int64_t seen;                   /* time of the evidence below, TM_NONE: none */
	int64_t note;                   /* last start or reminder */
	int64_t began;                  /* last on that was no restart */
	int64_t due;                    /* its earliest timer */
	struct window *window;          /* newest good samples, for types that look back; NULL: none yet */
	char digits[ENGINE_DIGITS + 1]; /* evidence: newest value for which the condition was true; "" when kept in `value` alone */
	double value;
};

struct alert_event {
	enum alert_edge edge;
	const struct rule *rule;
	const struct rule_limit *limit; /* NULL where the type has none, or with misfit */
	double threshold, clear;        /* with limit: the end of it that the evidence is beyond */
	struct str source, signal;
	int64_t time, since;
	int64_t age;           /* of the evidence, µs; -1: it is of this TIME, or there is none */
	struct str value;      /* digits; p == NULL: no value belongs to this edge */
	int beyond;            /* of the value */
	bool by_sample;        /* latched, off: a sample ended it (otherwise an acknowledgement did) */
	bool restart;          /* on: the latched condition is true again */
	bool paused;           /* audio is paused at this TIME */
	bool lapsed;           /* off: the rule is not for this source any more */
	const char *inhibited; /* by which rule; NULL: by none */
	const char *fact;      /* with misfit: the one that is not known; NULL: it is the unit */
	bool latched;          /* open: the condition was over, but nobody had acknowledged it */
	bool misfit;           /* the technical alert of a rule that cannot be evaluated */
	bool apart;       /* with misfit: the rule's own alert is there too; RULE gets ":unit" so that they are not taken for one */
	bool first;       /* with misfit and on: the first time, an err record belongs before it */
	struct str unit;  /* with misfit: the unit that came */
	const char *want; /* with misfit: the unit that is wanted, NULL: those of the rule */
	enum rule_priority priority;
	int escalation;                  /* on: the alert was there already; 1 it is more urgent now, -1 less */
	const struct alert_score *score; /* no alert, but a score: only source, time and rule mean something */
};

typedef void alert_emit(void *arg, const struct alert_event *ev);

struct engine {
	const struct rule_set *rules;
	const struct profiles *profiles; /* set after engine_start; NULL: none */
	alert_emit *emit;
	void *arg;
	struct map map;              /* state of (source, "-"): struct engine_source; of (source, signal): struct engine_signal */
	size_t slots;                /* live */
	bool *met;                   /* a signal of this rule was seen; one a rule */
	bool fired[RULE_PRIORITIES]; /* an alert of this priority began */
	bool misfit;                 /* a rule could not be evaluated */
	bool full;                   /* a signal could not be taken in: memory, or the cap of lib/core/map.h */
	unsigned reads;              /* bits of enum rule_reads */
	bool from_start;             /* there is a rule that waits for signals that never came */
	bool when, depends, inhibit; /* there are rules with conditions on sources, on other rules, that mark others */
	bool keep;                   /* set after engine_start: sources that are interrupted, not over, keep their state */
	bool older;                  /* a source of a kept state came with a TIME before it, and began anew */
	bool lapse;                  /* of what is emitted now */
	int escalation;              /* of what is emitted now */
	/* of the record that is being handled */
	char name[ENGINE_NAME], name2[ENGINE_NAME]; /* of an event, annotation or beat in the map */
	char rate[3][NUM_MAX];                      /* digits of rates made of a stat */
	struct alert_score scored[ENGINE_SCORES];
	const char *wrong; /* after engine_after: what is wrong with an x-ack or x-pause, NULL: nothing */
	struct engine_source *src;
	struct str source; /* src's name, the map's copy */
	struct str signal; /* of the slot at work */
	struct sample sample[ENGINE_SAMPLES];
	struct engine_signal *of[ENGINE_SAMPLES]; /* where each sample belongs */
	size_t nsamples;
	const struct sample *at_work; /* the sample that a slot is given now, NULL: none */
};

/* rules must outlive the engine. False when memory is out. */
bool engine_start(struct engine *e, const struct rule_set *rules, alert_emit *emit, void *arg);
void engine_free(struct engine *e);

/* blind: the record moves the time, but its values are not shown to the rules (a signal left out with -c). */
void engine_before(struct engine *e, const struct rec *r, bool blind);
void engine_after(struct engine *e, const struct rec *r);

/* The stream is over for every source: what is still on becomes `open`, all state is forgotten. */
void engine_finish(struct engine *e);

/* Whether an alert of this priority (high, medium, low, info), or of a higher one, began. */
bool engine_fired(const struct engine *e, const char *priority);

/* A rule as it holds for e->src. */
const struct rule *engine_rule(const struct engine *e, size_t rule);

/* For rule types. */
void engine_priority(struct engine *e, struct slot *s, int64_t t, enum rule_priority p); /* from now on; on, again, while firing */
void engine_hold(struct slot *s, const struct sample *m);                                /* keeps the sample as evidence */
void engine_begin(struct engine *e, struct slot *s, int64_t t);                          /* on; s->since is set */
void engine_end(struct engine *e, struct slot *s, int64_t t, const struct sample *m);    /* latched or off */

#endif
