/* One pulse wave of a stream: `wave` records in, `beat`, `num pulse`, `num sqi` and `num pi` records out, in order of time. Knows
 * about breaks, clocks and restarts; the detector (pulsedet.h) knows only samples. */
#ifndef IOMT_BEAT_PULSELEAD_H
#define IOMT_BEAT_PULSELEAD_H

#include "beat/pulsedet.h"
#include "beat/pulserate.h"
#include "beat/rates.h"

#define PULSELEAD_LEAST INT64_C(5000000) /* µs: quality is not judged over less */

/* Zeroed: no stretch is open. May be copied with =. */
struct pulselead {
	struct pulsedet det;
	struct stretch stretch;
	struct due due;
	struct pulserate rate;
	bool light; /* the level means something: it is of light that came through or back */
	double gain, base;
	double beat; /* the last pulse, in the stretch's samples */
};

/* A wave record; buf: room for SMP_LINE samples. s->rate_name: of the pulse rate. */
enum stretch_got pulselead_wave(struct pulselead *l, const struct rates_sink *s, const struct rec *r, int32_t *buf);

/* No more samples: writes what waits, and a last rate, which is none, where `until` lies beyond the last sample. */
void pulselead_finish(struct pulselead *l, const struct rates_sink *s, int64_t until);

/* Everything that will be written from now on has a later TIME than this; INT64_MAX when nothing waits. */
int64_t pulselead_settled(const struct pulselead *l);

int64_t pulselead_end(const struct pulselead *l); /* TIME behind the last sample */

#endif
