/* Tests of rule files (iomt-rules(5), TESTS): records made from a short notation, and the alerts that they are to bring. */
#ifndef IOMT_ALERT_RULETEST_H
#define IOMT_ALERT_RULETEST_H

#include "alert/rulefile.h"

enum {
	RULETEST_RECORDS = 200000, /* of one test */
	RULETEST_EVENTS = 20000,
	RULETEST_LINE = 600
};

struct ruletest_record {
	int64_t time;
	size_t order; /* of the file, for records of one time */
	char *text;
};

struct ruletest_input {
	struct ruletest_record *record;
	size_t n, cap;
};

/* Returns NULL, or what is wrong with the form of a test, with *key the member that it is about (NULL: none). */
const char *ruletest_form(const json_t *test, const struct rule_set *set, const char **key);

/* The records of one test in the order of their times. Returns NULL or what is wrong, with *key the member that it is about. */
const char *ruletest_input(struct ruletest_input *in, const json_t *test, const char **key);
void ruletest_input_free(struct ruletest_input *in);

/* A time of a test: a duration from its start, as text, or 0. False when it is none. */
bool ruletest_time(const json_t *v, int64_t *us);

/* Runs the tests of a file; `line` gets TAP without line ends. Returns the number that failed, -1 when the file is wrong (said). */
int ruletest_run(const char *file, rule_say *say, void *arg, void (*line)(void *arg, const char *text), void *line_arg);

#endif
