/* Rules in words: what words.c (the words behind the condition) and words_type.c (the condition) share. */
#ifndef IOMT_ALERT_WORDS_H
#define IOMT_ALERT_WORDS_H

#include "alert/rulefile.h"
#include "alert/text.h"

enum { WORD_ROOM = RULE_TEXT + 2 };

struct token {
	enum { TOKEN_END, TOKEN_WORD, TOKEN_OP, TOKEN_TEXT, TOKEN_BAD } kind;
	char s[WORD_ROOM];
};

struct reader {
	struct rulefile *f;
	const char *p;
	struct token t; /* the one at work */
	json_t *o;      /* the rule so far */
};

/* All return false when something is wrong, which was said. */
void words_next(struct reader *r);
bool words_is_word(const struct reader *r, const char *word);
bool words_is_rule_op(const char *s);
bool words_is_unit(const char *s);
bool words_put(struct reader *r, const char *key, json_t *v);            /* takes v */
bool words_number(struct reader *r, const char *key, const char **unit); /* "90" or "90%": what follows is left in *unit */
bool words_duration(struct reader *r, const char *key, const char *word);
bool words_count(struct reader *r, const char *key);
bool words_escalate(struct reader *r); /* escalate D PRIORITY */
bool words_when(struct reader *r);     /* when KEY OP VALUE, may be given several times */

bool words_condition(struct reader *r); /* from the first word on, to the one behind the condition */
bool words_name(struct reader *r);      /* spo2-low, hr-ecg-high, stat.lost-stale; the next free of x, x-2, x-3 … */

#endif
