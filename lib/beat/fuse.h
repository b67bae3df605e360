/* Several leads of one source judged together, beat by beat.
 *
 * Every lead is detected by itself (lead.h) and tells all its candidates with their log odds, also those that it would not take.
 * Candidates of several leads within 100 ms are one; a lead without one there says -4, what is beyond ±6 counts as that. The odds
 * of all are their mean, weighted by the square of each lead's certainty: a running mean (over about 32 candidates) of how surely
 * it said what was decided, from 0 to 1. A lead that has taken nothing for a beat for 10 s (flat, off, of noise only) has no say,
 * nor has one whose samples are missing there. Nothing is fitted but these round numbers.
 *
 * Or (`best`) one lead at a time is believed: the present one, until another agrees better with what all say together, by 0.15.
 *
 * TIME and index are of the first lead: where that has no candidate, of the most certain one that has, less the running mean of the
 * distance between the two. A candidate is decided when all leads have told theirs; a lead from which nothing comes any more is
 * not waited for (heart.h ends it after 3 s). No pointers; may be copied with =. */
#ifndef IOMT_BEAT_FUSE_H
#define IOMT_BEAT_FUSE_H

#include "beat/rates.h"

enum {
	FUSE_LEADS = 12, /* more are left out */
	FUSE_WAIT = 48   /* candidates of a lead that wait for another: more than lie in 4 s */
};

struct fuse {
	struct fuse_lead {
		struct fuse_cand {
			int64_t time;
			double odds;
		} cand[FUSE_WAIT];
		unsigned count;  /* that wait, in order */
		double certain;  /* 0 … 1 */
		int64_t heard;   /* TIME of its last candidate that it would have taken; valid when hears */
		int64_t offset;  /* µs that its peaks come after the first lead's */
		int64_t settled; /* all its candidates before this TIME have been told; valid when open */
		bool hears, open;
	} lead[FUSE_LEADS];
	unsigned leads, chosen; /* chosen: the lead that is believed, with `best`, and for first guesses */
	bool best;
	struct rates rates;
	int64_t last;  /* TIME of the last beat; valid when any */
	int64_t guess; /* … of the last first guess; valid when guessed */
	bool any, guessed;
};

/* Where the records go, and the leads' own time: of those that are open, else NULL. index counts in that of `first`. */
struct fuse_sink {
	const struct rates_sink *out;
	const struct track *track[FUSE_LEADS], *first;
};

/* A lead's stretch begins, at TIME; number < FUSE_LEADS. every: µs between rates, 0: one a beat. */
void fuse_join(struct fuse *f, unsigned number, int64_t time, int64_t every);

/* A candidate of a lead, later than its last. */
void fuse_take(struct fuse *f, unsigned number, int64_t time, double odds);

/* A first guess of a lead: written when it is the lead that is believed most. */
void fuse_guess(struct fuse *f, const struct fuse_sink *s, unsigned number, int64_t time);

/* All candidates of a lead before TIME `settled` have been told: what no lead can change any more is decided and written. */
void fuse_settle(struct fuse *f, const struct fuse_sink *s, unsigned number, int64_t settled);

/* A lead is over. True when it was the last. */
bool fuse_leave(struct fuse *f, const struct fuse_sink *s, unsigned number);

bool fuse_over(const struct fuse *f); /* no lead is open */

/* The clock was set back: no beat from before counts. */
void fuse_forget(struct fuse *f);

/* Everything that will be written from now on has a later TIME than this; INT64_MAX when nothing waits. */
int64_t fuse_settled(const struct fuse *f);

#endif
