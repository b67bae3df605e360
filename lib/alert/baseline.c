#include "alert/baseline.h"

#include "alert/packs.h"
#include "alert/text.h"
#include "alert/window.h"
#include "core/num.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	SPOTS = 3,    /* readings of a cuff at the least */
	VALUES = 20,  /* values of a continuous signal at the least, */
	COVERED = 80, /* that cover so much of the time (%), */
	APART = 30    /* s: a value stands for so long at the most */
};

static const struct auto_limit {
	const char *signal;
	double low, low_plus, least, high, high_plus, most; /* high 0: there is none */
	const char *low_text, *high_text;
} limits[] = {
	{ "hr", 0.8, 0, 40, 1.25, 0, 240, "max(0.8 m, 40)", "min(1.25 m, 240)" },
	{ "pulse", 0.8, 0, 40, 1.25, 0, 240, "max(0.8 m, 40)", "min(1.25 m, 240)" },
	{ "resp-rate", 0.5, 0, 6, 1.5, 0, 30, "max(0.5 m, 6)", "min(1.5 m, 30)" },
	{ "sbp", 0.68, 10, 0, 0.86, 38, HUGE_VAL, "0.68 m + 10", "0.86 m + 38" },
	{ "dbp", 0.68, 6, 0, 0.86, 32, HUGE_VAL, "0.68 m + 6", "0.86 m + 32" },
	{ "map", 0.68, 8, 0, 0, 0, 0, "0.68 m + 8", NULL },
};

struct values {
	bool over; /* of (source, "-") */
	char unit[RULE_UNIT];
	bool mixed; /* another unit came as well */
	struct window *window;
};

struct found {
	double median, spread;
	size_t n;
	int64_t from;
};

struct propose {
	struct baseline *b;
	baseline_say *say;
	void *arg;
	json_t *pack, *rules;
	const struct map_entry *m;
	char source[REC_SOURCE + 1], signal[REC_SIGNAL + 1];
};

void
baseline_start(struct baseline *b, int64_t length)
{
	*b = (struct baseline){ .length = length };
	map_start(&b->map, sizeof(struct values), 0);
}

void
baseline_free(struct baseline *b)
{
	for (struct map_entry *m = b->map.first; m; m = m->next)
		window_free(((struct values *)m->state)->window);
	map_free(&b->map);
}

static const struct auto_limit *
limit_of(struct str signal)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (rule_name_matches(str_of(limits[i].signal), signal))
			return &limits[i];
	return NULL;
}

/* What comes behind its end, or behind a step of its clock, is another recording. */
static void
over(struct baseline *b, struct str source)
{
	bool fresh;
	struct values *v = map_get(&b->map, source, STR("-"), &fresh);

	if (v)
		v->over = true;
}

void
baseline_take(struct baseline *b, const struct rec *r)
{
	const struct window_point *first;
	struct values *v;
	double value;
	bool fresh;

	if (r->type == REC_END && str_is(r->source, "-")) {
		for (struct map_entry *m = b->map.first; m && !str_is(r->u.end.status, "rotate"); m = m->next)
			if (!str_is(m->signal, "-"))
				over(b, m->source);
	} else if (r->type == REC_END || (r->type == REC_EVENT && str_is(r->u.event.code, "clock-step"))) {
		over(b, r->source);
	}
	if (r->type != REC_NUM || !limit_of(r->signal) || (rec_flags(r) & (FLAGS_NOT_GOOD | FLAG_LO | FLAG_HI)) ||
		!num_get_f64(r->u.num.value, &value) || !isfinite(value))
		return;
	v = map_find(&b->map, r->source, STR("-"));
	if (v && v->over)
		return;
	v = map_get(&b->map, r->source, r->signal, &fresh);
	if (!v) {
		b->full = true;
		return;
	}
	if (fresh)
		str_copy(v->unit, sizeof(v->unit), r->u.num.unit);
	first = window_first(v->window);
	if (first && (r->time < first->time || r->time - first->time >= b->length))
		return;
	v->mixed |= !str_is(r->u.num.unit, v->unit);
	if (!window_add(&v->window, r->time, value))
		b->full = true;
}

static int
rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), rising);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void
refuse(struct propose *p, const char *const *parts)
{
	char b[256];
	struct text t;

	text_start(&t, b, sizeof(b));
	text_words(&t, parts);
	p->say(p->arg, p->source, p->signal, b);
}
#define REFUSE(p, ...) refuse(p, (const char *const[]){ __VA_ARGS__, NULL })

static const char *
shown(char dst[NUM_MAX], double v)
{
	*num_put_sig(dst, v, 6) = '\0';
	return dst;
}

/* True when there are enough values; what they are. */
static bool
look(struct propose *p, bool spot, struct found *f)
{
	const struct values *v = p->m->state;
	const struct window_point *w = window_first(v->window);
	size_t n = window_count(v->window), want = spot ? SPOTS : VALUES;
	int64_t covered = 0;
	char a[NUM_MAX], b[NUM_MAX];
	double *x = calloc(n + 1, sizeof(*x));

	for (size_t i = 0; i < n; i++) {
		int64_t apart = i ? w[i].time - w[i - 1].time : 0;

		covered += apart < 0 ? 0 : apart < APART * TM_S ? apart : APART * TM_S;
		if (x)
			x[i] = w[i].value;
	}
	if (!x) {
		REFUSE(p, "memory is out");
	} else if (v->mixed) {
		REFUSE(p, "its values come in more than one unit");
	} else if (n < want) {
		REFUSE(p, "too few good values: ", shown(a, (double)n), ", and ", shown(b, (double)want), " are needed");
	} else if (!spot && (double)covered * 100 < (double)COVERED * (double)p->b->length) {
		REFUSE(p, "its good values cover ", shown(a, floor((double)covered * 100 / (double)p->b->length)),
			" % of the time, and ", shown(b, COVERED), " % are needed");
	} else {
		f->n = n;
		f->from = w->time;
		f->median = median(x, n);
		for (size_t i = 0; i < n; i++)
			x[i] = fabs(x[i] - f->median);
		f->spread = 1.4826 * median(x, n);
		free(x);
		return true;
	}
	free(x);
	return false;
}

/* The rule of the pack for this end of the quantity. */
static const json_t *
hard(struct propose *p, const char *signal, bool high)
{
	size_t i;
	json_t *rule;

	json_array_foreach(json_object_get(p->pack, "rules"), i, rule)
	{
		const char *type = json_string_value(json_object_get(rule, "type")),
			   *op = json_string_value(json_object_get(rule, "op"));
		const char *of = json_string_value(json_object_get(rule, "signal"));

		if (type && of && op && strcmp(type, "threshold") == 0 && strcmp(of, signal) == 0 && (*op == '>') == high)
			return rule;
	}
	return NULL;
}

static void
put_id(struct propose *p, json_t *rule, bool high)
{
	char id[RULE_ID + 1];

	for (unsigned k = 1;; k++) {
		struct text t;
		bool taken = false;
		size_t i;
		json_t *other;

		text_start(&t, id, sizeof(id));
		text_words(
			&t, (const char *const[]){ "auto-", limit_of(str_of(p->signal))->signal, high ? "-high" : "-low", NULL });
		if (k > 1)
			text_z(&t, "-"), text_unsigned(&t, k);
		json_array_foreach(p->rules, i, other) taken |= strcmp(json_string_value(json_object_get(other, "id")), id) == 0;
		if (!taken)
			break;
	}
	json_object_set_new(rule, "id", json_string(id));
}

static void
put_number(json_t *rule, const char *key, double v)
{
	json_object_set_new(rule, key, v == rint(v) ? json_integer((json_int_t)v) : json_real(v));
}

static void
put_reference(json_t *rule, const struct found *f, int64_t length, const char *formula, bool bounded)
{
	char b[RULE_TEXT], n[NUM_MAX], time[TM_TEXT];
	struct text t;

	text_start(&t, b, sizeof(b));
	text_words(&t, (const char *const[]){
			       "auto limit ", formula, " (Mindray BeneVision N p. 115, adult) with the median m = ", NULL });
	text_z(&t, shown(n, f->median));
	text_z(&t, ", spread ");
	text_z(&t, shown(n, f->spread));
	text_z(&t, ", of ");
	text_unsigned(&t, f->n);
	text_z(&t, " values in ");
	text_duration(&t, length);
	text_z(&t, " from TIME ");
	text_put(&t, (struct str){ time, (size_t)(tm_put(time, f->from) - time) });
	text_z(&t, bounded ? "; it would be wider, and is that of the pack vitals" : "");
	json_object_set_new(rule, "reference", json_string(b));
}

static double
lower(double a, double b)
{
	return a < b ? a : b;
}

/* A patient who is beyond a limit of the pack gets no auto limits at all. */
static bool
within(struct propose *p, const struct auto_limit *a, const struct found *f, bool high)
{
	double bound = json_number_value(json_object_get(hard(p, a->signal, high), "threshold"));
	char m[NUM_MAX], l[NUM_MAX];

	if (high ? f->median < bound : f->median > bound)
		return true;
	REFUSE(p, "its median ", shown(m, f->median), " is not ", high ? "below" : "above", " the limit ", shown(l, bound),
		" of the pack vitals");
	return false;
}

/* One end: the pack's rule with the limit in its place. */
static void
one_end(struct propose *p, const struct auto_limit *a, const struct found *f, bool high)
{
	const json_t *pack = hard(p, a->signal, high);
	double bound = json_number_value(json_object_get(pack, "threshold")),
	       hyst = json_number_value(json_object_get(pack, "hysteresis"));
	double limit = high ? floor(lower(a->high * f->median + a->high_plus, a->most))
			    : ceil(-lower(-(a->low * f->median + a->low_plus), -a->least));
	bool bounded = high ? limit > bound : limit < bound;
	double room;
	char m[NUM_MAX], l[NUM_MAX], s[NUM_MAX];
	json_t *rule;

	limit = bounded ? bound : limit;
	room = high ? limit - f->median : f->median - limit;
	if (room < 2 * f->spread) {
		REFUSE(p, "its values spread by ", shown(s, f->spread), " around ", shown(m, f->median),
			": too much for the limit ", shown(l, limit));
		return;
	}
	rule = json_deep_copy(pack);
	put_id(p, rule, high);
	json_object_set_new(rule, "signal", json_string(p->signal));
	put_number(rule, "threshold", limit);
	if (hyst > room) /* or the alert would not end where the patient was */
		put_number(rule, "hysteresis", floor(room));
	json_object_set_new(rule, "when", json_pack("{s:s}", "source", p->source));
	put_reference(rule, f, p->b->length, high ? a->high_text : a->low_text, bounded);
	json_array_append_new(p->rules, rule);
}

static void
one_signal(struct propose *p)
{
	const struct auto_limit *a = limit_of(p->m->signal);
	const json_t *pack;
	const struct values *v = p->m->state;
	const char *unit;
	struct found f;

	if (!a)
		return;
	str_copy(p->source, sizeof(p->source), p->m->source);
	str_copy(p->signal, sizeof(p->signal), p->m->signal);
	pack = hard(p, a->signal, false);
	unit = json_string_value(json_object_get(pack, "unit"));
	if (!unit || strcmp(v->unit, unit) != 0) {
		REFUSE(p, "its unit is ", v->unit, ", and the limits are in ", unit ? unit : "-");
		return;
	}
	if (!look(p, sig_find(p->m->signal)->pace == SIG_SPOT, &f))
		return;
	if (!within(p, a, &f, false) || !within(p, a, &f, true))
		return;
	one_end(p, a, &f, false);
	if (a->high_text)
		one_end(p, a, &f, true);
}

json_t *
baseline_propose(struct baseline *b, baseline_say *say, void *arg)
{
	const struct rule_pack *vitals = rule_pack_find("vitals");
	struct propose p = { .b = b, .say = say, .arg = arg, .rules = json_array() };
	json_t *doc = NULL;

	p.pack = vitals ? json_loadb(vitals->text, vitals->n, 0, NULL) : NULL;
	if (p.pack)
		for (p.m = b->map.first; p.m; p.m = p.m->next)
			one_signal(&p);
	if (json_array_size(p.rules))
		doc = json_pack("{s:i, s:s, s:O, s:O}", "version", 1, "title",
			"auto limits, proposed from a baseline: read them before use", "defaults",
			json_object_get(p.pack, "defaults"), "rules", p.rules);
	json_decref(p.rules);
	json_decref(p.pack);
	return doc;
}
