/* The options of iomt-capture. Included by iomt-capture.c only. */
static struct {
	struct opt_list device, source;
	const char *board, *columns;
	struct rate fs;
	const char *serial, *list, *replay, *pty, *speed, *since;
	bool no_write, append, udev, reconnect, sync, download, set_clock;
	int64_t duration, rotate, wait, patience, seed;
	double drop, corrupt;
} given = { .wait = 2000000, .patience = 10000000, .seed = 1 };

static const struct opt options[] = {
	{ .kind = OPT_GROUP, .help = "capture" },
	{ OPT_LIST, 'd', "device", "DEVICE|auto", "what is on the port (iomt-decode --list; auto: listen); once for all ports, or once each",
		&given.device, NULL },
	{ OPT_TEXT, 0, "board", "NAME", "which of the boards that speak the device's protocol (iomt-devices(7))", &given.board, NULL },
	{ OPT_RATE, 0, "fs", "HZ", "samples a second, of devices that do not tell", &given.fs, NULL },
	{ OPT_TEXT, 0, "columns", "LIST", "names and units of what it sends: 'ecg,temp[Cel],-'", &given.columns, NULL },
	{ OPT_TEXT, 0, "serial", "BAUD[,BITS,PARITY,STOP][,FLOW]", "9600,8,n,1: not the device's own; FLOW rtscts or xonxoff", &given.serial, NULL },
	{ OPT_LIST, 0, "source", "NAME", "SOURCE of the records; once for all ports, or once each", &given.source, NULL },
	{ OPT_FLAG, 0, "no-write", NULL, "never write to a port", &given.no_write, NULL },
	{ OPT_DURATION, 0, "duration", "TIME", "end after 10s, 5m, 8h", &given.duration, NULL },
	{ OPT_DURATION, 0, "wait", "TIME", "how long a missing port may take to appear (2s)", &given.wait, NULL },
	{ OPT_DURATION, 0, "patience", "TIME", "give a device up that does not answer for so long (10s; 0: never)", &given.patience,
		NULL },
	{ OPT_FLAG, 0, "reconnect", NULL, "wait for an unplugged device, known by serial number or by-id name", &given.reconnect,
		NULL },
	{ OPT_FLAG, 0, "append", NULL, "add to FILE of -o where it exists", &given.append, NULL },
	{ OPT_DURATION, 0, "rotate", "TIME", "a file for every TIME (1h, 1d): FILE of -o with its begin in UTC in the name", &given.rotate,
		NULL },
	{ OPT_FLAG, 0, "sync", NULL, "put the file on the disk once a second: a power cut costs a second", &given.sync, NULL },
	{ .kind = OPT_GROUP, .help = "what the device has stored" },
	{ OPT_FLAG, 0, "download", NULL, "take the stored records, and end; exit 5 when it did not give all", &given.download,
		NULL },
	{ OPT_TEXT, 0, "since", "DATE", "only those from then on, by the device's own clock: 2026-03-15T22:00:00", &given.since,
		NULL },
	{ OPT_FLAG, 0, "set-clock", NULL, "set the device's clock to this machine's civil time, and end", &given.set_clock, NULL },
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
	.usage = (const char *const[]){ "[-d DEVICE] [options] PORT...", "--download [--since DATE] -d DEVICE PORT...",
		"--list[=jsonl] | --udev", "--replay FILE [--pty LINK] [--speed N|max] [options]", NULL },
	.examples = (const char *const[]){ "iomt-capture -d cms50v7 /dev/ttyUSB0 | iomt-decode",
		"iomt-capture -d cms50v7 /dev/ttyUSB0 -o night.iomt.gz",
		"iomt-capture --replay night.iomt.gz --pty ./cms50 --speed 10", NULL },
	.operand = "PORT",
	.opts = options,
	.note = "PORT: a serial port or pseudo-terminal, usb:VID:PID[:SERIAL], tcp:HOST:PORT, a file or FIFO, - (standard input).\n"
		"Without -d, or with --no-write, nothing is ever written to it. Not a medical device.",
	.build = build,
};
