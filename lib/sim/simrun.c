#include "sim/simrun.h"

void
simrun_start(
	struct simrun *r, const struct simdev *dev, const struct simdev_setup *setup, int64_t limit, bool alone, struct recw *truth)
{
	*r = (struct simrun){ .dev = dev, .alone = alone && dev->hail != NULL, .limit = limit, .truth = truth };
	dev->start(r->state, setup);
	simrun_wire(r, &(struct wire_setup){ .seed = setup->seed });
	if (truth != NULL)
		oxitruth_start(&r->told, truth, dev);
}

void
simrun_wire(struct simrun *r, const struct wire_setup *setup)
{
	wire_start(&r->wire, setup);
}

void
simrun_tell(const struct simrun *r)
{
	struct recw *w = r->truth;
	if (w == NULL)
		return;
	recw_begin(w, "stat", w->newest == TM_NONE ? 0 : w->newest, STR("truth"), STR("-"));
	recw_key_int(w, "frames", (int64_t)r->wire.frames);
	recw_key_int(w, "bad", (int64_t)r->wire.damaged);
	recw_key_int(w, "lost", (int64_t)r->wire.lost);
	recw_end(w);
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
	wire_pass(&r->wire, now, say);
	if (say->ticked && !say->gone) {
		r->frames++;
		if (say->sent && r->truth != NULL)
			oxitruth_frame(&r->told, r->truth, d, &say->frame);
	}
	bool more = !say->gone && r->frames < r->limit;
	if (!more)
		wire_finish(&r->wire, say);
	return more;
}
