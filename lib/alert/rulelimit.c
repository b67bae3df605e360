/* The limits of a rule: threshold and clear level for each unit, in which they are never converted. */
#include "alert/rulefile.h"
#include "alert/text.h"
#include "alert/type.h"

#include <string.h>

static const char *
unit_of(const struct rule *r)
{
	if (r->type->keys & KEY_BEATS)
		return r->pace ? "/min" : "s";
	if (r->type->keys & KEY_ERROR)
		return "1";
	return r->def ? r->def->unit : rule_stat_unit(str_of(r->signal + 5));
}

/* Units in which records of a signal can come. Decoders write the dictionary's; only glucose keeps what the meter shows. */
static bool
unit_ok(const struct rule *r, const char *unit)
{
	if (!r->def)
		return strcmp(unit, unit_of(r)) == 0;
	if (strcmp(r->def->name, "glucose") == 0 && strcmp(unit, "mmol/L") == 0)
		return true;
	return strcmp(unit, r->def->unit) == 0;
}

static void
wrong_number(struct rulefile *f, const char *key, const char *before, double v, const char *after, double w)
{
	char a[64], b[64];
	struct text ta, tb;

	text_start(&ta, a, sizeof(a));
	text_number(&ta, v);
	text_start(&tb, b, sizeof(b));
	text_number(&tb, w);
	WRONG(f, key, before, a, after, b);
}

/* The clear level from the amount h or from the level itself; it lies on the far side of the threshold from the alarm. */
static void
set_clear(struct rulefile *f, const struct rule *r, struct rule_limit *l, const char *key, const json_t *v)
{
	bool low = r->op == RULE_LT || r->op == RULE_LE;
	double n = json_number_value(v);

	l->clear = l->threshold;
	if (!v)
		return;
	if (!json_is_number(v)) {
		WRONG(f, key, key, " is not a number", r->nlimits ? ", or is missing for a unit" : "");
	} else if (strcmp(key, "clear") == 0) {
		l->clear = n;
		if (low ? n < l->threshold : n > l->threshold)
			wrong_number(f, key, "clear ", n,
				low ? " is on the wrong side: below the threshold " : " is on the wrong side: above the threshold ",
				l->threshold);
	} else if (n < 0) {
		WRONG(f, key, "hysteresis is negative: it is an amount, 0 or more (or write \"clear\", the level)");
	} else {
		l->clear = rule_decimal_sum(l->threshold, n, !low);
	}
}

static void
warn_limit(struct rulefile *f, const struct rule *r, const char *key, const char *unit, double v)
{
	char b[64];
	struct text t;

	if (r->type->apart || !r->def || strcmp(unit, r->def->unit) != 0 || (v >= r->def->low && v <= r->def->high))
		return;
	text_start(&t, b, sizeof(b));
	text_number(&t, v);
	rulefile_warn(f, key,
		(const char *const[]){ "limit ", b, " ", unit, " is outside of what ", r->signal, " can be: another unit?", NULL });
}

/* Both ends of a range; h: the hysteresis, NULL: 0. */
static void
range_limit(struct rulefile *f, struct rule *r, const char *unit, const char *key, const json_t *low, const json_t *high,
	const json_t *h)
{
	struct rule_limit *l = &r->limit[r->nlimits];
	double by = h ? json_number_value(h) : 0;

	if (!unit_ok(r, unit) || !str_copy(l->unit, sizeof(l->unit), str_of(unit))) {
		WRONG(f, key, "unit '", unit, "' is wrong: records of ", r->signal[0] ? r->signal : r->type->name, " are in ",
			unit_of(r), ", and nothing is converted");
		return;
	}
	if (!json_is_number(low) || !json_is_number(high)) {
		WRONG(f, key, "a range has two numbers, low and high");
		return;
	}
	l->threshold = json_number_value(low);
	l->high = json_number_value(high);
	if (!(l->threshold < l->high))
		wrong_number(f, key, "the low end ", l->threshold, " is not below the high end ", l->high);
	if (h && (!json_is_number(h) || by < 0)) {
		WRONG(f, "hysteresis", "hysteresis is an amount, 0 or more");
		return;
	}
	l->clear = rule_decimal_sum(l->threshold, by, false);
	l->high_clear = rule_decimal_sum(l->high, by, true);
	if (l->clear > l->high_clear)
		WRONG(f, "hysteresis", "hysteresis leaves nothing of the range: no value could end the alert");
	warn_limit(f, r, key, unit, l->threshold);
	warn_limit(f, r, key, unit, l->high);
	r->nlimits++;
}

static void
one_limit(struct rulefile *f, struct rule *r, const char *unit, const char *key, const json_t *threshold, const char *clear_key,
	const json_t *clear)
{
	struct rule_limit *l = &r->limit[r->nlimits];

	if (!unit_ok(r, unit) || !str_copy(l->unit, sizeof(l->unit), str_of(unit))) {
		WRONG(f, key, "unit '", unit, "' is wrong: records of ", r->signal[0] ? r->signal : r->type->name, " are in ",
			unit_of(r), ", and nothing is converted");
		return;
	}
	if (!json_is_number(threshold)) {
		WRONG(f, key, key, " is not a number");
		return;
	}
	l->threshold = json_number_value(threshold);
	warn_limit(f, r, key, unit, l->threshold);
	set_clear(f, r, l, clear_key, clear);
	r->nlimits++;
}

static void
by_unit(struct rulefile *f, struct rule *r, const json_t *rule, const char *clear_key, const json_t *clear)
{
	json_t *limits = json_object_get(rule, "limits"), *value;
	const char *unit;

	if (json_object_get(rule, "threshold") || json_object_get(rule, "unit") || json_object_get(rule, "low") ||
		json_object_get(rule, "high")) {
		WRONG(f, "limits", "limits stand in place of threshold (or low and high) and unit, not beside them");
		return;
	}
	if (!json_is_object(limits) || !json_object_size(limits)) {
		WRONG(f, "limits", "limits is not an object of numbers by unit: {\"mg/dL\": 55, \"mmol/L\": 3.1}");
		return;
	}
	if (clear && (!json_is_object(clear) || json_object_size(clear) != json_object_size(limits))) {
		WRONG(f, clear_key, clear_key, " is by unit too, for the same units as limits");
		return;
	}
	json_object_foreach(limits, unit, value)
	{
		const json_t *c = clear ? json_object_get(clear, unit) : NULL;

		if (r->nlimits == RULE_UNITS) {
			WRONG(f, "limits", "limits has too many units");
			return;
		}
		if (clear && !c) {
			WRONG(f, clear_key, clear_key, " has no value for ", unit);
			return;
		}
		if ((r->type->keys & KEY_RANGE) && json_array_size(value) != 2)
			WRONG(f, "limits", "limits of a range are by unit two numbers, low and high: {\"mg/dL\": [70, 180]}");
		else if (r->type->keys & KEY_RANGE)
			range_limit(f, r, unit, "limits", json_array_get(value, 0), json_array_get(value, 1), c);
		else
			one_limit(f, r, unit, "limits", value, clear_key, c);
		if (f->failed)
			return;
	}
}

void
rulefile_limits(struct rulefile *f, struct rule *r, const json_t *rule)
{
	const json_t *unit = json_object_get(rule, "unit"), *threshold = json_object_get(rule, "threshold");
	const json_t *hysteresis = json_object_get(rule, "hysteresis"), *clear = json_object_get(rule, "clear");
	const char *clear_key = clear ? "clear" : "hysteresis";

	r->has_clear = hysteresis || clear;
	if (!json_object_get(rule, "op") && (r->type->keys & KEY_OP))
		WRONG(f, NULL, "op is missing (<, <=, > or >=)");
	else if (hysteresis && clear)
		WRONG(f, "clear", "hysteresis and clear are two ways to say one thing: give one of them");
	else if (json_object_get(rule, "limits"))
		by_unit(f, r, rule, clear_key, clear ? clear : hysteresis);
	else if (unit && !json_is_string(unit))
		WRONG(f, "unit", "unit is not a text");
	else if ((r->type->keys & KEY_RANGE) && (!json_object_get(rule, "low") || !json_object_get(rule, "high")))
		WRONG(f, NULL, "low and high are both needed (or limits, by unit)");
	else if (r->type->keys & KEY_RANGE)
		range_limit(f, r, unit ? json_string_value(unit) : unit_of(r), unit ? "unit" : "low", json_object_get(rule, "low"),
			json_object_get(rule, "high"), hysteresis);
	else if (!threshold)
		WRONG(f, NULL, "threshold is missing (or limits, by unit)");
	else
		one_limit(f, r, unit ? json_string_value(unit) : unit_of(r),
			unit && json_is_number(threshold) ? "unit" : "threshold", threshold, clear_key, clear ? clear : hysteresis);
}
