/* What a device protocol is. One file a protocol, one line in devices.def.
 *
 * A protocol is a constant table row with pure functions: frame() finds where a frame ends, parse() says what is in it (through
 * device/emit.h), trace() names its fields for a person (device/trace.h), and, where the device must be talked to, a session
 * holds the host's side of the conversation. None of them does I/O, allocates, or keeps anything outside of the state that the
 * caller gives. lib/device/template.c shows the shape. */
#ifndef IOMT_DEVICE_DEVICE_H
#define IOMT_DEVICE_DEVICE_H

#include "core/str.h"
#include "core/tm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Answers of frame() that are no length. DEV_SUM: what stands there has the shape of a frame, but its check is wrong. */
enum { DEV_MORE = 0, DEV_BAD = -1, DEV_SUM = -2 };

enum {
	DEV_FRAME = 1024,   /* bytes of the longest frame */
	DEV_STATE = 1024,   /* bytes of parse()'s state at the most */
	DEV_WAVES = 24,     /* waveforms of one device */
	DEV_NUMS = 16,      /* numbers of one device */
	DEV_SAY = 64,       /* bytes that a session sends at once */
	DEV_SESSION = 1024, /* bytes of a session's state */
	DEV_SESSION_ALIGN = 16
};

/* The host's side of a conversation: a state machine without I/O. It is given received bytes and the time (µs, monotonic, from an
 * arbitrary start) and says which bytes to send and when it wants to be called next.
 *
 * The caller owns DEV_SESSION bytes, aligned to DEV_SESSION_ALIGN; open() begins the conversation in them whatever they held, so a
 * reconnect is another open(). Every call fills *say anew. due() may be called early: it then asks for the same time again. */
struct dev_options;
enum dev_session_state {
	DEV_RUNS,
	DEV_DONE,   /* the conversation is over; the port can be closed */
	DEV_FAILED, /* it is over, and the device did not give all that it has; `note` says why */
	DEV_SILENT  /* a question was not answered in time. The session tries again by itself (wake is set) and is in DEV_RUNS again
		    * as soon as the device answers; how long to be patient is the caller's decision */
};

struct dev_say {
	uint8_t bytes[DEV_SAY]; /* to send now */
	size_t n;
	int64_t wake; /* call due() at this time; INT64_MAX: only when bytes come */
	enum dev_session_state state;
	const char *note; /* words for a person (-v), or NULL */
};

/* What a download or the setting of a clock is told by the person who asked for it. */
struct dev_ask {
	int64_t since; /* µs since 1970 of the device's own civil time: nothing older is asked for; TM_NONE: everything */
	int64_t civil; /* µs since 1970 of the host's civil time, for setting the clock */
	int64_t now;   /* … at this time of the session's */
};

/* What the device tells about the times of what it has stored. */
enum dev_times {
	DEV_UNDATED, /* it has no calendar */
	DEV_DATED,   /* its own time, in whatever zone */
	DEV_CLOCKED  /* and its clock is read in the conversation, so that they can be put on the host's */
};

struct dev_session {
	const char *title; /* for the device table, in words */
	/* What it says, as hex with two digits a byte; a test holds every session to it. */
	const char *start;  /* the bytes that its first words begin with */
	const char *keep;   /* the keep-alive; NULL: the device needs none */
	int64_t keep_us;    /* … which comes no later than this after the one before while data come (monotonic time) */
	const char *stop;   /* what close() sends; NULL: nothing, the device is left alone */
	int64_t silence_us; /* so long without data while they are expected: the conversation begins again; 0: it waits for ever */
	void (*open)(void *state, int64_t now, struct dev_say *say);
	/* In place of open() where what is said depends on options (checked by dev_options_wrong). NULL: it does not. */
	void (*open_as)(void *state, int64_t now, const struct dev_options *o, struct dev_say *say);
	void (*heard)(void *state, int64_t now, const uint8_t *b, size_t n, struct dev_say *say);
	void (*due)(void *state, int64_t now, struct dev_say *say);
	void (*close)(void *state, int64_t now, struct dev_say *say); /* bytes that stop the device */
	/* Straight after open(). NULL: it cannot be told anything. */
	void (*ask)(void *state, const struct dev_ask *ask);
	enum dev_times times; /* of a download */
	bool since;           /* of a download: the device can be asked for a part */
	/* Byte strings that it never sends (erase, reset, set), NULL-ended: hex, two digits a byte, ".." is any byte. */
	const char *const *never;
};

/* The first row of `never` that occurs in b, or NULL: a guard for whoever writes to the port. */
const char *dev_never(const struct dev_session *s, const uint8_t *b, size_t n);

/* A waveform or a number that the device gives. Physical value of a count = (count − base) / gain in unit. */
struct dev_wave {
	const char *signal, *unit;
	struct rate rate;
	double gain, base;
	bool loose; /* its decoder gives each sample's index (emit_wave_at); else a sample a period */
};
struct dev_num {
	const char *signal, *unit; /* signal of the dictionary */
};

/* What a person says about a device because its bytes do not: options of commands, and keys of the `dev` record, so that a capture
 * needs no options again. Text is "" and fs {0, 0} where nothing was said. */
enum { DEV_BOARD = 16, DEV_COLUMNS = 512 };
struct dev_options {
	struct rate fs;            /* --fs: samples a second */
	char board[DEV_BOARD];     /* --board: which of `boards` */
	char columns[DEV_COLUMNS]; /* --columns: names of what it sends, "ecg,temp[Cel],-" */
};

/* Devices of one protocol that differ in what frames mean. */
struct dev_board {
	const char *name, *title;
	const struct device *as; /* its table */
};

struct dev_emit;   /* device/emit.h: where parse() puts what it found */
struct dev_fields; /* device/trace.h: where trace() puts a frame's fields */

struct device {
	const char *name;     /* cms50d: what -d takes */
	const char *title;    /* Contec CMS50D+ (firmware ≤ 4.5), CMS50E/F: live, 5 bytes */
	const char *gives;    /* "pleth spo2 pulse": waves, then numbers, without instances, each once */
	const char *check;    /* integrity check of a frame: "none", "sum 8 bits" */
	const char *status;   /* "real bytes", "computed", "unverified" */
	const char *download; /* stored records: "no", "yes", or why not */
	unsigned baud;        /* 0: no serial port */
	const char *framing;  /* "8N1" */
	struct rate rate;     /* sample periods (emit_sample) a second */
	unsigned length;      /* bytes of the frame that carries one sample period: what a stretch of lost bytes is divided by */
	const struct dev_wave *waves; /* in the order of emit_wave's number; ended by signal NULL; may be NULL */
	const struct dev_num *nums;   /* of emit_num's, likewise */
	const char *beat;             /* SIGNAL of the device's own beat marks, NULL when it has none */
	/* Bits of waves and numbers that come from ECG electrodes, where a finger's sensor is another thing: lead-off flags only these,
	 * finger-off only the others. Both 0: either flags everything. */
	uint32_t lead_waves, lead_nums;
	size_t state_size; /* of parse()'s state, ≤ DEV_STATE; zeroed at the start and after a reconnect */
	/* First frame at b: its length (≤ DEV_FRAME), DEV_MORE, or DEV_BAD or DEV_SUM (b[0] does not begin one). n ≥ 1. Never reads
	 * past n, and more bytes never change an answer that is not DEV_MORE. */
	int (*frame)(const uint8_t *b, size_t n);
	/* What frame() would say of b where it says DEV_MORE and nothing will follow: a length ≤ n, or DEV_BAD. For protocols in
	 * which what follows a frame confirms it. NULL: what is unfinished at the end is no frame. */
	int (*rest)(const uint8_t *b, size_t n);
	/* Why frame() said DEV_BAD, in a few words; for --trace. May be NULL. */
	const char *(*why)(const uint8_t *b, size_t n);
	void (*parse)(void *state, struct dev_emit *e, const uint8_t *b, size_t n);
	/* Input is over or the device was reconnected: what the state still holds. May be NULL. */
	void (*finish)(void *state, struct dev_emit *e);
	void (*trace)(struct dev_fields *f, const uint8_t *b, size_t n);
	const struct dev_session *session; /* NULL: it only listens */
	const struct dev_session *loads;   /* takes what is stored, and is DEV_DONE; NULL: it cannot */
	const struct dev_session *clock;   /* sets the device's clock, and is DEV_DONE; NULL: it cannot */
	/* Options that it takes. boards: ended by name NULL; NULL: none. */
	const struct dev_board *boards;
	bool takes_fs, takes_columns;
	/* What is wrong with options that the rules above allow; NULL when nothing is. May be NULL. */
	const char *(*wrong)(const struct dev_options *o);
	/* At the start and after a reconnect, with zeroed state. May be NULL. */
	void (*setup)(void *state, struct dev_emit *e, const struct dev_options *o);
	/* Bytes that the host sent, for decoders to which commands matter. May be NULL. */
	void (*said)(void *state, struct dev_emit *e, const uint8_t *b, size_t n);
};

enum { DEV_WHY = 200 };
/* Whether the device does not take these options; then why[] says it. */
bool dev_options_wrong(const struct device *d, const struct dev_options *o, char why[DEV_WHY]);
/* Texts of options into *o; fs as it is. False when one does not fit. */
bool dev_options_get(struct dev_options *o, struct rate fs, struct str board, struct str columns);
/* Each option from `given`, else from `told` (NULL: nothing); none of them where the device does not take them. */
struct dev_options dev_options_for(const struct device *d, const struct dev_options *given, const struct dev_options *told);
/* The table for the board; d itself without one. */
const struct device *dev_as(const struct device *d, const struct dev_options *o);

extern const struct device *const dev_table[]; /* ended by NULL, in the order of devices.def */
extern const unsigned dev_count;
/* The name that is nearest to a word, NULL when none is near: for "did you mean". */
const char *dev_nearest(const char *given);

/* The devices for --list. */
struct out;
void dev_list(struct out *out, bool jsonl);

const struct device *dev_find(struct str name); /* NULL when there is none */

/* USB ids of ports and devices (usb_ids.def): for --list's guess and for udev rules. An id of a bridge chip says only that a serial
 * port is there; the protocols named are those known to be sold with it, the likeliest first. */
struct dev_usb {
	uint16_t vid, pid;
	bool bridge;
	const char *device; /* names of dev_table, blanks between; "" when no decoder is known */
	char confidence;    /* H seen in code of a named project, M seen once, L general knowledge */
	const char *name;   /* chip or device, for a person */
};
extern const struct dev_usb dev_usb_table[];
extern const unsigned dev_usb_count;
const struct dev_usb *dev_usb_find(unsigned vid, unsigned pid); /* NULL when it is not in the table */

#endif
