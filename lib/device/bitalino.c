/* BITalino (r)evolution and the original: 1 to 6 analogue channels, 1, 10, 100 or 1000 samples a second (session:
 * bitalino_session.c). Serial, USB or Bluetooth serial, 115200 baud.
 *
 *	frame, d[-1] the last byte; 3 4 6 7 8 8 bytes for 1 to 6 channels
 *	d[-1]  7-4 sequence number, 3-0 CRC-4 of the whole with these bits 0
 *	d[-2]  7-4 I1 I2 O1 O2, 3-0 bits 9-6 of channel 1
 *	d[-3]  7-2 bits 5-0 of channel 1, 1-0 bits 9-8 of channel 2
 *	d[-4]  channel 2; d[-5], d[-6] 7-6 channel 3; d[-6] 5-0, d[-7] 7-4 channel 4
 *	d[-7]  3-0, d[-8] 7-6 channel 5 (6 bits); d[-8] 5-0 channel 6 (6 bits)
 *
 * Nothing marks where a frame begins, and the frame does not tell how many channels there are: --board 1 to 6 says it (6). A frame is
 * taken when its CRC is right and one of the two that follow it at its length has a right CRC and the number that it must have: so
 * one comes to light a frame late. The sequence has 16 numbers: of a longer loss it tells the remainder.
 *
 * Values are counts of the converter, unit 1, unless --columns says what is on the channel: ecg, emg and eda have the unit and scale
 * of BITalino's own sensors: ECG mV = (n/1024 - 1/2) x 3.3/1100 x 1000, EMG the same with 1009, EDA uS = n/1024 x 3.3/0.132.
 * Documented: BITalinoWorld/revolution-python-api, the data sheets. Guessed: those scales are from memory of the data sheets. */
#include "device/bitalino.h"

enum { WRAPS = 16, TEXT = 32, LONGEST = 8 };
static const uint8_t lengths[BITALINO_CHANNELS + 1] = { 0, 3, 4, 6, 7, 8, 8 };
static const char version[] = "BITalino";

struct state {
	bool counted;
	uint8_t number, channels;
	bool skip[BITALINO_CHANNELS];
};

unsigned
bitalino_channels(const struct dev_options *o)
{
	return o->board[0] >= '1' && o->board[0] <= '6' && o->board[1] == '\0' ? (unsigned)(o->board[0] - '0') : BITALINO_CHANNELS;
}

unsigned
bitalino_crc(const uint8_t *b, size_t n)
{
	unsigned crc = 0;
	for (size_t i = 0; i < n; i++)
		for (int bit = 7; bit >= 0; bit--) {
			unsigned v = i + 1 < n || bit > 3 ? b[i] >> bit & 1u : 0;
			crc <<= 1;
			if (crc & 0x10)
				crc ^= 0x13;
			crc ^= v;
		}
	return crc & 0x0f;
}

static bool
sound(const uint8_t *b, size_t n)
{
	return bitalino_crc(b, n) == (b[n - 1] & 0x0fu);
}

/* Whether the frame that stands `ahead` frames further is sound and has the number that it must have. */
static bool
follows(const uint8_t *b, size_t length, size_t ahead)
{
	const uint8_t *next = b + ahead * length;
	return sound(next, length) && next[length - 1] >> 4 == ((b[length - 1] >> 4) + ahead) % WRAPS;
}

/* The answer to the question for the version. */
static int
text(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n && i < TEXT; i++) {
		if (i < sizeof version - 1 ? b[i] != (uint8_t)version[i] : (b[i] < 0x20 || b[i] > 0x7e) && b[i] != '\n')
			return DEV_BAD;
		if (b[i] == '\n')
			return (int)i + 1;
	}
	return n < TEXT ? DEV_MORE : DEV_BAD;
}

static int
frame_of(const uint8_t *b, size_t n, unsigned channels)
{
	size_t length = lengths[channels];
	int answer = text(b, n);
	if (answer > 0 || (answer == DEV_MORE && n >= 3))
		return answer;
	if (n < length)
		return DEV_MORE;
	if (!sound(b, length))
		return DEV_SUM;
	if (n < 2 * length)
		return DEV_MORE;
	if (follows(b, length, 1))
		return (int)length;
	if (n < 3 * length)
		return DEV_MORE;
	return follows(b, length, 2) ? (int)length : DEV_BAD;
}

static int
rest_of(const uint8_t *b, size_t n, unsigned channels)
{
	size_t length = lengths[channels];
	if (n < length || !sound(b, length))
		return DEV_BAD;
	return n < 3 * length || follows(b, length, 1) || follows(b, length, 2) ? (int)length : DEV_BAD;
}

static const char *
why(const uint8_t *b, size_t n)
{
	(void)b;
	return n < LONGEST ? "the input ends in this frame" : "wrong CRC, or no frame follows it";
}

static void
values(const uint8_t *b, size_t n, int32_t v[BITALINO_CHANNELS])
{
	const uint8_t *d = b + n;
	v[0] = (d[-2] & 0x0f) << 6 | d[-3] >> 2;
	v[1] = n > 3 ? (d[-3] & 0x03) << 8 | d[-4] : 0;
	v[2] = n > 5 ? d[-5] << 2 | d[-6] >> 6 : 0;
	v[3] = n > 6 ? (d[-6] & 0x3f) << 4 | d[-7] >> 4 : 0;
	v[4] = n > 7 ? (d[-7] & 0x0f) << 2 | d[-8] >> 6 : 0;
	v[5] = n > 7 ? d[-8] & 0x3f : 0;
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct state *s = state;
	int32_t v[BITALINO_CHANNELS];
	if (n >= sizeof version && b[0] == (uint8_t)version[0] && b[n - 1] == '\n') {
		emit_info(e, "firmware", (struct str){ (const char *)b, n - 1 });
		s->counted = false;
		return;
	}
	uint8_t number = b[n - 1] >> 4;
	emit_lost_of(e, s->counted ? (number - s->number - 1) & (WRAPS - 1) : 0, WRAPS);
	s->counted = true;
	s->number = number;
	emit_sample(e);
	values(b, n, v);
	for (unsigned i = 0; i < s->channels; i++)
		if (!s->skip[i])
			emit_wave(e, i, v[i]);
	emit_wave(e, BITALINO_CHANNELS, b[n - 2] >> 4);
}

static void
trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	static const char *const names[] = { "channel 1", "channel 2", "channel 3", "channel 4", "channel 5", "channel 6" };
	static const uint8_t at[] = { 3, 4, 6, 7, 8, 8 }, size[] = { 2, 2, 2, 2, 2, 1 };
	int32_t v[BITALINO_CHANNELS];
	if (n > LONGEST) {
		field_title(f, "version");
		field_text(f, 0, n - 1, "firmware", (struct str){ (const char *)b, n - 1 });
		return;
	}
	values(b, n, v);
	field_title(f, "frame");
	for (size_t i = 0; i < BITALINO_CHANNELS; i++)
		if (at[i] <= n)
			field_dec(f, n - at[i], size[i], names[i], v[i], 0, "");
	field_hex(f, n - 2, 1, "I1 I2 O1 O2", b[n - 2] >> 4, 1);
	field_dec(f, n - 1, 1, "number", b[n - 1] >> 4, 0, "");
}

static const char *
wrong(const struct dev_options *o)
{
	const char *text_of = NULL;
	int n = o->columns[0] != '\0' ? columns_count(o->columns, &text_of) : 0;
	double hz = o->fs.num > 0 ? rate_hz(o->fs) : 1000;
	if (hz != 1 && hz != 10 && hz != 100 && hz != 1000)
		return "--fs: bitalino samples 1, 10, 100 or 1000 times a second";
	if (n < 0 || n > (int)bitalino_channels(o))
		return n < 0 ? text_of : "--columns: more of them than channels (--board)";
	struct str rest = str_of(o->columns);
	struct column c;
	for (int i = 0; i < n && column_next(&rest, &c); i++)
		if (c.kind == COLUMN_NUM)
			return "--columns: bitalino sends waveforms only";
	return NULL;
}

static void
setup(void *state, struct dev_emit *e, const struct dev_options *o)
{
	static const struct {
		const char *signal, *unit;
		double gain; /* counts of the whole range a unit, × 3300 */
		bool middle;
	} sensors[] = { { "ecg", "mV", 1100, true }, { "emg", "mV", 1009, true }, { "eda", "uS", 132, false } };
	struct state *s = state;
	struct str rest = str_of(o->columns);
	struct column c;
	s->channels = (uint8_t)bitalino_channels(o);
	for (unsigned i = 0; i < s->channels && rest.n > 0 && column_next(&rest, &c); i++) {
		double full = i < 4 ? 1024 : 64;
		s->skip[i] = c.kind == COLUMN_NONE;
		for (size_t k = 0; k < sizeof sensors / sizeof sensors[0]; k++) {
			size_t m = strlen(sensors[k].signal);
			if (strcmp(c.unit, "1") != 0 || memcmp(c.signal, sensors[k].signal, m) != 0 ||
				(c.signal[m] != '\0' && c.signal[m] != ':'))
				continue;
			str_copy(c.unit, sizeof c.unit, str_of(sensors[k].unit));
			emit_gain(e, i, full * sensors[k].gain / 3300);
			emit_base(e, i, sensors[k].middle ? full / 2 : 0);
		}
		column_name(e, i, &c);
	}
}

#define CHANNEL(i)                                                                                                                 \
	{                                                                                                                          \
		.signal = "wave:" i, .unit = "1", .rate = { 1000, 1 }, .gain = 1                                                   \
	}
static const struct dev_wave waves[] = {
	CHANNEL("a1"),
	CHANNEL("a2"),
	CHANNEL("a3"),
	CHANNEL("a4"),
	CHANNEL("a5"),
	CHANNEL("a6"),
	CHANNEL("digital"),
	{ .signal = NULL },
};

extern const struct device dev_bitalino;
static const struct dev_board boards[];

/* Its device; the last is all of them. */
#define BOARD(n, linkage, symbol)                                                                                                  \
	static int frame##n(const uint8_t *b, size_t size)                                                                         \
	{                                                                                                                          \
		return frame_of(b, size, n);                                                                                       \
	}                                                                                                                          \
	static int rest##n(const uint8_t *b, size_t size)                                                                          \
	{                                                                                                                          \
		return rest_of(b, size, n);                                                                                        \
	}                                                                                                                          \
	linkage const struct device symbol = {                                                                                     \
		.name = "bitalino",                                                                                                \
		.title = "BITalino: 1 to 6 channels (--board)",                                                                    \
		.gives = "wave",                                                                                                   \
		.check = "crc 4 bits",                                                                                             \
		.status = "computed",                                                                                              \
		.download = "no",                                                                                                  \
		.baud = 115200,                                                                                                    \
		.framing = "8N1",                                                                                                  \
		.rate = { 1000, 1 },                                                                                               \
		.length = n < 3   ? n + 2                                                                                          \
			  : n < 5 ? n + 3                                                                                          \
				  : 8,                                                                                             \
		.waves = waves,                                                                                                    \
		.state_size = sizeof(struct state),                                                                                \
		.frame = frame##n,                                                                                                 \
		.rest = rest##n,                                                                                                   \
		.why = why,                                                                                                        \
		.parse = parse,                                                                                                    \
		.trace = trace,                                                                                                    \
		.session = &bitalino_session,                                                                                      \
		.boards = boards,                                                                                                  \
		.takes_fs = true,                                                                                                  \
		.takes_columns = true,                                                                                             \
		.wrong = wrong,                                                                                                    \
		.setup = setup,                                                                                                    \
	};
BOARD(1, static, dev_bitalino1)
BOARD(2, static, dev_bitalino2)
BOARD(3, static, dev_bitalino3)
BOARD(4, static, dev_bitalino4)
BOARD(5, static, dev_bitalino5)
BOARD(6, , dev_bitalino)

static const struct dev_board boards[] = {
	{ "1", "one channel", &dev_bitalino1 },
	{ "2", "two", &dev_bitalino2 },
	{ "3", "three", &dev_bitalino3 },
	{ "4", "four", &dev_bitalino4 },
	{ "5", "five", &dev_bitalino5 },
	{ "6", "six", &dev_bitalino },
	{ .name = NULL },
};
