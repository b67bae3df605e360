/* The alerts of a source that are active: from `on` until `off` or `open`; a latched one is active until it is acknowledged
 * (its `off`). */
#ifndef IOMT_EXPORT_ALERTS_H
#define IOMT_EXPORT_ALERTS_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>

enum { ALERTS_MAX = 4096 }; /* active at once in one source: more are not listed */

struct alert_entry;

struct alerts {
	struct alert_entry *entry; /* by rule, then signal */
	size_t n, cap;
	char *text; /* their ids, a blank between, each once, in the order of bytes */
	size_t len, room;
};

/* An edge of rule on signal. Edges but on, off and open change nothing. */
void alerts_edge(struct alerts *a, struct str rule, struct str signal, struct str edge);
struct str alerts_text(const struct alerts *a);
void alerts_free(struct alerts *a);

#endif
