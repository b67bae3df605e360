/* A unit test is a program: TEST(name) { … CHECK(…); … } for each test, UNIT_MAIN(list of names) at the end. It prints TAP, one line
 * a test, and exits 1 when one failed. */
#ifndef IOMT_TESTS_UNIT_H
#define IOMT_TESTS_UNIT_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned unit_done_, unit_failed_, unit_bad_;

/* Older style: begin a test by hand. */
static inline void
unit_report(const char *name)
{
	unit_done_++;
	if (unit_bad_)
		unit_failed_++;
	printf("%sok %u - %s\n", unit_bad_ ? "not " : "", unit_done_, name);
	unit_bad_ = 0;
	fflush(stdout);
}

static inline int
unit_done(void)
{
	printf("1..%u\n", unit_done_);
	return unit_failed_ > 0 || unit_done_ == 0;
}

static inline void
unit_complain(const char *file, int line, const char *what)
{
	unit_bad_++;
	if (unit_bad_ <= 10) /* a loop of checks must not fill the log */
		printf("# %s:%d: %s\n", file, line, what);
}

static inline void
unit_differ(const char *file, int line, const char *expression, const char *is, const char *want)
{
	unit_complain(file, line, expression);
	if (unit_bad_ <= 10)
		printf("#   is   %s\n#   want %s\n", is, want);
}

#define CHECK(cond)                                                                                                                \
	do {                                                                                                                       \
		if (!(cond))                                                                                                       \
			unit_complain(__FILE__, __LINE__, #cond);                                                                  \
	} while (0)

/* Whole numbers. */
#define CHECK_EQ(a, b)                                                                                                             \
	do {                                                                                                                       \
		long long a_ = (long long)(a), b_ = (long long)(b);                                                                \
		char is_[24], want_[24];                                                                                           \
		if (a_ != b_) {                                                                                                    \
			snprintf(is_, sizeof(is_), "%lld", a_);                                                                    \
			snprintf(want_, sizeof(want_), "%lld", b_);                                                                \
			unit_differ(__FILE__, __LINE__, #a " == " #b, is_, want_);                                                 \
		}                                                                                                                  \
	} while (0)

/* NUL-terminated texts. */
#define CHECK_STR(a, b)                                                                                                            \
	do {                                                                                                                       \
		const char *a_ = (a), *b_ = (b);                                                                                   \
		if (strcmp(a_, b_) != 0)                                                                                           \
			unit_differ(__FILE__, __LINE__, #a, a_, b_);                                                               \
	} while (0)

/* A small deterministic generator for property tests (splitmix64: Steele, Lea, Flood 2014). */
static inline uint64_t
unit_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

#define TEST(name) static void name(void)
#define RUN(name) (name(), unit_report(#name))

#endif
