/* Values of a stream against expected ones: within a tolerance, value by value. */
#ifndef IOMT_CHECK_NUMS_H
#define IOMT_CHECK_NUMS_H

#include "check/answer.h"

enum { NUMS_TOLERANCES = 256 };

struct nums_tolerance {
	struct str pattern; /* of SIGNAL, as in -c */
	double limit;       /* >= 0 */
	bool relative;      /* limit is in percent of the expected value */
};

struct nums_opts {
	const char *ref;
	const struct nums_tolerance *tolerance; /* the first that matches a signal counts */
	size_t ntolerances;
	int64_t window;  /* µs: how far apart in time two values may be */
	bool from_start; /* times count from the first value of each source, on both sides */
	bool judge;      /* a value beyond its tolerance or without a partner makes the answer "no" */
};

extern const struct answer_form *const nums_forms[];

/* `hr=2`, `spo2=1%`: false when it is no tolerance. */
bool nums_tolerance(const char *text, struct nums_tolerance *t);

/* Each expected value is compared with the test's value of that SOURCE and SIGNAL that is nearest in time (the earlier of two), at
 * most window away. Returns ST_…. */
int nums_run(struct answer *a, const struct nums_opts *o, const char *const *file, size_t n);

/* Expected values from CSV (RFC 4180): a head, then rows; `time` in seconds or ISO 8601. Long: columns signal and value (and
 * source, unit, type: rows of another type than num are looked over), as iomt-export writes it. Wide: each further column is a
 * signal, "hr [/min]" with its unit. add returns false to stop. */
struct csv_value {
	int64_t time;
	struct str source, signal, unit; /* source and unit may be empty */
	double value;
};
struct csv {
	bool (*add)(void *arg, const struct csv_value *v);
	void *arg;
	uint64_t line; /* of the error */
	const char *why;
};

/* Reads lines one by one; false: csv->why and line tell. */
struct csv_reader {
	struct csv csv;
	char *head; /* allocated: a copy of the first line */
	struct str column[64];
	size_t ncolumns;
	int time, source, signal, value, unit, type; /* columns; -1 */
};
void csv_start(struct csv_reader *r, bool (*add)(void *arg, const struct csv_value *v), void *arg);
bool csv_line(struct csv_reader *r, struct str line);
void csv_free(struct csv_reader *r);

#endif
