/* The class of a beat: normal (N), ventricular (V) or supraventricular ectopic (S), paced (/), from its shape beside the shapes that this heart
 * has shown so far, and from its time beside the beats around it. One lead; constant memory; when a beat is judged (qrs.h) it is
 * classified at once, by what came up to QRS_AHEAD later.
 *
 * A few forms are kept: means of beats that look alike, aligned, each with how often, how early and how wide its beats are. The
 * two looks at a beat (figures in classfeat.c, weights in classmodel.h): by itself; then with what the first look thought of the
 * beats around it and of those of its form.
 *
 * Nothing here knows an amplitude or a sign: multiplying the input by a number changes no figure. */
#ifndef IOMT_BEAT_CLASS_H
#define IOMT_BEAT_CLASS_H

#include "beat/front.h"

struct qrs;

enum {
	CLASS_RING = 512,                                     /* differences of internal samples kept: 4.1 s */
	CLASS_FORMS = 6,                                      /* shapes kept */
	CLASS_BEFORE = 36,                                    /* internal samples of a form before the middle of the wave … */
	CLASS_LEFT = 14,                                      /* … of which this many belong to the QRS … */
	CLASS_RIGHT = 20,                                     /* … and behind it */
	CLASS_STEP = 2,                                       /* it keeps every second one */
	CLASS_QRS = (CLASS_BEFORE - CLASS_LEFT) / CLASS_STEP, /* its first point in the QRS */
	CLASS_POINTS = (CLASS_BEFORE + CLASS_RIGHT) / CLASS_STEP + 1,
	CLASS_PAST = 16,    /* beats remembered */
	CLASS_LAGS = 4,     /* beats whose distance from a pulse is remembered */
	CLASS_LEARN = 4,    /* beats before the first that gets a class */
	CLASS_FIGURES = 144 /* room for the figures of a look */
};

/* Figures of one wave, free of amplitude, but for swing. */
struct class_wave {
	float swing;  /* largest less smallest value within the QRS */
	float width;  /* ms, from where the slope leaves to where it returns */
	float spread; /* ms, of the slope's power about its middle */
	float area;   /* ms: magnitude about the level before it, by the swing */
	float net;    /* ms: the same with sign */
	float t;      /* ms: what follows until 400 ms, likewise, with sign */
	float p;      /* largest less smallest value before the QRS, by the swing */
};

/* Mean of beats that look alike. */
struct class_form {
	float shape[CLASS_POINTS]; /* the QRS has mean 0 and sum of squares 1, what is before it the same scale */
	struct class_wave wave;    /* means */
	float weight;              /* beats, the older the less: one of 200 beats ago counts 0.37 */
	float early;               /* mean of their interval by the median one */
	float odds;                /* mean of what the first look said */
	int count;                 /* of beats, as far as it matters */
};

/* A form as it is kept: numbers with fixed points (class_fold). */
struct class_fold {
	float weight, swing;
	int16_t wave[6]; /* width, spread, area, net, t, p */
	int16_t early, odds, count;
	int16_t shape[CLASS_POINTS];
};

struct class_beat {
	int64_t n;     /* internal sample */
	uint32_t cand; /* number of the candidate */
	float first;   /* log odds of being ventricular: first look */
	float odds;    /* second look */
	int form;
};

/* Part of struct qrs; zeroed to begin. May be copied with =. */
struct class
{
	float d[CLASS_RING];
	int64_t n; /* internal samples taken */
	struct class_fold form[CLASS_FORMS];
	uint32_t beats;
	int16_t lag[CLASS_LAGS];            /* 1 + ms from a pulse to each of the last beats; 0: there was none */
	struct class_beat past[CLASS_PAST]; /* beat i stands in past[i % CLASS_PAST] */
};

/* Takes what internal samples there are; to be called at least once in FRONT_RING of them. */
void class_take(struct class *c, const struct front *f);

/* A form into what is kept, which is rounded and has a largest value; and back. */
void class_fold(struct class_fold *to, const struct class_form *f);
void class_unfold(struct class_form *to, const struct class_fold *f);

/* Candidate i was judged to be a beat with these log odds: its WFDB code, N, S, V, / (paced), or ? while too little is known. */
char class_judge(struct qrs *q, uint32_t i, float odds);

#endif
