/* One pulse wave of a stream: `wave` records in, `beat`, `num pulse`, `num sqi` and `num pi` records out, in order of time. Knows
 * about breaks, clocks and restarts; the detector (pulsedet.h) knows only samples. */
#ifndef IOMT_BEAT_PULSELEAD_H
#define IOMT_BEAT_PULSELEAD_H

#include "beat/lead.h"
#include "beat/pulsedet.h"
#include "beat/pulserate.h"

#define PULSELEAD_LEAST INT64_C(5000000) /* µs: quality is not judged over less */

/* Zeroed: no stretch is open. May be copied with =. */
struct pulselead {
	struct pulsedet det;
	struct track track;
	bool open;    /* a stretch of samples is being analysed */
	bool refused; /* the rate of these lines is not served */
	bool light;   /* the level means something: it is of light that came through or back */
	double gain, base;
	double beat; /* the last pulse in this stretch, in its samples … */
	int64_t beat_index;
	bool beaten; /* … if there is one */
	struct pulserate rate;
	int64_t due;    /* TIME of the next rate */
	bool counting;  /* due is set */
	bool rated;     /* a rate was written before due */
	int64_t newest; /* TIME of the newest beat; valid when any */
	bool any;
};

/* A wave record; buf: room for SMP_LINE samples. s->rate_name: of the pulse rate. */
enum lead_got pulselead_wave(struct pulselead *l, const struct lead_sink *s, const struct rec *r, int32_t *buf);

/* No more samples: writes what waits, and a last rate, which is none, where `until` lies beyond the last sample. */
void pulselead_finish(struct pulselead *l, const struct lead_sink *s, int64_t until);

/* Everything that will be written from now on has a later TIME than this; INT64_MAX when nothing waits. */
int64_t pulselead_settled(const struct pulselead *l);

int64_t pulselead_end(const struct pulselead *l); /* TIME behind the last sample */

#endif
