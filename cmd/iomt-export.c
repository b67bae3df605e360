/* iomt-export: records → rows and documents. */
#include "core/msg.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "export/export.h"
#include "record/pump.h"

#include <stdio.h>
#include <stdlib.h>

#include "iomt-export.opts.h"

enum { NA_MAX = 32 };

static int
show_list(void)
{
	for (size_t i = 0; i < exporter_count; i++)
		printf(*list ? "{\"name\":\"%s\",\"title\":\"%s\"}\n" : "%-10s %s\n", exporter_table[i]->name,
			exporter_table[i]->title);
	if (fflush(stdout) == 0 && fclose(stdout) == 0)
		return ST_OK;
	msg_error("standard output: could not be written");
	return ST_IO;
}

/* out.csv.gz → csv, when that is a format. */
static const struct exporter *
by_ending(const char *path)
{
	struct str s = str_of(path), ending = { NULL, 0 };
	if (s.n > 3 && strcmp(path + s.n - 3, ".gz") == 0)
		s.n -= 3;
	for (size_t i = s.n; i-- > 0 && s.p[i] != '/';)
		if (s.p[i] == '.') {
			ending = (struct str){ s.p + i + 1, s.n - i - 1 };
			break;
		}
	for (size_t i = 0; i < exporter_count; i++)
		if (str_is(ending, exporter_table[i]->name))
			return exporter_table[i];
	return NULL;
}

static int
check_time(const struct opt_prog *prog, const struct exporter *type)
{
	bool rel = time_form && opts.time == EXPORT_REL, unix = time_form && opts.time == EXPORT_UNIX;
	unsigned takes = type->takes;
	if (opts.physical && !(takes & (EXPORT_TAKES_PHYSICAL | EXPORT_TAKES_UNIX)))
		return opt_wrong(prog, "%s has no samples: --physical is for the others", type->name);
	if (!time_form || (takes & EXPORT_TAKES_TIME) || (rel && (takes & (EXPORT_TAKES_UNIX | EXPORT_TAKES_REL))) ||
		(unix && (takes & EXPORT_TAKES_UNIX)))
		return OPT_GO_ON;
	if (takes & EXPORT_TAKES_UNIX)
		return opt_wrong(prog, "%s has its own form of the time: --time rel or unix", type->name);
	if (takes & EXPORT_TAKES_REL)
		return opt_wrong(prog, "%s has its own form of the time: --time rel, or none", type->name);
	return opt_wrong(prog, "%s has its own form of the time: --time is for the others", type->name);
}

static int
check(const struct opt_prog *prog, const struct exporter **type)
{
	static const char *const forms[] = {
		[EXPORT_REL] = "rel", [EXPORT_ISO] = "iso", [EXPORT_UNIX] = "unix", [EXPORT_SAMPLE] = "sample"
	};
	int rc;
	*type = format ? exporter_find(format) : common.output ? by_ending(common.output) : NULL;
	if (!*type)
		*type = exporter_find("csv");
	const char *name = (*type)->name;
	for (int i = EXPORT_REL; i <= EXPORT_SAMPLE; i++)
		if (time_form && strcmp(time_form, forms[i]) == 0)
			opts.time = (enum export_time)i;
	if (!((*type)->takes & EXPORT_TAKES_WIDE) && (opts.wide || want_long || opts.columns || opts.rate.num))
		return opt_wrong(prog, "%s has no columns: --wide, --long, --columns and --rate are for csv and tsv", name);
	if (!((*type)->takes & EXPORT_TAKES_NA) && *opts.na)
		return opt_wrong(prog, "%s has no empty cells: --na is for csv and tsv", name);
	if (!((*type)->takes & EXPORT_TAKES_BY) && opts.by)
		return opt_wrong(prog, "--by is for wfdb-ann");
	if ((rc = check_time(prog, *type)) != OPT_GO_ON)
		return rc;
	if (opts.every && (!((*type)->takes & EXPORT_TAKES_EVERY) || !common.output || strcmp(common.output, "-") == 0))
		return opt_wrong(prog, "--every is for prometheus with -o FILE");
	if (opts.every < 0)
		return opt_wrong(prog, "--every: a duration, as 15s");
	if (opts.wide && want_long)
		return opt_wrong(prog, "--wide and --long exclude each other");
	if (!opts.wide && (opts.columns || opts.rate.num))
		return opt_wrong(prog, "--columns and --rate belong to --wide");
	if (opts.rate.num && opts.time == EXPORT_SAMPLE)
		return opt_wrong(prog, "--time sample has no meaning with --rate");
	if (opts.from.given && opts.to.given && opts.from.absolute == opts.to.absolute && opts.from.us >= opts.to.us)
		return opt_wrong(prog, "--to is not later than --from");
	if (strlen(opts.na) > NA_MAX)
		return opt_wrong(prog, "--na: at most %d bytes", NA_MAX);
	for (const char *c = opts.na; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return opt_wrong(prog, "--na: no control characters");
	return OPT_GO_ON;
}

static void
before_read(void *arg, bool block)
{
	if (block)
		out_flush(arg);
}

/* The file as of now, then the next one. */
static bool
again(struct export *x, struct out *out)
{
	export_snapshot(x);
	int rc = out_close(out);
	if (rc == 0)
		rc = out_open(out, common.output, OUT_BESIDE);
	if (rc < 0)
		msg_error("%s: %s", common.output, in_error(rc));
	return rc == 0;
}

static int
run(const struct exporter *type)
{
	static struct export x;
	static struct out out;
	static struct recin in;
	const char *where = common.output ? common.output : "standard output";
	struct rec r;
	int rc = out_open(&out, common.output, OUT_BESIDE);
	if (rc < 0) {
		msg_error("%s: %s", where, in_error(rc));
		return ST_IO;
	}
	recin_start(&in, files.item, files.n);
	in.before = before_read;
	in.arg = &out;
	if (export_start(&x, type, &opts, &out)) {
		while (!x.stop && !out.error && recin_next(&in, &r)) {
			export_record(&x, &r);
			if (export_due(&x) && !again(&x, &out))
				return ST_IO;
		}
		if (out.error)
			x.stop = true; /* said below */
		export_finish(&x, in.status >= ST_SIGNAL);
	}
	recin_close(&in);
	x.status = st_worse(x.status, in.status);
	if (x.stop && !out.error) {
		/* What was written is not what was asked for: no file is better than one that looks whole. */
		out_flush(&out);
		out_abandon(&out);
		return x.status;
	}
	rc = out_close(&out);
	if (rc < 0) {
		msg_error("%s: %s", where, in_error(rc));
		x.status = st_worse(x.status, ST_IO);
	}
	return x.status;
}

int
main(int argc, char **argv)
{
	const struct opt_prog *prog = program();
	const struct exporter *type;
	int rc = opt_parse(prog, argc, argv, &common, &files);
	if (rc != OPT_GO_ON)
		return rc;
	if (list)
		return show_list();
	if ((rc = check(prog, &type)) != OPT_GO_ON || (rc = opt_need_input(prog, &files)) != OPT_GO_ON)
		return rc;
	const char *temp = getenv("TMPDIR");
	opts.tempdir = temp && *temp ? temp : "/tmp";
	opts.cmd = common.no_cmd ? NULL : opt_words(argc, argv);
	sig_watch();
	return run(type);
}
