#include "alert/profile.h"

#include "alert/rulefile.h"
#include "alert/text.h"
#include "alert/when.h"
#include "alert/where.h"
#include "core/in.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH = 4096 };

struct load {
	struct profiles *ps;
	const struct rule_set *set;
	struct rulefile f;
	char path[PATH];
	size_t root; /* length of the folder's name, with its slash */
	bool ok;
};

static void
wrong(struct load *l, const char *top, const char *const *parts)
{
	char b[512];
	struct text t;

	text_start(&t, b, sizeof(b));
	text_words(&t, parts);
	l->f.say(l->f.arg, false, l->f.file, where_line(l->f.text, top, WHERE_NO_INDEX, NULL), "", b);
	l->ok = false;
}
#define PROFILE_WRONG(l, top, ...) wrong(l, top, (const char *const[]){ __VA_ARGS__, NULL })

static void
read_facts(struct load *l, struct profile *p, const json_t *facts)
{
	const char *key;
	json_t *value;

	if (facts && !json_is_object(facts))
		PROFILE_WRONG(l, "facts", "facts is no object: {\"age\": 71, \"sex\": \"F\"}");
	json_object_foreach((json_t *)facts, key, value)
	{
		struct profile_fact *fact = &p->fact[p->nfacts];
		char b[WHEN_TEXT];
		struct text t;

		text_start(&t, b, sizeof(b));
		if (json_is_number(value))
			text_number(&t, json_number_value(value));
		else if (json_is_string(value))
			text_z(&t, json_string_value(value));
		if (!t.n || t.full || p->nfacts == PROFILE_FACTS || strcmp(key, "source") == 0) {
			PROFILE_WRONG(l, "facts", "facts: ", key, " is no text or number of up to 199 bytes, or one fact too many");
			return;
		}
		*fact = (struct profile_fact){ strdup(key), strdup(b) };
		p->nfacts += fact->key && fact->value;
	}
}

/* The rule as its file has it, with what the profile changes. */
static json_t *
changed(struct load *l, const struct rule *r, const json_t *limits)
{
	static const char *const may[] = { "unit", "threshold", "low", "high", "limits", "hysteresis", "clear", "for",
		"keep_firing_for", "max_gap", "after" };
	enum { MAY = sizeof(may) / sizeof(may[0]), LIMITS = 5 };
	json_t *rule = json_copy(r->json), *value;
	const char *key;
	char near[RULEFILE_NEAR];

	for (size_t i = 0; i < LIMITS; i++)
		if (json_object_get(limits, may[i]) && strcmp(may[i], "unit") != 0) { /* a level that belongs to the old limit */
			json_object_del(rule, "clear");
			if (strcmp(may[i], "limits") == 0 || json_object_get(rule, "limits")) {
				for (size_t k = 0; k <= LIMITS; k++)
					json_object_del(rule, may[k]);
			}
		}
	if (json_object_get(limits, "hysteresis") || json_object_get(limits, "clear")) {
		json_object_del(rule, "clear");
		json_object_del(rule, "hysteresis");
	}
	json_object_foreach((json_t *)limits, key, value)
	{
		size_t i = 0;

		while (i < MAY && strcmp(key, may[i]) != 0)
			i++;
		if (i == MAY)
			PROFILE_WRONG(l, "limits", "limits of ", r->id, ": a profile does not change '", key, "'",
				rulefile_near(near, key, may, MAY));
		else
			json_object_set(rule, key, value);
	}
	return rule;
}

static void
read_limits(struct load *l, struct profile *p, const json_t *limits)
{
	const char *id;
	json_t *value;

	p->rule = calloc(l->set->n + 1, sizeof(*p->rule));
	if (!p->rule || (limits && !json_is_object(limits)))
		PROFILE_WRONG(l, "limits", p->rule ? "limits is no object: {\"spo2-low\": {\"threshold\": 85}}" : "out of memory");
	json_object_foreach((json_t *)limits, id, value)
	{
		const struct rule *r = rule_set_find(l->set, id);
		json_t *rule;

		if (!l->ok)
			return;
		if (!r || r->score || r->nof || !json_object_size(value)) {
			PROFILE_WRONG(l, "limits", "limits names '", id,
				r ? "', and nothing of it that a profile can change" : "', which is no rule of this run");
			return;
		}
		rule = changed(l, r, value);
		l->f.text = (struct str){ 0 }; /* its lines are those of another file */
		if (l->ok)
			rulefile_rule(&l->f, rule, r->defaults);
		json_decref(rule);
		l->ok &= !l->f.failed;
	}
	for (size_t i = 0; l->ok && i < p->own.n; i++)
		p->rule[rule_set_find(l->set, p->own.rule[i].id) - l->set->rule] = &p->own.rule[i];
}

static struct profile *
room(struct profiles *ps)
{
	if (ps->n == ps->cap) {
		size_t cap = ps->cap ? 2 * ps->cap : 16;
		struct profile *p = ps->n < PROFILE_CAP ? realloc(ps->p, cap * sizeof(*p)) : NULL;

		if (!p)
			return NULL;
		ps->p = p;
		ps->cap = cap;
	}
	ps->p[ps->n] = (struct profile){ 0 };
	return &ps->p[ps->n++];
}

static void
read_document(struct load *l, struct profile *p, const json_t *doc)
{
	static const char *const known[] = { "version", "facts", "limits" };
	const json_t *version = json_object_get(doc, "version");
	char near[RULEFILE_NEAR];
	const char *key;
	json_t *value;

	if (!json_is_object(doc) || !json_is_integer(version) || json_integer_value(version) != 1)
		PROFILE_WRONG(l, "version", "a profile is an object: {\"version\": 1, \"facts\": {…}, \"limits\": {…}}");
	json_object_foreach((json_t *)doc, key, value) if (strcmp(key, known[0]) && strcmp(key, known[1]) && strcmp(key, known[2]))
		PROFILE_WRONG(l, key, "unknown key '", key, "'", rulefile_near(near, key, known, 3));
	if (l->ok)
		read_facts(l, p, json_object_get(doc, "facts"));
	if (l->ok)
		read_limits(l, p, json_object_get(doc, "limits"));
}

static void
read_file(struct load *l)
{
	struct profile *p = room(l->ps);
	struct str name = { l->path + l->root, strlen(l->path) - l->root - 5 };
	json_error_t e;
	json_t *doc;
	size_t n;
	char *text;

	if (!p || !(p->source = strndup(name.p, name.n))) {
		PROFILE_WRONG(l, NULL, "out of memory, or too many profiles");
		return;
	}
	rule_set_start(&p->own);
	l->f = (struct rulefile){
		.set = &p->own, .say = l->f.say, .arg = l->f.arg, .id = "", .index = 0, .file = rule_set_text(&p->own, l->path)
	};
	if (!l->f.file || !rec_source_ok(name)) {
		l->f.file = l->path;
		PROFILE_WRONG(l, NULL, "its name is that of no source");
		return;
	}
	text = rulefile_read(&l->f, l->path, &n);
	if (!text) {
		l->ok = false;
		return;
	}
	l->f.text = (struct str){ text, n };
	doc = json_loadb(text, n, JSON_REJECT_DUPLICATES, &e);
	if (doc)
		read_document(l, p, doc);
	else
		l->f.say(l->f.arg, false, l->f.file, e.line > 0 ? (unsigned long)e.line : 1, "", e.text), l->ok = false;
	json_decref(doc);
	free(text);
}

static void
folder(struct load *l, size_t end, int depth)
{
	DIR *d = opendir(l->path);
	const struct dirent *de;
	struct stat st;

	if (!d) {
		l->f.file = l->path;
		PROFILE_WRONG(l, NULL, in_error(-errno));
		return;
	}
	if (!end || l->path[end - 1] != '/')
		l->path[end++] = '/';
	if (!l->root)
		l->root = end;
	while ((de = readdir(d)) != NULL) {
		size_t n = strlen(de->d_name);

		if (de->d_name[0] == '.' || end + n + 1 >= PATH)
			continue;
		memcpy(l->path + end, de->d_name, n + 1);
		if (stat(l->path, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < PROFILE_DEPTH)
			folder(l, end + n, depth + 1);
		else if (S_ISREG(st.st_mode) && n > 5 && strcmp(de->d_name + n - 5, ".json") == 0)
			read_file(l);
	}
	closedir(d);
	l->path[end] = '\0';
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct profile *)a)->source, ((const struct profile *)b)->source);
}

bool
profiles_load(struct profiles *ps, const char *dir, const struct rule_set *set, rule_say *say, void *arg)
{
	struct load *l = calloc(1, sizeof(*l));
	bool ok;

	*ps = (struct profiles){ 0 };
	if (!l || strlen(dir) + 2 >= PATH) {
		free(l);
		say(arg, false, dir, 0, "", "out of memory, or the name is too long");
		return false;
	}
	*l = (struct load){ .ps = ps, .set = set, .f = { .say = say, .arg = arg, .id = "" }, .ok = true };
	memcpy(l->path, dir, strlen(dir) + 1);
	folder(l, strlen(dir), 0);
	ok = l->ok;
	free(l);
	if (ok)
		qsort(ps->p, ps->n, sizeof(*ps->p), by_name);
	return ok;
}

void
profiles_free(struct profiles *ps)
{
	for (size_t i = 0; i < ps->n; i++) {
		struct profile *p = &ps->p[i];

		for (size_t k = 0; k < p->nfacts; k++) {
			free(p->fact[k].key);
			free(p->fact[k].value);
		}
		rule_set_free(&p->own);
		free(p->rule);
		free(p->source);
	}
	free(ps->p);
	*ps = (struct profiles){ 0 };
}

const struct profile *
profiles_find(const struct profiles *ps, struct str source)
{
	char name[REC_SOURCE + 1];
	struct profile key = { .source = name };

	if (!ps || !ps->n || !str_copy(name, sizeof(name), source))
		return NULL;
	return bsearch(&key, ps->p, ps->n, sizeof(*ps->p), by_name);
}
