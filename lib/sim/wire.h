/* What happens to a simulated device's bytes on their way, whatever its protocol: a pure function (bytes, time, seed) → bytes. A frame
 * is dropped, repeated, torn or given a wrong check; a byte is replaced; the cable is out; an adapter holds bytes back and sends them
 * together. Rates are probabilities; each frame draws the same number of times whatever happens, so the damage at one place does not
 * depend on the damage before it. */
#ifndef IOMT_SIM_WIRE_H
#define IOMT_SIM_WIRE_H

#include "sim/rng.h"
#include "sim/simdev.h"

enum wire_what {
	WIRE_CORRUPT, /* of each byte: replaced by another */
	WIRE_DROP,    /* of each frame: it never leaves */
	WIRE_REPEAT,  /* … it comes twice */
	WIRE_TEAR,    /* … its end is missing, from a random byte on */
	WIRE_CHECK,   /* … its last byte, where protocols have their check, has a bit turned */
	WIRE_RATES,
	WIRE_UNPLUG = WIRE_RATES, /* in the middle of the next frame; what follows is lost */
	WIRE_PLUG
};

enum { WIRE_EVENTS = 64, WIRE_PACKET = 62 /* bytes with which an FTDI chip sends before its time */ };

struct wire_event {
	int64_t time; /* µs of the device, in order */
	enum wire_what what;
	double rate; /* of what is one */
};

struct wire_setup {
	double rate[WIRE_RATES]; /* from the start */
	int64_t batch;           /* µs: bytes leave at multiples of it; 0: at once */
	uint64_t seed;
	const struct wire_event *event;
	int n;
};

struct wire {
	struct wire_setup setup;
	struct rng rng;
	int next;                       /* event */
	bool pulling;                   /* the next frame is the last, and half of it */
	bool out;                       /* the cable is out */
	uint64_t frames, damaged, lost; /* intact; changed; not sent */
	uint8_t held[2 * SIMDEV_SAY];
	size_t nheld;
	int64_t release; /* of what is held; INT64_MAX: nothing is */
};

void wire_start(struct wire *w, const struct wire_setup *setup);

/* What the device says at `now` as it arrives: bytes, n and wake of *say are changed; `sent` becomes false when the frame does not
 * arrive as it was said, whole and once at least. */
void wire_pass(struct wire *w, int64_t now, struct simdev_say *say);

/* The device has ended: what is still held, behind what it said last. */
void wire_finish(struct wire *w, struct simdev_say *say);

#endif
