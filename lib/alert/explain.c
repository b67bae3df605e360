#include "alert/text.h"
#include "alert/type.h"

/* One paragraph a rule, in the order in which a person asks: how urgent, when, until when, what to do, who says so. */
size_t
rule_explain(const struct rule *r, char *dst, size_t cap)
{
	struct text t;

	text_start(&t, dst, cap);
	text_words(&t, (const char *const[]){ r->id, " (", rule_priority_text[r->priority], ", ", rule_kind_text[r->kind],
			       "): alerts when ", NULL });
	r->type->explain(r, &t);
	text_z(&t, ".");
	if (r->latch)
		text_z(&t, " Stays until somebody acknowledges it.");
	if (r->reminder) {
		text_z(&t, " Reminds every ");
		text_duration(&t, r->reminder);
		text_z(&t, " until acknowledged.");
	}
	if (r->action)
		text_words(&t, (const char *const[]){ " What to do: ", r->action, NULL });
	if (r->reference)
		text_words(&t, (const char *const[]){ " Source: ", r->reference, NULL });
	return t.n;
}
