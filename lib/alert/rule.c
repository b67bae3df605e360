#include "alert/rule.h"

#include "alert/text.h"
#include "alert/type.h"
#include "alert/when.h"
#include "core/num.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const char *const rule_op_text[RULE_OPS] = { [RULE_LT] = "<", [RULE_LE] = "<=", [RULE_GT] = ">", [RULE_GE] = ">=" };
const char *const rule_priority_text[RULE_PRIORITIES] = {
	[RULE_INFO] = "info", [RULE_LOW] = "low", [RULE_MEDIUM] = "medium", [RULE_HIGH] = "high"
};
const char *const rule_kind_text[RULE_KINDS] = { [RULE_PHYSIOLOGICAL] = "physiological", [RULE_TECHNICAL] = "technical" };

const struct rule_type *const rule_types[] = {
#define RULE_TYPE(name) &rule_type_##name,
#include "alert/types.def"
#undef RULE_TYPE
	NULL
};

const struct rule_type *
rule_type_find(struct str name)
{
	for (const struct rule_type *const *t = rule_types; *t; t++)
		if (str_is(name, (*t)->name))
			return *t;
	return NULL;
}

/* Keys of `stat` records (iomt-stream(5)) and their units. */
static const struct {
	const char *key, *unit;
} stats[] = {
	{ "bytes", "By" }, { "frames", "1" }, { "bad", "1" }, { "lost", "1" }, { "skipped", "By" }, { "rate", "/s" },
	{ "jitter", "s" }, { "drift", "[ppm]" }, { "offset", "s" }, { "battery", "%" }, { "empty", "s" }, { "uptime", "%" },
	{ "reconnects", "1" }, { "flat", "s" }, { "sat", "%" }, { "odd", "1" },
	{ "bad-rate", "%" },     /* made of the others: 100 bad / (frames + bad) */
	{ "lost-rate", "%" },    /* 100 lost / (frames + lost) */
	{ "skipped-rate", "%" }, /* 100 skipped / bytes */
};

const char *
rule_stat_unit(struct str key)
{
	for (size_t i = 0; i < sizeof(stats) / sizeof(stats[0]); i++)
		if (str_is(key, stats[i].key))
			return stats[i].unit;
	return NULL;
}

const char *
rule_stat_name(size_t i)
{
	return i < sizeof(stats) / sizeof(stats[0]) ? stats[i].key : NULL;
}

void
rule_set_start(struct rule_set *set)
{
	*set = (struct rule_set){ 0 };
}

void
rule_clear(struct rule *r)
{
	free(r->message);
	free(r->action);
	free(r->reference);
	free(r->what);
	free(r->until);
	free(r->codes);
	free(r->score);
	when_free(r->when);
	json_decref(r->json);
	json_decref(r->defaults);
	free(r->loinc);
	*r = (struct rule){ 0 };
}

void
rule_set_free(struct rule_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		rule_clear(&set->rule[i]);
	for (size_t i = 0; i < set->ntext; i++)
		free(set->text[i]);
	free(set->text);
	free(set->rule);
	rule_set_start(set);
}

struct rule *
rule_set_room(struct rule_set *set)
{
	if (set->n == RULE_CAP)
		return NULL;
	if (set->n == set->cap) {
		size_t cap = set->cap ? 2 * set->cap : 16;
		struct rule *p = realloc(set->rule, cap * sizeof(*p));

		if (!p)
			return NULL;
		set->rule = p;
		set->cap = cap;
	}
	set->rule[set->n] = (struct rule){ 0 };
	return &set->rule[set->n];
}

const struct rule *
rule_set_find(const struct rule_set *set, const char *id)
{
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->rule[i].id, id) == 0)
			return &set->rule[i];
	return NULL;
}

const char *
rule_set_text(struct rule_set *set, const char *name)
{
	char **p = realloc(set->text, (set->ntext + 1) * sizeof(*p));

	if (!p)
		return NULL;
	set->text = p;
	p[set->ntext] = strdup(name);
	return p[set->ntext] ? p[set->ntext++] : NULL;
}

static bool
is_high(const struct rule *r)
{
	return r->op == RULE_GT || r->op == RULE_GE;
}

static void
check_pair(const struct rule *high, const struct rule *low, rule_say *say, void *arg)
{
	for (unsigned i = 0; i < high->nlimits; i++)
		for (unsigned j = 0; j < low->nlimits; j++) {
			const struct rule_limit *h = &high->limit[i], *l = &low->limit[j];
			char b[512];
			struct text t;

			if (strcmp(h->unit, l->unit) != 0 || h->threshold > l->threshold)
				continue;
			text_start(&t, b, sizeof(b));
			text_z(&t, "the high limit ");
			text_number(&t, h->threshold);
			text_words(&t, (const char *const[]){ " ", h->unit, " is not above the low limit ", NULL });
			text_number(&t, l->threshold);
			text_words(&t, (const char *const[]){ " of rule ", low->id, ": every value raises one of them", NULL });
			say(arg, true, high->file, high->line, high->id, b);
			return;
		}
}

/* Limits for different sources, or in different conditions, do not contradict each other. */
static bool
for_the_same(const struct rule *a, const struct rule *b)
{
	const json_t *x = json_object_get(a->json, "when"), *y = json_object_get(b->json, "when");

	return !x || !y || json_equal(x, y);
}

void
rule_set_check(const struct rule_set *set, rule_say *say, void *arg)
{
	for (size_t i = 0; i < set->n; i++)
		for (size_t j = 0; j < set->n; j++)
			if (set->rule[i].nlimits && set->rule[j].nlimits && is_high(&set->rule[i]) && !is_high(&set->rule[j]) &&
				set->rule[i].type == set->rule[j].type && strcmp(set->rule[i].signal, set->rule[j].signal) == 0 &&
				for_the_same(&set->rule[i], &set->rule[j]))
				check_pair(&set->rule[i], &set->rule[j], say, arg);
}

bool
rule_name_matches(struct str mine, struct str signal)
{
	/* Quantities of their own that only share a name: another place of the body, a test fluid. */
	static const char *const apart[] = { "temp:skin", "temp:ambient", "glucose:control" };

	if (str_eq(mine, signal))
		return true;
	if (sig_instance(mine).p || !str_eq(sig_name(signal), mine))
		return false;
	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
		if (str_is(signal, apart[i]))
			return false;
	return true;
}

bool
rule_matches(const struct rule *r, struct str signal)
{
	static const char *const kinds[RULE_READS] = { [RULE_READS_EVENT] = "event",
		[RULE_READS_ANN] = "ann",
		[RULE_READS_SCORE] = "score",
		[RULE_READS_BEAT] = "beat",
		[RULE_READS_HEART] = "heart",
		[RULE_READS_ERR] = "errors",
		[RULE_READS_RULES] = "rule",
		[RULE_READS_NONE] = "-" };
	struct str rest = signal, kind = str_cut(&rest, '!');

	if (r->type->reads == RULE_READS_NUM)
		return !rest.p && rule_name_matches(str_of(r->signal), signal);
	if (!rest.p || !str_is(kind, kinds[r->type->reads]))
		return false;
	if (r->type->reads == RULE_READS_SCORE || r->type->reads == RULE_READS_RULES)
		return str_is(rest, r->id);
	return !r->signal[0] || rule_name_matches(str_of(r->signal), str_cut(&rest, '!'));
}

const struct rule_limit *
rule_limit_of(const struct rule *r, struct str unit)
{
	if (r->stat && r->nlimits)
		return &r->limit[0];
	for (unsigned i = 0; i < r->nlimits; i++)
		if (str_is(unit, r->limit[i].unit))
			return &r->limit[i];
	return NULL;
}

int
rule_compare(double v, int beyond, double th)
{
	return v < th ? -1 : v > th ? 1 : beyond;
}

bool
rule_hit(enum rule_op op, int c)
{
	switch (op) {
	case RULE_LT:
		return c < 0;
	case RULE_LE:
		return c <= 0;
	case RULE_GT:
		return c > 0;
	default:
		return c >= 0;
	}
}

/* Over at exactly the clear level where the condition does not include its threshold, and beyond it where it does: with no
 * hysteresis this is the opposite of rule_hit. */
bool
rule_clears(enum rule_op op, int c)
{
	return !rule_hit(op, c);
}

double
rule_decimal_sum(double a, double b, bool minus)
{
	char p[NUM_MAX];
	int64_t ma, mb;
	int da, db;
	double v;

	if (!num_get_dec((struct str){ p, (size_t)(num_put_shortest(p, a) - p) }, &ma, &da) ||
		!num_get_dec((struct str){ p, (size_t)(num_put_shortest(p, b) - p) }, &mb, &db))
		return minus ? a - b : a + b;
	for (; da < db; da++)
		if (__builtin_mul_overflow(ma, 10, &ma))
			return minus ? a - b : a + b;
	for (; db < da; db++)
		if (__builtin_mul_overflow(mb, 10, &mb))
			return minus ? a - b : a + b;
	if ((minus ? __builtin_sub_overflow(ma, mb, &ma) : __builtin_add_overflow(ma, mb, &ma)) || da > 18 ||
		!num_get_f64((struct str){ p, (size_t)(num_put_dec(p, ma, da) - p) }, &v))
		return minus ? a - b : a + b;
	return v;
}
