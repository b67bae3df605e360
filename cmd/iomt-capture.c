/* iomt-capture: serial devices → `raw` records; and back (--replay). */
#include "capture/capture.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/status.h"
#include "link/list.h"
#include "link/serial.h"
#include "record/rec.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	struct opt_list device, source;
	const char *serial, *list, *replay, *pty, *speed;
	bool no_write, append, udev;
	int64_t duration, wait, patience, seed;
	double drop, corrupt;
} given = { .wait = 2000000, .patience = 10000000, .seed = 1 };

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "capture" },
	{ OPT_LIST, 'd', "device", "DEVICE", "what is on the port (iomt-decode --list); once for all ports, or once each",
		&given.device, NULL },
	{ OPT_TEXT, 0, "serial", "BAUD[,BITS,PARITY,STOP]", "9600,8,n,1: in place of the device's own", &given.serial, NULL },
	{ OPT_LIST, 0, "source", "NAME", "SOURCE of the records; once for all ports, or once each", &given.source, NULL },
	{ OPT_FLAG, 0, "no-write", NULL, "never write to a port", &given.no_write, NULL },
	{ OPT_DURATION, 0, "duration", "TIME", "end after 10s, 5m, 8h", &given.duration, NULL },
	{ OPT_DURATION, 0, "wait", "TIME", "how long a missing port may take to appear (2s)", &given.wait, NULL },
	{ OPT_DURATION, 0, "patience", "TIME", "give a device up that does not answer for so long (10s; 0: never)", &given.patience,
		NULL },
	{ OPT_FLAG, 0, "append", NULL, "add to FILE of -o where it exists", &given.append, NULL },
	{ .kind = OPT_GROUP, .help = "what is plugged in" },
	{ OPT_MAYBE, 0, "list", "jsonl", "ports, ids, names, access, guessed device; exit 1 when there are none", &given.list,
		"jsonl" },
	{ OPT_FLAG, 0, "udev", NULL, "print udev rules for the devices of the table", &given.udev, NULL },
	{ .kind = OPT_GROUP, .help = "replay" },
	{ OPT_TEXT, 0, "replay", "FILE", "records of FILE again, at their recorded pace", &given.replay, NULL },
	{ OPT_TEXT, 0, "pty", "LINK", "their bytes on a new pseudo-terminal that LINK leads to", &given.pty, NULL },
	{ OPT_TEXT, 0, "speed", "N|max", "times the recorded pace (1)", &given.speed, NULL },
	{ OPT_NUMBER, 0, "drop", "P", "lose each byte with this probability", &given.drop, NULL },
	{ OPT_NUMBER, 0, "corrupt", "P", "turn a bit of each byte with this probability", &given.corrupt, NULL },
	{ OPT_INT, 0, "seed", "N", "of --drop and --corrupt (1)", &given.seed, NULL },
	{ .kind = OPT_END },
};

static const char *
build(void)
{
	static char text[64];
	snprintf(text, sizeof text, "libserialport %s, libusb %s", serial_version(), list_usb_version());
	return text;
}

static const struct opt_prog prog = {
	.name = "iomt-capture",
	.title = "read serial devices, stamp their bytes, write raw records",
	.usage = (const char *const[]){ "[-d DEVICE] [options] PORT...", "--list[=jsonl] | --udev",
		"--replay FILE [--pty LINK] [--speed N|max] [options]", NULL },
	.examples = (const char *const[]){ "iomt-capture -d cms50v7 /dev/ttyUSB0 | iomt-decode",
		"iomt-capture -d cms50v7 /dev/ttyUSB0 -o night.iomt.gz",
		"iomt-capture --replay night.iomt.gz --pty ./cms50 --speed 10", NULL },
	.operand = "PORT",
	.opts = options,
	.note = "PORT: a serial port or pseudo-terminal, usb:VID:PID[:SERIAL], tcp:HOST:PORT, a file or FIFO, - (standard input).\n"
		"Without -d, or with --no-write, nothing is ever written to it. Not a medical device.",
	.build = build,
};

static int
devices(struct capture_port *port, size_t n)
{
	if (given.device.n > 1 && given.device.n != n)
		return opt_wrong(&prog, "-d: once for all ports, or once each: %zu for %zu ports", given.device.n, n);
	for (size_t i = 0; i < n && given.device.n > 0; i++) {
		const char *name = given.device.item[given.device.n > 1 ? i : 0], *words[64];
		size_t count = 0;
		port[i].device = dev_find(str_of(name));
		if (port[i].device)
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

static int
capture(const struct opt_common *common, const struct opt_list *ports, const char *args)
{
	struct link_serial serial;
	if (given.pty || given.speed || given.drop > 0 || given.corrupt > 0 || given.seed != 1)
		return opt_wrong(&prog, "--pty, --speed, --drop, --corrupt and --seed belong to --replay");
	if (ports->n == 0)
		return opt_wrong(&prog, "no port was named ('iomt-capture --list' shows what is plugged in)");
	if (given.append && (!common->output || strcmp(common->output, "-") == 0))
		return opt_wrong(&prog, "--append needs -o FILE");
	if (given.serial && !link_serial_get(str_of(given.serial), &serial))
		return opt_wrong(&prog, "--serial: '%s' is no setting (write 9600 or 9600,8,n,1)", given.serial);
	for (size_t i = 0; i < ports->n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(ports->item[i], ports->item[k]) == 0)
				return opt_wrong(&prog, "%s is named twice", ports->item[i]);
	struct capture_port *port = calloc(ports->n, sizeof *port);
	if (!port) {
		msg_error("out of memory");
		return ST_IO;
	}
	for (size_t i = 0; i < ports->n; i++)
		port[i].name = ports->item[i];
	int st = devices(port, ports->n);
	if (st == OPT_GO_ON)
		st = sources(port, ports->n);
	if (st == OPT_GO_ON) {
		struct capture_plan plan = { port, ports->n, given.serial ? &serial : NULL, given.no_write, given.duration,
			given.wait, given.patience, common->output, given.append, args };
		st = capture_run(&plan);
	}
	free(port);
	return st;
}

static int
replay(const struct opt_common *common, const struct opt_list *ports, const char *args)
{
	double speed = 1;
	if (ports->n > 0 || given.device.n > 0 || given.serial || given.no_write || given.duration || given.wait != 2000000 ||
		given.patience != 10000000)
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
