#include "sim/simrun.h"

void
simrun_start(
	struct simrun *r, const struct simdev *dev, const struct simdev_setup *setup, int64_t limit, bool alone, struct recw *truth)
{
	*r = (struct simrun){ .dev = dev, .alone = alone && dev->hail != NULL, .limit = limit, .truth = truth };
	dev->start(r->state, setup);
	if (truth != NULL)
		oxitruth_start(&r->told, truth, dev);
}

bool
simrun_step(struct simrun *r, int64_t now, const uint8_t *heard, size_t n, struct simdev_say *say)
{
	const struct simdev *d = r->dev;
	if (r->alone && now >= r->say_at) {
		bool first = r->say_at == 0;
		r->say_at = now + d->every;
		d->heard(r->state, now, first ? d->hail : d->keep, first ? d->nhail : d->nkeep, say);
	} else if (n > 0) {
		d->heard(r->state, now, heard, n, say);
	} else {
		d->due(r->state, now, say);
	}
	if (r->alone && r->say_at < say->wake)
		say->wake = r->say_at;
	if (say->ticked && !say->gone) {
		r->frames++;
		if (say->sent && r->truth != NULL)
			oxitruth_frame(&r->told, r->truth, d, &say->frame);
	}
	return !say->gone && r->frames < r->limit;
}
