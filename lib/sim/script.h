/* A scenario file: lines `SECONDS: WHAT [VALUE]`, in order of time; `#` begins a comment.
 *
 *	0: spo2 97		%; from line to line the value goes straight
 *	0: rate 66		beats a minute, likewise
 *	0: pi 3.45		perfusion index, %
 *	20: finger out		`finger in`; `searching`, `too-long`: no pulse is found, for too long
 *	30: corrupt 1%		from here on; corrupt drop repeat tear checksum, as the options of these names
 *	40: unplug		the cable is pulled in the middle of a frame
 *	45: plug		and is in again
 *	60: gone		and is never again: the device ends */
#ifndef IOMT_SIM_SCRIPT_H
#define IOMT_SIM_SCRIPT_H

#include "sim/scenario.h"
#include "sim/wire.h"

enum { SCRIPT_WHY = 96, SCRIPT_BYTES = 16 * 1024, SCRIPT_DAY = 86400 };

struct script {
	struct scenario scenario; /* of this struct's own rows: it stays where it is */
	struct scenario_row row[RHYTHM_POINTS];
	struct wire_event event[WIRE_EVENTS];
	int n; /* events */
};

/* Reads a whole file. 0, or the number of the line that is wrong, and `why`. */
int script_read(struct script *s, struct str text, char why[SCRIPT_WHY]);

/* The same of a file (at most SCRIPT_BYTES). 0, a line's number, or a negative error of core/in.h. */
long script_load(struct script *s, const char *path, char why[SCRIPT_WHY]);

/* "drop=1%": a rate of the setup. False when it is none. */
bool script_fault(struct wire_setup *w, const char *word);

#endif
