/* The members of a rule object: one row each. */
#include "alert/rulekey.h"
#include "alert/text.h"
#include "alert/type.h"
#include "alert/where.h"
#include "core/opt.h"

#include <stdlib.h>
#include <string.h>

static void
set_id(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	const char *s = json_string_value(v);
	size_t n = s ? strlen(s) : 0;

	if (!n || n > RULE_ID || strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != n ||
		s[0] == '-' || s[0] == '.')
		WRONG(f, row->name, "an id is 1 to 64 letters, digits and . _ -, not beginning with . or -");
	else
		memcpy(r->id, s, n + 1);
}

static void
set_signal(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	if (!json_is_string(v) || !str_copy(r->signal, sizeof(r->signal), str_of(json_string_value(v))) || !r->signal[0])
		WRONG(f, row->name, "signal is not the name of one");
}

static void
set_type(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	(void)f, (void)r, (void)row, (void)v; /* the loader read it first */
}

/* An index into a list of words. */
static bool
word(struct rulefile *f, const struct rule_key *row, json_t *v, const char *const *words, size_t n, size_t *index)
{
	const char *s = json_is_string(v) ? json_string_value(v) : "";
	char near[RULEFILE_NEAR], list[RULEFILE_NEAR] = "";

	for (*index = 0; *index < n; ++*index)
		if (strcmp(s, words[*index]) == 0)
			return true;
	for (size_t i = 0; i < n; i++) {
		strcat(list, i ? ", " : "");
		strcat(list, words[i]);
	}
	WRONG(f, row->name, row->name, " is none of ", list, rulefile_near(near, s, words, n));
	return false;
}

static void
set_op(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	size_t i;

	if (word(f, row, v, rule_op_text, RULE_OPS, &i))
		r->op = (enum rule_op)i;
}

static void
set_priority(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	size_t i;

	if (word(f, row, v, rule_priority_text, RULE_PRIORITIES, &i))
		r->priority = (enum rule_priority)i;
}

static void
set_kind(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	size_t i;

	if (word(f, row, v, rule_kind_text, RULE_KINDS, &i))
		r->kind = (enum rule_kind)i;
}

static void
set_duration(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	int64_t us = 0;

	if (json_is_integer(v) && json_integer_value(v) == 0) {
		FIELD(int64_t, r, row) = 0;
		return;
	}
	if (json_is_number(v))
		WRONG(f, row->name, row->name,
			" is a duration without a unit: write \"10s\", \"1m30s\" or \"250ms\" (only 0 needs none)");
	else if (!json_is_string(v) || !tm_get_duration(str_of(json_string_value(v)), &us))
		WRONG(f, row->name, row->name, " is not a duration with its unit: write \"10s\", \"1m30s\" or \"250ms\"");
	else if (us > RULE_LONGEST)
		WRONG(f, row->name, row->name, " is longer than a hundred years");
	else
		FIELD(int64_t, r, row) = us;
}

static void
set_count(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	json_int_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < 1 || n > RULE_COUNT)
		WRONG(f, row->name, row->name, " is not a whole number from 1 to 10000");
	else
		FIELD(unsigned, r, row) = (unsigned)n;
}

static void
set_bool(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	if (json_is_boolean(v))
		FIELD(bool, r, row) = json_is_true(v);
	else
		WRONG(f, row->name, row->name, " is neither true nor false");
}

static void
set_text(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	char **text = &FIELD(char *, r, row);

	if (!json_is_string(v) || !json_string_length(v)) {
		WRONG(f, row->name, row->name, " is not a text");
	} else if (json_string_length(v) > RULE_TEXT) {
		WRONG(f, row->name, row->name, " is longer than 600 bytes");
	} else {
		free(*text);
		*text = strdup(json_string_value(v));
		if (!*text)
			WRONG(f, row->name, "out of memory");
	}
}

static bool
code_ok(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == strlen(s);
}

static void
set_code_word(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	if (json_is_string(v) && code_ok(json_string_value(v)))
		set_text(f, r, row, v);
	else
		WRONG(f, row->name, row->name,
			row->keys == KEY_ERROR ? " is no code of err records, as \"checksum\""
					       : " is no code of event records, as \"lead-off\"");
}

static void
set_beat_key(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	static const char *const words[] = { "rr", "rate" };
	size_t i;

	if (word(f, row, v, words, 2, &i))
		r->pace = i == 1;
}

static void
set_codes(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	if (json_is_string(v) && json_string_length(v) <= 40)
		set_text(f, r, row, v);
	else
		WRONG(f, row->name, "codes are letters of beat records in one text, as \"V\" or \"VE\"");
}

/* A code, or a list of them: kept with commas between. */
static void
set_until(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	char b[RULE_TEXT];
	struct text t;
	json_t *item;
	size_t i;

	if (json_is_string(v)) {
		set_code_word(f, r, row, v);
		return;
	}
	text_start(&t, b, sizeof(b));
	json_array_foreach(v, i, item)
	{
		if (!json_is_string(item) || !code_ok(json_string_value(item))) {
			WRONG(f, row->name, "until is a list of codes of event records, as [\"lead-on\"]");
			return;
		}
		text_words(&t, (const char *const[]){ i ? "," : "", json_string_value(item), NULL });
	}
	free(r->until);
	r->until = t.n && !t.full ? strdup(b) : NULL;
	if (!r->until)
		WRONG(f, row->name, "until is a code of event records, or a list of some");
}

/* {"after": "5m", "priority": "high"} */
static void
set_escalate(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	struct rule_key after = { .name = "after", .at = offsetof(struct rule, escalate) };
	struct rule_key priority = { .name = "priority" };
	size_t i;

	if (json_object_size(v) != 2 || !json_object_get(v, "after") || !json_object_get(v, "priority")) {
		WRONG(f, row->name, "escalate is an object: {\"after\": \"5m\", \"priority\": \"high\"}");
		return;
	}
	set_duration(f, r, &after, json_object_get(v, "after"));
	if (word(f, &priority, json_object_get(v, "priority"), rule_priority_text, RULE_PRIORITIES, &i))
		r->escalated = (enum rule_priority)i;
}

static void
set_accept(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	bool good = false;
	json_t *item;
	size_t i;

	r->accept = 0;
	json_array_foreach(v, i, item)
	{
		const char *s = json_is_string(item) ? json_string_value(item) : "";
		unsigned flag = flags_get(str_of(s)) & FLAGS_NOT_GOOD;

		if (strcmp(s, "good") == 0)
			good = true;
		else if (flag && !strchr(s, ','))
			r->accept |= flag;
		else
			WRONG(f, row->name, "accept_quality has '", s,
				"', which is none of good, off, sat, art, noise, cal, stale");
	}
	if (!good)
		WRONG(f, row->name, "accept_quality is a list that has \"good\" in it: it widens what is accepted");
}

static void
set_code(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	const char *key;
	json_t *value;

	if (!json_is_object(v))
		WRONG(f, row->name, "code is not an object: {\"mdc\": 150456, \"loinc\": \"2708-6\"}");
	json_object_foreach(v, key, value)
	{
		if (strcmp(key, "mdc") == 0 && json_is_integer(value) && json_integer_value(value) > 0 &&
			json_integer_value(value) <= UINT32_MAX) {
			r->mdc = (unsigned long)json_integer_value(value);
		} else if (strcmp(key, "loinc") == 0 && json_is_string(value) && json_string_length(value) <= 16 &&
			   json_string_length(value) &&
			   strspn(json_string_value(value), "0123456789-") == json_string_length(value)) {
			free(r->loinc);
			r->loinc = strdup(json_string_value(value));
		} else {
			WRONG(f, row->name, "code has '", key,
				"', which is neither an \"mdc\" number nor a \"loinc\" text like \"2708-6\"");
		}
	}
}

/* Read together, when all are known (rulefile_limits). */
static void
set_later(struct rulefile *f, struct rule *r, const struct rule_key *row, json_t *v)
{
	(void)f, (void)r, (void)row, (void)v;
}

#define AT(field) offsetof(struct rule, field)
static const struct rule_key rows[] = {
	{ "id", 0, false, 0, set_id },
	{ "type", 0, false, 0, set_type },
	{ "signal", KEY_SIGNAL | KEY_EVENT | KEY_LABEL, false, 0, set_signal },
	{ "unit", KEY_OP | KEY_RANGE, false, 0, set_later },
	{ "op", KEY_OP, false, 0, set_op },
	{ "threshold", KEY_OP, false, 0, set_later },
	{ "low", KEY_RANGE, false, 0, set_later },
	{ "high", KEY_RANGE, false, 0, set_later },
	{ "limits", KEY_OP | KEY_RANGE, false, 0, set_later },
	{ "hysteresis", KEY_OP | KEY_RANGE, false, 0, set_later },
	{ "clear", KEY_CLEAR, false, 0, set_later },
	{ "for", KEY_FOR, true, AT(hold), set_duration },
	{ "keep_firing_for", KEY_KEEP, true, AT(keep), set_duration },
	{ "max_gap", KEY_GAP, true, AT(gap), set_duration },
	{ "after", KEY_AFTER, false, AT(after), set_duration },
	{ "from_start", KEY_FROM_START, true, AT(from_start), set_bool },
	{ "window", KEY_WINDOW, false, AT(window), set_duration },
	{ "ahead", KEY_AHEAD, false, AT(ahead), set_duration },
	{ "min_samples", KEY_MIN_SAMPLES, true, AT(count), set_count },
	{ "count", KEY_COUNT, false, AT(count), set_count },
	{ "event", KEY_EVENT, false, AT(what), set_code_word },
	{ "until", KEY_EVENT, false, AT(until), set_until },
	{ "error", KEY_ERROR, false, AT(what), set_code_word },
	{ "label", KEY_LABEL, false, AT(what), set_text },
	{ "key", KEY_BEATS, false, 0, set_beat_key },
	{ "codes", KEY_BEATS, false, AT(codes), set_codes },
	{ "table", KEY_SCORE, false, 0, set_later },
	{ "inputs", KEY_SCORE, false, 0, set_later },
	{ "max_age", KEY_SCORE, false, 0, set_later },
	{ "levels", KEY_SCORE, false, 0, set_later },
	{ "when", 0, true, 0, rulekey_when },
	{ "of", KEY_OF, false, 0, rulekey_of },
	{ "if", KEY_INHIBIT, false, 0, rulekey_if },
	{ "targets", KEY_INHIBIT, false, 0, rulekey_of },
	{ "mode", KEY_INHIBIT, false, 0, rulekey_mode },
	{ "escalate", 0, true, 0, set_escalate },
	{ "latch", 0, true, AT(latch), set_bool },
	{ "reminder", 0, true, AT(reminder), set_duration },
	{ "rearm", 0, true, AT(rearm), set_duration },
	{ "priority", 0, true, 0, set_priority },
	{ "kind", 0, true, 0, set_kind },
	{ "accept_quality", 0, true, 0, set_accept },
	{ "message", 0, false, AT(message), set_text },
	{ "action", 0, true, AT(action), set_text },
	{ "code", 0, false, 0, set_code },
	{ "reference", 0, true, AT(reference), set_text },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* What every rule has. One that marks others is no alert, and has none of what an alert has. */
static bool
is_common(const struct rule_type *type, const char *name)
{
	static const char *const all[] = { "id", "type", "when", "reference" };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(name, all[i]) == 0)
			return true;
	return !(type->keys & KEY_INHIBIT);
}

/* r->type NULL: the defaults are looked at, for no type in particular. */
void
rulefile_key(struct rulefile *f, struct rule *r, const char *key, json_t *value)
{
	bool defaults = f->index == WHERE_NO_INDEX;
	const char *names[ROWS];
	char near[RULEFILE_NEAR];
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++) {
		bool has = !r->type || (rows[i].keys ? (rows[i].keys & r->type->keys) != 0 : is_common(r->type, rows[i].name));

		if (strcmp(key, rows[i].name) != 0) {
			if (has && (!defaults || rows[i].defaults))
				names[n++] = rows[i].name;
			continue;
		}
		if (defaults && !rows[i].defaults)
			WRONG(f, key, "'", key, "' cannot have a default: it belongs to a rule");
		else if (has)
			rows[i].set(f, r, &rows[i], value);
		else if (!defaults)
			WRONG(f, key, strchr("aei", *r->type->name) ? "an " : "a ", r->type->name, " rule has no '", key, "'");
		return;
	}
	WRONG(f, key, "unknown key '", key, "'", rulefile_near(near, key, names, n));
}
