/* Correction of beat positions: J. A. Lipponen, M. P. Tarvainen, "A robust algorithm for heart rate variability time series
 * artefact correction using novel beat classification", J. Med. Eng. Technol. 43(3):173-181, 2019.
 *
 * A beat is judged by the change of the interval that it ends (dRR) and by that interval's distance from the median of 11 (mRR),
 * both in units of a threshold that follows the quartiles of 91 beats around it: so the look-ahead is 45 beats. Extra beats are
 * taken out, missed ones put in half-way, ectopic, long and short ones moved half-way between their neighbours; positions that are
 * made are whole ms, as in NeuroKit2. */
#ifndef IOMT_BEAT_RR_FIX_H
#define IOMT_BEAT_RR_FIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rr_class { RR_NORMAL, RR_ECTOPIC, RR_MISSED, RR_EXTRA, RR_LONGSHORT, RR_CLASSES };

enum {
	RR_AHEAD = 45,       /* beats after it that have a say in the judgement of one */
	RR_FIX_SCRATCH = 10, /* doubles that are needed for each beat of the room */
	RR_FIX_LEAST = 4     /* fewer beats are left as they are */
};

/* Classes of n beats at `peaks` (ms, rising) into class[n]; returns how many are not RR_NORMAL. Fewer than RR_FIX_LEAST: 0. */
size_t rr_classify(const double *peaks, size_t n, uint8_t *class, double *scratch);

/* One correction by these classes, in place. touched[i] becomes 1 where a beat was moved or put in, keeps its value where not. Room
 * for `cap` beats; beats that would be put in beyond that are not. Returns the new count. */
size_t rr_apply(double *peaks, uint8_t *touched, size_t n, size_t cap, const uint8_t *class, double *scratch);

/* What was done. */
struct rr_fixed {
	size_t n;       /* beats now */
	size_t passes;  /* corrections applied */
	size_t changed; /* beats moved, put in or taken out, all passes */
};

/* Classifies and corrects until there is nothing to correct, or not less than in the pass before (which is then not applied).
 * touched: `cap` bytes, n of them set by the caller (as in rr_apply); class: `cap` bytes; scratch: RR_FIX_SCRATCH × cap doubles. */
struct rr_fixed rr_fix(double *peaks, uint8_t *touched, size_t n, size_t cap, uint8_t *class, double *scratch);

#endif
