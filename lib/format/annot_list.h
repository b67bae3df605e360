/* Annotations of one record and annotator, collected from an annotation file or from records: in order of time, in samples. */
#ifndef IOMT_FORMAT_ANNOT_LIST_H
#define IOMT_FORMAT_ANNOT_LIST_H

#include "core/tm.h"
#include "format/wfdb_annot.h"
#include "record/rec.h"

enum { ANNOT_LIST_CAP = 64 * 1024 * 1024 /* annotations at the most */ };

struct annot_item {
	int64_t sample;     /* µs of stream time while `timed` */
	uint32_t order;     /* of arrival */
	uint32_t aux, name; /* where their bytes begin in `text` */
	uint16_t naux;
	uint8_t type, chan, nname; /* name: of a type without a standard meaning */
	int8_t sub, num;
	bool timed, soft;
};

struct annot_list {
	struct annot_item *item; /* allocated, as is text */
	size_t n, room;
	char *text;
	size_t ntext, text_room;
	struct rate fs;  /* in which samples count; num 0: not known yet */
	int64_t t0;      /* TIME of sample 0; TM_NONE: not known yet */
	int64_t samples; /* of the record; 0: not known */
	size_t beats;    /* items that are beats */
	bool file;       /* it came from an annotation file */
	uint64_t lost;   /* records that have no form as an annotation */
};

/* A list zeroed, with t0 TM_NONE, is empty. All return false when memory is out or the cap is reached. */
void annot_list_start(struct annot_list *l);
void annot_list_free(struct annot_list *l);
bool annot_list_rec(struct annot_list *l, const struct rec *r);   /* a `beat` or `ann` */
bool annot_list_add(struct annot_list *l, const struct annot *a); /* its sample counts in l->fs */

/* After the last: gives samples to what came with a time only (fs and t0 serve where the list has none of its own), sorts by sample
 * (what came first stays first), leaves out ends of intervals where the next begins at once. */
void annot_list_finish(struct annot_list *l, struct rate fs, int64_t t0);

struct str annot_item_aux(const struct annot_list *l, const struct annot_item *i);
struct str annot_item_name(const struct annot_list *l, const struct annot_item *i);

#endif
