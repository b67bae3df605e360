/* What rules would do, for a person: a line for each edge, and at the end one for each rule. No records. */
#ifndef IOMT_ALERT_REHEARSE_H
#define IOMT_ALERT_REHEARSE_H

#include "alert/engine.h"
#include "core/out.h"

struct rehearse_rule {
	uint64_t alerts;        /* that began */
	int64_t total, longest; /* µs, of those that ended or were open at the end, from `since` on */
	int64_t first, last;    /* TIME of the first and the last one's beginning */
	bool misfit;            /* it could not be evaluated at some time */
};

struct rehearse {
	struct out *out;
	const struct rule_set *rules;
	struct rehearse_rule *rule; /* one a rule */
	bool any;                   /* the heading was written */
};

/* False when memory is out. */
bool rehearse_start(struct rehearse *h, const struct rule_set *rules, struct out *out);
void rehearse_free(struct rehearse *h);

void rehearse_event(struct rehearse *h, const struct alert_event *ev); /* as alert_emit */
void rehearse_summary(struct rehearse *h, const struct engine *e);     /* behind engine_finish */

#endif
