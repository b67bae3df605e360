/* OpenBCI Cyton with Daisy by the USB dongle: 16 channels, 125 samples a second of each.
 *
 * The packets of cyton.c, 250 a second with consecutive numbers: odd ones hold channels 1 to 8 (Cyton), even ones 9 to 16 (Daisy);
 * each is the mean of two samples. Public readers differ about which two belong together (odd with the even after it, or the other
 * way round). They are not paired here: INDEX of both is the running number of the packet, halved; a packet that is missing is a gap
 * of its own eight channels only.
 *
 * Documented: OpenBCI_JavaScript_Utilities, brainflow. Guessed: nothing. */
#include "device/openbci.h"

#define EEG(name)                                                                                                                  \
	{                                                                                                                          \
		.signal = "eeg:" name, .unit = "uV", .rate = { 125, 1 }, .gain = OPENBCI_GAIN(24), .loose = true                   \
	}
#define ACC(axis)                                                                                                                  \
	{                                                                                                                          \
		.signal = "acc:" axis, .unit = "[g]", .rate = { 25, 1 }, .gain = 8000, .loose = true                               \
	}
#define PIN(name)                                                                                                                  \
	{                                                                                                                          \
		.signal = "wave:" name, .unit = "1", .rate = { 250, 1 }, .gain = 1, .loose = true                                  \
	}
static const struct dev_wave waves[] = {
	EEG("1"),
	EEG("2"),
	EEG("3"),
	EEG("4"),
	EEG("5"),
	EEG("6"),
	EEG("7"),
	EEG("8"),
	EEG("9"),
	EEG("10"),
	EEG("11"),
	EEG("12"),
	EEG("13"),
	EEG("14"),
	EEG("15"),
	EEG("16"),
	ACC("x"),
	ACC("y"),
	ACC("z"),
	PIN("a5"),
	PIN("a6"),
	PIN("a7"),
	PIN("digital"),
	{ .signal = NULL },
};

static void
setup(void *state, struct dev_emit *e, const struct dev_options *o)
{
	(void)e;
	openbci_setup(state, OPENBCI_ALL, o);
}

extern const struct device dev_daisy;
static const struct dev_board boards[] = {
	{ "analog", "C1 packets hold pins A5, A6 and A7 (board mode /2)", &dev_daisy },
	{ "digital", "C1 packets hold pins D11, D12, D13, D17 and D18 (board mode /3)", &dev_daisy },
	{ .name = NULL },
};
const struct device dev_daisy = {
	.name = "daisy",
	.title = "OpenBCI Cyton with Daisy: 16 channels by the USB dongle",
	.gives = "eeg acc wave",
	.check = "sync bytes",
	.status = "computed",
	.download = "no",
	.baud = 115200,
	.framing = "8N1",
	.rate = { 250, 1 },
	.length = OPENBCI_LENGTH,
	.waves = waves,
	.state_size = sizeof(struct openbci),
	.frame = openbci_frame,
	.why = openbci_why,
	.parse = openbci_parse,
	.finish = openbci_finish,
	.trace = openbci_trace,
	.session = &openbci_daisy_session,
	.boards = boards,
	.setup = setup,
	.said = openbci_said,
};
