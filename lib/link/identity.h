/* What stays the same of a serial port's device from one plug to the next: udev's name of it, its USB serial number. A node's own name
 * (/dev/ttyUSB0) does not: whatever is plugged in next may get it. */
#ifndef IOMT_LINK_IDENTITY_H
#define IOMT_LINK_IDENTITY_H

#include "link/link.h"
#include "link/list.h"

struct identity {
	char by_id[LINK_PATH]; /* a link in a folder serial/by-id; "": the port is found by its serial number */
	bool usb;              /* vid, pid and serial are known, and are checked too */
	uint16_t vid, pid;
	char serial[LINK_TEXT]; /* "": the device has none */
};

/* Of the port that `name` means: a by-id link (there or not), usb:VID:PID:SERIAL (there or not), or a port that is there now and has
 * one of them. False with why->text where nothing would tell its device from another. */
bool identity_get(struct identity *id, const char *name, const struct link_roots *roots, struct link_why *why);

/* Whether a second device can pass for this one: it has a by-id name, but no serial number. */
bool identity_weak(const struct identity *id);

/* Where the device is now, as a path to open; false with *why (LINK_MISSING) while it is not there. */
bool identity_find(const struct identity *id, const struct link_roots *roots, char path[LINK_PATH], struct link_why *why);

#endif
