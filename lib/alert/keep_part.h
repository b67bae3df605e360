/* What the writer and the reader of kept state share. */
#ifndef IOMT_ALERT_KEEP_PART_H
#define IOMT_ALERT_KEEP_PART_H

#include "alert/rule.h"

#define KEEP_SEED UINT64_C(0xcbf29ce484222325)

enum { KEEP_SLOT = 17 }; /* whole numbers of a slot */

uint64_t keep_mix(uint64_t h, struct str s); /* FNV-1a */

/* One a rule, of what it was made of; to be freed. NULL when memory is out. */
uint64_t *keep_hashes(const struct rule_set *set);

#endif
