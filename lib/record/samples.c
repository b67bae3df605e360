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

long
smp_get(struct str s, int32_t *dst, size_t cap)
{
	const char *p = s.p, *end = s.p + s.n;
	size_t n = 0;

	if (!s.n)
		return -1;
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

int
smp_block(struct rate fs, bool live)
{
	/* FS or FS/4 samples, divided by the smallest d that brings it to SMP_BLOCK or fewer. */
	int64_t den = fs.den * (live ? 4 : 1);
	int64_t d = (fs.num + den * SMP_BLOCK - 1) / (den * SMP_BLOCK);
	int64_t n = fs.num / (den * (d > 0 ? d : 1));

	return n < 1 ? 1 : (int)n;
}
