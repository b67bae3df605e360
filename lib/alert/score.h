/* Early warning scores: points for each input by bands, added. The tables are data of rule files (iomt-rules(5), scores). */
#ifndef IOMT_ALERT_SCORE_H
#define IOMT_ALERT_SCORE_H

#include "core/str.h"
#include "record/rec.h"
#include "record/signals.h"

enum {
	SCORE_INPUTS = 12, /* of one table */
	SCORE_BANDS = 12,  /* of one input */
	SCORE_NAME = 24,
	SCORE_EXACT = 18 /* decimals of an input that is not rounded */
};

struct score_band {
	double high; /* the band's highest value, which is in it; the last one's is infinite */
	int points;
};

struct score_bands {
	unsigned n;
	struct score_band band[SCORE_BANDS];
};

struct score_input {
	char key[SCORE_NAME];
	int decimals; /* to which the value is rounded before it is scored */
	struct score_bands bands;
	/* In place of `bands` when another input is above a value: other.n is 0 where there is none. */
	struct score_bands other;
	unsigned other_input;
	double other_above;
	/* of the rule: where the input comes from */
	char signal[REC_SIGNAL + 1];
	const struct sig_def *def;
	int64_t max_age;
};

struct score_table {
	char name[SCORE_NAME];
	unsigned n;
	struct score_input input[SCORE_INPUTS];
};

/* The newest good value of each input of one rule on one source. */
struct score_value {
	int64_t time; /* TM_NONE: none yet */
	double value; /* rounded */
	bool wrong;   /* it came in a unit that is not the input's */
};

struct score_state {
	struct score_value value[SCORE_INPUTS];
	int told; /* what the last num record said, see score_sum */
};

struct score_result {
	unsigned present, inputs;
	int total, single;               /* of the inputs that are present; single: the most points of one of them */
	const struct score_input *wrong; /* an input in the wrong unit, NULL: none */
};

/* v rounded half away from zero to so many decimals, by its digits and not by the double. text may be "-" (v infinite). */
double score_round(struct str text, double v, int decimals);

int score_points(const struct score_table *t, const struct score_state *s, unsigned input);

/* Adds up what is there at time t. A score is one only when present == inputs. */
struct score_result score_sum(const struct score_table *t, const struct score_state *s, int64_t at);

#endif
