/* A device file to copy: the protocol of a thermometer-and-pulse thing that does not exist, in every part that a file can have but
 * a session (see cms50v7_session.c for that). It is compiled and tested, but not in devices.def: no command knows it.
 *
 * To add a device: copy this file to lib/device/NAME.c, replace "template" by NAME, describe the frame here, add DEVICE(NAME) to
 * devices.def, its USB ids to usb_ids.def, examples to tests/unit/test_device_NAME.c. That is all: lists, the manual's table, fuzz
 * targets and contract tests are made from the registry.
 *
 *	byte  0     A9, first byte of a frame
 *	      1     sequence number 0..255
 *	      2     waveform, 0..255, 50 a second
 *	      3     bits: 1 sensor off, 0 beat
 *	      4,5   temperature, 1/100 °C, low byte first; FFFF: none
 *	      6     sum of bytes 0..5, low 8 bits
 *
 * Guessed: nothing, it is invented. Documented: in this comment. */
#include "core/get.h"
#include "device/emit.h"
#include "device/trace.h"

enum { FIRST = 0xa9, LENGTH = 7, OFF = 0x02, BEAT = 0x01, NO_TEMP = 0xffff, MIN_TEMP = 1000, MAX_TEMP = 4500 };
enum { NUM_TEMP };

struct state {
	bool has_sequence;
	uint8_t sequence;
};

/* A frame that is not whole yet can only be told by what is there. */
static int
frame(const uint8_t *b, size_t n)
{
	if (b[0] != FIRST)
		return DEV_BAD;
	if (n < LENGTH)
		return DEV_MORE;
	unsigned sum = 0;
	for (size_t i = 0; i < LENGTH - 1; i++)
		sum += b[i];
	return b[LENGTH - 1] == (sum & 0xff) ? LENGTH : DEV_SUM;
}

static const char *
why(const uint8_t *b, size_t n)
{
	if (b[0] != FIRST)
		return "not the first byte of a frame (a9)";
	return n < LENGTH ? "the input ends in this frame" : "wrong sum";
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct state *s = state;
	struct get g = get_from(b, n);
	get_skip(&g, 1);
	uint8_t sequence = get_u8(&g), wave = get_u8(&g), bits = get_u8(&g);
	unsigned temp = get_le16(&g);
	/* The device counts its frames, so what is missing is known; a step of more than half the range is a frame that came again.
	 */
	uint8_t step = (uint8_t)(sequence - s->sequence - 1);
	emit_lost(e, s->has_sequence && step < 128 ? step : 0);
	s->has_sequence = true;
	s->sequence = sequence;
	emit_sample(e);
	emit_state(e, EMIT_LEAD_OFF, bits & OFF);
	emit_beat(e, bits & BEAT);
	emit_wave(e, 0, wave);
	if (temp == NO_TEMP)
		emit_none(e, NUM_TEMP, 0);
	else if (temp < MIN_TEMP || temp > MAX_TEMP)
		emit_range(e, NUM_TEMP, temp, "1000..4500");
	else
		emit_num(e, NUM_TEMP, temp, 2, 0);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	field_title(f, "sample");
	field_dec(f, 1, 1, "sequence", get_at(&g, 1), 0, "");
	field_dec(f, 2, 1, "wave", get_at(&g, 2), 0, "");
	field_flag(f, 3, 1, "sensor off", get_at(&g, 3) & OFF);
	field_flag(f, 3, 1, "beat", get_at(&g, 3) & BEAT);
	get_skip(&g, 4);
	unsigned temp = get_le16(&g);
	field_value(f, 4, 2, "temp", temp, 2, "Cel", temp == NO_TEMP, MAX_TEMP);
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 50, 1 }, .gain = 1, .base = 0 },
	{ .signal = NULL },
};
static const struct dev_num nums[] = {
	[NUM_TEMP] = { .signal = "temp", .unit = "Cel" },
	{ .signal = NULL },
};

extern const struct device dev_template;
const struct device dev_template = {
	.name = "template",
	.title = "Example protocol, 7 bytes",
	.gives = "pleth temp",
	.check = "sum 8 bits",
	.status = "unverified",
	.download = "no",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 50, 1 },
	.length = LENGTH,
	.waves = waves,
	.nums = nums,
	.beat = "pleth",
	.state_size = sizeof(struct state),
	.frame = frame,
	.why = why,
	.parse = parse,
	.trace = trace,
};
