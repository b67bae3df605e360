/* One record of the stream (iomt-stream(5)): parsed in place, no copies, no heap. Every slice points into the line. */
#ifndef IOMT_RECORD_REC_H
#define IOMT_RECORD_REC_H

#include "core/str.h"
#include "core/tm.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	REC_LINE = 4000,   /* a writer's line with its LF is at most this long */
	REC_RAW = 1900,    /* bytes in one `raw` record */
	REC_SOURCE = 64,   /* characters of a SOURCE */
	REC_INSTANCE = 32, /* characters of a SIGNAL's instance */
	REC_SIGNAL = 64    /* room for a SIGNAL with its instance */
};

enum rec_type {
	REC_OTHER, /* a well-formed record of a type that this library does not know: passed on */
	REC_COMMENT,
	REC_IOMT,
	REC_CMD,
	REC_DEV,
	REC_INFO,
	REC_RAW_BYTES,
	REC_WAVE,
	REC_NUM,
	REC_BEAT,
	REC_ANN,
	REC_EVENT,
	REC_ALERT,
	REC_ERR,
	REC_STAT,
	REC_TICK,
	REC_END,
	REC_TYPES
};

/* Positional fields as they stand: text still escaped (rec_text undoes it), an unknown one is "-". */
struct rec {
	enum rec_type type;
	int64_t time;         /* µs */
	struct str line;      /* without LF; line.p[line.n] is the LF */
	struct str name;      /* field 1 */
	struct str source, signal;
	struct str keys;      /* what follows the positional fields: key=value, TAB between; may be empty */
	union {
		struct { struct str major; } iomt;
		struct { struct str tool; } cmd;
		struct { struct str device; } dev;
		struct { struct str key, value; } info;
		struct { struct str dir, offset, hex; } raw;
		struct { struct str unit, fs, gain, base; int64_t index; struct str samples; } wave;
		struct { struct str value, unit; } num;
		struct { struct str code; } beat;
		struct { struct str duration, label; } ann;
		struct { struct str code; } event;
		struct { struct str rule, edge, priority, message; } alert;
		struct { struct str code, offset, length; } err;
		struct { struct str status; } end;
	} u;
};

/* Parses one line (without LF; a CR at its end is ignored). Checks the four common fields, the number of positional fields of
 * the type and what is cheap of their form (numbers, enumerations); not the samples of a wave or the digits of a raw.
 * Returns NULL, or what is wrong in a few words (a constant). */
const char *rec_parse(struct rec *r, struct str line);

/* Only the type of a line, from its first bytes; REC_OTHER also for what is no record. */
enum rec_type rec_type_of(struct str line);
const char *rec_type_name(enum rec_type t); /* "num"; NULL for REC_OTHER and REC_COMMENT */

/* The value of a key, still escaped; p == NULL when it is not there. */
struct str rec_key(const struct rec *r, struct str key);

/* The next key=value of `keys` taken off its front; false at the end. */
bool rec_next_key(struct str *keys, struct str *key, struct str *value);

/* Undoes the escapes \t \n \r \\ \xHH into dst (at most cap bytes); returns the count. "-" alone is the empty text. */
size_t rec_text(char *dst, size_t cap, struct str field);

/* A num's value: false when it is "-". The digits themselves are in u.num.value. */
bool rec_value(const struct rec *r, double *v);

enum rec_flag {
	FLAG_OFF = 1 << 0,
	FLAG_SAT = 1 << 1,
	FLAG_ART = 1 << 2,
	FLAG_NOISE = 1 << 3,
	FLAG_EST = 1 << 4,
	FLAG_CAL = 1 << 5,
	FLAG_STALE = 1 << 6,
	FLAG_LOWBATT = 1 << 7,
	FLAG_HI = 1 << 8,
	FLAG_LO = 1 << 9,
	FLAG_MANUAL = 1 << 10,
	FLAG_UNKNOWN = 1 << 11 /* a word that this library does not know */
};
#define FLAGS_NOT_GOOD (FLAG_OFF | FLAG_SAT | FLAG_ART | FLAG_NOISE | FLAG_CAL | FLAG_STALE)

unsigned rec_flags(const struct rec *r); /* of the key `flags` */
unsigned flags_get(struct str words);
char *flags_put(char *p, unsigned flags); /* "off,sat"; FLAG_UNKNOWN has no word */

/* The name of a SIGNAL without its instance, and the instance (p == NULL when none). */
struct str sig_name(struct str signal);
struct str sig_instance(struct str signal);

bool rec_source_ok(struct str s);
bool rec_signal_ok(struct str s);

/* A label made fit to be an instance: other characters become "_", at most REC_INSTANCE. dst has REC_INSTANCE + 1. */
void rec_instance(char *dst, struct str label);

/* A file or device name made fit to be a SOURCE, likewise. dst has REC_SOURCE + 1. */
void rec_source(char *dst, struct str name);

/* A list of patterns, as -c takes them: `ecg:*`, `spo2,hr`, `cms50/pleth` (SOURCE ends at the last "/"). `*` and `?` as in the
 * shell, within one part; `spo2` matches `spo2` and `spo2:…`; SIGNAL "-" always matches. */
bool rec_match(struct str patterns, struct str source, struct str signal);
bool rec_glob(struct str pattern, struct str s);

#endif
