/* Beats of the heart as records: `beat`, and the rates that follow from them, `num hr` by the clock or a beat and `num hr:now` by
 * first guesses. In order of TIME, whatever lead or leads the beats are of. */
#ifndef IOMT_BEAT_RATES_H
#define IOMT_BEAT_RATES_H

#include "beat/hr.h"
#include "beat/stretch.h"
#include "record/recw.h"

/* Where and how the records of a wave are written. */
struct rates_sink {
	struct recw *w;
	struct str source, signal; /* signal: what `by` says */
	struct str rate_name;      /* "hr", or "hr:ecg" where the device sends its own */
	int64_t every;             /* µs between rates; 0: one a beat */
	bool provisional;          /* a rate with each first guess too */
};

/* Zeroed: no beat yet. May be copied with =. */
struct rates {
	struct hr hr;
	struct due due;
	struct hr now; /* by first guesses */
	bool silent;   /* that there is no rate now has been written */
};

struct rates_beat {
	int64_t time, index;
	const char *fs;   /* of the channel that index counts in */
	int64_t rr;       /* the interval that it ends, µs; 0 when that is not valid */
	double odds;      /* log odds of being a beat */
	const char *code; /* WFDB's letter */
};

/* A beat, later than the last one, and the rates due before it. */
void rates_beat(struct rates *r, const struct rates_sink *s, const struct rates_beat *b);

/* A first guess: nothing when it is not later than the one before. */
void rates_guess(struct rates *r, const struct rates_sink *s, const struct rates_beat *b);

/* No beat before `time` will come: the rates that are due before; of a leap of more than a minute those until there is none. */
void rates_until(struct rates *r, const struct rates_sink *s, int64_t time);

/* No guess before `time` will come: says once that there is no rate any more, when none is of the last 4 s. */
void rates_silent(struct rates *r, const struct rates_sink *s, int64_t time);

/* The signal has ended: rates on until there is none, but before `until`. */
void rates_finish(struct rates *r, const struct rates_sink *s, int64_t until);

#endif
