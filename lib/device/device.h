/* What a device protocol is. One file a protocol, one line in devices.def. */
#ifndef IOMT_DEVICE_DEVICE_H
#define IOMT_DEVICE_DEVICE_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DEV_MORE = 0, DEV_BAD = -1 }; /* answers of frame() that are no length */

/* The host's side of a conversation: a state machine without I/O. It is given received bytes and the time (µs, monotonic, from an
 * arbitrary start) and says which bytes to send and when it wants to be called next. */
enum { DEV_SAY = 64, DEV_SESSION = 256 };
enum dev_session_state { DEV_RUNS, DEV_DONE, DEV_SILENT /* the device does not answer */ };

struct dev_say {
	uint8_t bytes[DEV_SAY]; /* to send now */
	size_t n;
	int64_t wake;           /* call due() at this time; INT64_MAX: only when bytes come */
	enum dev_session_state state;
	const char *note;       /* words for a person (-v), or NULL */
};

struct dev_session {
	const char *title;      /* for the device table: start bytes, keep-alive, what ends it */
	void (*open)(void *state, int64_t now, struct dev_say *say);
	void (*heard)(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say);
	void (*due)(void *state, int64_t now, struct dev_say *say);
	void (*close)(void *state, int64_t now, struct dev_say *say); /* bytes that stop the device */
	const char *const *never; /* byte strings (hex) that it never sends, NULL-ended */
};

struct dev_emit; /* device/emit.h: where parse() puts what it found */
struct dev_fields; /* device/trace.h: where trace() puts a frame's fields */

struct device {
	const char *name;      /* cms50d: what -d takes */
	const char *title;     /* Contec CMS50D+ (firmware ≤ 4.5), CMS50E/F: live, 5 bytes */
	const char *gives;     /* "spo2 pulse pleth" */
	const char *check;     /* integrity check of a frame: "none", "sum 8 bits" */
	const char *status;    /* "real bytes", "computed", "unverified" */
	unsigned baud;         /* 0: no serial port */
	const char *framing;   /* "8N1" */
	size_t state_size;     /* of parse()'s state, ≤ DEV_STATE */
	/* First frame at b: its length, DEV_MORE, or DEV_BAD (b[0] does not begin one). Never reads past n. */
	int (*frame)(const uint8_t *b, size_t n);
	void (*parse)(void *state, struct dev_emit *e, const uint8_t *b, size_t n);
	void (*trace)(struct dev_fields *f, const uint8_t *b, size_t n);
	const struct dev_session *session; /* NULL: it only listens */
};
enum { DEV_STATE = 512 };

extern const struct device *const dev_table[]; /* ended by NULL, in the order of devices.def */
const struct device *dev_find(struct str name);

#endif
