/* ProtoCentral's boards (HealthyPi 3, 4, 5, HeartyPatch, breakout boards): "OpenView" frames. All stream by themselves.
 *
 *	0A FA LL LL TT <payload of LL bytes> 00 0B       HeartyPatch: F0 0B
 *
 * Length and all values low byte first (the openview2 README says otherwise; firmware and app do it so). What the payload holds depends
 * on the board (protocentral_boards.c), and nothing in the frame names it: --board does. Without it the first frame's type and length
 * do where one board only sends them, or HealthyPi 3 and 4, of which then only what both mean is read; `info board` says it with a
 * question mark. Types and lengths that several boards send (02,9: ads1292r, max30001; 02,12: max30003, ads1293) are not decoded
 * without --board.
 *
 * There is no checksum: two bytes at either end and a known length are all. An SpO2 of 25 is what the firmware shows for none; values
 * without a sensor (the constants at the places of blood pressure) are never written. Documented: Protocentral/protocentral_openview2,
 * protocentral-healthypi-v3, protocentral_healthypi_v4, protocentral_healthypi5_zephyr, examples of the boards' libraries; real
 * frames of a HeartyPatch. Guessed: see protocentral_boards.c. */
#include "device/protocentral.h"
#include "core/get.h"
#include "device/words.h"

enum { FIRST = 0x0a, SECOND = 0xfa, LAST = 0x0b, LONGEST = 64, NO_SPO2 = 25, MIN_TEMP = 1000, MAX_TEMP = 5000 };

const struct protocentral_shape *
protocentral_shape_of(const uint8_t *b, size_t n, int *board)
{
	struct get g = get_from(b, n);
	get_skip(&g, 2);
	unsigned length = get_le16(&g), type = get_u8(&g), trailer = n >= 2 ? b[n - 2] : 0;
	for (unsigned i = 0; i < protocentral_board_count; i++)
		for (unsigned k = 0; k < PROTOCENTRAL_SHAPES; k++) {
			const struct protocentral_shape *s = &protocentral_board_table[i].shape[k];
			if ((*board >= 0 && *board != (int)i) || s->length == 0 || s->length != length || s->type != type)
				continue;
			if (n == length + PROTOCENTRAL_HEAD + PROTOCENTRAL_TAIL && s->trailer != trailer)
				continue;
			*board = (int)i;
			return s;
		}
	return NULL;
}

int
protocentral_frame_as(const uint8_t *b, size_t n, int board)
{
	struct get g = get_from(b, n);
	if (b[0] != FIRST || (n > 1 && b[1] != SECOND))
		return DEV_BAD;
	if (n < PROTOCENTRAL_HEAD)
		return DEV_MORE;
	get_skip(&g, 2);
	size_t length = get_le16(&g), all = length + PROTOCENTRAL_HEAD + PROTOCENTRAL_TAIL;
	if (length > LONGEST || protocentral_shape_of(b, PROTOCENTRAL_HEAD, &board) == NULL)
		return DEV_BAD;
	if (n < all)
		return DEV_MORE;
	return b[all - 1] == LAST && protocentral_shape_of(b, all, &board) != NULL ? (int)all : DEV_BAD;
}

const char *
protocentral_why(const uint8_t *b, size_t n)
{
	int any = -1;
	if (b[0] != FIRST || (n > 1 && b[1] != SECOND))
		return "not the first bytes of a frame (0a fa)";
	if (n >= PROTOCENTRAL_HEAD && protocentral_shape_of(b, PROTOCENTRAL_HEAD, &any) == NULL)
		return "no board sends this type and length";
	return protocentral_frame_as(b, n, -1) == DEV_MORE ? "the input ends in this frame" : "the frame does not end with 0b";
}

static int64_t
value(struct get *g, enum protocentral_form form)
{
	switch (form) {
	case PC_U8:
		return get_u8(g);
	case PC_U16:
		return get_le16(g);
	case PC_I16:
		return (int16_t)get_le16(g);
	case PC_U32:
		return get_le32(g);
	case PC_ECG18: {
		int64_t v = (int32_t)get_le32(g);
		return v >= 0 ? v >> 14 : -((-v + 16383) >> 14);
	}
	default:
		return (int32_t)get_le32(g);
	}
}

static int32_t
count(int64_t v)
{
	return v >= INT32_MAX ? SMP_U : v <= INT32_MIN + 1 ? SMP_L : (int32_t)v;
}

static void
number(struct dev_emit *e, const struct protocentral_field *f, const uint8_t *p, int64_t v)
{
	static const char temp[] = "1000..5000";
	if (f->use == PC_TEMP) {
		if (v == 0 || (e->dev->waves[1].loose && p[f->at] == p[f->at + 1]))
			emit_none(e, f->to, 0);
		else if (v < MIN_TEMP || v > MAX_TEMP)
			emit_range(e, f->to, v, temp);
		else
			emit_num(e, f->to, v, 2, 0);
	} else if (v == 0 || (f->use == PC_SPO2 && v == NO_SPO2)) {
		emit_none(e, f->to, 0);
	} else if (v > f->most) {
		emit_range(e, f->to, v, f->most == 100 ? "0..100" : f->most == 400 ? "0..400" : "0..10000");
	} else {
		emit_num(e, f->to, v, 0, 0);
	}
}

/* The samples of period i of the frame: loose waves, which have fewer or another clock, come with the last. */
static void
period(struct protocentral *s, struct dev_emit *e, const struct protocentral_shape *h, const uint8_t *p, unsigned i)
{
	for (unsigned k = 0; k < h->fields; k++) {
		const struct protocentral_field *f = &h->field[k];
		static const uint8_t sizes[] = { 1, 2, 2, 4, 4, 4 };
		if (f->use != PC_WAVE)
			continue;
		bool loose = e->dev->waves[f->to].loose;
		for (unsigned j = loose ? 0 : i; j < f->times && (loose ? i + 1 >= h->samples : j == i); j++) {
			struct get g = get_from(p, h->length);
			get_skip(&g, f->at + (size_t)sizes[f->form] * j);
			int32_t c = f->valid == 0 || p[f->valid - 1] == 0 ? count(value(&g, f->form)) : SMP_E;
			if (loose)
				emit_wave_at(e, f->to, s->at[f->to]++, c);
			else
				emit_wave(e, f->to, c);
		}
	}
}

static void
lost(struct protocentral *s, struct dev_emit *e, const struct protocentral_shape *h, const uint8_t *p)
{
	if (h->sequence == 0)
		return;
	struct get g = get_from(p + h->sequence - 1, 4);
	uint32_t is = get_le32(&g), missing = is - s->sequence - 1;
	if (s->numbered)
		emit_lost(e, missing < 0x10000 ? (int64_t)missing * h->samples : 0);
	s->numbered = true;
	s->sequence = is;
}

void
protocentral_parse_as(struct protocentral *s, struct dev_emit *e, const uint8_t *b, size_t n)
{
	int board = s->board - 1;
	const struct protocentral_shape *h = protocentral_shape_of(b, n, &board);
	const uint8_t *p = b + PROTOCENTRAL_HEAD;
	if (h == NULL) {
		emit_err(e, "framing", e->offset, n, b, n < EMIT_HEX ? n : EMIT_HEX);
		return;
	}
	if (h->samples > 0)
		lost(s, e, h, p);
	int64_t before = e->index;
	for (unsigned i = 0; i < h->samples; i++) {
		emit_sample(e);
		if (i == 0 && h->samples > 1 && before >= 0 && e->index > before + 1) /* loose waves lose as much time */
			for (unsigned w = 0; e->dev->waves[w].signal != NULL; w++)
				s->at[w] += rate_samples(e->dev->waves[w].rate, rate_us(e->rate, e->index - before - 1));
		if (i == 0 && h->status > 0) {
			emit_state(e, EMIT_LEAD_OFF, p[h->status - 1] & h->lead_mask);
			emit_state(e, EMIT_FINGER_OFF, p[h->status - 1] & h->finger_mask);
		}
		period(s, e, h, p, i);
	}
	if (h->samples == 0 && e->index >= 0)
		period(s, e, h, p, 0);
	for (unsigned k = 0; k < h->fields; k++) {
		const struct protocentral_field *f = &h->field[k];
		struct get g = get_from(p, h->length);
		get_skip(&g, f->at);
		if (f->use != PC_WAVE)
			number(e, f, p, value(&g, f->form));
	}
}

/* Which board sends what nobody named: −1 when several do. */
static int
guess(const uint8_t *b, size_t n, const struct dev_emit *e, bool asked_rate)
{
	int found = -1, last = (int)protocentral_board_count - 1;
	(void)e;
	for (int i = 0; i < last; i++) {
		int board = i;
		if (protocentral_shape_of(b, n, &board) == NULL)
			continue;
		if (found >= 0)
			return b[2] == 20 ? last : -1; /* HealthyPi 3 or 4 */
		found = i;
	}
	return found >= 0 && protocentral_board_table[found].rate_unknown && !asked_rate ? -1 : found;
}

static void
parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct protocentral *s = state;
	if (s->refused)
		return;
	if (s->board == 0) {
		int board = guess(b, n, e, false);
		if (board < 0) {
			s->refused = true;
			emit_refuse(e, "nothing in these frames tells which board sends them, and several do: --board names it");
			return;
		}
		char text[32];
		const struct protocentral_board *is = &protocentral_board_table[board];
		s->board = (uint8_t)(board + 1);
		emit_become(e, is->dev);
		emit_info(e, "board", words_join(text, sizeof text, (const char *const[]){ is->name, "?", NULL }));
	}
	protocentral_parse_as(s, e, b, n);
}

static int
frame(const uint8_t *b, size_t n)
{
	return protocentral_frame_as(b, n, -1);
}

void
protocentral_trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	int board = -1;
	const struct protocentral_shape *h = protocentral_shape_of(b, n, &board);
	struct get g = get_from(b, n);
	get_skip(&g, 2);
	field_title(f, h != NULL ? protocentral_board_table[board].name : "frame");
	field_dec(f, 2, 2, "length", get_le16(&g), 0, "");
	field_hex(f, 4, 1, "type", get_u8(&g), 2);
	for (unsigned k = 0; h != NULL && k < h->fields; k++) {
		static const uint8_t sizes[] = { 1, 2, 2, 4, 4, 4 };
		const struct protocentral_field *d = &h->field[k];
		for (unsigned j = 0; j < d->times; j++) {
			size_t at = PROTOCENTRAL_HEAD + d->at + (size_t)sizes[d->form] * j;
			struct get v = get_from(b, n);
			get_skip(&v, at);
			field_dec(f, at, sizes[d->form], d->name, value(&v, d->form), d->use == PC_TEMP ? 2 : 0, "");
		}
	}
}

/* What HealthyPi 3 and 4 have; another board's first frame puts its own table in place of it. */
#define CHANNEL(s)                                                                                                                 \
	{                                                                                                                          \
		.signal = s, .unit = "1", .rate = { 125, 1 }, .gain = 1                                                            \
	}
static const struct dev_wave waves[] = { CHANNEL("ecg"), CHANNEL("resp"), CHANNEL("ppg-ir"), CHANNEL("ppg-red"),
	{ .signal = NULL } };
static const struct dev_num nums[] = { { "spo2", "%" }, { "hr", "/min" }, { "resp-rate", "/min" }, { "temp", "Cel" },
	{ NULL, NULL } };

extern const struct device dev_protocentral;
const struct device dev_protocentral = {
	.name = "protocentral",
	.title = "ProtoCentral HealthyPi 3, 4, 5, HeartyPatch, ADS1292R, MAX30003 and other boards: OpenView frames",
	.gives = "ecg resp ppg-ir ppg-red spo2 hr resp-rate temp",
	.check = "sync bytes",
	.status = "real bytes",
	.download = "no",
	.baud = 115200,
	.framing = "8N1",
	.rate = { 125, 1 },
	.length = 27,
	.waves = waves,
	.nums = nums,
	.lead_waves = 3,
	.lead_nums = 6,
	.state_size = sizeof(struct protocentral),
	.frame = frame,
	.why = protocentral_why,
	.parse = parse,
	.trace = protocentral_trace,
	.boards = protocentral_boards,
};
