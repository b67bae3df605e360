#include "check/beats.h"

#include "core/num.h"
#include "core/status.h"
#include "format/annot_of.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

struct judge {
	struct answer *a;
	const struct beats_opts *o;
	struct input_marks tests, refs;
	struct beats_sum gross;
	struct beats_average average;
	uint64_t rows;
	int status;
};

static bool
looks_like_reference(struct str source, struct str by)
{
	return str_is(by, "atr") || str_is(source, "truth");
}

/* With --ref all of it is reference, and what looks like one in the tests is neither. */
static bool
is_reference(const struct judge *j, const struct map_entry *e)
{
	if (j->o->ref_by)
		return rec_glob(str_of(j->o->ref_by), e->signal);
	return j->o->ref || looks_like_reference(e->source, e->signal);
}

static bool
is_test(const struct judge *j, const struct map_entry *e)
{
	if (str_is(e->signal, "-") && !str_is(e->source, "truth"))
		return true; /* the source itself */
	if (j->o->by)
		return rec_glob(str_of(j->o->by), e->signal);
	return ((struct annot_list *)e->state)->file || !looks_like_reference(e->source, e->signal);
}

static struct annot_list *
list_of(const struct map_entry *e)
{
	return e->state;
}

static bool
is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* FOLDER/SOURCE.atr, if there is one. */
static void
read_from_folder(struct judge *j, struct str source)
{
	char path[4096];
	struct str by = j->o->ref_by ? str_of(j->o->ref_by) : STR("atr");
	size_t n = strlen(j->o->ref);
	struct stat st;
	if (map_source(&j->refs.lists, source) || n + source.n + by.n + 3 > sizeof path)
		return;
	memcpy(path, j->o->ref, n);
	path[n++] = '/';
	memcpy(path + n, source.p, source.n);
	path[n + source.n] = '.';
	memcpy(path + n + source.n + 1, by.p, by.n);
	path[n + source.n + 1 + by.n] = '\0';
	if (stat(path, &st) == 0)
		j->status = st_worse(j->status, input_marks_read(j->a, &j->refs, path));
}

/* How many sources of a map have beats of this kind. */
static size_t
sources(const struct judge *j, const struct map *m, bool (*kind)(const struct judge *j, const struct map_entry *e))
{
	size_t n = 0;
	for (struct map_entry *e = m->first; e; e = e->next) {
		bool any = false;
		for (struct map_entry *k = e->leads ? e : NULL; k; k = k->sibling)
			any = any || (kind(j, k) && list_of(k)->beats);
		n += any;
	}
	return n;
}

/* The reference among the annotators of a source: NULL and *why when there is none, or it cannot be told which. */
static struct map_entry *
annotator(const struct judge *j, struct map_entry *source, const struct map_entry *test, const char **why)
{
	struct map_entry *found = NULL;
	size_t n = 0;
	for (struct map_entry *e = source; e; e = e->sibling) {
		if (e == test || !is_reference(j, e) || !list_of(e)->n)
			continue;
		if (str_is(e->signal, "atr") || str_eq(e->signal, test->signal))
			return e;
		if (list_of(e)->beats) {
			found = e;
			n++;
		}
	}
	if (n > 1)
		*why = "the reference has beats of several annotators: choose one by --ref-by";
	return n == 1 ? found : NULL;
}

static struct map_entry *
reference(const struct judge *j, const struct map_entry *test, const char **why)
{
	const struct map *refs = j->o->ref ? &j->refs.lists : &j->tests.lists;
	struct map_entry *e = annotator(j, map_source((struct map *)(uintptr_t)refs, test->source), test, why);
	if (e)
		return e;
	/* Names that differ do no harm where there is one record on either side. */
	if (sources(j, refs, is_reference) == 1 && sources(j, &j->tests.lists, is_test) <= 1)
		for (struct map_entry *k = refs->first; k && !e; k = k->next)
			e = k->leads ? annotator(j, k, test, why) : NULL;
	return e;
}

static size_t
take(struct ec57_ann *p, size_t n, const struct annot_list *l, struct rate fs)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct annot_item *it = &l->item[i];
		bool rhythm = it->type == ANNOT_RHYTHM_TYPE, af = rhythm && str_is(annot_item_aux(l, it), "(AFIB");
		p[n++] = (struct ec57_ann){ .time = annot_convert(it->sample, l->fs, fs),
			.code = it->type,
			.subtyp = rhythm ? (af ? RUNS_AF : 0) : it->sub };
	}
	return n;
}

/* Whether k holds annotations only, and they go with the beats of e: not what is said of another wave of the kind (that one lead is
 * unreadable says nothing of beats that were found in several). */
static bool
goes_with(const struct judge *j, const struct map_entry *e, const struct map_entry *k)
{
	bool wave = sig_instance(k->signal).p && str_eq(sig_name(k->signal), sig_name(e->signal));

	return k != e && !list_of(k)->beats && is_test(j, k) && !wave;
}

/* A list for ec57.h, allocated, of an entry's annotations and, behind them, those of the entries from `others` on that go with it.
 * t0: of what has neither index nor a neighbour with one. */
static struct ec57_ann *
flat(const struct judge *j, struct map_entry *e, struct map_entry *others, struct rate fs, int64_t t0, size_t *n)
{
	struct annot_list *own = list_of(e);
	size_t room = own->n + 1;
	for (struct map_entry *k = others; k; k = k->sibling)
		room += goes_with(j, e, k) ? list_of(k)->n : 0;
	struct ec57_ann *p = malloc(room * sizeof *p);
	if (!p)
		return NULL;
	annot_list_finish(own, fs, t0);
	*n = take(p, 0, own, fs);
	for (struct map_entry *k = others; k; k = k->sibling)
		if (goes_with(j, e, k)) {
			annot_list_finish(list_of(k), own->fs, own->t0);
			*n = take(p, *n, list_of(k), fs);
		}
	return p;
}

/* What came from several lists is not. */
static int
by_time(const void *a, const void *b)
{
	const struct ec57_ann *x = a, *y = b;
	return x->time < y->time    ? -1
	       : x->time > y->time  ? 1
	       : x->code != y->code ? (x->code > y->code) - (x->code < y->code)
				    : (x->subtyp > y->subtyp) - (x->subtyp < y->subtyp);
}

static void
in_order(struct ec57_ann *p, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (p[i].time < p[i - 1].time) {
			qsort(p, n, sizeof *p, by_time);
			return;
		}
}

static void
compare(struct judge *j, struct map_entry *test, struct map_entry *ref)
{
	const struct annot_list *tl = list_of(test), *rl = list_of(ref);
	struct rate fs = rl->fs.num ? rl->fs : tl->fs.num ? tl->fs : (struct rate){ 250, 1 };
	size_t nref = 0, ntest = 0;
	struct ec57_ann *r = flat(j, ref, NULL, fs, tl->t0, &nref);
	struct ec57_ann *t = flat(j, test, map_source(&j->tests.lists, test->source), fs, rl->t0, &ntest);
	struct beats_sum s = { 0 };
	if (!r || !t) {
		j->a->full = true;
		free(r);
		free(t);
		return;
	}
	in_order(r, nref);
	in_order(t, ntest);
	double hz = rate_hz(fs);
	struct ec57_opts o = { .fs = hz,
		.window = j->o->window < 0 ? -1 : (int64_t)((double)j->o->window / 1e6 * hz + 1e-9),
		.start = j->o->start < 0 ? -1 : rate_samples(fs, j->o->start),
		.end = j->o->end >= 0    ? rate_samples(fs, j->o->end)
		       : rl->samples > 0 ? rl->samples
					 : EC57_END_REF };
	ec57_compare(&s.ec57, r, nref, t, ntest, &o);
	struct runs_span span = { .start = o.start < 0 ? rate_samples(fs, 300 * TM_S) : o.start,
		.end = o.end > 0 ? o.end
		       : nref    ? r[nref - 1].time
				 : 0,
		.window = o.window < 0 ? (int64_t)(0.150 * hz + 1e-9) : o.window };
	runs_compare(&s.runs[0], EC57_V, r, nref, t, ntest, &span);
	runs_compare(&s.runs[1], EC57_S, r, nref, t, ntest, &span);
	for (int k = 0; k < EPISODE_KINDS; k++) {
		struct episodes *e = &s.episodes[k];
		episodes_compare(e, (enum episode_kind)k, r, nref, t, ntest, &span);
		/* in µs from here on, so that records of different rates add up */
		e->ref_time = rate_us(fs, e->ref_time);
		e->test_time = rate_us(fs, e->test_time);
		e->both_time = rate_us(fs, e->both_time);
	}
	beats_row(j->a, test->source, test->signal, &s, &j->average);
	beats_add(&j->gross, &s);
	j->rows++;
	free(r);
	free(t);
}

static void
judge_one(struct judge *j, struct map_entry *e)
{
	const struct annot_list *t = e->state;
	const char *why =
		j->o->ref ? "the reference has no annotations of it" : "there is no reference: --ref FILE, or beats by=atr";
	char row[REC_SOURCE + 1];
	if (!is_test(j, e))
		return;
	for (struct map_entry *k = t->beats ? NULL : map_source(&j->tests.lists, e->source), *first = k; k; k = k->sibling)
		if (k != e && is_test(j, k) && (list_of(k)->beats || (k == first && e != first)))
			return; /* without beats it is a row only where nothing else of its source is one */
	if (j->o->ref && is_folder(j->o->ref))
		read_from_folder(j, e->source);
	struct map_entry *ref = reference(j, e, &why);
	if (ref) {
		compare(j, e, ref);
	} else if (t->beats) {
		(void)str_copy(row, sizeof row, e->source);
		input_fault(j->a, row, why);
		j->status = st_worse(j->status, j->status == ST_DAMAGED ? ST_DAMAGED : ST_IO);
	}
}

int
beats_run(struct answer *a, const struct beats_opts *o, const char *const *file, size_t n)
{
	struct judge j = { .a = a, .o = o };
	char count[24];
	input_marks_start(&j.tests);
	input_marks_start(&j.refs);
	if (o->ref && !is_folder(o->ref))
		j.status = st_worse(j.status, input_marks_read(a, &j.refs, o->ref));
	for (size_t i = 0; i < n; i++)
		j.status = st_worse(j.status, input_marks_read(a, &j.tests, file[i]));
	for (struct map_entry *e = j.tests.lists.first; e; e = e->next)
		judge_one(&j, e);
	beats_total(a, &j.gross, &j.average);
	if (!j.rows && j.status == ST_OK)
		j.status = ST_NO;
	ANSWER_CASE(a, j.rows ? ANSWER_OK : ANSWER_NO, STR("records compared"), NULL, 0,
		(struct str){ count, (size_t)(num_put_u64(count, j.rows) - count) });
	input_marks_free(&j.tests);
	input_marks_free(&j.refs);
	return j.status;
}
