/* What the types have in common that hold a number against a limit: for, hysteresis, keep, max_gap. */
#ifndef IOMT_ALERT_LEVEL_H
#define IOMT_ALERT_LEVEL_H

#include "alert/type.h"

/* A good sample came: ends a pending across a gap (or a step back in time) and empties the window, then notes its TIME. */
void level_came(struct slot *s, const struct rule *r, const struct sample *m);

/* The value of the rule at a sample, which is the evidence: hit, is the condition true; clears, is it over. */
void level_hold(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m, bool hit, bool clears);

/* level_hold of m->value against the slot's limit. */
void level_compare(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m);

/* level_compare of a number that was computed at m, shown and compared as what `text` (of num_put_*) says. */
void level_derived(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m, struct str text);

void level_limits(struct text *t, const struct rule *r, bool clear); /* 55 mg/dL or 3.1 mmol/L */

/* "{what} stays below 90 % for 10s (…); over when it is …" */
void level_explain(const struct rule *r, struct text *t, const char *what);

/* "{name} {value} {unit} below {threshold}" */
const char *level_message(const struct rule *r);

extern const char *const level_places[]; /* names for templates */

#endif
