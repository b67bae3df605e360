/* Auto limits: a rule file proposed from how a source was at first. It is printed to be read, and never applied by itself.
 *
 * Of each source and signal the good values of the first `length` from its first good one are taken, and m is their median. Limits of an
 * adult (Mindray BeneVision N, manual p. 115):
 *
 *	hr pulse     max(0.8 m, 40)    min(1.25 m, 240)
 *	resp-rate    max(0.5 m, 6)     min(1.5 m, 30)
 *	sbp          0.68 m + 10       0.86 m + 38
 *	dbp          0.68 m + 6        0.86 m + 32
 *	map          0.68 m + 8        (none has a source)
 *
 * rounded inwards, and never wider than those of the pack `vitals`, whose rules they are otherwise (for, hysteresis, action, codes).
 * No limit is proposed where the values are too few, where the median is not within the limits of the pack, or where the limit lies
 * within twice the spread (1.4826 times the median distance from the median). */
#ifndef IOMT_ALERT_BASELINE_H
#define IOMT_ALERT_BASELINE_H

#include "alert/rule.h"
#include "core/map.h"

#include <jansson.h>

struct baseline {
	int64_t length; /* µs, above 0 */
	struct map map; /* of (source, signal): the values; of (source, "-"): that it is over */
	bool full;      /* memory, or too many signals or values */
};

void baseline_start(struct baseline *b, int64_t length);
void baseline_take(struct baseline *b, const struct rec *r);
void baseline_free(struct baseline *b);

/* The rule file, to be json_decref'd; NULL when there is no limit to propose. Told for each signal, and each end of it, for which
 * there is none, and why. */
typedef void baseline_say(void *arg, const char *source, const char *signal, const char *reason);
json_t *baseline_propose(struct baseline *b, baseline_say *say, void *arg);

#endif
