/* A rule in words, for the command line; what it can begin with is in words_type.c:
 *
 *	SIGNAL OP NUMBER [UNIT] [for D] [clear N | hysteresis N] [keep D] [max-gap D] …
 *	SIGNAL stale [after] D [from-start] …
 *	… [latch] [reminder D] [high|medium|low|info] [physiological|technical] [id NAME] ["MESSAGE"] [action "TEXT"]
 *	  [reference "TEXT"]
 *
 * It becomes the same object that a rule file would have, and is held to the same rules. */
#include "alert/words.h"
#include "core/num.h"

#include <stdlib.h>
#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_op(char c)
{
	return c == '<' || c == '>' || c == '=' || c == '!';
}

void
words_next(struct reader *r)
{
	size_t n = 0;
	char quote;

	while (is_blank(*r->p))
		r->p++;
	r->t.kind = *r->p ? TOKEN_WORD : TOKEN_END;
	if (*r->p == '"' || *r->p == '\'') {
		r->t.kind = TOKEN_TEXT;
		for (quote = *r->p++; *r->p && *r->p != quote; r->p++) {
			if (*r->p == '\\' && r->p[1])
				r->p++;
			if (n + 1 < WORD_ROOM)
				r->t.s[n++] = *r->p;
		}
		if (*r->p)
			r->p++;
		else
			r->t.kind = TOKEN_BAD;
	} else if (is_op(*r->p)) {
		r->t.kind = TOKEN_OP;
		while (is_op(*r->p) && n < 3)
			r->t.s[n++] = *r->p++;
	} else {
		while (*r->p && !is_blank(*r->p) && !is_op(*r->p) && *r->p != '"' && n + 1 < WORD_ROOM)
			r->t.s[n++] = *r->p++;
	}
	r->t.s[n] = '\0';
}

bool
words_is_rule_op(const char *s)
{
	for (int i = 0; i < RULE_OPS; i++)
		if (strcmp(s, rule_op_text[i]) == 0)
			return true;
	return false;
}

bool
words_is_word(const struct reader *r, const char *word)
{
	return r->t.kind == TOKEN_WORD && strcmp(r->t.s, word) == 0;
}

bool
words_put(struct reader *r, const char *key, json_t *v)
{
	if (json_object_get(r->o, key)) {
		json_decref(v);
		WRONG(r->f, NULL, key, " is given twice");
		return false;
	}
	if (json_object_set_new(r->o, key, v) != 0) { /* no memory, or a text that is not UTF-8 */
		WRONG(r->f, NULL, key, " is no text that can be written");
		return false;
	}
	return true;
}

/* "90" or "90%": what follows the digits is left in *unit. */
bool
words_number(struct reader *r, const char *key, const char **unit)
{
	size_t n = r->t.kind == TOKEN_WORD ? strspn(r->t.s, "+-.0123456789") : 0;
	double v;

	if (n && (r->t.s[n] == 'e' || r->t.s[n] == 'E')) {
		size_t more = strspn(r->t.s + n + 1, "+-0123456789");

		n += more ? more + 1 : 0;
	}
	if (!num_get_f64((struct str){ r->t.s, n }, &v) || (r->t.s[n] && !unit)) {
		WRONG(r->f, NULL, r->t.kind == TOKEN_END ? "a number is missing after " : "not a number after ", key,
			r->t.kind == TOKEN_END ? "" : ": ", r->t.kind == TOKEN_END ? "" : r->t.s);
		return false;
	}
	if (unit)
		*unit = r->t.s + n;
	return words_put(r, key, json_real(v));
}

bool
words_duration(struct reader *r, const char *key, const char *word)
{
	if (r->t.kind != TOKEN_WORD) {
		WRONG(r->f, NULL, "a duration is missing after ", word, " (write 10s, 1m30s, 250ms)");
		return false;
	}
	return words_put(r, key, json_string(r->t.s));
}

static bool
text(struct reader *r, const char *key)
{
	if (r->t.kind != TOKEN_TEXT && r->t.kind != TOKEN_WORD) {
		WRONG(r->f, NULL, "a text is missing after ", key);
		return false;
	}
	return words_put(r, key, json_string(r->t.s));
}

bool
words_is_unit(const char *s)
{
	if (strcmp(s, "mmol/L") == 0)
		return true;
	for (unsigned i = 0; i < sig_count; i++)
		if (strcmp(s, sig_table[i].unit) == 0)
			return true;
	for (size_t i = 0; rule_stat_name(i); i++)
		if (strcmp(s, rule_stat_unit(str_of(rule_stat_name(i)))) == 0)
			return true;
	return false;
}

enum word_kind { WORD_DURATION, WORD_NUMBER, WORD_COUNT, WORD_ESCALATE, WORD_WHEN, WORD_TEXT, WORD_TRUE, WORD_PRIORITY, WORD_KIND };

static const struct {
	const char *word, *key;
	enum word_kind kind;
} words[] = {
	{ "for", "for", WORD_DURATION },
	{ "clear", "clear", WORD_NUMBER },
	{ "hysteresis", "hysteresis", WORD_NUMBER },
	{ "keep", "keep_firing_for", WORD_DURATION },
	{ "max-gap", "max_gap", WORD_DURATION },
	{ "in", "window", WORD_DURATION },
	{ "ahead", "ahead", WORD_DURATION },
	{ "count", "count", WORD_COUNT },
	{ "min-samples", "min_samples", WORD_COUNT },
	{ "codes", "codes", WORD_TEXT },
	{ "until", "until", WORD_TEXT },
	{ "rearm", "rearm", WORD_DURATION },
	{ "escalate", "escalate", WORD_ESCALATE },
	{ "when", "when", WORD_WHEN },
	{ "latch", "latch", WORD_TRUE },
	{ "reminder", "reminder", WORD_DURATION },
	{ "from-start", "from_start", WORD_TRUE },
	{ "high", "priority", WORD_PRIORITY },
	{ "medium", "priority", WORD_PRIORITY },
	{ "low", "priority", WORD_PRIORITY },
	{ "info", "priority", WORD_PRIORITY },
	{ "physiological", "kind", WORD_KIND },
	{ "technical", "kind", WORD_KIND },
	{ "id", "id", WORD_TEXT },
	{ "message", "message", WORD_TEXT },
	{ "action", "action", WORD_TEXT },
	{ "reference", "reference", WORD_TEXT },
};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

static bool
one_word(struct reader *r)
{
	const char *list[WORDS];
	char near[RULEFILE_NEAR];

	if (r->t.kind == TOKEN_TEXT)
		return words_put(r, "message", json_string(r->t.s));
	if (r->t.kind == TOKEN_BAD) {
		WRONG(r->f, NULL, "a text without its closing quote: ", r->t.s);
		return false;
	}
	for (size_t i = 0; i < WORDS; i++) {
		list[i] = words[i].word;
		if (!words_is_word(r, words[i].word))
			continue;
		switch (words[i].kind) {
		case WORD_DURATION:
			words_next(r);
			return words_duration(r, words[i].key, words[i].word);
		case WORD_NUMBER:
			words_next(r);
			return words_number(r, words[i].key, NULL);
		case WORD_COUNT:
			words_next(r);
			return words_count(r, words[i].key);
		case WORD_ESCALATE:
			return words_escalate(r);
		case WORD_WHEN:
			return words_when(r);
		case WORD_TEXT:
			words_next(r);
			return text(r, words[i].key);
		case WORD_TRUE:
			return words_put(r, words[i].key, json_true());
		case WORD_PRIORITY:
		case WORD_KIND:
			return words_put(r, words[i].key, json_string(words[i].word));
		}
	}
	WRONG(r->f, NULL, "unknown word '", r->t.s, "'", rulefile_near(near, r->t.s, list, WORDS));
	return false;
}

json_t *
rulefile_words(struct rulefile *f, const char *line)
{
	struct reader *r = malloc(sizeof(*r)); /* of some size, and wanted once */
	json_t *o = NULL;
	bool ok;

	if (!r)
		return NULL;
	*r = (struct reader){ .f = f, .p = line, .o = json_object() };
	ok = r->o && words_condition(r);
	for (; ok && r->t.kind != TOKEN_END; words_next(r))
		ok = one_word(r);
	if (ok && !json_object_get(r->o, "id"))
		ok = words_name(r);
	if (ok && !json_object_get(r->o, "priority") && !json_object_get(r->o, "levels") && !json_object_get(r->o, "targets"))
		ok = words_put(r, "priority", json_string("medium"));
	if (ok)
		o = r->o;
	else
		json_decref(r->o);
	free(r);
	return o;
}
