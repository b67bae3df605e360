/* Reading a stream, and the loop of every filter.
 *
 * recin: operands (files, "-") in turn → records. What is no record comes out as an `err` record in its place, so that a tool
 * sees one kind of thing.
 *
 * pump: recin + writer + the stream's protocol: passes `iomt` on and puts its own `cmd` behind the others', replaces the incoming
 * `end -` by its own (after the tool's last output), writes `end - cut` when there was none, settles and flushes before a read that
 * would wait, counts, and makes the exit status. */
#ifndef IOMT_RECORD_PUMP_H
#define IOMT_RECORD_PUMP_H

#include "core/in.h"
#include "core/map.h"
#include "core/opt.h"
#include "core/out.h"
#include "record/rec.h"
#include "record/recw.h"

struct recin_bad {
	const char *code, *why;
	uint64_t at, bytes, lines; /* offset in the input, length, number of lines; lines 0: no stretch */
	unsigned char head[64];    /* its first bytes */
	size_t nhead;
};

struct recin {
	const char *const *files; /* none: standard input */
	size_t nfiles, at;
	unsigned opened;          /* inputs that could be opened so far */
	bool open;
	struct in *given;         /* the first input, when it is open already: taken over; NULL: opened by name */
	struct lines lines;
	int64_t newest;           /* newest TIME seen */
	int status;               /* ST_OK, ST_DAMAGED, ST_IO: of the input */
	uint64_t bad;             /* bad lines so far */
	void (*before)(void *arg, bool block); /* as in struct lines */
	void *arg;
	/* The stretch of bad lines that is being collected, the first line of another kind that ended it, and a good line that did. */
	struct recin_bad bad_now, bad_next;
	struct str pending;
	bool waiting;
	char err_line[1024];
};

void recin_start(struct recin *in, const char *const *files, size_t nfiles);

/* 1: *r is the next record (valid until the next call), 0: the end of all input. */
int recin_next(struct recin *in, struct rec *r);
void recin_close(struct recin *in);

/* Takes the lines of the given types (bits 1 << enum rec_type) that come next and are already read, as one run of bytes, without making
 * records of them: *records counts them, *newest is their newest TIME. Only lines that rec_parse would take and that look ordinary; the
 * first other one ends the run and is left to recin_next. Returns the run (n == 0: none), valid until the next call. */
struct str recin_skim(struct recin *in, uint32_t types, uint64_t *records, int64_t *newest);

/* `file:line`-like position for messages: the name of the input that is read now. */
const char *recin_name(const struct recin *in);

struct pump;

struct pump_tool {
	/* Every record but iomt, cmd, comments and `end -`. The tool passes it on (recw_pass(&p->w, r)) or not. */
	void (*record)(void *tool, struct pump *p, const struct rec *r);
	/* Types that the tool does not look at and passes on (bits 1 << enum rec_type; not iomt, cmd, end): they go by in whole runs, and
	 * record() may not be called for them. */
	uint32_t passes;
	/* The tool cuts the stream in time: `end -` takes the newest TIME written, not that of the `end` that came, which would move
	 * timers behind it. */
	bool cuts;
	/* An `iomt` or `cmd` record. True: the tool wrote it in its own form (p->head_time: TIME of the pump's own `cmd`). May be NULL. */
	bool (*head)(void *tool, struct pump *p, const struct rec *r);
	/* The stream is over for every source: write what is held, forget all state. May be NULL. */
	void (*finish)(void *tool, struct pump *p);
};

struct pump {
	struct recin in;
	struct out out;
	struct recw w;
	const struct pump_tool *tool;
	void *arg;
	const char *cmd;   /* words of the command line; NULL with --no-cmd */
	const char *output; /* its name, for messages */
	int status;        /* the tool may worsen it: p->status = st_worse(p->status, …) */
	/* protocol state */
	bool headed;       /* cmd was written (or is not to be) */
	bool any;          /* a record since the last `end -` */
	bool ended;        /* an `end -` was written */
	bool rotated;      /* `end - rotate` came, and nothing since */
	bool origin;       /* the newest records are the tool's own (pump_begin) */
	char clock[8];     /* of the tool's own stream */
	struct map names;  /* SOURCEs that the tool began */
	int64_t head_time; /* of the `iomt` record; TM_NONE */
	int64_t shift;     /* µs that the tool takes off every TIME of this stream; it sets it in head() */
};

/* pump_run in steps, for a tool that also makes streams of its own (a decoder of recordings):
 *
 *	rc = pump_open(&p, &tool, arg, common, cmd)	0, or ST_IO after a line on stderr
 *	pump_feed(&p, &files, NULL)			the records of these inputs; the second, when it is not NULL, is the first of
 *							them, open already
 *	pump_begin(&p, name, time, "rel") … pump_end	a source of the tool's own, between feeds
 *	return pump_close(&p)				ends the stream, closes; the exit status
 */
int pump_open(struct pump *p, const struct pump_tool *tool, void *arg, const struct opt_common *common, const char *cmd);
void pump_feed(struct pump *p, const struct opt_list *files, struct in *given);
int pump_close(struct pump *p);

/* A source of the tool's own. Its name becomes the only one of this run (the second gets @2; source holds REC_SOURCE + 1), the head of
 * the stream is written where one is due: when it is the first, or when the clock ("utc", "rel") is another. time: of its first record.
 * And its end, with the time of its newest record. */
void pump_begin(struct pump *p, char *source, int64_t time, const char *clock);
void pump_end(struct pump *p, const char *source, bool broken);

/* Opens the output, runs to the end of all operands, closes. Returns the exit status. A line on stderr for whatever went wrong. */
int pump_run(struct pump *p, const struct pump_tool *tool, void *arg, const struct opt_common *common, const char *cmd,
	const struct opt_list *operands);

#endif
