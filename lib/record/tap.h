/* The inside of recw's tap: records that are handed on instead of being written. For recw.c. */
#ifndef IOMT_RECORD_TAP_H
#define IOMT_RECORD_TAP_H

#include "record/recw.h"

void tap_line(struct recw *w);                        /* the line from w->start to w->p, LF included, is taken back and handed on */
void tap_record(struct recw *w, const struct rec *r); /* a record that would be passed on */

#endif
