/* iomt-capture: serial devices → `raw` records; and back (--replay). */
#include "capture/capture.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "link/clock.h"
#include "link/list.h"
#include "link/serial.h"
#include "record/rec.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "iomt-capture.opts.h"

static int
devices(struct capture_port *port, size_t n)
{
	if (given.device.n > 1 && given.device.n != n)
		return opt_wrong(&prog, "-d: once for all ports, or once each: %zu for %zu ports", given.device.n, n);
	if (given.device.n == 0 && (given.board || given.columns || given.fs.num > 0))
		return opt_wrong(&prog, "--board, --fs and --columns need -d DEVICE");
	for (size_t i = 0; i < n && given.device.n > 0; i++) {
		const char *name = given.device.item[given.device.n > 1 ? i : 0], *words[64];
		size_t count = 0;
		port[i].automatic = strcmp(name, "auto") == 0;
		port[i].device = dev_find(str_of(name));
		char why[DEV_WHY] = "--board or --columns is too long";
		if (!dev_options_get(&port[i].options, given.fs, str_of(given.board), str_of(given.columns)) ||
			(port[i].device && dev_options_wrong(port[i].device, &port[i].options, why)))
			return opt_wrong(&prog, "%s", why);
		if (port[i].device || port[i].automatic)
			continue;
		for (; dev_table[count] && count < 64; count++)
			words[count] = dev_table[count]->name;
		const char *near = opt_nearest(name, words, count);
		return opt_wrong(&prog, "-d: unknown device '%s' (%s%s%s)", name,
			near ? "did you mean '" : "iomt-decode --list shows them", near ? near : "", near ? "'?" : "");
	}
	return OPT_GO_ON;
}

static int
sources(struct capture_port *port, size_t n)
{
	if (given.source.n > 1 && given.source.n != n)
		return opt_wrong(&prog, "--source: once for all ports, or once each: %zu for %zu ports", given.source.n, n);
	for (size_t i = 0; i < n && given.source.n > 0; i++) {
		port[i].source = given.source.item[given.source.n > 1 ? i : 0];
		if (!rec_source_ok(str_of(port[i].source)))
			return opt_wrong(&prog, "--source: '%s' is no name: up to 64 of A-Z a-z 0-9 _ . @ : + / -", port[i].source);
	}
	return OPT_GO_ON;
}

/* What tells each device from another that gets its port's name. */
static int
identities(struct capture_port *port, struct identity *id, size_t n)
{
	struct link_why why;
	for (size_t i = 0; given.reconnect && i < n; i++) {
		if (!identity_get(&id[i], port[i].name, &link_system, &why))
			return opt_wrong(&prog, "--reconnect: %s: %s", port[i].name, why.text);
		if (identity_weak(&id[i]))
			msg_warn("%s: the device has no serial number: another of its make would be taken for it", port[i].name);
		port[i].id = &id[i];
	}
	return OPT_GO_ON;
}

/* What a download or the setting of a clock is told. */
static int
asks(struct dev_ask *ask)
{
	bool zone = false;
	const time_t now = time(NULL);
	struct tm tm;
	if (given.download && given.set_clock)
		return opt_wrong(&prog, "--download, then --set-clock: what is stored has the old clock's times");
	if (given.since && !given.download)
		return opt_wrong(&prog, "--since belongs to --download");
	if (given.no_write && (given.download || given.set_clock))
		return opt_wrong(&prog, "--no-write: a device that is asked for nothing gives nothing");
	*ask = (struct dev_ask){ .since = TM_NONE, .now = clock_boot() };
	if (given.since && (!tm_get_iso(str_of(given.since), &ask->since, &zone) || zone))
		return opt_wrong(&prog, "--since: '%s' is no time of the device's own clock (2026-03-15T22:00:00)", given.since);
	localtime_r(&now, &tm);
	ask->civil = ((int64_t)now + tm.tm_gmtoff) * TM_S;
	return OPT_GO_ON;
}

static int
capture(const struct opt_common *common, const struct opt_list *ports, const char *args)
{
	struct link_serial serial;
	struct dev_ask ask;
	enum capture_mode mode = given.download ? CAPTURE_LOAD : given.set_clock ? CAPTURE_CLOCK : CAPTURE_LIVE;
	const char *times;
	char why[CAPTURE_WHY];
	if (given.pty || given.speed || given.drop > 0 || given.corrupt > 0 || given.seed != 1)
		return opt_wrong(&prog, "--pty, --speed, --drop, --corrupt and --seed belong to --replay");
	if (ports->n == 0)
		return opt_wrong(&prog, "no port was named ('iomt-capture --list' shows what is plugged in)");
	if (given.append && (!common->output || strcmp(common->output, "-") == 0))
		return opt_wrong(&prog, "--append needs -o FILE");
	if (given.rotate && (given.append || !common->output || strcmp(common->output, "-") == 0))
		return opt_wrong(&prog, "--rotate needs -o FILE, and makes new files only (no --append)");
	if (given.rotate % TM_S != 0)
		return opt_wrong(&prog, "--rotate takes whole seconds");
	if (given.serial && !link_serial_get(str_of(given.serial), &serial))
		return opt_wrong(&prog, "--serial: '%s' is no setting (write 9600, 9600,8,n,1 or 9600,7e1,rtscts)", given.serial);
	for (size_t i = 0; i < ports->n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(ports->item[i], ports->item[k]) == 0)
				return opt_wrong(&prog, "%s is named twice", ports->item[i]);
	struct capture_port *port = calloc(ports->n, sizeof *port);
	struct identity *id = calloc(ports->n, sizeof *id);
	if (!port || !id) {
		free(port);
		free(id);
		msg_error("out of memory");
		return ST_IO;
	}
	for (size_t i = 0; i < ports->n; i++)
		port[i].name = ports->item[i];
	int st = devices(port, ports->n);
	if (st == OPT_GO_ON)
		st = sources(port, ports->n);
	if (st == OPT_GO_ON)
		st = identities(port, id, ports->n);
	if (st == OPT_GO_ON)
		st = asks(&ask);
	if (st == OPT_GO_ON && !capture_talks(port, ports->n, mode, given.since, &times, why))
		st = opt_wrong(&prog, "%s", why);
	if (st == OPT_GO_ON) {
		struct capture_plan plan = { port, ports->n, given.serial ? &serial : NULL, given.no_write, given.duration,
			given.wait, given.patience, common->output, given.append, args, given.rotate, given.sync, &ask, times };
		st = capture_run(&plan);
	}
	free(port);
	free(id);
	return st;
}

static int
replay(const struct opt_common *common, const struct opt_list *ports, const char *args)
{
	double speed = 1;
	if (ports->n > 0 || given.reconnect || given.rotate || given.sync || given.device.n > 0 || given.board || given.columns ||
		given.fs.num > 0 || given.serial || given.no_write || given.download || given.since || given.set_clock ||
		given.duration || given.wait != 2000000 || given.patience != 10000000)
		return opt_wrong(&prog, "--replay takes no port and no option of a capture");
	if (given.source.n > 1 || (given.source.n == 1 && !given.pty))
		return opt_wrong(&prog, "--source: with --replay once, and only with --pty (iomt-filter selects records)");
	if (given.pty && (common->output || given.append))
		return opt_wrong(&prog, "--pty takes the bytes: -o and --append do not go with it");
	if (given.append && !common->output)
		return opt_wrong(&prog, "--append needs -o FILE");
	if (given.speed && strcmp(given.speed, "max") == 0)
		speed = 0;
	else if (given.speed && (!num_get_f64(str_of(given.speed), &speed) || speed <= 0))
		return opt_wrong(&prog, "--speed: '%s' is neither a number above 0 nor max", given.speed);
	if (given.drop < 0 || given.drop > 1 || given.corrupt < 0 || given.corrupt > 1)
		return opt_wrong(&prog, "--drop and --corrupt are probabilities: 0 to 1");
	struct replay_plan plan = { given.replay, given.pty, given.source.n ? given.source.item[0] : NULL, speed, given.drop,
		given.corrupt, (uint64_t)given.seed, common->output, given.append, args };
	return replay_run(&plan);
}

int
main(int argc, char **argv)
{
	struct opt_common common = { .output = NULL };
	static struct opt_list ports; /* static: of the process's lifetime, as what opt_parse allocates */
	int st = opt_parse(&prog, argc, argv, &common, &ports);
	if (st != OPT_GO_ON)
		return st;
	if ((given.list || given.udev) && (ports.n > 0 || given.replay || given.device.n > 0 || (given.list && given.udev)))
		return opt_wrong(&prog, "--list and --udev stand alone");
	if (given.list || given.udev)
		return given.udev ? capture_udev(common.output) : capture_list(given.list[0] != '\0', common.output);
	/* A device is told to stop before this process dies of a reader that went away. */
	signal(SIGPIPE, SIG_IGN);
	sig_watch();
	static const char *args;
	args = common.no_cmd ? NULL : opt_words(argc, argv);
	st = given.replay ? replay(&common, &ports, args) : capture(&common, &ports, args);
	if (st == ST_SIGNAL + SIGPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return st;
}
