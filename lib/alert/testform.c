/* The form of a rule test: its keys, and those of what it expects; every rule that it names has to be there. */
#include "alert/ruletest.h"

#include <string.h>

static bool
known(const char *key, const char *const *keys)
{
	for (; *keys; keys++)
		if (strcmp(*keys, key) == 0)
			return true;
	return false;
}

static bool
is_rule(const struct rule_set *set, const json_t *v)
{
	return json_is_string(v) && rule_set_find(set, json_string_value(v));
}

static const char *
check_item(const json_t *item, const struct rule_set *set, const char *const *keys)
{
	const char *name;
	json_t *value, *id;
	int64_t t;
	size_t i;

	json_object_foreach((json_t *)item, name, value)
	{
		if (!known(name, keys))
			return "has a key that is not one of it";
	}
	if (known("t", keys) && !ruletest_time(json_object_get(item, "t"), &t))
		return "has a t that is no duration from the start";
	if (known("rule", keys) && !is_rule(set, json_object_get(item, "rule")))
		return "names a rule that there is not";
	if (known("firing", keys) && !json_is_array(json_object_get(item, "firing")))
		return "has no list of the rules that are firing";
	json_array_foreach(json_object_get(item, "firing"), i, id)
	{
		if (!is_rule(set, id))
			return "names a rule that there is not";
	}
	return NULL;
}

const char *
ruletest_form(const json_t *test, const struct rule_set *set, const char **key)
{
	static const char *const keys[] = { "name", "start", "input", "until", "expect", "expect_not", "at", NULL };
	static const char *const expect[] = { "t", "rule", "edge", "value", "priority", "message", NULL };
	static const char *const no[] = { "rule", NULL }, *const at[] = { "t", "firing", NULL };
	static const struct {
		const char *name;
		const char *const *keys;
	} lists[] = { { "expect", expect }, { "expect_not", no }, { "at", at } };
	bool any = false;
	json_t *value;

	json_object_foreach((json_t *)test, *key, value)
	{
		if (!known(*key, keys))
			return "is no key of a test (name, start, input, until, expect, expect_not, at)";
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		json_t *list = json_object_get(test, lists[i].name), *item;
		size_t k;

		*key = lists[i].name;
		if (list && !json_is_array(list))
			return "is no list";
		json_array_foreach(list, k, item)
		{
			const char *wrong = check_item(item, set, lists[i].keys);

			if (wrong)
				return wrong;
		}
		any |= list != NULL;
	}
	*key = NULL;
	if (!json_is_string(json_object_get(test, "name")))
		return "a test has a name";
	return any ? NULL : "a test that expects nothing cannot fail: expect, expect_not or at";
}
