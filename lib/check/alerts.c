#include "check/alerts.h"

#include "check/input.h"
#include "core/num.h"
#include "core/status.h"

#include <math.h>
#include <stdlib.h>

static const struct answer_form alerts_form = {
	.name = "alerts",
	.label = { "source", "rule" },
	.main = "all",
	.column = { { "edges", 0 }, { "true", 0 }, { "late", 0 }, { "missed", 0 }, { "extra", 0 }, { "se", 3 }, { "ppv", 3 },
		{ "delay-mean", 6 }, { "delay-max", 6 }, { "on", 0 }, { "on-true", 0 }, { "on-late", 0 }, { "on-missed", 0 },
		{ "on-extra", 0 } },
};
const struct answer_form *const alerts_forms[] = { &alerts_form, NULL };

enum { ON, OFF, KINDS };

struct edges {
	int64_t *t; /* allocated */
	size_t n, room;
	bool sorted;
};

struct rule {
	struct edges edge[KINDS];
};

struct tally {
	uint64_t edges, right, late, missed, extra, delays;
	double delay, worst; /* seconds */
};

static bool
push(struct edges *e, int64_t time)
{
	if (e->n == e->room) {
		size_t room = e->room ? 2 * e->room : 16;
		int64_t *p = realloc(e->t, room * sizeof *p);
		if (!p)
			return false;
		e->t = p;
		e->room = room;
	}
	e->sorted = e->n == 0 || (e->sorted && e->t[e->n - 1] <= time);
	e->t[e->n++] = time;
	return true;
}

static bool
record(void *arg, const struct rec *r)
{
	bool fresh;
	if (r->type != REC_ALERT)
		return true;
	struct str edge = r->u.alert.edge;
	int kind = str_is(edge, "on") ? ON : str_is(edge, "off") || str_is(edge, "open") ? OFF : KINDS;
	struct rule *x = map_get(arg, r->source, r->u.alert.rule, &fresh);
	return x && (kind == KINDS || push(&x->edge[kind], r->time));
}

static int
by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* The first time of e after t; INT64_MAX when there is none. *from is where to begin. */
static int64_t
next_after(const struct edges *e, int64_t t, size_t *from)
{
	while (*from < e->n && e->t[*from] <= t)
		++*from;
	return *from < e->n ? e->t[*from] : INT64_MAX;
}

/* other: the reference's edges of the other kind. */
static void
match(struct tally *y, const struct edges *ref, const struct edges *other, const struct edges *test, int64_t window)
{
	size_t k = 0, from = 0;
	y->edges += ref->n;
	for (size_t i = 0; i < ref->n; i++) {
		int64_t t = ref->t[i], until = next_after(other, t, &from);
		while (k < test->n && test->t[k] < t - window) {
			k++;
			y->extra++;
		}
		/* The next edge of the same kind may be near: what is in its window, and not in this one's, is its own. */
		bool here = k < test->n && test->t[k] <= t + window;
		bool late = !here && k < test->n && test->t[k] < until && !(i + 1 < ref->n && test->t[k] >= ref->t[i + 1] - window);
		if (!here && !late) {
			y->missed++;
			continue;
		}
		double delay = (double)(test->t[k++] - t) / 1e6;
		y->right += here;
		y->late += late;
		y->delay += delay;
		y->worst = y->delays++ ? fmax(y->worst, delay) : delay;
	}
	y->extra += test->n - k;
}

static void
total(struct tally *sum, const struct tally *y)
{
	sum->edges += y->edges;
	sum->right += y->right;
	sum->late += y->late;
	sum->missed += y->missed;
	sum->extra += y->extra;
	if (y->delays)
		sum->worst = sum->delays ? fmax(sum->worst, y->worst) : y->worst;
	sum->delays += y->delays;
	sum->delay += y->delay;
}

static double
percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : NAN;
}

static void
row(struct answer *a, struct str source, struct str rule, const struct tally *on, const struct tally *both)
{
	uint64_t found = both->right + both->late;
	const double one[] = { (double)both->edges, (double)both->right, (double)both->late, (double)both->missed,
		(double)both->extra, percent(both->right, both->edges), percent(both->right, found + both->extra),
		both->delays ? both->delay / (double)both->delays : NAN, both->delays ? both->worst : NAN, (double)on->edges,
		(double)on->right, (double)on->late, (double)on->missed, (double)on->extra };
	memcpy(answer_row(a, answer_table(a, "alerts"), source, rule), one, sizeof one);
}

static bool
verdict(struct answer *a, const struct alerts_opts *o, struct str source, struct str rule, const struct tally *y)
{
	char name[512], number[4][24];
	struct str text[4];
	const uint64_t figure[4] = { y->right, y->late, y->missed, y->extra };
	bool ok = y->late + y->missed + y->extra == 0;
	size_t n = rule.n < sizeof name - source.n - 1 ? rule.n : sizeof name - source.n - 1;
	if (!o->judge)
		return true;
	memcpy(name, source.p, source.n);
	name[source.n] = '/';
	memcpy(name + source.n + 1, rule.p, n);
	for (int i = 0; i < 4; i++)
		text[i] = (struct str){ number[i], (size_t)(num_put_u64(number[i], figure[i]) - number[i]) };
	ANSWER_CASE(a, ok ? ANSWER_OK : ANSWER_NO, ((struct str){ name, source.n + 1 + n }), NULL, 0, text[0], STR(" true, "),
		text[1], STR(" late, "), text[2], STR(" missed, "), text[3], STR(" extra"));
	return ok;
}

static void
in_order(struct map *m)
{
	for (struct map_entry *e = m->first; e; e = e->next)
		for (int k = 0; k < KINDS; k++) {
			struct edges *x = &((struct rule *)e->state)->edge[k];
			if (!x->sorted && x->n)
				qsort(x->t, x->n, sizeof *x->t, by_time);
		}
}

static void
rules_free(struct map *m)
{
	for (struct map_entry *e = m->first; e; e = e->next)
		for (int k = 0; k < KINDS; k++)
			free(((struct rule *)e->state)->edge[k].t);
	map_free(m);
}

static bool
judge(struct answer *a, const struct alerts_opts *o, struct map *refs, struct map *tests)
{
	static const struct rule nothing;
	struct tally sum_on = { 0 }, sum = { 0 };
	bool ok = true;
	/* Rules of the reference, then those that only the test has. */
	for (int pass = 0; pass < 2; pass++)
		for (struct map_entry *e = pass ? tests->first : refs->first; e; e = e->next) {
			const struct rule *ref = pass ? &nothing : e->state, *test = e->state;
			if (pass && map_find(refs, e->source, e->signal))
				continue;
			if (!pass && !(test = map_find(tests, e->source, e->signal)))
				test = &nothing;
			struct tally on = { 0 }, both;
			match(&on, &ref->edge[ON], &ref->edge[OFF], &test->edge[ON], o->window);
			both = on;
			match(&both, &ref->edge[OFF], &ref->edge[ON], &test->edge[OFF], o->window);
			row(a, e->source, e->signal, &on, &both);
			ok = verdict(a, o, e->source, e->signal, &both) && ok;
			total(&sum_on, &on);
			total(&sum, &both);
		}
	row(a, STR("all"), STR("-"), &sum_on, &sum);
	if (o->judge && sum.edges + sum.extra == 0)
		ANSWER_CASE(a, ANSWER_OK, STR("alerts"), NULL, 0, STR("none expected, none there"));
	return ok;
}

int
alerts_run(struct answer *a, const struct alerts_opts *o, const char *const *file, size_t n)
{
	struct map refs, tests;
	map_start(&refs, sizeof(struct rule), 0);
	map_start(&tests, sizeof(struct rule), 0);
	int status = input_stream(a, o->ref, record, &refs);
	bool whole = status == ST_OK; /* a part of what is expected is no measure */
	for (size_t i = 0; whole && i < n; i++)
		status = st_worse(status, input_stream(a, file[i], record, &tests));
	in_order(&refs);
	in_order(&tests);
	if (whole && status < ST_IO && !judge(a, o, &refs, &tests))
		status = st_worse(status, ST_NO);
	rules_free(&refs);
	rules_free(&tests);
	return status;
}
