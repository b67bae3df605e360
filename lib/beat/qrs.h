/* A streaming QRS detector for one lead: constant memory, constant work, a fixed latency, no amplitude built in.
 *
 * front.h finds candidates; QRS_AHEAD later each is described by figures relative to its surroundings (feat.h) and judged by
 * fixed weights (model.h). The state belongs to the caller, has no pointers and may be copied with =. The same samples give
 * the same beats however they are cut into calls. */
#ifndef IOMT_BEAT_QRS_H
#define IOMT_BEAT_QRS_H

#include "beat/class.h"
#include "beat/spike.h"

enum {
	QRS_CANDS = 64,  /* candidates kept: more than lie in QRS_BACK + QRS_AHEAD */
	QRS_FIRST = 212, /* internal samples seen after a candidate before its first look: 1.7 s */
	QRS_AHEAD = 345, /* … and before it is judged: 2.76 s */
	QRS_BACK = 1125  /* … looked back on: 9 s */
};

#define QRS_LATENCY_US INT64_C(2900000) /* no beat comes later than this after its peak */

#define QRS_EARLY_US INT64_C(360000) /* no first guess later than this */

struct qrs_beat {
	int64_t index; /* input sample of the peak; the first sample given is 0 */
	double odds;   /* log odds of being one, by the judge: 0 and more */
	char class;    /* WFDB code: N, V, S, or ? (class.h); of a first guess ? */
	bool early;    /* a first guess, by what was before it: the judged beat, if it is one, comes later with the same index */
};

typedef void (*qrs_emit)(void *arg, const struct qrs_beat *beat);

struct qrs {
	struct front front;
	uint32_t made;   /* candidates so far; candidate i stands in cand[i % QRS_CANDS] */
	uint32_t scored; /* those before have had their first look */
	uint32_t judged; /* those before are decided */
	int64_t last;    /* input sample of the last beat, or -1 */
	bool early; /* set after qrs_start: emit first guesses too, QRS_EARLY_US after the peak; they have an order of their own */
	int64_t guessed; /* input sample of the last first guess, or -1 */
	bool all;        /* set after qrs_start: emit rejected candidates too (odds below 0); for training */
	struct front_cand cand[QRS_CANDS];
	struct class class;
	struct spike spike; /* in front of front */
};

/* False when the rate is not served (front_start). */
bool qrs_start(struct qrs *q, struct rate fs);

/* n more samples (record/samples.h). Beats come through emit, in order of index. */
void qrs_feed(struct qrs *q, const int32_t *x, size_t n, qrs_emit emit, void *arg);

/* The signal is over: judges what waits, with what is known. Then start anew. */
void qrs_finish(struct qrs *q, qrs_emit emit, void *arg);

/* All beats before this input sample have been emitted. */
int64_t qrs_settled(const struct qrs *q);

#endif
