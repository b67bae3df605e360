/* What the random streams of test_alert_property.c do not come near: caps, long numbers, many sources. */
#include "alert/engine.h"
#include "alert/rule.h"
#include "alert/state.h"
#include "alert/write.h"
#include "unit.h"

static char told[8192];

static void
note(void *arg, const struct alert_event *ev)
{
	char message[ALERT_MESSAGE];
	size_t n = strlen(told);

	(void)arg;
	alert_message(ev, message);
	snprintf(told + n, sizeof(told) - n, "%s%s %.*s %s", n ? "; " : "", alert_edge_text[ev->edge], (int)ev->value.n,
		ev->value.p ? ev->value.p : "", message);
}

static void
deaf(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	(void)arg, (void)warning, (void)file, (void)line;
	printf("# %s: %s\n", id, text);
}

static void
begin(struct engine *e, struct rule_set *set, const char *rule)
{
	told[0] = '\0';
	rule_set_start(set);
	CHECK(rule_load(set, rule, deaf, NULL));
	CHECK(engine_start(e, set, note, NULL));
}

static void
feed(struct engine *e, const char *line)
{
	struct rec r;

	CHECK(rec_parse(&r, str_of(line)) == NULL);
	engine_before(e, &r, false);
	engine_after(e, &r);
}

static void
finish(struct engine *e, struct rule_set *set)
{
	engine_finish(e);
	CHECK_EQ(e->slots, 0);
	CHECK_EQ(e->map.count, 0);
	engine_free(e);
	rule_set_free(set);
}

TEST(the_state_of_a_rule_on_a_signal_is_small)
{
	CHECK(sizeof(struct slot) <= 128);
}

TEST(a_full_map_is_told_and_what_was_there_goes_on)
{
	struct engine e;
	struct rule_set set;

	begin(&e, &set, "hr < 40");
	e.map.cap = 2; /* a source, and one signal */
	feed(&e, "num\t0.000000\ta\thr\t30\t/min");
	CHECK(!e.full);
	feed(&e, "num\t0.000000\ta\thr:ecg\t30\t/min");
	CHECK(e.full);
	feed(&e, "num\t0.000000\tb\thr\t30\t/min");
	feed(&e, "num\t1.000000\ta\thr\t50\t/min");
	CHECK_STR(told, "on 30 Heart rate 30 /min below 40; off 50 ended: Heart rate 50 /min");
	e.map.cap = 100;
	finish(&e, &set);
}

TEST(a_number_too_long_to_keep_is_shown_as_it_came_and_reminded_of_rounded)
{
	struct engine e;
	struct rule_set set;

	begin(&e, &set, "hr < 40 reminder 1s 'hr {value}'");
	feed(&e, "num\t0.000000\ta\thr\t39.000000000000000000000000000000001\t/min");
	feed(&e, "tick\t1.000000\ta\t-");
	CHECK_STR(told, "on 39.000000000000000000000000000000001 hr 39; remind 39 hr 39");
	feed(&e, "num\t2.000000\ta\thr\t50.0000000000000000000000000000000000001\t/min");
	CHECK(strstr(told, "off 50.0000000000000000000000000000000000001 ended") != NULL);
	finish(&e, &set);
}

TEST(sources_that_come_and_go_leave_nothing)
{
	struct engine e;
	struct rule_set set;
	char line[128];

	begin(&e, &set, "vitals");
	for (int i = 0; i < 2000; i++) {
		snprintf(line, sizeof(line), "num\t0.000000\ts%d\tspo2\t97\t%%", i);
		feed(&e, line);
		snprintf(line, sizeof(line), "x-pause\t1.000000\ts%d\t-\tfor=1s", i);
		feed(&e, line);
		snprintf(line, sizeof(line), "end\t2.000000\ts%d\t-\teof", i);
		feed(&e, line);
		CHECK_EQ(e.map.count, 0);
	}
	CHECK_STR(told, "");
	finish(&e, &set);
}

TEST(records_without_a_quantity_are_no_values)
{
	struct engine e;
	struct rule_set set;

	begin(&e, &set, "hr < 40");
	feed(&e, "num\t0.000000\ta\t-\t30\t/min");
	feed(&e, "num\t0.000000\t-\thr\t30\t/min");
	CHECK_STR(told, "on 30 Heart rate 30 /min below 40");
	feed(&e, "num\t0.000000\ta\thr\t30\t/min\tflags=lo,hi"); /* says nothing */
	CHECK_STR(told, "on 30 Heart rate 30 /min below 40");
	finish(&e, &set);
}

int
main(void)
{
	RUN(the_state_of_a_rule_on_a_signal_is_small);
	RUN(a_full_map_is_told_and_what_was_there_goes_on);
	RUN(a_number_too_long_to_keep_is_shown_as_it_came_and_reminded_of_rounded);
	RUN(sources_that_come_and_go_leave_nothing);
	RUN(records_without_a_quantity_are_no_values);
	return unit_done();
}
