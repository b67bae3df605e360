/* Records back to annotations: the reverse of wfdb_mark.c, for comparisons and for the writer of annotation files. What was decoded
 * from an annotation file (`code=` tells the type) comes back as it was; other records by their CODE and LABEL. */
#ifndef IOMT_FORMAT_ANNOT_OF_H
#define IOMT_FORMAT_ANNOT_OF_H

#include "core/tm.h"
#include "format/wfdb_annot.h"
#include "record/rec.h"

enum {
	ANNOT_OF = 2,          /* annotations that a record stands for at the most */
	ANNOT_SHUTDOWN = 0x30, /* sub of a noise annotation: nothing can be read */
	ANNOT_NOISE = 14,      /* types that have a meaning here */
	ANNOT_NOTE = 22,
	ANNOT_RHYTHM_TYPE = 28,
	ANNOT_UNCLASSIFIED = 13
};

struct annot_of {
	struct annot a;
	/* The end of an interval, of use only when nothing of the same type is at the same sample (where one rhythm follows
	 * another). */
	bool soft;
	struct str name; /* LABEL, escaped, of a type without a standard meaning */
};

struct annot_text {
	char bytes[REC_LINE]; /* of aux */
};

/* What a `beat` or `ann` stands for: 0 to ANNOT_OF of them, with sample, type, sub, chan, num and aux (in *text) set. Samples are
 * counted in `fs`, from TIME t0 where the record has no index. */
size_t annot_of(const struct rec *r, int64_t t0, struct rate fs, struct annot_text *text, struct annot_of out[ANNOT_OF]);

/* The rate in which a record counts its `index`; false when it has none. */
bool annot_of_rate(const struct rec *r, struct rate *fs);

/* round(sample × to / from), half up. */
int64_t annot_convert(int64_t sample, struct rate from, struct rate to);

#endif
