/* What a command line says about an ECG, made into a setup: ranges, shares, spans, decibels. */
#ifndef IOMT_SIM_ECGWORDS_H
#define IOMT_SIM_ECGWORDS_H

#include "sim/ecgrec.h"

struct ecg_words {                            /* NULL, NAN or n == 0: not said */
	const char *hr;                       /* 60, 60:150 (a straight ramp over the whole duration), 80,120@30s (steps) */
	const char *pattern;                  /* bigeminy, vt@30s */
	const char *pacer;                    /* 2mV,0.5ms,70/min,5% */
	const char *ectopic, *atrial;         /* 5% */
	const char *noise, *kind;             /* 6dB; a word of noise_names */
	const char *motion;                   /* 2, 2,100:170@30s */
	const char *leads;                    /* II,V1 */
	const char *signals;                  /* ecg,pleth,resp */
	const char *const *af, *const *pause; /* 10m:20m */
	size_t naf, npause;
	double sdnn, lfhf, resp_rate;         /* ms; ; /min */
	double amplitude, qrs, t_wave, mains; /* mV ms mV Hz */
	const char *source, *start;           /* SOURCE of the waves; date and zone of sample 0 */
	struct rate fs;                       /* num 0 */
	bool no_truth;
};

enum { ECG_WORDS_WHY = 160 };

/* duration in µs, 0 or less: no end. NULL, or what is wrong, for a person, in `why`: nothing then needs to be started. */
const char *ecg_words_read(
	const struct ecg_words *words, int64_t duration, uint64_t seed, struct ecgrec_setup *s, char why[ECG_WORDS_WHY]);

#endif
