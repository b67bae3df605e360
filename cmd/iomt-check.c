/* iomt-check: is it so? One sub-command a question; the answer is on stdout and in the exit status. */
#include "check/beats.h"
#include "check/same.h"
#include "check/stream.h"
#include "core/in.h"
#include "core/msg.h"
#include "core/opt.h"
#include "core/out.h"
#include "core/sig.h"
#include "core/status.h"
#include "format/format.h"
#include "format/wfdb_list.h"

static struct opt_common common;
static struct opt_list words; /* the sub-command and its operands */
static const char *ref;
static struct opt_list require;
static int64_t start = 300 * TM_S;

static const char *const usage[] = { "stream [OPTION]... FILE...", "same [OPTION]... A B",
	"beats --ref FILE.atr|FOLDER [OPTION]... FILE...", NULL };
static const char *const examples[] = {
	"iomt-check stream night.iomt.gz",
	"iomt-check same expected.iomt got.iomt",
	"iomt-decode rec/100 | iomt-hr | iomt-check beats --ref rec/100.atr --require 'se>=99.5'",
	NULL,
};
static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "beats" },
	{ OPT_TEXT, 0, "ref", "FILE", "reference annotations of WFDB; a folder: SOURCE.atr in it", &ref, NULL },
	{ OPT_LIST, 0, "require", "RULE", "exit 1 unless it holds: 'se>=99.5', 'fp<=60'; several", &require, NULL },
	{ OPT_DURATION, 0, "start", "TIME", "compare from here on (5m; 0 for all)", &start, NULL },
	{ .kind = OPT_END },
};
static const struct opt_prog prog = { .name = "iomt-check",
	.title = "checks of records: the answer on stdout, exit 0 for yes and 1 for no",
	.usage = usage,
	.examples = examples,
	.operand = "words:stream same beats",
	.opts = options,
	.note = "commands\n"
		"  stream FILE...   well-formed, in order and complete?\n"
		"  same A B         the same records, but for cmd records and comments?\n"
		"  beats FILE...    beat by beat against a reference, by EC57: se ppv f1 fn fp beats\n" };

static const char *
name_of(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

static int
run_stream(struct out *out, const char *const *file, size_t n)
{
	static struct check_stream c;
	int status = ST_OK;
	check_stream_start(&c);
	for (size_t i = 0; i < n && !sig_caught(); i++) {
		struct find f;
		long error;
		find_start(&f, out, name_of(file[i]));
		int rc = check_stream_file(&c, &f, file[i], &error);
		if (error < 0)
			msg_error("%s: %s", name_of(file[i]), in_error(error));
		else if (!common.quiet || f.count)
			find_finish(&f, c.records);
		status = st_worse(status, rc);
	}
	check_stream_free(&c);
	return status;
}

static int
run_same(struct out *out, const char *const *file, size_t n)
{
	int which;
	long error = 0;
	(void)n;
	int status = same_files(out, (const char *const[2]){ file[0], file[1] }, &which, &error);
	if (error < 0)
		msg_error("%s: %s", name_of(file[which]), in_error(error));
	return status;
}

static long
load(void *arg, struct str source, struct beats_ref *r)
{
	struct rate fs = { 250, 1 };
	(void)arg;
	long rc = wfdb_list_read(ref, source, beats_ref_add, r, &fs, &r->samples);
	r->fs = rate_hz(fs);
	return rc;
}

static int
run_beats(struct out *out, const char *const *file, size_t n)
{
	static struct check_beats c;
	struct str missing;
	int status = ST_OK;
	long error;
	check_beats_start(&c);
	c.start = start;
	for (size_t i = 0; i < n && !sig_caught(); i++)
		status = st_worse(status, check_beats_file(&c, file[i]));
	if (c.full)
		msg_error("out of memory");
	int rc = check_beats_rows(&c, out, load, NULL, &missing, &error);
	if (rc != ST_OK)
		msg_error("%.*s: the reference %s: %s", (int)missing.n, missing.p, ref,
			error == 1 ? "has no annotations of it" : fmt_error(error));
	status = st_worse(status, rc);
	for (size_t i = 0; i < require.n; i++)
		if (!check_beats_require(&c, out, require.item[i]))
			status = st_worse(status, ST_NO);
	check_beats_free(&c);
	return status;
}

static const struct command {
	const char *name;
	size_t least, most; /* operands */
	const char *operands;
	int (*run)(struct out *out, const char *const *file, size_t n);
} commands[] = {
	{ "stream", 1, SIZE_MAX, "FILE...", run_stream },
	{ "same", 2, 2, "A B", run_same },
	{ "beats", 1, SIZE_MAX, "FILE...", run_beats },
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

static int
failed(int rc)
{
	msg_error("%s: %s", common.output ? common.output : "standard output", in_error(rc));
	return ST_IO;
}

int
main(int argc, char **argv)
{
	struct out out;
	int rc = opt_parse(&prog, argc, argv, &common, &words);
	if (rc != OPT_GO_ON)
		return rc;
	if (words.n == 0)
		return opt_wrong(&prog, "a command is missing: stream, same or beats");
	const struct command *c = command(words.item[0]);
	if (!c)
		return unknown(words.item[0]);
	if (c->run != run_beats && (ref || require.n || start != 300 * TM_S))
		return opt_wrong(&prog, "--ref, --require and --start belong to beats");
	static const char *const standard_input[] = { "-" };
	const char *const *file = words.item + 1;
	size_t n = words.n - 1;
	if (n == 0 && c->least == 1) {
		if ((rc = opt_need_input(&prog, &(struct opt_list){ NULL, 0 })) != OPT_GO_ON)
			return rc;
		file = standard_input;
		n = 1;
	}
	if (n < c->least || n > c->most)
		return opt_wrong(&prog, "%s takes %s", c->name, c->operands);
	if (c->run == run_beats && !ref)
		return opt_wrong(&prog, "beats: --ref is missing");
	for (size_t i = 0; i < require.n; i++)
		if (check_beats_require_ok(require.item[i]))
			return opt_wrong(&prog, "--require '%s': %s", require.item[i], check_beats_require_ok(require.item[i]));
	sig_watch();
	if ((rc = out_open(&out, common.output, OUT_BESIDE)) < 0)
		return failed(rc);
	int status = c->run(&out, file, n);
	if (sig_caught())
		status = st_worse(status, ST_SIGNAL + sig_caught());
	rc = out_close(&out);
	return rc < 0 ? st_worse(status, failed(rc)) : status;
}
