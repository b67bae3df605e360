/* One lead of a stream: `wave` records in, `beat` and `num hr` records out, in order of time. Knows about breaks, clocks and
 * restarts; the detector (qrs.h) knows only samples. */
#ifndef IOMT_BEAT_LEAD_H
#define IOMT_BEAT_LEAD_H

#include "beat/hr.h"
#include "beat/qrs.h"
#include "beat/track.h"
#include "record/recw.h"

#define LEAD_GAP TRACK_GAP

/* Where and how a lead's records are written. */
struct lead_sink {
	struct recw *w;
	struct str source, signal;
	struct str rate_name; /* "hr", or "hr:ecg" where the device sends its own */
	int64_t every;        /* µs between rates; 0: one a beat */
	bool provisional;     /* a rate with each first guess too */
};

/* Zeroed: no stretch is open. May be copied with =. */
struct lead {
	struct qrs qrs;
	bool open;    /* a stretch of samples is being analysed */
	bool refused; /* the rate of these lines is not served */
	struct track track;
	int64_t beat; /* INDEX of the last beat */
	bool beaten;  /* there is one in this stretch */
	struct hr hr;
	int64_t due;   /* TIME of the next rate */
	bool counting; /* due is set */
	bool rated;    /* a rate was written before due */
	struct hr now; /* by first guesses */
	int64_t guess; /* INDEX of the last one */
	bool guessed;  /* there is one in this stretch */
	bool silent;   /* that there is no rate now has been written */
};

enum lead_got {
	LEAD_OK,
	LEAD_BAD,     /* the samples are malformed: nothing was taken */
	LEAD_REFUSED, /* a rate that the detector does not serve: nothing was taken */
	LEAD_SKIPPED  /* … and neither was this */
};

/* A wave record; buf: room for SMP_LINE samples. */
enum lead_got lead_wave(struct lead *l, const struct lead_sink *s, const struct rec *r, int32_t *buf);

/* No more samples: writes what waits, and rates up to the last sample and on until there is none, but before `until`. To be called
 * again with a later `until` while `counting`. */
void lead_finish(struct lead *l, const struct lead_sink *s, int64_t until);

/* Everything that the lead will write from now on has a later TIME than this; INT64_MAX when nothing waits. */
int64_t lead_settled(const struct lead *l);

/* TIME behind the last sample. */
int64_t lead_end(const struct lead *l);

#endif
