/* The pulse waves of a stream, each analysed by itself (pulselead.h): the part of heart.h that is theirs.
 *
 * The first of a source gives `pulse`, or `pulse:NAME` where the device sends a pulse rate of its own; further ones give
 * `pulse:NAME.INSTANCE`. */
#ifndef IOMT_BEAT_PULSES_H
#define IOMT_BEAT_PULSES_H

#include "beat/pulselead.h"
#include "core/map.h"

struct pulses {
	struct str signals; /* pattern: which waves are pulse waves; empty: none */
	int64_t every;      /* µs between rates; 0: one a beat */
	struct map leads;   /* struct pulselead */
};

void pulses_start(struct pulses *p, struct str signals, int64_t every);
void pulses_free(struct pulses *p);

bool pulses_wanted(const struct pulses *p, const struct rec *r);

/* Takes a wave in. sends: the device has a pulse rate of its own. *got is not set, and false returned, when memory or the cap is
 * out. buf: room for SMP_LINE samples. */
bool pulses_wave(struct pulses *p, struct recw *w, const struct rec *r, bool sends, int32_t *buf, enum stretch_got *got);

int64_t pulses_settled(struct pulses *p, struct str source); /* as lead_settled, of all of a source */

/* Stream time of a source is `now`: ends the stretches from which nothing has come for long. */
void pulses_advance(struct pulses *p, struct recw *w, struct str source, bool sends, int64_t now);

/* The source is over; pulses_drop then forgets it. */
void pulses_over(struct pulses *p, struct recw *w, struct str source, bool sends);
void pulses_drop(struct pulses *p, struct str source);

#endif
