/* iomt-export: records → rows and documents. */
#include "core/msg.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "export/export.h"
#include "record/pump.h"

#include <stdio.h>
#include <stdlib.h>

enum { NA_MAX = 32 };

static const char *format, *list, *time_form;
static bool want_long;
static struct export_opts opts = { .na = "" };
static struct opt_common common;
static struct opt_list files;

static const char *const usage[] = { "[-f FORMAT] [OPTION]... [FILE]...", "--list[=jsonl]", NULL };
static const char *const examples[] = {
	"iomt-decode rec/100 | iomt-hr | iomt-alert -r vitals | iomt-export > 100.csv",
	"iomt-export --wide --physical -c 'ecg:*' -o night.csv.gz night.iomt",
	"iomt-export -f jsonl x.iomt | jq -c 'select(.type == \"alert\")'",
	NULL,
};

static const struct opt_prog *
program(void)
{
	/* Not static data: the formats' names come from the registry. */
	static struct opt table[20];
	static struct opt_prog prog;
	const struct opt rows[] = {
		{ .kind = OPT_GROUP, .help = "output" },
		{ OPT_TEXT, 'f', "format", "FORMAT", "output format; without it the ending of -o FILE tells, else csv", &format,
			exporter_choices },
		{ OPT_MAYBE, 0, "list", "jsonl", "the formats, as a table or for programs", &list, "jsonl" },
		{ OPT_FLAG, 0, "long", NULL, "csv, tsv: a row a record or sample (default)", &want_long, NULL },
		{ OPT_FLAG, 0, "wide", NULL, "csv, tsv: a row a (source, time), a column a signal", &opts.wide, NULL },
		{ OPT_TEXT, 0, "columns", "A,B", "wide: these signals, in this order; rows are written as they come", &opts.columns,
			NULL },
		{ OPT_RATE, 0, "rate", "FS", "wide: rows at this rate; waveforms of any rate are sampled", &opts.rate, NULL },
		{ OPT_FLAG, 0, "physical", NULL, "samples in their unit, not as counts", &opts.physical, NULL },
		{ OPT_TEXT, 0, "na", "STR", "csv, tsv: what stands for a value that does not exist", &opts.na, NULL },
		{ OPT_TEXT, 0, "time", "FORM", "form of the time; without it, as in the stream", &time_form,
			"rel|iso|unix|sample" },
		{ OPT_TEXT, 0, "by", "PATTERN", "wfdb-ann: the beats and annotations of this origin (by=…)", &opts.by, NULL },
		{ .kind = OPT_GROUP, .help = "selection" },
		{ OPT_TEXT, 'c', "signals", "PATTERN", "only these signals ('ecg:*', 'spo2,hr', 'cms50/pleth')", &opts.match,
			NULL },
		{ OPT_POSITION, 0, "from", "T", "from here on: 90, 1:30, 2:03:04.5 from the source's start, or ISO 8601",
			&opts.from, NULL },
		{ OPT_POSITION, 0, "to", "T", "up to here, exclusive", &opts.to, NULL },
		{ .kind = OPT_END },
	};
	_Static_assert(sizeof rows <= sizeof table, "room for the table");
	memcpy(table, rows, sizeof rows);
	prog = (struct opt_prog){ .name = "iomt-export",
		.title = "records to CSV, TSV, JSON and WFDB annotations",
		.usage = usage,
		.examples = examples,
		.operand = "FILE",
		.opts = table };
	return &prog;
}

static int
show_list(void)
{
	for (size_t i = 0; i < exporter_count; i++)
		printf(*list ? "{\"name\":\"%s\",\"title\":\"%s\"}\n" : "%-8s %s\n", exporter_table[i]->name,
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
check(const struct opt_prog *prog, const struct exporter **type)
{
	static const char *const forms[] = {
		[EXPORT_REL] = "rel", [EXPORT_ISO] = "iso", [EXPORT_UNIX] = "unix", [EXPORT_SAMPLE] = "sample"
	};
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
		return opt_wrong(prog, "%s writes null: --na is for csv and tsv", name);
	if (!((*type)->takes & EXPORT_TAKES_BY) && opts.by)
		return opt_wrong(prog, "--by is for wfdb-ann");
	if (!((*type)->takes & EXPORT_TAKES_TIME) && (time_form || opts.physical))
		return opt_wrong(prog, "%s counts in samples: --time and --physical are for the others", name);
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
		while (!x.stop && !out.error && recin_next(&in, &r))
			export_record(&x, &r);
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
