#include "check/beats.h"

#include "core/num.h"
#include "core/status.h"
#include "record/pump.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct beats_test {
	struct ec57_ann *ann; /* allocated */
	size_t n, room;
	double fs;
};

void
check_beats_start(struct check_beats *c)
{
	*c = (struct check_beats){ .start = -1 };
	map_start(&c->tests, sizeof(struct beats_test), 0);
}

void
check_beats_free(struct check_beats *c)
{
	for (struct map_entry *e = c->tests.first; e; e = e->next)
		free(((struct beats_test *)e->state)->ann);
	map_free(&c->tests);
}

/* The WFDB code of a mnemonic; 13 (unclassifiable) for one that has none. */
static int16_t
code_of(struct str s)
{
	static const struct {
		char letter;
		int16_t code;
	} table[] = { { 'N', 1 }, { 'L', 2 }, { 'R', 3 }, { 'a', 4 }, { 'V', 5 }, { 'F', 6 }, { 'J', 7 }, { 'A', 8 }, { 'S', 9 },
		{ 'E', 10 }, { 'j', 11 }, { '/', 12 }, { 'Q', 13 }, { 'B', 25 }, { '?', 30 }, { '!', 31 }, { 'e', 34 }, { 'n', 35 },
		{ 'f', 38 }, { 'r', 41 } };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (s.n == 1 && *s.p == table[i].letter)
			return table[i].code;
	return 13;
}

/* One more; *ann is allocated. */
static bool
add(struct ec57_ann **ann, size_t *n, size_t *room, struct ec57_ann a)
{
	if (*n == *room) {
		size_t more = *room ? *room * 2 : 1024;
		struct ec57_ann *p = realloc(*ann, more * sizeof(*p));

		if (!p)
			return false;
		*ann = p;
		*room = more;
	}
	(*ann)[(*n)++] = a;
	return true;
}

bool
beats_ref_add(void *ref, int64_t time, int code, int subtyp)
{
	struct beats_ref *r = ref;

	return add(&r->ann, &r->n, &r->room, (struct ec57_ann){ .time = time, .code = (int16_t)code, .subtyp = (int16_t)subtyp });
}

static bool
beat(struct check_beats *c, const struct rec *r)
{
	struct str by = rec_key(r, STR("by")), fs = rec_key(r, STR("fs"));
	struct beats_test *t;
	struct rate rate;
	int64_t index;
	bool fresh;

	if (str_is(by, "atr") || !num_get_i64(rec_key(r, STR("index")), &index) || !rate_get(fs, &rate))
		return true;
	t = map_get(&c->tests, r->source, by.p ? by : r->signal, &fresh);
	if (!t)
		return false;
	t->fs = rate_hz(rate);
	return add(&t->ann, &t->n, &t->room, (struct ec57_ann){ .time = index, .code = code_of(r->u.beat.code) });
}

int
check_beats_file(struct check_beats *c, const char *path)
{
	const char *const files[] = { path };
	struct recin in;
	struct rec r;
	bool fresh;
	int status;

	recin_start(&in, files, 1);
	while (recin_next(&in, &r)) {
		if (r.type == REC_BEAT)
			c->full |= !beat(c, &r);
		else if (r.type == REC_END && !str_is(r.source, "-")) /* a source without beats is a row too */
			c->full |= !map_get(&c->tests, r.source, STR("-"), &fresh);
	}
	status = in.status;
	recin_close(&in);
	return c->full ? ST_IO : status;
}

static void
figure(struct out *out, double v, int decimals)
{
	char *p = out_room(out, NUM_MAX + 1);
	char *q = p;

	*q++ = '\t';
	q = num_put_fixed(q, v, decimals);
	out_used(out, (size_t)(q - p));
}

static void
row(struct out *out, struct str name, struct str by, const struct ec57 *n, double se, double ppv)
{
	struct ec57_stat s = ec57_qrs(n);

	out_write(out, name.p, name.n);
	out_write(out, "\t", 1);
	out_write(out, by.p, by.n);
	figure(out, (double)(s.tp + s.fn), 0);
	figure(out, (double)s.tp, 0);
	figure(out, (double)s.fn, 0);
	figure(out, (double)s.fp, 0);
	figure(out, se, 3);
	figure(out, ppv, 3);
	figure(out, ec57_rms_rr(n), 2);
	out_write(out, "\n", 1);
}

static void
compare(struct check_beats *c, struct out *out, const struct map_entry *e, const struct beats_ref *ref)
{
	struct beats_test *t = e->state;
	struct ec57_opts o = { .fs = ref->fs,
		.window = -1,
		.end = ref->samples > 0 ? ref->samples : EC57_END_REF,
		.start = c->start < 0 ? -1 : (int64_t)floor((double)c->start / 1e6 * ref->fs + 0.5) };
	struct ec57 n = { 0 };
	struct ec57_stat s;

	if (t->n && fabs(t->fs - ref->fs) > 1e-9 * ref->fs) /* counted in other samples */
		for (size_t i = 0; i < t->n; i++)
			t->ann[i].time = (int64_t)floor((double)t->ann[i].time * ref->fs / t->fs + 0.5);
	ec57_compare(&n, ref->ann, ref->n, t->ann, t->n, &o);
	s = ec57_qrs(&n);
	row(out, e->source, e->signal, &n, s.se, s.ppv);
	ec57_add(&c->gross, &n);
	c->se += s.se;
	c->ppv += s.ppv;
	c->rows++;
}

int
check_beats_rows(struct check_beats *c, struct out *out, beats_load load, void *arg, struct str *missing, long *error)
{
	static const char head[] = "record\tby\tbeats\ttp\tfn\tfp\tse\tppv\trr-rms-ms\n";

	out_write(out, head, sizeof(head) - 1);
	for (struct map_entry *e = c->tests.first; e; e = e->next) {
		struct beats_test *t = e->state;
		struct map_entry *first = map_source(&c->tests, e->source);
		struct beats_ref ref = { 0 };

		if (!t->n && (first != e || first->sibling)) /* another row of the source has its beats */
			continue;
		*error = load(arg, e->source, &ref);
		if (*error == 0)
			compare(c, out, e, &ref);
		free(ref.ann);
		if (*error && (*error != 1 || t->n)) {
			*missing = e->source;
			return ST_IO;
		}
	}
	if (c->rows) {
		struct ec57_stat s = ec57_qrs(&c->gross);

		row(out, STR("gross"), STR("-"), &c->gross, s.se, s.ppv);
		row(out, STR("average"), STR("-"), &c->gross, c->se / (double)c->rows, c->ppv / (double)c->rows);
	}
	return ST_OK;
}

static double
value(const struct check_beats *c, unsigned i)
{
	struct ec57_stat s = ec57_qrs(&c->gross);
	const double v[] = { s.se, s.ppv, 2 * s.se * s.ppv / (s.se + s.ppv), (double)s.fn, (double)s.fp, (double)(s.tp + s.fn),
		c->se / (double)c->rows, c->ppv / (double)c->rows, ec57_rms_rr(&c->gross) };

	return v[i];
}

static const char *const names[] = { "se", "ppv", "f1", "fn", "fp", "beats", "average-se", "average-ppv", "rr-rms-ms" };
static const char *const signs[] = { ">=", "<=", ">", "<", "=" };

/* NAME SIGN NUMBER. */
static const char *
parse(const char *text, unsigned *name, unsigned *sign, double *limit)
{
	size_t n = strcspn(text, "<>=");

	for (*name = 0; *name < sizeof(names) / sizeof(names[0]); ++*name)
		if (str_is((struct str){ text, n }, names[*name]))
			break;
	if (*name == sizeof(names) / sizeof(names[0]))
		return "no figure of that name (se ppv f1 fn fp beats average-se average-ppv rr-rms-ms)";
	for (*sign = 0; *sign < 5; ++*sign)
		if (strncmp(text + n, signs[*sign], strlen(signs[*sign])) == 0)
			break;
	if (*sign == 5)
		return "a figure, a sign (>= <= > < =) and a number are needed";
	return num_get_f64(str_of(text + n + strlen(signs[*sign])), limit) ? NULL : "no number behind the sign";
}

const char *
check_beats_require_ok(const char *text)
{
	unsigned name, sign;
	double limit;

	return parse(text, &name, &sign, &limit);
}

bool
check_beats_require(const struct check_beats *c, struct out *out, const char *text)
{
	unsigned name, sign;
	double limit, v;
	bool ok;

	if (parse(text, &name, &sign, &limit))
		return false;
	v = value(c, name);
	ok = sign == 0 ? v >= limit : sign == 1 ? v <= limit : sign == 2 ? v > limit : sign == 3 ? v < limit : v == limit;
	out_write(out, ok ? "ok\t" : "not ok\t", ok ? 3 : 7);
	out_write(out, text, strlen(text));
	figure(out, v, 3);
	out_write(out, "\n", 1);
	return ok;
}
