/* A list of annotations as a WFDB annotation file in MIT format (wfdb_annot.c has its form). */
#ifndef IOMT_FORMAT_ANNOT_WRITE_H
#define IOMT_FORMAT_ANNOT_WRITE_H

#include "core/out.h"
#include "format/annot_list.h"

enum {
	ANNOT_WRITE_AUX = 255 /* bytes of a text: more, other readers do not take */
};
#define ANNOT_WRITE_LAST (INT64_C(1) << 40) /* no sample is farther from 0 */

struct annot_written {
	uint64_t annotations; /* written, definitions not counted */
	uint64_t cut;         /* texts cut to ANNOT_WRITE_AUX */
	uint64_t lost;        /* left out: no sample that a file can hold, or no type */
};

/* Writes a finished list: the note of its time resolution first (so the file is right whatever rate its record has), the
 * definitions of types without a standard meaning, the annotations, the mark of the end. */
struct annot_written annot_write(const struct annot_list *l, struct out *out);

#endif
