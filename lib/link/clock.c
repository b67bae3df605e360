#include "link/clock.h"

#include <time.h>

enum { TRIES = 5, CLOSE_ENOUGH = 20 };

static int64_t
micros(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
clock_boot(void)
{
	return micros(CLOCK_BOOTTIME);
}

/* The wall clock is read between two readings of the other: the nearest of a few pairs, for the process may be interrupted. */
static int64_t
difference(void)
{
	int64_t best = 0, width = INT64_MAX;
	for (int i = 0; i < TRIES && width > CLOSE_ENOUGH; i++) {
		int64_t a = clock_boot(), wall = micros(CLOCK_REALTIME), b = clock_boot();
		if (b - a < width) {
			width = b - a;
			best = wall - a - (b - a) / 2;
		}
	}
	return best;
}

void
clock_start(struct clock *c)
{
	c->anchor = c->seen = difference();
}

int64_t
clock_now(const struct clock *c)
{
	return clock_boot() + c->anchor;
}

int64_t
clock_step(struct clock *c)
{
	int64_t d = difference(), step = d - c->seen;
	c->seen = d;
	return step > CLOCK_STEP || step < -CLOCK_STEP ? step : 0;
}
