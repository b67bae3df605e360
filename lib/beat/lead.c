#include "beat/lead.h"

struct emit {
	struct lead *l;
	const struct rates_sink *s;
	const struct lead_group *g;
};

#define HOLES_US INT64_C(15000000) /* where leads are judged together: missing samples are remembered for so long */

static struct rates *
rates_of(const struct emit *e)
{
	return e->g ? &e->g->fuse->rates : &e->l->rates;
}

int64_t
lead_end(const struct lead *l)
{
	return track_end(&l->stretch.track);
}

/* The interval between two samples, µs; 0 where some between them were missing. */
static int64_t
interval(const struct track *t, int64_t from, int64_t to)
{
	return track_holed(t, from, to) ? 0 : rate_us(t->fs, to - from);
}

static void
together(void *arg, const struct qrs_beat *b)
{
	const struct emit *e = arg;
	const struct track *t = &e->l->stretch.track;
	int64_t time = track_time(t, t->first + b->index);

	if (b->early)
		fuse_guess(e->g->fuse, e->g->sink, e->g->number, time);
	else
		fuse_take(e->g->fuse, e->g->number, time, b->odds);
	if (!b->early && b->odds >= 0)
		agree_add(&e->l->found, time);
}

static void
beat(void *arg, const struct qrs_beat *b)
{
	const struct emit *e = arg;
	struct lead *l = e->l;
	const struct track *t = &l->stretch.track;
	const char code[] = { b->class, '\0' };
	int64_t index = t->first + b->index, from = l->stretch.beat;
	struct rates_beat out = { .time = track_time(t, index), .index = index, .fs = t->fs_text, .odds = b->odds, .code = code };
	bool whole;

	if (b->early) {
		out.rr = l->guessed ? interval(t, l->guess, index) : 0;
		rates_guess(&l->rates, e->s, &out);
		l->guess = index;
		l->guessed = true;
		return;
	}
	if (!stretch_beat(&l->stretch, index, out.time, &whole))
		return;
	out.rr = whole ? rate_us(t->fs, index - from) : 0;
	agree_add(&l->found, out.time);
	rates_beat(&l->rates, e->s, &out);
}

static void
take(void *arg, int32_t *x, size_t n)
{
	const struct emit *e = arg;
	struct lead *l = e->l;

	if (e->g) {
		l->stretch.beat = l->stretch.track.next - rate_samples(l->stretch.track.fs, HOLES_US);
		l->stretch.beaten = true;
	}
	stretch_took(&l->stretch, x, n);
	qrs_feed(&l->qrs, x, n, e->g ? together : beat, arg);
	if (e->g)
		fuse_settle(e->g->fuse, e->g->sink, e->g->number, lead_settled(l));
	else
		rates_until(&l->rates, e->s, lead_settled(l));
	if (!e->g || e->g->number == e->g->fuse->chosen)
		rates_silent(rates_of(e), e->s, lead_end(l) - QRS_EARLY_US);
}

static void
finish(void *arg, int64_t until)
{
	const struct emit *e = arg;

	lead_finish(e->l, e->s, e->g, until);
}

void
lead_finish(struct lead *l, const struct rates_sink *s, const struct lead_group *g, int64_t until)
{
	struct emit e = { l, s, g };
	bool last = !g;

	if (l->stretch.open) {
		qrs_finish(&l->qrs, g ? together : beat, &e);
		last = !g || fuse_leave(g->fuse, g->sink, g->number);
		l->stretch.open = false;
		if (last) {
			rates_until(rates_of(&e), s, lead_end(l));
			rates_silent(rates_of(&e), s, until); /* nothing came for so long that nothing of that time can come */
		}
	}
	if (last || fuse_over(g->fuse))
		rates_finish(rates_of(&e), s, until);
}

int64_t
lead_settled(const struct lead *l)
{
	const struct track *t = &l->stretch.track;

	if (l->stretch.open)
		return track_time(t, t->first + qrs_settled(&l->qrs));
	return l->rates.due.counting ? l->rates.due.next : INT64_MAX;
}

static bool
begin(void *arg, const struct rec *r)
{
	const struct emit *e = arg;
	struct lead *l = e->l;

	l->guessed = false;
	l->found = (struct agree_times){ 0 };
	if (!qrs_start(&l->qrs, l->stretch.track.fs)) {
		l->rates.due.counting = false;
		return false;
	}
	l->qrs.early = e->s->provisional;
	l->qrs.all = e->g;
	if (e->g)
		fuse_join(e->g->fuse, e->g->number, r->time, e->s->every);
	else
		due_begin(&l->rates.due, r->time, e->s->every);
	return true;
}

static void
forget(void *arg)
{
	const struct emit *e = arg;
	struct rates *r = rates_of(e);

	if (e->g && !fuse_over(e->g->fuse)) /* the others' clock was not */
		return;
	if (e->g)
		fuse_forget(e->g->fuse);
	r->hr = r->now = (struct hr){ 0 };
	r->due.rated = false;
}

enum stretch_got
lead_wave(struct lead *l, const struct rates_sink *s, const struct lead_group *g, const struct rec *r, int32_t *buf)
{
	static const struct stretch_calls calls = { .begin = begin, .take = take, .finish = finish, .forget = forget };
	struct emit e = { l, s, g };

	return stretch_wave(&l->stretch, &rates_of(&e)->due, s->every, r, buf, &calls, &e);
}
