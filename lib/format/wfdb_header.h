/* WFDB header files (header(5) of the WFDB Applications Guide): text → struct. Pure; slices point into the text. */
#ifndef IOMT_FORMAT_WFDB_HEADER_H
#define IOMT_FORMAT_WFDB_HEADER_H

#include "core/str.h"
#include "core/tm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WFDB_HEADER = 1024 * 1024,   /* bytes of a header file at the most */
	WFDB_SIGNALS = 1024,         /* signals in a record */
	WFDB_SPF = 65536,            /* samples a frame of one signal */
	WFDB_FRAME = 262144,         /* samples a frame of one signal file */
	WFDB_SEGMENTS = 1024 * 1024, /* segments of a record */
	WFDB_WHY = 160               /* room for what is wrong */
};

/* What of a signal line was there: the fields are optional from the right. */
enum {
	WFDB_HAS_GAIN = 1 << 0,
	WFDB_HAS_BASELINE = 1 << 1,
	WFDB_HAS_UNITS = 1 << 2,
	WFDB_HAS_RESOLUTION = 1 << 3,
	WFDB_HAS_ZERO = 1 << 4,
	WFDB_HAS_INITIAL = 1 << 5,
	WFDB_HAS_CHECKSUM = 1 << 6,
	WFDB_HAS_BLOCK = 1 << 7
};

struct wfdb_signal {
	struct str file;
	int64_t format;
	int64_t spf;        /* samples a frame, ≥ 1 */
	int64_t skew;       /* frames of this signal that precede time 0 */
	int64_t offset;     /* bytes before the first sample of the file */
	unsigned has;       /* WFDB_HAS_… */
	double gain;        /* as given; 0: uncalibrated */
	int64_t baseline;   /* count of 0 units; the default (zero) is filled in */
	struct str units;   /* as given; empty when missing */
	int64_t resolution; /* bits; 0 when missing */
	int64_t zero, initial, checksum, block;
	struct str label;   /* description; may be empty */
	unsigned long line; /* in the header file, from 1 */
};

struct wfdb_head {
	struct str name;
	int64_t segments; /* 0: an ordinary record */
	int64_t nsignals;
	struct rate fs;                            /* frames a second */
	struct str fs_text, counter, counter_base; /* as given, empty when missing */
	int64_t samples;                           /* frames; 0: not said */
	struct str base_time, base_date;           /* as given */
	bool has_time, has_date;
	int64_t day_us;             /* base time, µs since midnight */
	int64_t date_us;            /* base date, µs of its midnight since 1970 */
	struct wfdb_signal *signal; /* nsignals, the caller's */
};

/* The record line. signal lines are read by wfdb_signals() into an array of the caller's, which needs h->nsignals entries.
 * Both return true, or false with *line and why (a sentence of at most WFDB_WHY bytes with its NUL). */
bool wfdb_record(struct wfdb_head *h, struct str text, unsigned long *line, char *why);
bool wfdb_signals(struct wfdb_head *h, struct str text, unsigned long *line, char *why);

/* The segments of a record of several: h->segments entries, the caller's. A name of "~" is a null segment; a first one of 0 frames is
 * the layout of all signals. As wfdb_signals(). */
struct wfdb_segment {
	struct str name;
	int64_t frames;
	unsigned long line;
};
bool wfdb_segments(const struct wfdb_head *h, struct wfdb_segment *part, struct str text, unsigned long *line, char *why);

/* The comments of a header, one after the other: *at (0 at first) is a place in the text. Without "#" and blanks around.
 * False at the end; empty ones are left out. */
bool wfdb_comment(struct str text, size_t *at, struct str *comment);

/* Whether a text can be a WFDB header: 1 yes, 0 no, -1 more bytes are needed. */
int wfdb_probe(struct str head, bool end);

#endif
