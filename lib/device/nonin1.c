/* Nonin data format 1 (OEM III, Xpod): 3 bytes once a second. They are the first three of format 8 (nonin8.c).
 *
 * Documented: as nonin8.c. Guessed: nothing. The only check is the marked first byte. */
#include "device/nonin.h"

enum { LENGTH = 3 };

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

extern const struct device dev_nonin1;
const struct device dev_nonin1 = {
	.name = "nonin1",
	.title = "Nonin Xpod, OEM III: data format 1, once a second",
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
	.session = &nonin1_session,
};
