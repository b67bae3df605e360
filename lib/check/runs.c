#include "check/runs.h"

#include <string.h>

enum { RHYTHM = 28, VF_ON = 32, VF_OFF = 33 };

/* The next beat of a list at or after *i, beats in flutter and fibrillation aside; *broken is set when there was some before it.
 * False at the end. */
static bool
next_beat(const struct ec57_ann *a, size_t n, size_t *i, enum ec57_class *c, int64_t *t, bool *broken)
{
	bool vf = false;
	for (; *i < n; ++*i) {
		enum ec57_class k = ec57_class_of(a[*i].code);
		if (a[*i].code == VF_ON)
			vf = *broken = true;
		else if (a[*i].code == VF_OFF)
			vf = false;
		else if (k != EC57_NONE && !vf) {
			*c = k;
			*t = a[*i].time;
			++*i;
			return true;
		}
	}
	return false;
}

/* The longest sequence of beats of class c in from…to. *hint: where to begin looking; it is moved on. */
static int
longest(const struct ec57_ann *a, size_t n, size_t *hint, enum ec57_class c, int64_t from, int64_t to)
{
	int best = 0, now = 0;
	size_t i = *hint;
	enum ec57_class k;
	int64_t t;
	bool broken = false;
	while (next_beat(a, n, &i, &k, &t, &broken) && t <= to) {
		if (t < from) {
			*hint = i; /* windows of the following runs begin later */
			continue;
		}
		now = broken || k != c ? 0 : now;
		broken = false;
		if (k == c && ++now > best)
			best = now;
	}
	return best < RUNS_MAX ? best : RUNS_MAX;
}

static void
one_way(uint64_t m[RUNS_MAX + 1][RUNS_MAX + 1], enum ec57_class c, const struct ec57_ann *a, size_t n, const struct ec57_ann *b,
	size_t nb, const struct runs_span *s)
{
	size_t i = 0, hint = 0;
	enum ec57_class k = EC57_NONE;
	int64_t t = 0, first = 0, last = 0;
	int length = 0;
	for (bool more = true; more;) {
		bool broken = false;
		more = next_beat(a, n, &i, &k, &t, &broken);
		if (length && (!more || broken || k != c)) {
			if (first >= s->start && last <= s->end)
				m[length < RUNS_MAX ? length : RUNS_MAX]
				 [longest(b, nb, &hint, c, first - s->window, last + s->window)]++;
			length = 0;
		}
		if (more && k == c) {
			if (length++ == 0)
				first = t;
			last = t;
		}
	}
}

void
runs_compare(struct runs *sum, enum ec57_class c, const struct ec57_ann *ref, size_t nref, const struct ec57_ann *test,
	size_t ntest, const struct runs_span *span)
{
	one_way(sum->se, c, ref, nref, test, ntest, span);
	one_way(sum->ppv, c, test, ntest, ref, nref, span);
}

struct runs_part
runs_sum(const uint64_t m[RUNS_MAX + 1][RUNS_MAX + 1], int from, int to, int least)
{
	struct runs_part p = { 0, 0 };
	for (int i = from; i <= to; i++)
		for (int k = 0; k <= RUNS_MAX; k++) {
			p.n += m[i][k];
			if (k >= least)
				p.found += m[i][k];
		}
	return p;
}

/* The next episode from *i on, cut to the span. False at the end. */
static bool
next_episode(enum episode_kind kind, const struct ec57_ann *a, size_t n, size_t *i, const struct runs_span *s, int64_t *from,
	int64_t *to)
{
	bool open = false;
	*from = 0;
	for (;; ++*i) {
		bool on = false, off = *i >= n;
		if (!off && kind == EPISODE_AF && a[*i].code == RHYTHM) {
			on = a[*i].subtyp == RUNS_AF;
			off = !on;
		} else if (!off && kind == EPISODE_VF) {
			on = a[*i].code == VF_ON;
			off = a[*i].code == VF_OFF;
		}
		if (on && !open) {
			open = true;
			*from = a[*i].time;
		} else if (off && open) {
			open = false;
			*to = *i < n ? a[*i].time : s->end;
			*from = *from < s->start ? s->start : *from;
			*to = *to > s->end ? s->end : *to;
			if (*from < *to)
				return true;
		}
		if (*i >= n)
			return false;
	}
}

/* Counts the episodes of a list, those that overlap one of the other, and their time; *both is the time in common. */
static void
count(enum episode_kind kind, const struct ec57_ann *a, size_t n, const struct ec57_ann *b, size_t nb, const struct runs_span *s,
	uint64_t *episodes, uint64_t *overlapped, int64_t *time, int64_t *both)
{
	size_t i = 0, k = 0;
	int64_t from, to, other_from = 0, other_to = 0;
	bool other = next_episode(kind, b, nb, &k, s, &other_from, &other_to);
	while (next_episode(kind, a, n, &i, s, &from, &to)) {
		bool hit = false;
		++*episodes;
		*time += to - from;
		while (other && other_from < to) {
			int64_t low = from > other_from ? from : other_from, high = to < other_to ? to : other_to;
			if (low < high) {
				hit = true;
				*both += high - low;
			}
			if (other_to > to)
				break; /* it may overlap the next one, too */
			other = next_episode(kind, b, nb, &k, s, &other_from, &other_to);
		}
		*overlapped += hit;
	}
}

void
episodes_compare(struct episodes *sum, enum episode_kind kind, const struct ec57_ann *ref, size_t nref, const struct ec57_ann *test,
	size_t ntest, const struct runs_span *span)
{
	int64_t again = 0;
	count(kind, ref, nref, test, ntest, span, &sum->ref, &sum->found, &sum->ref_time, &sum->both_time);
	count(kind, test, ntest, ref, nref, span, &sum->test, &sum->right, &sum->test_time, &again);
}
