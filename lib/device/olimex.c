/* Olimex SHIELD-EKG-EMG and OpenEEG boards: "P2" packets, 256 a second. They stream by themselves and hear nothing.
 *
 *	A5 5A 02 CC  H1 L1 ... H6 L6  SW
 *
 *	CC  counter, one more each packet
 *	H L six samples of 10 bits, high byte (0..3) first
 *	SW  bits 3..0: switches PD5..PD2 (Olimex sends 01)
 *
 * A5 5A cannot stand in samples, as high bytes are 3 at the most. There is no checksum. The counter has one byte: of a loss of more
 * than 255 packets it tells the remainder. Uncalibrated: unit 1; --columns gives names. Some sketches send it at 115200 baud
 * (iomt-capture --serial). Documented: OpenEEG firmware, Olimex ShieldEkgEmgDemo. Guessed: nothing. */
#include "core/get.h"
#include "device/columns.h"
#include "device/trace.h"

enum { LENGTH = 17, CHANNELS = 6, WRAPS = 256 };
static const uint8_t head[] = { 0xa5, 0x5a, 0x02 };

struct state {
	bool counted;
	uint8_t counter;
	bool skip[CHANNELS];
};

static int
frame(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n && i < LENGTH - 1; i++)
		if (i < sizeof head ? b[i] != head[i] : i > 3 && i % 2 == 0 && b[i] > 3)
			return DEV_BAD;
	return n < LENGTH ? DEV_MORE : LENGTH;
}

static const char *
why(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n && i < sizeof head; i++)
		if (b[i] != head[i])
			return "not the first bytes of a packet (a5 5a 02)";
	return n < LENGTH ? "the input ends in this packet" : "a sample over 10 bits";
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct state *s = state;
	struct get g = get_from(b, n);
	get_skip(&g, sizeof head);
	uint8_t counter = get_u8(&g);
	emit_lost_of(e, s->counted ? (uint8_t)(counter - s->counter - 1) : 0, WRAPS);
	s->counted = true;
	s->counter = counter;
	emit_sample(e);
	for (unsigned i = 0; i < CHANNELS; i++) {
		int32_t v = get_be16(&g);
		if (!s->skip[i])
			emit_wave(e, i, v);
	}
	emit_wave(e, CHANNELS, get_u8(&g) & 0x0f);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	static const char *const names[] = { "1", "2", "3", "4", "5", "6" };
	struct get g = get_from(b, n);
	get_skip(&g, sizeof head);
	field_title(f, "packet");
	field_dec(f, 3, 1, "counter", get_u8(&g), 0, "");
	for (size_t i = 0; i < CHANNELS; i++)
		field_dec(f, 4 + 2 * i, 2, names[i], get_be16(&g), 0, "");
	field_hex(f, 16, 1, "switches", get_u8(&g), 2);
}

static const char *
wrong(const struct dev_options *o)
{
	const char *text = NULL;
	int n = o->columns[0] != '\0' ? columns_count(o->columns, &text) : 0;
	if (n < 0 || n > CHANNELS)
		return n < 0 ? text : "--columns: olimex has 6 channels";
	struct str rest = str_of(o->columns);
	struct column c;
	for (int i = 0; i < n && column_next(&rest, &c); i++)
		if (c.kind == COLUMN_NUM)
			return "--columns: olimex sends waveforms only";
	return NULL;
}

static void
setup(void *state, struct dev_emit *e, const struct dev_options *o)
{
	struct state *s = state;
	struct str rest = str_of(o->columns);
	struct column c;
	for (unsigned i = 0; i < CHANNELS && rest.n > 0 && column_next(&rest, &c); i++) {
		s->skip[i] = c.kind == COLUMN_NONE;
		column_name(e, i, &c);
	}
}

#define CHANNEL(i)                                                                                                                 \
	{                                                                                                                          \
		.signal = "wave:" i, .unit = "1", .rate = { 256, 1 }, .gain = 1                                                    \
	}
static const struct dev_wave waves[] = {
	CHANNEL("1"),
	CHANNEL("2"),
	CHANNEL("3"),
	CHANNEL("4"),
	CHANNEL("5"),
	CHANNEL("6"),
	CHANNEL("switches"),
	{ .signal = NULL },
};

extern const struct device dev_olimex;
const struct device dev_olimex = {
	.name = "olimex",
	.title = "Olimex SHIELD-EKG-EMG, OpenEEG: P2 packets, 6 channels",
	.gives = "wave",
	.check = "sync bytes",
	.status = "real bytes",
	.download = "no",
	.baud = 57600,
	.framing = "8N1",
	.rate = { 256, 1 },
	.length = LENGTH,
	.waves = waves,
	.state_size = sizeof(struct state),
	.frame = frame,
	.why = why,
	.parse = parse,
	.trace = trace,
	.takes_fs = true,
	.takes_columns = true,
	.wrong = wrong,
	.setup = setup,
};
