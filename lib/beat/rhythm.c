#include "beat/rhythm.h"

#include <string.h>

const char *const rhythm_label[RHYTHM_KINDS] = {
	[RHYTHM_PAUSE] = "pause",
	[RHYTHM_ASYSTOLE] = "asystole",
	[RHYTHM_XBRADY] = "extreme-brady",
	[RHYTHM_XTACHY] = "extreme-tachy",
	[RHYTHM_BRADY] = "brady",
	[RHYTHM_TACHY] = "tachy",
	[RHYTHM_COUPLET] = "couplet",
	[RHYTHM_VT] = "VT",
	[RHYTHM_IVR] = "IVR",
	[RHYTHM_BIGEMINY] = "bigeminy",
	[RHYTHM_TRIGEMINY] = "trigeminy",
	[RHYTHM_PACED] = "paced",
	[RHYTHM_AFIB] = "AFIB",
};

enum {
	VT_LEAST = 3,
	COUPLET = 2,
	PAIRS = 3, /* of a pattern in a row */
	PACED_LEAST = 3,
	VT_RATE = 100
};

/* Intervals in a row that are all longer than over, or all shorter than 60 s / under_rate. */
static const struct {
	uint32_t least;
	int64_t over, under_rate;
} runs[] = {
	[RHYTHM_XBRADY - RHYTHM_XBRADY] = { .least = 5, .over = 1500000 },
	[RHYTHM_XTACHY - RHYTHM_XBRADY] = { .least = 16, .under_rate = 140 },
	[RHYTHM_BRADY - RHYTHM_XBRADY] = { .least = 8, .over = 1200000 },
	[RHYTHM_TACHY - RHYTHM_XBRADY] = { .least = 8, .under_rate = 120 },
};

struct teller {
	struct rhythm *r;
	rhythm_emit emit;
	void *arg;
};

enum rhythm_class
rhythm_class_of(char code)
{
	static const char n[] = "NLRBAaJSejn", v[] = "VEr", paced[] = "/f", other[] = "F!";

	if (code == '\0')
		return BEAT_UNKNOWN;
	return strchr(n, code)       ? BEAT_N
	       : strchr(v, code)     ? BEAT_V
	       : strchr(paced, code) ? BEAT_PACED
	       : strchr(other, code) ? BEAT_OTHER
				     : BEAT_UNKNOWN;
}

static void
tell(const struct teller *t, struct rhythm_note note)
{
	struct rhythm *r = t->r;

	if (note.time < r->newest)
		note.time = r->newest;
	r->newest = note.time;
	t->emit(t->arg, &note);
}

static void
begin(const struct teller *t, enum rhythm_kind kind, int64_t time, int64_t since)
{
	if (t->r->on[kind].is)
		return;
	t->r->on[kind].is = true;
	t->r->on[kind].since = since;
	tell(t, (struct rhythm_note){ .kind = kind, .time = time, .since = since });
}

static double
v_rate(const struct rhythm *r)
{
	return r->v_last > r->v_first ? 60e6 * (r->v - 1) / (double)(r->v_last - r->v_first) : 0;
}

static void
end(const struct teller *t, enum rhythm_kind kind, int64_t time)
{
	struct rhythm *r = t->r;
	bool counts = kind == RHYTHM_VT || kind == RHYTHM_IVR;

	if (!r->on[kind].is)
		return;
	r->on[kind].is = false;
	tell(t, (struct rhythm_note){ .kind = kind,
			.end = true,
			.time = time,
			.since = r->on[kind].since,
			.beats = counts ? r->v : 0,
			.rate = counts ? v_rate(r) : 0 });
}

/* The V in a row are over. */
static void
v_over(const struct teller *t, int64_t time)
{
	struct rhythm *r = t->r;

	end(t, RHYTHM_VT, time);
	end(t, RHYTHM_IVR, time);
	if (r->v == COUPLET)
		tell(t, (struct rhythm_note){ .kind = RHYTHM_COUPLET,
				.end = true,
				.time = time,
				.since = r->v_first,
				.beats = COUPLET,
				.rate = v_rate(r) });
	r->v = 0;
}

/* Nothing that was counted in a row goes on behind `time`. */
static void
broken(const struct teller *t, int64_t time)
{
	struct rhythm *r = t->r;

	v_over(t, time);
	for (int k = RHYTHM_XBRADY; k <= RHYTHM_TACHY; k++) {
		end(t, (enum rhythm_kind)k, time);
		r->run[k - RHYTHM_XBRADY].n = 0;
	}
	end(t, RHYTHM_BIGEMINY, time);
	end(t, RHYTHM_TRIGEMINY, time);
	r->pair = r->triple = 0;
	af_break(&r->af);
}

static void
change(const struct teller *t, const struct rhythm_edge *e)
{
	struct rhythm *r = t->r;
	bool lost = e->signal == RHYTHM_LOST;

	r->signal = e->signal;
	r->started = true;
	r->silent = e->time;
	if (!lost)
		return;
	r->beaten = false;
	end(t, RHYTHM_ASYSTOLE, e->time);
	end(t, RHYTHM_PAUSE, e->time);
	broken(t, e->time);
	end(t, RHYTHM_PACED, e->time);
	r->paced = r->unpaced = 0;
	end(t, RHYTHM_AFIB, e->time);
	r->af = (struct af){ 0 };
}

/* The silence before `now`: a pause is longer than 2 s, an asystole lasts 4 s. */
static void
silence(const struct teller *t, int64_t now)
{
	struct rhythm *r = t->r;

	if (!r->started || r->signal != RHYTHM_GOOD || now <= r->silent)
		return;
	if (now - r->silent > RHYTHM_PAUSE_US)
		begin(t, RHYTHM_PAUSE, r->silent + RHYTHM_PAUSE_US, r->silent);
	if (now - r->silent >= RHYTHM_ASYSTOLE_US)
		begin(t, RHYTHM_ASYSTOLE, r->silent + RHYTHM_ASYSTOLE_US, r->silent);
}

/* Everything up to now: silences and changes of the signal in their order. */
static void
pass(const struct teller *t, int64_t now)
{
	struct rhythm *r = t->r;

	while (r->edges && r->edge[0].time <= now) {
		struct rhythm_edge e = r->edge[0];

		silence(t, e.time);
		memmove(&r->edge[0], &r->edge[1], sizeof(r->edge[0]) * --r->edges);
		if (e.signal != r->signal)
			change(t, &e);
	}
	silence(t, now);
}

static void
intervals(const struct teller *t, int64_t time, int64_t rr, bool v)
{
	struct rhythm *r = t->r;

	for (int k = RHYTHM_XBRADY; k <= RHYTHM_TACHY; k++) {
		int i = k - RHYTHM_XBRADY;
		bool in = runs[i].over ? rr > runs[i].over : rr * runs[i].under_rate < 60 * INT64_C(1000000);

		if (!in) {
			end(t, (enum rhythm_kind)k, time);
			r->run[i].n = 0;
			continue;
		}
		if (r->run[i].n++ == 0)
			r->run[i].since = time - rr;
		if (r->run[i].n >= runs[i].least)
			begin(t, (enum rhythm_kind)k, time, r->run[i].since);
	}
	if (v || r->after_v)
		af_break(&r->af);
	else
		af_interval(&r->af, time, rr);
	if (r->af.is) {
		int64_t since = af_since(&r->af);

		begin(t, RHYTHM_AFIB, time, since > r->af_end ? since : r->af_end);
	} else {
		if (r->on[RHYTHM_AFIB].is)
			r->af_end = time;
		end(t, RHYTHM_AFIB, time);
	}
}

static void
ventricular(const struct teller *t, int64_t time, enum rhythm_class class)
{
	struct rhythm *r = t->r;

	if (class != BEAT_V) {
		v_over(t, time);
		return;
	}
	if (r->v++ == 0)
		r->v_first = time;
	r->v_last = time;
	if (r->v < VT_LEAST || r->on[RHYTHM_VT].is)
		return;
	if (v_rate(r) >= VT_RATE) {
		end(t, RHYTHM_IVR, time);
		begin(t, RHYTHM_VT, time, r->v_first);
	} else {
		begin(t, RHYTHM_IVR, time, r->v_first);
	}
}

/* `of` beats make one of a pattern: all N, the last V. */
static void
pattern(const struct teller *t, int64_t time, enum rhythm_class class, enum rhythm_kind kind, uint32_t of, uint32_t *n,
	int64_t *since)
{
	enum rhythm_class want = *n % of == of - 1 ? BEAT_V : BEAT_N;

	if (class == want) {
		if ((*n)++ == 0)
			*since = time;
		if (*n >= PAIRS * of)
			begin(t, kind, time, *since);
		return;
	}
	end(t, kind, time);
	if (class != BEAT_N) {
		*n = 0;
	} else if (*n % of == of - 1 && of > 2) { /* N N N: the last two of them can begin anew */
		*n = of - 1;
		*since = t->r->last;
	} else {
		*n = 1;
		*since = time;
	}
}

static void
pacing(const struct teller *t, int64_t time, enum rhythm_class class)
{
	struct rhythm *r = t->r;

	if (class == BEAT_PACED) {
		r->unpaced = 0;
		if (r->paced++ == 0)
			r->paced_since = time;
		if (r->paced >= PACED_LEAST)
			begin(t, RHYTHM_PACED, time, r->paced_since);
		return;
	}
	if (!r->on[RHYTHM_PACED].is || ++r->unpaced == PACED_LEAST) {
		end(t, RHYTHM_PACED, time);
		r->paced = r->unpaced = 0;
	}
}

void
rhythm_begin(struct rhythm *r, int64_t time)
{
	if (r->started)
		return;
	r->started = true;
	r->silent = time;
	r->newest = time;
}

void
rhythm_beat(struct rhythm *r, int64_t time, int64_t rr, enum rhythm_class class, rhythm_emit emit, void *arg)
{
	struct teller t = { r, emit, arg };

	if (!r->started)
		rhythm_begin(r, time);
	pass(&t, time);
	end(&t, RHYTHM_ASYSTOLE, time);
	end(&t, RHYTHM_PAUSE, time);
	if (rr > 0 && r->beaten && r->signal != RHYTHM_LOST)
		intervals(&t, time, rr, class == BEAT_V);
	else
		broken(&t, time);
	ventricular(&t, time, class);
	pattern(&t, time, class, RHYTHM_BIGEMINY, 2, &r->pair, &r->pair_since);
	pattern(&t, time, class, RHYTHM_TRIGEMINY, 3, &r->triple, &r->triple_since);
	pacing(&t, time, class);
	r->last = r->silent = time;
	r->after_v = class == BEAT_V;
	r->beaten = true;
}

void
rhythm_time(struct rhythm *r, int64_t now, rhythm_emit emit, void *arg)
{
	pass(&(struct teller){ r, emit, arg }, now);
}

void
rhythm_edge(struct rhythm *r, int64_t time, enum rhythm_signal signal)
{
	if (signal == (r->edges ? r->edge[r->edges - 1].signal : r->signal))
		return;
	if (r->edges && time < r->edge[r->edges - 1].time)
		time = r->edge[r->edges - 1].time;
	if (r->edges == RHYTHM_EDGES) { /* more than can lie within the detector's latency: the shortest good moment is given up */
		unsigned least = 0;

		for (unsigned i = 1; i + 1 < r->edges; i++)
			if (r->edge[i].signal == RHYTHM_GOOD &&
				(least == 0 ||
					r->edge[i + 1].time - r->edge[i].time < r->edge[least + 1].time - r->edge[least].time))
				least = i;
		memmove(&r->edge[least], &r->edge[least + 1], sizeof(r->edge[0]) * (--r->edges - least));
	}
	r->edge[r->edges++] = (struct rhythm_edge){ time, signal };
}

void
rhythm_finish(struct rhythm *r, int64_t end_time, rhythm_emit emit, void *arg)
{
	pass(&(struct teller){ r, emit, arg }, end_time);
	*r = (struct rhythm){ 0 };
}
