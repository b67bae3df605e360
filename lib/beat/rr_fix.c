#include "beat/rr_fix.h"

#include "beat/rr_sort.h"

#include <math.h>
#include <string.h>

#define ALPHA 5.2 /* threshold: so many quartile deviations */
#define SLOPE 0.13
#define SHIFT 0.17

enum { AROUND = 2 * RR_AHEAD + 1, MEDIAN = 11 };

/* What is known of each beat, in the caller's scratch. */
struct view {
	double *rr, *drr, *mrr, *median, *limit; /* limit: Th2, in ms */
	size_t n;
};

/* The threshold of x around every beat. */
static void
threshold(const double *x, size_t n, double *limit, double *size, double *high)
{
	for (size_t i = 0; i < n; i++)
		size[i] = fabs(x[i]);
	rr_running(size, n, AROUND, 0.25, limit, 0.75, high);
	for (size_t i = 0; i < n; i++)
		limit[i] = ALPHA * ((high[i] - limit[i]) / 2);
}

static double
mean_from_second(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 1; i < n; i++)
		sum += x[i];
	return sum / (double)(n - 1);
}

static struct view
look(const double *peaks, size_t n, double *scratch)
{
	struct view v = { scratch, scratch + n, scratch + 2 * n, scratch + 3 * n, scratch + 4 * n, n };
	double *size = scratch + 5 * n, *high = scratch + 6 * n;

	for (size_t i = 1; i < n; i++)
		v.rr[i] = peaks[i] - peaks[i - 1];
	v.rr[0] = mean_from_second(v.rr, n);
	for (size_t i = 1; i < n; i++)
		v.drr[i] = v.rr[i] - v.rr[i - 1];
	v.drr[0] = mean_from_second(v.drr, n);
	threshold(v.drr, n, v.limit, size, high);
	for (size_t i = 0; i < n; i++)
		v.drr[i] /= v.limit[i]; /* without variation this is NaN, of which nothing is true below: normal */
	rr_running(v.rr, n, MEDIAN, 0.5, v.median, 0, NULL);
	for (size_t i = 0; i < n; i++) {
		v.mrr[i] = v.rr[i] - v.median[i];
		if (v.mrr[i] < 0)
			v.mrr[i] *= 2;
	}
	threshold(v.mrr, n, v.limit, size, high);
	for (size_t i = 0; i < n; i++)
		v.mrr[i] /= v.limit[i];
	return v;
}

/* dRR with its ends reflected. */
static double
drr(const struct view *v, size_t i, int by)
{
	const long n = (long)v->n;
	long at = (long)i + by;

	at = at < 0 ? -at : at;
	at = at >= n ? 2 * (n - 1) - at : at;
	return v->drr[at];
}

static double
greater(double a, double b)
{
	return a > b ? a : b;
}

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

static bool
ectopic(const struct view *v, size_t i)
{
	const double d = v->drr[i], before = drr(v, i, -1), after = drr(v, i, 1);

	if (d > 1)
		return greater(before, after) < -SLOPE * d - SHIFT;
	return d < -1 && smaller(before, after) > -SLOPE * d + SHIFT;
}

static enum rr_class
candidate(const struct view *v, size_t j)
{
	const double d = v->drr[j], one = drr(v, j, 1), two = drr(v, j, 2);
	const bool longer = d > 1 && smaller(one, two) < -1, shorter = d < -1 && greater(one, two) > 1;

	if (!longer && !shorter && !(fabs(v->mrr[j]) > 3))
		return RR_NORMAL;
	if (shorter && j + 1 < v->n && fabs(v->rr[j] + v->rr[j + 1] - v->median[j]) < v->limit[j])
		return RR_EXTRA;
	if (longer && fabs(v->rr[j] / 2 - v->median[j]) < v->limit[j])
		return RR_MISSED;
	return RR_LONGSHORT;
}

size_t
rr_classify(const double *peaks, size_t n, uint8_t *class, double *scratch)
{
	struct view v;
	size_t odd = 0;

	memset(class, RR_NORMAL, n);
	if (n < RR_FIX_LEAST)
		return 0;
	v = look(peaks, n, scratch);
	for (size_t i = 0; i + 2 < n;) {
		size_t judged = 1;

		if (ectopic(&v, i)) {
			class[i] = RR_ECTOPIC;
		} else if (fabs(v.drr[i]) > 1) {
			judged += fabs(v.drr[i + 1]) < fabs(v.drr[i + 2]);
			for (size_t j = i; j < i + judged; j++)
				class[j] = (uint8_t)candidate(&v, j);
		}
		for (; judged > 0; judged--, i++)
			odd += class[i] != RR_NORMAL;
	}
	return odd;
}

/* Moves all beats of one class half-way between their neighbours as these stand before the step. */
static void
move(double *peaks, uint8_t *touched, const double *class, size_t n, enum rr_class which, double *old)
{
	memcpy(old, peaks, n * sizeof(*old));
	for (size_t i = 2; i + 1 < n; i++)
		if ((int)class[i] == (int)which) {
			peaks[i] = trunc(old[i - 1] + (old[i + 1] - old[i - 1]) / 2);
			touched[i] = 1;
		}
}

size_t
rr_apply(double *peaks, uint8_t *touched, size_t n, size_t cap, const uint8_t *class, double *scratch)
{
	/* Classes go along with their beats, which is the re-indexing. */
	double *with = scratch, *old = scratch + cap;
	size_t kept = 0, missed = 0, to;

	for (size_t i = 0; i < n; i++) {
		if (class[i] == RR_EXTRA)
			continue;
		peaks[kept] = peaks[i];
		touched[kept] = touched[i];
		with[kept] = class[i];
		missed += class[i] == RR_MISSED && kept > 1;
		kept++;
	}
	if (kept + missed > cap)
		missed = cap - kept;
	to = kept + missed;
	for (size_t i = kept, left = missed; left > 0 && i-- > 0;) { /* from behind, so that nothing is overwritten */
		peaks[--to] = peaks[i];
		touched[to] = touched[i];
		with[to] = with[i];
		if (with[to] == RR_MISSED && i > 1) {
			to--;
			peaks[to] = trunc(peaks[i - 1] + (peaks[to + 1] - peaks[i - 1]) / 2);
			touched[to] = 1;
			with[to] = RR_NORMAL;
			left--;
		}
	}
	n = kept + missed;
	move(peaks, touched, with, n, RR_ECTOPIC, old);
	move(peaks, touched, with, n, RR_LONGSHORT, old);
	return n;
}

struct rr_fixed
rr_fix(double *peaks, uint8_t *touched, size_t n, size_t cap, uint8_t *class, double *scratch)
{
	struct rr_fixed f = { .n = n };
	size_t before = SIZE_MAX;

	for (;;) {
		const size_t odd = rr_classify(peaks, f.n, class, scratch);

		if (odd == 0 || odd >= before)
			return f;
		f.n = rr_apply(peaks, touched, f.n, cap, class, scratch);
		f.changed += odd;
		f.passes++;
		before = odd;
	}
}
