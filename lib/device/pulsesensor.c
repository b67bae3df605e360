/* PulseSensor Playground, "Processing visualizer": lines, 50 samples a second, of one sensor.
 *
 *	S512      the converter's count, 0..1023
 *	B72       on a beat: beats a minute (20-second mean of the sketch)
 *	Q833      on a beat: interval since the beat before, ms
 *
 * A line is taken when the whole of it has this form. With several sensors the letters mean other things (B is then the rate of the
 * second one): such lines, a to l and A to X but these three, are no lines of this protocol. The plotter's form bpm,ibi,sample is
 * -d numbers --fs 50 --columns pulse,rr,pleth. Uncalibrated. Documented: WorldFamousElectronics/PulseSensorPlayground
 * (PulseSensorSerialOutput). Guessed: nothing. */
#include "device/textline.h"

enum { NUM_PULSE, NUM_RR, DIGITS = 5, MAX_RATE = 400, MAX_RR = 10000 };

struct state {
	bool beat; /* the next sample is the first after a beat */
};

static bool
whole(struct str s)
{
	return s.n >= 2 && s.n <= DIGITS + 1 && (*s.p == 'S' || *s.p == 'B' || *s.p == 'Q');
}

static int
frame(const uint8_t *b, size_t n)
{
	/* a letter and digits, to the end of the line */
	for (size_t i = 1; i < n && i <= DIGITS + 2; i++) {
		if (b[i] == '\n')
			break;
		if (!((b[i] >= '0' && b[i] <= '9') || b[i] == '\r') || b[i - 1] == '\r')
			return DEV_BAD;
	}
	if (n > DIGITS + 2 && memchr(b, '\n', DIGITS + 3) == NULL)
		return DEV_BAD;
	return textline_frame(b, n, "A9", whole);
}

static const char *
why(const uint8_t *b, size_t n)
{
	(void)n;
	return b[0] == 'S' || b[0] == 'B' || b[0] == 'Q' ? "no whole line of this form" : "not the first byte of a line (S, B, Q)";
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct state *st = state;
	struct str s = textline_of(b, n);
	struct textline_value v;
	if (!whole(s) || !textline_value((struct str){ s.p + 1, s.n - 1 }, &v))
		return;
	if (*s.p == 'S') {
		emit_sample(e);
		emit_beat(e, st->beat);
		emit_wave(e, 0, (int32_t)v.mantissa);
		st->beat = false;
	} else if (*s.p == 'B') {
		st->beat = true;
		textline_num(e, NUM_PULSE, v, MAX_RATE, false, "0..400");
	} else {
		textline_num(e, NUM_RR, v, MAX_RR, false, "0..10000");
	}
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct str s = textline_of(b, n);
	struct textline_value v = { .none = true };
	if (s.n < 2 || !textline_value((struct str){ s.p + 1, s.n - 1 }, &v))
		return;
	bool sample = *s.p == 'S', rate = *s.p == 'B';
	field_title(f, sample ? "sample" : "beat");
	field_dec(f, 1, s.n - 1, sample ? "pleth" : rate ? "pulse" : "rr", v.mantissa, 0, sample ? "" : rate ? "/min" : "ms");
}

static const struct dev_wave waves[] = {
	{ .signal = "pleth", .unit = "1", .rate = { 50, 1 }, .gain = 1 },
	{ .signal = NULL },
};
static const struct dev_num nums[] = {
	[NUM_PULSE] = { .signal = "pulse", .unit = "/min" },
	[NUM_RR] = { .signal = "rr", .unit = "ms" },
	{ .signal = NULL },
};

extern const struct device dev_pulsesensor;
const struct device dev_pulsesensor = {
	.name = "pulsesensor",
	.title = "PulseSensor Playground: S, B and Q lines",
	.gives = "pleth pulse rr",
	.check = "line form",
	.status = "computed",
	.download = "no",
	.baud = 115200,
	.framing = "8N1",
	.rate = { 50, 1 },
	.length = 6,
	.waves = waves,
	.nums = nums,
	.beat = "pleth",
	.state_size = sizeof(struct state),
	.frame = frame,
	.why = why,
	.parse = parse,
	.trace = trace,
	.takes_fs = true,
};
