#include "beat/fuse.h"

#include <math.h>
#include <string.h>

#define NEAR   INT64_C(100000)   /* µs: candidates of two leads that are one */
#define APART  INT64_C(140000)   /* … two beats are not nearer than this */
#define SILENT INT64_C(10000000) /* … a lead that took nothing for so long has no say */

#define ABSENT   (-4.0)
#define MOST     6.0
#define FULL     4.0  /* log odds that are full certainty */
#define LEAST    (-2) /* where no lead says as much, nothing is learned */
#define LEARN    0.03
#define BETTER   0.15 /* another lead is chosen when so much more certain */
#define LEARN_US 8    /* offsets: by an eighth */

/* One moment as all leads see it. */
struct view {
	const struct fuse_cand *cand[FUSE_LEADS]; /* NULL: none there */
	double odds[FUSE_LEADS], weight[FUSE_LEADS];
};

bool
fuse_over(const struct fuse *f)
{
	for (unsigned i = 0; i < f->leads; i++)
		if (f->lead[i].open)
			return false;
	return true;
}

void
fuse_join(struct fuse *f, unsigned number, int64_t time, int64_t every)
{
	struct fuse_lead *l = &f->lead[number];

	if (fuse_over(f))
		due_begin(&f->rates.due, time, every);
	for (; f->leads <= number; f->leads++)
		f->lead[f->leads].certain = 1;
	l->count = 0;
	l->open = true;
	l->settled = time;
	l->heard = time;
}

void
fuse_take(struct fuse *f, unsigned number, int64_t time, double odds)
{
	struct fuse_lead *l = &f->lead[number];

	if (odds <= -MOST || (l->count && time <= l->cand[l->count - 1].time))
		return;
	if (l->count == FUSE_WAIT) /* a lead that another keeps waiting for longer than it may */
		memmove(&l->cand[0], &l->cand[1], sizeof(l->cand[0]) * --l->count);
	l->cand[l->count++] = (struct fuse_cand){ time, odds };
}

/* TIME of a candidate on the clock of the first lead's peaks. */
static int64_t
time_of(const struct fuse *f, unsigned lead, const struct fuse_cand *c)
{
	return c->time - f->lead[lead].offset;
}

/* The lead with the earliest candidate that waits; f->leads when none does. */
static unsigned
earliest(const struct fuse *f)
{
	unsigned k = f->leads;

	for (unsigned i = 0; i < f->leads; i++)
		if (f->lead[i].count && (k == f->leads || time_of(f, i, &f->lead[i].cand[0]) < time_of(f, k, &f->lead[k].cand[0])))
			k = i;
	return k;
}

/* Whether a lead's samples are missing around TIME. */
static bool
missing(const struct track *t, int64_t time)
{
	return track_holed(t, track_index(t, time - NEAR), track_index(t, time + NEAR));
}

/* What each lead says about the candidate of lead k, and how much that counts. */
static void
look(struct fuse *f, const struct fuse_sink *s, unsigned k, struct view *v)
{
	int64_t t = time_of(f, k, &f->lead[k].cand[0]);

	for (unsigned i = 0; i < f->leads; i++) {
		struct fuse_lead *l = &f->lead[i];
		const struct fuse_cand *c = l->count ? &l->cand[0] : NULL;
		int64_t off = c ? time_of(f, i, c) - t : 0;
		int64_t after = i != k && f->lead[k].count > 1 ? time_of(f, k, &f->lead[k].cand[1]) - t - off : INT64_MAX;
		bool next = after < off && after > -off; /* it is nearer to the one after */

		v->cand[i] = c && off <= NEAR && !next ? c : NULL;
		v->odds[i] = v->cand[i] ? fmin(c->odds, MOST) : ABSENT;
		if (v->cand[i] && c->odds >= 0) {
			l->heard = t;
			l->hears = true;
		}
		v->weight[i] = 0;
		if (v->cand[i] || (s->track[i] && !missing(s->track[i], t)))
			v->weight[i] = l->hears && t - l->heard <= SILENT ? l->certain * l->certain : 0;
	}
}

/* The lead that is believed: the present one while none is better. */
static void
choose(struct fuse *f, const struct view *v)
{
	for (unsigned i = 0; i < f->leads; i++)
		if (v->weight[i] > 0 && (!(v->weight[f->chosen] > 0) || f->lead[i].certain > f->lead[f->chosen].certain + BETTER))
			f->chosen = i;
}

/* What all say together. */
static double
mean(const struct fuse *f, const struct view *v)
{
	double sum = 0, weight = 0;

	for (unsigned i = 0; i < f->leads; i++) {
		sum += v->weight[i] * v->odds[i];
		weight += v->weight[i];
	}
	return weight > 0 ? sum / weight : ABSENT;
}

static void
learn(struct fuse *f, const struct view *v, double decided)
{
	double most = ABSENT;

	for (unsigned i = 0; i < f->leads; i++)
		most = fmax(most, v->odds[i]);
	if (most <= LEAST)
		return;
	for (unsigned i = 0; i < f->leads; i++) {
		double right = decided >= 0 ? v->odds[i] : -v->odds[i];

		f->lead[i].certain += LEARN * (fmin(fmax(right, 0), FULL) / FULL - f->lead[i].certain);
		if (decided >= 0 && i > 0 && v->cand[i] && v->cand[0])
			f->lead[i].offset += (v->cand[i]->time - v->cand[0]->time - f->lead[i].offset) / LEARN_US;
	}
}

/* The interval to `time`, µs; 0 where no lead saw it whole. */
static int64_t
interval(const struct fuse_sink *s, unsigned leads, int64_t from, int64_t time)
{
	for (unsigned i = 0; i < leads; i++) {
		const struct track *t = s->track[i];

		if (t && track_time(t, t->first) <= from && !track_holed(t, track_index(t, from), track_index(t, time)))
			return time - from;
	}
	return 0;
}

static struct rates_beat
found(const struct fuse_sink *s, int64_t time, int64_t rr)
{
	int64_t index = track_index(s->first, time), early = track_time(s->first, index) - time;

	if (early > 0 && time - track_time(s->first, index - 1) < early) /* the nearer sample */
		index--;
	return (struct rates_beat){ .time = time, .index = index, .fs = s->first->fs_text, .rr = rr, .code = "?" };
}

/* Decides the earliest candidate, which lead k has. */
static void
decide(struct fuse *f, const struct fuse_sink *s, unsigned k)
{
	struct view v;
	double d;
	unsigned from = f->leads;
	int64_t time;

	look(f, s, k, &v);
	choose(f, &v);
	d = mean(f, &v);
	for (unsigned i = 0; i < f->leads; i++)
		if (v.cand[i] && (from == f->leads || (from > 0 && f->lead[i].certain > f->lead[from].certain)))
			from = i;
	time = time_of(f, from, v.cand[from]);
	learn(f, &v, d);
	if (f->best)
		d = v.weight[f->chosen] > 0 ? v.odds[f->chosen] : ABSENT;
	for (unsigned i = 0; i < f->leads; i++)
		if (v.cand[i])
			memmove(&f->lead[i].cand[0], &f->lead[i].cand[1], sizeof(f->lead[i].cand[0]) * --f->lead[i].count);
	if (d < 0 || (f->any && time < f->last + APART))
		return;
	struct rates_beat b = found(s, time, f->any ? interval(s, f->leads, f->last, time) : 0);

	b.odds = d;
	f->last = time;
	f->any = true;
	rates_beat(&f->rates, s->out, &b);
}

int64_t
fuse_settled(const struct fuse *f)
{
	int64_t least = INT64_MAX;

	for (unsigned i = 0; i < f->leads; i++) {
		const struct fuse_lead *l = &f->lead[i];
		int64_t t = l->settled - l->offset - NEAR;

		if (l->open)
			least = t < least ? t : least;
	}
	if (least == INT64_MAX && f->rates.due.counting)
		least = f->rates.due.next;
	return least;
}

/* Decides what lies before TIME `until`. */
static void
run(struct fuse *f, const struct fuse_sink *s, int64_t until)
{
	for (;;) {
		unsigned k = earliest(f);

		/* what may be one with it has been told too */
		if (k == f->leads || time_of(f, k, &f->lead[k].cand[0]) + NEAR >= until)
			return;
		decide(f, s, k);
	}
}

void
fuse_settle(struct fuse *f, const struct fuse_sink *s, unsigned number, int64_t settled)
{
	int64_t until;

	f->lead[number].settled = settled;
	until = fuse_settled(f);
	run(f, s, until);
	rates_until(&f->rates, s->out, until - NEAR);
}

void
fuse_forget(struct fuse *f)
{
	f->any = f->guessed = false;
}

bool
fuse_leave(struct fuse *f, const struct fuse_sink *s, unsigned number)
{
	bool over;

	f->lead[number].open = false;
	over = fuse_over(f);
	run(f, s, over ? INT64_MAX : fuse_settled(f));
	return over;
}

void
fuse_guess(struct fuse *f, const struct fuse_sink *s, unsigned number, int64_t time)
{
	if (number != f->chosen)
		return;
	time -= f->lead[number].offset;
	if (f->guessed && time <= f->guess)
		return;
	struct rates_beat b = found(s, time, f->guessed ? interval(s, f->leads, f->guess, time) : 0);

	rates_guess(&f->rates, s->out, &b);
	f->guess = time;
	f->guessed = true;
}
