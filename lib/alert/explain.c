#include "alert/text.h"
#include "alert/type.h"
#include "alert/when.h"

/* One paragraph a rule, in the order in which a person asks: how urgent, when, until when, what to do, who says so. */
size_t
rule_explain(const struct rule *r, char *dst, size_t cap)
{
	struct text t;

	text_start(&t, dst, cap);
	if (r->type->reads == RULE_READS_NONE)
		text_words(&t, (const char *const[]){ r->id, ": ", NULL });
	else
		text_words(&t, (const char *const[]){ r->id, " (", rule_priority_text[r->priority], ", ", rule_kind_text[r->kind],
				       "): alerts when ", NULL });
	r->type->explain(r, &t);
	text_z(&t, ".");
	if (r->when) {
		text_z(&t, " Only where ");
		when_explain(r->when, &t);
		text_z(&t, ".");
	}
	if (r->latch)
		text_z(&t, " Stays until somebody acknowledges it.");
	if (r->reminder) {
		text_z(&t, " Reminds every ");
		text_duration(&t, r->reminder);
		text_z(&t, " until acknowledged.");
	}
	if (r->escalate) {
		text_z(&t, " Not acknowledged for ");
		text_duration(&t, r->escalate);
		text_words(&t, (const char *const[]){ ", it becomes ", rule_priority_text[r->escalated], ".", NULL });
	}
	if (r->rearm) {
		text_z(&t, " Comes back when it was acknowledged and is still there after ");
		text_duration(&t, r->rearm);
		text_z(&t, ".");
	}
	if (r->action)
		text_words(&t, (const char *const[]){ " What to do: ", r->action, NULL });
	if (r->reference)
		text_words(&t, (const char *const[]){ " Source: ", r->reference, NULL });
	return t.n;
}
