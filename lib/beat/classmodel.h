/* The judge of a beat's class: boosted trees with fixed weights (tree.h). classmodel_table.h is made by tests/beat/class_train.c from
 * the recordings named there; nothing in it is about one recording. */
#ifndef IOMT_BEAT_CLASSMODEL_H
#define IOMT_BEAT_CLASSMODEL_H

/* Log odds, by the figures of classfeat.h: ventricular by the first look, by the second; supraventricular, not ventricular, by the
 * second. */
float classmodel_first(const float *v);
float classmodel_second(const float *v);
float classmodel_early(const float *v);

#endif
