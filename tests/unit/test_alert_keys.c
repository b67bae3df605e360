/* Every rule type with every key that rules have in common: what each key does to the alerts of a stream in which the condition of the
 * type begins, lasts, ends, comes again and ends; or that the type has no such key, and says so. */
#include "alert/engine.h"
#include "alert/rulefile.h"
#include "unit.h"

static char told[8192], said[4096], last[4096];

static void
note(void *arg, const struct alert_event *ev)
{
	size_t n = strlen(told);

	(void)arg;
	if (ev->score || strcmp(ev->rule->id, "x") != 0)
		return;
	snprintf(told + n, sizeof(told) - n, "%s%s@%" PRId64 "%s%s", n ? " " : "", alert_edge_text[ev->edge], ev->time / TM_S,
		ev->escalation ? "^"
		: ev->restart  ? "+"
			       : "",
		ev->paused ? "p" : "");
	snprintf(last, sizeof(last), "%s %s", rule_priority_text[ev->priority], rule_kind_text[ev->rule->kind]);
}

static void
listen(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	size_t n = strlen(said);

	(void)arg, (void)warning, (void)file, (void)line, (void)id;
	snprintf(said + n, sizeof(said) - n, "%s\n", text);
}

/* One record a second for 60 s: the condition is true from 10 to 29 s and from 40 to 44 s. %2$d jumps up and down. */
static const struct {
	const char *type, *rule, *good, *bad;
	bool once;   /* a record is written only when the condition turns */
	int on, off; /* the first alert of the plain rule; how the condition is followed differs */
	bool no_gap;
} types[] = {
	{ "threshold", "\"signal\": \"hr\", \"op\": \">\", \"threshold\": 100", "num\t%d.000000\tp\thr\t60\t/min",
		"num\t%d.000000\tp\thr\t120\t/min", .on = 10, .off = 30 },
	{ "range", "\"signal\": \"hr\", \"low\": 50, \"high\": 100", "num\t%d.000000\tp\thr\t60\t/min",
		"num\t%d.000000\tp\thr\t120\t/min", .on = 10, .off = 30 },
	{ "mean", "\"signal\": \"hr\", \"op\": \">\", \"threshold\": 100, \"window\": \"10s\", \"count\": 2",
		"num\t%d.000000\tp\thr\t60\t/min", "num\t%d.000000\tp\thr\t120\t/min", .on = 11, .off = 30 },
	{ "rate", "\"signal\": \"hr\", \"op\": \">\", \"threshold\": 30, \"window\": \"2s\"", "num\t%d.000000\tp\thr\t60\t/min",
		"num\t%1$d.000000\tp\thr\t%1$d\t/min", .on = 12, .off = 32 },
	{ "predict", "\"signal\": \"hr\", \"op\": \">\", \"threshold\": 100, \"window\": \"2s\", \"ahead\": \"1s\"",
		"num\t%d.000000\tp\thr\t60\t/min", "num\t%d.000000\tp\thr\t120\t/min", .on = 10, .off = 30 },
	{ "noise", "\"signal\": \"hr\", \"op\": \">\", \"threshold\": 10, \"window\": \"2s\"", "num\t%d.000000\tp\thr\t60\t/min",
		"num\t%1$d.000000\tp\thr\t%2$d\t/min", .on = 11, .off = 31 },
	{ "change", "\"signal\": \"hr\", \"op\": \">\", \"threshold\": 1, \"window\": \"2s\"", "num\t%d.000000\tp\thr\t60\t/min",
		"num\t%1$d.000000\tp\thr\t%1$d\t/min", .on = 12, .off = 32 },
	{ "beats", "\"key\": \"rr\", \"op\": \">\", \"threshold\": 1.5, \"count\": 2", "beat\t%d.000000\tp\tecg\tN\trr=1",
		"beat\t%d.000000\tp\tecg\tN\trr=1.6", .on = 11, .off = 30 },
	{ "score",
		"\"table\": \"t\", \"inputs\": {\"hr\": \"hr\"}, \"levels\": [{\"op\": \">=\", \"threshold\": 1, \"priority\": "
		"\"low\"}]",
		"num\t%d.000000\tp\thr\t60\t/min", "num\t%d.000000\tp\thr\t120\t/min", .on = 10, .off = 30 },
	{ "stale", "\"signal\": \"hr\", \"after\": \"2s\"", "num\t%d.000000\tp\thr\t60\t/min", "tick\t%d.000000\tp\t-", .on = 11,
		.off = 30, .no_gap = true },
	{ "ecg-lost", "\"after\": \"2s\"", "num\t%d.000000\tp\thr:ecg\t60\t/min\tby=ecg", "tick\t%d.000000\tp\t-", .on = 11,
		.off = 30, .no_gap = true },
	{ "asystole", "\"after\": \"2s\"", "beat\t%d.000000\tp\tecg\tN\tby=ecg", "num\t%d.000000\tp\thr\t-\t/min\tby=ecg", .on = 11,
		.off = 30, .no_gap = true },
	{ "event", "\"event\": \"lead-off\", \"until\": \"lead-on\"", "event\t%d.000000\tp\tecg\tlead-on",
		"event\t%d.000000\tp\tecg\tlead-off", .once = true, .on = 10, .off = 30, .no_gap = true },
	{ "annotation", "\"label\": \"AFIB\"", "ann\t%d.000000\tp\tecg\t5\tAFIB\tedge=end", "ann\t%d.000000\tp\tecg\t-\tAFIB",
		.once = true, .on = 10, .off = 30, .no_gap = true },
	{ "any", "\"of\": [\"y\"]", "num\t%d.000000\tp\thr\t60\t/min", "num\t%d.000000\tp\thr\t120\t/min", .on = 10, .off = 30,
		.no_gap = true },
	{ "all", "\"of\": [\"y\"]", "num\t%d.000000\tp\thr\t60\t/min", "num\t%d.000000\tp\thr\t120\t/min", .on = 10, .off = 30,
		.no_gap = true },
	{ "errors", "\"error\": \"checksum\", \"op\": \">\", \"threshold\": 0, \"window\": \"1s\"",
		"num\t%d.000000\tp\thr\t60\t/min", "err\t%d.000000\tp\t-\tchecksum\t0\t1", .on = 10, .off = 30 },
};
enum { TYPES = sizeof(types) / sizeof(types[0]) };

static void
feed(struct engine *e, const char *format, int t)
{
	char line[256];
	struct rec r;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(line, sizeof(line), format, t, t % 5 % 2 ? 160 : 60);
#pragma GCC diagnostic pop
	CHECK(rec_parse(&r, str_of(line)) == NULL);
	engine_before(e, &r, false);
	engine_after(e, &r);
}

/* What the rule does in the stream, with `more` members; order: a record at 15 s. NULL where the rule is refused. */
static const char *
run(size_t i, const char *more, const char *order)
{
	char json[2048];
	struct rule_set set;
	struct rulefile f = { .set = &set, .file = "test", .say = listen, .id = "" };
	struct engine e;
	bool was = false;

	told[0] = said[0] = last[0] = '\0';
	snprintf(json, sizeof(json),
		"{\"version\": 1, \"rules\": [{\"id\": \"y\", \"type\": \"threshold\", \"signal\": \"hr\", \"op\": \">\", "
		"\"threshold\": 100, "
		"\"priority\": \"info\"}, {\"id\": \"x\", \"type\": \"%s\", %s%s%s}], "
		"\"scores\": {\"t\": {\"hr\": [[null, 100, 0], [101, null, 2]]}}}",
		types[i].type, types[i].rule, strcmp(types[i].type, "score") == 0 ? "" : ", \"priority\": \"low\"", more);
	rule_set_start(&set);
	if (!rulefile_document(&f, json, strlen(json))) {
		rule_set_free(&set);
		return NULL;
	}
	CHECK(engine_start(&e, &set, note, NULL));
	for (int t = 0; t < 60; t++) {
		bool bad = (t >= 10 && t < 30) || (t >= 40 && t < 45);

		if (!types[i].once || bad != was)
			feed(&e, bad ? types[i].bad : types[i].good, t);
		if (order && t == 15)
			feed(&e, order, t);
		feed(&e, "tick\t%d.000000\tp\t-", t);
		was = bad;
	}
	engine_free(&e);
	rule_set_free(&set);
	return told;
}

/* What the key makes of the first alert (from A to B) and of the second one (from C to D). */
static const struct {
	const char *more, *order, *want;
} keys[] = {
	{ "", NULL, "on@A off@B on@C off@D" },
	{ ", \"for\": \"3s\"", NULL, "on@A3 off@B on@C3 off@D" },
	{ ", \"keep_firing_for\": \"4s\"", NULL, "on@A off@B4 on@C off@D4" },
	{ ", \"latch\": true", NULL, "on@A latched@B on@C+ latched@D" },
	{ ", \"latch\": true", "x-ack\t%d.000000\tp\t-\trule=x", "on@A ack@O off@B on@C latched@D" },
	{ ", \"reminder\": \"7s\"", NULL, "on@A remind@A7 remind@A14 off@B on@C off@D" },
	{ ", \"reminder\": \"7s\"", "x-ack\t%d.000000\tp\t-\trule=x", "on@A ack@O off@B on@C off@D" },
	{ "", "x-pause\t%d.000000\tp\t-\tfor=1h", "on@A off@Bp on@Cp off@Dp" },
	{ ", \"rearm\": \"5s\"", "x-ack\t%d.000000\tp\t-\trule=x", "on@A ack@O on@O5+ off@B on@C off@D" },
	{ ", \"escalate\": {\"after\": \"8s\", \"priority\": \"high\"}", NULL, "on@A on@A8^ off@B on@C off@D" },
	{ ", \"kind\": \"technical\", \"message\": \"m\", \"action\": \"a\", \"reference\": \"r\", \"code\": {\"mdc\": 1}, "
	  "\"accept_quality\": [\"good\"], \"when\": {\"source\": \"p\"}",
		NULL, "on@A off@B on@C off@D" },
	{ ", \"when\": {\"source\": \"q\"}", NULL, "" },
};

/* "on@A3" with its letter and number as a time. */
static void
times(char *dst, size_t cap, const char *want, size_t type)
{
	const int at[] = { ['A'] = types[type].on,
		['B'] = types[type].off,
		['C'] = types[type].on + 30,
		['D'] = types[type].off + 15,
		['O'] = 15 };
	size_t n = 0;

	for (dst[0] = '\0'; *want; want++) {
		if (want[0] != '@') {
			n += (size_t)snprintf(dst + n, cap - n, "%c", *want);
			continue;
		}
		{
			char *end;
			int base = at[(unsigned char)*++want];

			n += (size_t)snprintf(dst + n, cap - n, "@%d",
				base + (want[1] >= '0' && want[1] <= '9' ? (int)strtol(want + 1, &end, 10) : 0));
			while (want[1] >= '0' && want[1] <= '9')
				want++;
		}
	}
}

TEST(every_key_does_to_every_type_what_the_page_says)
{
	for (size_t i = 0; i < TYPES; i++)
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
			char want[256];
			const char *is = run(i, keys[k].more, keys[k].order);

			times(want, sizeof(want), keys[k].want, i);
			if (!is || strcmp(is, want) != 0)
				printf("# %s%s: %s\n", types[i].type, keys[k].more, said);
			CHECK_STR(is ? is : "refused", want);
			if (is && strstr(keys[k].more, "kind"))
				CHECK_STR(last, "low technical");
		}
}

TEST(max_gap_belongs_to_what_is_held_against_values)
{
	for (size_t i = 0; i < TYPES; i++) {
		char want[256];
		const char *is = run(i, ", \"max_gap\": \"2s\"", NULL);

		times(want, sizeof(want), "on@A off@B on@C off@D", i);
		if (types[i].no_gap)
			CHECK(!is && strstr(said, "rule has no 'max_gap'"));
		else
			CHECK_STR(is ? is : said, want);
	}
}

int
main(void)
{
	RUN(every_key_does_to_every_type_what_the_page_says);
	RUN(max_gap_belongs_to_what_is_held_against_values);
	return unit_done();
}
