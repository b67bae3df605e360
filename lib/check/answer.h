/* What a check found: tables of figures, and cases (a requirement, a file, a tolerance) that are ok or not. The text, the
 * requirements (require.h) and every report (report.h) are made of these. */
#ifndef IOMT_CHECK_ANSWER_H
#define IOMT_CHECK_ANSWER_H

#include "core/out.h"
#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ANSWER_TABLES = 8,
	ANSWER_COLUMNS = 32, /* of one table */
	ANSWER_LABELS = 2,   /* in front of them */
	ANSWER_TEXT = 480,   /* bytes of a case's text at the most; the rest is cut */
	ANSWER_CASES = 10000 /* more are counted, not kept */
};

struct answer_column {
	const char *name;
	int decimals; /* shown; a requirement sees the value as it was computed */
};

/* A table's form: static data. */
struct answer_form {
	const char *name;
	const char *label[ANSWER_LABELS];            /* heads of the columns in front; the second may be NULL */
	const char *main;                            /* the row that a figure without a row means */
	struct answer_column column[ANSWER_COLUMNS]; /* ended by a name NULL where there are fewer */
};

struct answer_row {
	char *label[ANSWER_LABELS]; /* never NULL */
	double *v;                  /* NaN: there is no such figure */
};

struct answer_table {
	const struct answer_form *form;
	size_t ncolumns;
	bool shown; /* in the text and in reports; requirements look at every table */
	struct answer_row *row;
	size_t nrows, room;
};

enum answer_verdict { ANSWER_OK, ANSWER_NO, ANSWER_FAULT /* it could not be asked: input that is missing or damaged */ };

struct answer_case {
	enum answer_verdict verdict;
	char *name, *text, *file; /* text and file: "" where there is none */
	uint64_t line;            /* 0: none */
};

struct answer {
	const char *command; /* "beats" */
	struct answer_table table[ANSWER_TABLES];
	size_t ntables;
	struct answer_case *kase;
	size_t ncases, room;
	uint64_t total[3]; /* cases of each verdict, those included that are not kept */
	bool full;         /* out of memory: something is left out */
	double spare[ANSWER_COLUMNS];
};

/* forms: ended by NULL. */
void answer_start(struct answer *a, const char *command, const struct answer_form *const *forms);
void answer_free(struct answer *a);

struct answer_table *answer_table(struct answer *a, const char *name); /* of a form that was given */

/* A new row of NaN, to be filled in. Labels are copied. */
double *answer_row(struct answer *a, struct answer_table *t, struct str first, struct str second);

/* A new case; what is given is copied, what would spoil a terminal or is no UTF-8 becomes '?'. text is the n parts one after
 * another. */
void answer_case(struct answer *a, enum answer_verdict verdict, struct str name, const char *file, uint64_t line,
	const struct str *parts, size_t n);
#define ANSWER_CASE(a, verdict, name, file, line, ...)                                                                             \
	answer_case(a, verdict, name, file, line, (const struct str[]){ __VA_ARGS__ },                                             \
		sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

/* A figure as text, "-" where there is none. p needs NUM_MAX. Returns the end. */
char *answer_figure(char *p, const struct answer_table *t, size_t column, double v);

/* The tables that are shown (with `tables`): a head and rows, fields separated by TAB, an empty line between two tables. Then a
 * line a case, from the `from`th on: `ok` or `not ok`, name, text. */
void answer_text(const struct answer *a, struct out *out, bool tables, size_t from);

#endif
