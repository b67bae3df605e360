#include "alert/rulefile.h"

#include "alert/text.h"
#include "alert/type.h"
#include "alert/where.h"
#include "core/opt.h"

#include <string.h>

static void
tell(struct rulefile *f, bool warning, const char *key, const char *const *parts)
{
	const char *top = f->index == WHERE_NO_INDEX ? "defaults" : "rules";
	char b[512];
	struct text t;

	text_start(&t, b, sizeof(b));
	text_words(&t, parts);
	f->say(f->arg, warning, f->file, where_line(f->text, top, f->index, key), f->id, b);
}

void
rulefile_wrong(struct rulefile *f, const char *key, const char *const *parts)
{
	tell(f, false, key, parts);
	f->failed = true;
}

void
rulefile_warn(struct rulefile *f, const char *key, const char *const *parts)
{
	tell(f, true, key, parts);
}

const char *
rulefile_near(char dst[RULEFILE_NEAR], const char *given, const char *const *words, size_t n)
{
	const char *near = opt_nearest(given, words, n);
	struct text t;

	text_start(&t, dst, RULEFILE_NEAR);
	if (near)
		text_words(&t, (const char *const[]){ " (did you mean '", near, "'?)", NULL });
	return dst;
}

static bool
has_place(const char *const *places, struct str name)
{
	for (; *places; places++)
		if (str_is(name, *places))
			return true;
	return false;
}

void
rulefile_template(struct rulefile *f, const struct rule *r)
{
	const char *const *places = r->type->places;
	size_t n = 0;

	while (places[n])
		n++;
	for (const char *p = r->message; *p; p++) {
		char name[32], near[RULEFILE_NEAR];
		size_t length;

		if ((*p == '{' || *p == '}') && p[1] == *p) {
			p++;
			continue;
		}
		if (*p == '}') {
			WRONG(f, "message", "message has a '}' without its '{' (write '}}' for a plain one)");
			return;
		}
		if (*p != '{')
			continue;
		length = strcspn(p + 1, "{}");
		if (p[1 + length] != '}') {
			WRONG(f, "message", "message has a '{' without its '}' (write '{{' for a plain one)");
			return;
		}
		str_copy(name, sizeof(name), (struct str){ p + 1, length });
		if (!has_place(places, (struct str){ p + 1, length })) {
			WRONG(f, "message", "message names {", name, "}, which ", strchr("aei", *r->type->name) ? "an " : "a ",
				r->type->name, " rule does not have", rulefile_near(near, name, places, n));
			return;
		}
		p += length + 1;
	}
}

static void
check_signal(struct rulefile *f, struct rule *r, const char *name)
{
	enum { NAMES = 256 };
	const char *words[NAMES];
	char near[RULEFILE_NEAR];
	size_t n = 0;

	if (strncmp(name, "stat.", 5) == 0) {
		const char *key;

		if (rule_stat_unit(str_of(name + 5))) {
			r->stat = true;
			return;
		}
		while (n < NAMES && (key = rule_stat_name(n)) != NULL)
			words[n++] = key;
		WRONG(f, "signal", "'", name, "' is no key of stat records", rulefile_near(near, name + 5, words, n));
		return;
	}
	r->def = sig_find(str_of(name));
	if (!rec_signal_ok(str_of(name)) || !r->def) {
		for (unsigned i = 0; i < sig_count && n < NAMES; i++)
			words[n++] = sig_table[i].name;
		WRONG(f, "signal", "unknown signal '", name, "'", rulefile_near(near, name, words, n));
	} else if (r->def->kind == SIG_WAVE) {
		WRONG(f, "signal", "'", name, "' is a waveform; rules read values (iomt-hr makes hr and beats of one)");
	}
}

static void
check_window(struct rulefile *f, struct rule *r, const json_t *rule)
{
	unsigned keys = r->type->keys;

	if ((keys & KEY_WINDOW) && !r->window)
		WRONG(f, json_object_get(rule, "window") ? "window" : NULL, "window is missing, or 0: how far back the rule looks");
	if ((keys & KEY_AHEAD) && !r->ahead)
		WRONG(f, json_object_get(rule, "ahead") ? "ahead" : NULL, "ahead is missing, or 0: how far forward the rule looks");
	if ((keys & KEY_COUNT) && !r->count)
		WRONG(f, NULL, "count is missing: how many values it takes");
	if ((keys & KEY_MIN_SAMPLES) && !r->count)
		r->count = 3;
	if ((keys & KEY_MIN_SAMPLES) && r->count < 2)
		WRONG(f, "min_samples", "min_samples is 1: there is no line through one value");
	if (r->window && r->gap && 2 * r->gap < r->window && (keys & KEY_MIN_SAMPLES) && r->def && r->def->pace == SIG_SPOT)
		rulefile_warn(f, NULL,
			(const char *const[]){ "max_gap is much shorter than window: single readings of ", r->signal,
				" that are further apart never fill it", NULL });
}

/* "hr-high and spo2-low" */
static void
check_others(struct rulefile *f, struct rule *r)
{
	bool inhibit = r->type->keys & KEY_INHIBIT;
	const char *between = inhibit ? ", " : r->type == &rule_type_all ? " and " : " or ";
	char b[RULE_OF * (RULE_ID + 6) + 2 * RULE_ID];
	struct text t;

	if (!r->nof)
		WRONG(f, NULL,
			inhibit ? "targets is missing: the rules whose alerts are marked"
				: "of is missing: the rules that it is made of");
	if (inhibit && !r->has_by)
		WRONG(f, NULL, "if is missing: the rule while which the targets are marked");
	if (f->failed)
		return;
	text_start(&t, b, sizeof(b));
	for (unsigned i = 0; i < r->nof; i++)
		text_words(&t, (const char *const[]){ i ? between : "", f->set->rule[r->of[i]].id, NULL });
	if (inhibit)
		text_words(&t, (const char *const[]){ " while there is one of ", f->set->rule[r->by].id, NULL });
	r->what = strdup(b);
	if (!r->what)
		WRONG(f, NULL, "out of memory");
}

/* What can only be seen when all of the rule is known. */
static void
check_whole(struct rulefile *f, struct rule *r, const json_t *rule)
{
	unsigned keys = r->type->keys;

	if (!r->id[0])
		WRONG(f, NULL, "id is missing");
	else if (rule_set_find(f->set, r->id))
		WRONG(f, "id", "this id was used before: ids are unique over all rules of a run");
	if (keys & KEY_SCORE)
		rulefile_score(f, r, rule);
	if (keys & KEY_INHIBIT)
		r->priority = RULE_INFO; /* it is no alert */
	if (keys & (KEY_OF | KEY_INHIBIT))
		check_others(f, r);
	if (r->priority == RULE_PRIORITIES)
		WRONG(f, NULL, "priority is missing (high, medium, low or info)");
	if (!r->signal[0] && (keys & KEY_SIGNAL))
		WRONG(f, NULL, "signal is missing");
	else if (keys & KEY_SIGNAL)
		check_signal(f, r, r->signal);
	if ((keys & (KEY_EVENT | KEY_LABEL)) && !r->what)
		WRONG(f, NULL, keys & KEY_EVENT ? "event is missing: the code of the record" : "label is missing");
	if ((keys & KEY_EVENT) && r->hold && !r->until)
		WRONG(f, "for", "an event is over at once: \"for\" needs \"until\", the event that ends it");
	if (r->escalate && r->escalated <= r->priority)
		WRONG(f, "escalate", "escalate does not make the alert more urgent than its priority");
	if (f->failed)
		return;
	if (keys & (KEY_OP | KEY_RANGE))
		rulefile_limits(f, r, rule);
	check_window(f, r, rule);
	if ((keys & KEY_AFTER) && !r->after)
		WRONG(f, json_object_get(rule, "after") ? "after" : NULL, "after is missing, or 0: how long no value may come");
	if (r->def && r->def->pace == SIG_SPOT && r->hold)
		WRONG(f, "for", "single readings of ", r->signal, " never complete a \"for\": write \"for\":0");
	if (r->kind == RULE_KINDS)
		r->kind = r->stat ? RULE_TECHNICAL : r->type->kind;
	if (!f->failed && !r->message)
		r->message = strdup(r->type->message(r));
	if (!f->failed && r->message)
		rulefile_template(f, r);
}

static void
ignore(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	(void)arg, (void)warning, (void)file, (void)line, (void)id, (void)text;
}

static void
apply_defaults(struct rulefile *f, struct rule *r, const json_t *defaults)
{
	struct rulefile quiet = *f; /* what is wrong with them was said once */
	const char *key;
	json_t *value;

	quiet.say = ignore;
	quiet.index = WHERE_NO_INDEX;
	json_object_foreach((json_t *)defaults, key, value) rulefile_key(&quiet, r, key, value);
}

static void
unknown_type(struct rulefile *f, const char *name)
{
	enum { TYPES = 64 };
	const char *names[TYPES];
	char near[RULEFILE_NEAR];
	size_t n = 0;

	for (const struct rule_type *const *k = rule_types; *k && n < TYPES; k++)
		names[n++] = (*k)->name;
	WRONG(f, "type", "there is no rule type '", name, "'", rulefile_near(near, name, names, n));
}

void
rulefile_rule(struct rulefile *f, const json_t *rule, const json_t *defaults)
{
	const json_t *id = json_object_get(rule, "id"), *type = json_object_get(rule, "type");
	bool before = f->failed;
	struct rule *r = rule_set_room(f->set);
	const char *key;
	json_t *value;

	f->id = json_is_string(id) ? json_string_value(id) : "";
	f->failed = false;
	if (!json_is_object(rule)) {
		WRONG(f, NULL, "a rule is an object: {\"id\": …}");
	} else if (!r) {
		WRONG(f, NULL, "too many rules, or out of memory");
	} else if (!type) {
		WRONG(f, NULL, "type is missing");
	} else if (!json_is_string(type) || !(r->type = rule_type_find(str_of(json_string_value(type))))) {
		unknown_type(f, json_is_string(type) ? json_string_value(type) : "");
	} else {
		r->kind = RULE_KINDS;
		r->priority = RULE_PRIORITIES;
		r->file = f->file;
		r->line = where_line(f->text, "rules", f->index, NULL);
		if (defaults)
			apply_defaults(f, r, defaults);
		json_object_foreach((json_t *)rule, key, value) rulefile_key(f, r, key, value);
		if (!f->failed)
			check_whole(f, r, rule);
		if (!f->failed && !r->message)
			WRONG(f, NULL, "out of memory");
		r->json = json_incref((json_t *)rule);
		r->defaults = json_incref((json_t *)defaults);
		if (f->failed)
			rule_clear(r);
		else
			f->set->n++;
	}
	f->failed |= before;
	f->id = "";
}

static void
top_wrong(struct rulefile *f, const char *key, const char *const *parts)
{
	char b[512];
	struct text t;

	text_start(&t, b, sizeof(b));
	text_words(&t, parts);
	f->say(f->arg, false, f->file, where_line(f->text, key, WHERE_NO_INDEX, NULL), "", b);
	f->failed = true;
}
#define TOP_WRONG(f, key, ...) top_wrong(f, key, (const char *const[]){ __VA_ARGS__, NULL })

static void
check_top(struct rulefile *f, const json_t *doc)
{
	static const char *const known[] = { "version", "title", "defaults", "rules", "scores" };
	enum { KNOWN = sizeof(known) / sizeof(known[0]) };
	const json_t *version = json_object_get(doc, "version"), *title = json_object_get(doc, "title");
	char near[RULEFILE_NEAR];
	const char *key;
	json_t *value;

	if (!version)
		TOP_WRONG(f, NULL, "version is missing: write \"version\": 1");
	else if (!json_is_integer(version) || json_integer_value(version) != 1)
		TOP_WRONG(f, "version", "version is not 1, the only one that there is");
	if (title && !json_is_string(title))
		TOP_WRONG(f, "title", "title is not a text");
	json_object_foreach((json_t *)doc, key, value)
	{
		size_t i = 0;

		while (i < KNOWN && strcmp(key, known[i]) != 0)
			i++;
		if (i == KNOWN)
			TOP_WRONG(f, key, "unknown key '", key, "'", rulefile_near(near, key, known, KNOWN));
	}
}

static void
check_defaults(struct rulefile *f, const json_t *defaults)
{
	struct rule scratch = { 0 };
	const char *key;
	json_t *value;

	f->index = WHERE_NO_INDEX;
	f->id = "";
	json_object_foreach((json_t *)defaults, key, value) rulefile_key(f, &scratch, key, value);
	rule_clear(&scratch);
}

bool
rulefile_document(struct rulefile *f, const char *bytes, size_t n)
{
	json_error_t e;
	json_t *doc = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &e), *defaults, *rules;
	size_t before = f->set->n;

	f->id = "";
	f->failed = false;
	f->text = (struct str){ bytes, n };
	if (!doc) {
		f->say(f->arg, false, f->file, e.line > 0 ? (unsigned long)e.line : 1, "", e.text);
		return false;
	}
	defaults = json_object_get(doc, "defaults");
	rules = json_object_get(doc, "rules");
	if (!json_is_object(doc)) {
		TOP_WRONG(f, NULL, "a rule file is an object: {\"version\": 1, \"rules\": […]}");
	} else {
		check_top(f, doc);
		f->scores = json_object_get(doc, "scores");
		if (defaults && !json_is_object(defaults))
			TOP_WRONG(f, "defaults", "defaults is not an object");
		else if (defaults)
			check_defaults(f, defaults);
		if (!json_is_array(rules) || !json_array_size(rules))
			TOP_WRONG(f, "rules", "rules is not an array of at least one rule");
		for (size_t i = 0; i < json_array_size(rules); i++) {
			f->index = i;
			rulefile_rule(f, json_array_get(rules, i), json_is_object(defaults) ? defaults : NULL);
		}
	}
	json_decref(doc);
	if (f->failed)
		while (f->set->n > before)
			rule_clear(&f->set->rule[--f->set->n]);
	return !f->failed;
}
