#include "alert/ruletest.h"

#include "alert/engine.h"
#include "alert/text.h"
#include "alert/where.h"
#include "alert/write.h"
#include "core/num.h"

#include <stdlib.h>
#include <string.h>

struct seen {
	int64_t time;
	const struct rule *rule;
	enum alert_edge edge;
	enum rule_priority priority;
	char value[32], message[256];
};

struct run {
	struct rulefile f;
	const json_t *test;
	size_t index; /* of the test */
	struct rule_set set;
	struct seen *seen;
	size_t n;
	bool full;
	/* what is wrong with the test at work */
	char why[2048];
	struct text t;
};

static void
note(void *arg, const struct alert_event *ev)
{
	struct run *r = arg;
	struct seen *s = &r->seen[r->n];
	char b[ALERT_MESSAGE];

	if (ev->score || ev->edge == ALERT_OPEN)
		return;
	if (r->n == RULETEST_EVENTS) {
		r->full = true;
		return;
	}
	*s = (struct seen){
		.time = ev->time, .rule = ev->rule, .edge = ev->edge, .priority = ev->misfit ? RULE_MEDIUM : ev->priority
	};
	if (ev->value.p)
		(void)str_copy(s->value, sizeof(s->value), ev->value);
	(void)str_copy(s->message, sizeof(s->message), (struct str){ b, alert_message(ev, b) });
	r->n++;
}

/* A tick before each new time: everything earlier has come. */
static bool
feed(struct run *r, const struct ruletest_input *in, int64_t until)
{
	struct engine e;
	int64_t now = TM_NONE;
	char tick[64], stamp[TM_TEXT + 1];

	if (!engine_start(&e, &r->set, note, r))
		return false;
	for (size_t i = 0; i <= in->n; i++) {
		int64_t time = i < in->n ? in->record[i].time : until;
		struct text t;
		struct rec rec;

		if (i && time > now) {
			*tm_put(stamp, time) = '\0';
			text_start(&t, tick, sizeof(tick));
			text_words(&t, (const char *const[]){ "tick\t", stamp, "\ttest\t-", NULL });
			if (rec_parse(&rec, str_of(tick)) == NULL) {
				engine_before(&e, &rec, false);
				engine_after(&e, &rec);
			}
		}
		now = time > now ? time : now;
		if (i < in->n && rec_parse(&rec, str_of(in->record[i].text)) == NULL) {
			engine_before(&e, &rec, false);
			engine_after(&e, &rec);
		}
	}
	engine_finish(&e);
	engine_free(&e);
	return true;
}

static bool
named(const json_t *list, const char *id)
{
	json_t *item;
	size_t i;

	json_array_foreach((json_t *)list, i, item)
	{
		const char *name = json_string_value(json_is_string(item) ? item : json_object_get(item, "rule"));

		if (name && strcmp(name, id) == 0)
			return true;
	}
	return false;
}

static void
put_seen(struct text *t, const struct seen *s)
{
	if (!s) {
		text_z(t, "nothing");
		return;
	}
	text_duration(t, s->time);
	text_words(t, (const char *const[]){ " ", s->rule->id, " ", alert_edge_text[s->edge], " ", rule_priority_text[s->priority],
			      *s->value ? " value " : "", s->value, " \"", s->message, "\"", NULL });
}

/* Numbers are the same when six digits of them are. */
static bool
same_value(const json_t *want, const char *got)
{
	char a[NUM_MAX], b[NUM_MAX];
	double v;

	if (!num_get_f64(str_of(got), &v))
		return false;
	*num_put_sig(a, json_number_value(want), 6) = '\0';
	*num_put_sig(b, v, 6) = '\0';
	return strcmp(a, b) == 0;
}

static bool
same_text(const json_t *want, const char *got)
{
	return !want || (json_is_string(want) && strcmp(json_string_value(want), got) == 0);
}

static bool
matches(const json_t *want, const struct seen *s)
{
	const json_t *value = json_object_get(want, "value");
	int64_t t;

	return s && ruletest_time(json_object_get(want, "t"), &t) && t == s->time &&
	       same_text(json_object_get(want, "rule"), s->rule->id) &&
	       same_text(json_object_get(want, "edge"), alert_edge_text[s->edge]) &&
	       same_text(json_object_get(want, "priority"), rule_priority_text[s->priority]) &&
	       same_text(json_object_get(want, "message"), s->message) && (!value || same_value(value, s->value));
}

static const struct seen *
next_named(const struct run *r, size_t *at, const json_t *list)
{
	while (*at < r->n && !named(list, r->seen[*at].rule->id))
		++*at;
	return *at < r->n ? &r->seen[(*at)++] : NULL;
}

/* The complete list of what the rules named in it did. */
static bool
check_expect(struct run *r, const json_t *list)
{
	const struct seen *s;
	size_t at = 0, i;
	json_t *want;

	json_array_foreach((json_t *)list, i, want)
	{
		s = next_named(r, &at, list);
		if (matches(want, s))
			continue;
		text_z(&r->t, "expect ");
		text_unsigned(&r->t, i + 1);
		text_z(&r->t, ": ");
		put_seen(&r->t, s);
		return false;
	}
	s = next_named(r, &at, list);
	if (s) {
		text_z(&r->t, "more than expected: ");
		put_seen(&r->t, s);
	}
	return !s;
}

static bool
check_not(struct run *r, const json_t *list)
{
	for (size_t i = 0; i < r->n; i++)
		if (named(list, r->seen[i].rule->id)) {
			text_z(&r->t, "not expected: ");
			put_seen(&r->t, &r->seen[i]);
			return false;
		}
	return true;
}

/* Whether a rule's alert fires at a time, by the last that it did until then. */
static bool
fires(const struct run *r, const struct rule *rule, int64_t t)
{
	bool on = false;

	for (size_t i = 0; i < r->n && r->seen[i].time <= t; i++)
		if (r->seen[i].rule == rule && r->seen[i].edge != ALERT_REMIND && r->seen[i].edge != ALERT_ACK)
			on = r->seen[i].edge == ALERT_ON;
	return on;
}

static bool
check_at(struct run *r, const json_t *list)
{
	json_t *item;
	size_t i;

	json_array_foreach((json_t *)list, i, item)
	{
		int64_t t = 0;

		(void)ruletest_time(json_object_get(item, "t"), &t);
		for (size_t k = 0; k < r->set.n; k++) {
			const struct rule *rule = &r->set.rule[k];
			bool want = named(json_object_get(item, "firing"), rule->id);

			if (fires(r, rule, t) == want)
				continue;
			text_z(&r->t, "at ");
			text_duration(&r->t, t);
			text_words(&r->t, (const char *const[]){ ": ", rule->id, want ? " does not fire" : " fires", NULL });
			return false;
		}
	}
	return true;
}

static bool
wrong(struct run *r, const char *key, const char *text)
{
	char b[256];
	struct text t;

	text_start(&t, b, sizeof(b));
	text_words(&t, (const char *const[]){ key ? key : "", key ? " " : "", text, NULL });
	r->f.say(r->f.arg, false, r->f.file, where_line(r->f.text, "tests", r->index, key), "", b);
	return false;
}

/* 1: passed, 0: failed, -1: the test is not well formed. */
static int
one(struct run *r)
{
	struct ruletest_input in = { 0 };
	const char *key, *why;
	int64_t until = 0;
	int passed = -1;

	text_start(&r->t, r->why, sizeof(r->why));
	r->n = 0;
	why = ruletest_form(r->test, &r->set, &key);
	if (!why)
		why = ruletest_input(&in, r->test, &key);
	if (!why && json_object_get(r->test, "until") && !ruletest_time(json_object_get(r->test, "until"), &until)) {
		key = "until";
		why = "is no duration from the start";
	}
	if (why)
		wrong(r, key, why);
	else if (!feed(r, &in, until) || r->full)
		wrong(r, NULL, "too many alerts, or out of memory");
	else
		passed = check_expect(r, json_object_get(r->test, "expect")) &&
			 check_not(r, json_object_get(r->test, "expect_not")) && check_at(r, json_object_get(r->test, "at"));
	ruletest_input_free(&in);
	return passed;
}

/* A pack, words, or a file beside the test file. */
static bool
load_rules(struct run *r, const char *file, const char *spec)
{
	const char *slash = strrchr(file, '/');
	size_t n = strlen(spec);
	char path[4096];
	struct text t;

	text_start(&t, path, sizeof(path));
	if (slash && spec[0] != '/' && n > 5 && strcmp(spec + n - 5, ".json") == 0)
		text_put(&t, (struct str){ file, (size_t)(slash + 1 - file) });
	text_z(&t, spec);
	return rule_load(&r->set, path, r->f.say, r->f.arg);
}

static int
run_all(struct run *r, const json_t *doc, const char *file, void (*line)(void *, const char *), void *line_arg)
{
	const json_t *tests = json_object_get(doc, "tests"), *rules = json_object_get(doc, "rules");
	size_t n = json_array_size(tests);
	int failed = 0;
	char b[RULETEST_LINE + 2100];
	struct text t;

	r->index = WHERE_NO_INDEX;
	if (!json_is_string(rules) || json_object_size(doc) != 2 || !n) {
		wrong(r, NULL, "a test file is an object: {\"rules\": \"a file or a pack\", \"tests\": […]}");
		return -1;
	}
	if (!load_rules(r, file, json_string_value(rules)))
		return -1;
	for (r->index = 0; r->index < n; r->index++) {
		int passed;

		r->test = json_array_get(tests, r->index);
		passed = one(r);
		if (passed < 0)
			return -1;
		failed += !passed;
		text_start(&t, b, sizeof(b));
		text_z(&t, passed ? "ok " : "not ok ");
		text_unsigned(&t, r->index + 1);
		text_words(&t, (const char *const[]){ " - ", json_string_value(json_object_get(r->test, "name")),
				       passed ? NULL : "\n# ", r->why, NULL });
		line(line_arg, b);
	}
	text_start(&t, b, sizeof(b));
	text_z(&t, "1..");
	text_unsigned(&t, n);
	line(line_arg, b);
	return failed;
}

int
ruletest_run(const char *file, rule_say *say, void *arg, void (*line)(void *, const char *), void *line_arg)
{
	struct run *r = calloc(1, sizeof(*r));
	json_error_t e;
	json_t *doc;
	char *text;
	size_t n;
	int failed = -1;

	if (!r || !(r->seen = calloc(RULETEST_EVENTS, sizeof(*r->seen)))) {
		free(r);
		say(arg, false, file, 0, "", "out of memory");
		return -1;
	}
	r->f = (struct rulefile){ .file = file, .say = say, .arg = arg, .id = "" };
	rule_set_start(&r->set);
	text = rulefile_read(&r->f, file, &n);
	if (text) {
		r->f.text = (struct str){ text, n };
		doc = json_loadb(text, n, JSON_REJECT_DUPLICATES, &e);
		if (doc)
			failed = run_all(r, doc, file, line, line_arg);
		else
			say(arg, false, file, e.line > 0 ? (unsigned long)e.line : 1, "", e.text);
		json_decref(doc);
	}
	free(text);
	rule_set_free(&r->set);
	free(r->seen);
	free(r);
	return failed;
}
