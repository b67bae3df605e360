/* Beat-by-beat comparison of two annotation lists as ANSI/AAMI EC57:2012 asks for it, with the conventions of the reference
 * comparator (window inclusive, one beat of look-ahead, a pseudo beat for each miss and each false detection, beats inside
 * ventricular flutter/fibrillation and in shutdown intervals set apart). Greedy and O(n); not an optimal assignment, on purpose. */
#ifndef IOMT_CHECK_EC57_H
#define IOMT_CHECK_EC57_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One annotation; times do not go back within a list. Beats and non-beats alike: the comparison sorts them out. */
struct ec57_ann {
	int64_t time;   /* in samples of the record */
	int16_t code;   /* WFDB annotation code: 1 is N, 5 is V, 14 is noise, 32 is [ … */
	int16_t subtyp; /* counts for noise (14) only: bits 0x30 both set begin a shutdown */
};

/* Rows of the confusion matrix are what the reference says, columns what the test says. O is a beat of no class, or none at
 * all (a miss in a column, a false detection in a row); X is none, while that side had shut down. */
enum ec57_class { EC57_N, EC57_S, EC57_V, EC57_F, EC57_Q, EC57_O, EC57_X, EC57_CLASSES, EC57_NONE = -1 };

struct ec57_opts {
	double fs;      /* samples a second of the record, > 0 */
	int64_t window; /* samples; negative: 150 ms, rounded down */
	int64_t start;  /* first sample that counts (EC57: 5:00); negative: 5:00 */
	int64_t end;    /* last sample that counts; EC57_END_REF, EC57_END_FIRST */
	bool fold_s;    /* count S as N (comparisons without supraventricular statistics) */
	/* Told of each pair in order; a missing partner has class O, X or EC57_NONE (never counted). May be NULL. */
	void (*pair)(void *arg, int64_t ref_time, enum ec57_class ref, int64_t test_time, enum ec57_class test);
	void *arg;
};
#define EC57_END_REF   INT64_C(-1) /* to the end of the reference list */
#define EC57_END_FIRST INT64_C(0)  /* to the end of the shorter list */

struct ec57 {
	uint64_t n[EC57_CLASSES][EC57_CLASSES]; /* [reference][test] */
	uint64_t rr_pairs;                      /* pairs with a valid interval on both sides */
	double rr_sum;                          /* sum of their squared differences, s² */
};

/* Whether a WFDB code is a beat, and its class; EC57_NONE when not. */
enum ec57_class ec57_class_of(int code);
char ec57_letter(enum ec57_class c); /* "NSVFQOX", '*' for none */

/* Compares and adds to *sum (zero it before the first). */
void ec57_compare(struct ec57 *sum, const struct ec57_ann *ref, size_t nref, const struct ec57_ann *test, size_t ntest,
	const struct ec57_opts *o);

void ec57_add(struct ec57 *sum, const struct ec57 *one); /* gross statistics are of the sum */

struct ec57_stat {
	uint64_t tp, fn, fp;
	double se, ppv; /* percent; NaN where there is nothing to divide by */
};
struct ec57_stat ec57_qrs(const struct ec57 *c);
struct ec57_stat ec57_veb(const struct ec57 *c);
struct ec57_stat ec57_sveb(const struct ec57 *c);
uint64_t ec57_beats(const struct ec57 *c); /* reference beats: TP + FN of ec57_qrs */
double ec57_rms_rr(const struct ec57 *c);  /* ms; NaN without pairs */

#endif
