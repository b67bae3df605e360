/* What iomt-alert prints when it reads no input: packs, sentences, what is wrong with rules, tests of rules. */
#ifndef IOMT_ALERT_PRINT_H
#define IOMT_ALERT_PRINT_H

#include "alert/packs.h"
#include "alert/rule.h"
#include "alert/ruletest.h"
#include "alert/score.h"
#include "core/msg.h"
#include "core/opt.h"
#include "core/status.h"

#include <stdio.h>

static void
say(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	(void)arg;
	if (!warning || msg_level() >= 0)
		msg_at(file, line, "%s%s%s%s%s", warning ? "warning: " : "", *id ? "rule " : "", id, *id ? ": " : "", text);
}

static void
print_packs(bool json)
{
	static char b[64 * 1024];

	if (!json)
		puts(RULE_PACK_HEAD);
	for (size_t i = 0; i < rule_pack_count; i++) {
		rule_pack_row(&rule_packs[i], json, b, sizeof(b));
		puts(b);
	}
}

static void
print_rules(const struct rule_set *set)
{
	static char b[4096];

	for (size_t i = 0; i < set->n; i++) {
		rule_explain(&set->rule[i], b, sizeof(b));
		puts(b);
	}
}

/* Rules that look at nothing that came. Rules on other rules look at nothing that comes. */
static void
print_unmet(const struct rule_set *set, const bool *met)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct rule *r = &set->rule[i];

		if (met[i] || r->nof)
			continue;
		if (r->signal[0])
			msg_note("rule %s: no value of %s came", r->id, r->signal);
		else if (r->score)
			msg_note("rule %s: no input of the score %s came", r->id, r->score->name);
		else
			msg_note("rule %s: nothing that it looks at came", r->id);
	}
}

/* Each file by itself: what one run loads together is -r. */
static int
check_files(const struct opt_list *given, const struct opt_list *more, bool explain)
{
	int status = ST_OK;

	for (size_t i = 0; i < given->n + more->n; i++) {
		const char *file = i < given->n ? given->item[i] : more->item[i - given->n];
		struct rule_set set;

		rule_set_start(&set);
		if (rule_load(&set, file, say, NULL)) {
			rule_set_check(&set, say, NULL);
			if (explain)
				print_rules(&set);
			else
				printf("%s: %zu rule%s, nothing wrong\n", file, set.n, set.n == 1 ? "" : "s");
		} else {
			status = ST_USAGE;
		}
		rule_set_free(&set);
	}
	return status;
}

static void
tap(void *arg, const char *line)
{
	(void)arg;
	puts(line);
}

static int
test_files(const struct opt_list *files)
{
	int status = ST_OK;

	for (size_t i = 0; i < files->n; i++) {
		int failed = ruletest_run(files->item[i], say, NULL, tap, NULL);

		status = st_worse(status, failed < 0 ? ST_USAGE : failed ? ST_NO : ST_OK);
	}
	return status;
}

static int
printed(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	msg_error("write error on standard output");
	return ST_IO;
}

#endif
