/* The figures by which a beat is classified: each compares it with its surroundings, none has a unit of amplitude. */
#ifndef IOMT_BEAT_CLASSFEAT_H
#define IOMT_BEAT_CLASSFEAT_H

#include "beat/feat_part.h"

enum {
	CLASS_FROM = 48, /* a look's samples begin this long before the middle of the wave … */
	CLASS_LONG = 124 /* … and are so many: to 600 ms behind it */
};

/* A beat that is looked at. */
struct class_look {
	uint32_t i;          /* its candidate */
	float detected;      /* log odds of being a beat at all */
	float x[CLASS_LONG]; /* the lead around it, from 0 */
	struct class_wave wave;
	struct class_form form[CLASS_FORMS]; /* those of the lead */
	float shape[CLASS_POINTS];           /* as in a form, aligned to the one it is most like */
	struct around around;                /* the beats beside it */
	float like[CLASS_FORMS]; /* correlation of the QRS with each form, where they fit best; -1 where there is none */
	int shift[CLASS_FORMS];  /* … moved by so many internal samples */
	int most, main;          /* the form most like it, the form with most weight; -1: none */
	float early;             /* the interval before it by the median one */
};

/* Measures the beat of candidate i. */
void classfeat_look(const struct qrs *q, uint32_t i, float detected, struct class_look *l);

/* The beat so many before the one that is looked at; NULL where it is not remembered. (Used by the parts.) */
const struct class_beat *classfeat_past(const struct class *c, uint32_t back);

/* Figures of the looks into v[CLASS_FIGURES]; return their count. first: what the first look said. */
int classfeat_first(const struct qrs *q, const struct class_look *l, float *v);
int classfeat_second(const struct qrs *q, const struct class_look *l, float first, float *v);

#endif
