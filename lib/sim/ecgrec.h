/* A synthetic ECG as records: waves under one source, its beats and rhythms, known beforehand, under the source `truth`. */
#ifndef IOMT_SIM_ECGREC_H
#define IOMT_SIM_ECGREC_H

#include "record/recw.h"
#include "record/samples.h"
#include "sim/ecg.h"

enum { ECGREC_GAIN = 1000, ECGREC_SETTLE_MS = 250 /* a beat's truth is written so long after it at the latest */ };

struct ecgrec_setup {
	struct ecg_setup ecg;
	char label[SHAPE_CHANNELS][REC_INSTANCE + 1]; /* of the leads, as they were named */
	char source[REC_SOURCE + 1];                  /* of the waves */
	bool no_truth;
	bool pleth, resp; /* the pulse wave and the breathing too */
	int64_t t0;       /* TIME of sample 0 */
	bool utc;         /* it is a date */
	int64_t samples;  /* INT64_MAX: no end */
};

struct ecgrec {
	struct ecgrec_setup setup;
	struct ecg ecg;
	struct wavew wave[SHAPE_CHANNELS], pleth, resp;
	int64_t index;            /* of the next sample */
	int64_t last;             /* sample of the last beat told, or -1 */
	int af, pause;            /* the next of either to be written */
	bool moved;               /* that motion began was written */
	int64_t tick, truth_tick; /* the next whole second, from t0, that each source has not ticked */
};

/* Writes what stands before the first sample (not the `iomt` record). NULL, or what is wrong with the setup. */
const char *ecgrec_start(struct ecgrec *r, const struct ecgrec_setup *setup, struct recw *w);

/* Writes samples until `us` from the start of the recording, or its end. False at its end. */
bool ecgrec_run(struct ecgrec *r, struct recw *w, int64_t us);

/* The rest: beats of the last samples, held blocks, the ends of both sources. */
void ecgrec_stop(struct ecgrec *r, struct recw *w, const char *status);

#endif
