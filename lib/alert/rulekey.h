/* One member of a rule object: a row of the table in rulekey.c. */
#ifndef IOMT_ALERT_RULEKEY_H
#define IOMT_ALERT_RULEKEY_H

#include "alert/rulefile.h"

struct rule_key {
	const char *name;
	unsigned keys; /* bits of enum type_key: only types with one of them have it; 0: all types */
	bool defaults; /* may stand in `defaults` */
	size_t at;     /* in struct rule */
	void (*set)(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v);
};

#define FIELD(type, r, row) (*(type *)(void *)((char *)(r) + (row)->at))

typedef void rule_key_set(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v);

/* rulekey_other.c: which sources a rule is for, and which other rules it is made of or marks. */
rule_key_set rulekey_when, rulekey_of, rulekey_if, rulekey_mode;

#endif
