/* Score rules and their tables, from JSON. A table that is not in the file is looked for in the packs. */
#include "alert/packs.h"
#include "alert/rulefile.h"
#include "alert/score.h"
#include "alert/text.h"
#include "core/num.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RULE_AGE_STREAM (3600 * TM_S)      /* of a continuous input, when the rule gives no max_age */
#define RULE_AGE_SPOT   (12 * 3600 * TM_S) /* of single readings */

/* Decimals of a bound as it is written. */
static int
decimals(double v)
{
	char b[NUM_MAX];
	int64_t m;
	int d;

	return num_get_dec((struct str){ b, (size_t)(num_put_shortest(b, v) - b) }, &m, &d) && d > 0 ? d : 0;
}

/* Bands in rising order without a hole: each begins one step (of the input's decimals) behind the one before; the first and the
 * last are open. Returns NULL or what is wrong. */
static const char *
read_bands(struct score_bands *b, int *digits, const json_t *v, bool exact)
{
	double step = 1;

	if (!json_is_array(v) || !json_array_size(v) || json_array_size(v) > SCORE_BANDS)
		return "needs 1 to 12 bands [low, high, points]";
	*digits = 0;
	for (size_t i = 0; i < json_array_size(v); i++)
		for (size_t k = 0; k < 2; k++) {
			int d = decimals(json_number_value(json_array_get(json_array_get(v, i), k)));

			*digits = d > *digits ? d : *digits;
		}
	for (int i = 0; i < *digits; i++)
		step /= 10;
	for (size_t i = 0; i < json_array_size(v); i++) {
		const json_t *band = json_array_get(v, i), *low = json_array_get(band, 0), *high = json_array_get(band, 1);
		const json_t *points = json_array_get(band, 2);
		bool first = i == 0, last = i + 1 == json_array_size(v);

		if (json_array_size(band) != 3 || !json_is_integer(points) || json_integer_value(points) < 0 ||
			json_integer_value(points) > 20)
			return "has a band that is not [low, high, points], with points from 0 to 20";
		if (first ? !json_is_null(low) : !json_is_number(low))
			return "has a first band that does not begin with null, or another one that does";
		if (last ? !json_is_null(high) : !json_is_number(high))
			return "has a last band that does not end with null, or another one that does";
		if (!first && json_number_value(low) !=
				      (exact ? b->band[i - 1].high : rule_decimal_sum(b->band[i - 1].high, step, false)))
			return "has a hole or an overlap between two bands";
		b->band[i] =
			(struct score_band){ last ? (double)INFINITY : json_number_value(high), (int)json_integer_value(points) };
		if (!first && !(b->band[i].high > b->band[i - 1].high))
			return "has bands that do not rise";
	}
	b->n = (unsigned)json_array_size(v);
	if (exact)
		*digits = SCORE_EXACT;
	return NULL;
}

/* An input of a table: bands, or {"bands": …, "exact": true, "above": {"input": "o2", "value": 0, "bands": …}}. */
static const char *
read_input(struct score_input *in, const json_t *v)
{
	static const char *const known[] = { "bands", "exact", "above" };
	const json_t *bands = json_is_object(v) ? json_object_get(v, "bands") : v, *above = json_object_get(v, "above"), *value;
	const char *wrong, *key;
	int more;

	json_object_foreach(
		(json_t *)v, key, value) if (strcmp(key, known[0]) && strcmp(key, known[1]) &&
					     strcmp(key, known[2])) return "has a key that is none of bands, exact, above";
	wrong = read_bands(&in->bands, &in->decimals, bands, json_is_true(json_object_get(v, "exact")));
	if (wrong || !above)
		return wrong;
	if (!json_is_string(json_object_get(above, "input")) || !json_is_number(json_object_get(above, "value")) ||
		json_object_size(above) != 3)
		return "has an \"above\" that is not {\"input\": NAME, \"value\": N, \"bands\": …}";
	in->other_above = json_number_value(json_object_get(above, "value"));
	wrong = read_bands(&in->other, &more, json_object_get(above, "bands"), false);
	if (!wrong && more != in->decimals)
		return "has bands with another number of decimals under \"above\"";
	return wrong;
}

static bool
read_table(struct rulefile *f, struct score_table *t, const json_t *v)
{
	const char *key, *wrong;
	json_t *value;

	if (!json_object_size(v) || json_object_size(v) > SCORE_INPUTS) {
		WRONG(f, "table", "table ", t->name, " has not 1 to 12 inputs");
		return false;
	}
	json_object_foreach((json_t *)v, key, value)
	{
		struct score_input *in = &t->input[t->n++];

		wrong = str_copy(in->key, sizeof(in->key), str_of(key)) ? read_input(in, value) : "has too long a name";
		if (wrong) {
			WRONG(f, "table", "table ", t->name, ": input ", key, " ", wrong);
			return false;
		}
	}
	for (unsigned i = 0; i < t->n; i++) {
		const json_t *above = json_object_get(json_object_get(v, t->input[i].key), "above");
		unsigned k = 0;

		while (above && k < t->n && strcmp(t->input[k].key, json_string_value(json_object_get(above, "input"))) != 0)
			k++;
		if (above && k == t->n) {
			WRONG(f, "table", "table ", t->name, ": input ", t->input[i].key, " depends on one that there is not");
			return false;
		}
		t->input[i].other_input = k;
	}
	return true;
}

/* In the file, else in a pack. The document that it stands in is *doc, to be released. */
static const json_t *
find_table(const struct rulefile *f, const char *name, json_t **doc)
{
	const json_t *v = json_object_get(f->scores, name);

	*doc = NULL;
	for (size_t i = 0; !v && i < rule_pack_count; i++) {
		json_decref(*doc);
		*doc = json_loadb(rule_packs[i].text, rule_packs[i].n, 0, NULL);
		v = json_object_get(json_object_get(*doc, "scores"), name);
	}
	return v;
}

static void
read_inputs(struct rulefile *f, struct score_table *t, const json_t *inputs, const json_t *max_age)
{
	int64_t age = 0;
	const char *key;
	json_t *value;

	if (max_age && (!json_is_string(max_age) || !tm_get_duration(str_of(json_string_value(max_age)), &age) || age <= 0 ||
			       age > RULE_LONGEST))
		WRONG(f, "max_age", "max_age is not a duration with its unit: write \"1h\"");
	for (unsigned i = 0; i < t->n; i++) {
		struct score_input *in = &t->input[i];
		const char *signal = json_string_value(json_object_get(inputs, in->key));

		if (!signal) {
			WRONG(f, inputs ? "inputs" : NULL, "inputs has no signal for ", in->key, ", which the table ", t->name,
				" needs");
			return;
		}
		in->def = str_copy(in->signal, sizeof(in->signal), str_of(signal)) ? sig_find(str_of(in->signal)) : NULL;
		if (!in->def || in->def->kind == SIG_WAVE) {
			WRONG(f, "inputs", "inputs: '", signal, "' is no value of the dictionary");
			return;
		}
		in->max_age = age ? age : in->def->pace == SIG_SPOT ? RULE_AGE_SPOT : RULE_AGE_STREAM;
	}
	json_object_foreach((json_t *)inputs, key, value)
	{
		unsigned i = 0;

		while (i < t->n && strcmp(t->input[i].key, key) != 0)
			i++;
		if (i == t->n)
			WRONG(f, "inputs", "inputs has ", key, ", which the table ", t->name, " does not have");
	}
}

static void
read_levels(struct rulefile *f, struct rule *r, const json_t *levels)
{
	r->priority = RULE_INFO;
	if (!json_is_array(levels) || !json_array_size(levels) || json_array_size(levels) > RULE_UNITS) {
		WRONG(f, levels ? "levels" : NULL,
			"levels is not a list of 1 to 4: [{\"op\": \">=\", \"threshold\": 7, \"priority\": \"high\"}]");
		return;
	}
	for (size_t i = 0; i < json_array_size(levels); i++) {
		const json_t *v = json_array_get(levels, i), *single = json_object_get(v, "any_single");
		const json_t *threshold = single ? single : json_object_get(v, "threshold");
		const char *op = json_string_value(json_object_get(v, "op")),
			   *priority = json_string_value(json_object_get(v, "priority"));
		int p = 0;

		while (p < RULE_PRIORITIES && (!priority || strcmp(rule_priority_text[p], priority) != 0))
			p++;
		if (p == RULE_PRIORITIES || !json_is_integer(threshold) || json_object_size(v) != (single ? 2 : 3) ||
			(!single && (!op || strcmp(op, ">=") != 0))) {
			WRONG(f, "levels",
				"a level is {\"op\": \">=\", \"threshold\": N, \"priority\": P} or {\"any_single\": N, "
				"\"priority\": P}");
			return;
		}
		r->limit[i] = (struct rule_limit){ .unit = "1", .threshold = json_number_value(threshold) };
		r->limit[i].clear = r->limit[i].threshold;
		r->level[i] = (enum rule_priority)p;
		r->single[i] = single != NULL;
		r->priority = r->level[i] > r->priority ? r->level[i] : r->priority;
	}
	r->nlimits = (unsigned)json_array_size(levels);
}

void
rulefile_score(struct rulefile *f, struct rule *r, const json_t *rule)
{
	const char *name = json_string_value(json_object_get(rule, "table"));
	json_t *doc = NULL;
	const json_t *table = name ? find_table(f, name, &doc) : NULL;

	if (json_object_get(rule, "priority"))
		WRONG(f, "priority", "the levels of a score have the priorities");
	r->score = calloc(1, sizeof(*r->score));
	if (!r->score) {
		WRONG(f, NULL, "out of memory");
	} else if (!table || !str_copy(r->score->name, sizeof(r->score->name), str_of(name)) || !rec_signal_ok(str_of(name)) ||
		   strchr(name, ':')) {
		WRONG(f, name ? "table" : NULL, "table is not the name of a score of this file or of a pack");
	} else if (read_table(f, r->score, table)) {
		read_inputs(f, r->score, json_object_get(rule, "inputs"), json_object_get(rule, "max_age"));
		read_levels(f, r, json_object_get(rule, "levels"));
	}
	if (r->priority == RULE_PRIORITIES)
		r->priority = RULE_INFO;
	r->def = r->score ? sig_find(str_of(r->score->name)) : NULL;
	json_decref(doc);
}
