/* Atrial fibrillation from the intervals between beats alone: how little the next interval can be told from the present one.
 *
 * Over the last AF_BEATS intervals, pairs (i, j) of them that differ by less than AF_ALIKE of the median are counted, and those
 * among them whose followers are alike too. Evidence: -ln(second / first), the sample entropy of J. S. Richman, J. R. Moorman, Am.
 * J. Physiol. Heart Circ. Physiol. 278:H2039-H2049, 2000, with m = 1 and a tolerance that follows the rate, as the coefficient of
 * sample entropy does (D. E. Lake, J. R. Moorman, ibid. 300:H319-H325, 2011). In fibrillation it is about ln of one over the share
 * of alike pairs, since the next interval does not know the present one; a pattern, however irregular it looks (bigeminy, premature
 * beats with their pauses, a ramp), repeats itself and stays low. Irregularity by itself is no evidence.
 *
 * No interval is compared across a break. The state has no pointers and may be copied with =. */
#ifndef IOMT_BEAT_AF_H
#define IOMT_BEAT_AF_H

#include <stdbool.h>
#include <stdint.h>

enum {
	AF_BEATS = 64, /* intervals looked at */
	AF_LEAST = 48, /* pairs of neighbours among them that no break parts; fewer: no evidence */
	AF_ONSET = 40  /* where it is found, it is taken to have begun this many intervals before */
};

#define AF_ALIKE 0.06 /* of the median interval */
#define AF_ON    1.6  /* evidence at which it begins … */
#define AF_OFF   1.3  /* … and below which it ends */

/* Zero it to begin. */
struct af {
	float rr[AF_BEATS];       /* s */
	uint8_t joined[AF_BEATS]; /* no break before it */
	int64_t began[AF_BEATS];  /* µs, the beat that begins it */
	uint32_t n;               /* intervals so far */
	bool broken;              /* a break since the last one */
	bool is;                  /* fibrillation, by the two thresholds */
	double evidence;          /* of the last interval; NaN: too few */
};

/* One more interval of rr µs that ends with the beat at `time`; sets evidence and is. */
void af_interval(struct af *a, int64_t time, int64_t rr);

/* A break: the next interval does not follow the last one. */
void af_break(struct af *a);

/* TIME at which what was found now is taken to have begun. */
int64_t af_since(const struct af *a);

#endif
