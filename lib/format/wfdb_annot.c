/* MIT format: 16-bit words, low byte first; bits 15..10 are the type A, bits 9..0 the interval I since the annotation before.
 *
 *	A = 0, I = 0	logical end of the file
 *	A = 1..49	annotation
 *	59 SKIP		I = 0; a 32-bit interval follows, high word first; it belongs to the annotation behind it
 *	60 NUM		num of this and all further annotations is I
 *	61 SUB		subtype of this annotation is I
 *	62 CHN		channel of this and all further annotations is I
 *	63 AUX		I bytes of text follow, and one of padding where I is odd
 *
 * NUM, SUB, CHN and AUX stand behind the annotation that they belong to. A word with A = 0 and I > 0 moves the time and is none.
 * num and sub are signed 8-bit, chan is unsigned 8-bit, as the reference reader has them.
 *
 * Notes (type 22) at time 0, before any other annotation, may define the time unit and types:
 *	## time resolution: 500
 *	## annotation type definitions   /   42 CAL Calibration …   /   ## end of definitions */
#include "format/wfdb_annot.h"

#include "core/num.h"

#include <string.h>

enum { SKIP = 59, NUM = 60, SUB = 61, CHN = 62, AUX = 63, NOTE = 22, SKIP_LIMIT_BITS = 62 };

const struct annot_type annot_types[ANNOT_TYPES] = {
	[1] = { "N", ANNOT_BEAT, NULL },
	[2] = { "L", ANNOT_BEAT, NULL },
	[3] = { "R", ANNOT_BEAT, NULL },
	[4] = { "a", ANNOT_BEAT, NULL },
	[5] = { "V", ANNOT_BEAT, NULL },
	[6] = { "F", ANNOT_BEAT, NULL },
	[7] = { "J", ANNOT_BEAT, NULL },
	[8] = { "A", ANNOT_BEAT, NULL },
	[9] = { "S", ANNOT_BEAT, NULL },
	[10] = { "E", ANNOT_BEAT, NULL },
	[11] = { "j", ANNOT_BEAT, NULL },
	[12] = { "/", ANNOT_BEAT, NULL },
	[13] = { "Q", ANNOT_BEAT, NULL },
	[14] = { "~", ANNOT_QUALITY, "noise" },
	[16] = { "|", ANNOT_POINT, "artifact" },
	[18] = { "s", ANNOT_POINT, "st-change" },
	[19] = { "T", ANNOT_POINT, "t-change" },
	[20] = { "*", ANNOT_POINT, "systole" },
	[21] = { "D", ANNOT_POINT, "diastole" },
	[22] = { "\"", ANNOT_POINT, "note" },
	[23] = { "=", ANNOT_POINT, "measurement" },
	[24] = { "p", ANNOT_POINT, "p-wave" },
	[25] = { "B", ANNOT_BEAT, NULL },
	[26] = { "^", ANNOT_POINT, "pacer-spike" },
	[27] = { "t", ANNOT_POINT, "t-wave" },
	[28] = { "+", ANNOT_RHYTHM, "rhythm" },
	[29] = { "u", ANNOT_POINT, "u-wave" },
	[30] = { "?", ANNOT_BEAT, NULL },
	[31] = { "!", ANNOT_BEAT, NULL },
	[32] = { "[", ANNOT_VF_ON, "VF" },
	[33] = { "]", ANNOT_VF_OFF, "VF" },
	[34] = { "e", ANNOT_BEAT, NULL },
	[35] = { "n", ANNOT_BEAT, NULL },
	[36] = { "@", ANNOT_POINT, "link" },
	[37] = { "x", ANNOT_POINT, "blocked-p" },
	[38] = { "f", ANNOT_BEAT, NULL },
	[39] = { "(", ANNOT_POINT, "wave-onset" },
	[40] = { ")", ANNOT_POINT, "wave-end" },
	[41] = { "r", ANNOT_BEAT, NULL },
};

void
annot_start(struct annot_reader *r, struct fmt_source *src, struct rate fs)
{
	memset(r, 0, offsetof(struct annot_reader, buf));
	r->src = *src;
	r->rate = fs;
}

void
annot_close(struct annot_reader *r)
{
	fmt_close(&r->src);
}

/* Makes sure that n bytes (≤ ANNOT_LONGEST) are at buf + at; false when the file ends before. */
static bool
have(struct annot_reader *r, size_t n)
{
	while (r->end - r->at < n) {
		long got;

		if (r->at) {
			memmove(r->buf, r->buf + r->at, r->end - r->at);
			r->base += r->at;
			r->end -= r->at;
			r->at = 0;
		}
		got = r->src.read ? r->src.read(r->src.arg, r->buf + r->end, sizeof(r->buf) - r->end) : 0;
		if (got <= 0) {
			if (got < 0)
				r->error = got;
			return false;
		}
		r->end += (size_t)got;
	}
	return true;
}

/* The word at `ahead` bytes behind the place that is read; false when it is not there. */
static bool
word(struct annot_reader *r, size_t ahead, unsigned *w)
{
	if (!have(r, ahead + 2))
		return false;
	*w = r->buf[r->at + ahead] | (unsigned)r->buf[r->at + ahead + 1] << 8;
	return true;
}

static int
as_signed(unsigned interval)
{
	return (int8_t)(uint8_t)interval;
}

static void
add_sample(struct annot_reader *r, int64_t interval)
{
	/* Times that no recording has are kept from overflowing; the caller refuses them. */
	int64_t limit = INT64_C(1) << SKIP_LIMIT_BITS;

	r->sample += interval;
	if (r->sample > limit)
		r->sample = limit;
	if (r->sample < -limit)
		r->sample = -limit;
}

/* SKIP words and the words of time only that stand before an annotation. *n: bytes from r->at. False: the file ends. */
static bool
leading(struct annot_reader *r, size_t *n, unsigned *w)
{
	for (;;) {
		unsigned high, low;

		if (!word(r, *n, w))
			return false;
		if (*w >> 10 == SKIP) {
			if (!word(r, *n + 2, &high) || !word(r, *n + 4, &low))
				return false;
			add_sample(r, (int32_t)((uint32_t)high << 16 | low));
			*n += 6;
		} else if (*w >> 10 == 0 && *w) {
			add_sample(r, *w);
			*n += 2;
		} else {
			return true;
		}
		/* Only the last of them can matter to a message: what was read is given back to the buffer. */
		r->at += *n;
		*n = 0;
	}
}

/* The words behind an annotation that belong to it. False: the file ends within one. */
static bool
modifiers(struct annot_reader *r, struct annot *a, size_t *n)
{
	unsigned w;

	a->sub = 0;
	a->aux = (struct str){ NULL, 0 };
	for (size_t aux_at = 0, aux_n = 0;;) {
		unsigned value;

		/* Repeated modifiers are damage, but bounded: an annotation that is longer than any can be ends here. */
		if (*n + ANNOT_AUX + 3 > ANNOT_BLOCK / 2 || !word(r, *n, &w) || w >> 10 < NUM) {
			if (aux_n)
				a->aux = (struct str){ (const char *)r->buf + r->at + aux_at, aux_n };
			return !r->error;
		}
		value = w & 1023;
		*n += 2;
		switch (w >> 10) {
		case NUM:
			r->num = as_signed(value);
			break;
		case SUB:
			a->sub = as_signed(value);
			break;
		case CHN:
			r->chan = (int)(value & 255);
			break;
		default:
			if (!have(r, *n + value))
				return false;
			aux_at = *n;
			aux_n = value;
			*n += value;
			if (value % 2) {
				if (!have(r, *n + 1))
					return false; /* the padding is part of it */
				(*n)++;
			}
			break;
		}
	}
}

static enum annot_got
ended(struct annot_reader *r, struct annot *a, enum annot_got how)
{
	r->over = true;
	a->offset = r->base + r->at;
	a->length = r->end - r->at;
	memcpy(a->bytes, r->buf + r->at, a->length < sizeof(a->bytes) ? a->length : sizeof(a->bytes));
	return r->error ? ANNOT_ERROR : how;
}

/* Behind the logical end only zeros may stand (files were padded to blocks once). It looks at a fixed number of bytes, whatever the
 * reads return. */
static enum annot_got
after_end(struct annot_reader *r, struct annot *a)
{
	enum annot_got got;

	r->at += 2;
	(void)have(r, ANNOT_PADDING);
	if (r->end - r->at > ANNOT_PADDING)
		r->end = r->at + ANNOT_PADDING;
	while (r->at < r->end && r->buf[r->at] == 0)
		r->at++;
	got = ended(r, a, r->at < r->end ? ANNOT_TRAILING : ANNOT_END);
	if (got == ANNOT_TRAILING && r->src.size > (int64_t)a->offset)
		a->length = (uint64_t)r->src.size - a->offset;
	return got;
}

static enum annot_got
next_raw(struct annot_reader *r, struct annot *a)
{
	unsigned w;
	size_t n = 0;

	memset(a, 0, sizeof(*a));
	if (r->over)
		return ANNOT_END;
	if (!leading(r, &n, &w))
		return ended(r, a, ANNOT_TRUNCATED);
	if (w == 0)
		return after_end(r, a);
	n = 2;
	a->type = (int)(w >> 10);
	add_sample(r, w >> 10 < SKIP ? (int64_t)(w & 1023) : 0);
	if (w >> 10 >= NUM)
		n = 0; /* a modifier without an annotation before it: take it as one of no type */
	if (!modifiers(r, a, &n))
		return ended(r, a, ANNOT_TRUNCATED);
	a->sample = r->sample;
	a->chan = r->chan;
	a->num = r->num;
	a->offset = r->base + r->at;
	a->length = n;
	memcpy(a->bytes, r->buf + r->at, n < sizeof(a->bytes) ? n : sizeof(a->bytes));
	r->at += n;
	while (a->aux.n && a->aux.p[a->aux.n - 1] == '\0')
		a->aux.n--;
	return a->type < ANNOT_TYPES ? ANNOT_ONE : ANNOT_BAD_TYPE;
}

/* `42 CAL Calibration`: the mnemonic of a type. */
static void
define(struct annot_reader *r, struct str aux)
{
	struct str code = str_trim(aux), name;
	int64_t type;

	name = code;
	for (code.n = 0; code.n < name.n && name.p[code.n] != ' ' && name.p[code.n] != '\t';)
		code.n++;
	name.p += code.n;
	name.n -= code.n;
	name = str_trim(name);
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == ' ' || name.p[i] == '\t')
			name.n = i;
	if (num_get_i64(code, &type) && type > 0 && type < ANNOT_TYPES && name.n)
		(void)str_copy(r->custom[type], ANNOT_NAME, name);
}

/* Takes in a note that defines something; false when it is an ordinary annotation. */
static bool
definition(struct annot_reader *r, const struct annot *a)
{
	static const char resolution[] = "## time resolution:";
	const struct str aux = a->aux;

	if (r->body || a->type != NOTE || a->sample != 0 || !aux.n)
		return false;
	if (r->defining) {
		if (str_is(aux, "## end of definitions"))
			r->defining = false;
		else
			define(r, aux);
		return true;
	}
	if (str_is(aux, "## annotation type definitions"))
		return r->defining = true;
	if (str_starts(aux, str_of(resolution))) {
		struct str value = { aux.p + sizeof(resolution) - 1, aux.n - (sizeof(resolution) - 1) };

		return rate_get(str_trim(value), &r->rate);
	}
	return false;
}

enum annot_got
annot_next(struct annot_reader *r, struct annot *a)
{
	for (;;) {
		enum annot_got got = next_raw(r, a);

		if (got != ANNOT_ONE || !definition(r, a)) {
			r->body |= got == ANNOT_ONE && a->sample != 0;
			return got;
		}
	}
}
