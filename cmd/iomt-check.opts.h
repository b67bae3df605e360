/* The options of iomt-check, for iomt-check.c only: a table. */
static const char *ref, *window;
static struct opt_list require, reports, tolerances;
static struct beats_opts beats = { .start = -1, .end = -1, .window = -1 };
static bool matrix, runs, episodes, from_start;

/* What they were given, parsed. */
enum { REPORTS = 16 };
static struct opt_common common;
static struct opt_list words; /* the sub-command and its operands */
static struct nums_tolerance tolerance[NUMS_TOLERANCES];
static struct report report[REPORTS];
static int64_t window_us;

static const struct opt options[] = {
	{ OPT_LIST, 0, "require", "RULE", "exit 1 unless it holds: 'se>=99.5', '100/fn<=3', 'alerts.missed==0'; several", &require,
		NULL },
	{ OPT_LIST, 0, "report", "KIND[:FILE]", "tap junit json md github; several; one without FILE takes the text's place",
		&reports, NULL },
	{ .kind = OPT_GROUP, .help = "reference: beats, nums, alerts" },
	{ OPT_TEXT, 0, "ref", "FILE", "what is expected: a stream; beats: WFDB annotations, or a folder of them; nums: CSV", &ref,
		NULL },
	{ OPT_TEXT, 0, "window", "TIME", "how far apart two may be (beats 150ms, nums 1s, alerts 2s); a bare number: seconds",
		&window, NULL },
	{ .kind = OPT_GROUP, .help = "beats" },
	{ OPT_DURATION, 0, "start", "TIME", "compare from here on (default 5m; 0 for all)", &beats.start, NULL },
	{ OPT_DURATION, 0, "end", "TIME", "up to here (default: the end of the record)", &beats.end, NULL },
	{ OPT_TEXT, 0, "by", "PATTERN", "the test's beats: these of the streams (by=…)", &beats.by, NULL },
	{ OPT_TEXT, 0, "ref-by", "PATTERN", "the reference's beats; of a folder: the files' suffix (default atr)", &beats.ref_by,
		NULL },
	{ OPT_FLAG, 0, "matrix", NULL, "the confusion matrix, too", &matrix, NULL },
	{ OPT_FLAG, 0, "runs", NULL, "runs of ectopic beats, too", &runs, NULL },
	{ OPT_FLAG, 0, "episodes", NULL, "atrial fibrillation and VF by episode and duration, too", &episodes, NULL },
	{ .kind = OPT_GROUP, .help = "nums" },
	{ OPT_LIST, 0, "tol", "SIGNAL=N[%]", "tolerance of a signal, in its unit or in percent: hr=2, spo2=1%; several",
		&tolerances, NULL },
	{ OPT_FLAG, 0, "from-start", NULL, "count times from each source's first value, on both sides", &from_start, NULL },
	{ .kind = OPT_END },
};

static const struct opt_prog prog = {
	.name = "iomt-check",
	.title = "checks of records: the answer on stdout, exit 0 for yes and 1 for no",
	.usage = (const char *const[]){ "stream|beats|nums|alerts [OPTION]... FILE...", "same [OPTION]... A B", NULL },
	.examples = (const char *const[]){ "iomt-check stream night.iomt.gz",
		"iomt-decode rec/100 | iomt-hr | iomt-check beats --ref rec/100.atr --require 'se>=99.5' --report junit:out.xml",
		"iomt-check nums --ref expected.csv --tol hr=2 --tol spo2=1% night.iomt", "iomt-check same expected.iomt got.iomt",
		NULL },
	.operand = "words:stream same beats nums alerts",
	.opts = options,
	.note = "commands\n"
		"  stream FILE...   well-formed, in order and complete?\n"
		"  same A B         the same records, but for cmd records and comments?\n"
		"  beats FILE...    beat by beat against a reference, by EC57; streams or WFDB annotations\n"
		"  nums FILE...     values against expected ones\n"
		"  alerts FILE...   edges of alerts against expected ones\n",
};
