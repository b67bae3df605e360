/* Random rules over random streams: the engine against a second implementation of iomt-rules(5) that shares nothing with it. The
 * engine goes through the stream once with a little state for each rule; this one takes each (source, rule, signal) by itself,
 * keeps all of its history, looks back into it at every sample, and sorts the events of all afterwards. */
#include "alert/engine.h"
#include "alert/rulefile.h"
#include "unit.h"

#include <math.h>

enum { STREAMS = 4000, LINES = 160, RULES = 5, SOURCES = 2, EVENTS = 20000, TEXT = 200 };

static const char *const signals[] = { "hr", "hr:ecg", "spo2", "temp", "temp:skin" };
enum { SIGNALS = 5 };

/* A record of the stream, as the generator made it. */
struct line {
	enum { NUM, TICK, ACK, PAUSE, OTHER, END } kind;
	int64_t t;
	int source, signal; /* NUM; ACK: -1 for "-" */
	double v;
	bool none; /* VALUE "-" */
	int beyond;
	bool noise, misfit;
	int rule;       /* ACK, PAUSE: -1 for all */
	int64_t length; /* PAUSE */
	char text[200];
	char digits[24];
};

enum kind { THRESHOLD, RANGE, RATE, PREDICT, NOISE, MEAN, CHANGE, KINDS };
static const char *const kinds[] = { "threshold", "range", "rate", "predict", "noise", "mean", "change" };

struct spec {
	enum kind kind; /* when not stale */
	double high;    /* of a range */
	int64_t window, ahead;
	int count;
	bool stale, low, equal, latch, from_start, accept;
	int signal; /* 0 hr, 1 hr:ecg, 2 spo2, 3 temp */
	double th, h;
	int64_t hold, keep, gap, reminder, after;
};

struct happening {
	int line, phase;      /* 0 before the record, 1 behind it */
	int64_t due;          /* phase 0 */
	int order, rule, seq; /* order of the signal in its source */
	char text[TEXT];
};

static struct line lines[LINES];
static struct spec specs[RULES];
static int nlines, nrules;
static struct happening want[EVENTS];
static int nwant;
static char got[EVENTS][TEXT];
static int ngot, now_line, now_phase;
static uint64_t seed, start_at, streams = STREAMS;

static uint64_t
upto(uint64_t n)
{
	return unit_random(&seed) % n;
}

static bool
one_in(uint64_t n)
{
	return upto(n) == 0;
}

/* ---- the second implementation ---- */

static bool
matches(int rule_signal, int signal)
{
	if (rule_signal == signal)
		return true;
	return rule_signal == 0 && signal == 1; /* hr means hr:ecg; temp never temp:skin */
}

struct past {
	int64_t t;
	bool hit, clear, apart; /* apart: there was a gap between the samples since the one before */
};

struct watch {
	const struct spec *s;
	int rule, source, signal, order;
	int64_t first; /* of the source */
	int made;      /* line at which it came to be */
	/* state */
	enum { IDLE, ON, KEPT } st;
	struct past past[LINES];
	int good[LINES], ngood; /* lines with values of the signal that count for a type that looks back */
	bool gapped;
	int n, begun, ended; /* indexes in past */
	int64_t since, note, paused, last, seen, wrong;
	char digits[24];
	int beyond;
	bool acked, unseen, told, apart;
	int seq;
};

static void
happen(struct watch *w, int line, int phase, int64_t t, const char *edge, const char *value, int beyond, int64_t age,
	const char *more)
{
	struct happening *h = &want[nwant++];

	if (nwant >= EVENTS)
		abort();
	*h = (struct happening){
		.line = line, .phase = phase, .due = phase ? 0 : t, .order = w->order, .rule = w->rule, .seq = w->seq++
	};
	snprintf(h->text, sizeof(h->text), "%d/%d %" PRId64 " s%d %s r%d %s since=%" PRId64 " value=%s%+d age=%" PRId64 "%s%s",
		line, phase, t, w->source, signals[w->signal], w->rule, edge, w->since, value, beyond, age,
		t < w->paused ? " paused" : "", more);
}

static int64_t
age(const struct watch *w, int64_t t)
{
	int64_t from = w->seen != TM_NONE ? w->seen : w->since;

	return t > from ? t - from : -1;
}

static void
happen_state(struct watch *w, int line, int phase, int64_t t, const char *edge, const char *more)
{
	bool value = !w->s->stale && w->seen != TM_NONE;

	happen(w, line, phase, t, edge, value ? w->digits : "", value ? w->beyond : 0, age(w, t), more);
}

static void
timers(struct watch *w, int line, int64_t limit)
{
	for (;;) {
		int64_t remind = RULE_NEVER, stale = RULE_NEVER;

		if (w->s->reminder && w->st != IDLE && !w->acked) {
			remind = w->note + w->s->reminder;
			if (remind < w->paused)
				remind = w->paused;
		}
		if (w->s->stale && w->st != ON && w->last != TM_NONE)
			stale = w->last + w->s->after;
		if (remind > limit && stale > limit)
			return;
		if (remind <= stale) {
			w->note = remind;
			happen_state(w, line, 0, remind, "remind", "");
		} else {
			bool again = w->st == KEPT;

			w->st = ON;
			if (!again) {
				w->since = w->last;
				w->acked = false;
				w->note = stale;
			}
			happen_state(w, line, 0, stale, "on", again ? " restart" : "");
		}
	}
}

static void
over(struct watch *w, int line, int64_t t, const char *digits, int beyond)
{
	bool keep = w->s->latch && !w->acked;

	w->st = keep ? KEPT : IDLE;
	happen(w, line, 1, t, keep ? "latched" : "off", digits, beyond, -1, "");
}

static bool
true_of(const struct spec *s, const struct line *l, double level, bool equal)
{
	if (l->none)
		return s->low ? l->beyond < 0 : l->beyond > 0;
	if (l->v == level && l->beyond)
		return s->low ? l->beyond < 0 : l->beyond > 0;
	if (l->v == level)
		return equal;
	return s->low ? l->v < level : l->v > level;
}

/* What a rule that looks back makes of all values until now: from the definition, over the whole history each time. */
static bool
derive(struct watch *w, struct line *as)
{
	const struct spec *s = w->s;
	const struct line *now = &lines[w->good[w->ngood - 1]];
	int from = w->ngood - 1, n;
	long double st = 0, sv = 0, stt = 0, stv = 0, slope, at, rest = 0;

	while (from > 0 && now->t - lines[w->good[from - 1]].t <= s->window &&
		(s->kind == MEAN || s->kind == CHANGE || !s->gap || lines[w->good[from]].t - lines[w->good[from - 1]].t <= s->gap))
		from--;
	if (s->kind == MEAN) {
		if (w->ngood - from < s->count)
			return false;
		for (int i = w->ngood - s->count; i < w->ngood; i++)
			sv += (long double)lines[w->good[i]].v;
		snprintf(as->digits, sizeof(as->digits), "%.12g", (double)sv / s->count);
		as->v = strtod(as->digits, NULL);
		return true;
	}
	if (2 * (now->t - lines[w->good[from]].t) < s->window)
		return false;
	if (s->kind == CHANGE) {
		as->v = now->v - lines[w->good[from]].v; /* halves: exact */
		snprintf(as->digits, sizeof(as->digits), "%g", as->v);
		return true;
	}
	n = w->ngood - from;
	if (n < s->count)
		return false;
	for (int i = from; i < w->ngood; i++) { /* the normal equations, from the start of the window, in seconds */
		long double t = (long double)(lines[w->good[i]].t - lines[w->good[from]].t) / 1e6L,
			    v = (long double)lines[w->good[i]].v;

		st += t, sv += v, stt += t * t, stv += t * v;
	}
	if (n * stt - st * st <= 0)
		return false;
	slope = (n * stv - st * sv) / (n * stt - st * st);
	at = (sv - slope * st) / n;
	for (int i = from; i < w->ngood; i++) {
		long double t = (long double)(lines[w->good[i]].t - lines[w->good[from]].t) / 1e6L;
		long double d = (long double)lines[w->good[i]].v - at - slope * t;

		rest += d * d;
	}
	as->v = s->kind == RATE      ? (double)(slope * 60)
		: s->kind == PREDICT ? now->v + (double)(slope * ((long double)s->ahead / 1e6L))
		: n > 2              ? sqrt((double)(rest / (n - 2)))
				     : 0;
	snprintf(as->digits, sizeof(as->digits), "%.6f", as->v);
	for (size_t z = strlen(as->digits); as->digits[z - 1] == '0' || as->digits[z - 1] == '.'; z--) {
		bool point = as->digits[z - 1] == '.';

		as->digits[z - 1] = '\0';
		if (point)
			break;
	}
	if (strcmp(as->digits, "-0") == 0)
		strcpy(as->digits, "0");
	as->v = strtod(as->digits, NULL);
	return true;
}

static void
value(struct watch *w, int line)
{
	struct line made = lines[line], *l = &made;
	const struct spec *s = w->s;
	struct past *p = &w->past[w->n];
	int k, j;

	if (s->kind >= RATE) {
		if (l->beyond)
			return;
		if (w->ngood && s->gap && (s->kind == RATE || s->kind == PREDICT || s->kind == NOISE) &&
			l->t - lines[w->good[w->ngood - 1]].t > s->gap)
			w->gapped = true;
		w->good[w->ngood++] = line;
		if (!derive(w, l))
			return;
	}
	k = w->n++;
	p->t = l->t;
	p->apart = w->gapped;
	w->gapped = false;
	p->hit = true_of(s, l, s->th, s->equal);
	p->clear = !true_of(s, l, s->low ? s->th + s->h : s->th - s->h, s->equal);
	if (s->kind == RANGE) {
		struct spec high = *s, low = *s;

		high.low = false;
		low.low = true;
		p->hit = true_of(&low, l, s->th, false) || true_of(&high, l, s->high, false);
		p->clear = !true_of(&low, l, s->th + s->h, false) && !true_of(&high, l, s->high - s->h, false);
	}
	if (p->hit) {
		w->seen = l->t;
		strcpy(w->digits, l->digits);
		w->beyond = l->beyond;
	}
	if (w->st == ON) {
		if (!p->clear)
			return;
		for (j = k; j - 1 > w->begun && w->past[j - 1].clear; j--)
			;
		if (p->t - w->past[j].t >= s->keep) {
			w->ended = k;
			over(w, line, l->t, l->digits, l->beyond);
		}
		return;
	}
	if (!p->hit)
		return;
	if (w->st == KEPT) {
		w->st = ON;
		w->begun = k;
		happen_state(w, line, 1, l->t, "on", " restart");
		return;
	}
	for (j = k; j - 1 > w->ended && w->past[j - 1].hit && !w->past[j].apart &&
		    (s->kind >= RATE || !s->gap || w->past[j].t - w->past[j - 1].t <= s->gap);
		j--)
		;
	if (p->t - w->past[j].t < s->hold)
		return;
	w->st = ON;
	w->begun = k;
	w->since = w->past[j].t;
	w->acked = false;
	w->note = l->t;
	happen_state(w, line, 1, l->t, "on", "");
}

static void
fresh(struct watch *w, int line)
{
	const struct line *l = &lines[line];

	w->last = w->seen = l->t;
	w->unseen = false;
	if (w->st == ON)
		over(w, line, l->t, "", 0);
}

static bool
usable(const struct line *l, const struct spec *s)
{
	return l->kind == NUM && (!l->none || l->beyond) && (!l->noise || s->accept);
}

static void
misfit(struct watch *w, int line, int64_t t, const char *edge, const char *more)
{
	int64_t since = w->since;

	char text[40];

	snprintf(text, sizeof(text), "%s%s", more, w->apart ? " apart" : "");
	w->since = w->wrong;
	happen(w, line, 1, t, edge, "", 0, -1, text);
	w->since = since;
}

static void
watch_one(struct watch *w)
{
	int64_t newest = TM_NONE, tick = TM_NONE;

	for (int i = 0; i < nlines; i++) {
		const struct line *l = &lines[i];
		bool mine, named, instance;
		int64_t now;

		if (l->source != w->source)
			continue;
		if (newest == TM_NONE || l->t > newest)
			newest = l->t;
		if (l->kind == TICK && (tick == TM_NONE || l->t > tick))
			tick = l->t;
		now = newest - 5 * TM_S;
		if (tick != TM_NONE && tick > now)
			now = tick;
		named = (l->kind == ACK || l->kind == PAUSE) && (l->rule < 0 || l->rule == w->rule);
		if (l->kind == ACK && l->signal >= 0 && l->signal != w->signal)
			named = false;
		if (i >= w->made) {
			mine = usable(l, w->s) && l->signal == w->signal;
			instance = usable(l, w->s) && w->unseen && l->signal != w->signal && matches(w->signal, l->signal);
			timers(w, i, (mine || instance || named) && l->t > now ? l->t : now);
			if (mine && w->s->stale) {
				fresh(w, i);
			} else if (mine && l->misfit) {
				if (w->wrong == TM_NONE) {
					w->wrong = l->t;
					w->apart = w->st != IDLE;
					misfit(w, i, l->t, "on", w->told ? " misfit" : " misfit first");
					w->told = true;
				}
			} else if (mine) {
				if (w->wrong != TM_NONE)
					misfit(w, i, l->t, "off", " misfit");
				w->wrong = TM_NONE;
				value(w, i);
			}
			if (instance) {
				fresh(w, i);
				w->last = TM_NONE;
			}
			if (named && l->kind == ACK && w->st != IDLE) {
				w->acked = true;
				if (w->st == KEPT)
					w->st = IDLE, happen(w, i, 1, l->t, "off", "", 0, -1, "");
				else
					happen_state(w, i, 1, l->t, "ack", "");
			}
			if (l->kind == END && w->st != IDLE)
				happen_state(w, i, 0, newest, "open", w->st == KEPT ? " latched" : "");
			if (l->kind == END && w->wrong != TM_NONE) {
				int64_t since = w->since, paused = w->paused;

				w->since = w->wrong;
				w->paused = TM_NONE;
				happen(w, i, 0, newest, "open", "", 0, -1, w->apart ? " misfit apart" : " misfit");
				w->since = since;
				w->paused = paused;
			}
		}
		if (named && l->kind == PAUSE)
			w->paused = l->t + l->length;
		if (l->kind == END)
			return;
	}
}

/* When a signal of a source is first met, in which place; -1: never. */
static int
first_met(int source, int signal, int *order)
{
	int met[SIGNALS], made[SIGNALS], n = 0;
	int first = -1;

	memset(met, -1, sizeof(met));
	for (int i = 0; i < nlines; i++) {
		const struct line *l = &lines[i];

		if (l->source != source || l->kind == END)
			continue;
		if (first < 0) {
			first = i;
			for (int r = 0; r < nrules; r++)
				if (specs[r].from_start && met[specs[r].signal] < 0) {
					made[specs[r].signal] = i;
					met[specs[r].signal] = n++;
				}
		}
		if (l->kind == NUM && (!l->none || l->beyond) && met[l->signal] < 0) {
			made[l->signal] = i;
			met[l->signal] = n++;
		}
	}
	*order = met[signal];
	return met[signal] < 0 ? -1 : made[signal];
}

static int
by_place(const void *a, const void *b)
{
	const struct happening *x = a, *y = b;

	if (x->line != y->line)
		return x->line - y->line;
	if (x->phase != y->phase)
		return x->phase - y->phase;
	if (x->phase == 0 && lines[x->line].kind == END) { /* timers first, then what is still open, by signal */
		bool p = strstr(x->text, " open ") != NULL, q = strstr(y->text, " open ") != NULL;

		if (p != q)
			return p - q;
		if (p && x->order != y->order)
			return x->order - y->order;
	}
	if (x->phase == 0 && x->due != y->due)
		return x->due < y->due ? -1 : 1;
	if (x->phase == 1 && x->order != y->order) {
		if (lines[x->line].kind == NUM) { /* the signal's own before those that waited for it under another name */
			int sx = strstr(x->text, signals[lines[x->line].signal]) && lines[x->line].signal ? 0 : 1;
			int sy = strstr(y->text, signals[lines[y->line].signal]) && lines[y->line].signal ? 0 : 1;

			return sx - sy;
		}
		return x->order - y->order;
	}
	if (x->rule != y->rule)
		return x->rule - y->rule;
	if (x->order != y->order)
		return x->order - y->order;
	return x->seq - y->seq;
}

static void
expect_all(void)
{
	nwant = 0;
	for (int source = 0; source < SOURCES; source++)
		for (int r = 0; r < nrules; r++)
			for (int signal = 0; signal < SIGNALS; signal++) {
				static struct watch w;
				int order, made = first_met(source, signal, &order);

				if (made < 0 || !matches(specs[r].signal, signal))
					continue;
				w = (struct watch){ .s = &specs[r],
					.rule = r,
					.source = source,
					.signal = signal,
					.order = order,
					.made = made,
					.begun = -1,
					.ended = -1,
					.note = 0,
					.paused = TM_NONE,
					.last = TM_NONE,
					.seen = TM_NONE,
					.wrong = TM_NONE };
				if (specs[r].from_start && specs[r].signal == signal) {
					w.unseen = true;
					w.last = lines[made].t;
				}
				watch_one(&w);
			}
	qsort(want, (size_t)nwant, sizeof(want[0]), by_place);
}

/* ---- the generator ---- */

static int64_t
some(int64_t most)
{
	return one_in(3) ? 0 : (int64_t)upto((uint64_t)most + 1) * TM_S / 2;
}

/* The rest of a rule that looks back. */
static size_t
make_back(char *json, size_t cap, const struct spec *s)
{
	size_t n = (size_t)snprintf(json, cap,
		"\"op\":\"%s%s\",\"threshold\":%g,\"hysteresis\":%g,\"keep_firing_for\":\"%" PRId64 "ms\",\"window\":\"%" PRId64
		"ms\"",
		s->low ? "<" : ">", s->equal ? "=" : "", s->th, s->h, s->keep / 1000, s->window / 1000);

	if (s->kind != CHANGE)
		n += (size_t)snprintf(json + n, cap - n, ",\"%s\":%d", s->kind == MEAN ? "count" : "min_samples", s->count);
	if (s->kind == PREDICT)
		n += (size_t)snprintf(json + n, cap - n, ",\"ahead\":\"%" PRId64 "ms\"", s->ahead / 1000);
	if (s->kind < MEAN)
		n += (size_t)snprintf(json + n, cap - n, ",\"for\":\"%" PRId64 "ms\",\"max_gap\":\"%" PRId64 "ms\"", s->hold / 1000,
			s->gap / 1000);
	return n + (size_t)snprintf(json + n, cap - n, "}");
}

static size_t
make_rules(char *json, size_t cap)
{
	size_t n = (size_t)snprintf(json, cap, "{\"version\":1,\"rules\":[");

	nrules = 1 + (int)upto(RULES);
	for (int r = 0; r < nrules; r++) {
		struct spec *s = &specs[r];

		*s = (struct spec){
			.stale = one_in(3), .low = one_in(2), .equal = one_in(2), .latch = one_in(2), .accept = one_in(4)
		};
		s->signal = (int)upto(4);
		s->th = (double)(38 + (int)upto(8)) / 2 + 20;
		s->h = (double)upto(5) / 2;
		s->hold = s->signal == 3 ? 0 : some(8);
		s->keep = some(6);
		s->gap = some(8);
		s->reminder = some(20);
		s->after = TM_S / 2 + some(20);
		s->from_start = s->stale && one_in(3);
		s->kind = one_in(3) ? THRESHOLD : (enum kind)upto(KINDS);
		s->window = TM_S / 2 + some(100);
		s->ahead = TM_S / 2 + some(60);
		s->count = 2 + (int)upto(3);
		s->high = s->th + 0.5 + (double)upto(6) / 2;
		if (s->kind == RANGE) { /* its clear levels must leave something */
			double room = (s->high - s->th) / 2;

			s->h = s->h > room ? room : s->h;
		}
		if (s->kind == RATE)
			s->th = (double)((int)upto(21) - 10) * 2;
		if (s->kind == CHANGE || s->kind == NOISE)
			s->th = (double)((int)upto(9) - (s->kind == CHANGE ? 4 : 0)) / 2;
		if (s->kind == MEAN || s->kind == CHANGE)
			s->hold = 0;
		if (s->kind == RATE || s->kind == PREDICT || s->kind == NOISE)
			s->gap *= 4;
		n += (size_t)snprintf(json + n, cap - n,
			"%s{\"id\":\"r%d\",\"type\":\"%s\",\"signal\":\"%s\",\"latch\":%s,\"reminder\":\"%" PRId64
			"ms\",\"priority\":\"low\","
			"\"accept_quality\":[\"good\"%s],",
			r ? "," : "", r, s->stale ? "stale" : kinds[s->kind], signals[s->signal], s->latch ? "true" : "false",
			s->reminder / 1000, s->accept ? ",\"noise\"" : "");
		if (s->stale)
			n += (size_t)snprintf(json + n, cap - n, "\"after\":\"%" PRId64 "ms\",\"from_start\":%s}", s->after / 1000,
				s->from_start ? "true" : "false");
		else if (s->kind == RANGE)
			n += (size_t)snprintf(json + n, cap - n,
				"\"low\":%g,\"high\":%g,\"hysteresis\":%g,\"for\":\"%" PRId64 "ms\",\"keep_firing_for\":\"%" PRId64
				"ms\",\"max_gap\":\"%" PRId64 "ms\"}",
				s->th, s->high, s->h, s->hold / 1000, s->keep / 1000, s->gap / 1000);
		else if (s->kind != THRESHOLD)
			n += make_back(json + n, cap - n, s);
		else
			n += (size_t)snprintf(json + n, cap - n,
				"\"op\":\"%s%s\",\"threshold\":%g,\"%s\":%g,\"for\":\"%" PRId64
				"ms\",\"keep_firing_for\":\"%" PRId64 "ms\",\"max_gap\":\"%" PRId64 "ms\"}",
				s->low ? "<" : ">", s->equal ? "=" : "", s->th, one_in(2) ? "hysteresis" : "clear", s->h,
				s->hold / 1000, s->keep / 1000, s->gap / 1000);
	}
	n += (size_t)snprintf(json + n, cap - n, "]}");
	return n;
}

/* "clear" takes the level: the generator wrote the amount. */
static void
mend_clear(char *json)
{
	char *p = json, rest[8192];

	for (int r = 0; r < nrules; r++) {
		char *q = strstr(p, "\"type\":\"");

		if (!q)
			return;
		p = q + 1;
		if (specs[r].stale || specs[r].kind != THRESHOLD)
			continue;
		q = strstr(p, "\"clear\":");
		if (q && (!strstr(p, "\"type\":\"") || q < strstr(p, "\"type\":\""))) {
			char *end = strchr(q + 8, ',');

			snprintf(rest, sizeof(rest), "%s", end);
			sprintf(q + 8, "%g%s", specs[r].low ? specs[r].th + specs[r].h : specs[r].th - specs[r].h, rest);
		}
	}
}

static const char *
stamp(int64_t t)
{
	static char b[TM_TEXT + 1];

	*tm_put(b, t) = '\0';
	return b;
}

static void
make_num(struct line *l)
{
	static const char *const units[] = { "/min", "/min", "%", "Cel", "Cel" };
	const char *flags = "";

	l->kind = NUM;
	l->v = (double)(38 + (int)upto(8)) / 2 + 20 + (double)((int)upto(9) - 4) / 2;
	l->beyond = one_in(12) ? -1 : one_in(12) ? 1 : 0;
	l->none = one_in(12);
	l->noise = !l->beyond && one_in(8);
	l->misfit = one_in(15);
	if (l->beyond)
		flags = l->beyond < 0 ? "\tflags=lo" : "\tflags=est,hi";
	if (l->noise)
		flags = "\tflags=noise";
	if (l->none)
		strcpy(l->digits, "-");
	else
		snprintf(l->digits, sizeof(l->digits), one_in(9) ? "%.1f" : "%g", l->v);
	snprintf(l->text, sizeof(l->text), "num\t%s\ts%d\t%s\t%s\t%s%s", stamp(l->t), l->source, signals[l->signal], l->digits,
		l->misfit ? "other" : units[l->signal], flags);
}

static void
make_order(struct line *l)
{
	char rule[24] = "", more[40] = "";

	l->kind = one_in(2) ? ACK : PAUSE;
	l->rule = one_in(4) ? -1 : (int)upto((uint64_t)nrules);
	l->signal = l->kind == ACK && one_in(3) ? (int)upto(SIGNALS) : -1;
	l->length = (int64_t)upto(20) * TM_S / 2;
	if (l->rule >= 0)
		snprintf(rule, sizeof(rule), "\trule=r%d", l->rule);
	if (l->kind == PAUSE)
		snprintf(more, sizeof(more), "\tfor=%" PRId64 "ms", l->length / 1000);
	snprintf(l->text, sizeof(l->text), "%s\t%s\ts%d\t%s%s%s", l->kind == ACK ? "x-ack" : "x-pause", stamp(l->t), l->source,
		l->signal < 0 ? "-" : signals[l->signal], rule, more);
}

static void
make_stream(void)
{
	int64_t clock = 100 * TM_S, at[SOURCES][SIGNALS] = { 0 };
	bool ticks = one_in(2);

	nlines = LINES - SOURCES - (int)upto(80);
	for (int i = 0; i < nlines; i++) {
		struct line *l = &lines[i];

		*l = (struct line){ .source = (int)upto(SOURCES), .signal = (int)upto(SIGNALS), .rule = -1 };
		clock += (int64_t)(one_in(20) ? upto(40) : upto(3)) * TM_S / 2;
		l->t = clock;
		if (ticks && one_in(4)) {
			l->kind = TICK;
			snprintf(l->text, sizeof(l->text), "tick\t%s\ts%d\t-", stamp(l->t), l->source);
		} else if (one_in(12)) {
			make_order(l);
		} else if (one_in(15)) {
			l->kind = OTHER;
			snprintf(l->text, sizeof(l->text), "event\t%s\ts%d\t-\tgap", stamp(l->t), l->source);
		} else {
			int64_t *last = &at[l->source][l->signal];

			l->t -= (int64_t)upto(5) * TM_S / 2; /* late, as detectors are; never back within a signal */
			if (l->t < *last)
				l->t = *last;
			*last = l->t;
			make_num(l);
		}
	}
	for (int s = 0; s < SOURCES; s++) {
		struct line *l = &lines[nlines++];

		*l = (struct line){ .kind = END, .source = s, .t = clock, .signal = -1, .rule = -1 };
		snprintf(l->text, sizeof(l->text), "end\t%s\ts%d\t-\teof", stamp(l->t), s);
	}
}

/* ---- side by side ---- */

static void
note(void *arg, const struct alert_event *ev)
{
	const char *edge = alert_edge_text[ev->edge];

	(void)arg;
	if (ngot >= EVENTS)
		abort();
	snprintf(got[ngot++], TEXT, "%d/%d %" PRId64 " %.*s %.*s %s %s since=%" PRId64 " value=%.*s%+d age=%" PRId64 "%s%s%s%s%s%s",
		now_line, now_phase, ev->time, (int)ev->source.n, ev->source.p, (int)ev->signal.n, ev->signal.p, ev->rule->id, edge,
		ev->since, (int)ev->value.n, ev->value.p ? ev->value.p : "", ev->beyond, ev->age, ev->paused ? " paused" : "",
		ev->restart ? " restart" : "", ev->latched ? " latched" : "", ev->misfit ? " misfit" : "",
		ev->first ? " first" : "", ev->apart ? " apart" : "");
}

static void
complain(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	(void)arg, (void)file, (void)line;
	if (!warning)
		printf("# %s: %s\n", id, text);
}

static bool
run_engine(const struct rule_set *set)
{
	struct engine e;
	bool ok = engine_start(&e, set, note, NULL);

	ngot = 0;
	for (int i = 0; i < nlines && ok; i++) {
		struct rec r;

		if (rec_parse(&r, str_of(lines[i].text)) != NULL)
			return false;
		now_line = i;
		now_phase = 0;
		engine_before(&e, &r, false);
		now_phase = 1;
		engine_after(&e, &r);
	}
	ok = ok && e.slots == 0 && e.map.count == 0; /* ended sources are forgotten */
	engine_free(&e);
	return ok;
}

/* The same, but for a value of a fit whose seventh decimal is a five: the engine computes in double, and may round it the other way. */
static bool
alike(const char *a, const char *b)
{
	const char *p = strstr(a, "value="), *q = strstr(b, "value=");
	char *pend, *qend;
	double v, w;

	if (strcmp(a, b) == 0)
		return true;
	if (!p || !q || p - a != q - b || strncmp(a, b, (size_t)(p - a)) != 0)
		return false;
	v = strtod(p + 6, &pend);
	w = strtod(q + 6, &qend);
	return strcmp(pend, qend) == 0 && fabs(v - w) < 1.5e-6 && fabs(fabs(fmod((v + w) * 5e6, 10)) - 5) < 1e-3;
}

static bool
same(uint64_t stream, const char *json)
{
	int i = 0;

	while (i < ngot && i < nwant && alike(got[i], want[i].text))
		i++;
	if (i == ngot && i == nwant)
		return true;
	printf("# stream %" PRIu64 " event %d\n#   is   %s\n#   want %s\n# %s\n", stream, i, i < ngot ? got[i] : "(none)",
		i < nwant ? want[i].text : "(none)", json);
	for (int k = 0; k < nlines; k++)
		printf("# %d: %s\n", k, lines[k].text);
	return false;
}

TEST(the_engine_and_the_second_implementation_agree)
{
	size_t events = 0;

	for (uint64_t i = start_at; i < start_at + streams; i++) {
		char json[8192];
		struct rule_set set;
		struct rulefile f = { .set = &set, .file = "random", .say = complain, .id = "" };

		seed = i * 7919 + 1;
		make_rules(json, sizeof(json));
		mend_clear(json);
		make_stream();
		rule_set_start(&set);
		if (!rulefile_document(&f, json, strlen(json)) || !run_engine(&set)) {
			unit_complain(__FILE__, __LINE__, "the rules or the stream were refused");
			printf("# %s\n", json);
			return;
		}
		expect_all();
		events += (size_t)nwant;
		if (!same(i, json)) {
			unit_complain(__FILE__, __LINE__, "a difference");
			return;
		}
		rule_set_free(&set);
	}
	CHECK(events > streams * 10); /* it did look at something */
	printf("# %zu events\n", events);
}

/* [STREAMS [FIRST]]: `make soak-alert` goes through a million. */
int
main(int argc, char **argv)
{
	streams = argc > 1 ? strtoull(argv[1], NULL, 10) : STREAMS;
	start_at = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	RUN(the_engine_and_the_second_implementation_agree);
	return unit_done();
}
