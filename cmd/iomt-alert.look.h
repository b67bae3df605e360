/* What iomt-alert makes of records when it writes none: what rules would do (--dry-run), limits that fit (--baseline). */
#ifndef IOMT_ALERT_LOOK_H
#define IOMT_ALERT_LOOK_H

#include "alert/baseline.h"
#include "alert/engine.h"
#include "alert/rehearse.h"
#include "core/msg.h"
#include "core/opt.h"
#include "core/status.h"
#include "record/pump.h"

#include <stdlib.h>

/* Every record of the files; the status of reading them. */
static int
look_at(const struct opt_list *files, void (*take)(void *arg, const struct rec *r), void *arg)
{
	static struct recin in;
	struct rec r;

	recin_start(&in, files->item, files->n);
	while (recin_next(&in, &r) > 0)
		take(arg, &r);
	recin_close(&in);
	return in.status;
}

/* Ends the output. */
static int
look_done(struct out *out, const char *name, int status)
{
	long rc;

	if (status == ST_IO || status == ST_USAGE)
		return out_abandon(out), status;
	rc = out_close(out);
	if (rc >= 0)
		return status;
	msg_error("%s: %s", name ? name : "standard output", in_error(rc));
	return st_worse(status, ST_IO);
}

static bool
look_open(struct out *out, const char *name)
{
	long rc = out_open(out, name, OUT_BESIDE);

	if (rc < 0)
		msg_error("%s: %s", name ? name : "standard output", in_error(rc));
	return rc >= 0;
}

struct look {
	struct engine engine;
	struct rehearse rehearse;
	const char *signals;
	int status;
};

static void
look_emit(void *arg, const struct alert_event *ev)
{
	struct look *l = arg;

	if (ev->misfit && ev->edge == ALERT_ON)
		l->status = ST_DAMAGED;
	rehearse_event(&l->rehearse, ev);
}

static void
look_record(void *arg, const struct rec *r)
{
	struct look *l = arg;

	if (r->type == REC_COMMENT || r->type == REC_IOMT || r->type == REC_CMD)
		return;
	engine_before(&l->engine, r, l->signals && !rec_match(str_of(l->signals), r->source, r->signal));
	engine_after(&l->engine, r);
	if (l->engine.wrong)
		l->status = ST_DAMAGED;
}

static int
dry_run(const struct opt_prog *prog, const struct rule_set *set, const struct profiles *known, const char *signals,
	const char *fail_on, const struct opt_common *common, const struct opt_list *files)
{
	static struct look l;
	struct out out;
	int status = opt_need_input(prog, files);

	if (status != OPT_GO_ON)
		return status;
	if (!look_open(&out, common->output))
		return ST_IO;
	l.signals = signals;
	if (!rehearse_start(&l.rehearse, set, &out) || !engine_start(&l.engine, set, look_emit, &l)) {
		msg_error("out of memory");
		return look_done(&out, common->output, ST_IO);
	}
	l.engine.profiles = known;
	status = look_at(files, look_record, &l);
	engine_finish(&l.engine);
	status = st_worse(status, l.status);
	rehearse_summary(&l.rehearse, &l.engine);
	if (l.engine.full) {
		msg_error("too many signals at once or values in one window, or out of memory: this is not all");
		status = st_worse(status, ST_IO);
	}
	if (fail_on && engine_fired(&l.engine, fail_on))
		status = st_worse(status, ST_NO);
	engine_free(&l.engine);
	rehearse_free(&l.rehearse);
	return look_done(&out, common->output, status);
}

static void
take_baseline(void *arg, const struct rec *r)
{
	baseline_take(arg, r);
}

static void
no_limit(void *arg, const char *source, const char *signal, const char *reason)
{
	(void)arg;
	msg_error("%s %s: no limit: %s", source, signal, reason);
}

static int
propose(const struct opt_prog *prog, int64_t length, const struct opt_common *common, const struct opt_list *files)
{
	struct baseline b;
	struct out out;
	int status = length > 0 ? opt_need_input(prog, files) : opt_wrong(prog, "--baseline takes a duration above 0, as 10m");
	json_t *doc;
	char *text;

	if (status != OPT_GO_ON)
		return status;
	if (!look_open(&out, common->output))
		return ST_IO;
	baseline_start(&b, length);
	status = look_at(files, take_baseline, &b);
	doc = baseline_propose(&b, no_limit, NULL);
	if (b.full) {
		msg_error("too many signals or values, or out of memory");
		status = st_worse(status, ST_IO);
	} else if (!doc) {
		msg_error("no limit to propose");
		status = st_worse(status, ST_NO);
	}
	text = doc && !b.full ? json_dumps(doc, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;
	if (text) {
		out_write(&out, text, strlen(text));
		out_write(&out, "\n", 1);
	}
	free(text);
	json_decref(doc);
	baseline_free(&b);
	return look_done(&out, common->output, status);
}

#endif
