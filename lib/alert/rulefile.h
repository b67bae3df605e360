/* From JSON to rules. Shared by rule files, packs and the words of the command line, so that all are held to the same rules. */
#ifndef IOMT_ALERT_RULEFILE_H
#define IOMT_ALERT_RULEFILE_H

#include "alert/rule.h"

#include <jansson.h>

struct rulefile {
	struct rule_set *set;
	const char *file; /* its name, as long-lived as the set */
	struct str text;  /* the whole of it, for line numbers; p == NULL: there are no lines */
	rule_say *say;
	void *arg;
	const json_t *scores; /* tables of this file, NULL: none */
	size_t index;         /* of the rule at work, or WHERE_NO_INDEX: the defaults */
	const char *id;       /* of the rule at work, "" while it is not known */
	bool failed;
};

/* Says what is wrong with `key` (NULL: with the rule as a whole) of the rule at work: the parts joined. */
void rulefile_wrong(struct rulefile *f, const char *key, const char *const *parts);
void rulefile_warn(struct rulefile *f, const char *key, const char *const *parts);
#define WRONG(f, key, ...) rulefile_wrong(f, key, (const char *const[]){ __VA_ARGS__, NULL })

/* The bytes of a file, to be freed; NULL, and said, when they cannot be read. */
char *rulefile_read(struct rulefile *f, const char *path, size_t *n);

/* Adds the rules of a whole document. Returns false, with nothing added, when anything is wrong. */
bool rulefile_document(struct rulefile *f, const char *bytes, size_t n);

/* Adds one rule; defaults may be NULL. Sets f->failed when it was not added. */
void rulefile_rule(struct rulefile *f, const json_t *rule, const json_t *defaults);

/* Fills r->limit from unit, threshold, limits, hysteresis, clear of a rule object. */
void rulefile_limits(struct rulefile *f, struct rule *r, const json_t *rule);

/* Fills what a score rule has: table, inputs, max_age, levels. */
void rulefile_score(struct rulefile *f, struct rule *r, const json_t *rule);

/* Checks the names in braces of a message template against those of the rule's type. */
void rulefile_template(struct rulefile *f, const struct rule *r);

/* Sets one member of a rule object. Unknown names are refused. rule_key_known also tells those that only other types have. */
void rulefile_key(struct rulefile *f, struct rule *r, const char *key, json_t *value);

/* The words of a rule on the command line (iomt-rules(5), THE COMMAND LINE) as a rule object; NULL, and said, when they make none.
 */
json_t *rulefile_words(struct rulefile *f, const char *text);

/* " (did you mean 'x'?)" in dst, or nothing. Returns dst. */
enum { RULEFILE_NEAR = 96 };
const char *rulefile_near(char dst[RULEFILE_NEAR], const char *given, const char *const *words, size_t n);

#endif
