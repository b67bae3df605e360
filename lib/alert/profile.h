/* Profiles: what is known of a source beforehand. A file a source, in a folder: DIR/NAME.json, for a NAME with "/" in the folder of that
 * name. It gives facts (when.h) and limits of the rules of this run that are to be others for this source. All are read and checked
 * before any input. */
#ifndef IOMT_ALERT_PROFILE_H
#define IOMT_ALERT_PROFILE_H

#include "alert/rule.h"

enum { PROFILE_CAP = 1000000, PROFILE_FACTS = 64, PROFILE_DEPTH = 8 };

struct profile_fact {
	char *key, *value;
};

struct profile {
	char *source;
	struct rule_set own;      /* rules with its limits */
	const struct rule **rule; /* one a rule of the run, its own or NULL */
	struct profile_fact fact[PROFILE_FACTS];
	size_t nfacts;
};

struct profiles {
	struct profile *p; /* by name */
	size_t n, cap;
};

/* Reads every profile of a folder, for the rules of `set`, which are all loaded. False when anything is wrong, which was said. */
bool profiles_load(struct profiles *ps, const char *dir, const struct rule_set *set, rule_say *say, void *arg);
void profiles_free(struct profiles *ps);

const struct profile *profiles_find(const struct profiles *ps, struct str source); /* NULL: none */

#endif
