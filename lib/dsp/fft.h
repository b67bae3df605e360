/* The discrete Fourier transform of a length that is a power of two: radix 2, decimation in time (J. W. Cooley, J. W. Tukey, Math.
 * Comp. 19, 1965). Caller's memory, fixed order of operations: the same bits everywhere. */
#ifndef IOMT_DSP_FFT_H
#define IOMT_DSP_FFT_H

#include <stddef.h>

/* cos and sin of 2πk/n for k < n/2, in w[2k] and w[2k+1]: n doubles. */
void fft_table(double *w, size_t n);

/* In place: X_k = Σ x_j e^(-2πi jk/n). n is a power of two, w what fft_table(w, n) made. */
void fft(double *re, double *im, size_t n, const double *w);

#endif
