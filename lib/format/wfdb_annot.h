/* WFDB annotation files in MIT format (annot(5), WFDB Applications Guide): bytes → annotations, one at a time. */
#ifndef IOMT_FORMAT_WFDB_ANNOT_H
#define IOMT_FORMAT_WFDB_ANNOT_H

#include "core/str.h"
#include "core/tm.h"
#include "format/format.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	ANNOT_BLOCK = 16 * 1024, /* bytes read at once */
	ANNOT_TYPES = 50,        /* annotation types 0..49 */
	ANNOT_AUX = 1023,        /* bytes of AUX text at the most: its length is a 10-bit field */
	ANNOT_NAME = 32,         /* room for the mnemonic of a custom type */
	ANNOT_PADDING = 4096,    /* bytes looked at behind the logical end */
	ANNOT_LONGEST = 2 + 6 + 2 + 2 + 2 + ANNOT_AUX + 1
};

/* What the type codes mean (ecgcodes.h of the WFDB library, and PhysioNet's page of annotation codes). */
enum annot_class { ANNOT_NONE, ANNOT_BEAT, ANNOT_POINT, ANNOT_RHYTHM, ANNOT_QUALITY, ANNOT_VF_ON, ANNOT_VF_OFF };
struct annot_type {
	const char *mnemonic; /* "N", "+"; NULL: no standard meaning */
	enum annot_class class;
	const char *label; /* LABEL of an `ann` */
};
extern const struct annot_type annot_types[ANNOT_TYPES];

struct annot {
	int64_t sample; /* in units of 1 / rate */
	int type, sub, chan, num;
	struct str aux;
	uint64_t offset; /* of its first byte in the file */
	uint64_t length;
	uint8_t bytes[8]; /* its first bytes, for `err` */
};

enum annot_got {
	ANNOT_END, /* the logical end of the file */
	ANNOT_ONE,
	ANNOT_BAD_TYPE,  /* a type code that no annotation has (a->offset, length, bytes are set) */
	ANNOT_TRUNCATED, /* the file ends before its logical end; a->offset is where what is cut begins */
	ANNOT_TRAILING,  /* bytes other than zero behind the logical end */
	ANNOT_ERROR      /* the source failed: `error` */
};

struct annot_reader {
	struct fmt_source src;
	struct rate rate;                     /* of the annotations: the record's frames, or as the file says */
	char custom[ANNOT_TYPES][ANNOT_NAME]; /* mnemonics defined by the file */
	int64_t sample;
	int chan, num;             /* these two go on until changed */
	bool defining, body, over; /* within the definitions; an annotation came that is none of them; the end was met */
	long error;
	uint64_t base; /* offset of buf[0] in the file */
	size_t at, end;
	uint8_t buf[ANNOT_BLOCK];
};

/* Takes src (annot_close closes it); fs: frames a second of the record. */
void annot_start(struct annot_reader *r, struct fmt_source *src, struct rate fs);

/* The next annotation; its aux points into the reader's buffer until the next call. After an answer other than ANNOT_ONE and
 * ANNOT_BAD_TYPE the next is ANNOT_END. The notes at time 0 that define the time resolution and custom types are taken in. */
enum annot_got annot_next(struct annot_reader *r, struct annot *a);
void annot_close(struct annot_reader *r);

#endif
