/* The judge of candidates: boosted trees with fixed weights. model_table.h is made by tests/beat/train.c from the recordings named
 * there; nothing in it is about one recording. */
#ifndef IOMT_BEAT_MODEL_H
#define IOMT_BEAT_MODEL_H

enum {
	MODEL_NODES = 11, /* inner nodes of a tree at the most */
	MODEL_EARLY = 40, /* after so many trees it is enough … */
	MODEL_CLEAR = 4   /* … when the log odds are this far from 0 */
};

/* Log odds that the candidate so described is a beat (feat.h): by what is around it, and by what is thought of its neighbours. */
float model_first(const float *v);
float model_second(const float *v);

#endif
