#include "beat/stretch.h"

#include "record/samples.h"

enum {
	FILL = 64 /* missing samples fed at once */
};

void
due_begin(struct due *d, int64_t time, int64_t every)
{
	int64_t rest, next;

	d->counting = every > 0;
	if (every <= 0)
		return;
	rest = time % every;
	next = time - rest + (rest > 0 ? every : 0);
	if (!d->rated || next > d->next) /* never one that was written before */
		d->next = next;
}

void
stretch_took(struct stretch *s, const int32_t *x, size_t n)
{
	track_take(&s->track, x, n, s->beaten ? s->beat : INT64_MIN);
}

bool
stretch_beat(struct stretch *s, int64_t index, int64_t time, bool *whole)
{
	*whole = s->beaten && !track_holed(&s->track, s->beat, index);
	s->beaten = !s->any || time > s->newest;
	if (!s->beaten)
		return false;
	s->beat = index;
	s->newest = time;
	s->any = true;
	return true;
}

static void
fill(const struct stretch_calls *calls, void *arg, int64_t n)
{
	int32_t none[FILL];

	for (; n > 0; n -= FILL) {
		for (int i = 0; i < FILL; i++)
			none[i] = SMP_E;
		calls->take(arg, none, n < FILL ? (size_t)n : FILL);
	}
}

static bool
begin(struct stretch *s, const struct rec *r, const struct stretch_calls *calls, void *arg)
{
	s->beaten = false;
	s->open = track_begin(&s->track, r) && calls->begin(arg, r);
	s->refused = !s->open;
	return s->open;
}

enum stretch_got
stretch_wave(struct stretch *s, const struct due *d, int64_t every, const struct rec *r, int32_t *buf,
	const struct stretch_calls *calls, void *arg)
{
	long n = smp_get(r->u.wave.samples, buf, SMP_LINE);
	int64_t index = r->u.wave.index;

	if (n < 0 || index > INT64_MAX / 4 || index < -INT64_MAX / 4)
		return STRETCH_BAD;
	if (s->refused && track_same(&s->track, r))
		return STRETCH_SKIPPED;
	s->refused = false;
	if (s->open && !track_goes_on(&s->track, r)) {
		calls->finish(arg, r->time);
		s->open = false;
	}
	if (!s->open && d->rated && r->time < d->next - every - TRACK_GAP) { /* a clock that was set back */
		s->any = false;
		calls->forget(arg);
	}
	if (!s->open && !begin(s, r, calls, arg))
		return STRETCH_REFUSED;
	track_anchor(&s->track, index, r->time);
	fill(calls, arg, index - s->track.next);
	calls->take(arg, buf, (size_t)n);
	return STRETCH_OK;
}
