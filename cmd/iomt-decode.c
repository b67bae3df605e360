/* iomt-decode: captures, bare bytes of devices and recordings → records. */
#include "core/listing.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "device/bare.h"
#include "device/guessread.h"
#include "device/rawdec.h"
#include "format/play.h"
#include "record/pump.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "iomt-decode.opts.h"
static struct pump pump;
static struct out text; /* --trace, --guess */
static struct dev_trace tracer;
static size_t nsources;
static struct guess_ahead ahead; /* bytes: of --hex, or read to guess from; more than an argument can hold */

/* -d auto: what has been read ahead tells the device; false when none is sure. */
static bool
choose(const char *name)
{
	const struct guess *g = &ahead.guess;
	raw.device = g->chosen;
	if (g->chosen)
		msg_note("%s: %s (%s)", name, g->chosen->name, g->chosen->title);
	else
		msg_error("%s: no device is sure%s%s; see --guess", name, g->n ? ": it could be " : "",
			g->n ? g->row[0].dev->name : "");
	return g->chosen;
}

/* Bare bytes, of --hex or of an input. name: NULL where they have none but that of the device. */
static int
bare(const char *name, struct in *in)
{
	int status = ST_OK;
	long rc = 0;
	if (!hex)
		ahead.n = 0;
	if (guess || raw.pick)
		rc = guess_read(&ahead, in, trace || guess ? &text : &pump.out, guess);
	if (guess) {
		guess_list(&ahead.guess, &text, *guess, nsources > 1 ? name ? name : "-" : NULL);
		status = ahead.guess.chosen ? ST_OK : ST_NO;
	} else if (raw.pick && !choose(name ? name : "bytes")) {
		status = ST_DAMAGED;
	} else if (trace) {
		rc = bare_trace_as(in, ahead.bytes, ahead.n, &tracer, &raw, &status);
	} else {
		rc = bare_run(&pump, &raw, name ? name : raw.device->name, in, ahead.bytes, ahead.n);
	}
	if (raw.pick)
		raw.device = NULL;
	if (rc < 0)
		msg_error("%s: %s", name ? name : "standard input", in_error(rc));
	return rc == 0 ? status : st_worse(status, rc == IN_CUT || rc == IN_BAD ? ST_DAMAGED : ST_IO);
}

/* A stream of records. */
static int
stream(const char *name, struct in *in)
{
	const struct opt_list one = { &name, 1 };
	struct recin records;
	int status;

	if (!trace && !guess) {
		pump_feed(&pump, &one, in);
		return pump.in.status;
	}
	recin_start(&records, one.item, one.n);
	records.given = in;
	status = guess ? guess_stream(&records, &text, *guess) : rawdec_trace(&raw, &records, &tracer);
	recin_close(&records);
	return status;
}

static int
operand(const char *name)
{
	struct folder folder = { .out = trace || guess ? &text : &pump.out };
	bool bytes = raw.device || raw.pick || guess; /* what is no record is a device's */
	const struct format *format;
	struct in in = { .fd = -1 };
	long rc = folder_open(&folder, &in, name, ".hea");
	enum play_kind kind = PLAY_UNKNOWN;
	int status = ST_IO;

	if (rc == 0)
		rc = play_probe(&folder, &in, bytes, &kind, &format);
	if (rc < 0) {
		msg_error("%s: %s", name, fmt_error(rc));
	} else if (play.anonymous && kind != PLAY_FORMAT) {
		msg_error("%s: no recording, so --anonymous is not for it", name);
	} else if (kind != PLAY_STREAM && bytes) {
		status = bare(folder.stem[0] ? folder.stem : NULL, &in);
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
	char why[SELECT_WHY], wrong[DEV_WHY] = "--board or --columns is too long";
	const char *near = device_name ? dev_nearest(device_name) : NULL;
	long nbytes;

	if (!play_window(&play, why))
		return opt_wrong(&prog, "%s", why);
	raw.only = str_of(play.select);
	raw.time = strcmp(time_mode, "host") == 0 ? FIT_HOST : strcmp(time_mode, "device") == 0 ? FIT_DEVICE : FIT_LINE;
	if ((raw.zoned = tz) && !tm_get_zone(str_of(tz), &raw.zone))
		return opt_wrong(&prog, "--tz: '%s' is no zone: +02:00, -05:30, Z", tz);
	raw.pick = device_name && strcmp(device_name, "auto") == 0;
	if ((raw.zoned = tz) && !tm_get_zone(str_of(tz), &raw.zone))
		return opt_wrong(&prog, "--tz: '%s' is no zone: +02:00, -05:30, Z", tz);
	raw.device = device_name ? dev_find(str_of(device_name)) : NULL;
	if (device_name && !raw.device && !raw.pick)
		return opt_wrong(&prog, "unknown device '%s'%s%s%s; see --list", device_name, near ? " (did you mean '" : "",
			near ? near : "", near ? "'?)" : "");
	if (!dev_options_get(&raw.options, fs, str_of(board), str_of(columns)) ||
		(raw.device && dev_options_wrong(raw.device, &raw.options, wrong)))
		return opt_wrong(&prog, "%s", wrong);
	for (size_t i = 0; i < adds.n; i++) {
		if (strcmp(adds.item[i], "beep") == 0)
			raw.beep = true;
		else if (play_add(&play, adds.item[i]) < 0)
			return opt_wrong(
				&prog, "-a %s: the suffix of an annotation file's name, up to %d of them", adds.item[i], PLAY_ADDS);
	}
	nbytes = hex ? num_get_hex(str_of(hex), ahead.bytes, sizeof(ahead.bytes)) : 0;
	if (nbytes < 0)
		return opt_wrong(&prog, "--hex takes pairs of hex digits, blanks between them as you like");
	if (hex && (!(device_name || guess) || files->n))
		return opt_wrong(&prog, files->n ? "--hex has the bytes: no FILE beside it" : "--hex needs -d DEVICE");
	if (guess && (trace || device_name))
		return opt_wrong(&prog, "--guess looks at every device: no %s beside it", trace ? "--trace" : "-d");
	if (play.anonymous && (hex || guess || trace || device_name))
		return opt_wrong(&prog, "--anonymous is for recordings");
	ahead.n = (size_t)nbytes;
	return hex ? OPT_GO_ON : opt_need_input(&prog, files);
}

static int
run(const struct opt_common *common, const char *words, const struct opt_list *files)
{
	bool person = trace || guess;
	int status = person ? listing_open(&text, common->output) : pump_open(&pump, &rawdec_tool, &raw, common, words);

	if (status)
		return status;
	trace_start(&tracer, &text, text.fd == STDOUT_FILENO && isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
	play_start(&play, &pump);
	nsources = files->n;
	if (hex)
		status = bare(NULL, NULL);
	for (size_t i = 0; !hex && i < (files->n ? files->n : 1) && !sig_caught(); i++)
		status = st_worse(status, operand(files->n ? files->item[i] : "-"));
	if (raw.unknown[0]) {
		msg_error("no decoder for device '%s': its raw records were passed on; -d DEVICE names one (--list)", raw.unknown);
		status = st_worse(status, ST_DAMAGED);
	}
	if (raw.incomplete)
		msg_error("a download is incomplete (event download): what came was written");
	rawdec_stop(&raw);
	return st_worse(status, person ? listing_close(&text, common->output) : pump_close(&pump));
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
