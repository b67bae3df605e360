/* An answer for programs: one function a format, one line in reports.def. Every report holds every case; no clock, no host name:
 * the same answer gives the same bytes. */
#ifndef IOMT_CHECK_REPORT_H
#define IOMT_CHECK_REPORT_H

#include "check/answer.h"

typedef void (*report_write)(const struct answer *a, int status, struct out *out);

#define REPORT(name, title) void report_##name(const struct answer *a, int status, struct out *out);
#include "check/reports.def"
#undef REPORT

/* One that was asked for: FORMAT[:FILE]. */
struct report {
	report_write write;
	const char *file; /* NULL: where the text would go */
};

/* Parses; false when there is no such format. */
bool report_get(const char *text, struct report *r);

extern const char report_names[]; /* "tap|junit|…" */

/* Writes them: to their files, those without one to out. Returns ST_OK, or ST_IO after a line on stderr. */
int report_all(const struct answer *a, int status, const struct report *r, size_t n, struct out *out);

/* For the formats: text, and text with some characters replaced (pairs of a character and what stands for it, ended by a 0). */
void report_put(struct out *out, const char *s);
struct report_escape {
	char c;
	const char *as;
};
void report_escaped(struct out *out, const char *s, const struct report_escape *e);
void report_count(struct out *out, uint64_t n);

#endif
