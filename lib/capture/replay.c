/* --replay: a recorded stream at its own pace, as records or as bytes on a pseudo-terminal. */
#include "capture/capture.h"
#include "capture/fault.h"
#include "capture/pace.h"
#include "capture/serve.h"

#include "core/in.h"
#include "core/map.h"
#include "core/msg.h"
#include "core/sig.h"
#include "core/status.h"
#include "link/clock.h"
#include "record/pump.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

struct replay {
	const struct replay_plan *plan;
	struct recin in;
	struct recw w;
	struct out out;
	struct pace pace;
	struct fault fault;
	bool headed; /* our `cmd` is written */
	bool any;    /* a record since the last `end -` */
	bool ended;
	bool broken; /* the reader is gone */
	uint8_t byte[REC_RAW];
};

static void
before_read(void *arg, bool block)
{
	struct replay *r = arg;
	if (block)
		out_flush(&r->out);
	else
		out_settle(&r->out);
}

static int
watched(const struct out *o)
{
	struct stat st;
	return fstat(o->fd, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)) ? o->fd : -1;
}

/* Before a wait everything that was due has left. */
static bool
pace(struct replay *r, int64_t time)
{
	if (r->pace.speed <= 0)
		return !sig_caught();
	int64_t due = pace_due(&r->pace, time);
	if (due <= clock_boot())
		return !sig_caught();
	if (out_flush(&r->out) < 0)
		return false;
	if (pace_wait(due, watched(&r->out)))
		return true;
	r->broken = !sig_caught();
	return false;
}

/* The damaged bytes with the OFFSET that a receiver would have counted. */
static void
damaged(struct replay *r, const struct rec *rec, struct map *counts)
{
	long n = num_get_hex(rec->u.raw.hex, r->byte, sizeof r->byte);
	struct str ep = rec_key(rec, STR("ep")), keys = rec->keys, key, value;
	bool fresh, lost;
	uint64_t *offset = map_get(counts, rec->source, ep.p ? ep : STR("-"), &fresh);
	if (n < 0 || !offset) {
		recw_pass(&r->w, rec);
		return;
	}
	size_t left = fault_apply(&r->fault, r->byte, (size_t)n, ep.p != NULL, &lost);
	if (lost || (left == 0 && !ep.p))
		return;
	recw_begin(&r->w, "raw", rec->time, rec->source, rec->signal);
	recw_word(&r->w, STR("<"));
	recw_uint(&r->w, *offset);
	recw_hex(&r->w, r->byte, left);
	while (rec_next_key(&keys, &key, &value)) {
		char name[64];
		if (str_copy(name, sizeof name, key))
			recw_key_word(&r->w, name, value);
	}
	recw_end(&r->w);
	*offset += left;
}

static void
head(struct replay *r, int64_t time)
{
	if (!r->headed && r->plan->args)
		recw_cmd(&r->w, time, r->plan->args);
	r->headed = true;
}

static void
end(struct replay *r, const char *status)
{
	head(r, r->w.newest == TM_NONE ? 0 : r->w.newest);
	recw_close(&r->w, STR("-"), status);
	r->any = r->headed = false;
	r->ended = true;
	r->w.newest = TM_NONE;
	r->w.records = r->w.errors = 0;
}

/* False: stop. */
static bool
one(struct replay *r, const struct rec *rec, struct map *counts)
{
	char status[16];
	if (rec->type == REC_COMMENT || rec->type == REC_IOMT || rec->type == REC_CMD) {
		recw_pass(&r->w, rec);
		return true;
	}
	if (!pace(r, rec->time))
		return false;
	if (rec->type == REC_END && str_is(rec->source, "-") && !str_is(rec->u.end.status, "rotate")) {
		if (r->w.newest == TM_NONE || rec->time > r->w.newest)
			r->w.newest = rec->time;
		str_copy(status, sizeof status, rec->u.end.status);
		end(r, status);
		return true;
	}
	head(r, rec->time);
	r->any = true;
	if (rec->type == REC_DEV)
		map_drop(counts, rec->source);
	if (rec->type == REC_RAW_BYTES && str_is(rec->u.raw.dir, "<") && fault_any(&r->fault))
		damaged(r, rec, counts);
	else
		recw_pass(&r->w, rec);
	return true;
}

static int
close_output(struct replay *r, int status)
{
	const char *name = r->plan->output && strcmp(r->plan->output, "-") != 0 ? r->plan->output : "standard output";
	int e = out_close(&r->out);
	if (e == -EPIPE || r->broken)
		return ST_SIGNAL + SIGPIPE;
	if (e < 0) {
		msg_error("%s: %s", name, in_error(e));
		status = st_worse(status, ST_IO);
	}
	return status;
}

static int
to_records(struct replay *r)
{
	struct map counts;
	struct rec rec;
	int e = out_open(&r->out, r->plan->output, r->plan->append ? OUT_APPEND : OUT_NEW);
	if (e < 0) {
		const char *name = r->plan->output ? r->plan->output : "standard output";
		msg_error("%s: %s", name, e == -EEXIST ? "exists already: choose another name, or --append" : in_error(e));
		return ST_IO;
	}
	map_start(&counts, sizeof(uint64_t), 0);
	recw_start(&r->w, &r->out);
	r->in.before = before_read;
	r->in.arg = r;
	while (!r->out.error && recin_next(&r->in, &rec) && one(r, &rec, &counts))
		;
	if (sig_caught() && (r->any || !r->ended))
		end(r, "signal");
	else if (!sig_caught() && !r->broken && !r->out.error && (r->any || !r->ended) && r->in.opened) {
		msg_warn("input ended without an end record");
		end(r, "cut");
	}
	recin_close(&r->in);
	map_free(&counts);
	return close_output(r, r->in.status);
}

/* The bytes of one source; those of packets (`ep`) belong to no serial port. */
static bool
served(const struct replay_plan *plan, char *source, const struct rec *rec, bool *others)
{
	if (rec->type != REC_RAW_BYTES || !str_is(rec->u.raw.dir, "<") || rec_key(rec, STR("ep")).p)
		return false;
	if (source[0] == '\0' && !plan->source)
		str_copy(source, REC_SOURCE + 1, rec->source);
	if (str_is(rec->source, source))
		return true;
	if (!*others)
		msg_warn("%s: holds other sources too: %s is replayed, --source chooses another", plan->file, source);
	*others = true;
	return false;
}

static int
to_pty(struct replay *r)
{
	const struct replay_plan *plan = r->plan;
	char source[REC_SOURCE + 1] = "";
	struct serve s;
	struct rec rec;
	bool others = plan->source != NULL, found = false;
	int status;
	if (plan->source)
		str_copy(source, sizeof source, str_of(plan->source));
	if (!serve_open(&s, plan->pty))
		return ST_IO;
	while (s.state == SERVE_ON && recin_next(&r->in, &rec)) {
		bool lost;
		if (!served(plan, source, &rec, &others))
			continue;
		long n = num_get_hex(rec.u.raw.hex, r->byte, sizeof r->byte);
		found = true;
		if (n <= 0 || (!s.begun && !serve_wait_reader(&s)))
			continue;
		size_t left = (size_t)n;
		if (fault_any(&r->fault))
			left = fault_apply(&r->fault, r->byte, left, false, &lost);
		serve_send(&s, pace_due(&r->pace, rec.time), r->byte, left);
	}
	if (!found && !sig_caught() && r->in.opened) {
		msg_error("%s: holds no bytes of %s%s", plan->file, plan->source ? "source " : "a serial port",
			plan->source ? plan->source : "");
		r->in.status = st_worse(r->in.status, ST_IO);
	}
	status = serve_close(&s);
	recin_close(&r->in);
	return st_worse(status, r->in.status);
}

int
replay_run(const struct replay_plan *plan)
{
	const char *files[] = { plan->file };
	struct replay r = { .plan = plan, .pace = { .speed = plan->speed } };
	fault_start(&r.fault, plan->drop, plan->corrupt, plan->seed);
	recin_start(&r.in, files, 1);
	int status = plan->pty ? to_pty(&r) : to_records(&r);
	return sig_caught() ? st_worse(status, ST_SIGNAL + sig_caught()) : status;
}
