/* lab: candidates, features, cross-validation, table */
#include "beat/feat.h"
#include "beat/model.h"
#include "augment.h"
#include "data.h"
#include "gbdt.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAXREC = 81 };
static struct record rec[MAXREC];
static int nrec, nmit;
static int fold_of[MAXREC];

struct cand {
	int64_t index;
	uint8_t rec, lead, label, skip, kind, second;
};
static struct cand *cands;
static float *feats, *feats2;
static size_t ncand, capcand;
static int nfeat, nfeat2;
static float cur[FEAT_MAX];

static float cur2[FEAT_MAX];
static const double *given; /* first-look scores of the candidates, in order; NULL in the first pass */
static size_t given_at;
static float first_v[256][FEAT_MAX];
static unsigned first_in, first_out;
static bool seconded;

float
model_first(const float *v)
{
	memcpy(first_v[first_in++ % 256], v, sizeof cur);
	return given ? (float)given[given_at++] : 1;
}

float
model_second(const float *v)
{
	memcpy(cur2, v, sizeof cur2);
	seconded = true;
	return 1;
}

struct ctx {
	int rec, lead, kind;
};

static void
on_beat(void *arg, const struct qrs_beat *b)
{
	struct ctx *x = arg;
	if (ncand == capcand) {
		capcand = capcand ? capcand * 2 : 1 << 16;
		cands = realloc(cands, capcand * sizeof *cands);
		feats = realloc(feats, capcand * sizeof(float) * FEAT_MAX);
		feats2 = realloc(feats2, capcand * sizeof(float) * FEAT_MAX);
	}
	cands[ncand] = (struct cand){ .index = b->index, .rec = (uint8_t)x->rec, .lead = (uint8_t)x->lead, .kind = (uint8_t)x->kind };
	memcpy(feats + ncand * FEAT_MAX, first_v[first_out++ % 256], sizeof cur);
	cands[ncand].second = seconded;
	seconded = false;
	memcpy(feats2 + ncand * FEAT_MAX, cur2, sizeof cur2);
	ncand++;
}

static void
label(const struct record *r, size_t from, size_t to)
{
	int64_t w = (int64_t)(0.15 * r->fs);
	bool vf = false;
	size_t at = from, scan = from;
	int missed = 0, beats = 0;
	for (size_t k = 0; k < r->nref; k++) {
		const struct ec57_ann *a = &r->ref[k];
		if (a->code == 32)
			vf = true;
		while (scan < to && cands[scan].index < a->time) {
			cands[scan].skip |= vf && a->code != 32;
			scan++;
		}
		if (a->code == 33)
			vf = false;
		if (vf || ec57_class_of(a->code) == EC57_NONE)
			continue;
		beats++;
		while (at < to && cands[at].index < a->time - w)
			at++;
		size_t best = to;
		for (size_t j = at; j < to && cands[j].index <= a->time + w; j++)
			if (!cands[j].label && (best == to || llabs(cands[j].index - a->time) < llabs(cands[best].index - a->time)))
				best = j;
		if (best < to)
			cands[best].label = 1;
		else {
			missed++;
			if (getenv("MISSES") && from < to && cands[from].rec < nmit && cands[from].lead == 0) {
				size_t j = at;
				while (j < to && cands[j].index < a->time) j++;
				fprintf(stderr, "no cand: %s %ld (%.2fs) code %d, prev cand %ld next cand %ld prev ref %ld next ref %ld\n", r->name, (long)a->time, (double)a->time / r->fs, a->code,
					j > from ? (long)(cands[j - 1].index - a->time) : 0, j < to ? (long)(cands[j].index - a->time) : 0, k ? (long)(r->ref[k-1].time-a->time) : 0, k + 1 < r->nref ? (long)(r->ref[k+1].time-a->time) : 0);
			}
		}
	}
	(void)missed;
	(void)beats;
}

static void
load(const char *dir)
{
	struct dirent **e;
	int n = scandir(dir, &e, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char *dot = strrchr(e[i]->d_name, '.');
		if (!dot || strcmp(dot, ".atr"))
			continue;
		*dot = 0;
		if (nrec < MAXREC && record_read(&rec[nrec], dir, e[i]->d_name))
			nrec++;
	}
}

static int
score_beats(const struct record *r, const int64_t *t, size_t n, struct ec57 *c)
{
	struct ec57_ann *a = malloc((n + 1) * sizeof *a);
	for (size_t i = 0; i < n; i++)
		a[i] = (struct ec57_ann){ .time = t[i], .code = 1 };
	struct ec57_opts o = { .fs = r->fs, .window = -1, .start = -1, .end = (int64_t)r->n };
	ec57_compare(c, r->ref, r->nref, a, n, &o);
	free(a);
	return 0;
}

static struct qrs none;
static size_t from[MAXREC][2], to[MAXREC][2], total;

/* Every record through the detector: fills cands, feats and feats2 anew. */
static struct record bw, ma;
static int kinds = AUG_KINDS;
static void label(const struct record *r, size_t a, size_t b);
static void run_noise(void);

static void
run(void)
{
	static struct qrs q;
	static int32_t buf[700000];
	ncand = 0;
	given_at = 0;
	for (int kind = 0; kind < kinds; kind++)
		for (int i = 0; i < nrec; i++)
			for (int l = 0; l < 2; l++) {
				if (kind && i >= nmit && (l || kind != 1 + i % 3))
					continue;
				struct ctx x = { i, l, kind };
				uint64_t seed = (uint64_t)(kind * 1000 + i * 2 + l);
				double speed = kind ? 0.8 + 0.4 * (double)(seed * 2654435761u % 1000) / 1000 : 1;
				if (kind == AUG_WAVES && seed % 3 == 0) /* the hearts of children */
					speed = 1.5 + (speed - 0.8) * 2;
				if (kind)
					augment(&rec[i], l, (enum augment_kind)kind, seed, &bw, &ma, buf);
				qrs_start(&q, (struct rate){ (int64_t)(rec[i].fs * speed), 1 });
				q.all = true;
				size_t a = ncand;
				qrs_feed(&q, kind ? buf : rec[i].sig[l], rec[i].n, on_beat, &x);
				qrs_finish(&q, on_beat, &x);
				if (!kind) {
					from[i][l] = a;
					to[i][l] = ncand;
				}
				label(&rec[i], a, ncand);
				total += rec[i].n;
			}
	run_noise();
}

/* Noise in which there is no beat. */
static void
run_noise(void)
{
	static struct qrs q;
	static struct record white;
	const struct record *noise[] = { &bw, &ma, &white };
	uint64_t seed = 1;
	white = ma;
	for (int l = 0; l < 2; l++) {
		white.sig[l] = malloc(white.n * sizeof(int32_t));
		int32_t slow = 0;
		for (size_t i = 0; i < white.n; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			int32_t v = (int32_t)(seed >> 33) % 1000;
			slow += (v - slow) / 8;
			white.sig[l][i] = l ? slow : v; /* white, and low-passed */
		}
	}
	for (int i = 0; i < 3; i++)
		for (int l = 0; l < 2; l++) {
			struct ctx x = { nrec, l, AUG_KINDS };
			qrs_start(&q, (struct rate){ 360, 1 });
			q.all = true;
			qrs_feed(&q, noise[i]->sig[l], noise[i]->n, on_beat, &x);
			qrs_finish(&q, on_beat, &x);
		}
	free(white.sig[0]);
	free(white.sig[1]);
	fold_of[nrec] = -2;
}

static double
env_or(const char *name, double v)
{
	const char *e = getenv(name);
	return e ? atof(e) : v;
}

static void
weights(float *w, int fold, int all, bool two)
{
	float wsv = (float)env_or("WSV", 1), wl1 = (float)env_or("WL1", 0.5), waug = (float)env_or("WAUG", 0.25);
	for (size_t i = 0; i < ncand; i++)
		w[i] = cands[i].skip || (cands[i].kind && (i * 2654435761u >> 7) % 3) || (two && !cands[i].second) || (!all && fold_of[cands[i].rec] == fold) ? 0 : (cands[i].rec >= nmit ? wsv : 1) * (cands[i].lead ? wl1 : 1) * (cands[i].kind ? 3 * waug : 1);
}

/* Out-of-fold scores of every candidate. */
static void
cross(const float *x, int features, const struct gb_opts *o, int folds, double *out, bool two)
{
	static struct gb_data d;
	static struct gb_model m;
	d.n = ncand;
	d.features = features;
	uint8_t *bin = malloc(ncand * (size_t)features), *lab = malloc(ncand);
	float *w = malloc(ncand * sizeof *w);
	gb_bins(&d, x, FEAT_MAX, bin);
	d.bin = bin;
	d.label = lab;
	d.weight = w;
	for (size_t i = 0; i < ncand; i++)
		lab[i] = cands[i].label;
	for (int f = 0; f < folds; f++) {
		weights(w, f, 0, two);
		gb_train(&m, &d, o);
		for (size_t i = 0; i < ncand; i++)
			if (fold_of[cands[i].rec] == f && (!two || cands[i].second))
				out[i] = gb_score(&m, x + i * FEAT_MAX);
	}
	free(bin);
	free(lab);
	free(w);
}

/* One model trained on everything, as a table for lib/beat/model.c. */
static void
table(FILE *f, const char *name, const float *x, int features, const struct gb_opts *o, double shift, bool two)
{
	static struct gb_data d;
	static struct gb_model m;
	d.n = ncand;
	d.features = features;
	uint8_t *bin = malloc(ncand * (size_t)features), *lab = malloc(ncand);
	float *w = malloc(ncand * sizeof *w);
	weights(w, -1, 1, two);
	gb_bins(&d, x, FEAT_MAX, bin);
	d.bin = bin;
	d.label = lab;
	d.weight = w;
	for (size_t i = 0; i < ncand; i++)
		lab[i] = cands[i].label;
	gb_train(&m, &d, o);
	fprintf(f, "\nstatic const struct model_tree %s[] = {\n", name);
	for (int t = 0; t < m.trees; t++) {
		const struct gb_tree *r = &m.tree[t];
		fprintf(f, "\t{ { ");
		for (int k = 0; k < r->nodes; k++)
		{
			char cut[32];
			snprintf(cut, sizeof cut, "%.9g", (double)r->threshold[k]);
			fprintf(f, "{ %s%sf, %d, %d, %d }, ", cut, strpbrk(cut, ".e") ? "" : ".0", r->feature[k], r->left[k], r->right[k]);
		}
		fprintf(f, "}, { ");
		for (int k = 0; k <= r->nodes; k++)
			fprintf(f, "%ld, ", lrint(r->leaf[k] * 4096));
		fprintf(f, "} },\n");
	}
	fprintf(f, "};\nenum { %s_START = %ld };\n", name, lrint((m.start + shift) * 4096));
	free(bin);
	free(lab);
	free(w);
}

static void
report(const double *out, double cut, int verbose)
{
	int64_t *t = malloc(ncand * sizeof *t);
	for (int set = 0; set < 4; set++) {
		struct ec57 sum = { 0 };
		int l = set & 1;
		for (int i = set < 2 ? 0 : nmit; i < (set < 2 ? nmit : nrec); i++) {
			size_t n = 0;
			for (size_t k = from[i][l]; k < to[i][l]; k++)
				if (out[k] > cut)
					t[n++] = cands[k].index;
			struct ec57 c = { 0 };
			score_beats(&rec[i], t, n, &c);
			struct ec57_stat s = ec57_qrs(&c);
			if (verbose && set == 0 && s.fn + s.fp)
				printf("%s:%lu/%lu ", rec[i].name, s.fn, s.fp);
			ec57_add(&sum, &c);
		}
		if (verbose && set == 0)
			printf("\n");
		struct ec57_stat s = ec57_qrs(&sum);
		fflush(stdout);
		printf("%s lead %d: beats %lu FN %lu FP %lu Se %.3f +P %.3f F1 %.3f\n", set < 2 ? "mitdb-ds1" : "svdb-half", l, s.tp + s.fn, s.fn, s.fp, s.se, s.ppv,
			2 * s.se * s.ppv / (s.se + s.ppv));
	}
	free(t);
}

int
main(int argc, char **argv)
{
	const char *data = getenv("IOMT_DATA");
	char dir[1024];
	(void)argc;
	int folds = argc > 1 ? atoi(argv[1]) : 11, verbose = argc > 2 ? atoi(argv[2]) : 1;
	snprintf(dir, sizeof dir, "%s/mitdb-ds1", data);
	load(dir);
	nmit = nrec;
	snprintf(dir, sizeof dir, "%s/svdb-half", data);
	load(dir);
	snprintf(dir, sizeof dir, "%s/nstdb", data);
	if (!record_read(&bw, dir, "bw") || !record_read(&ma, dir, "ma"))
		return 1;
	kinds = (int)env_or("KINDS", AUG_KINDS);
	clock_t t0 = clock();
	nfeat = feat_first(&none, 0, cur);
	nfeat2 = feat_second(&none, 0, cur);
	run();
	fprintf(stderr, "%d records, %zu candidates, %d + %d features, %.1f M samples/s, state %zu\n", nrec, ncand, nfeat, nfeat2,
		(double)total / 1e6 / ((double)(clock() - t0) / CLOCKS_PER_SEC), sizeof none);
	if (getenv("MISSES"))
		return 0;
	int64_t *t = malloc(ncand * sizeof *t);
	/* bound: all labelled candidates */
	if (getenv("MISSES"))
		return 0;
	struct ec57 bound = { 0 };
	for (int i = 0; i < nmit; i++) {
		size_t n = 0;
		for (size_t k = from[i][0]; k < to[i][0]; k++)
			if (cands[k].label)
				t[n++] = cands[k].index;
		struct ec57 c = { 0 };
		score_beats(&rec[i], t, n, &c);
		struct ec57_stat s = ec57_qrs(&c);
		if (verbose > 1 && s.fn + s.fp)
			fprintf(stderr, "bound %s FN %lu FP %lu\n", rec[i].name, s.fn, s.fp);
		ec57_add(&bound, &c);
	}
	struct ec57_stat sb = ec57_qrs(&bound);
	fprintf(stderr, "mitdb-ds1 lead 0: beats %lu, candidates miss %lu, extra %lu\n", sb.tp + sb.fn, sb.fn, sb.fp);

	const char *env;
	struct gb_opts o = { .trees = (int)env_or("TREES", 160), .leaves = (int)env_or("LEAVES", 12), .rate = env_or("RATE", 0.1), .l2 = 1, .least = env_or("LEAST", 4),
				.keep = env_or("KEEP", 0.15), .others = env_or("OTHERS", 0.10), .columns = 0.7, .seed = 1 };
	for (int i = 0; i < nrec; i++)
		fold_of[i] = i % folds;
	double *out1 = malloc(ncand * sizeof *out1), *out = malloc(ncand * sizeof *out);
	double cut = env_or("CUT", 0);
	cross(feats, nfeat, &o, folds, out1, false);
	report(out1, cut, verbose);
	uint8_t *keep = malloc(ncand * sizeof(struct cand));
	memcpy(keep, cands, ncand * sizeof(struct cand));
	given = out1;
	size_t was = ncand;
	run();
	if (was != ncand)
		fprintf(stderr, "second pass found %zu instead of %zu\n", ncand, was);
	size_t seconds = 0;
	for (size_t i = 0; i < ncand; i++) { /* a certain one may be left out of pass 2 by nothing but its flag */
		((struct cand *)keep)[i].second = cands[i].second;
		seconds += cands[i].second;
	}
	memcpy(cands, keep, ncand * sizeof(struct cand));
	printf("second looks: %zu of %zu\n", seconds, ncand);
	o.trees = (int)env_or("TREES2", 160);
	for (size_t i = 0; i < ncand; i++)
		out[i] = out1[i];
	cross(feats2, nfeat2, &o, folds, out, true);
	for (double c = -1.5; c < 0.6; c += 0.5) {
		printf("cut %.1f\n", c);
		report(out, c, verbose);
	}
	if ((env = getenv("TABLE"))) {
		FILE *f = fopen(env, "w");
		o.trees = (int)env_or("TREES", 160);
		table(f, "model_first_look", feats, nfeat, &o, 0, false);
		o.trees = (int)env_or("TREES2", 160);
		table(f, "model_second_look", feats2, nfeat2, &o, -cut, true);
		fclose(f);
	}
	if ((env = getenv("SHOW"))) {
		int a, b;
		char nm[32];
		sscanf(env, "%[^:]:%d:%d", nm, &a, &b);
		for (size_t k = 0; k < ncand; k++)
			if (!strcmp(rec[cands[k].rec].name, nm) && cands[k].lead == 0 && !cands[k].kind && cands[k].index >= a && cands[k].index < b)
				printf("%s %ld label %d score %.2f first %.2f | E/top %.2f E/slope %.2f wide/slope %.2f width %.0f p1 %.0f n1 %.0f\n", nm, (long)cands[k].index, cands[k].label, out[k], out1[k], feats[k*FEAT_MAX], feats[k*FEAT_MAX+1], feats[k*FEAT_MAX+2], feats[k*FEAT_MAX+6], feats[k*FEAT_MAX+22], feats[k*FEAT_MAX+23]);
	}
	if ((env = getenv("ERRORS"))) {
		FILE *f = fopen(env, "w");
		for (size_t k = 0; k < ncand; k++)
			if (cands[k].rec < nmit && cands[k].lead == 0 && !cands[k].skip && !cands[k].kind && (out[k] > cut) != cands[k].label) {
				fprintf(f, "%s %ld %.2f label %d score %.2f", rec[cands[k].rec].name, cands[k].index, (double)cands[k].index / 360, cands[k].label, out[k]);
				for (int j = 0; j < nfeat; j++)
					fprintf(f, " %.3g", feats[k * FEAT_MAX + (size_t)j]);
				fputc('\n', f);
			}
		fclose(f);
	}
	return 0;
}
