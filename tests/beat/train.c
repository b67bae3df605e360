/* Trains and judges the weights of the beat detector (lib/beat/model.c).
 *
 *	beat-train FOLDS            judges: every record by weights that have seen neither of its signals; a row a record
 *	beat-train FOLDS TABLE.h    then trains on everything and writes the table
 *
 * Reads mitdb-ds1, svdb-half and nstdb of IOMT_DATA. The candidates and their figures come from the detector itself; the same trees
 * that it walks are grown here. Deterministic: the same data gives the same table. Minutes to run, so it is no part of make check.
 */
#include "augment.h"
#include "beat/feat.h"
#include "beat/model.h"
#include "data.h"
#include "fused.h"
#include "gbdt.h"

#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 80, WAITING = 256, BOTH = 2 };

/* What was reached, with some room: more on mitdb-ds1 is a failure. By the first signal, the second, and both together. Training moves:
 * features that differed in 33 beats of 51,000 gave 60/53, 937/1809 and 30/37 once and 54/55, 969/1646 and 36/39 the other time. */
enum { GATE_FN = 70, GATE_FP = 60, GATE_2_FN = 1000, GATE_2_FP = 1850, GATE_BOTH_FN = 40, GATE_BOTH_FP = 45 };

/* What the second look adds to its log odds: the variants hold more waves that are no beats than recordings do. */
#define BIAS 1.5

static struct record record[RECORDS];
static int records, mitdb; /* all; of them mitdb-ds1, which come first */
static struct record bw, ma, white;

/* Of every candidate, in the order of the detector. */
static struct sample {
	int64_t index;
	int record, lead, kind; /* record RECORDS: noise */
	bool beat, skip;        /* the truth; in flutter: neither trained on nor judged */
	bool second;            /* had a second look */
} * sample;
static float (*first)[FEAT_MAX], (*second)[FEAT_MAX];
static size_t samples, room;
static size_t from[RECORDS][2], to[RECORDS][2]; /* of the recordings as they are */

/* The detector calls these instead of the ones in the library. */
static float waiting[WAITING][FEAT_MAX], looked[FEAT_MAX];
static unsigned waiting_in, waiting_out;
static bool was_second;
static const double *given; /* scores of the first look, in order; NULL in the first run */
static size_t given_at;

float
model_first(const float *v)
{
	memcpy(waiting[waiting_in++ % WAITING], v, sizeof(looked));
	return given ? (float)given[given_at++] : 1;
}

float
model_second(const float *v)
{
	memcpy(looked, v, sizeof(looked));
	was_second = true;
	return 1;
}

static void *
more(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p) {
		fputs("beat-train: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

struct origin {
	int record, lead, kind;
};

static void
take(void *arg, const struct qrs_beat *b)
{
	const struct origin *o = arg;

	if (samples == room) {
		room = room ? 2 * room : 1 << 16;
		sample = more(sample, room * sizeof(*sample));
		first = more(first, room * sizeof(*first));
		second = more(second, room * sizeof(*second));
	}
	sample[samples] =
		(struct sample){ .index = b->index, .record = o->record, .lead = o->lead, .kind = o->kind, .second = was_second };
	memcpy(first[samples], waiting[waiting_out++ % WAITING], sizeof(looked));
	memcpy(second[samples], looked, sizeof(looked));
	was_second = false;
	samples++;
}

static void
detect(const int32_t *x, size_t n, int64_t fs, struct origin o)
{
	static struct qrs q;

	qrs_start(&q, (struct rate){ fs, 1 });
	q.all = true;
	qrs_feed(&q, x, n, take, &o);
	qrs_finish(&q, take, &o);
}

/* The truth of the samples a ≤ k < b: each beat makes the nearest candidate within 150 ms a beat. */
static void
label(const struct record *r, size_t a, size_t b)
{
	int64_t w = (int64_t)(0.15 * r->fs);
	size_t at = a, seen = a;
	bool flutter = false;

	for (size_t k = 0; k < r->nref; k++) {
		const struct ec57_ann *ref = &r->ref[k];
		size_t best = b;

		flutter |= ref->code == 32;
		for (; seen < b && sample[seen].index < ref->time; seen++)
			sample[seen].skip |= flutter && ref->code != 32;
		flutter &= ref->code != 33;
		if (flutter || ec57_class_of(ref->code) == EC57_NONE)
			continue;
		while (at < b && sample[at].index < ref->time - w)
			at++;
		for (size_t j = at; j < b && sample[j].index <= ref->time + w; j++)
			if (!sample[j].beat &&
				(best == b || llabs(sample[j].index - ref->time) < llabs(sample[best].index - ref->time)))
				best = j;
		if (best < b)
			sample[best].beat = true;
	}
}

/* Everything through the detector: the recordings, their variants, noise in which there is no beat. */
static void
run(void)
{
	static int32_t x[700000];
	const struct record *noise[] = { &bw, &ma, &white };

	samples = 0;
	given_at = 0;
	for (int kind = 0; kind < AUG_KINDS; kind++)
		for (int i = 0; i < records; i++)
			for (int l = 0; l < 2; l++) {
				uint64_t seed = (uint64_t)(kind * 1000 + i * 2 + l);
				double speed = kind ? 0.8 + 0.4 * (double)(seed * 2654435761u % 1000) / 1000 : 1;
				size_t a = samples;

				if (kind && i >= mitdb && (l || kind != 1 + i % 3))
					continue;
				if (kind == AUG_WAVES && seed % 3 == 0) /* the hearts of children */
					speed = 1.5 + (speed - 0.8) * 2;
				if (kind)
					augment(&record[i], l, (enum augment_kind)kind, seed, &bw, &ma, x);
				detect(kind ? x : record[i].sig[l], record[i].n, (int64_t)(record[i].fs * speed),
					(struct origin){ i, l, kind });
				label(&record[i], a, samples);
				if (!kind) {
					from[i][l] = a;
					to[i][l] = samples;
				}
			}
	for (int i = 0; i < 3; i++)
		for (int l = 0; l < 2; l++)
			detect(noise[i]->sig[l], noise[i]->n, 360, (struct origin){ RECORDS, l, AUG_KINDS });
}

/* Weights: variants are thinned to a third and count a quarter in all, second signals half. A fold < 0 leaves nobody out. */
static void
weigh(float *w, int folds, int fold, bool looks)
{
	for (size_t i = 0; i < samples; i++) {
		const struct sample *s = &sample[i];

		w[i] = s->lead ? 0.5f : 1;
		if (s->kind)
			w[i] *= (i * 2654435761u >> 7) % 3 ? 0 : 0.75f;
		if (s->skip || (looks && !s->second) || (fold >= 0 && s->record < RECORDS && s->record % folds == fold))
			w[i] = 0;
	}
}

static struct gb_data data;
static struct gb_model model;

static void
prepare(float (*x)[FEAT_MAX], int figures)
{
	uint8_t *bin = more(NULL, samples * (size_t)figures), *is = more(NULL, samples);

	for (size_t i = 0; i < samples; i++)
		is[i] = sample[i].beat;
	data.n = samples;
	data.features = figures;
	gb_bins(&data, x[0], FEAT_MAX, bin);
	data.bin = bin;
	data.label = is;
	data.weight = more(NULL, samples * sizeof(float));
}

static void
train(int folds, int fold, bool looks)
{
	static const struct gb_opts o = { .trees = 160,
		.leaves = MODEL_NODES + 1,
		.rate = 0.1,
		.l2 = 1,
		.least = 4,
		.keep = 0.15,
		.others = 0.10,
		.columns = 0.7,
		.seed = 1 };

	weigh((float *)data.weight, folds, fold, looks);
	gb_train(&model, &data, &o);
}

static void
done(void)
{
	free((void *)data.bin);
	free((void *)data.label);
	free((void *)data.weight);
}

/* Scores of all samples, each by weights that have not seen its record. */
static void
cross(float (*x)[FEAT_MAX], int figures, bool looks, int folds, double *out)
{
	prepare(x, figures);
	for (int fold = 0; fold < folds; fold++) {
		train(folds, fold, looks);
		for (size_t i = 0; i < samples; i++)
			if (sample[i].record % folds == fold && (!looks || sample[i].second))
				out[i] = gb_score(&model, x[i]) + (looks ? BIAS : 0);
	}
	done();
}

/* The beats of a record, by one signal or (lead BOTH) by both together. */
static size_t
beats(int i, int lead, const double *out, double shift, struct ec57_ann *t)
{
	static struct fused_cand room_of[2][1 << 16];
	const struct fused_cand *c[2] = { room_of[0], room_of[1] };
	size_t n[2] = { 0, 0 }, found = 0;

	for (int l = 0; l < 2; l++)
		for (size_t k = from[i][l]; k < to[i][l] && n[l] < 1 << 16; k++) {
			double odds = out[k] + (sample[k].second ? shift : 0);

			room_of[l][n[l]++] = (struct fused_cand){ sample[k].index, odds };
			if (lead == l && odds >= 0)
				t[found++] = (struct ec57_ann){ .time = sample[k].index, .code = 1 };
		}
	return lead == BOTH ? fused(c, n, (int)record[i].fs, t) : found;
}

static struct ec57_stat
judge(const char *name, int a, int b, int lead, const double *out, double shift, unsigned show)
{
	struct ec57 sum = { 0 };
	struct ec57_stat s;

	for (int i = a; i < b; i++) {
		struct ec57_ann *t = more(NULL, (to[i][0] - from[i][0] + to[i][1] - from[i][1] + 1) * sizeof(*t));
		struct ec57_opts o = { .fs = record[i].fs, .window = -1, .start = -1, .end = (int64_t)record[i].n };
		struct ec57 c = { 0 };
		size_t n = beats(i, lead, out, shift, t);

		ec57_compare(&c, record[i].ref, record[i].nref, t, n, &o);
		s = ec57_qrs(&c);
		if (s.fn + s.fp >= show)
			printf("%s\t%llu\t%llu\t%llu\n", record[i].name, (unsigned long long)(s.tp + s.fn),
				(unsigned long long)s.fn, (unsigned long long)s.fp);
		ec57_add(&sum, &c);
		free(t);
	}
	s = ec57_qrs(&sum);
	printf("%s %s: %llu beats, FN %llu FP %llu, Se %.3f +P %.3f F1 %.3f\n", name,
		((const char *const[]){ "signal 1", "signal 2", "both signals, fused" })[lead], (unsigned long long)(s.tp + s.fn),
		(unsigned long long)s.fn, (unsigned long long)s.fp, s.se, s.ppv, 2 * s.se * s.ppv / (s.se + s.ppv));
	fflush(stdout);
	return s;
}

static void
write_model(FILE *f, const char *name, double bias)
{
	fprintf(f, "\nstatic const struct model_tree %s[] = {\n", name);
	for (int t = 0; t < model.trees; t++) {
		const struct gb_tree *r = &model.tree[t];

		fputs("\t{ { ", f);
		for (int k = 0; k < r->nodes; k++) {
			char cut[32];

			snprintf(cut, sizeof(cut), "%.9g", (double)r->threshold[k]);
			fprintf(f, "{ %s%sf, %d, %d, %d }, ", cut, strpbrk(cut, ".e") ? "" : ".0", r->feature[k], r->left[k],
				r->right[k]);
		}
		fputs("}, { ", f);
		for (int k = 0; k <= r->nodes; k++)
			fprintf(f, "%ld, ", lrint(r->leaf[k] * 4096));
		fputs("} },\n", f);
	}
	fprintf(f, "};\nenum { %s_START = %ld, %s_BIAS = %ld };\n", name, lrint(model.start * 4096), name, lrint(bias * 4096));
}

static void
write_table(const char *path, int figures1, int figures2)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		exit(1);
	}
	fputs("/* clang-format off */\n"
	      "/* Generated by tests/beat/train.c; not to be edited. Boosted trees over the figures of feat.c and second.c, in "
	      "their order.\n"
	      " *\n"
	      " * Trained on both signals of\n"
	      " *\tMIT-BIH Arrhythmia Database, records",
		f);
	for (int i = 0; i < records; i++)
		fprintf(f, "%s%s%s", i == mitdb ? ";\n *\tMIT-BIH Supraventricular Arrhythmia Database, records" : "",
			i % 16 == 15 ? "\n *\t" : " ", record[i].name);
	fputs(";\n * on variants of these with tall P and T waves, with simulated electrode motion, with the noises bw and ma of "
	      "the MIT-BIH Noise\n"
	      " * Stress Test Database, played at other speeds; and on noise alone. Figures quoted anywhere are, unless they say "
	      "otherwise, of\n"
	      " * weights that had not seen the record judged. */\n",
		f);
	prepare(first, figures1);
	train(1, -1, false);
	write_model(f, "model_first_look", 0);
	done();
	prepare(second, figures2);
	train(1, -1, true);
	write_model(f, "model_second_look", BIAS);
	done();
	if (fclose(f)) {
		perror(path);
		exit(1);
	}
}

static void
load(const char *root, const char *folder)
{
	char dir[1024];
	struct dirent **e;
	int n;

	snprintf(dir, sizeof(dir), "%s/%s", root, folder);
	n = scandir(dir, &e, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char *dot = strrchr(e[i]->d_name, '.');

		if (dot && !strcmp(dot, ".atr") && records < RECORDS) {
			*dot = 0;
			records += record_read(&record[records], dir, e[i]->d_name);
		}
		free(e[i]);
	}
	if (n >= 0)
		free(e);
}

/* White noise, and the same low-passed. */
static void
make_white(void)
{
	uint64_t seed = 1;

	white = ma;
	for (int l = 0; l < 2; l++) {
		int32_t slow = 0;

		white.sig[l] = more(NULL, white.n * sizeof(int32_t));
		for (size_t i = 0; i < white.n; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			int32_t v = (int32_t)(seed >> 33) % 1000;

			slow += (v - slow) / 8;
			white.sig[l][i] = l ? slow : v;
		}
	}
}

int
main(int argc, char **argv)
{
	static struct qrs none;
	const char *root = getenv("IOMT_DATA");
	int folds = argc > 1 ? atoi(argv[1]) : -1, figures1, figures2;
	char dir[1024];
	double *score, *out;
	int status = 0;

	if (!root || folds < 2 || argc > 3) {
		fputs("usage: IOMT_DATA=... beat-train FOLDS [TABLE.h]\n", stderr);
		return 2;
	}
	load(root, "mitdb-ds1");
	mitdb = records;
	load(root, "svdb-half");
	snprintf(dir, sizeof(dir), "%s/nstdb", root);
	if (!mitdb || !record_read(&bw, dir, "bw") || !record_read(&ma, dir, "ma"))
		return 1;
	make_white();
	figures1 = feat_first(&none, 0, looked);
	figures2 = feat_second(&none, 0, looked);
	run();
	/* The second look learns from scores that the first would give to records it has not seen. */
	score = more(NULL, samples * sizeof(*score));
	memset(score, 0, samples * sizeof(*score));
	cross(first, figures1, false, folds, score);
	given = score;
	run();
	out = more(NULL, samples * sizeof(*out));
	memcpy(out, score, samples * sizeof(*out));
	cross(second, figures2, true, folds, out);
	for (int lead = 0; lead <= BOTH; lead++) {
		static const unsigned gate[][2] = { { GATE_FN, GATE_FP }, { GATE_2_FN, GATE_2_FP },
			{ GATE_BOTH_FN, GATE_BOTH_FP } };
		struct ec57_stat s = judge("mitdb-ds1", 0, mitdb, lead, out, 0, lead == 1 ? 20 : 1);

		if (s.fn > gate[lead][0] || s.fp > gate[lead][1]) {
			printf("missed the gate: FN %u, FP %u at most\n", gate[lead][0], gate[lead][1]);
			status = 1;
		}
		judge("svdb-half", mitdb, records, lead, out, 0, 6);
	}
	for (double shift = -1; shift <= 1; shift += 0.5) { /* how flat the choice of BIAS is */
		printf("bias %.1f\n", BIAS + shift);
		judge("mitdb-ds1", 0, mitdb, 0, out, shift, UINT_MAX);
		judge("svdb-half", mitdb, records, 0, out, shift, UINT_MAX);
	}
	if (argc == 3)
		write_table(argv[2], figures1, figures2);
	return status;
}
