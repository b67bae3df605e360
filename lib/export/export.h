/* Records → rows and documents. The front (export.c) keeps what every output needs (the first TIME of a source, its clock, its
 * date), selects, cuts waveforms to the sample and hands the rest to one exporter. A new output is one file and one line in
 * exporters.def. */
#ifndef IOMT_EXPORT_EXPORT_H
#define IOMT_EXPORT_EXPORT_H

#include "core/map.h"
#include "core/opt.h"
#include "core/out.h"
#include "export/alerts.h"
#include "export/scale.h"
#include "export/stamp.h"
#include "export/text.h"
#include "record/rec.h"

enum export_time {
	EXPORT_STREAM, /* TIME as it stands in the stream */
	EXPORT_REL,    /* seconds from the source's first TIME */
	EXPORT_ISO,
	EXPORT_UNIX,
	EXPORT_SAMPLE /* index of the sample */
};

/* Options that an exporter may take or not; the command refuses the others. */
enum {
	EXPORT_TAKES_WIDE = 1 << 0, /* --wide --long --columns --rate */
	EXPORT_TAKES_NA = 1 << 1,
	EXPORT_TAKES_PHYSICAL = 1 << 2,
	EXPORT_TAKES_TIME = 1 << 3,
	EXPORT_TAKES_BY = 1 << 4,
	EXPORT_TAKES_EVERY = 1 << 5, /* it has a snapshot */
	EXPORT_TAKES_UNIX = 1 << 6,  /* of --time: rel and unix; and --physical */
	EXPORT_TAKES_REL = 1 << 7    /* of --time: rel */
};

struct export_opts {
	enum export_time time;
	bool wide, physical;
	const char *na;      /* never NULL */
	const char *columns; /* NULL: those that the stream has */
	struct rate rate;    /* num 0: none */
	int64_t every;       /* µs of stream time between snapshots; 0: none */
	const char *match;   /* -c, NULL: all */
	const char *by;      /* pattern of the key `by`; NULL: all */
	struct opt_position from, to;
	const char *cmd;     /* provenance of this run, or NULL */
	const char *tempdir; /* where a spool may stand */
};

/* What is known of a source while it is open. */
struct export_source {
	struct str name;
	int64_t first;                     /* its first TIME; TM_NONE before */
	int64_t start;                     /* date of TIME 0 (`dev start=`), TM_NONE when it is not told */
	bool zone;                         /* …and whether that date had a zone */
	int64_t tick, newest;              /* newest watermark, newest TIME; TM_NONE before */
	int64_t written;                   /* wide: rows before this were written */
	struct rate fs;                    /* wide: of its waveforms; num 0 before */
	size_t held;                       /* wide: bytes */
	int64_t grid;                      /* wide --rate: next row */
	int64_t anchor_time, anchor_index; /* newest line of its first waveform */
	struct rate anchor_fs;             /* num 0 before */
	uint64_t anchor_name;              /* hash of that waveform's SIGNAL */
	struct alerts alerts;
	struct export_open *open; /* annotations that have begun */
	size_t nopen;
};

/* A record as the front hands it on. */
struct export_item {
	const struct rec *rec;
	struct export_source *source;
	bool shown; /* false: only for what it changes (an alert's edge, an annotation's begin): it was not selected */
	/* waves: the samples that were selected, with TIME and INDEX of the first and the rate */
	const int32_t *samples;
	size_t n;
	int64_t time, index;
	struct rate fs;
};

struct exporter;

struct export
{
	const struct exporter *type;
	struct export_opts opts;
	struct out *out;
	int status; /* ST_… so far */
	bool stop;  /* no more records: something went wrong, and was said */
	void *own;  /* the exporter's state */
	struct text row;
	struct stamp stamp;
	struct scale_caches caches;
	/* the front's */
	struct map sources;
	enum { EXPORT_CLOCK_UNKNOWN, EXPORT_CLOCK_UTC, EXPORT_CLOCK_REL } clock;
	bool any, ended, rotated; /* a record since the last `end -`; one was seen, and said `rotate` */
	bool told;                /* own provenance was handed on */
	int64_t newest, first;    /* TIME: of all, and of the first source */
	int64_t written;          /* TIME at the newest snapshot; TM_NONE before */
	int32_t *samples;
	size_t cap;
};

struct exporter {
	const char *name, *title;
	unsigned takes;
	bool whole;                      /* wants iomt, cmd and tick records too */
	bool no_waves;                   /* does not want waveforms */
	bool (*start)(struct export *x); /* false: it said why and set status */
	void (*record)(struct export *x, const struct export_item *item);
	void (*snapshot)(struct export *x); /* writes what is known now; NULL: it cannot */
	void (*finish)(struct export *x);   /* writes what is held, frees own; called once after every good start */
};

extern const struct exporter *const exporter_table[];
extern const size_t exporter_count;
const struct exporter *exporter_find(const char *name); /* NULL when there is none */

/* "csv|tsv|…" for an option table. */
extern const char *const exporter_choices;

/* out is the caller's, open. Returns false when it cannot begin (status tells the exit status). */
bool export_start(struct export *x, const struct exporter *type, const struct export_opts *opts, struct out *out);

/* One record of the input. x->stop set afterwards: end the run. */
void export_record(struct export *x, const struct rec *r);

/* Whether --every has passed since the newest snapshot (or the first record). True: write one, into an output that stands for all
 * that was written until now. */
bool export_due(struct export *x);
void export_snapshot(struct export *x);

/* The end of all input. Writes what is held; a stream without an `end -` gets one that says `cut`, or `signal`
 * when the run was interrupted. Frees everything. */
void export_finish(struct export *x, bool interrupted);

/* The time of a row as text, in the way of --time. index: of the sample, or -1 when the row is not one. Returns the end; needs
 * TM_ISO_TEXT. Sets x->stop (and says why) when the date that was asked for is not known. */
char *export_stamp(struct export *x, const struct export_source *s, char *p, int64_t us, int64_t index);

/* The parts of export_stamp for rows in a loop (not for EXPORT_SAMPLE): what is to be added to a time and the form for stamp_put.
 * False: the date is not known; for a source that was said, and x->stop is set. */
bool export_stamp_form(struct export *x, const struct export_source *s, int64_t us, int64_t *shift, enum stamp_form *form);

/* Whether a TIME of a stream that does not tell its clock is taken for a date. */
bool export_dated(int64_t us);

/* --from or --to (o) as a TIME of the source; false when it was not given, or has no meaning for this source (said; x->stop). */
bool export_position(struct export *x, const struct export_source *s, const struct opt_position *o, int64_t *us);

/* Whether from..to (both TIMEs) has a part inside --from … --to. */
bool export_overlaps(struct export *x, const struct export_source *s, int64_t from, int64_t to);

/* Whether the values of this key are numbers, in every record. Others are texts, also where they look like numbers: so the type of a
 * member or field never depends on its value (a serial number 007 stays "007"). */
bool export_key_is_number(struct str key);

/* Tells that memory is out; ends the run. */
void export_no_memory(struct export *x);

/* Ends the run with a message that was written already. */
void export_fail(struct export *x, int status);

#endif
