/* iomt-hr: ECG waves → beats and heart rate. */
#include "beat/heart.h"
#include "core/msg.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "record/pump.h"
#include "record/samples.h"

#include <string.h>

struct hr_tool {
	const char *signals, *lead, *every;
	bool keep, told_full, told_refused;
	struct heart heart;
	struct pump pump;
	int32_t buf[SMP_LINE];
};

static void
record(void *tool, struct pump *p, const struct rec *r)
{
	struct hr_tool *t = tool;

	heart_record(&t->heart, &p->w, r);
	if (t->heart.damaged)
		p->status = st_worse(p->status, ST_DAMAGED);
	if (t->heart.refused && !t->told_refused) {
		t->told_refused = true;
		msg_warn("%s: a signal has a rate at which no beats are found (20 to 100000 a second are served)",
			recin_name(&p->in));
	}
	if (t->heart.full && !t->told_full) {
		t->told_full = true;
		msg_error("too many signals at once, or out of memory: no beats are found in the ones that came last");
		p->status = st_worse(p->status, ST_IO);
	}
}

static void
finish(void *tool, struct pump *p)
{
	struct hr_tool *t = tool;

	heart_finish(&t->heart, &p->w);
}

int
main(int argc, char **argv)
{
	static struct hr_tool t = { .signals = "ecg", .every = "1s" };
	static const char *const usage[] = { "[-k] [--lead NAME] [--every TIME] [FILE…]", NULL };
	static const char *const examples[] = { "iomt-decode rec/100 | iomt-hr",
		"iomt-decode rec/100 | iomt-hr --lead V5 -k > beats.iomt",
		"iomt-capture -d ecg /dev/ttyUSB0 | iomt-decode | iomt-hr | iomt-alert -r vitals", NULL };
	const struct opt opts[] = {
		{ OPT_TEXT, 'c', "signals", "PATTERN", "the waves that are ECG (ecg)", &t.signals, NULL },
		{ OPT_TEXT, 0, "lead", "NAME", "the lead to analyse, as MLII or ecg:MLII; all: each by itself (a source's first)",
			&t.lead, NULL },
		{ OPT_TEXT, 0, "every", "TIME", "how often the rate is written: 1s, 500ms, beat (1s)", &t.every, NULL },
		{ OPT_FLAG, 'k', "keep", NULL, "keep the waveforms that were analysed", &t.keep, NULL },
		{ .kind = OPT_END },
	};
	const struct opt_prog prog = { "iomt-hr", "Finds the beats in ECG waves: writes beat and num hr records.", usage, examples,
		"FILE", opts,
		.note = "Beats are unclassified (?) and come at most 3 s of signal after their peak.\n"
			"Not a medical device: no beat or rate, or none missing, may be relied on for care." };
	static const struct pump_tool tool = { .record = record, .finish = finish };
	struct opt_common common = { 0 };
	struct opt_list files = { 0 };
	struct heart_opts o = { 0 };
	int status = opt_parse(&prog, argc, argv, &common, &files);

	if (status != OPT_GO_ON)
		return status;
	if (strcmp(t.every, "beat") != 0 && (!tm_get_duration(str_of(t.every), &o.every) || o.every < 1000))
		return opt_wrong(&prog, "--every %s: give a time with its unit, at least 1ms, or beat", t.every);
	status = opt_need_input(&prog, &files);
	if (status != OPT_GO_ON)
		return status;
	o.signals = str_of(t.signals);
	o.lead = str_of(t.lead);
	o.keep = t.keep;
	sig_watch();
	heart_start(&t.heart, &o, t.buf);
	status = pump_run(&t.pump, &tool, &t, &common, opt_words(argc, argv), &files);
	heart_free(&t.heart);
	return status;
}
