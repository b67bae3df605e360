/* Packets, answers and commands of cyton.c and daisy.c: the byte map stands in cyton.c. */
#include "core/get.h"
#include "device/openbci.h"
#include "device/words.h"

enum {
	FIRST = 0xa0,
	LAST = 0xc0,
	COMMA = ',',
	SHIFTED = 0x41,
	TEXT = 512,
	RAIL_HIGH = 0x7fffff,
	RAIL_LOW = -0x800000,
	WRAPS = 256,
	NEAR = 5,
	PACE = 10, /* packets between two values of the accelerometer */
	STEP = 8   /* of a shifted packet's number */
};

static bool
printable(uint8_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

/* An answer: text up to "$$$". */
static int
text(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n && i < TEXT; i++) {
		if (!printable(b[i]))
			return DEV_BAD;
		if (i >= 3 && b[i] == '$' && b[i - 1] == '$' && b[i - 2] == '$')
			return (int)(i + 1);
	}
	return n < TEXT ? DEV_MORE : DEV_BAD;
}

int
openbci_frame(const uint8_t *b, size_t n)
{
	if (b[0] == COMMA && n > 1 && b[1] == FIRST)
		return 1; /* the answer to < while it streams */
	if (printable(b[0]) && b[0] != '$')
		return text(b, n);
	if (b[0] != FIRST)
		return DEV_BAD;
	if (n < OPENBCI_LENGTH)
		return DEV_MORE;
	return (b[OPENBCI_LENGTH - 1] & 0xf0) == LAST ? OPENBCI_LENGTH : DEV_BAD;
}

const char *
openbci_why(const uint8_t *b, size_t n)
{
	if (b[0] != FIRST)
		return printable(b[0]) ? "text that no $$$ ends" : "not the first byte of a packet (a0)";
	return n < OPENBCI_LENGTH ? "the input ends in this packet" : "byte 32 is none of c0..cf";
}

static int32_t
count24(struct get *g)
{
	uint32_t hi = get_u8(g), low = get_be16(g);
	int32_t v = (int32_t)(hi << 16 | low);
	return v > RAIL_HIGH ? v - 0x1000000 : v;
}

static bool
in(const uint8_t *b, size_t n, const char *what)
{
	size_t k = strlen(what);
	for (size_t i = 0; i + k <= n; i++)
		if (memcmp(b + i, what, k) == 0)
			return true;
	return false;
}

static void
reset_gains(const struct openbci *s, struct dev_emit *e)
{
	for (unsigned i = 0; i < (s->daisy ? OPENBCI_ALL : OPENBCI_EEG); i++)
		emit_gain(e, i, OPENBCI_GAIN(24));
}

static void
answer(struct openbci *s, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct str t = { (const char *)b, n - 3 }; /* $$$ */
	for (; t.n > 0 && (*t.p == '\n' || *t.p == '\r' || *t.p == ' '); t.p++)
		t.n--;
	while (t.n > 0 && (t.p[t.n - 1] == '\n' || t.p[t.n - 1] == '\r' || t.p[t.n - 1] == ' '))
		t.n--;
	if (in(b, n, "Failure")) {
		emit_event(e, "device-error", t);
	} else if (t.n > 0) {
		emit_info(e, "answer", t);
		if (in(b, n, "On Daisy") && !s->daisy)
			emit_event(e, "unsupported", STR("a Daisy is attached: with 16 channels -d daisy decodes what it sends"));
	}
}

/* Values of the accelerometer come every tenth packet or so, by a clock of their own: each is the next one, unless more packets than
 * half a period too many lie between. */
static void
acc(struct openbci *s, struct dev_emit *e, unsigned axis, int16_t v)
{
	int64_t since = e->index - s->acc_at[axis], *index = &s->acc_index[axis];
	if (e->wave[s->first_acc + axis] == NULL || *index == 0)
		*index = e->index / PACE + 1;
	else
		*index += since < PACE + NEAR ? 1 : (since + NEAR) / PACE;
	s->acc_at[axis] = e->index;
	emit_wave_at(e, s->first_acc + axis, *index - 1, v);
}

static void
raw_aux(struct openbci *s, struct dev_emit *e, struct get *g)
{
	bool digital = s->mode == '3' || (s->mode != '2' && s->digital), analog = s->mode == '2' || (s->mode != '3' && s->analog);
	if (!digital && !analog) {
		if (!s->refused)
			emit_refuse(e, "bytes 26 to 31 are pins, analog or digital: --board says which");
		s->refused = true;
		return;
	}
	if (digital) {
		unsigned bits = 0;
		for (unsigned i = 0; i < 5; i++)
			bits |= (get_u8(g) != 0 ? 1u : 0u) << i;
		emit_wave_at(e, s->first_aux + 3u, e->index, (int32_t)bits);
		return;
	}
	for (unsigned i = 0; i < 3; i++)
		emit_wave_at(e, s->first_aux + i, e->index, get_be16(g));
}

static void
aux(struct openbci *s, struct dev_emit *e, const uint8_t *b, unsigned stop)
{
	struct get g = get_from(b, 6);
	static const uint8_t axes[PACE] = { [7] = 1, [8] = 2, [9] = 3 };
	if (stop == 0xc0) {
		bool any = false;
		for (unsigned i = 0; i < 6; i++)
			any |= b[i] != 0;
		for (unsigned axis = 0; any && axis < OPENBCI_ACC; axis++)
			acc(s, e, axis, (int16_t)get_be16(&g));
	} else if (stop == 0xc1) {
		raw_aux(s, e, &g);
	} else if (stop == 0xc3 || stop == 0xc4) {
		uint8_t axis = axes[s->number % PACE];
		int16_t v = (int16_t)get_be16(&g);
		if (axis > 0)
			acc(s, e, axis - 1u, v);
	}
	/* each answer to the question for the clock begins a row */
	if (stop == 0xc3 || stop == 0xc5) {
		struct get t = get_from(b + 2, 4);
		struct words_small ms = words_number(get_be32(&t));
		emit_info(e, "board-ms", str_of(ms.z));
	}
}

static void
sample(struct openbci *s, struct dev_emit *e, uint8_t number, const uint8_t *channels, const uint8_t *auxiliary, unsigned stop)
{
	if (s->counted && number != (uint8_t)(s->number + 1))
		emit_lost_of(e, (uint8_t)(number - s->number - 1), WRAPS);
	else
		emit_lost_of(e, 0, WRAPS);
	s->counted = true;
	s->number = number;
	emit_sample(e);
	unsigned first = s->daisy && number % 2 == 0 ? OPENBCI_EEG : 0;
	int64_t half = e->index;
	if (s->daisy) {
		s->parity = (number ^ e->index) & 1;
		half = (e->index + s->parity) >> 1;
	}
	struct get g = get_from(channels, 3 * OPENBCI_EEG);
	for (unsigned i = 0; i < OPENBCI_EEG; i++) {
		int32_t v = count24(&g);
		if (v == RAIL_HIGH || v == RAIL_LOW)
			v = v > 0 ? SMP_U : SMP_L;
		if (s->daisy)
			emit_wave_at(e, first + i, half, v);
		else
			emit_wave(e, i, v);
	}
	if (auxiliary != NULL)
		aux(s, e, auxiliary, stop);
}

static void
packet(struct openbci *s, struct dev_emit *e, const uint8_t *b)
{
	unsigned stop = b[OPENBCI_LENGTH - 1];
	if (s->shifted)
		sample(s, e, b[2], b + 3, NULL, stop);
	else
		sample(s, e, b[1], b + 2, b + 26, stop);
}

static void
release(struct openbci *s, struct dev_emit *e)
{
	for (unsigned i = 0; i < s->held; i++)
		packet(s, e, s->packet[i]);
	s->held = 0;
}

void
openbci_parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct openbci *s = state;
	if (n == 1)
		return;
	if (n < OPENBCI_LENGTH || b[0] != FIRST) {
		release(s, e);
		s->counted = false; /* it stopped to answer */
		answer(s, e, b, n);
		return;
	}
	bool like = b[1] == SHIFTED;
	if (s->shifted) {
		if (!like) { /* another board, or another dongle */
			s->shifted = s->counted = false;
			emit_event(e, "user", STR("packets are no longer shifted"));
		}
		packet(s, e, b);
		return;
	}
	if (like && s->held > 0) {
		uint8_t step = (uint8_t)(b[2] - s->packet[s->held - 1][2]);
		like = step >= 1 && step <= STEP;
		if (!like)
			release(s, e);
		like = true;
	}
	if (!like) {
		release(s, e);
		packet(s, e, b);
	} else if (s->held < OPENBCI_HELD) {
		memcpy(s->packet[s->held++], b, OPENBCI_LENGTH);
	} else {
		s->shifted = true;
		s->counted = false;
		emit_event(e, "device-error",
			STR("packets are shifted by a byte (board firmware 3.1.0 with an old dongle): read as such, without "
			    "accelerometer"));
		release(s, e);
		packet(s, e, b);
	}
}

void
openbci_setup(struct openbci *s, int eeg, const struct dev_options *o)
{
	s->daisy = eeg == OPENBCI_ALL;
	s->first_acc = (uint8_t)eeg;
	s->first_aux = (uint8_t)(eeg + OPENBCI_ACC);
	s->analog = str_is(str_of(o->board), "analog");
	s->digital = str_is(str_of(o->board), "digital");
}

void
openbci_finish(void *state, struct dev_emit *e)
{
	release(state, e);
}

/* The channel of a setting: 1..8, Q..I of the Daisy; -1 when there is none. */
static int
channel_of(const struct openbci *s, uint8_t c)
{
	static const char daisy[] = "QWERTYUI";
	const char *at = c != '\0' ? memchr(daisy, c, OPENBCI_EEG) : NULL;
	if (c >= '1' && c <= '8')
		return c - '1';
	return at != NULL && s->daisy ? (int)(at - daisy) + OPENBCI_EEG : -1;
}

/* A command's following bytes: x CHANNEL POWER GAIN INPUT BIAS SRB2 SRB1 X, z CHANNEL P N Z, / MODE, ~ RATE. */
static size_t
more_of(uint8_t command)
{
	return command == 'x' ? 8 : command == 'z' ? 4 : command == '/' || command == '~' || command == '`' ? 1 : 0;
}

void
openbci_said(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	static const double gains[] = { 1, 2, 4, 6, 8, 12, 24 };
	struct openbci *s = state;
	for (size_t i = 0; i < n; i++) {
		if (s->command == 0) {
			s->at = 0;
			s->command = more_of(b[i]) > 0 ? b[i] : 0;
			if (b[i] == 'd' || b[i] == 'v')
				reset_gains(s, e);
			continue;
		}
		s->word[s->at++] = b[i];
		if (s->at < more_of(s->command))
			continue;
		int channel = channel_of(s, s->word[0]);
		unsigned gain = (unsigned)s->word[2] - '0';
		if (s->command == 'x' && s->word[7] == 'X' && channel >= 0 && gain < sizeof gains / sizeof gains[0]) {
			release(s, e); /* what came before has the gain from before */
			emit_gain(e, (unsigned)channel, OPENBCI_GAIN(gains[gain]));
		}
		if (s->command == '/')
			s->mode = s->word[0];
		s->command = 0;
	}
}

void
openbci_trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	struct get g = get_from(b, n);
	if (b[0] != FIRST) {
		field_title(f, "answer");
		field_text(f, 0, n, "text", (struct str){ (const char *)b, n });
		return;
	}
	uint8_t stop = get_at(&g, OPENBCI_LENGTH - 1);
	field_title(f, get_at(&g, 1) == SHIFTED ? "packet 65, or a shifted one" : "packet");
	field_dec(f, 1, 1, "number", get_at(&g, 1), 0, "");
	get_skip(&g, 2);
	for (size_t i = 0; i < OPENBCI_EEG; i++) {
		static const char *const names[] = { "eeg:1", "eeg:2", "eeg:3", "eeg:4", "eeg:5", "eeg:6", "eeg:7", "eeg:8" };
		int32_t v = count24(&g);
		if (v == RAIL_HIGH || v == RAIL_LOW)
			field_odd(f, 2 + 3 * i, 3, names[i], "railed");
		else
			field_dec(f, 2 + 3 * i, 3, names[i], v, 0, "");
	}
	if (stop == 0xc0) {
		static const char *const axes[] = { "acc:x", "acc:y", "acc:z" };
		for (size_t i = 0; i < 3; i++)
			field_dec(f, 26 + 2 * i, 2, axes[i], (int16_t)get_be16(&g) * INT64_C(125), 6, "g");
	} else {
		field_hex(f, 26, 2, "aux", get_be16(&g), 4);
		field_hex(f, 28, 4, stop >= 0xc3 && stop <= 0xc6 ? "board ms" : "aux", get_be32(&g), 8);
	}
	field_hex(f, 32, 1, "aux is", stop, 2);
}
