#include "record/pump.h"
#include "core/in.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/sig.h"
#include "core/status.h"

#include <string.h>

/* The reader is about to move its block, or to wait. */
static void
before_read(void *arg, bool block)
{
	struct pump *p = arg;

	if (block)
		out_flush(&p->out);
	else
		out_settle(&p->out);
}

/* Our `cmd` stands behind the others', before the first record of content. */
static void
head(struct pump *p, int64_t time)
{
	if (p->headed)
		return;
	p->headed = true;
	if (p->cmd)
		recw_cmd(&p->w, p->head_time == TM_NONE ? time : p->head_time, p->cmd);
}

/* Ends every source and the stream. */
static void
finish(struct pump *p, const char *status)
{
	head(p, p->w.newest == TM_NONE ? 0 : p->w.newest);
	if (p->tool->finish)
		p->tool->finish(p->arg, p);
	recw_close(&p->w, STR("-"), status);
	/* Another stream may follow, with times of its own. */
	p->w.newest = TM_NONE;
	p->w.records = p->w.errors = 0;
	p->head_time = TM_NONE;
	p->shift = 0;
	p->any = p->rotated = p->headed = false;
	p->ended = true;
}

static void
stream_end(struct pump *p, const struct rec *r)
{
	char status[16];

	if (str_is(r->u.end.status, "rotate")) {
		p->rotated = true;
		return;
	}
	str_copy(status, sizeof(status), r->u.end.status);
	if (p->w.newest == TM_NONE || (r->time - p->shift > p->w.newest && !p->tool->cuts))
		p->w.newest = r->time - p->shift;
	finish(p, status);
}

static void
stream_begin(struct pump *p, const struct rec *r)
{
	if (!str_is(r->u.iomt.major, "1")) {
		char major[24];

		str_copy(major, sizeof(major), r->u.iomt.major);
		msg_warn("%s: stream version %s, this is version 1: read as far as understood", recin_name(&p->in), major);
		p->status = st_worse(p->status, ST_DAMAGED);
	}
	if (!p->rotated || !p->headed) {
		p->head_time = r->time;
		p->shift = 0;
		p->headed = false;
	}
	if (!p->tool->head || !p->tool->head(p->arg, p, r))
		recw_pass(&p->w, r);
}

static void
one(struct pump *p, const struct rec *r)
{
	switch (r->type) {
	case REC_CMD:
		if (p->tool->head && p->tool->head(p->arg, p, r))
			break;
		/* fall through */
	case REC_COMMENT:
		recw_pass(&p->w, r);
		break;
	case REC_IOMT:
		stream_begin(p, r);
		break;
	case REC_END:
		if (str_is(r->source, "-")) {
			stream_end(p, r);
			return;
		}
		/* fall through */
	default:
		head(p, r->time - p->shift);
		p->any = true;
		p->rotated = false;
		p->tool->record(p->arg, p, r);
		break;
	}
}

/* What the tool does not look at, in one go. */
static void
skim(struct pump *p)
{
	uint64_t records = 0;
	int64_t newest = TM_NONE;
	struct str run = recin_skim(&p->in, p->tool->passes, &records, &newest);

	if (!run.n)
		return;
	p->any = true;
	p->rotated = false;
	out_refer(&p->out, run.p, run.n);
	p->w.records += records;
	if (p->w.newest == TM_NONE || newest > p->w.newest)
		p->w.newest = newest;
}

static const char *
last_status(const struct pump *p)
{
	if (p->in.status >= ST_SIGNAL)
		return "signal";
	return p->rotated ? "rotate" : "cut";
}

int
pump_open(struct pump *p, const struct pump_tool *tool, void *arg, const struct opt_common *common, const char *cmd)
{
	int rc;

	*p = (struct pump){ .tool = tool, .arg = arg, .cmd = common->no_cmd ? NULL : cmd, .head_time = TM_NONE };
	p->output = common->output ? common->output : "standard output";
	rc = out_open(&p->out, common->output, OUT_BESIDE);
	if (rc < 0) {
		msg_error("%s: %s", p->output, in_error(rc));
		return ST_IO;
	}
	recw_start(&p->w, &p->out);
	map_start(&p->names, sizeof(int64_t), 0);
	return 0;
}

/* The records of one run of inputs are over. */
static void
close_stream(struct pump *p)
{
	if (!p->out.error && (p->any || p->rotated || (p->in.opened && !p->ended && !p->origin))) {
		const char *status = p->origin && p->in.status < ST_SIGNAL ? "eof" : last_status(p);

		if (strcmp(status, "cut") == 0)
			msg_warn("input ended without an end record");
		finish(p, status);
	}
	p->origin = false;
}

void
pump_feed(struct pump *p, const struct opt_list *files, struct in *given)
{
	int status = p->in.status;
	struct rec r;

	if (p->origin)
		close_stream(p);
	recin_start(&p->in, files->item, files->n);
	p->in.status = status;
	p->in.given = given;
	p->in.before = before_read;
	p->in.arg = p;
	while (!p->out.error && recin_next(&p->in, &r)) {
		one(p, &r);
		if (p->tool->passes && p->headed)
			skim(p);
	}
	recin_close(&p->in);
}

/* The second source of a name gets @2. */
static void
unique(struct pump *p, char *source)
{
	char number[24] = "@", name[REC_SOURCE + 1];
	bool fresh;
	int64_t *count = map_get(&p->names, str_of(source), STR("-"), &fresh); /* how often it was asked for, less one */
	size_t n;

	if (!count || fresh)
		return;
	do {
		*num_put_i64(number + 1, ++*count + 1) = '\0';
		n = strlen(source);
		if (n + strlen(number) > REC_SOURCE)
			n = REC_SOURCE - strlen(number);
		memcpy(name, source, n);
		memcpy(name + n, number, strlen(number) + 1);
	} while (map_find(&p->names, str_of(name), STR("-")));
	(void)map_get(&p->names, str_of(name), STR("-"), &fresh);
	memcpy(source, name, strlen(name) + 1);
}

void
pump_begin(struct pump *p, char *source, int64_t time, const char *clock)
{
	unique(p, source);
	if (!p->origin || strcmp(p->clock, clock) != 0) {
		close_stream(p);
		recw_head(&p->w, time, clock, p->cmd);
		str_copy(p->clock, sizeof(p->clock), str_of(clock));
		p->headed = true;
	}
	p->origin = p->any = true;
	p->ended = false;
	p->w.newest = TM_NONE; /* times of another source say nothing about this one */
}

void
pump_end(struct pump *p, const char *source, bool broken)
{
	recw_close(&p->w, str_of(source), sig_caught() ? "signal" : broken ? "error" : "eof");
}

int
pump_close(struct pump *p)
{
	int rc;

	if (sig_caught())
		p->in.status = st_worse(p->in.status, ST_SIGNAL + sig_caught());
	close_stream(p);
	p->status = st_worse(p->status, p->in.status);
	map_free(&p->names);
	rc = out_close(&p->out);
	if (rc < 0) {
		msg_error("%s: %s", p->output, in_error(rc));
		p->status = st_worse(p->status, ST_IO);
	}
	return p->status;
}

int
pump_run(struct pump *p, const struct pump_tool *tool, void *arg, const struct opt_common *common, const char *cmd,
	const struct opt_list *operands)
{
	int rc = pump_open(p, tool, arg, common, cmd);

	if (rc)
		return rc;
	pump_feed(p, operands, NULL);
	return pump_close(p);
}
