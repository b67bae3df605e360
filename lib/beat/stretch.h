/* A stretch of a wave that is analysed without a break: what the analysers of ECG (lead.h) and pulse waves (pulselead.h) have in
 * common. Which lines go on with it and which end it, what is fed where samples are missing, the last beat, and when the next rate
 * is due. Knows no detector: that is the caller's, behind four functions. */
#ifndef IOMT_BEAT_STRETCH_H
#define IOMT_BEAT_STRETCH_H

#include "beat/track.h"

/* When rates are written: at the multiples of `every` µs, none twice. Zeroed: none yet. */
struct due {
	int64_t next;  /* TIME of the next rate */
	bool counting; /* next is set, and rates are still to come */
	bool rated;    /* one was written before next */
};

/* A stretch begins at `time`; every 0: rates are not by the clock. */
void due_begin(struct due *d, int64_t time, int64_t every);

/* Zeroed: no stretch is open. May be copied with =. */
struct stretch {
	struct track track;
	bool open;      /* a stretch of samples is being analysed */
	bool refused;   /* the rate of these lines is not served */
	int64_t beat;   /* INDEX of the last beat … */
	bool beaten;    /* … of this stretch, if there is one */
	int64_t newest; /* TIME of the last beat of all; valid when any */
	bool any;
};

/* The analyser's part; arg is the caller's. */
struct stretch_calls {
	bool (*begin)(void *arg, const struct rec *r); /* samples like these come now; false: they are not served */
	void (*take)(
		void *arg, int32_t *x, size_t n); /* n more, of INDEX track.next on, which may be changed; calls stretch_took */
	void (*finish)(void *arg, int64_t until); /* the stretch is over: nothing comes before `until` */
	void (*forget)(void *arg);                /* the clock was set back: nothing from before counts */
};

enum stretch_got {
	STRETCH_OK,
	STRETCH_BAD,     /* the samples are malformed: nothing was taken */
	STRETCH_REFUSED, /* a rate that the detector does not serve: nothing was taken */
	STRETCH_SKIPPED  /* … and neither was this */
};

/* A wave record; buf: room for SMP_LINE samples. d: to see that the clock was set back. */
enum stretch_got stretch_wave(struct stretch *s, const struct due *d, int64_t every, const struct rec *r, int32_t *buf,
	const struct stretch_calls *calls, void *arg);

/* n samples were taken in. */
void stretch_took(struct stretch *s, const int32_t *x, size_t n);

/* A beat at INDEX and TIME: false where the clock was set back by more than an interval, so that it must be left out (TIME never
 * goes back); the next interval is not valid then either. *whole: the interval to it holds no gap. */
bool stretch_beat(struct stretch *s, int64_t index, int64_t time, bool *whole);

#endif
