/* A line of numbers as people's own devices print them: what its parts are. */
#ifndef IOMT_DEVICE_NUMLINE_H
#define IOMT_DEVICE_NUMLINE_H

#include "device/columns.h"

enum { NUMLINE_DECIMALS = 6 };

enum numline_kind {
	NUMLINE_EMPTY, /* nothing but blanks */
	NUMLINE_DATA,  /* numbers, or missing ones */
	NUMLINE_PAIRS, /* name:value or name=value, each */
	NUMLINE_WORDS, /* a header */
	NUMLINE_NOISE  /* anything else */
};

struct numline {
	enum numline_kind kind;
	unsigned n;
	struct numline_part {
		struct str text, name; /* name: of a pair */
		bool missing, word;
		int64_t mantissa; /* × 10^-decimals */
		int decimals;
	} part[COLUMNS];
};

/* Separators: semicolons where there is one, else tabs, else commas, else blanks. With the first two a comma is a decimal point. A
 * separator at the end is none. Missing: nothing, nan, inf, ovf, null, none, na, -, --. */
void numline_read(struct str line, struct numline *l);

#endif
