/* The WFDB reader's parts: groups of signals that share a file (wfdb_group.c), their checks (wfdb_check.c), annotations as records
 * (wfdb_mark.c), and the merge of all in time order (wfdb.c). */
#ifndef IOMT_FORMAT_WFDB_H
#define IOMT_FORMAT_WFDB_H

#include "format/format.h"
#include "format/wfdb_annot.h"
#include "format/wfdb_header.h"
#include "format/wfdb_signal.h"
#include "format/wfdb_unpack.h"
#include "record/samples.h"

enum {
	WFDB_READ = 64 * 1024,          /* bytes read from a signal file at once, beside what blocks need */
	WFDB_WINDOW = 64 * 1024 * 1024, /* bytes that the blocks of one signal file may need at once */
	WFDB_PREFIX = 384,              /* the fields of a `wave` line from SOURCE to BASE, with their TABs */
	WFDB_ANNOTATORS = 16            /* -a at the most */
};

/* One signal of a segment (an ordinary record is one segment). Sample k lies at number (k / spf) × frame + place + k % spf of its file;
 * its INDEX is before + k, its TIME t0 + (before + k − lead) / rate. */
struct wfdb_channel {
	const struct wfdb_signal *head;
	char signal[REC_SIGNAL + 1];
	char prefix[WFDB_PREFIX];
	size_t nprefix;
	struct rate rate;
	int block;
	int64_t spf, place, lead;
	int64_t before;    /* samples of the record before this segment */
	int64_t next, end; /* in this segment: index of the next sample; of the first that is not wanted */
	int64_t next_time; /* TIME of `next` */
	int64_t sum;       /* of the samples written */
	bool wanted;       /* by -c */
	bool shortened;    /* `end` is where --to says, not where the recording ends */
	bool first_wrong;  /* the initial value is not the header's */
	int32_t first;     /* the value it has */
	struct wfdb_group *group;
};

/* One signal file. */
struct wfdb_group {
	struct fmt_source src;
	char file[256];
	const struct wfdb_pack *pack;
	struct wfdb_word *words; /* shared by the groups of one format */
	struct wfdb_channel *channel;
	size_t n;                   /* channels */
	int64_t frame;              /* samples of all channels a frame */
	int64_t offset;             /* bytes before the first sample */
	int64_t total;              /* samples that the header says are in the file; INT64_MAX: it does not say */
	int64_t base;               /* number of the first sample in buf: a multiple of pack->samples */
	int64_t here;               /* samples in buf, whole ones only */
	struct wfdb_unpack *unpack; /* owned by src; NULL: the samples are read where they lie */
	uint8_t *buf;
	size_t cap, bytes; /* room, bytes in buf */
	uint64_t read;     /* bytes that came into buf so far, and the offset's */
	bool eof;
	bool cut; /* it ended before the samples that were wanted */
	long error;
};

struct wfdb_marks {
	struct annot_reader reader;
	const char *by; /* the annotator's name */
	char file[256];
	struct annot next; /* the annotation that waits */
	bool waiting, over;
	int64_t time;      /* its TIME */
	int64_t sample;    /* of the annotation before, INT64_MIN before any */
	int64_t beat;      /* of the beat before, INT64_MIN before any */
	struct wfdb_open { /* intervals that have begun and not ended */
		bool is;
		int64_t sample;
		char label[64];
	} rhythm, quality, vf;
};

/* A record of several segments. */
struct wfdb_lane { /* a signal through all of them */
	char signal[REC_SIGNAL + 1];
	struct rate rate;
	int64_t lead;
	int64_t next; /* the INDEX that comes next when nothing is missing */
	bool wanted;
};

struct wfdb_multi {
	struct wfdb_segment *part;
	int64_t at;     /* the one to open next */
	int64_t frames; /* of the record before it */
	int64_t all;    /* of the whole record */
	char *text;     /* the header of the segment that is open */
	size_t ntext;
	struct wfdb_lane *lane;
	size_t nlanes, cap;
};

struct wfdb {
	struct wfdb_multi *multi; /* NULL: one segment */
	char *text;               /* the header file */
	size_t ntext;
	struct wfdb_head head;
	int64_t t0;       /* TIME of frame 0 */
	int64_t from, to; /* TIME: first and first no more wanted; INT64_MIN and INT64_MAX where not given */
	bool whole;       /* no --from, no --to: checks can be made */
	struct wfdb_group *group;
	size_t ngroups;
	struct wfdb_channel *channel;
	size_t nchannels;                    /* as many as signals; those without a group cannot be read */
	struct wfdb_word *words[WFDB_PACKS]; /* made when a format is first met */
	struct wfdb_marks *marks[WFDB_ANNOTATORS];
	size_t nmarks;
	int64_t tick; /* the next second, from t0 */
};

/* wfdb.c */

/* The whole header from src: *text (the caller frees it). false, and it was said. name: for messages, NULL is the operand. */
bool wfdb_read_text(struct fmt_env *env, struct fmt_source *src, const char *name, char **text, size_t *n);

/* Reads the signal lines of `text` into r->head and makes the channels, `before` frames into the record. false, and it was said. */
bool wfdb_open_signals(struct wfdb *r, struct fmt_env *env, const char *name, struct str text, int64_t before);
void wfdb_close_signals(struct wfdb *r);

/* wfdb_describe.c */
void wfdb_describe_record(struct wfdb *r, struct fmt_env *env); /* dev, and info of the record and its signals */

/* info and event records of a signal. layout: it stands in the layout of a record of several segments, where no signal has samples. */
void wfdb_describe(struct fmt_env *env, const struct wfdb_channel *c, int64_t time, bool layout);

/* wfdb_multi.c */

/* Reads the segment lines, and the layout where there is one. false, and it was said. */
bool wfdb_multi_open(struct wfdb *r, struct fmt_env *env);

/* After `dev`: the signals of the layout. */
void wfdb_multi_start(struct wfdb *r, struct fmt_env *env);

/* Opens the next segment (which may turn out to hold nothing); false: there are no more. */
bool wfdb_multi_next(struct wfdb *r, struct fmt_env *env);

/* Before a block of the channel is written: whether samples are missing before it is told. */
void wfdb_multi_gap(struct wfdb *r, struct fmt_env *env, const struct wfdb_channel *c);
void wfdb_multi_went(struct wfdb *r, const struct wfdb_channel *c); /* and when it was written */
void wfdb_multi_end(struct wfdb *r, struct fmt_env *env);           /* what is missing at the end */
void wfdb_multi_close(struct wfdb *r);

/* wfdb_group.c */

/* Opens the signal files and prepares the channels. What cannot be read is said and left out. false: no memory. */
bool wfdb_groups_open(struct wfdb *r, struct fmt_env *env);
void wfdb_groups_close(struct wfdb *r);

/* The names of all signals, in order. */
void wfdb_channels_name(struct wfdb *r);

/* The fields of every line, once the source has its name. */
void wfdb_channel_ready(struct wfdb *r, struct fmt_env *env, struct wfdb_channel *c);

/* Writes the next line of the channel and moves it on; a channel that is over gets next == end. */
void wfdb_channel_block(struct wfdb *r, struct fmt_env *env, struct wfdb_channel *c);
int64_t wfdb_channel_time(const struct wfdb *r, const struct wfdb_channel *c, int64_t index);

/* wfdb_check.c: what is wrong with the files of a record that was read to its end: `err` records and words. */
void wfdb_check(struct wfdb *r, struct fmt_env *env);

/* wfdb_mark.c */
bool wfdb_marks_open(struct wfdb *r, struct fmt_env *env);
void wfdb_marks_close(struct wfdb *r);
void wfdb_marks_next(struct wfdb *r, struct fmt_env *env, struct wfdb_marks *m);  /* fetches the annotation that waits */
void wfdb_marks_write(struct wfdb *r, struct fmt_env *env, struct wfdb_marks *m); /* writes it */

#endif
