/* Intervals between normal beats, and what is computed from them. Definitions: Task Force of the ESC and NASPE, "Heart rate
 * variability", Circulation 93:1043-1065, 1996; where divisors differ between programs, ours stands beside each. Times in s,
 * intervals in ms. A figure that does not exist is NaN.
 *
 * Where an interval is missing or was taken out, nothing is differenced across the hole: joined[i] says that interval i begins
 * where i - 1 ends. */
#ifndef IOMT_BEAT_HRV_SERIES_H
#define IOMT_BEAT_HRV_SERIES_H

#include "dsp/welch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hrv_series {
	const double *nn;      /* ms */
	const double *t;       /* s, end of each interval; t[0] is 0 */
	const uint8_t *joined; /* NULL: all are */
	size_t n;
	double first; /* s from the window's beginning to the end of interval 0 */
	double until; /* s from the window's beginning to its end; 0: to the end of the last interval */
};

/* t of a whole series: t[i] = Σ nn[1…i] / 1000. Its `first` is nn[0] / 1000. */
void hrv_times(const double *nn, size_t n, double *t);

/* Whether all intervals are the same: then there is no variation, whatever rounding makes of it. */
bool hrv_alike(const struct hrv_series *s);

/* --- time domain (hrv_time.c) --- */

struct hrv_time {
	size_t n, differences; /* intervals; differences of neighbours */
	size_t nn50, nn20;     /* differences above 50, 20 ms, strictly */
	double mean, median, low, high;
	double sdnn;              /* divisor n - 1 */
	double rmssd;             /* root of the mean square of the differences */
	double sdsd;              /* deviation of the differences, divisor one less than their number */
	double pnn50, pnn20;      /* % of the differences */
	double cvnn, cvsd;        /* sdnn, rmssd / mean */
	double mad;               /* 1.4826 × median distance from the median */
	double iqr;               /* quartiles by linear interpolation */
	double hr_of_mean_nn;     /* 60000 / mean */
	double mean_of_beat_hr;   /* mean of 60000 / NN: larger */
	double sd_of_beat_hr;     /* and their deviation, n - 1 */
	double sdann, sdnni;      /* of complete 5 min segments of the window, by end of the interval: deviation (n - 1) of their
				   * means, mean of their deviations. Segments of fewer than 2 intervals are left out */
	double tri_index;         /* n / largest bin, bins of 7.8125 ms from 0 */
	double sd1, sd2, sd2_sd1; /* √(var d / 2), √(2 var NN - var d / 2): n - 1 in both */
	double sd2_direct;        /* deviation of neighbours' sums / √2, as NeuroKit has it */
	double si;             /* R. M. Baevsky: AMo / (2 Mo MxDMn), bins of 50 ms from 0, Mo the centre of the largest (lowest) */
	double amo, mo, mxdmn; /* %, s, s */
	double si_median, root_si_median; /* Mo the median; and its root, as Kubios prints */
};

/* scratch: n doubles. n ≥ 1. */
void hrv_time(const struct hrv_series *s, struct hrv_time *out, double *scratch);

/* --- frequency domain (hrv_freq.c) --- */

enum hrv_method { HRV_NCS, HRV_LINEAR, HRV_LOMB, HRV_METHODS };
extern const char *const hrv_method_name[HRV_METHODS]; /* welch_ncs_1200 welch_linear_256 lomb_ofac4 */

/* Bands: VLF 0.0033-0.04, LF 0.04-0.15, HF 0.15-0.40 Hz, half-open.
 *
 * welch_ncs_1200 and welch_linear_256: natural cubic spline or straight lines at 4 Hz from t[0] to before the end, segments of 300
 * s or 64 s, then dsp/welch.h. lomb_ofac4: NN less their mean, frequencies k / (4 t_last), density 2 P t_last / n; a band is its
 * sum × df. */
struct hrv_freq {
	struct band vlf, lf, hf;
	double lf_hf, lf_nu, hf_nu; /* 100 LF / (LF + HF) */
	double df;                  /* Hz between bins */
	size_t resampled;           /* values at 4 Hz, 0 with Lomb */
};

enum { HRV_FREQ_SCRATCH = 5 }; /* doubles an interval */

/* False where there is nothing to compute: fewer than 3 intervals, or all alike. */
bool hrv_freq(const struct hrv_series *s, enum hrv_method method, struct hrv_freq *out, struct welch *welch, double *scratch);

/* Intervals × frequencies that Lomb would take. */
double hrv_lomb_cost(const struct hrv_series *s);

/* --- nonlinear (hrv_nonlin.c) --- */

/* Sample entropy, m = 2, r = 0.2 SDNN (J. S. Richman, J. R. Moorman, Am. J. Physiol. 278:H2039, 2000): n - 2 templates for both
 * lengths, greatest distance ≤ r, no self-matches, -ln(a / b). Templates across a hole are left out. Takes n² / 2 comparisons. */
struct hrv_entropy {
	uint64_t a, b; /* pairs that match over 3 and over 2 */
	double value;
};
void hrv_entropy(const struct hrv_series *s, struct hrv_entropy *out);

/* Detrended fluctuation (C.-K. Peng et al., Chaos 5:82, 1995) over all windows of low … high intervals: running sum of NN less
 * mean, windows from the start that do not overlap, straight line taken out of each; slope of ln F over ln n. scratch: n doubles.
 */
double hrv_dfa(const struct hrv_series *s, unsigned low, unsigned high, double *scratch);

#endif
