#include "beat/track.h"

#include "record/samples.h"

#include <string.h>

int64_t
track_time(const struct track *t, int64_t index)
{
	unsigned kept = t->anchors < TRACK_ANCHORS ? t->anchors : TRACK_ANCHORS;
	const struct track_anchor *a = &t->anchor[(t->anchors - kept) % TRACK_ANCHORS];

	for (unsigned i = 1; i <= kept; i++) {
		const struct track_anchor *b = &t->anchor[(t->anchors - i) % TRACK_ANCHORS];

		if (b->index <= index) {
			a = b;
			break;
		}
	}
	return a->time + (index >= a->index ? rate_us(t->fs, index - a->index) : -rate_us(t->fs, a->index - index));
}

int64_t
track_index(const struct track *t, int64_t time)
{
	unsigned kept = t->anchors < TRACK_ANCHORS ? t->anchors : TRACK_ANCHORS;
	const struct track_anchor *a = &t->anchor[(t->anchors - kept) % TRACK_ANCHORS];

	for (unsigned i = 1; i <= kept; i++) {
		const struct track_anchor *b = &t->anchor[(t->anchors - i) % TRACK_ANCHORS];

		if (b->time <= time) {
			a = b;
			break;
		}
	}
	int64_t index =
		time >= a->time ? a->index + rate_samples(t->fs, time - a->time) : a->index - rate_samples(t->fs, a->time - time);

	return index + (track_time(t, index) < time);
}

int64_t
track_end(const struct track *t)
{
	return track_time(t, t->next);
}

/* A new anchor only where it differs from the one in force by more than rounding. */
void
track_anchor(struct track *t, int64_t index, int64_t time)
{
	if (t->anchors) {
		int64_t off = time - track_time(t, index);

		if (off >= -1 && off <= 1)
			return;
	}
	t->anchor[t->anchors++ % TRACK_ANCHORS] = (struct track_anchor){ index, time };
}

bool
track_holed(const struct track *t, int64_t from, int64_t to)
{
	for (unsigned i = 0; i < t->holes; i++)
		if (t->hole[i].from < to && t->hole[i].to > from)
			return true;
	return false;
}

static void
hole(struct track *t, int64_t from, int64_t to, int64_t since)
{
	struct track_hole *last = t->holes ? &t->hole[t->holes - 1] : NULL;

	if (last && last->to + 1 >= from) {
		last->to = to;
		return;
	}
	while (t->holes && t->hole[0].to < since)
		memmove(&t->hole[0], &t->hole[1], sizeof(t->hole[0]) * --t->holes);
	if (t->holes == TRACK_HOLES)
		t->hole[t->holes - 1].to = to;
	else
		t->hole[t->holes++] = (struct track_hole){ from, to };
}

void
track_take(struct track *t, const int32_t *x, size_t n, int64_t since)
{
	int64_t most = rate_samples(t->fs, TRACK_HOLE_MS * 1000);

	for (size_t i = 0; i < n; i++) {
		if (x[i] != SMP_E) {
			t->run = 0;
			continue;
		}
		if (++t->run > most)
			hole(t, t->next + (int64_t)i + 1 - t->run, t->next + (int64_t)i, since);
	}
	t->next += (int64_t)n;
}

bool
track_begin(struct track *t, const struct rec *r)
{
	memset(t, 0, sizeof(*t));
	str_copy(t->fs_text, sizeof(t->fs_text), r->u.wave.fs);
	str_copy(t->unit, sizeof(t->unit), r->u.wave.unit);
	str_copy(t->gain, sizeof(t->gain), r->u.wave.gain);
	str_copy(t->base, sizeof(t->base), r->u.wave.base);
	t->first = t->next = r->u.wave.index;
	return rate_get(r->u.wave.fs, &t->fs);
}

bool
track_same(const struct track *t, const struct rec *r)
{
	return str_is(r->u.wave.fs, t->fs_text) && str_is(r->u.wave.gain, t->gain) && str_is(r->u.wave.base, t->base) &&
	       str_is(r->u.wave.unit, t->unit);
}

bool
track_goes_on(const struct track *t, const struct rec *r)
{
	int64_t index = r->u.wave.index;

	if (!track_same(t, r) || index < t->next || index - t->next > rate_samples(t->fs, TRACK_GAP))
		return false;
	int64_t off = r->time - track_time(t, index);

	return off <= TRACK_GAP && off >= -TRACK_GAP;
}
