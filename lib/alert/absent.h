/* What the types have in common that speak when nothing came for a time: `for` is added to `after`; with `keep_firing_for` what came
 * must have come for that long. */
#ifndef IOMT_ALERT_ABSENT_H
#define IOMT_ALERT_ABSENT_H

#include "alert/type.h"

/* Something came; s->last is its TIME already. */
void absent_over(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m);

int64_t absent_due(const struct slot *s, const struct rule *r);
void absent_expire(struct engine *e, struct slot *s, const struct rule *r, int64_t t);
/* What begins or ends to be wrong with a wave, by an event or an annotation (iomt-hr(1), --sqi): its number from 0, -1 when the code
 * tells of something else. *over: it ends. ends: of the annotation. */
int absent_mark(struct str code, bool ends, bool *over);

void absent_explain(const struct rule *r, struct text *t); /* " (for 5s)" behind what is over */

#endif
