/* Streams through selection, thinning, cutting and the filters. The first byte chooses what is asked for, the rest is the stream.
 */
#include "core/msg.h"
#include "dsp/chain.h"
#include "record/every.h"
#include "record/pump.h"
#include "record/select.h"
#include "record/wavecut.h"
#include "record/waveproc.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct all {
	struct select select;
	struct every every;
	struct waveproc waves;
	struct chain chain;
	bool thin, filter;
};

static bool
start(const void *arg, void *state, double fs, char *why)
{
	int step;

	*why = '\0';
	return chain_design(arg, state, fs, &step) == 0;
}

static void
reset(const void *arg, void *state, double level)
{
	(void)biquad_reset(state, ((const struct chain *)arg)->sections, level);
}

static void
block(const void *arg, void *state, double *x, size_t n)
{
	biquad_block(state, ((const struct chain *)arg)->sections, x, n);
}

static void
on_record(void *arg, struct pump *p, const struct rec *in)
{
	struct all *a = arg;
	struct rec r = *in;
	const enum select_answer answer = select_record(&a->select, &r);

	if (r.type == REC_END) {
		every_drop(&a->every, &p->w, r.source);
		select_drop(&a->select, r.source);
		waveproc_drop(&a->waves, r.source);
	}
	if (answer == SELECT_DROP || (a->thin && answer == SELECT_PASS && every_record(&a->every, &p->w, in)))
		return;
	if (r.type == REC_WAVE && a->filter)
		waveproc_record(&a->waves, p, &r, answer == SELECT_CHANGED);
	else if (answer == SELECT_PASS)
		recw_pass(&p->w, in);
	else if (r.type == REC_END)
		select_write(&p->w, &r);
	else
		(void)wavecut_write(&p->w, &r);
}

static void
on_finish(void *arg, struct pump *p)
{
	struct all *a = arg;

	every_finish(&a->every, &p->w);
	select_finish(&a->select);
	waveproc_free(&a->waves);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pump_tool tool = { .record = on_record, .finish = on_finish };
	static struct waveproc_tool wave = { .start = start, .reset = reset, .block = block };
	static struct pump p;
	static struct all a;
	const struct opt_common common = { .output = "/dev/null", .quiet = 1 };
	const char *const words[] = { "highpass", "0.5", "notch", "50", "lowpass", "40", "3" };
	const unsigned ask = size ? data[0] : 0;
	const int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char why[CHAIN_WHY];
	struct in in;

	if (fd < 0)
		return 0;
	if (size > 1 && write(fd, data + 1, size - 1) != (ssize_t)(size - 1)) {
		close(fd);
		return 0;
	}
	(void)lseek(fd, 0, SEEK_SET);
	msg_start("fuzz_filter", -1);
	a = (struct all){ .thin = ask & 1, .filter = (ask & 2) != 0 };
	a.select.from = (struct opt_position){ .given = (ask & 4) != 0, .us = 500000, .absolute = (ask & 32) != 0 };
	a.select.to = (struct opt_position){ .given = (ask & 8) != 0, .us = 2700000 };
	a.select.types = ask & 64 ? "wave,num" : NULL;
	a.select.signal = ask & 128 ? "ecg:*,hr" : NULL;
	(void)select_start(&a.select, why);
	(void)every_start(&a.every, STR("1"));
	(void)chain_parse(&a.chain, words, sizeof(words) / sizeof(words[0]), why);
	wave.size = (size_t)a.chain.sections * sizeof(struct biquad);
	waveproc_start(&a.waves, &wave, &a.chain, (ask & 16) != 0);
	in_take(&in, fd);
	if (pump_open(&p, &tool, &a, &common, NULL) == 0) {
		pump_feed(&p, &(const struct opt_list){ 0 }, &in);
		(void)pump_close(&p);
	}
	close(fd);
	on_finish(&a, &p);
	return 0;
}
