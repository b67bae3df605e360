/* Time-stamped annotation lists: what a signal "EDF Annotations" holds in a data record.
 *
 *	+180[\x15DURATION]\x14TEXT\x14TEXT…\x14\x00	one list; one onset for all its texts
 *
 * (EDF+ 2.2.2, www.edfplus.info.) The rest of the signal is NULs. */
#ifndef IOMT_FORMAT_EDF_TAL_H
#define IOMT_FORMAT_EDF_TAL_H

#include "core/str.h"

#include <stdbool.h>
#include <stdint.h>

struct edf_tal {
	struct str bytes;    /* what is left */
	struct str texts;    /* of the list that is being read, from the next text on */
	bool inside;         /* a list is being read */
	bool first;          /* no list was read before this one */
	int64_t onset_ns;    /* from the start of the file */
	int places;          /* digits behind its point */
	struct str duration; /* as it stands: a decimal; n == 0 where there is none */
};

enum edf_tal_kind {
	EDF_TAL_END,
	EDF_TAL_TIME, /* the first text of the first list, when it is empty: onset_ns is the time of the data record */
	EDF_TAL_TEXT, /* *text is an annotation; empty ones are left out */
	EDF_TAL_BAD   /* *text: bytes that are no list, up to the next NUL */
};

void edf_tal_start(struct edf_tal *t, struct str bytes);
enum edf_tal_kind edf_tal_next(struct edf_tal *t, struct str *text);

#endif
