/* iomt-filter: select and cut records, filter waveforms. */
#include "core/msg.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "dsp/chain.h"
#include "dsp/design.h"
#include "record/every.h"
#include "record/pump.h"
#include "record/select.h"
#include "record/wavecut.h"
#include "record/waveproc.h"

#include <stdio.h>
#include <unistd.h>

struct filter {
	struct select select;
	struct every every;
	struct waveproc waves;
	struct chain chain;
	const char *pattern; /* -c */
	const char *list;
	const char *interval;
	bool keep;
};

static struct filter filter;

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "which records" },
	{ OPT_TEXT, 'c', "signals", "PATTERN", "signals: 'ecg:*', spo2,hr, cms50/pleth; with effects: those to filter",
		&filter.pattern, NULL },
	{ OPT_TEXT, 0, "type", "TYPES", "only these types: num,alert (dev, info, tick and end pass too)", &filter.select.types,
		NULL },
	{ OPT_TEXT, 0, "source", "PATTERN", "only these sources: 'bed-*',cms50", &filter.select.source, NULL },
	{ OPT_POSITION, 0, "from", "T", "from T on: 90, 1:30, 2:03:04.5 from the source's start, or ISO 8601", &filter.select.from,
		NULL },
	{ OPT_POSITION, 0, "to", "T", "before T", &filter.select.to, NULL },
	{ OPT_TEXT, 0, "every", "TIME", "of each num the last in every TIME: 30 (seconds), 1m, 1h", &filter.interval, NULL },
	{ .kind = OPT_GROUP, .help = "effects" },
	{ OPT_FLAG, 'k', "keep", NULL, "pass on what was filtered too; the filtered one is SIGNAL.filtered", &filter.keep, NULL },
	{ OPT_MAYBE, 0, "list", "jsonl", "the effects as a table, or one JSON object a line", &filter.list, "jsonl" },
	{ .kind = OPT_END },
};

static const char *const usage[] = { "[options] [FILE ...] [EFFECT [NUMBER ...]] ...", NULL };
static const char *const examples[] = {
	"iomt-decode rec/100 | iomt-filter -c 'ecg:*' highpass 0.5 notch 50 lowpass 40",
	"iomt-filter --type num,alert --from 1:00:00 --to 2:00:00 --every 30s night.iomt",
	"iomt-filter -k -c pleth night.iomt bandpass 0.5 8 3 -o filtered.iomt",
	NULL,
};
static const struct opt_prog prog = {
	.name = "iomt-filter",
	.title = "select and cut records, filter waveforms",
	.usage = usage,
	.examples = examples,
	.operand = "words:highpass lowpass bandpass bandstop notch",
	.opts = options,
	.note = "Effects stand behind the files and are applied from left to right: highpass HZ [ORDER],\n"
		"lowpass HZ [ORDER], bandpass LOW HIGH [ORDER], bandstop LOW HIGH [ORDER], notch HZ [Q].\n"
		"Not a medical device.",
};

static int
list(void)
{
	for (const struct effect *const *e = effect_table; *e; e++) {
		char words[EFFECT_TEXT];

		effect_usage(words, *e);
		if (*filter.list)
			printf("{\"name\":\"%s\",\"usage\":\"%s\",\"title\":\"%s\",\"delay\":\"%s\"}\n", (*e)->name, words,
				(*e)->title, (*e)->delay);
		else
			printf("%-30s %s; delay: %s\n", words, (*e)->title, (*e)->delay);
	}
	if (fflush(stdout) || ferror(stdout)) {
		msg_error("standard output: could not write");
		return ST_IO;
	}
	return ST_OK;
}

/* Splits the operands: files, then effects with their numbers. OPT_GO_ON or ST_USAGE. */
static int
take_operands(struct opt_list *all)
{
	char why[CHAIN_WHY];
	size_t files = 0;

	for (; files < all->n && !effect_find(all->item[files]); files++) {
		const char *word = all->item[files], *near = effect_near(word);

		if (near && access(word, F_OK) != 0)
			return opt_wrong(&prog, "no file and no effect '%s' (did you mean '%s'?)", word, near);
	}
	if (!chain_parse(&filter.chain, all->item + files, all->n - files, why))
		return opt_wrong(&prog, "%s", why);
	all->n = files;
	return OPT_GO_ON;
}

static bool
wave_start(const void *arg, void *state, double fs, char *why)
{
	const struct chain *c = arg;
	int step = 0;
	const int bad = chain_design(c, state, fs, &step);

	if (bad)
		snprintf(why, WAVEPROC_WHY, "%s %s", c->step[step].effect->name,
			bad == DESIGN_NYQUIST ? "below half of the sampling rate" : "numbers that fit the sampling rate");
	return bad == 0;
}

static void
wave_reset(const void *arg, void *state, double level)
{
	(void)biquad_reset(state, ((const struct chain *)arg)->sections, level);
}

static void
wave_block(const void *arg, void *state, double *x, size_t n)
{
	biquad_block(state, ((const struct chain *)arg)->sections, x, n);
}

static void
on_record(void *arg, struct pump *p, const struct rec *in)
{
	struct filter *f = arg;
	struct rec r = *in;
	const enum select_answer a = select_record(&f->select, &r);

	if (r.type == REC_END && !str_is(r.u.end.status, "rotate")) {
		if (f->interval)
			every_drop(&f->every, &p->w, r.source);
		select_drop(&f->select, r.source);
		waveproc_drop(&f->waves, r.source);
	}
	if (a == SELECT_DROP || (f->interval && a == SELECT_PASS && every_record(&f->every, &p->w, in)))
		return;
	if (r.type == REC_WAVE && f->chain.n && (!f->pattern || rec_match(str_of(f->pattern), r.source, r.signal)))
		waveproc_record(&f->waves, p, &r, a == SELECT_CHANGED);
	else if (a == SELECT_PASS)
		recw_pass(&p->w, in);
	else if (r.type == REC_END)
		select_write(&p->w, &r);
	else if (!wavecut_write(&p->w, &r))
		waveproc_malformed(p, &r, "samples");
}

static void
on_finish(void *arg, struct pump *p)
{
	struct filter *f = arg;

	if (f->interval)
		every_finish(&f->every, &p->w);
	select_finish(&f->select);
	waveproc_free(&f->waves);
}

int
main(int argc, char **argv)
{
	static struct pump_tool tool = { .record = on_record, .finish = on_finish };
	static struct waveproc_tool wave = { .start = wave_start, .reset = wave_reset, .block = wave_block };
	static struct pump pump;
	struct opt_common common = { 0 };
	struct opt_list operands = { 0 };
	char why[SELECT_WHY];
	int rc = opt_parse(&prog, argc, argv, &common, &operands);

	if (rc == OPT_GO_ON)
		rc = filter.list ? list() : take_operands(&operands);
	if (rc != OPT_GO_ON)
		return rc;
	if (!select_start(&filter.select, why))
		return opt_wrong(&prog, "%s", why);
	if (filter.keep && !filter.chain.n)
		return opt_wrong(&prog, "-k: there is no effect, so everything that is selected is kept");
	if (filter.interval && !every_start(&filter.every, str_of(filter.interval)))
		return opt_wrong(&prog, "--every: a length of time above 0");
	if (!filter.chain.n)
		filter.select.signal = filter.pattern;
	rc = opt_need_input(&prog, &operands);
	if (rc != OPT_GO_ON)
		return rc;
	wave.size = (size_t)filter.chain.sections * sizeof(struct biquad);
	waveproc_start(&filter.waves, &wave, &filter.chain, filter.keep);
	tool.passes = filter.interval ? 0 : select_passes(&filter.select) & ~(filter.chain.n ? 1u << REC_WAVE : 0);
	tool.cuts = filter.select.from.given || filter.select.to.given;
	sig_watch();
	return pump_run(&pump, &tool, &filter, &common, opt_words(argc, argv), &operands);
}
