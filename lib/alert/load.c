/* Where rules come from: the command line, a pack, a file. */
#include "alert/packs.h"
#include "alert/rulefile.h"
#include "alert/text.h"
#include "alert/where.h"
#include "core/in.h"

#include <stdlib.h>
#include <string.h>

const struct rule_pack *
rule_pack_find(const char *name)
{
	for (size_t i = 0; i < rule_pack_count; i++)
		if (strcmp(rule_packs[i].name, name) == 0)
			return &rule_packs[i];
	return NULL;
}

static bool
ends(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);

	return n >= m && strcmp(s + n - m, tail) == 0;
}

static void
cannot(struct rulefile *f, const char *why)
{
	f->say(f->arg, false, f->file, 0, "", why);
}

char *
rulefile_read(struct rulefile *f, const char *path, size_t *n)
{
	struct in in;
	long got = in_open(&in, path);
	char *text;

	*n = 0;
	if (got < 0) {
		cannot(f, in_error(got));
		return NULL;
	}
	text = malloc(RULE_FILE + 1);
	while (text && *n <= RULE_FILE && (got = in_read(&in, text + *n, RULE_FILE + 1 - *n)) > 0)
		*n += (size_t)got;
	in_close(&in);
	if (!text)
		cannot(f, "out of memory");
	else if (got < 0)
		cannot(f, in_error(got));
	else if (*n > RULE_FILE)
		cannot(f, "larger than 16 MiB: this is no rule file");
	else
		return text;
	free(text);
	return NULL;
}

static bool
load_file(struct rulefile *f, const char *path)
{
	size_t n;
	char *text = rulefile_read(f, path, &n);
	bool ok = text && rulefile_document(f, text, n);

	free(text);
	return ok;
}

static bool
load_words(struct rulefile *f, const char *line)
{
	json_t *rule = rulefile_words(f, line);

	if (!rule)
		return false;
	rulefile_rule(f, rule, NULL);
	json_decref(rule);
	return !f->failed;
}

static bool
unknown_pack(struct rulefile *f, const char *name)
{
	const char **names = malloc((rule_pack_count + 1) * sizeof(*names));
	char near[RULEFILE_NEAR] = "", b[256];
	struct text t;

	for (size_t i = 0; names && i < rule_pack_count; i++)
		names[i] = rule_packs[i].name;
	if (names)
		rulefile_near(near, name, names, rule_pack_count);
	free(names);
	text_start(&t, b, sizeof(b));
	text_words(&t, (const char *const[]){
			       "neither a rule pack (see --list) nor a file nor a rule like 'spo2 < 90 for 10s'", near, NULL });
	cannot(f, b);
	return false;
}

static bool
is_words(const char *spec)
{
	return !rule_pack_find(spec) && !ends(spec, ".json") && !ends(spec, ".json.gz") && strpbrk(spec, "<> \t\n\"'");
}

bool
rule_load(struct rule_set *set, const char *spec, rule_say *say, void *arg)
{
	const struct rule_pack *pack = rule_pack_find(spec);
	struct rulefile f = { .set = set, .file = rule_set_text(set, spec), .say = say, .arg = arg, .id = "" };
	struct in in;

	if (!f.file) {
		say(arg, false, spec, 0, "", "out of memory");
		return false;
	}
	if (pack)
		return rulefile_document(&f, pack->text, pack->n);
	if (is_words(spec))
		return load_words(&f, spec);
	if (!ends(spec, ".json") && !ends(spec, ".json.gz")) {
		if (in_open(&in, spec) < 0)
			return unknown_pack(&f, spec);
		in_close(&in);
	}
	return load_file(&f, spec);
}

bool
rule_load_all(struct rule_set *set, const char *const *specs, size_t n, rule_say *say, void *arg)
{
	bool ok = true;

	for (int words = 0; words < 2; words++)
		for (size_t i = 0; i < n; i++)
			if (is_words(specs[i]) == words)
				ok &= rule_load(set, specs[i], say, arg);
	return ok;
}

static void
ignore(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	(void)arg, (void)warning, (void)file, (void)line, (void)id, (void)text;
}

static size_t
row_json(const struct rule_pack *p, const char *title, const struct rule_set *set, char *dst, size_t cap)
{
	json_t *ids = json_array(), *o;
	size_t n;

	for (size_t i = 0; i < set->n; i++)
		json_array_append_new(ids, json_string(set->rule[i].id));
	o = json_pack("{s:s, s:s, s:o}", "pack", p->name, "title", title, "rules", ids);
	n = json_dumpb(o, dst, cap - 1, JSON_COMPACT);
	n = n < cap ? n : 0;
	dst[n] = '\0';
	json_decref(o);
	return n;
}

size_t
rule_pack_row(const struct rule_pack *p, bool json, char *dst, size_t cap)
{
	struct rule_set set;
	json_t *doc = json_loadb(p->text, p->n, 0, NULL);
	const char *title = json_string_value(json_object_get(doc, "title"));
	struct text t;

	title = title ? title : "";
	rule_set_start(&set);
	(void)rule_load(&set, p->name, ignore, NULL);
	text_start(&t, dst, cap);
	if (json) {
		t.n = row_json(p, title, &set, dst, cap);
	} else {
		text_z(&t, p->name);
		do
			text_z(&t, " ");
		while (t.n < 12);
		text_z(&t, set.n < 10 ? "    " : set.n < 100 ? "   " : "  ");
		text_unsigned(&t, set.n);
		text_words(&t, (const char *const[]){ "  ", title, NULL });
	}
	rule_set_free(&set);
	json_decref(doc);
	return t.n;
}
