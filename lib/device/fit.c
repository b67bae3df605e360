#include "device/fit.h"

/* Lateness beyond this says nothing about queues: the clock of the arrivals was set, or the device paused. */
enum { FIT_LATEST = 1000000000 /* µs */, FIT_EARLIEST = 5000000 };

void
fit_start(struct fit *f, enum fit_mode mode, struct rate rate, int block)
{
	*f = (struct fit){ .mode = mode, .rate = rate, .slope = { 0, 1 }, .block = block + 2, .floor = TM_NONE };
}

static int64_t
nominal(const struct fit *f, int64_t index)
{
	return f->base + rate_us(f->rate, index);
}

int64_t
fit_expect(const struct fit *f)
{
	return f->begun ? nominal(f, f->index + 1) + f->off : TM_NONE;
}

void
fit_skip(struct fit *f, int64_t lost)
{
	if (!f->begun || lost <= 0)
		return;
	/* How many were lost is often an estimate; so what was learnt about the offset ends here, and the drift stays. */
	f->index += lost;
	f->n = 0;
	f->any = false;
}

void
fit_floor(struct fit *f, int64_t time)
{
	f->floor = time;
}

void
fit_forget(struct fit *f)
{
	f->n = 0;
	f->any = false;
	f->slope = (struct fit_point){ 0, 1 };
}

static int64_t
periods(const struct fit *f, int64_t seconds)
{
	int64_t n = seconds * f->rate.num / f->rate.den;
	return n > 0 ? n : 1;
}

/* The corner b of the lower hull lies on or above the line from a to c. */
static bool
above(struct fit_point a, struct fit_point b, struct fit_point c)
{
	return (b.at - a.at) * (c.late - a.late) - (b.late - a.late) * (c.at - a.at) <= 0;
}

static void
corner(struct fit *f, struct fit_point p)
{
	int from = 0;
	while (from < f->n && (p.at - f->hull[from].at > periods(f, FIT_SPAN) || f->n - from == FIT_HULL))
		from++;
	for (int i = from; i < f->n && from > 0; i++)
		f->hull[i - from] = f->hull[i];
	f->n -= from;
	while (f->n >= 2 && above(f->hull[f->n - 2], f->hull[f->n - 1], p))
		f->n--;
	f->hull[f->n++] = p;
	/* The edge over the middle of the span, once the span is long enough to have a slope. */
	if (p.at - f->hull[0].at < periods(f, FIT_STEADY))
		return;
	int64_t middle = f->hull[0].at + (p.at - f->hull[0].at) / 2;
	int edge = 0;
	while (edge + 2 < f->n && f->hull[edge + 1].at < middle)
		edge++;
	f->slope.late = f->hull[edge + 1].late - f->hull[edge].late;
	f->slope.at = f->hull[edge + 1].at - f->hull[edge].at;
}

/* Where the line under all points is at `index`: with the slope believed in, it touches the lowest of them. */
static int64_t
line(const struct fit *f, int64_t index)
{
	int64_t lowest = f->least + f->slope.late * (index - f->least_at) / f->slope.at;
	for (int i = 0; i < f->n; i++) {
		int64_t at = f->hull[i].late + f->slope.late * (index - f->hull[i].at) / f->slope.at;
		if (at < lowest)
			lowest = at;
	}
	return lowest;
}

static void
learn(struct fit *f, int64_t late)
{
	if (f->any && f->index - f->second >= periods(f, 1)) {
		corner(f, (struct fit_point){ f->least, f->least_at });
		f->any = false;
	}
	if (!f->any)
		f->second = f->index;
	if (!f->any || late <= f->least) {
		f->least = late;
		f->least_at = f->index;
		f->any = true;
	}
}

static int64_t
at_least_one(int64_t us)
{
	return us < 1 ? 1 : us;
}

/* The sample's time; from the floor it is slewed back to the line. */
static int64_t
not_below(struct fit *f, int64_t time)
{
	if (time + f->off < f->floor)
		f->off = f->floor - time;
	return time + f->off;
}

int64_t
fit_next(struct fit *f, int64_t arrival)
{
	if (!f->begun) {
		f->begun = true;
		f->base = arrival == TM_NONE ? 0 : arrival;
	} else {
		f->index++;
	}
	int64_t time = nominal(f, f->index);
	if (arrival == TM_NONE || f->mode == FIT_DEVICE)
		return not_below(f, time);
	int64_t late = arrival - time, period = rate_us(f->rate, 1), fast = at_least_one(period / f->block);
	int64_t to = late, step = fast;
	if (f->mode == FIT_LINE) {
		/* An arrival long before its sample, or hours after: no queue does that. */
		if (late < f->off - FIT_EARLIEST || late < -FIT_LATEST || late > FIT_LATEST) {
			f->n = 0;
			f->any = false;
			return not_below(f, time);
		}
		learn(f, late);
		to = line(f, f->index);
		/* A first arrival that was late is left behind quickly, an error below a period gently. */
		if (to - f->off < period && f->off - to < period)
			step = at_least_one(period / FIT_SLEW);
		if (to > f->off + step)
			to = f->off + step;
	}
	if (to < f->off - step)
		to = f->off - step;
	f->off = to;
	return not_below(f, time);
}

bool
fit_ppm(const struct fit *f, int64_t *ppm)
{
	if (f->n < 2 || f->hull[f->n - 1].at - f->hull[0].at < periods(f, FIT_STEADY))
		return false;
	*ppm = -(f->slope.late * f->rate.num / (f->slope.at * f->rate.den));
	return true;
}
