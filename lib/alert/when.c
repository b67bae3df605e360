#include "alert/when.h"

#include "alert/profile.h"
#include "alert/state.h"
#include "alert/text.h"
#include "alert/window.h"
#include "core/num.h"

#include <stdlib.h>
#include <string.h>

static bool
key_ok(const char *key)
{
	return *key && strlen(key) < WHEN_KEY &&
	       strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == strlen(key);
}

static const char *
add(struct rule_when *w, const char *key, struct when_condition **c)
{
	if (w->n == WHEN_CONDITIONS)
		return "has more than 8 conditions";
	*c = &w->c[w->n++];
	str_copy((*c)->key, sizeof((*c)->key), str_of(strcmp(key, "source") == 0 ? "" : key));
	return NULL;
}

/* {">=": 18, "<": 65} */
static const char *
limits(struct rule_when *w, const char *key, const json_t *v)
{
	struct when_condition *c;
	const char *op, *wrong;
	json_t *limit;

	json_object_foreach((json_t *)v, op, limit)
	{
		int i = 0;

		while (i < RULE_OPS && strcmp(op, rule_op_text[i]) != 0)
			i++;
		if (i == RULE_OPS || !json_is_number(limit))
			return "has a condition that is none of {\"<\": N}, {\"<=\": N}, {\">\": N}, {\">=\": N}";
		if ((wrong = add(w, key, &c)) != NULL)
			return wrong;
		c->number = true;
		c->op = (enum rule_op)i;
		c->limit = json_number_value(limit);
	}
	return NULL;
}

/* "F", 3, ["ward-*", "bed-?"] */
static const char *
words(struct rule_when *w, const char *key, const json_t *v)
{
	size_t n = json_is_array(v) ? json_array_size(v) : 1;
	struct when_condition *c;
	const char *wrong = add(w, key, &c);
	struct text t;

	if (wrong)
		return wrong;
	text_start(&t, c->text, sizeof(c->text));
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_is_array(v) ? json_array_get(v, i) : v;

		text_z(&t, i ? "\n" : "");
		if (json_is_number(item) && *c->key)
			text_number(&t, json_number_value(item));
		else if (json_is_string(item) && json_string_length(item) && !strchr(json_string_value(item), '\n'))
			text_z(&t, json_string_value(item));
		else
			return "has a condition that is no text, number, list of these, or {\">=\": N}";
	}
	return n == 0 ? "has an empty list" : t.full ? "has words that are too long" : NULL;
}

const char *
when_read(struct rule_when **pw, const json_t *v)
{
	struct rule_when *w = calloc(1, sizeof(*w));
	const char *key, *wrong = NULL;
	json_t *value;

	when_free(*pw);
	*pw = w;
	if (!w)
		return "finds memory out";
	if (!json_object_size(v))
		return "is no object: {\"source\": \"bed-*\", \"age\": {\">=\": 18}, \"sex\": \"F\"}";
	json_object_foreach((json_t *)v, key, value)
	{
		if (!key_ok(key))
			return "names a fact that is no key of info records, as \"age\"";
		if (json_is_object(value) && (strcmp(key, "source") == 0 || !json_object_size(value)))
			return "has a condition that is no text, number, list of these, or {\">=\": N}";
		wrong = (json_is_object(value) ? limits : words)(w, key, value);
		if (wrong)
			return wrong;
	}
	return NULL;
}

void
when_free(struct rule_when *w)
{
	free(w);
}

void
when_explain(const struct rule_when *w, struct text *t)
{
	for (unsigned i = 0; i < w->n; i++) {
		const struct when_condition *c = &w->c[i];
		struct str rest = str_of(c->text);

		text_words(t, (const char *const[]){ i ? " and " : "", *c->key ? c->key : "source", " ",
				      c->number ? rule_op_text[c->op] : "is ", c->number ? " " : NULL, NULL });
		if (c->number)
			text_number(t, c->limit);
		for (bool first = true; !c->number && rest.p; first = false) {
			struct str one = str_cut(&rest, '\n');

			text_z(t, first ? "" : " or ");
			text_put(t, one);
		}
	}
}

static bool
holds(const struct when_condition *c, struct str value, bool *known)
{
	struct str rest = str_of(c->text);
	double v, w;
	bool number = num_get_f64(value, &v);

	*known = true;
	if (c->number) {
		*known = number; /* "unknown", "71 years": nothing can be said */
		return number && rule_hit(c->op, rule_compare(v, 0, c->limit));
	}
	while (rest.p) {
		struct str one = str_cut(&rest, '\n');

		if (*c->key ? str_eq(one, value) || (number && num_get_f64(one, &w) && v == w) : rec_glob(one, value))
			return true;
	}
	return false;
}

enum when_verdict
when_verdict(const struct engine *e, size_t rule)
{
	const struct rule_when *w = e->rules->rule[rule].when;
	const struct when_known *k;

	if (!w)
		return WHEN_YES;
	if (!e->src->when)
		return WHEN_UNKNOWN;
	k = &e->src->when[rule];
	if (k->known & ~k->holds)
		return WHEN_NO;
	return k->known == (1U << w->n) - 1 ? WHEN_YES : WHEN_UNKNOWN;
}

bool
when_never(const struct engine *e, size_t rule)
{
	const struct rule_when *w = e->rules->rule[rule].when;

	for (unsigned i = 0; w && e->src->when && i < w->n; i++)
		if (!*w->c[i].key && !(e->src->when[rule].holds & 1U << i))
			return true;
	return false;
}

const char *
when_missing(const struct engine *e, size_t rule)
{
	const struct rule_when *w = e->rules->rule[rule].when;

	for (unsigned i = 0; i < w->n; i++)
		if (!e->src->when || !(e->src->when[rule].known & 1U << i))
			return w->c[i].key;
	return "";
}

/* The rule begins or ceases to be for the source. */
static void
turn(struct engine *e, size_t rule, enum when_verdict is, int64_t t)
{
	for (struct map_entry *m = map_source(&e->map, e->source); m; m = m->sibling) {
		struct engine_signal *sig = m->state;

		for (size_t i = 0; !str_is(m->signal, "-") && i < sig->n; i++) {
			struct slot *s = &sig->slot[i];

			if (s->rule != rule)
				continue;
			e->signal = m->signal;
			if (is != WHEN_UNKNOWN && s->unknown)
				state_known(e, s, t);
			if (is != WHEN_YES)
				state_lapse(e, s, t);
			else if (s->unseen)
				s->last = t;
			state_arm(e, s);
		}
	}
}

void
when_fact(struct engine *e, struct str key, struct str value, int64_t t, bool profile)
{
	char b[WHEN_TEXT];
	struct str text = profile ? value : (struct str){ b, rec_text(b, sizeof(b), value) };

	for (size_t i = 0; e->src->when && i < e->rules->n; i++) {
		const struct rule_when *w = e->rules->rule[i].when;
		struct when_known *k = &e->src->when[i];
		enum when_verdict was = when_verdict(e, i), is;

		for (unsigned c = 0; w && c < w->n; c++) {
			bool known, yes;

			if (!*w->c[c].key || !str_is(key, w->c[c].key) || (k->fixed & 1U << c))
				continue;
			yes = holds(&w->c[c], text, &known);
			k->known = (uint8_t)(known ? k->known | 1U << c : k->known & ~(1U << c));
			k->holds = (uint8_t)(yes ? k->holds | 1U << c : k->holds & ~(1U << c));
			k->fixed |= (uint8_t)((profile && known) << c);
		}
		is = when_verdict(e, i);
		if (w && is != was)
			turn(e, i, is, t);
	}
}

void
when_start(struct engine *e)
{
	const struct profile *p = e->src->profile;

	if (!e->when)
		return;
	e->src->when = calloc(e->rules->n, sizeof(*e->src->when));
	if (!e->src->when) {
		e->full = true;
		return;
	}
	for (size_t i = 0; i < e->rules->n; i++) {
		const struct rule_when *w = e->rules->rule[i].when;

		for (unsigned c = 0; w && c < w->n; c++) {
			bool known;

			if (*w->c[c].key)
				continue;
			e->src->when[i].known |= (uint8_t)(1U << c);
			e->src->when[i].holds |= (uint8_t)((unsigned)holds(&w->c[c], e->source, &known) << c);
		}
	}
	for (size_t i = 0; p && i < p->nfacts; i++)
		when_fact(e, str_of(p->fact[i].key), str_of(p->fact[i].value), TM_NONE, true);
}
