/* The options of iomt-sim, for iomt-sim.c only: a table. */
static const char *list, *pty_path, *truth_path, *scenario;
static int64_t duration = -1, seed = 1;
static int64_t batch = -1;
static double speed = NAN, drift = NAN;
static struct opt_list af, pauses, faults;
static struct ecg_words words = {
	.sdnn = NAN, .lfhf = NAN, .resp_rate = NAN, .amplitude = NAN, .qrs = NAN, .t_wave = NAN, .mains = NAN
};

static const struct opt opts[] = {
	{ OPT_MAYBE, 0, "list", "table|jsonl", "what can be simulated, and the scenarios", &list, "table|jsonl" },
	{ OPT_DURATION, 0, "duration", "TIME", "how long: 60s, 1h; 0 without end (default 1m; with --pty 0)", &duration, NULL },
	{ OPT_INT, 0, "seed", "N", "another number, another patient (default 1)", &seed, NULL },
	{ OPT_NUMBER, 0, "speed", "X", "times real time; 0 as fast as it goes (default 0; with --pty 1)", &speed, NULL },
	{ .kind = OPT_GROUP, .help = "devices" },
	{ OPT_TEXT, 0, "pty", "LINK", "talk on a pseudo-terminal, with a symbolic link to it", &pty_path, NULL },
	{ OPT_TEXT, 0, "scenario", "NAME|FILE", "what happens: of --list, or lines as '20: finger out' (default normal)", &scenario,
		NULL },
	{ OPT_TEXT, 0, "truth", "FILE", "the values that were shown, as records", &truth_path, NULL },
	{ OPT_LIST, 0, "fault", "WHAT=P", "corrupt (bytes), drop, repeat, tear, checksum (frames), at a rate: drop=1%", &faults, NULL },
	{ OPT_DURATION, 0, "batch", "TIME", "bytes leave together at multiples of this, as from a USB adapter: 16ms", &batch, NULL },
	{ OPT_NUMBER, 0, "drift", "PPM", "how fast the device's clock runs; with --pty", &drift, NULL },
	{ .kind = OPT_GROUP, .help = "ecg: the heart" },
	{ OPT_TEXT, 0, "hr", "N[:M]", "beats a minute (default 72); N:M a ramp; N,M@TIME a step", &words.hr, NULL },
	{ OPT_NUMBER, 0, "sdnn", "MS", "deviation of the intervals (default 30, at most 4 % of the mean)", &words.sdnn, NULL },
	{ OPT_NUMBER, 0, "lfhf", "RATIO", "power of their 0.1 Hz waves to that of breathing (default 0.5)", &words.lfhf, NULL },
	{ OPT_NUMBER, 0, "resp-rate", "N", "breaths a minute (default 15)", &words.resp_rate, NULL },
	{ OPT_TEXT, 0, "ectopic", "P%", "premature ventricular beats, of all beats", &words.ectopic, NULL },
	{ OPT_TEXT, 0, "atrial", "P%", "premature atrial beats, of all beats", &words.atrial, NULL },
	{ OPT_LIST, 0, "af", "FROM:TO", "atrial fibrillation, as 10m:20m; may be repeated", &af, NULL },
	{ OPT_LIST, 0, "pause", "FROM:TO", "no beat, as 30s:34s; may be repeated", &pauses, NULL },
	{ OPT_TEXT, 0, "pattern", "NAME[@TIME]", "bigeminy, bidirectional or vt from TIME on", &words.pattern, NULL },
	{ OPT_TEXT, 0, "pacer", "PULSE", "pacer pulses: 2mV,0.5ms, at their own rate 2mV,0.5ms,70/min,5%", &words.pacer, NULL },
	{ .kind = OPT_GROUP, .help = "ecg: the recording" },
	{ OPT_TEXT, 0, "leads", "LIST", "I II III aVR aVL aVF V1..V6 MLI MLII (default II,V1)", &words.leads, NULL },
	{ OPT_TEXT, 0, "signals", "LIST", "ecg, and pleth and resp with it (default ecg)", &words.signals, NULL },
	{ OPT_RATE, 0, "fs", "HZ", "samples a second (default 250)", &words.fs, NULL },
	{ OPT_NUMBER, 0, "amplitude", "MV", "QRS of the first lead, peak to peak (default 1.5)", &words.amplitude, NULL },
	{ OPT_NUMBER, 0, "qrs", "MS", "duration of QRS (default 90)", &words.qrs, NULL },
	{ OPT_NUMBER, 0, "t-wave", "MV", "height of T in the first lead", &words.t_wave, NULL },
	{ OPT_TEXT, 0, "noise", "DB", "signal-to-noise ratio, as 6dB (default: no noise)", &words.noise, NULL },
	{ OPT_TEXT, 0, "noise-kind", "KIND", "what the noise is (default mix)", &words.kind,
		"mix|baseline|muscle|mains|white|drift" },
	{ OPT_TEXT, 0, "motion", "X[,CADENCE]", "steps in the pulse wave, X pulses strong: 2,100:170@30s", &words.motion, NULL },
	{ OPT_NUMBER, 0, "mains", "HZ", "mains frequency (default 50)", &words.mains, NULL },
	{ OPT_TEXT, 0, "source", "NAME", "SOURCE of the waves (default sim)", &words.source, NULL },
	{ OPT_TEXT, 0, "start", "DATE", "time of the first sample, ISO 8601 with zone (default: relative)", &words.start, NULL },
	{ OPT_FLAG, 0, "no-truth", NULL, "leave the truth out", &words.no_truth, NULL },
	{ .kind = OPT_END },
};

static const struct opt_prog prog = {
	.name = "iomt-sim",
	.title = "simulated devices and physiology, with known truth",
	.usage = (const char *const[]){ "ecg [options]", "DEVICE [--pty LINK] [--scenario NAME] [options]", NULL },
	.examples = (const char *const[]){ "iomt-sim ecg --duration 1h --hr 60:150 --noise 6dB --ectopic 5% --af 10m:20m",
		"iomt-sim cms50v7 --pty ./cms50 --scenario desaturation --duration 60s",
		"iomt-sim cms50d --scenario finger-out --seed 7 | iomt-decode -d cms50d", NULL },
	.operand = "words:ecg"
#define SIMDEV(name) " " #name
#include "sim/simdev.def"
#undef SIMDEV
	,
	.opts = opts,
};
