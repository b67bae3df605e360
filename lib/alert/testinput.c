/* The records of a rule test: values in a short notation, and records in words. */
#include "alert/ruletest.h"
#include "alert/text.h"
#include "core/num.h"
#include "record/signals.h"

#include <stdlib.h>
#include <string.h>

bool
ruletest_time(const json_t *v, int64_t *us)
{
	*us = 0;
	if (json_is_integer(v))
		return json_integer_value(v) == 0;
	return json_is_string(v) && tm_get_duration(str_of(json_string_value(v)), us) && *us <= RULE_LONGEST;
}

static bool
add(struct ruletest_input *in, int64_t time, const char *text)
{
	if (in->n == in->cap) {
		size_t cap = in->cap ? 2 * in->cap : 64;
		struct ruletest_record *p = realloc(in->record, cap * sizeof(*p));

		if (!p)
			return false;
		in->record = p;
		in->cap = cap;
	}
	in->record[in->n] = (struct ruletest_record){ time, in->n, strdup(text) };
	return in->record[in->n].text && ++in->n <= RULETEST_RECORDS;
}

/* One value: digits ("-" for none), and flags. */
static bool
add_value(struct ruletest_input *in, int64_t time, const char *signal, const char *unit, struct str digits, const char *flags)
{
	char b[RULETEST_LINE], stamp[TM_TEXT + 1];
	struct text t;

	*tm_put(stamp, time) = '\0';
	text_start(&t, b, sizeof(b));
	text_words(&t, (const char *const[]){ "num\t", stamp, "\ttest\t", signal, "\t", NULL });
	text_put(&t, digits);
	text_words(&t, (const char *const[]){ "\t", unit, flags ? "\tflags=" : "", flags ? flags : "", NULL });
	return add(in, time, b);
}

/* A number at the front of *s, taken off. */
static bool
number(struct str *s, int64_t *m, int *d)
{
	size_t n = s->n && (*s->p == '-' || *s->p == '+') ? 1 : 0;
	bool plus = s->n && *s->p == '+';

	while (n < s->n && ((s->p[n] >= '0' && s->p[n] <= '9') || s->p[n] == '.'))
		n++;
	if (!num_get_dec((struct str){ s->p + plus, n - plus }, m, d) || *d < 0 || *d > 9)
		return false;
	s->p += n;
	s->n -= n;
	return true;
}

static bool
same_decimals(int64_t *m, int *d, int to)
{
	for (; *d < to; ++*d)
		if (__builtin_mul_overflow(*m, 10, m))
			return false;
	return true;
}

/* v  vxN  a+bxN  a-bxN  _  _xN  !v…  v… followed by lo or hi  LO  HI */
static const char *
one_word(struct ruletest_input *in, struct str s, const char *signal, const char *unit, int64_t *time, int64_t every)
{
	const char *flags = NULL;
	int64_t m = 0, step = 0, count = 1, ignored = 0;
	bool none = false, missing = false;
	int d = 0, dstep = 0;

	if (s.n > 2 && (str_is((struct str){ s.p + s.n - 2, 2 }, "lo") || str_is((struct str){ s.p + s.n - 2, 2 }, "hi"))) {
		flags = s.p[s.n - 2] == 'l' ? "lo" : "hi";
		s.n -= 2;
	}
	if (s.n && *s.p == '!') {
		flags = "noise";
		s.p++, s.n--;
	}
	if (s.n && *s.p == '_') {
		missing = true;
		s.p++, s.n--;
	} else if (str_is(s, "LO") || str_is(s, "HI")) {
		flags = *s.p == 'L' ? "lo" : "hi";
		none = true;
		s.n = 0;
	} else if (!number(&s, &m, &d)) {
		return "values has a word that is none of v, vxN, a+bxN, a-bxN, _, !v, vlo, vhi, LO, HI";
	}
	if (!missing && s.n && (*s.p == '+' || *s.p == '-')) {
		if (!number(&s, &step, &dstep) || !s.n || !same_decimals(&m, &d, dstep) || !same_decimals(&step, &dstep, d))
			return "values has a row a+bxN that is not well formed";
		count = 2; /* so that a+bx0 is one value */
	}
	if (s.n) {
		int more = count == 2;

		s.p++, s.n--;
		if (s.p[-1] != 'x' || !num_get_i64(s, &count) || count < 0 || count > RULETEST_RECORDS)
			return "values has a count that is no number";
		count += more;
	}
	for (int64_t i = 0; i < count; i++, *time += every, m += step) {
		char b[NUM_MAX];
		struct str digits = none ? STR("-") : (struct str){ b, (size_t)(num_put_dec(b, m, d) - b) };

		if (!missing && !add_value(in, *time, signal, unit, digits, flags))
			return "makes too many records, or memory is out";
		if (__builtin_add_overflow(m, step, &ignored))
			return "values has a row that grows too large";
	}
	return NULL;
}

static const char *
values(struct ruletest_input *in, const json_t *v, int64_t start)
{
	const char *signal = json_string_value(json_object_get(v, "signal")), *unit = json_string_value(json_object_get(v, "unit"));
	const char *text = json_string_value(json_object_get(v, "values")), *wrong = NULL;
	const struct sig_def *def = signal ? sig_find(str_of(signal)) : NULL;
	struct str rest = str_of(text);
	int64_t every, time = start;

	if (!text || !def || !rec_signal_ok(str_of(signal)) || strlen(signal) > REC_SIGNAL)
		return "has no values, or no signal of the dictionary";
	if (!ruletest_time(json_object_get(v, "every"), &every) || every <= 0)
		return "has no \"every\", a duration like \"2s\"";
	if (json_object_get(v, "start") && !ruletest_time(json_object_get(v, "start"), &time))
		return "has a \"start\" that is no duration";
	while (rest.p && !wrong) {
		struct str word = str_cut(&rest, ' ');

		if (word.n)
			wrong = one_word(in, word, signal, unit && strlen(unit) < RULE_UNIT ? unit : def->unit, &time, every);
	}
	return wrong;
}

/* {"t": "30s", "record": "event - lead-off"}: TYPE SIGNAL and what follows, blanks for TABs. */
static const char *
record(struct ruletest_input *in, const json_t *v)
{
	const char *text = json_string_value(json_object_get(v, "record"));
	char b[RULETEST_LINE], stamp[TM_TEXT + 1];
	struct str rest = str_of(text);
	struct text t;
	struct rec r;
	int64_t time;

	if (!text || !ruletest_time(json_object_get(v, "t"), &time))
		return "has no \"t\", the time of the record";
	*tm_put(stamp, time) = '\0';
	text_start(&t, b, sizeof(b));
	text_put(&t, str_cut(&rest, ' '));
	text_words(&t, (const char *const[]){ "\t", stamp, "\ttest", NULL });
	while (rest.p) {
		text_z(&t, "\t");
		text_put(&t, str_cut(&rest, ' '));
	}
	if (t.full || rec_parse(&r, str_of(b)) != NULL)
		return "has a record that is not one: TYPE SIGNAL and its fields, blanks between";
	return add(in, time, b) ? NULL : "makes too many records, or memory is out";
}

static int
by_time(const void *a, const void *b)
{
	const struct ruletest_record *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

const char *
ruletest_input(struct ruletest_input *in, const json_t *test, const char **key)
{
	static const char *const known[] = { "signal", "unit", "every", "start", "values", "t", "record" };
	const json_t *list = json_object_get(test, "input");
	const char *wrong = NULL, *name;
	int64_t start = 0;
	json_t *item, *value;
	size_t i;

	*in = (struct ruletest_input){ 0 };
	*key = "start";
	if (json_object_get(test, "start") && !ruletest_time(json_object_get(test, "start"), &start))
		return "is no duration, and not 0";
	*key = "input";
	if (!json_is_array(list) || !json_array_size(list))
		return "is no list of at least one signal";
	json_array_foreach((json_t *)list, i, item)
	{
		json_object_foreach(item, name, value)
		{
			size_t k = 0;

			while (k < sizeof(known) / sizeof(known[0]) && strcmp(known[k], name) != 0)
				k++;
			if (k == sizeof(known) / sizeof(known[0]))
				return "has a key that is none of signal, unit, every, start, values, t, record";
		}
		wrong = json_object_get(item, "record") ? record(in, item) : values(in, item, start);
		if (wrong)
			return wrong;
	}
	qsort(in->record, in->n, sizeof(in->record[0]), by_time);
	return NULL;
}

void
ruletest_input_free(struct ruletest_input *in)
{
	for (size_t i = 0; i < in->n; i++)
		free(in->record[i].text);
	free(in->record);
	*in = (struct ruletest_input){ 0 };
}
