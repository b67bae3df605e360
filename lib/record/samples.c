#include "record/samples.h"
#include "core/num.h"

#include <string.h>

/* "0000" … "9999", four characters each, and a few more so that a read of four at any digit stays inside. */
#define D1(p) p "0" p "1" p "2" p "3" p "4" p "5" p "6" p "7" p "8" p "9"
#define D2(p) D1(p "0") D1(p "1") D1(p "2") D1(p "3") D1(p "4") D1(p "5") D1(p "6") D1(p "7") D1(p "8") D1(p "9")
#define D3(p) D2(p "0") D2(p "1") D2(p "2") D2(p "3") D2(p "4") D2(p "5") D2(p "6") D2(p "7") D2(p "8") D2(p "9")
#define D4 D3("0") D3("1") D3("2") D3("3") D3("4") D3("5") D3("6") D3("7") D3("8") D3("9")
static const char four_digits[] = D4 "    ";

enum { FOUR = 10000 };

/* A count of any size. */
static char *
put_large(char *p, uint32_t u)
{
	if (u >= FOUR) {
		p = put_large(p, u / FOUR);
		memcpy(p, four_digits + 4 * (u % FOUR), 4);
		return p + 4;
	}
	return num_put_u64(p, u);
}

char *
smp_put(char *p, const int32_t *src, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int32_t s = src[i];
		uint32_t u;

		if (!smp_is_count(s)) {
			*p++ = s == SMP_E ? 'E' : s == SMP_L ? 'L' : 'U';
			*p++ = ' ';
			continue;
		}
		*p = '-';
		p += s < 0;
		u = s < 0 ? 0 - (uint32_t)s : (uint32_t)s;
		if (u < FOUR) {
			unsigned skip = (unsigned)((u < 1000) + (u < 100) + (u < 10));

			memcpy(p, four_digits + 4 * u + skip, 4);
			p += 4 - skip;
		} else {
			p = put_large(p, u);
		}
		*p++ = ' ';
	}
	return n ? p - 1 : p;
}

size_t
smp_count(struct str s)
{
	size_t n = s.n > 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == ' ';
	return n;
}

/* A sample that is no short count: a letter, or a count of ten and more digits. Returns behind it, NULL when malformed. */
static const char *
get_rare(const char *p, const char *end, int32_t *dst)
{
	const char *first = p;
	bool negative = p < end && *p == '-';
	uint64_t sum = 0;
	int digits = 0;

	if (p < end && (*p == 'E' || *p == 'L' || *p == 'U')) {
		*dst = *p == 'E' ? SMP_E : *p == 'L' ? SMP_L : SMP_U;
		return p + 1;
	}
	for (p += negative; p < end && *p >= '0' && *p <= '9'; p++) {
		sum = sum > INT32_MAX ? sum : sum * 10 + (uint64_t)(*p - '0');
		digits++;
	}
	if (!digits || p == first)
		return NULL;
	if (negative)
		*dst = sum > INT32_MAX - 1 ? SMP_L : -(int32_t)sum;
	else
		*dst = sum > INT32_MAX - 1 ? SMP_U : (int32_t)sum;
	return p;
}

/* Samples one after the other from p to end; the byte at end is readable and no digit. */
static long
get_plain(const char *p, const char *end, int32_t *dst, size_t cap)
{
	size_t n = 0;

	for (;;) {
		const char *first = p;
		uint32_t negative = *p == '-';
		uint32_t sum, c;

		if (n == cap)
			return -1;
		p += negative;
		sum = (uint32_t)(unsigned char)*p - '0';
		if (sum <= 9) {
			while ((c = (uint32_t)(unsigned char)*++p - '0') <= 9)
				sum = sum * 10 + c;
		}
		if (p - first - (long)negative - 1 > 8 || p == first + negative) {
			p = get_rare(first, end, &dst[n]);
			if (!p)
				return -1;
		} else {
			dst[n] = (int32_t)((sum ^ (0 - negative)) + negative);
		}
		n++;
		if (p >= end)
			return p == end ? (long)n : -1;
		if (*p++ != ' ' || p == end)
			return -1;
	}
}

#if defined(__SSE2__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <emmintrin.h>

/* The blanks of 64 bytes at a time are found first, so that the samples between them do not wait for each other; each is the four bytes
 * before its blank, with what belongs to its predecessor masked out. The same results as get_plain, which does the ends. */
enum { STEP = 64 };

static inline uint64_t
blanks(const char *p)
{
	const __m128i blank = _mm_set1_epi8(' ');
	uint64_t mask = 0;

	for (int i = 3; i >= 0; i--) {
		__m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));

		mask = mask << 16 | (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, blank));
	}
	return mask;
}

static __attribute__((noinline)) bool
get_odd(const char *first, const char *end, int32_t *dst)
{
	return get_plain(first, end, dst, 1) == 1;
}

/* The sample first..blank; four bytes before the blank are readable. */
static inline bool
get_one(const char *first, const char *blank, int32_t *dst)
{
	/* The digits that are ours among four bytes, the last one highest. */
	static const uint32_t keep[] = { 0, 0xff000000, 0xffff0000, 0xffffff00, 0xffffffff };
	uint32_t negative = *first == '-';
	uint64_t digits = (uint64_t)(blank - first) - negative;
	uint32_t w;

	if (digits - 1 > 3)
		return get_odd(first, blank, dst);
	memcpy(&w, blank - 4, 4);
	w = (w ^ 0x30303030) & keep[digits];
	if (((w + 0x76767676) | w) & 0x80808080)
		return get_odd(first, blank, dst);
	/* Four digits to a number by pairs, then all. */
	w = (w * 10 + (w >> 8)) & 0x00ff00ff;
	w = (w * (100u << 16 | 1)) >> 16;
	*dst = (int32_t)((w ^ (0 - negative)) + negative);
	return true;
}

long
smp_get(struct str s, int32_t *dst, size_t cap)
{
	const char *first = s.p, *p = s.p, *end = s.p + s.n;
	int32_t *d = dst, *full = dst + cap;
	long rest;

	for (; end - p >= STEP; p += STEP) {
		uint64_t mask = blanks(p);

		/* Near either end of the field or of the room, with care. */
		for (; mask && (p == s.p || full - d < STEP); mask &= mask - 1) {
			const char *blank = p + __builtin_ctzll(mask);

			if (d == full || !get_odd(first, blank, d++))
				return -1;
			first = blank + 1;
			if (first - s.p >= 4 && full - d >= STEP) {
				mask &= mask - 1;
				break;
			}
		}
		for (; mask; mask &= mask - 1) {
			const char *blank = p + __builtin_ctzll(mask);

			if (!get_one(first, blank, d++))
				return -1;
			first = blank + 1;
		}
	}
	if (first >= end)
		return -1; /* empty, or a blank at the end */
	rest = get_plain(first, end, d, (size_t)(full - d));
	return rest < 0 ? -1 : d - dst + rest;
}
#else
long
smp_get(struct str s, int32_t *dst, size_t cap)
{
	return s.n ? get_plain(s.p, s.p + s.n, dst, cap) : -1;
}
#endif

int
smp_block(struct rate fs, bool live)
{
	/* FS or FS/4 samples, divided by the smallest d that brings it to SMP_BLOCK or fewer. */
	int64_t den = fs.den * (live ? 4 : 1);
	int64_t d = (fs.num + den * SMP_BLOCK - 1) / (den * SMP_BLOCK);
	int64_t n = fs.num / (den * (d > 0 ? d : 1));

	return n < 1 ? 1 : (int)n;
}
