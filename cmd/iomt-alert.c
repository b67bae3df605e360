/* iomt-alert: rules over any records → `alert` records. */
#include "alert/engine.h"
#include "alert/keep.h"
#include "alert/profile.h"
#include "alert/rule.h"
#include "alert/write.h"
#include "core/msg.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "record/pump.h"
#include "iomt-alert.look.h"
#include "iomt-alert.print.h"

#include <string.h>

enum { KEEP_EVERY = 10 * 1000 * 1000 }; /* µs of the stream, while no alert changes */

struct alert {
	struct opt_list rules, check, test;
	const char *fail_on, *signals, *list, *profiles, *state;
	bool only, explain, dry;
	int64_t baseline;        /* -1: not asked for */
	bool told_full, changed; /* changed: an alert, since the state was kept */
	int64_t kept;            /* TIME at which it was */
	struct rule_set set;
	struct profiles known;
	struct engine engine;
	struct pump pump;
};

/* False, and said, when it could not be kept. */
static bool
save(struct alert *a)
{
	long rc = keep_save(&a->engine, a->state);

	if (rc < 0) {
		msg_at(a->state, 0, "%s: the state is not kept", in_error(rc));
		a->pump.status = st_worse(a->pump.status, ST_IO);
	}
	return rc == 0;
}

static void
emit(void *arg, const struct alert_event *ev)
{
	struct alert *a = arg;

	a->changed = true;
	if (ev->score && a->only)
		return;
	if (ev->misfit && ev->edge == ALERT_ON) {
		if (ev->first && !a->only)
			alert_write_misfit(&a->pump.w, ev);
		a->pump.status = st_worse(a->pump.status, ST_DAMAGED);
	}
	alert_write(&a->pump.w, ev);
}

/* Keeps the state while there is nothing else to do: what it says has been written. */
static void
keep(struct alert *a, struct pump *p, const struct rec *r)
{
	struct str ahead = lines_ahead(&p->in.lines);

	if (!a->state || (!a->changed && r->time - a->kept < KEEP_EVERY) || (ahead.n && memchr(ahead.p, '\n', ahead.n)) ||
		!in_would_block(&p->in.lines.in))
		return;
	out_settle(&p->out);
	if (out_flush(&p->out) == 0)
		save(a);
	a->changed = false;
	a->kept = r->time;
}

static void
record(void *tool, struct pump *p, const struct rec *r)
{
	struct alert *a = tool;

	engine_before(&a->engine, r, a->signals && !rec_match(str_of(a->signals), r->source, r->signal));
	if (!a->only || r->type == REC_ALERT || r->type == REC_END)
		recw_pass(&p->w, r);
	engine_after(&a->engine, r);
	if (a->engine.wrong) {
		if (!a->only)
			alert_write_wrong(&p->w, r, a->engine.wrong);
		p->status = st_worse(p->status, ST_DAMAGED);
	}
	if (a->engine.full && !a->told_full) {
		a->told_full = true;
		msg_error("too many signals at once or values in one window, or out of memory: not all rules are held against all "
			  "that came last");
		p->status = st_worse(p->status, ST_IO);
	}
	keep(a, p, r);
}

static void
finish(void *tool, struct pump *p)
{
	struct alert *a = tool;

	(void)p;
	engine_finish(&a->engine);
}

static int
run(struct alert *a, const struct opt_prog *prog, const struct opt_common *common, const char *words, const struct opt_list *files)
{
	static const struct pump_tool tool = { .record = record, .finish = finish };
	int status = opt_need_input(prog, files);

	if (status != OPT_GO_ON)
		return status;
	if (!engine_start(&a->engine, &a->set, emit, a))
		return msg_error("out of memory"), ST_IO;
	a->engine.profiles = &a->known;
	sig_watch();
	a->engine.keep = a->state != NULL;
	if (a->state && !keep_load(&a->engine, a->state, say, NULL))
		return engine_free(&a->engine), ST_IO;
	status = pump_run(&a->pump, &tool, a, common, words, files);
	if (a->state && status != ST_IO && !save(a))
		status = st_worse(status, ST_IO);
	if (a->engine.older)
		msg_error("%s: a source came with times before those that were kept: it began anew", a->state);
	print_unmet(&a->set, a->engine.met);
	if (a->fail_on && engine_fired(&a->engine, a->fail_on))
		status = st_worse(status, ST_NO);
	engine_free(&a->engine);
	return status;
}

int
main(int argc, char **argv)
{
	static struct alert a = { .baseline = -1 };
	static const char *const usage[] = { "-r RULES… [FILE…]", "--check FILE | --test FILE | --list | -r RULES --explain",
		"--baseline DURATION [FILE…]", NULL };
	static const char *const examples[] = { "iomt-decode night.iomt | iomt-alert -r vitals > watched.iomt",
		"iomt-alert -r 'spo2 < 90 for 10s clear 92 high' --fail-on high x.iomt", "iomt-alert --check my-rules.json", NULL };
	const struct opt opts[] = {
		{ OPT_LIST, 'r', "rules", "RULES", "a rule file, a pack by name, or a rule in words; several", &a.rules, NULL },
		{ OPT_TEXT, 0, "profiles", "DIR", "facts and limits of each source, in DIR/SOURCE.json", &a.profiles, NULL },
		{ OPT_TEXT, 'c', "signals", "PATTERN", "hold rules only against these signals; all pass on", &a.signals, NULL },
		{ OPT_TEXT, 0, "state", "FILE", "go on with the alerts kept in FILE, and keep them there", &a.state, NULL },
		{ OPT_TEXT, 0, "fail-on", "PRIORITY", "exit 1 when such an alert or a higher one began", &a.fail_on,
			"high|medium|low|info" },
		{ OPT_FLAG, 0, "only", NULL, "write alert records only", &a.only, NULL },
		{ OPT_FLAG, 0, "dry-run", NULL, "print what the rules would do as a table, and no records", &a.dry, NULL },
		{ OPT_DURATION, 0, "baseline", "DURATION", "print a rule file with limits from the first DURATION of each source",
			&a.baseline, NULL },
		{ OPT_LIST, 0, "check", "FILE", "check rules, read no input; exit 2 when anything is wrong", &a.check, NULL },
		{ OPT_LIST, 0, "test", "FILE", "run the tests of rules in FILE, print TAP; exit 1 when one fails", &a.test, NULL },
		{ OPT_FLAG, 0, "explain", NULL, "say each rule in a sentence, read no input", &a.explain, NULL },
		{ OPT_MAYBE, 0, "list", "jsonl", "rule packs", &a.list, "jsonl" },
		{ .kind = OPT_END },
	};
	const struct opt_prog prog = { "iomt-alert", "Holds rules against records and writes alert records.", usage, examples,
		"FILE", opts, .note = "Not a medical device: no alert, or none missing, may be relied on for care." };
	struct opt_common common = { 0 };
	struct opt_list files = { 0 };
	int status = opt_parse(&prog, argc, argv, &common, &files);
	bool ok;

	if (status != OPT_GO_ON)
		return status;
	if (a.list)
		return print_packs(*a.list), printed(ST_OK);
	if (a.test.n)
		return a.rules.n || a.check.n || files.n ? opt_wrong(&prog, "--test stands alone: the test file names its rules")
							 : printed(test_files(&a.test));
	if (a.check.n)
		return a.rules.n ? opt_wrong(&prog, "--check and -r: give one of them")
				 : printed(check_files(&a.check, &files, a.explain));
	if (a.baseline >= 0)
		return a.rules.n || a.dry || a.only || a.explain || a.fail_on || a.signals || a.state || a.profiles
			       ? opt_wrong(&prog, "--baseline only proposes limits: it goes with -o and files, and nothing else")
			       : propose(&prog, a.baseline, &common, &files);
	if (a.dry && (a.only || a.state || a.explain))
		return opt_wrong(&prog, "--dry-run writes no records and keeps no state: no --only, --state or --explain");
	if (!a.rules.n)
		return opt_wrong(&prog, "no rules: name some with -r (packs: --list)");
	rule_set_start(&a.set);
	ok = rule_load_all(&a.set, a.rules.item, a.rules.n, say, NULL) &&
	     (!a.profiles || profiles_load(&a.known, a.profiles, &a.set, say, NULL));
	if (ok) {
		rule_set_check(&a.set, say, NULL);
		status = a.explain ? (print_rules(&a.set), printed(ST_OK))
			 : a.dry   ? dry_run(&prog, &a.set, &a.known, a.signals, a.fail_on, &common, &files)
				   : run(&a, &prog, &common, opt_words(argc, argv), &files);
	}
	profiles_free(&a.known);
	rule_set_free(&a.set);
	return ok ? status : ST_USAGE;
}
