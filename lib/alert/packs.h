/* The rule files of lib/alert/rules, compiled in (rules/pack.awk writes the table). */
#ifndef IOMT_ALERT_PACKS_H
#define IOMT_ALERT_PACKS_H

#include "core/str.h"

struct rule_pack {
	const char *name; /* vitals */
	const char *text; /* the whole rule file */
	size_t n;
};

extern const struct rule_pack rule_packs[];
extern const size_t rule_pack_count;

const struct rule_pack *rule_pack_find(const char *name); /* NULL: no such pack */

/* What --list prints of a pack: a row of a table (under RULE_PACK_HEAD), or a JSON object with the ids of its rules. No line end.
 * Returns the length; 0 when cap is too small for the object. */
#define RULE_PACK_HEAD "PACK       RULES  WHAT IT WATCHES"
size_t rule_pack_row(const struct rule_pack *p, bool json, char *dst, size_t cap);

#endif
