/* The options of iomt-export, for iomt-export.c only: a table. */
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
		{ OPT_TEXT, 'f', "format", "FORMAT", "output; else the ending of -o FILE tells, else csv", &format,
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
		{ OPT_DURATION, 0, "every", "D", "prometheus: write FILE anew each D of the stream's time", &opts.every, NULL },
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
		.title = "records to tables, JSON, time series, reports, WFDB annotations",
		.usage = usage,
		.examples = examples,
		.operand = "FILE",
		.opts = table };
	return &prog;
}
