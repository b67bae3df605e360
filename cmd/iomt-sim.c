/* iomt-sim: devices and physiology that do not exist. Options and the loop; what is simulated is in lib/sim. */
#include "core/msg.h"
#include "core/opt.h"
#include "core/out.h"
#include "core/sig.h"
#include "core/status.h"
#include "link/clock.h"
#include "link/pty_flow.h"
#include "record/recw.h"
#include "sim/ecgwords.h"
#include "sim/list.h"
#include "sim/simrun.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { STEP_US = 50000, MAX_US = 1000000, HEAR = 256 };

#include "iomt-sim.opts.h"

static int
opened(struct out *o, const char *path)
{
	int e = out_open(o, path, OUT_BESIDE);
	if (e != 0)
		msg_error("%s: %s", path, strerror(-e));
	return e;
}

static int
closed(struct out *o, const char *path, int status)
{
	int e = out_close(o);
	if (e != 0)
		msg_error("%s: %s", path ? path : "standard output", strerror(-e));
	return e != 0 ? st_worse(status, ST_IO) : status;
}

static const char *
ending(int *status)
{
	*status = sig_caught() ? ST_SIGNAL + sig_caught() : ST_OK;
	return sig_caught() ? "signal" : "eof";
}

/* Time that has passed for what is simulated, µs. */
static int64_t
scaled(int64_t t0)
{
	return (int64_t)((double)(clock_boot() - t0) * speed);
}

static int
run_ecg(const struct opt_common *common, const char *args)
{
	static struct ecgrec rec;
	static struct ecgrec_setup setup;
	struct out out;
	struct recw w;
	char why[ECG_WORDS_WHY];
	int status;
	words.af = af.item;
	words.naf = af.n;
	words.pause = pauses.item;
	words.npause = pauses.n;
	const char *wrong = ecg_words_read(&words, duration, (uint64_t)seed, &setup, why);
	if (wrong)
		return opt_wrong(&prog, "%s", wrong);
	if (opened(&out, common->output) != 0)
		return ST_IO;
	recw_start(&w, &out);
	recw_head(&w, setup.t0, setup.utc ? "utc" : "rel", args);
	ecgrec_start(&rec, &setup, &w);
	int64_t t0 = clock_boot(), at = 0;
	do {
		if (speed > 0 && out_flush(&out) == 0)
			usleep(STEP_US); /* a signal ends it */
		at = speed > 0 ? scaled(t0) : at + TM_S;
	} while (ecgrec_run(&rec, &w, at) && !sig_caught() && out.error == 0);
	const char *how = ending(&status);
	ecgrec_stop(&rec, &w, how);
	recw_close(&w, STR("-"), how);
	return closed(&out, common->output, status);
}

/* In real time on a terminal, or when --speed says so; else each thing at its own time, at once. */
static void
talk(struct simrun *run, const struct pty *p, struct out *out)
{
	struct simdev_say say;
	bool more = true;
	if (p)
		pty_await(p); /* a device that nobody listens to does not begin */
	int64_t t0 = clock_boot(), now = 0;
	while (more && !sig_caught() && (p || out->error == 0)) {
		uint8_t heard[HEAR];
		ssize_t n = p ? read(p->fd, heard, sizeof heard) : 0;
		more = simrun_step(run, now, heard, n > 0 ? (size_t)n : 0, &say);
		if (p)
			pty_send(p, say.bytes, say.n);
		else
			out_write(out, say.bytes, say.n);
		now = say.wake;
		if (speed == 0)
			continue;
		double left = (double)(say.wake - scaled(t0)) / speed;
		int64_t us = left > MAX_US ? MAX_US : (int64_t)left;
		if (p && us > 0)
			pty_rest(p, us);
		else if (p == NULL && out_flush(out) == 0 && us > 0)
			usleep((useconds_t)us);
		now = scaled(t0);
	}
	if (p)
		pty_drain(p);
}

static int
run_device(const struct simdev *dev, const struct opt_common *common, const char *args)
{
	static struct simrun run;
	struct simdev_setup setup = { scenario_find(str_of(scenario ? scenario : "normal")), (uint64_t)seed,
		speed > 0 ? speed : 1 };
	int64_t limit = duration > 0 ? rate_samples((struct rate){ dev->fps, 1 }, duration) : INT64_MAX;
	struct pty pty;
	struct out out, truth;
	struct recw w;
	int status, e;
	if (pty_path && common->output)
		return opt_wrong(&prog, "with --pty there is no output: leave -o out, and record with iomt-capture");
	if (!pty_path && truth_path && strcmp(truth_path, "-") == 0)
		return opt_wrong(&prog, "--truth - is for --pty: the output has the device's bytes");
	if (truth_path && opened(&truth, truth_path) != 0)
		return ST_IO;
	if (pty_path && (e = pty_open(&pty, pty_path)) != 0)
		msg_error("%s: %s", pty_path, e == -EEXIST ? "exists already: remove it or choose another name" : strerror(-e));
	else if (!pty_path)
		e = opened(&out, common->output);
	if (e != 0) {
		if (truth_path)
			out_abandon(&truth);
		return ST_IO;
	}
	recw_start(&w, &truth);
	if (truth_path)
		recw_head(&w, 0, "rel", args);
	simrun_start(&run, dev, &setup, limit, !pty_path, truth_path ? &w : NULL);
	talk(&run, pty_path ? &pty : NULL, &out);
	const char *how = ending(&status);
	if (pty_path)
		pty_close(&pty);
	else
		status = closed(&out, common->output, status);
	if (truth_path) {
		recw_close(&w, STR("truth"), how);
		recw_close(&w, STR("-"), how);
		status = closed(&truth, truth_path, status);
	}
	return status;
}

int
main(int argc, char **argv)
{
	struct opt_common common = { 0 };
	struct opt_list operands = { 0 };
	int rc = opt_parse(&prog, argc, argv, &common, &operands);
	if (rc != OPT_GO_ON)
		return rc;
	if (list) {
		struct out out;
		if (opened(&out, common.output) != 0)
			return ST_IO;
		sim_list(&out, strcmp(list, "jsonl") == 0);
		return closed(&out, common.output, ST_OK);
	}
	if (operands.n != 1)
		return opt_wrong(&prog, "name one thing to simulate: ecg or a device (see --list)");
	const char *what = operands.item[0], *other;
	const struct simdev *dev = simdev_find(str_of(what));
	if (dev == NULL && strcmp(what, "ecg") != 0)
		return opt_wrong(&prog, "no '%s' here: ecg or a device (see --list)", what);
	if ((other = opt_given(opts, dev ? "ecg" : "devices")))
		return opt_wrong(&prog, "--%s does not go with %s", other, what);
	if (isnan(speed))
		speed = pty_path ? 1 : 0;
	if (!(speed >= 0 && speed <= 1000) || (speed == 0 && pty_path))
		return opt_wrong(&prog, "--speed takes 0 to 1000, and more than 0 with --pty");
	if (duration < 0)
		duration = pty_path ? 0 : 60 * TM_S;
	sig_watch();
	const char *args = common.no_cmd ? NULL : opt_words(argc, argv);
	return dev ? run_device(dev, &common, args) : run_ecg(&common, args);
}
