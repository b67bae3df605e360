#include "sim/simlive.h"

#include "core/tm.h"

#include <string.h>

void
simlive_start(struct simlive *l, const struct simdev_setup *setup, int fps)
{
	*l = (struct simlive){ .begun = false };
	oxi_start(&l->oxi, setup->scenario, setup->seed, fps);
}

void
simlive_begin(struct simlive *l, int64_t now)
{
	if (l->begun)
		return;
	l->begun = true;
	l->t0 = now;
}

int64_t
simlive_wake(const struct simlive *l)
{
	return l->begun && !l->gone ? l->t0 + rate_us((struct rate){ l->oxi.fps, 1 }, l->oxi.k) : INT64_MAX;
}

bool
simlive_due(struct simlive *l, int64_t now, struct simdev_say *say)
{
	if (!l->begun || l->gone || now < simlive_wake(l))
		return false;
	oxi_step(&l->oxi, &say->frame);
	say->ticked = true;
	l->gone = say->gone = say->frame.state == SCENARIO_GONE;
	return true;
}

void
simlive_put(struct simlive *l, struct simdev_say *say, const uint8_t *b, size_t n)
{
	if (l->gone)
		n /= 2;
	if (say->n + n > sizeof say->bytes)
		return; /* a host that asks faster than the line can carry loses frames, as with the device */
	memcpy(say->bytes + say->n, b, n);
	say->n += n;
	say->sent = !l->gone;
}
