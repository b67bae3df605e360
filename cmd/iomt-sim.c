/* iomt-sim: devices and physiology that do not exist. Options and the loop; what is simulated is in lib/sim. */
#include "core/in.h"
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
#include "sim/script.h"
#include "sim/simrun.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static double pace; /* seconds of the device in one of ours */

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
	return (int64_t)((double)(clock_boot() - t0) * pace);
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

#include "iomt-sim.device.h"

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
	pace = speed;
	if (duration < 0)
		duration = pty_path ? 0 : 60 * TM_S;
	sig_watch();
	const char *args = common.no_cmd ? NULL : opt_words(argc, argv);
	return dev ? run_device(dev, &common, args) : run_ecg(&common, args);
}
