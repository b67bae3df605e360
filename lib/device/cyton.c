/* OpenBCI Cyton by its USB dongle: 8 channels, 250 packets a second, 33 bytes. (Daisy: daisy.c, the same packets; session:
 * openbci_session.c.)
 *
 *	byte  0      A0
 *	      1      sample number 0..255
 *	      2..25  8 channels, 24 bits, two's complement, high byte first; 7FFFFF, 800000: railed
 *	      26..31 6 auxiliary bytes, as the last byte says
 *	      32     C0 accelerometer X Y Z, 16 bits each, high byte first, 0.000125 g; all 0: none in this packet
 *	             C1 raw: pins A5 A6 A7, 10 bits each in 16, high byte first; in digital mode D11 D12 D13 D17 D18, a byte each
 *	             C2 of the user's own firmware
 *	             C3, C4 one axis in 16 bits, then the board's clock in ms, 32 bits, high bytes first; axis by the sample number modulo
 *	             10: 7 X, 8 Y, 9 Z. C3: the first after the clock was asked
 *	             C5, C6 two raw bytes, then the clock; C5 as C3
 *	             C7..CF no meaning known
 *
 * Answers to commands are text that ends in "$$$". uV of a count: 4.5 V / gain / (2^23 - 1); the gain is 24 until a command that the
 * host sends (x, d, v) changes it: said() follows the commands.
 *
 * A board with firmware 3.1.0 and an old dongle sends shifted packets: A0 41 NUMBER, channels at 3, five auxiliary bytes, last byte
 * (OpenBCI_Cyton_Library issue 87). A board never repeats its number, so 41 in three packets in a row while byte 2 rises by 1..8 tells
 * them; a packet with number 41 is held back until what follows decides.
 *
 * The counter has one byte: of a loss of more than 255 packets it tells the remainder. Documented: OpenBCI_JavaScript_Utilities,
 * brainflow, OpenBCI's data format page. Sources differ about C3 and C4 (a letter for the axis, or as above, which is what the
 * firmware does). Guessed: nothing. */
#include "device/openbci.h"

#define EEG(name)                                                                                                                  \
	{                                                                                                                          \
		.signal = "eeg:" name, .unit = "uV", .rate = { 250, 1 }, .gain = OPENBCI_GAIN(24)                                  \
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
	openbci_setup(state, OPENBCI_EEG, o);
}

extern const struct device dev_cyton;
static const struct dev_board boards[] = {
	{ "analog", "C1 packets hold pins A5, A6 and A7 (board mode /2)", &dev_cyton },
	{ "digital", "C1 packets hold pins D11, D12, D13, D17 and D18 (board mode /3)", &dev_cyton },
	{ .name = NULL },
};
const struct device dev_cyton = {
	.name = "cyton",
	.title = "OpenBCI Cyton: 8 channels by the USB dongle",
	.gives = "eeg acc wave",
	.check = "sync bytes",
	.status = "real bytes",
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
	.session = &openbci_cyton_session,
	.boards = boards,
	.setup = setup,
	.said = openbci_said,
};
