/* iomt-decode: bytes of devices and recordings → records. */
#include "core/in.h"
#include "core/msg.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "format/play.h"
#include "record/pump.h"

#include <string.h>

static struct play play;
static struct opt_list annotators;

static const struct opt options[] = {
	{ OPT_GROUP, 0, NULL, NULL, "Recordings", NULL, NULL },
	{ OPT_LIST, 'a', "annotations", "EXT", "add the annotations of this file beside the header (-a atr)", &annotators, NULL },
	{ OPT_GROUP, 0, NULL, NULL, "What to write", NULL, NULL },
	{ OPT_TEXT, 'c', "channels", "PATTERN", "only these signals: 'ecg:*', 'spo2,pulse'", &play.select, NULL },
	{ OPT_POSITION, 0, "from", "TIME", "begin here: 90, 1:30, 2:03:04.5 from the start", &play.from, NULL },
	{ OPT_POSITION, 0, "to", "TIME", "end before here", &play.to, NULL },
	{ OPT_END, 0, NULL, NULL, NULL, NULL, NULL },
};

static const char *const usage[] = { "[option]... [FILE|RECORD]...", NULL };
static const char *const examples[] = { "iomt-decode rec/100 | iomt-hr | iomt-export -f csv > 100.csv", NULL };
static const struct opt_prog prog = {
	.name = "iomt-decode",
	.title = "bytes of devices and recordings into records",
	.usage = usage,
	.examples = examples,
	.operand = "FILE",
	.opts = options,
};

static const struct pump_tool nothing;

static void
flush(void *arg)
{
	(void)out_flush(arg);
}

static int
operand(struct pump *pump, const char *name)
{
	struct folder folder = { .before = flush, .arg = &pump->out };
	const struct format *f;
	const char *bytes;
	struct in in;
	bool perhaps = true;
	int rc = folder_open(&folder, &in, name, ".hea");
	ssize_t got = 0;

	if (rc < 0) {
		msg_error("%s: %s", name, in_error(rc));
		return ST_IO;
	}
	for (f = NULL; perhaps && !f;) {
		size_t before = (size_t)got;
		bool end;

		got = in_peek(&in, before + 1, &bytes);
		if (got < 0) {
			msg_error("%s: %s", folder.path, in_error(got));
			in_close(&in);
			return ST_IO;
		}
		end = (size_t)got == before || got >= IN_PEEK;
		f = fmt_probe((struct str){ bytes, (size_t)got }, end, &perhaps);
		perhaps &= !end;
	}
	if (f) {
		rc = play_run(&play, f, &folder, &in);
	} else {
		msg_error("%s: not a recording of a known format", folder.path);
		rc = ST_DAMAGED;
	}
	in_close(&in);
	return rc;
}

int
main(int argc, char **argv)
{
	struct opt_common common = { 0 };
	struct opt_list files = { 0 };
	struct pump pump;
	int rc = opt_parse(&prog, argc, argv, &common, &files);

	if (rc != OPT_GO_ON)
		return rc;
	play.annotators = annotators.item;
	play.nannotators = annotators.n;
	sig_watch();
	rc = pump_open(&pump, &nothing, NULL, &common, opt_words(argc, argv));
	if (rc)
		return rc;
	play_start(&play, &pump);
	for (size_t i = 0; i < files.n && !sig_caught(); i++)
		pump.status = st_worse(pump.status, operand(&pump, files.item[i]));
	play_stop(&play);
	return pump_close(&pump);
}
