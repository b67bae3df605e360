/* The sources that a rule is for: by their name, and by facts that `info` records or a profile tell of them. A fact that is not
 * known is no "no": such a rule cannot be evaluated, and says so. */
#ifndef IOMT_ALERT_WHEN_H
#define IOMT_ALERT_WHEN_H

#include "alert/engine.h"
#include "alert/text.h"

#include <jansson.h>

enum { WHEN_CONDITIONS = 8, WHEN_KEY = 40, WHEN_TEXT = 200 };

struct when_condition {
	char key[WHEN_KEY];   /* of info records; "" : the source's name */
	char text[WHEN_TEXT]; /* what it is to be: words with a newline between, one of which; for a name, patterns */
	bool number;          /* it is held against a limit instead: */
	enum rule_op op;
	double limit;
};

struct rule_when {
	unsigned n;
	struct when_condition c[WHEN_CONDITIONS];
};

/* What is known of one rule's conditions on one source: a bit each. */
struct when_known {
	uint8_t known, holds, fixed; /* fixed: a profile said so, records do not change it */
};

enum when_verdict { WHEN_YES, WHEN_NO, WHEN_UNKNOWN };

/* From {"source": "bed-*", "age": {">=": 18}, "sex": "F"}. Returns NULL, or what is wrong; what was in *w before is freed. */
const char *when_read(struct rule_when **w, const json_t *v);
void when_free(struct rule_when *w);
void when_explain(const struct rule_when *w, struct text *t); /* "for sources bed-* with age 18 or more" */

/* Sets up e->src, which is new: its name, and the facts of its profile. */
void when_start(struct engine *e);

/* Whether a rule that never changes its mind about a source is not for it: by its name. */
bool when_never(const struct engine *e, size_t rule);
enum when_verdict when_verdict(const struct engine *e, size_t rule);
const char *when_missing(const struct engine *e, size_t rule); /* the first fact that is not known */

/* A fact of e->src; `profile`: from one. Ends what no longer applies, at time t. */
void when_fact(struct engine *e, struct str key, struct str value, int64_t t, bool profile);

#endif
