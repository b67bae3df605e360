/* Rule files and rules in words: what is accepted, what is refused, at which line and with which words. */
#include "alert/packs.h"
#include "alert/rulefile.h"
#include "alert/type.h"
#include "alert/where.h"
#include "unit.h"

static char said[4096];

static void
listen(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	size_t n = strlen(said);

	(void)arg, (void)file;
	snprintf(said + n, sizeof(said) - n, "%s%lu: %s: %s%s", n ? "\n" : "", line, id, warning ? "warning: " : "", text);
}

static bool
document(struct rule_set *set, const char *json)
{
	struct rulefile f = { .set = set, .file = "test", .say = listen, .id = "" };

	said[0] = '\0';
	rule_set_start(set);
	return rulefile_document(&f, json, strlen(json));
}

static bool
words(struct rule_set *set, const char *text)
{
	said[0] = '\0';
	rule_set_start(set);
	return rule_load(set, text, listen, NULL);
}

/* A rule that would be accepted, but for what stands in MORE, with the rest of its members first. */
#define RULE(more)  "{\"version\": 1, \"rules\": [\n {\"id\": \"x\", \"signal\": \"spo2\", \"priority\": \"high\",\n  " more "}\n]}"
#define LOW(more)   RULE("\"type\": \"threshold\", \"op\": \"<\", \"threshold\": 90,\n  " more)
#define STALE(more) RULE("\"type\": \"stale\",\n  " more)
#define TOP(more)                                                                                                                  \
	"{\"version\": 1,\n " more                                                                                                 \
	",\n \"rules\": [{\"id\": \"x\", \"signal\": \"spo2\", \"priority\": \"high\", \"type\": \"stale\", \"after\": \"9s\"}]}"

static const struct {
	const char *json, *said;
} refused[] = {
	/* the document */
	{ "", "1: : '[' or '{' expected near end of file" },
	{ "{\"version\": 1,\n\"rules\": [}", "2: : unexpected token near '}'" },
	{ "{\"version\": 1,\n\"version\": 1}", "2: : duplicate object key near '\"version\"'" },
	{ "[]", "1: : a rule file is an object: {\"version\": 1, \"rules\": […]}" },
	{ "{\n \"rules\": []\n}",
		"1: : version is missing: write \"version\": 1\n2: : rules is not an array of at least one rule" },
	{ "{\"version\":\n 2, \"rules\": [{\"id\": \"x\", \"signal\": \"spo2\", \"priority\": \"high\", \"type\": \"stale\", "
	  "\"after\": \"9s\"}]}",
		"1: : version is not 1, the only one that there is" },
	{ TOP("\"titel\": \"a\""), "2: : unknown key 'titel' (did you mean 'title'?)" },
	{ TOP("\"title\": 3"), "2: : title is not a text" },
	{ TOP("\"defaults\": []"), "2: : defaults is not an object" },
	{ TOP("\"defaults\": {\"threshold\": 5}"), "2: : 'threshold' cannot have a default: it belongs to a rule" },
	{ TOP("\"defaults\": {\"latch\": true,\n\"max_gap\": 5}"),
		"3: : max_gap is a duration without a unit: write \"10s\", \"1m30s\" or \"250ms\" (only 0 needs none)" },
	{ TOP("\"defaults\": {\"reminder_\": \"5s\"}"), "2: : unknown key 'reminder_' (did you mean 'reminder'?)" },
	{ "{\"version\": 1, \"rules\": [\n3\n]}", "2: : a rule is an object: {\"id\": …}" },
	/* members of a rule */
	{ LOW("\"treshold\": 3"), "4: x: unknown key 'treshold' (did you mean 'threshold'?)" },
	{ LOW("\"when\": {\"age\": {\"=\": 18}}"),
		"4: x: when has a condition that is none of {\"<\": N}, {\"<=\": N}, {\">\": N}, {\">=\": N}" },
	{ LOW("\"after\": \"3s\""), "4: x: a threshold rule has no 'after'" },
	{ STALE("\"max_gap\": \"3s\""), "4: x: a stale rule has no 'max_gap'\n" /* and what is missing is not looked for */ },
	{ LOW("\"for\": 10"), "4: x: for is a duration without a unit: write \"10s\", \"1m30s\" or \"250ms\" (only 0 needs none)" },
	{ LOW("\"for\": \"10\""), "4: x: for is not a duration with its unit: write \"10s\", \"1m30s\" or \"250ms\"" },
	{ LOW("\"for\": \"-1s\""), "4: x: for is not a duration with its unit: write \"10s\", \"1m30s\" or \"250ms\"" },
	{ LOW("\"keep_firing_for\": \"10 s\""),
		"4: x: keep_firing_for is not a duration with its unit: write \"10s\", \"1m30s\" or \"250ms\"" },
	{ LOW("\"max_gap\": \"40000d\""), "4: x: max_gap is longer than a hundred years" },
	{ LOW("\"latch\": 1"), "4: x: latch is neither true nor false" },
	{ LOW("\"kind\": \"tecnical\""), "4: x: kind is none of physiological, technical (did you mean 'technical'?)" },
	{ LOW("\"accept_quality\": [\"noise\"]"),
		"4: x: accept_quality is a list that has \"good\" in it: it widens what is accepted" },
	{ LOW("\"accept_quality\": [\"good\", \"bad\"]"),
		"4: x: accept_quality has 'bad', which is none of good, off, sat, art, noise, cal, stale" },
	{ LOW("\"message\": \"\""), "4: x: message is not a text" },
	{ LOW("\"message\": \"{valeu}\""),
		"4: x: message names {valeu}, which a threshold rule does not have (did you mean 'value'?)" },
	{ LOW("\"message\": \"a { b\""), "4: x: message has a '{' without its '}' (write '{{' for a plain one)" },
	{ LOW("\"message\": \"a } b\""), "4: x: message has a '}' without its '{' (write '}}' for a plain one)" },
	{ STALE("\"after\": \"9s\", \"message\": \"{threshold}\""),
		"4: x: message names {threshold}, which a stale rule does not have" },
	{ LOW("\"code\": {\"loinc\": 7}"),
		"4: x: code has 'loinc', which is neither an \"mdc\" number nor a \"loinc\" text like \"2708-6\"" },
	{ LOW("\"code\": []"), "4: x: code is not an object: {\"mdc\": 150456, \"loinc\": \"2708-6\"}" },
	{ LOW("\"hysteresis\": 2, \"clear\": 92"), "4: x: hysteresis and clear are two ways to say one thing: give one of them" },
	{ LOW("\"hysteresis\": -2"), "4: x: hysteresis is negative: it is an amount, 0 or more (or write \"clear\", the level)" },
	{ LOW("\"hysteresis\": \"2\""), "4: x: hysteresis is not a number" },
	{ LOW("\"clear\": 88"), "4: x: clear 88 is on the wrong side: below the threshold 90" },
	{ RULE("\"type\": \"threshold\", \"op\": \">=\", \"threshold\": 90, \"clear\": 90.5"),
		"3: x: clear 90.5 is on the wrong side: above the threshold 90" },
	{ LOW("\"unit\": \"mmHg\""), "4: x: unit 'mmHg' is wrong: records of spo2 are in %, and nothing is converted" },
	{ LOW("\"limits\": {\"%\": 90}"), "4: x: limits stand in place of threshold (or low and high) and unit, not beside them" },
	{ RULE("\"type\": \"threshold\", \"op\": \"<\", \"limits\": {\"%\": 90, \"1\": 0.9}"),
		"3: x: unit '1' is wrong: records of spo2 are in %, and nothing is converted" },
	{ RULE("\"type\": \"threshold\", \"op\": \"<\", \"limits\": {}"),
		"3: x: limits is not an object of numbers by unit: {\"mg/dL\": 55, \"mmol/L\": 3.1}" },
	{ RULE("\"type\": \"threshold\", \"op\": \"<\", \"limits\": {\"%\": \"90\"}"), "3: x: limits is not a number" },
	{ RULE("\"type\": \"threshold\", \"op\": \"<\", \"limits\": {\"%\": 90}, \"clear\": 92"),
		"3: x: clear is by unit too, for the same units as limits" },
	{ RULE("\"type\": \"threshold\", \"op\": \"<\", \"limits\": {\"%\": 90}, \"hysteresis\": {\"1\": 2}"),
		"3: x: hysteresis has no value for %" },
	{ RULE("\"type\": \"threshold\", \"op\": \"<\""), "2: x: threshold is missing (or limits, by unit)" },
	{ RULE("\"type\": \"threshold\", \"op\": \"<\", \"threshold\": \"90\""), "3: x: threshold is not a number" },
	{ RULE("\"type\": \"threshold\", \"threshold\": 90"), "2: x: op is missing (<, <=, > or >=)" },
	{ RULE("\"type\": \"threshold\", \"op\": \"=\", \"threshold\": 90"),
		"3: x: op is none of <, <=, >, >= (did you mean '<='?)" },
	{ STALE("\"latch\": true"), "2: x: after is missing, or 0: how long no value may come" },
	{ STALE("\"after\": 0"), "4: x: after is missing, or 0: how long no value may come" },
	{ RULE("\"type\": \"rates\", \"window\": \"15m\""), "3: x: there is no rule type 'rates' (did you mean 'rate'?)" },
	{ RULE("\"type\": \"rate\", \"op\": \">\", \"threshold\": 1"),
		"2: x: window is missing, or 0: how far back the rule looks" },
	{ RULE("\"type\": \"mean\", \"op\": \">\", \"threshold\": 99, \"window\": \"7d\""),
		"2: x: count is missing: how many values it takes" },
	{ RULE("\"type\": 7"), "3: x: there is no rule type ''" },
	{ RULE("\"latch\": true"), "2: x: type is missing" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"stale\", \"after\": \"9s\", \"signal\": \"spo2\"}]}",
		"1: x: priority is missing (high, medium, low or info)" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"stale\", \"after\": \"9s\",\n\"signal\": \"spo2\", "
	  "\"priority\": \"hihg\"}]}",
		"2: x: priority is none of info, low, medium, high (did you mean 'high'?)" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"stale\", \"after\": \"9s\", \"priority\": \"low\"}]}",
		"1: x: signal is missing" },
	{ "{\"version\": 1, \"rules\": [{\"type\": \"stale\", \"after\": \"9s\", \"signal\": \"spo2\", \"priority\": \"low\"}]}",
		"1: : id is missing" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"a b\", \"type\": \"stale\", \"after\": \"9s\", \"signal\": \"spo2\", "
	  "\"priority\": \"low\"}]}",
		"1: a b: an id is 1 to 64 letters, digits and . _ -, not beginning with . or -" },
	{ "{\"version\": 1, \"rules\": [\n{\"id\": \"a\", \"type\": \"stale\", \"after\": \"9s\", \"signal\": \"spo2\", "
	  "\"priority\": \"low\"},\n"
	  "{\"type\": \"stale\", \"after\": \"9s\", \"signal\": \"hr\", \"priority\": \"low\",\n\"id\": \"a\"}]}",
		"4: a: this id was used before: ids are unique over all rules of a run" },
	/* signals */
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"stale\", \"after\": \"9s\",\n\"signal\": \"sp02\", "
	  "\"priority\": \"low\"}]}",
		"2: x: unknown signal 'sp02' (did you mean 'spo2'?)" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"stale\", \"after\": \"9s\", \"signal\": \"ecg\", \"priority\": "
	  "\"low\"}]}",
		"1: x: 'ecg' is a waveform; rules read values (iomt-hr makes hr and beats of one)" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"stale\", \"after\": \"9s\", \"signal\": \"stat.lsot\", "
	  "\"priority\": \"low\"}]}",
		"1: x: 'stat.lsot' is no key of stat records (did you mean 'lost'?)" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"threshold\", \"op\": \">\", \"threshold\": 9, \"signal\": "
	  "\"stat.lost\", \"unit\": \"%\", "
	  "\"priority\": \"low\"}]}",
		"1: x: unit '%' is wrong: records of stat.lost are in 1, and nothing is converted" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"threshold\", \"op\": \">\", \"threshold\": 39, \"signal\": "
	  "\"temp\",\n\"for\": \"10s\", "
	  "\"priority\": \"low\"}]}",
		"2: x: single readings of temp never complete a \"for\": write \"for\":0" },
	{ "{\"version\": 1, \"defaults\": {\"for\": \"10s\"}, \"rules\": [\n{\"id\": \"x\", \"type\": \"threshold\", \"op\": "
	  "\">\", \"threshold\": 39, "
	  "\"signal\": \"temp\", \"priority\": \"low\"}]}",
		"2: x: single readings of temp never complete a \"for\": write \"for\":0" },
	{ "{\"version\": 1, \"rules\": [{\"id\": \"x\", \"type\": \"threshold\", \"op\": \"<\", \"threshold\": 4, \"unit\": "
	  "\"mmol\", \"signal\": \"glucose\", "
	  "\"priority\": \"low\"}]}",
		"1: x: unit 'mmol' is wrong: records of glucose are in mg/dL, and nothing is converted" },
};

TEST(what_is_wrong_is_refused_with_its_line_and_reason)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct rule_set set;
		char want[512];
		size_t n;

		snprintf(want, sizeof(want), "%s", refused[i].said);
		n = strlen(want);
		if (n && want[n - 1] == '\n')
			want[n - 1] = '\0';
		CHECK(!document(&set, refused[i].json));
		CHECK_STR(said, want);
		CHECK_EQ(set.n, 0);
		rule_set_free(&set);
	}
}

TEST(every_mistake_of_a_file_is_told_and_none_of_it_is_taken)
{
	struct rule_set set;

	CHECK(!document(&set,
		"{\"version\": 1, \"rules\": [\n"
		"{\"id\": \"good\", \"type\": \"stale\", \"after\": \"9s\", \"signal\": \"hr\", \"priority\": \"low\"},\n"
		"{\"id\": \"one\", \"type\": \"stale\", \"after\": \"9\", \"signal\": \"hr\", \"priority\": \"low\"},\n"
		"{\"id\": \"two\", \"type\": \"stale\", \"after\": \"9s\",\n \"latch\": 2, \"signal\": \"hr\",\n \"priority\": "
		"\"lo\"}]}"));
	CHECK_STR(said, "3: one: after is not a duration with its unit: write \"10s\", \"1m30s\" or \"250ms\"\n"
			"5: two: latch is neither true nor false\n"
			"6: two: priority is none of info, low, medium, high (did you mean 'low'?)");
	CHECK_EQ(set.n, 0);
	rule_set_free(&set);
}

TEST(all_that_a_rule_can_have_is_read)
{
	struct rule_set set;
	const struct rule *r;

	CHECK(document(&set,
		"{\"version\": 1, \"title\": \"t\", \"defaults\": {\"max_gap\": \"30s\", \"latch\": true, \"priority\": \"low\", "
		"\"accept_quality\": "
		"[\"good\", \"noise\"]},\n\"rules\": [\n"
		"{\"id\": \"spo2-low\", \"type\": \"threshold\", \"signal\": \"spo2\", \"unit\": \"%\", \"op\": \"<\", "
		"\"threshold\": 90, "
		"\"hysteresis\": 2, \"for\": \"10s\", \"keep_firing_for\": \"5s\", \"max_gap\": \"1m30s\", \"priority\": \"high\", "
		"\"kind\": "
		"\"technical\", \"latch\": false, \"reminder\": \"60s\", \"message\": \"m {value}\", \"action\": \"a\", \"code\": "
		"{\"mdc\": 150456, "
		"\"loinc\": \"2708-6\"}, \"reference\": \"r\", \"accept_quality\": [\"good\", \"art\", \"cal\"]},\n"
		"{\"id\": \"g\", \"type\": \"threshold\", \"signal\": \"glucose\", \"op\": \"<=\", \"limits\": {\"mg/dL\": 55, "
		"\"mmol/L\": 3.1}, "
		"\"hysteresis\": {\"mmol/L\": 0.3, \"mg/dL\": 5}, \"for\": 0},\n"
		"{\"id\": \"s\", \"type\": \"stale\", \"signal\": \"hr:ecg\", \"after\": \"1d\", \"from_start\": true},\n"
		"{\"id\": \"l\", \"type\": \"threshold\", \"signal\": \"stat.lost\", \"op\": \">\", \"threshold\": 0},\n"
		"{\"id\": \"p\", \"type\": \"threshold\", \"signal\": \"glucose\", \"op\": \">\", \"threshold\": 250}]}"));
	CHECK_STR(said, "");
	CHECK_EQ(set.n, 5);
	r = &set.rule[0];
	CHECK_STR(r->id, "spo2-low");
	CHECK_EQ(r->hold, 10 * TM_S);
	CHECK_EQ(r->keep, 5 * TM_S);
	CHECK_EQ(r->gap, 90 * TM_S);
	CHECK_EQ(r->reminder, 60 * TM_S);
	CHECK(!r->latch && r->kind == RULE_TECHNICAL && r->priority == RULE_HIGH);
	CHECK_EQ(r->accept, FLAG_ART | FLAG_CAL);
	CHECK_STR(r->message, "m {value}");
	CHECK_STR(r->action, "a");
	CHECK_STR(r->reference, "r");
	CHECK_STR(r->loinc, "2708-6");
	CHECK_EQ(r->mdc, 150456);
	CHECK(r->limit[0].threshold == 90 && r->limit[0].clear == 92 && r->nlimits == 1);
	CHECK_EQ(r->line, 3);
	r = &set.rule[1];
	CHECK_EQ(r->nlimits, 2);
	CHECK(rule_limit_of(r, STR("mmol/L"))->threshold == 3.1 && rule_limit_of(r, STR("mmol/L"))->clear == 3.4);
	CHECK(rule_limit_of(r, STR("mg/dL"))->clear == 60 && !rule_limit_of(r, STR("mg/l")));
	CHECK(r->latch && r->priority == RULE_LOW && r->kind == RULE_PHYSIOLOGICAL && r->gap == 30 * TM_S &&
		r->accept == FLAG_NOISE);
	r = &set.rule[2];
	CHECK(r->from_start && r->after == 86400 * TM_S && r->kind == RULE_TECHNICAL && r->gap == 0);
	r = &set.rule[3];
	CHECK(r->stat && r->kind == RULE_TECHNICAL);
	CHECK_STR(r->limit[0].unit, "1");
	CHECK_STR(set.rule[4].limit[0].unit, "mg/dL"); /* with neither unit nor limits the dictionary's is meant */
	rule_set_free(&set);
}

TEST(a_hysteresis_is_added_in_decimals)
{
	CHECK(rule_decimal_sum(3.1, 0.3, false) == 3.4);
	CHECK(rule_decimal_sum(0.1, 0.2, false) == 0.3);
	CHECK(rule_decimal_sum(39, 0.2, true) == 38.8);
	CHECK(rule_decimal_sum(-0.11, 0.03, false) == -0.08);
	CHECK(rule_decimal_sum(1e300, 1, false) == 1e300);
	CHECK(rule_decimal_sum(5e17, 0.5, true) == 5e17 - 0.5);
}

TEST(a_condition_and_its_end_are_exact_at_the_edges)
{
	static const struct {
		enum rule_op op;
		double v;
		int beyond;
		bool hit, over; /* threshold 90, clear level 92 or 88 */
	} cases[] = {
		{ RULE_LT, 89.99, 0, true, false },
		{ RULE_LT, 90, 0, false, false },
		{ RULE_LT, 91.99, 0, false, false },
		{ RULE_LT, 92, 0, false, true },
		{ RULE_LE, 90, 0, true, false },
		{ RULE_LE, 90.01, 0, false, false },
		{ RULE_LE, 92, 0, false, false },
		{ RULE_LE, 92.01, 0, false, true },
		{ RULE_GT, 90.01, 0, true, false },
		{ RULE_GT, 90, 0, false, false },
		{ RULE_GT, 88.01, 0, false, false },
		{ RULE_GT, 88, 0, false, true },
		{ RULE_GE, 90, 0, true, false },
		{ RULE_GE, 89.99, 0, false, false },
		{ RULE_GE, 88, 0, false, false },
		{ RULE_GE, 87.99, 0, false, true },
		/* lo at the limit lies below it, hi above it */
		{ RULE_LT, 90, -1, true, false },
		{ RULE_LE, 90, -1, true, false },
		{ RULE_LT, 92, -1, false, false },
		{ RULE_LT, 92, 1, false, true },
		{ RULE_LE, 92, 1, false, true },
		{ RULE_LE, 90, 1, false, false },
		{ RULE_GT, 90, 1, true, false },
		{ RULE_GE, 90, -1, false, false },
		{ RULE_GE, 88, -1, false, true },
		{ RULE_GT, 88, 1, false, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double clear = cases[i].op <= RULE_LE ? 92 : 88;

		CHECK_EQ(rule_hit(cases[i].op, rule_compare(cases[i].v, cases[i].beyond, 90)), cases[i].hit);
		CHECK_EQ(rule_clears(cases[i].op, rule_compare(cases[i].v, cases[i].beyond, clear)), cases[i].over);
	}
}

TEST(a_rule_means_its_signal_and_the_instances_that_are_the_same_quantity)
{
	static const struct {
		const char *rule, *signal;
		bool match;
	} cases[] = {
		{ "hr", "hr", true },
		{ "hr", "hr:ecg", true },
		{ "hr:ecg", "hr:ecg", true },
		{ "hr:ecg", "hr", false },
		{ "hr:ecg", "hr:ppg", false },
		{ "temp", "temp", true },
		{ "temp", "temp:ear", true },
		{ "temp", "temp:skin", false },
		{ "temp", "temp:ambient", false },
		{ "temp:skin", "temp:skin", true },
		{ "glucose", "glucose:control", false },
		{ "glucose", "glucose:cgm", true },
		{ "hr", "hrx", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rule r = { .type = rule_type_find(STR("threshold")) };

		str_copy(r.signal, sizeof(r.signal), str_of(cases[i].rule));
		CHECK_EQ(rule_matches(&r, str_of(cases[i].signal)), cases[i].match);
	}
}

TEST(limits_that_cannot_both_be_kept_are_warned_of)
{
	struct rule_set set;

	CHECK(document(&set, "{\"version\": 1, \"rules\": [{\"id\": \"lo\", \"type\": \"threshold\", \"signal\": \"hr\", \"op\": "
			     "\"<\", \"threshold\": 90, \"priority\": "
			     "\"low\"},\n{\"id\": \"hi\", \"type\": \"threshold\", \"signal\": \"hr\", \"op\": \">\", "
			     "\"threshold\": 90, \"priority\": \"low\"}]}"));
	rule_set_check(&set, listen, NULL);
	CHECK_STR(said, "2: hi: warning: the high limit 90 /min is not above the low limit 90 of rule lo: every value raises "
			"one of them");
	rule_set_free(&set);
	CHECK(words(&set, "temp > 101"));
	CHECK_STR(said, "0: temp-high: warning: limit 101 Cel is outside of what temp can be: another unit?");
	rule_set_free(&set);
}

static const struct {
	const char *text, *said;
} bad_words[] = {
	{ "spo2 <", "0: : a number is missing after threshold" },
	{ "spo2 < low", "0: : not a number after threshold: low" },
	{ "spo2 < 90 fro 10s", "0: : unknown word 'fro'" },
	{ "spo2 < 90 lach high", "0: : unknown word 'lach' (did you mean 'latch'?)" },
	{ "spo2 < 90 for", "0: : a duration is missing after for (write 10s, 1m30s, 250ms)" },
	{ "spo2 < 90 for 10", "0: spo2-low: for is not a duration with its unit: write \"10s\", \"1m30s\" or \"250ms\"" },
	{ "spo2 < 90 clear 80", "0: spo2-low: clear 80 is on the wrong side: below the threshold 90" },
	{ "spo2 < 90 clear 92%", "0: : not a number after clear: 92%" },
	{ "spo2 < 90 clear 92 hysteresis 2", "0: spo2-low: hysteresis and clear are two ways to say one thing: give one of them" },
	{ "spo2 < 90 high low", "0: : priority is given twice" },
	{ "spo2 < 90 \"a\" message \"b\"", "0: : message is given twice" },
	{ "spo2 < 90 \"open", "0: : a text without its closing quote: open" },
	{ "spo2 == 90", "0: : after the signal comes <, <=, >, >=, outside, rate, predict, mean, change, noise or stale, not '=='" },
	{ "spo2 below 90", "0: : after the signal comes <, <=, >, >=, outside, rate, predict, mean, change, noise or stale, not 'below'" },
	{ "spo2 ", "0: : after the signal comes <, <=, >, >=, outside, rate, predict, mean, change, noise or stale" },
	{ "< 90", "0: : a rule begins with a signal: spo2 < 90 for 10s" },
	{ "spo2 < 90 mmol/L", "0: spo2-low: unit 'mmol/L' is wrong: records of spo2 are in %, and nothing is converted" },
	{ "spo2 < 90 action", "0: : a text is missing after action" },
	{ "spo2 stale", "0: : a duration is missing after stale (write 10s, 1m30s, 250ms)" },
	{ "sop2 < 90", "0: sop2-low: unknown signal 'sop2' (did you mean 'spo2'?)" },
	{ "spo2 stale 10s clear 4", "0: spo2-stale: a stale rule has no 'clear'" },
	{ "vitls",
		"0: : neither a rule pack (see --list) nor a file nor a rule like 'spo2 < 90 for 10s' (did you mean 'vitals'?)" },
	{ "no-such.json", "0: : No such file or directory" },
	{ "spo2 < 90 id 'a b'", "0: a b: an id is 1 to 64 letters, digits and . _ -, not beginning with . or -" },
};

TEST(words_that_make_no_rule_are_refused)
{
	for (size_t i = 0; i < sizeof(bad_words) / sizeof(bad_words[0]); i++) {
		struct rule_set set;

		CHECK(!words(&set, bad_words[i].text));
		CHECK_STR(said, bad_words[i].said);
		CHECK_EQ(set.n, 0);
		rule_set_free(&set);
	}
}

TEST(words_make_the_same_rule_as_a_file)
{
	static const char *const same[] = {
		"spo2 < 90 for 10s clear 92 latch high \"m {value}\" action \"do \\\"it\\\"\"",
		"spo2<90% for 10s clear 92 latch high message 'm {value}' action 'do \"it\"'",
		"spo2 < 90 % high latch hysteresis 2 for 10s 'm {value}' action \"do \\\"it\\\"\"",
	};
	struct rule_set set;

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		const struct rule *r;

		CHECK(words(&set, same[i]));
		CHECK_STR(said, "");
		r = &set.rule[0];
		CHECK_STR(r->id, "spo2-low");
		CHECK_STR(r->message, "m {value}");
		CHECK_STR(r->action, "do \"it\"");
		CHECK(r->latch && r->priority == RULE_HIGH && r->hold == 10 * TM_S && r->limit[0].clear == 92 && r->op == RULE_LT);
		rule_set_free(&set);
	}
	CHECK(words(&set, "hr:ecg >= 1.5e2 max-gap 30s keep 5s reminder 1m technical info id my-rule reference 'a book'"));
	CHECK_STR(set.rule[0].id, "my-rule");
	CHECK_STR(set.rule[0].reference, "a book");
	CHECK(set.rule[0].gap == 30 * TM_S && set.rule[0].keep == 5 * TM_S && set.rule[0].reminder == 60 * TM_S);
	CHECK(set.rule[0].limit[0].threshold == 150 && set.rule[0].kind == RULE_TECHNICAL && set.rule[0].priority == RULE_INFO);
	CHECK_STR(set.rule[0].message, "{name} {value} {unit} at or above {threshold}");
	/* names that are taken get a number; priority is medium unless given */
	CHECK(rule_load(&set, "hr:ecg > 100", listen, NULL) && rule_load(&set, "hr:ecg > 120", listen, NULL));
	CHECK_STR(set.rule[1].id, "hr-ecg-high");
	CHECK_STR(set.rule[2].id, "hr-ecg-high-2");
	CHECK_EQ(set.rule[2].priority, RULE_MEDIUM);
	CHECK(rule_load(&set, "glucose < 3.9 mmol/L", listen, NULL) &&
		rule_load(&set, "spo2 stale after 20s from-start low", listen, NULL));
	CHECK_STR(set.rule[3].limit[0].unit, "mmol/L");
	CHECK(set.rule[4].after == 20 * TM_S && set.rule[4].from_start && set.rule[4].priority == RULE_LOW);
	CHECK(!rule_load(&set, "hr > 1 id my-rule", listen, NULL));
	CHECK_EQ(set.n, 5);
	rule_set_free(&set);
}

TEST(every_pack_loads_without_a_word_and_each_rule_names_its_source)
{
	CHECK(rule_pack_count >= 1);
	for (size_t i = 0; i < rule_pack_count; i++) {
		struct rule_set set;
		char b[4096];

		CHECK(words(&set, rule_packs[i].name));
		rule_set_check(&set, listen, NULL);
		CHECK_STR(said, "");
		for (size_t k = 0; k < set.n; k++) {
			const struct rule *r = &set.rule[k];

			CHECK(r->reference && r->action);
			CHECK(rule_explain(r, b, sizeof(b)) > 40);
			/* no pack on glucose without a limit for each unit that meters show */
			CHECK(strncmp(r->signal, "glucose", 7) != 0 || r->nlimits == 0 || r->nlimits == 2);
			CHECK(!r->def || r->def->pace != SIG_SPOT || r->hold == 0);
		}
		CHECK(rule_pack_row(&rule_packs[i], false, b, sizeof(b)) > 0 &&
			rule_pack_row(&rule_packs[i], true, b, sizeof(b)) > 0);
		CHECK(rule_pack_row(&rule_packs[i], true, b, 10) == 0);
		rule_set_free(&set);
	}
}

TEST(lines_are_found_whatever_the_layout)
{
	struct str t =
		STR("\n{ \"a\":{\"rules\":[9]},\"rules\"\n:\n[\n[1,{\"k\":\"}]\\\"\"}], {\"x\": 1,\n\"k\"\n: 2}\n,{\"z\":0}] }");

	CHECK_EQ(where_line(t, NULL, WHERE_NO_INDEX, NULL), 2);
	CHECK_EQ(where_line(t, "rules", WHERE_NO_INDEX, NULL), 2);
	CHECK_EQ(where_line(t, "rules", 0, NULL), 5);
	CHECK_EQ(where_line(t, "rules", 1, NULL), 5);
	CHECK_EQ(where_line(t, "rules", 1, "k"), 6);
	CHECK_EQ(where_line(t, "rules", 2, "k"), 8);
	CHECK_EQ(where_line(t, "rules", 3, "k"), 2);
	CHECK_EQ(where_line(t, "none", 0, "k"), 2);
	CHECK_EQ(where_line((struct str){ NULL, 0 }, "rules", 0, NULL), 0);
	for (size_t n = 0; n < t.n; n++) /* a cut text is no text, but must not be read beyond its end */
		(void)where_line((struct str){ t.p, n }, "rules", 2, "z");
}

int
main(void)
{
	RUN(what_is_wrong_is_refused_with_its_line_and_reason);
	RUN(every_mistake_of_a_file_is_told_and_none_of_it_is_taken);
	RUN(all_that_a_rule_can_have_is_read);
	RUN(a_hysteresis_is_added_in_decimals);
	RUN(a_condition_and_its_end_are_exact_at_the_edges);
	RUN(a_rule_means_its_signal_and_the_instances_that_are_the_same_quantity);
	RUN(limits_that_cannot_both_be_kept_are_warned_of);
	RUN(words_that_make_no_rule_are_refused);
	RUN(words_make_the_same_rule_as_a_file);
	RUN(every_pack_loads_without_a_word_and_each_rule_names_its_source);
	RUN(lines_are_found_whatever_the_layout);
	return unit_done();
}
