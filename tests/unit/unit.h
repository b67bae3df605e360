/* The smallest test kit: checks count, a test is named, TAP comes out.
 *
 *	UNIT("an empty line is no record");   ends the test before and begins one; without it the file is one test
 *	CHECK(n == 3);                        cheap enough for loops: only a failure prints
 *	CHECK_EQ(got, want);                  integers
 *	CHECK_STR(got, want);                 NUL-terminated
 *	return unit_done();                   in main: prints the last test and the plan */
#ifndef IOMT_TESTS_UNIT_H
#define IOMT_TESTS_UNIT_H

#include <stdio.h>
#include <string.h>

static const char *unit_name = __FILE__;
static int unit_tests, unit_bad_tests;
static unsigned long unit_checks, unit_bad;

static inline void
unit_close(void)
{
	if (unit_checks == 0 && unit_bad == 0)
		return;
	unit_tests++;
	unit_bad_tests += unit_bad > 0;
	printf("%sok %d - %s\n", unit_bad > 0 ? "not " : "", unit_tests, unit_name);
	fflush(stdout);
	unit_checks = unit_bad = 0;
}

static inline int
unit_done(void)
{
	unit_close();
	printf("1..%d\n", unit_tests);
	return unit_bad_tests > 0 || unit_tests == 0;
}

/* True when this failure is to be told: the first ten of a test are. */
static inline int
unit_fail(void)
{
	return ++unit_bad <= 10;
}

#define UNIT(name)                                                                                                                 \
	do {                                                                                                                       \
		unit_close();                                                                                                      \
		unit_name = (name);                                                                                                \
	} while (0)

#define CHECK(cond)                                                                                                                \
	do {                                                                                                                       \
		unit_checks++;                                                                                                     \
		if (!(cond) && unit_fail())                                                                                        \
			printf("# %s:%d: not true: %s\n", __FILE__, __LINE__, #cond);                                              \
	} while (0)

#define CHECK_EQ(got, want)                                                                                                        \
	do {                                                                                                                       \
		const long long unit_g = (long long)(got), unit_w = (long long)(want);                                             \
		unit_checks++;                                                                                                     \
		if (unit_g != unit_w && unit_fail())                                                                               \
			printf("# %s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #got, unit_g, unit_w);                       \
	} while (0)

#define CHECK_STR(got, want)                                                                                                       \
	do {                                                                                                                       \
		const char *unit_g = (got), *unit_w = (want);                                                                      \
		unit_checks++;                                                                                                     \
		if (strcmp(unit_g, unit_w) != 0 && unit_fail())                                                                    \
			printf("# %s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #got, unit_g, unit_w);                   \
	} while (0)

#endif
