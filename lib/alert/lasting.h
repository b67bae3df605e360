/* What the types have in common whose condition begins and ends with something that comes once: events, annotations, other rules.
 * `for` and `keep_firing_for` are timers of the stream here. The slot's `over` is when it ends by itself. */
#ifndef IOMT_ALERT_LASTING_H
#define IOMT_ALERT_LASTING_H

#include "alert/type.h"

void lasting_begin(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m);
void lasting_end(struct engine *e, struct slot *s, const struct rule *r, int64_t t); /* the condition is over */

int64_t lasting_due(const struct slot *s, const struct rule *r);
void lasting_expire(struct engine *e, struct slot *s, const struct rule *r, int64_t t);
void lasting_explain(const struct rule *r, struct text *t); /* " for 10s longer" */

#endif
