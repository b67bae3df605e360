/* Findings of a check: lines `file:line: text` on the output. The answer, so they are no messages. */
#ifndef IOMT_CHECK_FIND_H
#define IOMT_CHECK_FIND_H

#include "check/answer.h"
#include "core/out.h"
#include "core/str.h"

#include <stdint.h>

enum { FIND_SHOWN = 100 }; /* of one file; the others are counted */

struct find {
	struct out *out;
	const char *file;
	struct answer *answer; /* gets a case a finding; NULL: none */
	uint64_t line;         /* that is looked at; 0: the file as a whole */
	uint64_t count;        /* findings so far */
};

void find_start(struct find *f, struct out *out, const char *file, struct answer *answer);

/* One finding: the n parts one after another. What is not printable ASCII or UTF-8 of theirs is shown as \xHH, long ones are cut.
 */
void find_parts(struct find *f, uint64_t line, const struct str *parts, size_t n);
#define FIND(f, line, ...)                                                                                                         \
	find_parts(f, line, (const struct str[]){ __VA_ARGS__ }, sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

/* A number as a part; the text stands in buf. */
struct str find_number(char buf[24], int64_t v);
struct str find_time(char buf[24], int64_t us);

/* The last line of a file's answer: how many were not shown, or that nothing was found; `quiet`: not that. */
void find_finish(struct find *f, uint64_t records, bool quiet);

/* Text for people: bytes that a terminal would act on are shown as \xHH; at most `most` bytes of s. */
void find_text(struct out *out, struct str s, size_t most);

#endif
