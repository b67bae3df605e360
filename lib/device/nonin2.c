/* Nonin data format 2 (OEM III, Xpod, 3150, 9560): 75 frames of 5 bytes a second, 25 of them a packet.
 *
 *	01 STATUS PLETH VALUE SUM      SUM: of the four bytes before it, low 8 bits
 *	STATUS  7 1; 6 sensor disconnected (or reserved); 5 artefact; 4 out of track; 3 sensor alarm (finger out);
 *	        2,1 perfusion poor, good, both: marginal (during a pulse only); 0 first frame of a packet
 *	VALUE   by frame: 1,2 pulse (2 and 7 bits; 511: none), 3 SpO2 (127: none), 4 firmware, 6,7 timer, 8 status
 *	        (5 SmartPoint, 0 low battery), 9.. the same for display (held 10 s after the finger left), fast, beat to beat,
 *	        and averages of 8 beats
 *
 * Documented: "Nonin 9560 Bluetooth Specification" in mattjlewis/NoninPulseOx. Guessed: nothing. What is written is the 4-beat
 * average (frames 1 to 3), when the packet is whole. `bits` are STATUS (masked 78) and the status of frame 8, unknown bits too. */
#include "core/get.h"
#include "device/nonin.h"

enum { FIRST = 0x01, LENGTH = 5 };

static int
data(const uint8_t *b, size_t n)
{
	if (b[0] != FIRST || (n > 1 && (b[1] & 0x80) == 0))
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
		nonin_stream_parse(state, e, get_at(&g, 1), get_at(&g, 2), get_at(&g, 3));
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	if (nonin_trace(f, b, n))
		return;
	nonin_stream_trace(f, 1, get_at(&g, 1), get_at(&g, 3));
	field_dec(f, 2, 1, "pleth", get_at(&g, 2), 0, "");
	field_hex(f, 4, 1, "sum", get_at(&g, 4), 2);
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 75, 1 }, .gain = 1, .base = 0 },
	{ .signal = NULL },
};

extern const struct device dev_nonin2;
const struct device dev_nonin2 = {
	.name = "nonin2",
	.title = "Nonin Xpod, OEM III, 3150, 9560: data format 2, 8-bit waveform",
	.gives = "pleth spo2 pulse",
	.check = "sum 8 bits",
	.status = "real bytes",
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
	.session = &nonin2_session,
};
