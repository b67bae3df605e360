#include "capture/pace.h"

#include "core/sig.h"
#include "link/clock.h"

#include <poll.h>

int64_t
pace_due(struct pace *p, int64_t time)
{
	int64_t now = clock_boot();
	if (!p->started || time < p->newest - PACE_BACK) {
		p->started = true;
		p->origin = p->newest = time;
		p->begun = now;
	}
	if (time > p->newest)
		p->newest = time;
	if (p->speed <= 0)
		return now;
	/* both terms stay far below 2^53 µs (285 years) */
	return p->begun + (int64_t)((double)(time - p->origin) / p->speed);
}

bool
pace_wait(int64_t due, int watch)
{
	for (;;) {
		if (sig_caught())
			return false;
		int64_t us = due - clock_boot();
		struct pollfd f = { .fd = watch };
		/* rounded up: never early, at most a millisecond late */
		int ms = us <= 0 ? 0 : us > PACE_SLICE * 1000 ? PACE_SLICE : (int)((us + 999) / 1000);
		if (poll(&f, 1, ms) > 0 && (f.revents & POLLERR))
			return false;
		if (us <= 0)
			return true;
	}
}
