/* Rhythm from beats alone: their times, their classes where there are any, and where the signal was lost. One series of beats;
 * knows nothing of streams (rhythmtap.h does).
 *
 * Definitions (RR is the interval between two beats; V a ventricular beat, N one that is known not to be):
 *
 *	pause          no beat for more than 2 s
 *	asystole       no beat for 4 s or more (PhysioNet/CinC 2015)
 *	extreme-brady  5 intervals in a row, each over 1.5 s: below 40/min (CinC 2015)
 *	extreme-tachy  16 intervals in a row (17 beats), each below 60/140 s (CinC 2015)
 *	brady, tachy   8 intervals in a row over 1.2 s, below 0.5 s: outside 50 … 120/min, the usual limits of monitors for adults
 *	couplet        2 V in a row, no more
 *	VT             3 or more V in a row at 100/min or more: 60 (k - 1) / (time from the first to the last of k), at any k from 3 on
 *	IVR            3 or more V in a row, slower than that
 *	bigeminy       3 pairs N V in a row; trigeminy: 3 triples N N V in a row
 *	paced          3 paced beats in a row; it ends with 3 in a row that are not
 *	AFIB           af.h, from the intervals that neither begin nor end with a V
 *
 * What needs classes says nothing where beats have none. A run is broken by an interval that is not valid. Everything ends where
 * the signal is lost; no pause or asystole begins in noise, though one that is open goes on through it; silence counts from where
 * the signal came back. A lead that fell off is no asystole, a flat line is one.
 *
 * A finding's `time` is when it was known (its last condition came true), `since` when it began: the first beat of the run, the
 * beat before the silence. It ends with the first beat that does not belong to it. */
#ifndef IOMT_BEAT_RHYTHM_H
#define IOMT_BEAT_RHYTHM_H

#include "beat/af.h"

#include <stdbool.h>
#include <stdint.h>

enum rhythm_kind {
	RHYTHM_PAUSE,
	RHYTHM_ASYSTOLE,
	RHYTHM_XBRADY,
	RHYTHM_XTACHY,
	RHYTHM_BRADY,
	RHYTHM_TACHY,
	RHYTHM_COUPLET,
	RHYTHM_VT,
	RHYTHM_IVR,
	RHYTHM_BIGEMINY,
	RHYTHM_TRIGEMINY,
	RHYTHM_PACED,
	RHYTHM_AFIB,
	RHYTHM_KINDS
};

extern const char *const rhythm_label[RHYTHM_KINDS];

enum rhythm_class { BEAT_UNKNOWN, BEAT_N, BEAT_V, BEAT_PACED, BEAT_OTHER }; /* OTHER: known, and neither of the others (fusion) */

/* By the letter of a WFDB annotation code. */
enum rhythm_class rhythm_class_of(char code);

struct rhythm_note {
	enum rhythm_kind kind;
	bool end; /* with end and no begin before it: known whole (couplet) */
	int64_t time, since;
	uint32_t beats; /* at its end: beats of a couplet, VT, IVR; else 0 */
	double rate;    /* likewise, beats a minute */
};

typedef void (*rhythm_emit)(void *arg, const struct rhythm_note *note);

enum { RHYTHM_EDGES = 16 };
#define RHYTHM_PAUSE_US    INT64_C(2000000)
#define RHYTHM_ASYSTOLE_US INT64_C(4000000)

/* Zero it to begin; no pointers, copy with =. Times in µs; notes come in order of time. */
struct rhythm {
	struct {
		bool is;
		int64_t since;
	} on[RHYTHM_KINDS];
	int64_t last;   /* beat */
	int64_t silent; /* silence counts from here */
	int64_t newest; /* time of a note */
	bool started;   /* silent is set */
	bool beaten;    /* last is set, and no loss since */
	enum rhythm_signal {
		RHYTHM_GOOD,
		RHYTHM_NOISY, /* no pause or asystole begins */
		RHYTHM_LOST   /* nothing is judged */
	} signal;             /* now */
	struct rhythm_edge {
		int64_t time;
		enum rhythm_signal signal;
	} edge[RHYTHM_EDGES]; /* changes of it, to be reached */
	unsigned edges;
	struct rhythm_run {
		uint32_t n;
		int64_t since;
	} run[RHYTHM_TACHY - RHYTHM_XBRADY + 1];
	bool after_v; /* the last beat was a V */
	uint32_t v;   /* V in a row */
	int64_t v_first, v_last;
	uint32_t pair, triple; /* beats of the patterns in a row, from an N */
	int64_t pair_since, triple_since;
	uint32_t paced, unpaced;
	int64_t paced_since;
	int64_t af_end; /* of the last fibrillation: the next cannot have begun before */
	struct af af;
};

/* The signal is there from `time` on, beats or not. */
void rhythm_begin(struct rhythm *r, int64_t time);

/* A beat; rr: the interval that it ends, in µs, 0 when that is not valid. Times do not go back. */
void rhythm_beat(struct rhythm *r, int64_t time, int64_t rr, enum rhythm_class class, rhythm_emit emit, void *arg);

/* There is no beat before `now` but those that were given. */
void rhythm_time(struct rhythm *r, int64_t now, rhythm_emit emit, void *arg);

/* From `time` on, which may be ahead of the beats, the signal is like this. */
void rhythm_edge(struct rhythm *r, int64_t time, enum rhythm_signal signal);

/* The beats are over at `end` (INT64_MIN: where they stopped): what is open stays so. Forgets everything. */
void rhythm_finish(struct rhythm *r, int64_t end, rhythm_emit emit, void *arg);

#endif
