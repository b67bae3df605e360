/* The device's side of a conversation: a state machine without I/O, the mirror of struct dev_session (device/device.h). It is given
 * what it hears and the time, and says which bytes it sends and when it wants to be called next. Same seed, same scenario, same
 * things heard at the same times: same bytes. */
#ifndef IOMT_SIM_SIMDEV_H
#define IOMT_SIM_SIMDEV_H

#include "sim/oxi.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIMDEV_SAY = 256, SIMDEV_STATE = 32768 };

struct simdev_say {
	uint8_t bytes[SIMDEV_SAY];
	size_t n;
	int64_t wake; /* call due() at this time; INT64_MAX: only when bytes come */
	bool gone;    /* after these bytes the cable is out */
	bool ticked;  /* a frame's time has come, whether it was sent or not; `frame` says what it shows */
	bool sent;    /* … and it was sent */
	struct oxi_frame frame;
};

struct simdev_setup {
	const struct scenario *scenario;
	uint64_t seed;
	double speed; /* seconds of the device in one of its host's: what it waits for from there is longer by that */
};

struct simdev {
	const char *name; /* as in the device table: cms50v7 */
	const char *title;
	int fps;
	bool has_pi;       /* it shows a perfusion index */
	bool pi_none;      /* … and says so while it has none */
	bool no_beats;     /* it marks no beats */
	bool plain;        /* no oximeter: none of the numbers of an oxi_frame are shown */
	size_t state_size; /* ≤ SIMDEV_STATE */
	void (*start)(void *state, const struct simdev_setup *setup);
	/* Time in µs from an arbitrary start; `now` never goes back. At most one frame a call. */
	void (*heard)(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say);
	void (*due)(void *state, int64_t now, struct simdev_say *say);
	/* What a host would say, for a simulation that has none: at the start, and every `every` µs. NULL: nothing. */
	const uint8_t *hail, *keep;
	size_t nhail, nkeep;
	int64_t every;
};

extern const struct simdev *const simdev_table[]; /* ended by NULL */
const struct simdev *simdev_find(struct str name);

#endif
