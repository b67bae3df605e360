/* Berry / BCI: BerryMed BM1000A/B/C/E and OEM boards with "BCI protocol V1.2". The 5-byte packet of cms50d.c, where the bits are,
 * with another rate: 100 packets a second, and a pleth of 0 is no value. It streams by itself; nothing is sent to it.
 *
 * Documented: zh2x/BCI_Protocol "BCI Protocol V1.2.pdf". Guessed: nothing of the packet; that the serial port of a Berry USB probe
 * runs at 115200 baud was seen in no project, so the device is listed as unverified. Over Bluetooth the baud rate has no meaning.
 */
#include "device/cms50d.h"

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	(void)state;
	cms50d_parse_as(e, b, n, true);
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 100, 1 }, .gain = 1, .base = 0 },
	{ .signal = NULL },
};
static const struct dev_num nums[] = {
	{ .signal = "spo2", .unit = "%" },
	{ .signal = "pulse", .unit = "/min" },
	{ .signal = NULL },
};

extern const struct device dev_berry;
const struct device dev_berry = {
	.name = "berry",
	.title = "BerryMed BM1000 and boards with the BCI protocol: live, 5 bytes, 100 a second",
	.gives = "pleth spo2 pulse",
	.check = "sync bit",
	.status = "unverified",
	.download = "no",
	.baud = 115200,
	.framing = "8N1",
	.rate = { 100, 1 },
	.length = 5,
	.waves = waves,
	.nums = nums,
	.beat = "pleth",
	.frame = cms50d_frame,
	.why = cms50d_why,
	.parse = parse,
	.trace = cms50d_trace,
};
