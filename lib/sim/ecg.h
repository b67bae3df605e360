/* A synthetic ECG whose beats are known: rhythm.h says when, shape.h how it looks, noise.h what disturbs it. One sample of all
 * channels at a time; fixed memory, no end.
 *
 * clean = beats + f waves while the atria fibrillate + a baseline that breathes. Truth: the sample at which the QRS of the clean
 * first channel is highest (lowest where its taller side is the lower one): a true local extremum, to the sample.
 *
 * Signal-to-noise ratio, as of the MIT-BIH noise stress test (G. B. Moody, W. K. Muldrow, R. G. Mark, "A noise stress test for
 * arrhythmia detectors", Computers in Cardiology 11:381-384, 1984): 10 log10 (S / N) dB, S = a²/8 with a the peak to peak height of
 * a normal QRS in the first channel (the power of a sine of that height), N the noise's mean square. The same noise power goes into
 * every channel.
 *
 * f waves: five harmonics of a saw-tooth of 6 Hz whose frequency and height swing slowly: M. Stridh and L. Sörnmo, "Spatiotemporal
 * QRST cancellation techniques for analysis of atrial fibrillation", IEEE Trans. Biomed. Eng. 48(1):105-111, 2001. */
#ifndef IOMT_SIM_ECG_H
#define IOMT_SIM_ECG_H

#include "core/tm.h"
#include "sim/motion.h"
#include "sim/noise.h"
#include "sim/pacer.h"
#include "sim/pulse.h"
#include "sim/rhythm.h"
#include "sim/shape.h"

enum { ECG_RING = 16, ECG_FS_MIN = 50, ECG_FS_MAX = 10000 };

struct ecg_setup {
	struct rhythm_setup rhythm;
	struct rate fs; /* 50 .. 10000 */
	int nlead;      /* 1 .. SHAPE_CHANNELS */
	int lead[SHAPE_CHANNELS];
	double height; /* mV: peak to peak, of a normal QRS in the first channel */
	double qrs;    /* ms */
	double t_wave; /* mV, NAN: as the shape has it */
	bool noisy;
	double snr; /* dB */
	enum noise_kind noise;
	double mains; /* Hz */
	struct pacer pacer;
	struct motion_setup motion; /* of the pulse wave */
};

struct ecg_truth {
	int64_t index;
	enum rhythm_kind kind;
};

struct ecg {
	struct ecg_setup setup;
	struct rhythm rhythm;
	struct shape_setup shape;
	struct shape_beat beat[ECG_RING]; /* a ring, in order of time */
	struct pulse pulse;
	struct motion motion;
	int sign[RHYTHM_KINDS];
	unsigned first, n, told; /* oldest; how many; how many of them had their truth told */
	int64_t index;           /* of the next sample */
	double fs, noise_mv;
	struct noise noise[SHAPE_CHANNELS];
};

struct ecg_sample {
	double mv[SHAPE_CHANNELS];    /* with noise */
	double clean[SHAPE_CHANNELS]; /* without */
	double pleth, breath;         /* pulse wave at the finger, 0 .. about 1, and motion; -1 .. 1 */
};

const char *ecg_start(struct ecg *e, const struct ecg_setup *setup); /* NULL, or what is wrong */
void ecg_step(struct ecg *e, struct ecg_sample *s);

/* The beats whose sample has been stepped over, oldest first: true and *b, or false when there is none left to tell. */
bool ecg_beat(struct ecg *e, struct ecg_truth *b);

#endif
