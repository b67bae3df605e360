/* Signal formats (signal(5), WFDB Applications Guide):
 *
 *	16	int16, low byte first
 *	212	two samples of 12 bits, two's complement, in three bytes: low 8 bits of the first | its 4 high bits (low nibble) and
 *		those of the second (high nibble) | low 8 bits of the second
 *	the others	wfdb_unpack.c
 *
 * The loops below index a table of ready strings by the code as it stands in the file and store eight bytes a sample, of which the
 * next sample overwrites what it does not need. The range was checked by the caller for the whole block: no bounds check a sample.
 */
#include "format/wfdb_signal.h"

#include "core/num.h"
#include "format/wfdb_unpack.h"

#include <stdbool.h>
#include <string.h>

static inline char *
put_word(char *p, const struct wfdb_word *w)
{
	memcpy(p, w, sizeof(*w));
	return p + w->n;
}

/* The value of a 12-bit code, times 16: the shift puts the sign where it belongs. */
static inline int
times16(unsigned code)
{
	return (int16_t)(uint16_t)(code << 4);
}

static inline unsigned
code_even(const uint8_t *q)
{
	return q[0] | (q[1] & 15u) << 8;
}

static inline unsigned
code_odd(const uint8_t *q)
{
	return q[2] | (q[1] >> 4 & 15u) << 8;
}

static char *
put_212(char *p, const struct wfdb_word *words, const uint8_t *b, size_t at, size_t stride, size_t count, int64_t *sum)
{
	const uint8_t *q = b + at / 2 * 3;
	int64_t total = 0;

	if (stride % 2 == 0) {
		/* Every sample of the channel has the same place in its three bytes. */
		size_t step = stride / 2 * 3;

		if (at % 2 == 0) {
			for (size_t i = 0; i < count; i++, q += step) {
				unsigned code = code_even(q);

				total += times16(code);
				p = put_word(p, words + code);
			}
		} else {
			for (size_t i = 0; i < count; i++, q += step) {
				unsigned code = code_odd(q);

				total += times16(code);
				p = put_word(p, words + code);
			}
		}
	} else {
		for (size_t i = 0; i < count; i++, at += stride) {
			unsigned code = at % 2 ? code_odd(b + at / 2 * 3) : code_even(b + at / 2 * 3);

			total += times16(code);
			p = put_word(p, words + code);
		}
	}
	*sum += total / 16;
	return p;
}

static int32_t
get_212(const uint8_t *b, size_t at)
{
	const uint8_t *q = b + at / 2 * 3;

	return times16(at % 2 ? code_odd(q) : code_even(q)) / 16;
}

static inline unsigned
code_16(const uint8_t *q)
{
	return q[0] | (unsigned)q[1] << 8;
}

static char *
put_16(char *p, const struct wfdb_word *words, const uint8_t *b, size_t at, size_t stride, size_t count, int64_t *sum)
{
	const uint8_t *q = b + at * 2;
	int64_t total = 0;

	for (size_t i = 0; i < count; i++, q += stride * 2) {
		unsigned code = code_16(q);

		total += (int16_t)code;
		p = put_word(p, words + code);
	}
	*sum += total;
	return p;
}

static int32_t
get_16(const uint8_t *b, size_t at)
{
	return (int16_t)code_16(b + at * 2);
}

static inline int32_t
unpacked(const uint8_t *q)
{
	int32_t v;

	memcpy(&v, q, sizeof(v));
	return v;
}

static int32_t
get_unpacked(const uint8_t *b, size_t at)
{
	return unpacked(b + at * 4);
}

static inline char *
put_unpacked(char *p, const uint8_t *q, size_t stride, size_t count, int64_t *sum, int32_t invalid)
{
	int64_t total = 0;

	for (size_t i = 0; i < count; i++, q += stride * 4) {
		int32_t v = unpacked(q);

		total += v;
		if (v == invalid)
			*p++ = 'E';
		else
			p = num_put_i64(p, v);
		*p++ = ' ';
	}
	*sum += total;
	return p;
}

/* put() of an unpacked format, by its invalid value */
#define UNPACKED(name, invalid)                                                                                                    \
	static char *name(                                                                                                         \
		char *p, const struct wfdb_word *words, const uint8_t *b, size_t at, size_t stride, size_t count, int64_t *sum)    \
	{                                                                                                                          \
		(void)words;                                                                                                       \
		return put_unpacked(p, b + at * 4, stride, count, sum, invalid);                                                   \
	}

UNPACKED(put_8, INT32_MIN) /* differences: every value can be one */
UNPACKED(put_24, -(1 << 23))
UNPACKED(put_32, INT32_MIN)
UNPACKED(put_61, -32768)
UNPACKED(put_80, -128)
UNPACKED(put_310, -512)

#define ROW_UNPACKED(f, what, least, function, how)                                                                                \
	.code = f, .title = what, .bits = 32, .samples = 1, .bytes = 4, .invalid = least, .put = function, .get = get_unpacked,    \
	.unpack = how

const struct wfdb_pack wfdb_packs[WFDB_PACKS] = {
	{ .code = 16,
		.title = "16 bits, low byte first",
		.bits = 16,
		.samples = 1,
		.bytes = 2,
		.invalid = -32768,
		.put = put_16,
		.get = get_16 },
	{ .code = 212,
		.title = "12 bits, two in three bytes",
		.bits = 12,
		.samples = 2,
		.bytes = 3,
		.invalid = -2048,
		.put = put_212,
		.get = get_212 },
	{ .code = 0, .title = "null signal" },
	{ ROW_UNPACKED(8, "8-bit first differences", INT32_MIN, put_8, &wfdb_code_8) },
	{ ROW_UNPACKED(24, "24 bits, low byte first", -(1 << 23), put_24, &wfdb_code_24) },
	{ ROW_UNPACKED(32, "32 bits, low byte first", INT32_MIN, put_32, &wfdb_code_32) },
	{ ROW_UNPACKED(61, "16 bits, high byte first", -32768, put_61, &wfdb_code_61) },
	{ ROW_UNPACKED(80, "8 bits, offset binary", -128, put_80, &wfdb_code_80) },
	{ ROW_UNPACKED(160, "16 bits, offset binary", -32768, put_61, &wfdb_code_160) },
	{ ROW_UNPACKED(310, "10 bits, three in two words", -512, put_310, &wfdb_code_310) },
	{ ROW_UNPACKED(311, "10 bits, three in a long word", -512, put_310, &wfdb_code_311) },
	{ ROW_UNPACKED(508, "FLAC, 8 bits", -128, put_80, &wfdb_code_flac), .flac = 8 },
	{ ROW_UNPACKED(516, "FLAC, 16 bits", -32768, put_61, &wfdb_code_flac), .flac = 16 },
	{ ROW_UNPACKED(524, "FLAC, 24 bits", -(1 << 23), put_24, &wfdb_code_flac), .flac = 24 },
};

const struct wfdb_pack *
wfdb_pack(int64_t code)
{
	for (size_t i = 0; i < WFDB_PACKS; i++)
		if (wfdb_packs[i].code == code)
			return &wfdb_packs[i];
	return NULL;
}

uint64_t
wfdb_file_bytes(const struct wfdb_pack *pack, int64_t n)
{
	const struct wfdb_code *c = pack->unpack;

	if (!c)
		return wfdb_bytes(pack, n);
	if (!c->bytes)
		return 0;
	return (uint64_t)(n / c->samples) * c->bytes + wfdb_code_rest(c, (unsigned)(n % c->samples));
}

size_t
wfdb_words_count(const struct wfdb_pack *pack)
{
	return pack->unpack ? 0 : (size_t)1 << pack->bits;
}

void
wfdb_words(struct wfdb_word *words, const struct wfdb_pack *pack)
{
	const int32_t half = 1 << (pack->bits - 1);

	for (int32_t v = -half; v < half; v++) {
		struct wfdb_word *w = &words[v & (2 * half - 1)];
		char text[24], *end = text;

		if (v == pack->invalid)
			*end++ = 'E';
		else
			end = num_put_i64(text, v);
		*end++ = ' ';
		w->n = (uint8_t)(end - text);
		memcpy(w->text, text, w->n);
	}
}
