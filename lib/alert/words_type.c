/* What a rule in words begins with:
 *
 *	SIGNAL OP NUMBER [UNIT]                    SIGNAL stale [after] D
 *	SIGNAL outside LOW to HIGH [UNIT]          SIGNAL rate|predict|noise|change OP NUMBER [UNIT]
 *	SIGNAL mean of N OP NUMBER [UNIT]          beats rr|rate OP NUMBER [UNIT]
 *	asystole [after] D     ecg-lost [after] D  errors [CODE] OP NUMBER
 *	event CODE             annotation LABEL    score TABLE OP NUMBER
 *	all of ID,ID…          any of ID,ID…       inhibit ID,ID… while ID */
#include "alert/packs.h"
#include "alert/words.h"

#include <stdlib.h>
#include <string.h>

bool
words_count(struct reader *r, const char *key)
{
	size_t n = strspn(r->t.s, "0123456789");

	if (r->t.kind != TOKEN_WORD || !n || r->t.s[n] || n > 6) {
		WRONG(r->f, NULL, "a whole number is missing after ", key);
		return false;
	}
	return words_put(r, key, json_integer(strtol(r->t.s, NULL, 10)));
}

bool
words_escalate(struct reader *r)
{
	json_t *o = json_object();

	words_next(r);
	json_object_set_new(o, "after", json_string(r->t.s));
	words_next(r);
	json_object_set_new(o, "priority", json_string(r->t.s));
	return words_put(r, "escalate", o);
}

bool
words_when(struct reader *r)
{
	json_t *when = json_object_get(r->o, "when"), *limits;
	char key[WORD_ROOM], op[WORD_ROOM];
	bool limit;

	if (!when && !words_put(r, "when", when = json_object()))
		return false;
	words_next(r);
	memcpy(key, r->t.s, sizeof(key));
	words_next(r);
	memcpy(op, r->t.s, sizeof(op));
	limit = r->t.kind == TOKEN_OP && words_is_rule_op(op);
	if (r->t.kind != TOKEN_OP || (!limit && strcmp(op, "=") != 0)) {
		WRONG(r->f, NULL, "when is a fact and what it is: when age >= 18, when sex = F, when source = 'bed-*'");
		return false;
	}
	words_next(r);
	if (!limit)
		return json_object_set_new(when, key, json_string(r->t.s)) == 0;
	limits = json_object_get(when, key);
	if (!limits)
		json_object_set_new(when, key, limits = json_object());
	{
		struct reader one = { .f = r->f, .t = r->t, .o = limits };

		return words_number(&one, op, NULL);
	}
}

/* OP NUMBER [UNIT] */
static bool
limit(struct reader *r, const char *type)
{
	const char *unit = "";
	bool attached;

	if (r->t.kind != TOKEN_OP || !words_is_rule_op(r->t.s)) {
		WRONG(r->f, NULL, "<, <=, > or >= is missing", r->t.kind == TOKEN_END ? "" : " before '",
			r->t.kind == TOKEN_END ? "" : r->t.s, r->t.kind == TOKEN_END ? "" : "'");
		return false;
	}
	if (!words_put(r, "type", json_string(type)) || !words_put(r, "op", json_string(r->t.s)))
		return false;
	words_next(r);
	if (!words_number(r, "threshold", &unit))
		return false;
	attached = *unit != '\0';
	if (attached && !words_put(r, "unit", json_string(unit)))
		return false;
	words_next(r);
	if (!attached && r->t.kind == TOKEN_WORD && words_is_unit(r->t.s)) {
		if (!words_put(r, "unit", json_string(r->t.s)))
			return false;
		words_next(r);
	}
	return true;
}

static bool
outside(struct reader *r)
{
	const char *unit = "";

	words_next(r);
	if (!words_put(r, "type", json_string("range")) || !words_number(r, "low", NULL))
		return false;
	words_next(r);
	if (!words_is_word(r, "to")) {
		WRONG(r->f, NULL, "outside has two numbers: hr outside 50 to 120");
		return false;
	}
	words_next(r);
	if (!words_number(r, "high", &unit) || (*unit && !words_put(r, "unit", json_string(unit))))
		return false;
	words_next(r);
	if (!*unit && r->t.kind == TOKEN_WORD && words_is_unit(r->t.s)) {
		if (!words_put(r, "unit", json_string(r->t.s)))
			return false;
		words_next(r);
	}
	return true;
}

static bool
after(struct reader *r, const char *type)
{
	if (words_is_word(r, "after"))
		words_next(r);
	if (!words_put(r, "type", json_string(type)) || !words_duration(r, "after", type))
		return false;
	words_next(r);
	return true;
}

/* A code, label or name as one member. */
static bool
named(struct reader *r, const char *type, const char *key)
{
	if (r->t.kind != TOKEN_WORD && r->t.kind != TOKEN_TEXT) {
		WRONG(r->f, NULL, "a name is missing after ", type);
		return false;
	}
	if (!words_put(r, "type", json_string(type)) || !words_put(r, key, json_string(r->t.s)))
		return false;
	words_next(r);
	return true;
}

static bool
ids(struct reader *r, const char *key)
{
	struct str rest = str_of(r->t.s), one;
	json_t *list = json_array();

	if (r->t.kind != TOKEN_WORD) {
		json_decref(list);
		WRONG(r->f, NULL, "the ids of rules are missing, with commas between");
		return false;
	}
	while (rest.p) {
		one = str_cut(&rest, ',');
		json_array_append_new(list, json_stringn(one.p, one.n));
	}
	if (!words_put(r, key, list))
		return false;
	words_next(r);
	return true;
}

/* The inputs of a table as the pack that has it names them. */
static bool
inputs(struct reader *r, const char *table)
{
	for (size_t i = 0; i < rule_pack_count; i++) {
		json_t *doc = json_loadb(rule_packs[i].text, rule_packs[i].n, 0, NULL), *rule, *found = NULL;
		size_t k;

		json_array_foreach(json_object_get(doc, "rules"), k, rule)
		{
			const char *name = json_string_value(json_object_get(rule, "table"));

			if (name && strcmp(name, table) == 0)
				found = json_incref(json_object_get(rule, "inputs"));
		}
		json_decref(doc);
		if (found)
			return words_put(r, "inputs", found);
	}
	WRONG(r->f, NULL, "no pack has a score '", table, "' (see --list)");
	return false;
}

/* TABLE OP NUMBER, a level whose priority stands behind it. */
static bool
score(struct reader *r)
{
	static const char *const priorities[] = { "high", "medium", "low", "info" };
	json_t *level = json_object(), *levels = json_array();
	struct reader one = { .f = r->f, .o = level };
	const char *priority = "medium";
	bool ok = named(r, "score", "table") && inputs(r, json_string_value(json_object_get(r->o, "table")));

	if (ok && (r->t.kind != TOKEN_OP || strcmp(r->t.s, ">=") != 0)) {
		WRONG(r->f, NULL, "a score is held against >= only: score news2 >= 7 high");
		ok = false;
	}
	words_next(r);
	one.t = r->t;
	if (ok && (r->t.kind != TOKEN_WORD || strspn(r->t.s, "0123456789") != strlen(r->t.s) || !words_count(&one, "threshold"))) {
		if (!r->f->failed)
			WRONG(r->f, NULL, "a whole number is missing after >=");
		ok = false;
	}
	words_next(r);
	for (size_t i = 0; ok && i < 4; i++)
		if (words_is_word(r, priorities[i])) {
			priority = priorities[i];
			words_next(r);
			break;
		}
	json_object_set_new(level, "op", json_string(">="));
	json_object_set_new(level, "priority", json_string(priority));
	json_array_append_new(levels, level);
	if (!ok)
		json_decref(levels);
	return ok && words_put(r, "levels", levels);
}

static bool
beats(struct reader *r)
{
	if (!words_is_word(r, "rr") && !words_is_word(r, "rate")) {
		WRONG(r->f, NULL, "after beats comes rr or rate: beats rr > 1.5 count 5");
		return false;
	}
	if (!words_put(r, "key", json_string(r->t.s)))
		return false;
	words_next(r);
	return limit(r, "beats");
}

static bool
of_signal(struct reader *r)
{
	static const char *const kinds[] = { "rate", "predict", "noise", "change", "mean", "outside", "stale" };
	enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), FITS = 4 };
	char near[RULEFILE_NEAR];

	if (r->t.kind != TOKEN_WORD) {
		WRONG(r->f, NULL, "a rule begins with a signal: spo2 < 90 for 10s");
		return false;
	}
	if (!words_put(r, "signal", json_string(r->t.s)))
		return false;
	words_next(r);
	for (size_t i = 0; i < FITS; i++)
		if (words_is_word(r, kinds[i]))
			return words_next(r), limit(r, kinds[i]);
	if (words_is_word(r, "outside"))
		return outside(r);
	if (words_is_word(r, "stale"))
		return words_next(r), after(r, "stale");
	if (words_is_word(r, "mean")) {
		words_next(r);
		if (words_is_word(r, "of"))
			words_next(r);
		if (!words_count(r, "count"))
			return false;
		words_next(r);
		return limit(r, "mean");
	}
	if (r->t.kind != TOKEN_OP || !words_is_rule_op(r->t.s)) {
		WRONG(r->f, NULL, "after the signal comes <, <=, >, >=, outside, rate, predict, mean, change, noise or stale",
			r->t.kind == TOKEN_END ? "" : ", not '", r->t.kind == TOKEN_END ? "" : r->t.s,
			r->t.kind == TOKEN_END ? "" : "'",
			r->t.kind == TOKEN_END ? NULL : rulefile_near(near, r->t.s, kinds, KINDS));
		return false;
	}
	return limit(r, "threshold");
}

static bool
errors(struct reader *r)
{
	if (r->t.kind == TOKEN_WORD) {
		if (!words_put(r, "error", json_string(r->t.s)))
			return false;
		words_next(r);
	}
	return limit(r, "errors");
}

static bool
group(struct reader *r, const char *type)
{
	if (words_is_word(r, "of"))
		words_next(r);
	return words_put(r, "type", json_string(type)) && ids(r, "of");
}

static bool
inhibit(struct reader *r)
{
	if (!words_put(r, "type", json_string("inhibit")) || !ids(r, "targets"))
		return false;
	if (!words_is_word(r, "while")) {
		WRONG(r->f, NULL, "'while' is missing: inhibit spo2-low while spo2-lost");
		return false;
	}
	words_next(r);
	if (r->t.kind != TOKEN_WORD) {
		WRONG(r->f, NULL, "the id of a rule is missing after while");
		return false;
	}
	if (!words_put(r, "if", json_string(r->t.s)))
		return false;
	words_next(r);
	return true;
}

bool
words_condition(struct reader *r)
{
	static const char *const heads[] = { "asystole", "ecg-lost", "event", "annotation", "errors", "beats", "score", "all",
		"any", "inhibit" };
	enum { HEADS = sizeof(heads) / sizeof(heads[0]) };
	size_t i = 0;

	words_next(r);
	while (i < HEADS && !words_is_word(r, heads[i]))
		i++;
	if (i < HEADS)
		words_next(r);
	switch (i) {
	case 0:
	case 1:
		return after(r, heads[i]);
	case 2:
		return named(r, "event", "event");
	case 3:
		return named(r, "annotation", "label");
	case 4:
		return errors(r);
	case 5:
		return beats(r);
	case 6:
		return score(r);
	case 7:
	case 8:
		return group(r, heads[i]);
	case 9:
		return inhibit(r);
	default:
		return of_signal(r);
	}
}

static const char *
member(const struct reader *r, const char *key)
{
	return json_string_value(json_object_get(r->o, key));
}

bool
words_name(struct reader *r)
{
	static const char *const whats[] = { "signal", "event", "label", "error", "table" };
	const char *op = member(r, "op"), *type = member(r, "type"), *what = NULL;
	bool plain = strcmp(type, "threshold") == 0;
	char id[WORD_ROOM + 64];
	struct text t;

	for (size_t i = 0; !what && i < sizeof(whats) / sizeof(whats[0]); i++)
		what = member(r, whats[i]);
	for (unsigned n = 1; n <= RULE_CAP + 1; n++) {
		text_start(&t, id, sizeof(id));
		text_words(&t, (const char *const[]){ what ? what : type, what && !plain ? "-" : "", what && !plain ? type : "",
				       !op          ? ""
				       : *op == '<' ? "-low"
						    : "-high",
				       NULL });
		if (n > 1) {
			text_z(&t, "-");
			text_unsigned(&t, n);
		}
		for (char *c = id; *c; c++)
			if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *c))
				*c = '-';
		if (!rule_set_find(r->f->set, id))
			return words_put(r, "id", json_string(id));
	}
	return false;
}
