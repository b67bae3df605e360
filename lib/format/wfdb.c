/* WFDB records: a text header (.hea), signal files, annotation files.
 *
 *	NAME.hea	record line, a line a signal, comments: wfdb_header.h
 *	*.dat	samples of several signals, frame after frame: wfdb_signal.h
 *	NAME.EXT	annotations: wfdb_annot.h
 *
 * Layouts: header(5), signal(5) and annot(5) of the WFDB Applications Guide (physionet.org). Records leave in the order of their
 * TIME: at one time first the tick, then waves in the order of the signals, then annotations in the order of -a. */
#include "format/wfdb.h"

#include "core/num.h"
#include "core/status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_A_STEP = 64 };

static enum fmt_probe
probe(struct str head, bool end)
{
	int answer = wfdb_probe(head, end);

	return answer < 0 ? FMT_PERHAPS : answer ? FMT_YES : FMT_NO;
}

bool
wfdb_read_text(struct fmt_env *env, struct fmt_source *src, const char *name, char **text, size_t *n)
{
	size_t cap = 0;

	for (;;) {
		long got;

		if (*n == cap) {
			char *larger;

			cap = cap ? cap * 2 : 8192;
			larger = cap <= WFDB_HEADER ? realloc(*text, cap) : NULL;
			if (!larger) {
				fmt_say(env, FMT_ERROR, cap > WFDB_HEADER ? ST_DAMAGED : ST_IO, name, 0,
					cap > WFDB_HEADER ? "a header of over 1 MiB is none" : fmt_error(-ENOMEM), NULL);
				return false;
			}
			*text = larger;
		}
		got = src->read(src->arg, *text + *n, cap - *n);
		if (got < 0) {
			fmt_say(env, FMT_ERROR, ST_IO, name, 0, fmt_error(got), NULL);
			return false;
		}
		if (got == 0)
			return true;
		*n += (size_t)got;
	}
}

/* Signals that share a file stand together and agree on its form. */
static bool
files_agree(const struct wfdb_head *h, unsigned long *line, const char **why)
{
	for (int64_t i = 1; i < h->nsignals; i++) {
		const struct wfdb_signal *s = &h->signal[i], *before = s - 1;

		*line = s->line;
		if (str_eq(s->file, before->file)) {
			if (s->format != before->format || s->offset != before->offset) {
				*why = "signals of one file have one format and one byte offset";
				return false;
			}
			continue;
		}
		for (int64_t k = 0; k + 1 < i; k++)
			if (str_eq(s->file, h->signal[k].file)) {
				*why = "signals of one file must stand together";
				return false;
			}
	}
	return true;
}

static struct rate
times(struct rate r, int64_t n)
{
	int64_t a = n, b = r.den;

	while (b) { /* greatest common divisor */
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return (struct rate){ r.num * (n / a), r.den / a };
}

static void
channels(struct wfdb *r, int64_t before)
{
	for (size_t i = 0; i < r->nchannels; i++) {
		struct wfdb_channel *c = &r->channel[i];

		c->head = &r->head.signal[i];
		c->spf = c->head->spf;
		c->rate = times(r->head.fs, c->spf);
		c->block = smp_block(c->rate, false);
		c->lead = c->head->skew * c->spf;
		c->before = before * c->spf;
		c->end = r->head.samples ? r->head.samples * c->spf : INT64_MAX;
	}
}

bool
wfdb_open_signals(struct wfdb *r, struct fmt_env *env, const char *name, struct str text, int64_t before)
{
	unsigned long line = 0;
	char why[WFDB_WHY];
	const char *disagree = NULL;

	r->nchannels = (size_t)r->head.nsignals;
	r->head.signal = calloc(r->nchannels + 1, sizeof(*r->head.signal));
	r->channel = calloc(r->nchannels + 1, sizeof(*r->channel));
	r->group = calloc(r->nchannels + 1, sizeof(*r->group));
	if (!r->head.signal || !r->channel || !r->group) {
		fmt_say(env, FMT_ERROR, ST_IO, name, 0, fmt_error(-ENOMEM), NULL);
		return false;
	}
	if (!wfdb_signals(&r->head, text, &line, why) || !files_agree(&r->head, &line, &disagree)) {
		fmt_say(env, FMT_ERROR, ST_DAMAGED, name, line, disagree ? disagree : why, NULL);
		return false;
	}
	channels(r, before);
	return true;
}

void
wfdb_close_signals(struct wfdb *r)
{
	wfdb_groups_close(r);
	free(r->head.signal);
	free(r->channel);
	free(r->group);
	r->head.signal = NULL;
	r->channel = NULL;
	r->group = NULL;
	r->nchannels = r->ngroups = 0;
}

static bool
parse(struct wfdb *r, struct fmt_env *env)
{
	struct str text = { r->text, r->ntext };
	unsigned long line = 0;
	char why[WFDB_WHY];

	if (!wfdb_record(&r->head, text, &line, why)) {
		fmt_say(env, FMT_ERROR, ST_DAMAGED, NULL, line, why, NULL);
		return false;
	}
	return r->head.segments ? wfdb_multi_open(r, env) : wfdb_open_signals(r, env, NULL, text, 0);
}

/* A position of --from or --to as TIME. */
static bool
position(struct wfdb *r, struct fmt_env *env, const struct opt_position *p, int64_t *time)
{
	if (!p->given)
		return true;
	r->whole = false;
	if (p->absolute) {
		fmt_say(env, FMT_ERROR, ST_USAGE, NULL, 0,
			"the recording has no UTC times: give --from and --to in seconds from its start", NULL);
		return false;
	}
	*time = r->t0 + p->us;
	return true;
}

static void
finish(void *state)
{
	struct wfdb *r = state;

	wfdb_close_signals(r);
	wfdb_multi_close(r);
	wfdb_marks_close(r);
	for (size_t i = 0; i < WFDB_PACKS; i++)
		free(r->words[i]);
	free(r->text);
	free(r);
}

static bool
start(struct wfdb *r, struct fmt_env *env)
{
	bool any = r->nchannels == 0;
	char name[REC_SOURCE + 1];

	if (!position(r, env, &env->from, &r->from) || !position(r, env, &env->to, &r->to))
		return false;
	if (!wfdb_groups_open(r, env) || !wfdb_marks_open(r, env)) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, fmt_error(-ENOMEM), NULL);
		return false;
	}
	for (size_t i = 0; i < r->nchannels; i++)
		any |= r->channel[i].group != NULL;
	if (!any && !r->nmarks)
		return false; /* and it was said why */

	rec_source(name, r->head.name);
	env->begin(env->arg, name, r->t0, false);
	memcpy(env->source, name, sizeof(name));
	wfdb_channels_name(r);
	for (size_t i = 0; i < r->nchannels; i++)
		wfdb_channel_ready(r, env, &r->channel[i]);
	wfdb_describe_record(r, env);
	if (r->multi)
		wfdb_multi_start(r, env);
	for (size_t i = 0; i < r->nmarks; i++)
		wfdb_marks_next(r, env, r->marks[i]);
	r->tick = r->from > r->t0 ? (r->from - r->t0 + TM_S - 1) / TM_S : 1;
	return true;
}

static void *
open_record(struct fmt_env *env)
{
	struct wfdb *r = calloc(1, sizeof(*r));

	if (!r) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, fmt_error(-ENOMEM), NULL);
		return NULL;
	}
	r->from = INT64_MIN;
	r->to = INT64_MAX;
	r->whole = true;
	if (wfdb_read_text(env, &env->main, NULL, &r->text, &r->ntext) && parse(r, env) && start(r, env))
		return r;
	finish(r);
	return NULL;
}

/* The channel and the annotator whose next record is the earliest; NULL when there is none left. */
static struct wfdb_channel *
next_channel(struct wfdb *r)
{
	struct wfdb_channel *best = NULL;

	for (size_t i = 0; i < r->nchannels; i++) {
		struct wfdb_channel *c = &r->channel[i];

		if (c->wanted && c->next < c->end && (!best || c->next_time < best->next_time))
			best = c;
	}
	return best;
}

static struct wfdb_marks *
next_marks(struct wfdb *r)
{
	struct wfdb_marks *best = NULL;

	for (size_t i = 0; i < r->nmarks; i++) {
		struct wfdb_marks *m = r->marks[i];

		if (m->waiting && (!best || m->time < best->time))
			best = m;
	}
	return best;
}

/* Whether it was --to that ended a channel. */
static bool
goes_on(const struct wfdb *r)
{
	for (size_t i = 0; i < r->nchannels; i++)
		if (r->channel[i].wanted && r->channel[i].shortened && r->channel[i].next == r->channel[i].end &&
			!r->channel[i].group->cut)
			return true;
	return false;
}

static bool
step(void *state, struct fmt_env *env)
{
	struct wfdb *r = state;

	for (int i = 0; i < RECORDS_A_STEP; i++) {
		struct wfdb_channel *c = next_channel(r);

		if (!c && r->multi && wfdb_multi_next(r, env))
			continue;
		struct wfdb_marks *m = next_marks(r);
		int64_t tick = r->t0 + r->tick * TM_S;

		/* The samples drive the seconds: a wild annotation does not. Where --to ends them, its own second is one, too. */
		if ((c ? tick <= c->next_time : tick <= r->to && goes_on(r)) && (!m || tick <= m->time || m->time < r->from)) {
			recw_begin(env->w, "tick", tick, str_of(env->source), STR("-"));
			recw_end(env->w);
			r->tick++;
		} else if (c && (!m || c->next_time <= m->time)) {
			if (r->multi)
				wfdb_multi_gap(r, env, c);
			wfdb_channel_block(r, env, c);
			if (r->multi)
				wfdb_multi_went(r, c);
		} else if (m) {
			wfdb_marks_write(r, env, m);
			wfdb_marks_next(r, env, m);
		} else {
			wfdb_check(r, env);
			if (r->multi)
				wfdb_multi_end(r, env);
			return false;
		}
	}
	return true;
}

const struct format fmt_wfdb = {
	.name = "wfdb",
	.title = "WFDB (PhysioNet): header, signals, annotations",
	.files = "NAME or NAME.hea",
	.can = FMT_READ,
	.limits = "MIT annotations only",
	.probe = probe,
	.open = open_record,
	.step = step,
	.close = finish,
};
