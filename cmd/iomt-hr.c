/* iomt-hr: ECG and pulse waves → beats and rates; beats and bare lists of intervals → variability. */
#include "beat/heart.h"
#include "beat/hrv.h"
#include "beat/rr_list.h"
#include "core/msg.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "record/pump.h"
#include "record/samples.h"

#include <stdlib.h>
#include <string.h>

struct hr_tool {
	const char *signals, *pulse, *lead, *every, *window, *correct, *unit;
	bool provisional, rhythm, told_full, told_refused;
	struct heart heart;
	struct hrv_opts hrv_opts;
	struct hrv hrv;
	struct rhythmtap rhythms;
	struct quality_scratch quality;
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
	if ((t->heart.full || t->rhythms.full || t->hrv.full) && !t->told_full) {
		t->told_full = true;
		msg_error("too many signals at once, or out of memory: the ones that came last are not analysed");
		p->status = st_worse(p->status, ST_IO);
	}
}

static void
finish(void *tool, struct pump *p)
{
	struct hr_tool *t = tool;

	heart_finish(&t->heart, &p->w);
	if (t->rhythm)
		rhythmtap_finish(&t->rhythms, &p->w);
	if (t->window)
		hrv_finish(&t->hrv, &p->w);
}

/* --rr: every operand is a list of intervals. */
static void
lists(struct hr_tool *t, const struct opt_list *files)
{
	for (size_t i = 0; i < (files->n ? files->n : 1) && !sig_caught(); i++) {
		const char *name = files->n ? files->item[i] : "-";
		struct rr_list list = { .seconds = strcmp(t->unit, "s") == 0 };
		struct in in;
		long rc = in_open(&in, name);

		if (rc == 0)
			rc = rr_list_play(&list, name, &in, &t->pump);
		if (rc < 0) {
			msg_error("%s: %s", name, in_error(rc));
			t->pump.status = st_worse(t->pump.status, rc == IN_CUT || rc == IN_BAD ? ST_DAMAGED : ST_IO);
		}
		if (list.bad)
			msg_at(name, list.first_line, "'%s' is no interval in %s%s", list.first_bad, t->unit,
				list.bad > 1 ? ", nor are others" : "");
	}
}

static int
run(struct hr_tool *t, const struct opt_common *common, const char *words, const struct opt_list *files)
{
	static const struct pump_tool tool = { .record = record, .finish = finish };
	void *memory = t->window ? malloc(hrv_size(&t->hrv_opts)) : NULL;
	int status = pump_open(&t->pump, &tool, t, common, words);

	if (status)
		return status;
	if (t->window && !memory) {
		msg_error("out of memory");
		t->pump.status = ST_IO;
	} else {
		if (t->window) {
			hrv_start(&t->hrv, &t->hrv_opts, memory);
			t->pump.w.tap = hrv_tap;
			t->pump.w.tap_arg = &t->hrv;
		}
		if (t->rhythm) { /* in front of the other */
			t->rhythms.next = t->pump.w.tap;
			t->rhythms.next_arg = t->pump.w.tap_arg;
			t->pump.w.tap = rhythmtap;
			t->pump.w.tap_arg = &t->rhythms;
		}
		if (t->unit)
			lists(t, files);
		else
			pump_feed(&t->pump, files, NULL);
	}
	status = pump_close(&t->pump);
	heart_free(&t->heart);
	rhythmtap_free(&t->rhythms);
	if (t->window)
		hrv_free(&t->hrv);
	free(memory);
	return status;
}

/* `--hrv` as the last word, or before another option, means the whole. */
static void
whole_where_alone(int argc, char **argv)
{
	static char whole[] = "--hrv=all";

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--hrv") == 0 && (i + 1 == argc || argv[i + 1][0] == '-'))
			argv[i] = whole;
}

int
main(int argc, char **argv)
{
	static struct hr_tool t = { 0 };
	struct heart_opts o = { 0 };
	static const char *const usage[] = { "[-k] [--lead NAME] [--every TIME] [--rhythm] [--sqi] [--hrv WINDOW[,STEP]] [FILE…]",
		"--rr ms|s [--hrv WINDOW[,STEP]] [FILE…]", NULL };
	static const char *const examples[] = { "iomt-decode rec/100 | iomt-hr",
		"iomt-decode rec/100 | iomt-hr --lead V5 -k --hrv 5m > beats.iomt", "iomt-hr --rr ms --hrv all intervals.txt",
		NULL };
	const struct opt opts[] = {
		{ .kind = OPT_GROUP, .help = "waves" },
		{ OPT_TEXT, 'c', "signals", "PATTERN", "the waves that are ECG (ecg)", &t.signals, NULL },
		{ OPT_TEXT, 0, "pulse", "PATTERN", "the pulse waves; none (pleth,abp,ppg-red,ppg-ir)", &t.pulse, NULL },
		{ OPT_TEXT, 0, "lead", "NAME", "MLII or ecg:MLII; fuse, best, all (a source's first)", &t.lead, NULL },
		{ OPT_TEXT, 0, "every", "TIME", "how often the rate is written: 1s, 500ms, beat (1s)", &t.every, NULL },
		{ OPT_FLAG, 0, "provisional", NULL, "a rate at once with each beat too, hr:now, for alarms", &t.provisional, NULL },
		{ OPT_FLAG, 0, "sqi", NULL, "quality of each analysed lead, and where it is noise or unreadable", &o.sqi, NULL },
		{ OPT_FLAG, 'k', "keep", NULL, "keep the waveforms that were analysed", &o.keep, NULL },
		{ .kind = OPT_GROUP, .help = "rhythm" },
		{ OPT_FLAG, 0, "rhythm", NULL, "pauses, asystole, runs, patterns of ectopic beats, fibrillation", &t.rhythm, NULL },
		{ .kind = OPT_GROUP, .help = "variability" },
		{ OPT_TEXT, 0, "hrv", "WINDOW[,STEP]", "variability over windows: 5m, 5m,1m, all (the whole)", &t.window, NULL },
		{ OPT_TEXT, 0, "correct", "METHOD", "of beats, for variability: simple, lipponen, none (simple)", &t.correct,
			"simple|lipponen|none" },
		{ OPT_TEXT, 0, "rr", "UNIT", "FILEs are bare lists of intervals in ms or s, one a line", &t.unit, "ms|s" },
		{ .kind = OPT_END },
	};
	const struct opt_prog prog = { "iomt-hr", "Finds the beats in ECG and pulse waves, their rates and variability.", usage,
		examples, "FILE", opts,
		.note = "Beats (N V S / or ?) come at most 3 s of signal after their peak.\n"
			"Not a medical device: no beat or rate, or none missing, may be relied on for care.\n"
			"LF/HF is no measure of sympathovagal balance." };
	struct opt_common common = { 0 };
	struct opt_list files = { 0 };
	const char *wave;
	int status;

	whole_where_alone(argc, argv);
	status = opt_parse(&prog, argc, argv, &common, &files);
	if (status != OPT_GO_ON)
		return status;
	wave = opt_given(opts, "waves");
	if (t.unit && wave)
		return opt_wrong(&prog, "--%s is about waves: none come with --rr", wave);
	if (t.correct && !t.window)
		return opt_wrong(&prog, "--correct goes with --hrv");
	if (t.window && !hrv_parse(&t.hrv_opts, str_of(t.window)))
		return opt_wrong(
			&prog, "--hrv %s: give a window of 1m to 24h, as 5m or 5m,1m (a step of at least 1s), or all", t.window);
	while (t.correct && strcmp(t.correct, hrv_correct_name[t.hrv_opts.correct]) != 0)
		t.hrv_opts.correct++;
	t.every = t.every ? t.every : "1s";
	if (strcmp(t.every, "beat") != 0 && (!tm_get_duration(str_of(t.every), &o.leads.every) || o.leads.every < 1000))
		return opt_wrong(&prog, "--every %s: give a time with its unit, at least 1ms, or beat", t.every);
	status = opt_need_input(&prog, &files);
	if (status != OPT_GO_ON)
		return status;
	o.leads.signals = str_of(t.signals ? t.signals : "ecg");
	o.pulse = str_of(t.pulse ? t.pulse : "pleth,abp,ppg-red,ppg-ir");
	o.leads.lead = str_of(t.lead);
	o.leads.provisional = t.provisional;
	o.quality = o.sqi || t.rhythm ? &t.quality : NULL;
	o.rhythm = t.rhythm ? &t.rhythms : NULL;
	rhythmtap_start(&t.rhythms);
	sig_watch();
	heart_start(&t.heart, &o, t.buf);
	return run(&t, &common, opt_words(argc, argv), &files);
}
