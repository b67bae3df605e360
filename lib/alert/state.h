/* The engine's own: what it keeps of sources and signals, and its timers. Used by engine.c, state.c, take.c, order.c and scores. */
#ifndef IOMT_ALERT_STATE_H
#define IOMT_ALERT_STATE_H

#include "alert/engine.h"

struct engine_source {
	int64_t tick, newest;          /* newest tick and TIME, TM_NONE: none yet */
	int64_t now;                   /* stream time */
	int64_t next;                  /* no timer of the source is due before this */
	int64_t *paused;               /* audio paused until, one a rule; NULL: never */
	struct score_state *score;     /* one a rule; NULL: none yet */
	struct when_known *when;       /* one a rule; NULL: no rule has conditions */
	uint16_t *firing;              /* signals on which each rule fires; NULL: no rule depends on others */
	const struct profile *profile; /* NULL: none */
	bool interrupted;              /* its end came, and it may go on */
	bool kept;                     /* from a file: nothing of it has come since */
	bool stepped;                  /* its clock was set: TIME may go back */
};

struct engine_signal {
	struct slot *slot;
	size_t n;
	bool timed; /* one of them can have a timer */
};

/* The map's state: of (source, "-") a source, else a signal. */
union engine_state {
	struct engine_source source;
	struct engine_signal signal;
};

/* Makes e->src and e->source those of the source, new if need be (with what from_start needs). False: no room. */
bool state_source(struct engine *e, struct str source, int64_t time);
struct engine_signal *state_signal(struct engine *e, struct str signal); /* of e->src; NULL: no room */
void state_drop(struct engine *e, struct str source);

/* Names under which the map keeps what is no value: event!SIGNAL, ann!SIGNAL!BY, score!ID. The SIGNAL of such a name, or itself. */
struct str state_shown(struct str key);

/* Takes a record's TIME into the stream time of e->src. */
void state_time(struct engine *e, const struct rec *r);

bool state_paused(const struct engine *e, const struct slot *s, int64_t t);
void state_pause(struct engine *e, size_t rule, int64_t until);

/* Works out a slot's timer anew, after anything changed in it. */
void state_arm(struct engine *e, struct slot *s);
void state_arm_all(struct engine *e); /* every slot of e->src */

/* Runs the timers of e->src that are due: by stream time, and those of hot slots up to t. Order: (deadline, rule). */
void state_run(struct engine *e, int64_t t);

/* An event of e->signal; fills in what the slot knows. m: the sample that caused it, NULL: none did. */
void state_emit(struct engine *e, struct slot *s, enum alert_edge edge, int64_t t, const struct sample *m, bool restart);

/* misfit.c: a rule that cannot be evaluated speaks for itself. True when the record's unit is one of the rule's; when the facts that
 * the rule asks for are there, and it is for this source. known: they are there now. */
bool misfit_unit(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m);
bool misfit_facts(struct engine *e, struct slot *s, const struct rule *r, int64_t t);
void state_known(struct engine *e, struct slot *s, int64_t t);
void state_lapse(struct engine *e, struct slot *s, int64_t t); /* the rule is not for this source any more */

/* group.c: rules on other rules. changed: one more signal, or one less, on which the rule fires. */
void group_changed(struct engine *e, size_t rule, bool fires, int64_t t);
const char *group_inhibits(const struct engine *e, size_t rule); /* the id of the rule that marks its alerts, NULL: none */

/* take.c: room for the scores of e->src. */
bool state_scores(struct engine *e);

/* take.c: the samples of a record, into e->sample. */
void take_record(struct engine *e, const struct rec *r);
bool take_accepts(const struct rule *r, unsigned flags); /* whether a value with these flags is good for the rule */

/* order.c: x-ack and x-pause. Before: the timers of the rules that are named, up to the order's TIME. After: what it orders. */
bool order_is(const struct rec *r);
void order_before(struct engine *e, const struct rec *r);
void order_after(struct engine *e, const struct rec *r);

#endif
