/* The options of iomt-decode, and what --list prints; for iomt-decode.c only. */
static struct play play;
static struct rawdec raw;
static struct opt_list adds;
static bool trace;
static const char *device_name, *hex, *list, *guess, *tz, *time_mode = "fit", *board, *columns;
static struct rate fs;

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "devices" },
	{ OPT_TEXT, 'd', "device", "DEVICE|auto", "what sent the bytes (--list); captures say it themselves", &device_name, NULL },
	{ OPT_TEXT, 0, "hex", "BYTES", "decode these hex digits: --hex '01 80 c6' -d cms50v7", &hex, NULL },
	{ OPT_TEXT, 0, "board", "NAME", "which of the boards that speak the device's protocol (iomt-devices(7))", &board, NULL },
	{ OPT_RATE, 0, "fs", "HZ", "samples a second, of devices that do not tell", &fs, NULL },
	{ OPT_TEXT, 0, "columns", "LIST", "names and units of what it sends: 'ecg,temp[Cel],-'", &columns, NULL },
	{ OPT_TEXT, 0, "time", "MODE", "sample times of captures: arrival, device rate, line under the arrivals", &time_mode,
		"host|device|fit" },
	{ OPT_TEXT, 0, "tz", "ZONE", "of the clock of devices with stored records: +02:00, Z (default: their times from 0)", &tz,
		NULL },
	{ OPT_FLAG, 0, "trace", NULL, "show frames and their fields instead of records", &trace, NULL },
	{ OPT_MAYBE, 0, "guess", "jsonl", "which device could have sent this, with scores; exit 1 when none is sure", &guess, "jsonl" },
	{ .kind = OPT_GROUP, .help = "recordings" },
	{ OPT_LIST, 'a', "add", "WHAT", "add annotations: atr is the file NAME.atr; beep: a device's own beat marks", &adds, NULL },
	{ OPT_FLAG, 0, "anonymous", NULL, "leave out who and when: patient, recording, start, comments", &play.anonymous, NULL },
	{ .kind = OPT_GROUP, .help = "what is written" },
	{ OPT_TEXT, 'c', "signals", "PATTERN", "only these signals: 'ecg:*', spo2,pulse, cms50/pleth", &play.select, NULL },
	{ OPT_POSITION, 0, "from", "TIME", "begin here: 90, 1:30, 2:03:04.5 from the start", &play.from, NULL },
	{ OPT_POSITION, 0, "to", "TIME", "end before here", &play.to, NULL },
	{ OPT_MAYBE, 0, "list", "jsonl", "devices and formats that are known", &list, "jsonl" },
	{ .kind = OPT_END },
};

static const struct opt_prog prog = {
	.name = "iomt-decode",
	.title = "captures, device bytes and recordings into records",
	.usage = (const char *const[]){ "[option]... [FILE|RECORD]...", "-d DEVICE --hex BYTES", "--guess [FILE]...", "--list[=jsonl]",
		NULL },
	.examples = (const char *const[]){ "iomt-capture -d cms50v7 /dev/ttyUSB0 | iomt-decode",
		"iomt-decode -a atr rec/100 | iomt-export -f csv > 100.csv", "iomt-decode -d cms50d dump.bin", NULL },
	.operand = "FILE",
	.opts = options,
	.note = "A FILE is told by its content: a stream of records, a recording, or, with -d, bare bytes.\n"
		"RECORD is a WFDB record without its .hea. Not a medical device.",
};

static void
write_list(struct out *out, bool jsonl)
{
	dev_list(out, jsonl);
	if (!jsonl)
		out_write(out, "\n", 1);
	fmt_list(out, jsonl);
}
