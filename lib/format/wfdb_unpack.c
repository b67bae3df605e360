/* Signal formats of signal(5), WFDB Applications Guide, that are unpacked before anything else:
 *
 *	8	first differences of 8 bits, two's complement; the header's initial value is the one before the first
 *	24 32	two's complement, low byte first
 *	61	int16, high byte first
 *	80 160	offset binary: 128 and 32768 are zero
 *	310	three samples of 10 bits in two little-endian words: bits 1…10 of each are the first and the second; the bits 11…15 of the
 *		first word are the low 5 bits of the third, those of the second its high 5
 *	311	three samples of 10 bits in one little-endian word of 32 bits, the first in the lowest bits
 *
 * A file may end within a pack: the samples that are whole are given. */
#include "format/wfdb_unpack.h"

#include <stdlib.h>
#include <string.h>

enum { IN = 12 * 1024 /* a multiple of every pack */, OUT = IN };

struct wfdb_unpack {
	struct fmt_source src;
	const struct wfdb_code *code;
	struct wfdb_flac *flac;
	const int32_t *ready; /* samples that wait: bytes of them */
	size_t nready;
	size_t held;    /* bytes of a pack that is not whole, at the start of in */
	uint64_t taken; /* bytes read */
	bool over;
	/* format 8 */
	uint16_t *owner; /* of each sample in a frame: its signal */
	int32_t *last;   /* of each signal */
	size_t frame, at;
	uint8_t in[IN];
	int32_t out[OUT];
};

static int32_t
signed_bits(uint32_t v, unsigned bits)
{
	uint32_t half = UINT32_C(1) << (bits - 1);

	return (int32_t)((int64_t)((v ^ half) & (2 * (uint64_t)half - 1)) - half);
}

static void
unpack_8(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int32_t *last = &u->last[u->owner[u->at]];

		/* a file of over 2^24 samples of one sign could leave the range: it wraps, as the reference's does */
		*last = (int32_t)((uint32_t)*last + (uint32_t)(int8_t)b[i]);
		out[i] = *last;
		if (++u->at == u->frame)
			u->at = 0;
	}
}

static void
unpack_24(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	(void)u;
	for (size_t i = 0; i < n; i += 3)
		*out++ = signed_bits(b[i] | (uint32_t)b[i + 1] << 8 | (uint32_t)b[i + 2] << 16, 24);
}

static void
unpack_32(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	(void)u;
	for (size_t i = 0; i < n; i += 4)
		*out++ = (int32_t)(b[i] | (uint32_t)b[i + 1] << 8 | (uint32_t)b[i + 2] << 16 | (uint32_t)b[i + 3] << 24);
}

static void
unpack_61(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	(void)u;
	for (size_t i = 0; i < n; i += 2)
		*out++ = (int16_t)(uint16_t)(b[i + 1] | b[i] << 8);
}

static void
unpack_80(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	(void)u;
	for (size_t i = 0; i < n; i++)
		out[i] = b[i] - 128;
}

static void
unpack_160(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	(void)u;
	for (size_t i = 0; i < n; i += 2)
		*out++ = (b[i] | b[i + 1] << 8) - 32768;
}

static void
unpack_310(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	(void)u;
	for (size_t i = 0; i < n; i += 4) {
		uint32_t first = b[i] | (uint32_t)b[i + 1] << 8, second = b[i + 2] | (uint32_t)b[i + 3] << 8;

		*out++ = signed_bits(first >> 1 & 1023, 10);
		*out++ = signed_bits(second >> 1 & 1023, 10);
		*out++ = signed_bits((first >> 11 & 31) | (second >> 11 & 31) << 5, 10);
	}
}

static unsigned
rest_310(size_t n)
{
	return n >= 2 ? 1 : 0;
}

static void
unpack_311(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out)
{
	(void)u;
	for (size_t i = 0; i < n; i += 4) {
		uint32_t v = b[i] | (uint32_t)b[i + 1] << 8 | (uint32_t)b[i + 2] << 16 | (uint32_t)b[i + 3] << 24;

		*out++ = signed_bits(v & 1023, 10);
		*out++ = signed_bits(v >> 10 & 1023, 10);
		*out++ = signed_bits(v >> 20 & 1023, 10);
	}
}

static unsigned
rest_311(size_t n)
{
	return (unsigned)(n * 8 / 10);
}

static unsigned
rest_none(size_t n)
{
	(void)n;
	return 0;
}

const struct wfdb_code wfdb_code_8 = { .samples = 1, .bytes = 1, .unpack = unpack_8, .rest = rest_none };
const struct wfdb_code wfdb_code_24 = { .samples = 1, .bytes = 3, .unpack = unpack_24, .rest = rest_none };
const struct wfdb_code wfdb_code_32 = { .samples = 1, .bytes = 4, .unpack = unpack_32, .rest = rest_none };
const struct wfdb_code wfdb_code_61 = { .samples = 1, .bytes = 2, .unpack = unpack_61, .rest = rest_none };
const struct wfdb_code wfdb_code_80 = { .samples = 1, .bytes = 1, .unpack = unpack_80, .rest = rest_none };
const struct wfdb_code wfdb_code_160 = { .samples = 1, .bytes = 2, .unpack = unpack_160, .rest = rest_none };
const struct wfdb_code wfdb_code_310 = { .samples = 3, .bytes = 4, .unpack = unpack_310, .rest = rest_310 };
const struct wfdb_code wfdb_code_311 = { .samples = 3, .bytes = 4, .unpack = unpack_311, .rest = rest_311 };
const struct wfdb_code wfdb_code_flac = { 0 };

unsigned
wfdb_code_rest(const struct wfdb_code *code, unsigned n)
{
	unsigned bytes = 0;

	while (n > 0 && bytes < code->bytes && code->rest(bytes) < n)
		bytes++;
	return bytes;
}

long
wfdb_unpack_read(struct wfdb_unpack *u, void *buf, size_t n)
{
	long got = u->src.read(u->src.arg, buf, n);

	if (got > 0)
		u->taken += (uint64_t)got;
	return got;
}

/* Some more samples: their count, 0 at the end, or a negative error. */
static long
more(struct wfdb_unpack *u)
{
	const struct wfdb_code *c = u->code;

	if (u->flac)
		return wfdb_flac_more(u->flac, &u->ready);
	u->ready = u->out;
	while (!u->over) {
		long got = wfdb_unpack_read(u, u->in + u->held, sizeof(u->in) - u->held);
		size_t n = u->held + (got > 0 ? (size_t)got : 0), whole = n - n % c->bytes;

		if (got < 0)
			return got;
		u->over = got == 0;
		u->held = n - whole;
		if (whole > 0) {
			c->unpack(u, u->in, whole, u->out);
			memmove(u->in, u->in + whole, u->held);
			return (long)(whole / c->bytes * c->samples);
		}
	}
	if (u->held > 0) {
		/* The whole samples of the last pack; what is missing of it is zero. */
		unsigned samples = c->rest(u->held);

		memset(u->in + u->held, 0, c->bytes - u->held);
		u->held = 0;
		c->unpack(u, u->in, c->bytes, u->out);
		return samples;
	}
	return 0;
}

static long
read_unpacked(void *arg, void *buf, size_t n)
{
	struct wfdb_unpack *u = arg;

	if (u->nready == 0) {
		long got = more(u);

		if (got <= 0)
			return got;
		u->nready = (size_t)got * sizeof(int32_t);
	}
	if (n > u->nready)
		n = u->nready;
	n -= n % sizeof(int32_t);
	memcpy(buf, u->ready, n);
	u->ready += n / sizeof(int32_t);
	u->nready -= n;
	return (long)n;
}

static void
stop(void *arg)
{
	struct wfdb_unpack *u = arg;

	if (u->flac)
		wfdb_flac_stop(u->flac);
	fmt_close(&u->src);
	free(u->owner);
	free(u->last);
	free(u);
}

/* Which signal each sample of a frame is of. */
static bool
layout(struct wfdb_unpack *u, const struct wfdb_unpack_signal *signal, size_t nsignals)
{
	size_t k = 0;

	for (size_t i = 0; i < nsignals; i++)
		u->frame += (size_t)signal[i].spf;
	u->owner = malloc(u->frame * sizeof(*u->owner));
	u->last = malloc(nsignals * sizeof(*u->last));
	if (!u->owner || !u->last)
		return false;
	for (size_t i = 0; i < nsignals; i++) {
		u->last[i] = (int32_t)(uint32_t)(uint64_t)signal[i].initial;
		for (int64_t s = 0; s < signal[i].spf; s++)
			u->owner[k++] = (uint16_t)i;
	}
	return true;
}

struct wfdb_unpack *
wfdb_unpack_start(struct fmt_source *src, const struct wfdb_code *code, unsigned bits, const struct wfdb_unpack_signal *signal,
	size_t nsignals)
{
	struct wfdb_unpack *u = calloc(1, sizeof(*u));

	if (!u)
		return NULL;
	u->code = code;
	if (code->unpack == unpack_8 && !layout(u, signal, nsignals)) {
		stop(u);
		return NULL;
	}
	if (!code->unpack && !(u->flac = wfdb_flac_start(u, bits, signal, nsignals))) {
		stop(u);
		return NULL;
	}
	u->src = *src;
	*src = (struct fmt_source){ .read = read_unpacked, .close = stop, .arg = u, .size = -1 };
	return u;
}

uint64_t
wfdb_unpack_taken(const struct wfdb_unpack *u)
{
	return u->taken;
}

const char *
wfdb_unpack_fault(const struct wfdb_unpack *u)
{
	return u->flac ? wfdb_flac_fault(u->flac) : NULL;
}
