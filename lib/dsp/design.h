/* Filter designs as second-order sections.
 *
 * Butterworth: the analogue prototype with poles on the unit circle (S. Butterworth, "On the theory of filter amplifiers", 1930),
 * moved to the band in the s plane, then the bilinear transform with prewarped corners, so that the gain at each corner is
 * 1/sqrt 2 exactly. Poles and zeros are paired as scipy.signal.zpk2sos does with pairing='nearest': the pole nearest to the unit
 * circle takes the zeros nearest to it and comes last, the gain stands in the first section; the coefficients equal
 * scipy.signal.butter(…, output='sos') to 1e-12 (tests/unit/test_dsp_design.c). Sections whose poles are equally near to the unit
 * circle (a band symmetric about fs / 4) may come in either order.
 *
 * Frequencies are in the unit of fs. Every function fills in `q` (state at rest) and returns the number of sections, or a negative
 * DESIGN_ code, with q untouched. */
#ifndef IOMT_DSP_DESIGN_H
#define IOMT_DSP_DESIGN_H

#include "dsp/biquad.h"

enum {
	DESIGN_ORDER = 12,   /* the highest order; a band filter of order n has 2 n poles */
	DESIGN_NYQUIST = -1, /* a frequency is not below fs / 2 */
	DESIGN_RANGE = -2    /* a frequency, width or Q is not positive, low is not below high, or the order is out of range */
};

/* q has room for (order + 1) / 2 sections. */
int design_lowpass(struct biquad *q, int order, double corner, double fs);
int design_highpass(struct biquad *q, int order, double corner, double fs);

/* q has room for `order` sections. */
int design_bandpass(struct biquad *q, int order, double low, double high, double fs);
int design_bandstop(struct biquad *q, int order, double low, double high, double fs);

/* One section: zero gain at `centre`, 1/sqrt 2 at the two frequencies that are centre / quality apart; gain 1 at 0 and fs / 2.
 * S. J. Orfanidis, "Introduction to Signal Processing", 1996, ch. 11.3; equals scipy.signal.iirnotch. */
int design_notch(struct biquad *q, double centre, double quality, double fs);

#endif
