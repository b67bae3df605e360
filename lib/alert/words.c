/* A rule in words, for the command line:
 *
 *	SIGNAL OP NUMBER [UNIT] [for D] [clear N | hysteresis N] [keep D] [max-gap D] …
 *	SIGNAL stale [after] D [from-start] …
 *	… [latch] [reminder D] [high|medium|low|info] [physiological|technical] [id NAME] ["MESSAGE"] [action "TEXT"]
 *	  [reference "TEXT"]
 *
 * It becomes the same object that a rule file would have, and is held to the same rules. */
#include "alert/rulefile.h"
#include "alert/text.h"
#include "core/num.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_ROOM = RULE_TEXT + 2 };

struct token {
	enum { TOKEN_END, TOKEN_WORD, TOKEN_OP, TOKEN_TEXT, TOKEN_BAD } kind;
	char s[WORD_ROOM];
};

struct reader {
	struct rulefile *f;
	const char *p;
	struct token t;
	json_t *o;
};

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

static void
next(struct reader *r)
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

static bool
is_rule_op(const char *s)
{
	for (int i = 0; i < RULE_OPS; i++)
		if (strcmp(s, rule_op_text[i]) == 0)
			return true;
	return false;
}

static bool
is_word(const struct reader *r, const char *word)
{
	return r->t.kind == TOKEN_WORD && strcmp(r->t.s, word) == 0;
}

static bool
put(struct reader *r, const char *key, json_t *v)
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
static bool
number(struct reader *r, const char *key, const char **unit)
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
	return put(r, key, json_real(v));
}

static bool
duration(struct reader *r, const char *key, const char *word)
{
	if (r->t.kind != TOKEN_WORD) {
		WRONG(r->f, NULL, "a duration is missing after ", word, " (write 10s, 1m30s, 250ms)");
		return false;
	}
	return put(r, key, json_string(r->t.s));
}

static bool
text(struct reader *r, const char *key)
{
	if (r->t.kind != TOKEN_TEXT && r->t.kind != TOKEN_WORD) {
		WRONG(r->f, NULL, "a text is missing after ", key);
		return false;
	}
	return put(r, key, json_string(r->t.s));
}

static bool
is_unit(const char *s)
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

enum word_kind { WORD_DURATION, WORD_NUMBER, WORD_TEXT, WORD_TRUE, WORD_PRIORITY, WORD_KIND };

static const struct {
	const char *word, *key;
	enum word_kind kind;
} words[] = {
	{ "for", "for", WORD_DURATION },
	{ "clear", "clear", WORD_NUMBER },
	{ "hysteresis", "hysteresis", WORD_NUMBER },
	{ "keep", "keep_firing_for", WORD_DURATION },
	{ "max-gap", "max_gap", WORD_DURATION },
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
		return put(r, "message", json_string(r->t.s));
	if (r->t.kind == TOKEN_BAD) {
		WRONG(r->f, NULL, "a text without its closing quote: ", r->t.s);
		return false;
	}
	for (size_t i = 0; i < WORDS; i++) {
		list[i] = words[i].word;
		if (!is_word(r, words[i].word))
			continue;
		switch (words[i].kind) {
		case WORD_DURATION:
			next(r);
			return duration(r, words[i].key, words[i].word);
		case WORD_NUMBER:
			next(r);
			return number(r, words[i].key, NULL);
		case WORD_TEXT:
			next(r);
			return text(r, words[i].key);
		case WORD_TRUE:
			return put(r, words[i].key, json_true());
		case WORD_PRIORITY:
		case WORD_KIND:
			return put(r, words[i].key, json_string(words[i].word));
		}
	}
	WRONG(r->f, NULL, "unknown word '", r->t.s, "'", rulefile_near(near, r->t.s, list, WORDS));
	return false;
}

/* SIGNAL and what is asked of it. */
static bool
condition(struct reader *r)
{
	const char *unit = "";
	bool attached;

	next(r);
	if (r->t.kind != TOKEN_WORD) {
		WRONG(r->f, NULL, "a rule begins with a signal: spo2 < 90 for 10s");
		return false;
	}
	if (!put(r, "signal", json_string(r->t.s)))
		return false;
	next(r);
	if (is_word(r, "stale")) {
		next(r);
		if (is_word(r, "after"))
			next(r);
		if (!put(r, "type", json_string("stale")) || !duration(r, "after", "stale"))
			return false;
		next(r);
		return true;
	}
	if (r->t.kind != TOKEN_OP || !is_rule_op(r->t.s)) {
		WRONG(r->f, NULL, "after the signal comes <, <=, >, >= or stale", r->t.kind == TOKEN_END ? "" : ", not '", r->t.s,
			r->t.kind == TOKEN_END ? "" : "'");
		return false;
	}
	if (!put(r, "type", json_string("threshold")) || !put(r, "op", json_string(r->t.s)))
		return false;
	next(r);
	if (!number(r, "threshold", &unit))
		return false;
	attached = *unit != '\0';
	if (attached && !put(r, "unit", json_string(unit)))
		return false;
	next(r);
	if (!attached && r->t.kind == TOKEN_WORD && is_unit(r->t.s)) {
		if (!put(r, "unit", json_string(r->t.s)))
			return false;
		next(r);
	}
	return true;
}

/* spo2-low, hr-ecg-high, stat.lost-stale; the next free of x, x-2, x-3 … */
static bool
name_it(struct reader *r)
{
	const char *op = json_string_value(json_object_get(r->o, "op"));
	char id[RULE_ID + 32];
	struct text t;

	for (unsigned n = 1; n <= RULE_CAP + 1; n++) {
		text_start(&t, id, sizeof(id));
		text_z(&t, json_string_value(json_object_get(r->o, "signal")));
		text_z(&t, !op ? "-stale" : *op == '<' ? "-low" : "-high");
		if (n > 1) {
			text_z(&t, "-");
			text_unsigned(&t, n);
		}
		for (char *c = id; *c; c++)
			if (*c == ':' || *c == '+' || *c == '#')
				*c = '-';
		if (!rule_set_find(r->f->set, id))
			return put(r, "id", json_string(id));
	}
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
	ok = r->o && condition(r);
	for (; ok && r->t.kind != TOKEN_END; next(r))
		ok = one_word(r);
	if (ok && !json_object_get(r->o, "id"))
		ok = name_it(r);
	if (ok && !json_object_get(r->o, "priority"))
		ok = put(r, "priority", json_string("medium"));
	if (ok)
		o = r->o;
	else
		json_decref(r->o);
	free(r);
	return o;
}
