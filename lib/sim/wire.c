#include "sim/wire.h"

#include <string.h>

enum { STREAM = 77 /* of random numbers: apart from every other of the seed */ };

void
wire_start(struct wire *w, const struct wire_setup *setup)
{
	*w = (struct wire){ .setup = *setup, .release = INT64_MAX };
	rng_start(&w->rng, setup->seed, STREAM);
}

static void
pass_events(struct wire *w, int64_t now)
{
	for (; w->next < w->setup.n && w->setup.event[w->next].time <= now; w->next++) {
		const struct wire_event *e = &w->setup.event[w->next];
		if (e->what == WIRE_UNPLUG)
			w->pulling = !w->out;
		else if (e->what == WIRE_PLUG)
			w->out = w->pulling = false;
		else
			w->setup.rate[e->what] = e->rate;
	}
}

/* Damages b in place; true when it arrives whole. The frame may become shorter (*n). */
static bool
damage(struct wire *w, uint8_t *b, size_t *n, bool frame, bool *twice)
{
	const double *p = w->setup.rate;
	bool is[WIRE_RATES], whole = true;
	for (int i = WIRE_DROP; i < WIRE_RATES; i++)
		is[i] = rng_unit(&w->rng) < p[i] && frame;
	size_t cut = (size_t)(rng_unit(&w->rng) * (double)*n);
	for (size_t i = 0; i < *n; i++) {
		bool hit = rng_unit(&w->rng) < p[WIRE_CORRUPT];
		uint8_t turn = (uint8_t)(1 + (unsigned)(rng_unit(&w->rng) * 255));
		b[i] ^= hit ? turn : 0;
		whole = whole && !hit;
	}
	if (is[WIRE_CHECK] && *n > 0) {
		b[*n - 1] ^= 1;
		whole = false;
	}
	if (is[WIRE_TEAR]) {
		*n = cut;
		whole = false;
	}
	if (is[WIRE_DROP])
		*n = 0;
	*twice = is[WIRE_REPEAT] && whole && !is[WIRE_DROP];
	return whole && !is[WIRE_DROP];
}

static void
count(struct wire *w, bool whole, bool gone)
{
	w->frames += whole;
	w->lost += gone;
	w->damaged += !whole && !gone;
}

/* A chip's buffer: what it holds leaves when its timer runs out, or when a packet is full. */
static void
hold(struct wire *w, int64_t now, struct simdev_say *say)
{
	int64_t batch = w->setup.batch;
	if (w->nheld + say->n > sizeof w->held) /* cannot be: it holds less than a packet before a frame comes */
		return;
	_Static_assert((int)WIRE_PACKET < (int)SIMDEV_SAY, "what is held fits behind a frame");
	if (say->n > 0 && w->nheld == 0)
		w->release = (now / batch + 1) * batch;
	memcpy(w->held + w->nheld, say->bytes, say->n);
	w->nheld += say->n;
	say->n = 0;
	if ((w->nheld >= WIRE_PACKET || now >= w->release || say->gone) && w->nheld > 0) {
		say->n = w->nheld < sizeof say->bytes ? w->nheld : sizeof say->bytes;
		memcpy(say->bytes, w->held, say->n);
		w->nheld -= say->n;
		memmove(w->held, w->held + say->n, w->nheld);
		w->release = w->nheld > 0 ? now : INT64_MAX;
	}
	if (w->release < say->wake)
		say->wake = w->release;
}

void
wire_pass(struct wire *w, int64_t now, struct simdev_say *say)
{
	pass_events(w, now);
	bool frame = say->ticked && say->sent, twice = false;
	if (w->out && w->setup.batch > 0) {
		w->nheld = 0;
		w->release = INT64_MAX;
	}
	if (say->n > 0 && (w->out || (w->pulling && frame))) {
		say->n = w->out ? 0 : say->n / 2;
		count(w, false, w->out);
		w->out = true;
		w->pulling = say->sent = false;
	} else if (say->n > 0) {
		size_t n = say->n;
		bool whole = damage(w, say->bytes, &n, frame, &twice);
		twice = twice && 2 * n <= sizeof say->bytes;
		if (twice)
			memcpy(say->bytes + n, say->bytes, n);
		say->n = twice ? 2 * n : n;
		say->sent = say->sent && whole;
		if (frame)
			count(w, whole, n == 0);
	}
	if (w->setup.batch > 0)
		hold(w, now, say);
	if (w->next < w->setup.n && w->setup.event[w->next].time < say->wake)
		say->wake = w->setup.event[w->next].time;
}

void
wire_finish(struct wire *w, struct simdev_say *say)
{
	if (w->nheld == 0 || say->n + w->nheld > sizeof say->bytes)
		return;
	memcpy(say->bytes + say->n, w->held, w->nheld);
	say->n += w->nheld;
	w->nheld = 0;
}
