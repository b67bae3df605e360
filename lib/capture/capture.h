/* The engine of iomt-capture: ports → records in one poll loop, and records → a port or a stream again (replay).
 * Above link, device and record; below cmd. Formats nothing with stdio; words for people go through core/msg. */
#ifndef IOMT_CAPTURE_CAPTURE_H
#define IOMT_CAPTURE_CAPTURE_H

#include "device/device.h"
#include "link/identity.h"
#include "link/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One port that the user named. */
struct capture_port {
	const char *name;            /* as it was given */
	const struct device *device; /* NULL: not named, so nothing is ever written to it */
	bool automatic;              /* -d auto: device NULL, to be recognised by what it sends */
	struct dev_options options;  /* that the device takes */
	const char *source;          /* SOURCE that was asked for, or NULL */
	const struct identity *id; /* wait for this device when it is gone, and take no other; NULL: a port that is gone is over */
	const struct dev_session *talk; /* the conversation: the device's live one, its download …; NULL: it only listens */
};

struct capture_plan {
	const struct capture_port *port;
	size_t ports;
	const struct link_serial *serial; /* overrides the device's; NULL: does not */
	bool no_write;
	int64_t duration;   /* µs; 0: until something ends it */
	int64_t wait;       /* µs that a missing port may still appear */
	int64_t patience;   /* µs that a device may leave a question unanswered; 0: for ever */
	const char *output; /* NULL, "-": standard output */
	bool append;
	const char *args;          /* for the `cmd` record; NULL leaves it out */
	int64_t rotate;            /* µs, whole seconds: parts of `output`, each named by its begin; 0: one file */
	bool sync;                 /* the file is on the disk once a second */
	const struct dev_ask *ask; /* what the conversations are told; NULL: nothing */
	const char *times;         /* of a download: key of the head; NULL leaves it out */
};

enum capture_mode { CAPTURE_LIVE, CAPTURE_LOAD, CAPTURE_CLOCK };
enum { CAPTURE_WHY = 160 };
/* Sets port[].talk; *key: plan->times. since: only a part is asked for. False: `why` says in words what cannot be. */
bool capture_talks(
	struct capture_port *port, size_t n, enum capture_mode mode, bool since, const char **key, char why[CAPTURE_WHY]);

/* Runs until every port is gone, the duration is over or a signal came. Returns the exit status; ST_SIGNAL + SIGPIPE when the
 * reader of the output went away (the devices were stopped; SIGPIPE must be ignored by the caller). */
int capture_run(const struct capture_plan *plan);

struct replay_plan {
	const char *file;
	const char *pty;      /* link to the pseudo-terminal, or NULL: records to `output` */
	const char *source;   /* whose bytes go to the pty; NULL: the first that has any */
	double speed;         /* 0: as fast as they are taken */
	double drop, corrupt; /* probability, a byte (a packet where the records have `ep`) */
	uint64_t seed;
	const char *output;
	bool append;
	const char *args;
};

/* Returns the exit status. */
int replay_run(const struct replay_plan *plan);

/* --list as a table or (jsonl) as objects, to `output` (NULL: standard output). Returns the exit status: 1 when there is nothing.
 */
int capture_list(bool jsonl, const char *output);

/* --udev: rules for the devices of the table. */
int capture_udev(const char *output);

#endif
