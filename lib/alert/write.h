/* Alert events as records of the stream. */
#ifndef IOMT_ALERT_WRITE_H
#define IOMT_ALERT_WRITE_H

#include "alert/engine.h"
#include "record/recw.h"

/* Writes the `alert` record of an event, or the `num` of a score (ev->score). */
void alert_write(struct recw *w, const struct alert_event *ev);

/* Writes the `err` record of a rule whose unit is not the record's (ev->misfit and ev->first). */
void alert_write_misfit(struct recw *w, const struct alert_event *ev);

/* Writes the `err` record of an x-ack or x-pause that is not understood; want: what was wanted. */
void alert_write_wrong(struct recw *w, const struct rec *r, const char *want);

/* The event's message: the rule's template filled in, or for an end what came back. */
enum { ALERT_MESSAGE = 1200 };
size_t alert_message(const struct alert_event *ev, char dst[ALERT_MESSAGE]);

#endif
