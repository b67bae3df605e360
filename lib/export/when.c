/* Times: the window of --from and --to, and TIME as --time wants it. */
#include "export/export.h"

#include "core/msg.h"
#include "core/num.h"
#include "core/status.h"

/* Streams without an `iomt` record: TIMEs from here on (1973) are taken as Unix time, smaller ones as seconds from a start. */
#define DATED (INT64_C(100000000) * TM_S)

bool
export_dated(int64_t us)
{
	return us >= DATED;
}

bool
export_position(struct export *x, const struct export_source *s, const struct opt_position *o, int64_t *us)
{
	if (!o->given || x->stop)
		return false;
	*us = o->us;
	if (!o->absolute) {
		*us += s->first;
	} else if (x->clock == EXPORT_CLOCK_REL) {
		if (s->start == TM_NONE || !s->zone) {
			if (str_is(s->name, "-"))
				return false;
			msg_error("%.*s has no date with a zone: give --from and --to as seconds from its start", (int)s->name.n,
				s->name.p);
			export_fail(x, ST_USAGE);
			return false;
		}
		*us -= s->start;
	}
	return true;
}

bool
export_overlaps(struct export *x, const struct export_source *s, int64_t from, int64_t to)
{
	int64_t edge;
	if (export_position(x, s, &x->opts.from, &edge) && to < edge)
		return false;
	if (export_position(x, s, &x->opts.to, &edge) && from >= edge)
		return false;
	return true;
}

bool
export_stamp_form(struct export *x, const struct export_source *s, int64_t us, int64_t *shift, enum stamp_form *form)
{
	enum export_time time = x->opts.time;
	*shift = 0;
	*form = time == EXPORT_ISO ? STAMP_ISO : STAMP_SECONDS;
	if (time == EXPORT_STREAM)
		return true;
	if (time == EXPORT_REL) {
		*shift = s->first == TM_NONE ? 0 : -s->first;
		return true;
	}
	if (x->clock == EXPORT_CLOCK_UTC || (x->clock == EXPORT_CLOCK_UNKNOWN && export_dated(us)))
		return true;
	if (s->start != TM_NONE && (s->zone || time == EXPORT_ISO)) {
		*shift = s->start;
		if (!s->zone)
			*form = STAMP_ISO_LOCAL;
		return true;
	}
	if (!str_is(s->name, "-")) {
		if (!x->stop)
			msg_error("--time %s: %.*s has no date%s (its clock counts from its start): use --time rel",
				time == EXPORT_ISO ? "iso" : "unix", (int)s->name.n, s->name.p,
				s->start != TM_NONE ? " with a zone" : "");
		export_fail(x, ST_USAGE);
	}
	return false;
}

char *
export_stamp(struct export *x, const struct export_source *s, char *p, int64_t us, int64_t index)
{
	int64_t shift;
	enum stamp_form form;
	if (x->opts.time == EXPORT_SAMPLE) {
		if (index < 0 && s->anchor_fs.num == 0)
			return p;
		if (index < 0)
			index = s->anchor_index + rate_samples(s->anchor_fs, us - s->anchor_time);
		return num_put_i64(p, index);
	}
	if (!export_stamp_form(x, s, us, &shift, &form))
		return p;
	return stamp_put(&x->stamp, p, us + shift, form);
}
