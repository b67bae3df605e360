/* iomt-check: is it so? One sub-command a question; the answer is on stdout, in reports and in the exit status. */
#include "check/alerts.h"
#include "check/beats.h"
#include "check/nums.h"
#include "check/report.h"
#include "check/require.h"
#include "check/same.h"
#include "check/stream.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"

#include "iomt-check.opts.h"

static struct answer answer;

static int
run_stream(struct out *out, const char *const *file, size_t n)
{
	return stream_run(&answer, out, file, n, common.quiet);
}

static int
run_same(struct out *out, const char *const *file, size_t n)
{
	(void)n;
	return same_files(&answer, out, (const char *const[2]){ file[0], file[1] });
}

static int
run_beats(struct out *out, const char *const *file, size_t n)
{
	(void)out;
	beats.ref = ref;
	if (window)
		beats.window = window_us;
	answer_table(&answer, "matrix")->shown = matrix;
	answer_table(&answer, "runs")->shown = runs;
	answer_table(&answer, "episodes")->shown = episodes;
	return beats_run(&answer, &beats, file, n);
}

static int
run_nums(struct out *out, const char *const *file, size_t n)
{
	const struct nums_opts o = { .ref = ref,
		.tolerance = tolerance,
		.ntolerances = tolerances.n,
		.window = window ? window_us : TM_S,
		.from_start = from_start,
		.judge = require.n == 0 };
	(void)out;
	return nums_run(&answer, &o, file, n);
}

static int
run_alerts(struct out *out, const char *const *file, size_t n)
{
	const struct alerts_opts o = { .ref = ref, .window = window ? window_us : 2 * TM_S, .judge = require.n == 0 };
	(void)out;
	return alerts_run(&answer, &o, file, n);
}

enum { TAKES_REF = 1, NEEDS_REF = 2, TABLES = 4, TWO = 8 };

static const struct command {
	const char *name, *group; /* of the options that are its own; NULL: none */
	const struct answer_form *const *forms;
	int (*run)(struct out *out, const char *const *file, size_t n);
	unsigned flags;
} commands[] = {
	{ "stream", NULL, stream_forms, run_stream, 0 },
	{ "same", NULL, same_forms, run_same, TWO },
	{ "beats", "beats", beats_forms, run_beats, TAKES_REF | TABLES },
	{ "nums", "nums", nums_forms, run_nums, TAKES_REF | NEEDS_REF | TABLES },
	{ "alerts", NULL, alerts_forms, run_alerts, TAKES_REF | NEEDS_REF | TABLES },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const struct command *
command(const char *word)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, word) == 0)
			return &commands[i];
	return NULL;
}

static int
unknown(const char *word)
{
	const char *names[COMMANDS];
	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	const char *near = opt_nearest(word, names, COMMANDS);
	return opt_wrong(
		&prog, "unknown command '%s'%s%s%s", word, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

/* The options: those of other commands, and what they say. *takes: a report goes where the text would. */
static int
check(const struct command *c, bool *takes)
{
	static const char *const groups[] = { "beats", "nums" };
	const char *other = c->flags & TAKES_REF ? NULL : opt_given(options, "reference");
	char why[REQUIRE_WHY];
	double seconds;
	for (size_t i = 0; i < 2 && !other; i++)
		other = c->group && strcmp(groups[i], c->group) == 0 ? NULL : opt_given(options, groups[i]);
	if (other)
		return opt_wrong(&prog, "%s does not take --%s", c->name, other);
	if (c->flags & NEEDS_REF && !ref)
		return opt_wrong(&prog, "%s: --ref is missing", c->name);
	if (window && num_get_f64(str_of(window), &seconds) && seconds >= 0 && seconds < 1e6)
		window_us = (int64_t)(seconds * 1e6 + 0.5);
	else if (window && (!tm_get_duration(str_of(window), &window_us) || window_us < 0))
		return opt_wrong(&prog, "--window '%s': seconds, or a duration as 150ms", window);
	for (size_t i = 0; i < require.n; i++)
		if (!require_ok(c->forms, require.item[i], why))
			return opt_wrong(&prog, "--require '%s': %s", require.item[i], why);
	for (size_t i = 0; i < tolerances.n; i++)
		if (i == NUMS_TOLERANCES || !nums_tolerance(tolerances.item[i], &tolerance[i]))
			return opt_wrong(&prog, "--tol '%s': SIGNAL=NUMBER, or SIGNAL=NUMBER%%", tolerances.item[i]);
	for (size_t i = 0; i < reports.n; i++) {
		if (i == REPORTS || !report_get(reports.item[i], &report[i]))
			return opt_wrong(
				&prog, "--report '%s': tap, junit, json, md or github, and :FILE behind it", reports.item[i]);
		if (!report[i].file && *takes)
			return opt_wrong(&prog, "--report '%s': only one report can do without a file", reports.item[i]);
		*takes = *takes || !report[i].file;
	}
	return OPT_GO_ON;
}

static int
failed(int rc)
{
	msg_error("%s: %s", common.output ? common.output : "standard output", in_error(rc));
	return ST_IO;
}

static int
run(const struct command *c, const char *const *file, size_t n, bool takes)
{
	struct out out, text;
	int rc = out_open(&out, common.output, OUT_BESIDE);
	if (rc < 0 || (rc = takes ? out_open(&text, "/dev/null", OUT_APPEND) : 0) < 0)
		return failed(rc);
	struct out *to = takes ? &text : &out;
	answer_start(&answer, c->name, c->forms);
	int status = c->run(to, file, n);
	size_t asked = answer.ncases;
	for (size_t i = 0; i < require.n; i++)
		if (!require_ask(&answer, require.item[i]))
			status = st_worse(status, ST_NO);
	if (sig_caught())
		status = st_worse(status, ST_SIGNAL + sig_caught());
	if (answer.full)
		status = st_worse(status, ST_IO);
	answer_text(&answer, to, c->flags & TABLES, c->flags & TABLES ? 0 : asked);
	status = st_worse(status, report_all(&answer, status, report, reports.n, &out));
	answer_free(&answer);
	if (takes)
		out_close(&text);
	rc = out_close(&out);
	return rc < 0 ? st_worse(status, failed(rc)) : status;
}

int
main(int argc, char **argv)
{
	bool takes = false;
	int rc = opt_parse(&prog, argc, argv, &common, &words);
	if (rc != OPT_GO_ON)
		return rc;
	if (words.n == 0)
		return opt_wrong(&prog, "a command is missing: stream, same, beats, nums or alerts");
	const struct command *c = command(words.item[0]);
	if (!c)
		return unknown(words.item[0]);
	static const char *const standard_input[] = { "-" };
	const char *const *file = words.item + 1;
	size_t n = words.n - 1;
	if (c->flags & TWO && n != 2)
		return opt_wrong(&prog, "%s takes two files", c->name);
	if ((rc = check(c, &takes)) != OPT_GO_ON)
		return rc;
	if (n == 0) {
		if ((rc = opt_need_input(&prog, &(struct opt_list){ NULL, 0 })) != OPT_GO_ON)
			return rc;
		file = standard_input;
		n = 1;
	}
	sig_watch();
	return run(c, file, n, takes);
}
