/* Nonin data format 8 (WristOx2 3150, Onyx II 9560, OEM III): 4 bytes once a second.
 *
 *	byte  bits
 *	0     7 1; 6 sensor disconnected (reserved on the 9560); 5 out of track; 4 low, 3 marginal perfusion; 2 artefact; 1,0 pulse 8,7
 *	1     7 0; 6-0 pulse                  511: none
 *	2     7 0; 6-0 SpO2 %                 127: none
 *	3     7 0; 5 SmartPoint (good quality); 3 sensor alarm: finger out; 1 critical (3150), 0 low battery
 *
 * Documented: "Nonin 9560 Bluetooth Specification" in mattjlewis/NoninPulseOx; drphrozen/javautilityclasses Format8.java (with &
 * for | where it joins the pulse). Guessed: nothing. The only check is the marked first byte. `bits` are bytes 0 (masked 7c) and 3. */
#include "device/nonin.h"

enum { LENGTH = 4 };

static int
data(const uint8_t *b, size_t n)
{
	return nonin_spot_data(b, n, LENGTH);
}

static int
frame(const uint8_t *b, size_t n)
{
	return nonin_frame(b, n, data);
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	(void)state;
	if (!nonin_reply(e, b, n))
		nonin_spot_parse(e, b, n);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	if (!nonin_trace(f, b, n))
		nonin_spot_trace(f, b, n);
}

extern const struct device dev_nonin8;
const struct device dev_nonin8 = {
	.name = "nonin8",
	.title = "Nonin 3150, 9560, OEM III: data format 8, once a second",
	.gives = "spo2 pulse",
	.check = "sync bit",
	.status = "computed",
	.download = "no",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 1, 1 },
	.length = LENGTH,
	.nums = nonin_nums,
	.frame = frame,
	.rest = nonin_rest,
	.why = nonin_why,
	.parse = parse,
	.trace = trace,
	.session = &nonin8_session,
};
