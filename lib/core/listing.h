/* What a command knows, for --list: a table for people, a JSON object a line for programs. */
#ifndef IOMT_CORE_LISTING_H
#define IOMT_CORE_LISTING_H

#include "core/out.h"

#include <stdbool.h>

enum { LISTING_COLUMNS = 10 };

struct listing {
	struct out *out;
	bool jsonl;
	unsigned n;
	const char *kind; /* "device": the value of the key "kind" in JSON, the heading of the first column in the table */
	const char *const *columns; /* names: JSON keys and headings */
	const unsigned *widths;     /* characters of each but the last; longer values push the rest to the right */
};

/* Writes the headings. columns: NULL-ended, at most LISTING_COLUMNS; columns and widths are the caller's. */
void listing_start(
	struct listing *l, struct out *out, bool jsonl, const char *kind, const char *const *columns, const unsigned *widths);

/* One row, a value a column; NULL is "-" in the table and is left out of the object. */
void listing_row(struct listing *l, const char *const *values);

/* Output that is no stream of records: opens FILE (NULL: standard output), closes it. The exit status, after a line on stderr where
 * it is not 0. */
int listing_open(struct out *out, const char *output);
int listing_close(struct out *out, const char *output);

/* Opens, lets `write` fill it, closes. */
int listing_print(const char *output, bool jsonl, void (*write)(struct out *out, bool jsonl));

#endif
