/* The tables of beats_run. Formulas: iomt-check(1), FIGURES. */
#include "check/beats.h"

#include <math.h>

static const struct answer_form beats_form = {
	.name = "beats",
	.label = { "record", "by" },
	.main = "gross",
	.column = { { "beats", 0 }, { "tp", 0 }, { "fn", 0 }, { "fp", 0 }, { "se", 3 }, { "ppv", 3 }, { "rr-rms-ms", 2 },
		{ "f1", 3 }, { "der", 3 }, { "veb", 0 }, { "veb-tp", 0 }, { "veb-fn", 0 }, { "veb-fp", 0 }, { "veb-se", 3 },
		{ "veb-ppv", 3 }, { "sveb", 0 }, { "sveb-tp", 0 }, { "sveb-fn", 0 }, { "sveb-fp", 0 }, { "sveb-se", 3 },
		{ "sveb-ppv", 3 } },
};
enum { SE = 4, PPV = 5, RR = 6, F1 = 7, DER = 8, VEB = 9, SVEB = 15 };

static const struct answer_form matrix_form = {
	.name = "matrix",
	.label = { "reference" },
	.column = { { "n", 0 }, { "s", 0 }, { "v", 0 }, { "f", 0 }, { "q", 0 }, { "o", 0 }, { "x", 0 } },
};

static const struct answer_form runs_form = {
	.name = "runs",
	.label = { "run" },
	.column = { { "run-ref", 0 }, { "run-found", 0 }, { "run-se", 3 }, { "run-test", 0 }, { "run-true", 0 }, { "run-ppv", 3 },
		{ "s0", 0 }, { "s1", 0 }, { "s2", 0 }, { "s3", 0 }, { "s4", 0 }, { "s5", 0 }, { "s6", 0 }, { "p0", 0 }, { "p1", 0 },
		{ "p2", 0 }, { "p3", 0 }, { "p4", 0 }, { "p5", 0 }, { "p6", 0 } },
};

#define EPISODE(kind)                                                                                                              \
	{ kind, 0 }, { kind "-found", 0 }, { kind "-se", 3 }, { kind "-test", 0 }, { kind "-true", 0 }, { kind "-ppv", 3 },        \
		{ kind "-ref-s", 3 }, { kind "-test-s", 3 }, { kind "-both-s", 3 }, { kind "-dur-se", 3 },                         \
	{                                                                                                                          \
		kind "-dur-ppv", 3                                                                                                 \
	}
enum { EPISODE_COLUMNS = 11 };
static const struct answer_form episodes_form = {
	.name = "episodes",
	.label = { "record", "by" },
	.main = "gross",
	.column = { EPISODE("af"), EPISODE("vf") },
};

const struct answer_form *const beats_forms[] = { &beats_form, &matrix_form, &runs_form, &episodes_form, NULL };

static double
percent(double part, double whole)
{
	return whole > 0 ? 100.0 * part / whole : NAN;
}

static void
stat_row(double *v, const struct ec57_stat *s)
{
	v[0] = (double)(s->tp + s->fn);
	v[1] = (double)s->tp;
	v[2] = (double)s->fn;
	v[3] = (double)s->fp;
	v[4] = s->se;
	v[5] = s->ppv;
}

static void
fill_beats(double *v, const struct ec57 *n)
{
	struct ec57_stat s = ec57_qrs(n), veb = ec57_veb(n), sveb = ec57_sveb(n);
	stat_row(v, &s);
	v[RR] = ec57_rms_rr(n);
	v[F1] = percent(2.0 * (double)s.tp, (double)(2 * s.tp + s.fn + s.fp));
	v[DER] = percent((double)(s.fn + s.fp), (double)(s.tp + s.fn));
	stat_row(v + VEB, &veb);
	stat_row(v + SVEB, &sveb);
}

static void
fill_episodes(double *v, const struct beats_sum *s)
{
	for (int k = 0; k < EPISODE_KINDS; k++, v += EPISODE_COLUMNS) {
		const struct episodes *e = &s->episodes[k];
		const double one[EPISODE_COLUMNS] = { (double)e->ref, (double)e->found, percent((double)e->found, (double)e->ref),
			(double)e->test, (double)e->right, percent((double)e->right, (double)e->test), (double)e->ref_time / 1e6,
			(double)e->test_time / 1e6, (double)e->both_time / 1e6, percent((double)e->both_time, (double)e->ref_time),
			percent((double)e->both_time, (double)e->test_time) };
		memcpy(v, one, sizeof one);
	}
}

/* What an average is made of: percentages and the interval error, no counts and no seconds. */
static bool
averaged(const struct answer_column *c)
{
	size_t n = strlen(c->name);
	return c->decimals > 0 && !(n > 2 && strcmp(c->name + n - 2, "-s") == 0);
}

static void
collect(struct beats_average *m, int which, const struct answer_table *t, const double *v)
{
	for (size_t i = 0; i < t->ncolumns; i++)
		if (averaged(&t->form->column[i]) && !isnan(v[i])) {
			m->sum[which][i] += v[i];
			m->n[which][i]++;
		}
}

void
beats_row(struct answer *a, struct str record, struct str by, const struct beats_sum *s, struct beats_average *average)
{
	struct answer_table *beats = answer_table(a, "beats"), *episodes = answer_table(a, "episodes");
	double *v = answer_row(a, beats, record, by);
	fill_beats(v, &s->ec57);
	collect(average, 0, beats, v);
	v = answer_row(a, episodes, record, by);
	fill_episodes(v, s);
	collect(average, 1, episodes, v);
}

void
beats_add(struct beats_sum *sum, const struct beats_sum *one)
{
	ec57_add(&sum->ec57, &one->ec57);
	for (int c = 0; c < 2; c++)
		for (int i = 0; i <= RUNS_MAX; i++)
			for (int k = 0; k <= RUNS_MAX; k++) {
				sum->runs[c].se[i][k] += one->runs[c].se[i][k];
				sum->runs[c].ppv[i][k] += one->runs[c].ppv[i][k];
			}
	for (int k = 0; k < EPISODE_KINDS; k++) {
		struct episodes *e = &sum->episodes[k];
		const struct episodes *x = &one->episodes[k];
		e->ref += x->ref;
		e->found += x->found;
		e->test += x->test;
		e->right += x->right;
		e->ref_time += x->ref_time;
		e->test_time += x->test_time;
		e->both_time += x->both_time;
	}
}

/* One row: runs of lengths from…to, of which the other side must have `least`. */
static void
run_row(struct answer *a, const char *name, const struct runs *r, int from, int to, int least)
{
	double *v = answer_row(a, answer_table(a, "runs"), str_of(name), STR(""));
	struct runs_part se = runs_sum(r->se, from, to, least), ppv = runs_sum(r->ppv, from, to, least);
	const double one[6] = { (double)se.n, (double)se.found, percent((double)se.found, (double)se.n), (double)ppv.n,
		(double)ppv.found, percent((double)ppv.found, (double)ppv.n) };
	memcpy(v, one, sizeof one);
	for (int k = 0; k <= RUNS_MAX; k++) {
		v[6 + k] = v[6 + RUNS_MAX + 1 + k] = 0;
		for (int i = from; i <= to; i++) {
			v[6 + k] += (double)r->se[i][k];
			v[6 + RUNS_MAX + 1 + k] += (double)r->ppv[i][k];
		}
	}
}

static void
runs_rows(struct answer *a, const struct beats_sum *s)
{
	static const struct {
		const char *name[2];
		int from, to, least;
	} row[] = { { { "V1", "S1" }, 1, 1, 1 }, { { "V2", "S2" }, 2, 2, 2 }, { { "V3", "S3" }, 3, 3, 3 },
		{ { "V4", "S4" }, 4, 4, 4 }, { { "V5", "S5" }, 5, 5, 5 }, { { "V6+", "S6+" }, 6, 6, 6 },
		{ { "V-couplet", "S-couplet" }, 2, 2, 2 }, { { "V-short", "S-short" }, 3, 5, 3 },
		{ { "V-long", "S-long" }, 6, 6, 6 } };
	for (int c = 0; c < 2; c++)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++)
			run_row(a, row[i].name[c], &s->runs[c], row[i].from, row[i].to, row[i].least);
}

static void
average_row(struct answer *a, struct answer_table *t, const struct beats_average *m, int which)
{
	double *v = answer_row(a, t, STR("average"), STR("-"));
	for (size_t i = 0; i < t->ncolumns; i++)
		if (m->n[which][i])
			v[i] = m->sum[which][i] / (double)m->n[which][i];
}

void
beats_total(struct answer *a, const struct beats_sum *gross, const struct beats_average *average)
{
	struct answer_table *beats = answer_table(a, "beats"), *episodes = answer_table(a, "episodes"),
			    *matrix = answer_table(a, "matrix");
	bool any = beats->nrows > 0;
	if (any) {
		fill_beats(answer_row(a, beats, STR("gross"), STR("-")), &gross->ec57);
		average_row(a, beats, average, 0);
		fill_episodes(answer_row(a, episodes, STR("gross"), STR("-")), gross);
		average_row(a, episodes, average, 1);
	}
	for (int i = 0; i < EC57_CLASSES; i++) {
		char letter = ec57_letter((enum ec57_class)i);
		double *v = answer_row(a, matrix, (struct str){ &letter, 1 }, STR(""));
		for (int k = 0; k < EC57_CLASSES; k++)
			v[k] = (double)gross->ec57.n[i][k];
	}
	runs_rows(a, gross);
}
