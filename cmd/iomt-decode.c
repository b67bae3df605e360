/* iomt-decode: captures, bare bytes of devices and recordings → records. */
#include "core/listing.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "device/bare.h"
#include "device/rawdec.h"
#include "format/play.h"
#include "record/pump.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct play play;
static struct rawdec raw;
static struct pump pump;
static struct out text; /* --trace */
static struct opt_list adds;
static const char *device_name, *hex, *list, *time_mode = "fit";
static bool trace, colour;
static uint8_t bytes[64 * 1024]; /* of --hex: more than an argument can hold */
static long nbytes;

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "devices" },
	{ OPT_TEXT, 'd', "device", "DEVICE", "what sent the bytes (--list); captures say it themselves", &device_name, NULL },
	{ OPT_TEXT, 0, "hex", "BYTES", "decode these hex digits: --hex '01 80 c6' -d cms50v7", &hex, NULL },
	{ OPT_TEXT, 0, "time", "MODE", "sample times of captures: arrival, device rate, line under the arrivals", &time_mode,
		"host|device|fit" },
	{ OPT_FLAG, 0, "trace", NULL, "show frames and their fields instead of records", &trace, NULL },
	{ .kind = OPT_GROUP, .help = "recordings" },
	{ OPT_LIST, 'a', "add", "WHAT", "add annotations: atr is the file NAME.atr; beep: a device's own beat marks", &adds, NULL },
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
	.usage = (const char *const[]){ "[option]... [FILE|RECORD]...", "-d DEVICE --hex BYTES", "--list[=jsonl]", NULL },
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

/* Bare bytes, of an input or of --hex. */
static int
bare(const char *name, struct in *in)
{
	long rc = 0;

	if (!trace)
		rc = bare_run(&pump, &raw, name, in, bytes, (size_t)nbytes);
	else if (in)
		rc = bare_trace(in, &text, colour, raw.device);
	else
		bare_trace_bytes(bytes, (size_t)nbytes, &text, colour, raw.device);
	if (rc < 0)
		msg_error("%s: %s", name, in_error(rc));
	return rc == 0 ? ST_OK : rc == IN_CUT || rc == IN_BAD ? ST_DAMAGED : ST_IO;
}

/* A stream of records. */
static int
stream(const char *name, struct in *in)
{
	const struct opt_list one = { &name, 1 };
	struct recin records;
	int status;

	if (!trace) {
		pump_feed(&pump, &one, in);
		return pump.in.status;
	}
	recin_start(&records, one.item, one.n);
	records.given = in;
	status = rawdec_trace(&records, &text, colour, raw.device);
	recin_close(&records);
	return status;
}

static int
operand(const char *name)
{
	struct folder folder = { .out = trace ? &text : &pump.out };
	const struct format *format;
	struct in in = { .fd = -1 };
	long rc = folder_open(&folder, &in, name, ".hea");
	enum play_kind kind = PLAY_UNKNOWN;
	int status = ST_IO;

	if (rc == 0)
		rc = play_probe(&folder, &in, raw.device != NULL, &kind, &format);
	if (rc < 0) {
		msg_error("%s: %s", name, fmt_error(rc));
	} else if (kind != PLAY_STREAM && raw.device) {
		status = bare(folder.stem[0] ? folder.stem : raw.device->name, &in);
	} else if (kind == PLAY_FORMAT && !trace) {
		status = play_run(&play, format, &folder, &in);
	} else {
		if (kind != PLAY_STREAM)
			msg_warn("%s: no records: %s", name,
				kind == PLAY_FORMAT ? "a recording has no frames to trace" : "bare bytes need -d DEVICE (--list)");
		status = stream(folder.path, &in);
	}
	in_close(&in);
	return status;
}

/* Looks at the options; OPT_GO_ON when all is well. */
static int
check(const struct opt_list *files)
{
	const char *near = device_name ? dev_nearest(device_name) : NULL;
	char why[SELECT_WHY];

	if (!play_window(&play, why))
		return opt_wrong(&prog, "%s", why);
	raw.only = str_of(play.select);
	raw.time = strcmp(time_mode, "host") == 0 ? FIT_HOST : strcmp(time_mode, "device") == 0 ? FIT_DEVICE : FIT_LINE;
	raw.device = device_name ? dev_find(str_of(device_name)) : NULL;
	if (device_name && !raw.device)
		return opt_wrong(&prog, "unknown device '%s'%s%s%s; see --list", device_name, near ? " (did you mean '" : "",
			near ? near : "", near ? "'?)" : "");
	for (size_t i = 0; i < adds.n; i++) {
		if (strcmp(adds.item[i], "beep") == 0)
			raw.beep = true;
		else if (play_add(&play, adds.item[i]) < 0)
			return opt_wrong(
				&prog, "-a %s: the suffix of an annotation file's name, up to %d of them", adds.item[i], PLAY_ADDS);
	}
	nbytes = hex ? num_get_hex(str_of(hex), bytes, sizeof(bytes)) : 0;
	if (nbytes < 0)
		return opt_wrong(&prog, "--hex takes pairs of hex digits, blanks between them as you like");
	if (hex && (!raw.device || files->n))
		return opt_wrong(&prog, files->n ? "--hex has the bytes: no FILE beside it" : "--hex needs -d DEVICE");
	return hex ? OPT_GO_ON : opt_need_input(&prog, files);
}

static int
run(const struct opt_common *common, const char *words, const struct opt_list *files)
{
	int status = trace ? listing_open(&text, common->output) : pump_open(&pump, &rawdec_tool, &raw, common, words);

	if (status)
		return status;
	colour = trace && text.fd == STDOUT_FILENO && isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	play_start(&play, &pump);
	if (hex)
		status = bare(raw.device->name, NULL);
	for (size_t i = 0; !hex && i < (files->n ? files->n : 1) && !sig_caught(); i++)
		status = st_worse(status, operand(files->n ? files->item[i] : "-"));
	if (raw.unknown[0]) {
		msg_error("no decoder for device '%s': its raw records were passed on; -d DEVICE names one (--list)", raw.unknown);
		status = st_worse(status, ST_DAMAGED);
	}
	rawdec_stop(&raw);
	return st_worse(status, trace ? listing_close(&text, common->output) : pump_close(&pump));
}

int
main(int argc, char **argv)
{
	struct opt_common common = { 0 };
	struct opt_list files = { 0 };
	int status = opt_parse(&prog, argc, argv, &common, &files);

	if (status == OPT_GO_ON && list)
		return listing_print(common.output, *list, write_list);
	if (status == OPT_GO_ON)
		status = check(&files);
	if (status != OPT_GO_ON)
		return status;
	sig_watch();
	return run(&common, opt_words(argc, argv), &files);
}
