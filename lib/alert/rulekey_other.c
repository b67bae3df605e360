#include "alert/rulekey.h"
#include "alert/type.h"
#include "alert/when.h"

#include <string.h>

void
rulekey_when(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	const char *wrong = when_read(&r->when, v);

	if (wrong)
		WRONG(f, row->name, "when ", wrong);
}

/* The index of a rule that stands before this one, so that no rule can depend on itself. */
static bool
other_rule(struct rulefile *f, const struct rule_key *row, const json_t *v, uint16_t *index)
{
	const char *id = json_is_string(v) ? json_string_value(v) : "";
	const struct rule *other = rule_set_find(f->set, id);

	if (!other || other->type->reads == RULE_READS_NONE) {
		WRONG(f, row->name, row->name, " names '", id,
			other ? "', which is no alert" : "', which is no rule before this one");
		return false;
	}
	*index = (uint16_t)(other - f->set->rule);
	return true;
}

void
rulekey_of(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	json_t *item;
	size_t i;

	r->nof = 0;
	if (!json_is_array(v) || !json_array_size(v) || json_array_size(v) > RULE_OF) {
		WRONG(f, row->name, row->name, " is not a list of 1 to 64 ids of rules");
		return;
	}
	json_array_foreach(v, i, item)
	{
		if (!other_rule(f, row, item, &r->of[i]))
			return;
		r->nof++;
	}
}

void
rulekey_if(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	r->has_by = other_rule(f, row, v, &r->by);
}

void
rulekey_mode(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	(void)r;
	if (!json_is_string(v) || strcmp(json_string_value(v), "mark") != 0)
		WRONG(f, row->name, "mode is \"mark\", the only one that there is: an alert is marked, and never dropped");
}
