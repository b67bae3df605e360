/* EDF, EDF+, BDF and BDF+: one file of header and data records (edf_header.h), annotations among the samples (edf_tal.h).
 *
 * TIME 0 is the start that the header tells, so an annotation's TIME is its onset as it stands in the file. Records leave in the order
 * of their TIME: at one time first the tick, then waves in the order of the signals, then annotations in that of the file. */
#include "format/edf.h"

#include "core/status.h"
#include "format/label.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_A_STEP = 64 };

static enum fmt_probe
probe(struct str head, bool end)
{
	int answer = edf_probe(head, end);

	return answer < 0 ? FMT_PERHAPS : answer ? FMT_YES : FMT_NO;
}

static bool
no_memory(struct fmt_env *env)
{
	fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, fmt_error(-ENOMEM), NULL);
	return false;
}

static bool
read_part(struct fmt_env *env, char *text, size_t n)
{
	long got = fmt_read_full(&env->main, text, n);

	if (got == (long)n)
		return true;
	fmt_say(env, FMT_ERROR, got < 0 ? ST_IO : ST_DAMAGED, NULL, 0, got < 0 ? fmt_error(got) : "the file ends in its header",
		NULL);
	return false;
}

static bool
parse(struct edf *r, struct fmt_env *env)
{
	char why[EDF_WHY], *text = r->text = malloc(EDF_PART);
	size_t n;

	if (!text)
		return no_memory(env);
	if (!read_part(env, text, EDF_PART))
		return false;
	if (!edf_recording(&r->head, text, why)) {
		fmt_say(env, FMT_ERROR, ST_DAMAGED, NULL, 0, why, NULL);
		return false;
	}
	n = (size_t)r->head.nsignals;
	/* The slices of the recording's part point into it: it stays where it is. */
	r->parts = malloc(EDF_PART * (n + 1));
	r->head.signal = calloc(n + 1, sizeof(*r->head.signal));
	r->channel = calloc(n + 1, sizeof(*r->channel));
	if (!r->parts || !r->head.signal || !r->channel)
		return no_memory(env);
	if (!read_part(env, r->parts, EDF_PART * n))
		return false;
	if (!edf_signals(&r->head, r->parts, why)) {
		fmt_say(env, FMT_ERROR, ST_DAMAGED, NULL, 0, why, NULL);
		return false;
	}
	return true;
}

static bool
position(struct fmt_env *env, const struct opt_position *p, int64_t *time)
{
	if (!p->given)
		return true;
	if (p->absolute) {
		fmt_say(env, FMT_ERROR, ST_USAGE, NULL, 0,
			"the recording has no UTC times: give --from and --to in seconds from its start", NULL);
		return false;
	}
	*time = p->us;
	return true;
}

static void
finish(void *state)
{
	struct edf *r = state;

	edf_window_close(r);
	edf_marks_close(r);
	free(r->head.signal);
	free(r->channel);
	free(r->parts);
	free(r->text);
	free(r);
}

/* "night" of "night.edf" and "night.bdf.gz". */
static struct str
stem(const struct fmt_env *env, const struct edf *r)
{
	static const char *const suffix[] = { ".gz", ".edf", ".EDF", ".bdf", ".BDF", ".rec", ".REC" };
	struct str s = str_of(env->stem);

	for (size_t i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++) {
		size_t n = strlen(suffix[i]);

		if (s.n > n && memcmp(s.p + s.n - n, suffix[i], n) == 0)
			s.n -= n;
	}
	return s.n ? s : r->head.bdf ? STR("bdf") : STR("edf");
}

static bool
start(struct edf *r, struct fmt_env *env)
{
	char name[REC_SOURCE + 1];

	if (!position(env, &env->from, &r->from) || !position(env, &env->to, &r->to))
		return false;
	if (!edf_marks_open(r))
		return no_memory(env);
	for (int64_t i = 0; i < r->head.nsignals; i++) {
		struct edf_channel *c = &r->channel[i];
		char unit[LABEL_UNIT];

		c->head = &r->head.signal[i];
		label_unit(unit, c->head->unit);
		label_channel(r->channel->signal, sizeof(*r->channel), (size_t)i, c->head->label, str_of(unit));
	}
	for (size_t i = 0; i < env->nannotators; i++)
		fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, "-a ", env->annotators[i],
			": annotations of this format are in the file itself, and always written", NULL);
	rec_source(name, stem(env, r));
	env->begin(env->arg, name, 0, false);
	memcpy(env->source, name, sizeof(name));
	for (int64_t i = 0; i < r->head.nsignals; i++) {
		struct edf_channel *c = &r->channel[i];

		edf_channel_ready(r, env, c);
		if (c->readable && c->head->samples > r->fastest)
			r->fastest = c->head->samples;
	}
	if (!edf_window_open(r, env))
		return false;
	edf_describe(r, env);
	r->tick = r->from > 0 ? (r->from + TM_S - 1) / TM_S : 1;
	for (int64_t i = 0; i < r->head.nsignals; i++)
		if (r->channel[i].wanted)
			edf_channel_settle(r, env, &r->channel[i]);
	return true;
}

static void *
open_file(struct fmt_env *env)
{
	struct edf *r = calloc(1, sizeof(*r));

	if (!r) {
		(void)no_memory(env);
		return NULL;
	}
	r->from = INT64_MIN;
	r->to = INT64_MAX;
	if (parse(r, env) && start(r, env))
		return r;
	finish(r);
	return NULL;
}

static struct edf_channel *
next_channel(struct edf *r)
{
	struct edf_channel *best = NULL;

	for (int64_t i = 0; i < r->head.nsignals; i++) {
		struct edf_channel *c = &r->channel[i];

		if (c->wanted && !c->over && (!best || c->next_time < best->next_time))
			best = c;
	}
	return best;
}

/* The samples drive the seconds: an annotation behind their end does not. Where --to ends them, its own second is one, too. */
static bool
tick_due(const struct edf *r, const struct edf_channel *c, const struct edf_mark *m)
{
	const int64_t tick = r->tick * TM_S;

	return (c ? tick <= c->next_time : r->goes_on && tick <= r->to) && (!m || tick <= m->time);
}

static void
write_tick(struct edf *r, struct fmt_env *env, const struct edf_channel *c)
{
	/* A gap of more than a day: not all of its seconds. */
	if (c && c->next_time / TM_S - r->tick > EDF_TICKS)
		r->tick = c->next_time / TM_S - EDF_TICKS;
	recw_begin(env->w, "tick", r->tick * TM_S, str_of(env->source), STR("-"));
	recw_end(env->w);
	r->tick++;
}

static bool
step(void *state, struct fmt_env *env)
{
	struct edf *r = state;

	for (int i = 0; i < RECORDS_A_STEP; i++) {
		struct edf_channel *c = next_channel(r);
		const struct edf_mark *m;

		if (c) {
			edf_ahead(r, env, c->next_time + EDF_AHEAD);
			m = edf_mark_next(r);
		} else {
			const int64_t newest = edf_newest(r);

			/* Only annotations are left, or wanted: each when nothing earlier can come. */
			m = edf_mark_next(r);
			if (!r->over && (newest == INT64_MIN || newest - EDF_AHEAD < (m ? m->time : r->to))) {
				edf_fill(r, env, r->known);
				continue;
			}
		}
		if (tick_due(r, c, m)) {
			write_tick(r, env, c);
		} else if (c && (!m || c->next_time <= m->time)) {
			edf_channel_block(r, env, c);
		} else if (m) {
			edf_mark_write(r, env);
		} else {
			edf_check(r, env);
			return false;
		}
	}
	return true;
}

const struct format fmt_edf = {
	.name = "edf",
	.title = "EDF, EDF+, BDF, BDF+: signals and annotations",
	.files = "NAME.edf, .bdf",
	.can = FMT_READ,
	.limits = "annotations at most 5 s behind their time",
	.probe = probe,
	.open = open_file,
	.step = step,
	.close = finish,
};
