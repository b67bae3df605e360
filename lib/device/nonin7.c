/* Nonin data format 7 (OEM III, 3150, 9560): format 2 (nonin2.c) with a waveform of 16 bits, high byte first, in place of the 01.
 *
 *	STATUS PLETH-HIGH PLETH-LOW VALUE SUM
 *
 * Documented: as nonin2.c. Guessed: nothing. Bit 7 of STATUS and the sum are all that marks a frame. */
#include "core/get.h"
#include "device/nonin.h"

enum { LENGTH = 5 };

static int
data(const uint8_t *b, size_t n)
{
	if ((b[0] & 0x80) == 0)
		return DEV_BAD;
	if (n < LENGTH)
		return DEV_MORE;
	return b[4] == ((b[0] + b[1] + b[2] + b[3]) & 0xff) ? LENGTH : DEV_SUM;
}

static int
frame(const uint8_t *b, size_t n)
{
	return nonin_frame(b, n, data);
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	if (!nonin_reply(e, b, n))
		nonin_stream_parse(state, e, get_at(&g, 0), (unsigned)get_at(&g, 1) << 8 | get_at(&g, 2), get_at(&g, 3));
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	if (nonin_trace(f, b, n))
		return;
	nonin_stream_trace(f, 0, get_at(&g, 0), get_at(&g, 3));
	field_dec(f, 1, 2, "pleth", get_at(&g, 1) << 8 | get_at(&g, 2), 0, "");
	field_hex(f, 4, 1, "sum", get_at(&g, 4), 2);
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 75, 1 }, .gain = 1, .base = 0 },
	{ .signal = NULL },
};

extern const struct device dev_nonin7;
const struct device dev_nonin7 = {
	.name = "nonin7",
	.title = "Nonin Xpod, OEM III, 3150, 9560: data format 7, 16-bit waveform",
	.gives = "pleth spo2 pulse",
	.check = "sum 8 bits",
	.status = "computed",
	.download = "no",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 75, 1 },
	.length = LENGTH,
	.waves = waves,
	.nums = nonin_nums,
	.beat = "pleth",
	.state_size = sizeof(struct nonin_stream),
	.frame = frame,
	.rest = nonin_rest,
	.why = nonin_why,
	.parse = parse,
	.trace = trace,
	.session = &nonin7_session,
};
