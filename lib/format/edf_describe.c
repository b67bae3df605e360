/* What an EDF header says beside the numbers: `dev`, `info`, and `err` for what of it cannot be. */
#include "format/edf.h"

#include "core/num.h"
#include "core/status.h"

#include <string.h>

static void
info(struct fmt_env *env, const char *signal, const char *key, struct str value)
{
	if (!value.n)
		return;
	recw_begin(env->w, "info", 0, str_of(env->source), str_of(signal));
	recw_text(env->w, str_of(key));
	recw_text(env->w, value);
	recw_end(env->w);
}

static void
info_range(struct fmt_env *env, const char *signal, const char *key, struct str low, struct str high)
{
	char text[32];

	memcpy(text, low.p, low.n);
	text[low.n] = ' ';
	memcpy(text + low.n + 1, high.p, high.n);
	info(env, signal, key, (struct str){ text, low.n + 1 + high.n });
}

static void
start(struct edf *r, struct fmt_env *env)
{
	const struct edf_head *h = &r->head;
	char text[TM_ISO_TEXT + 8], *end;

	recw_begin(env->w, "dev", 0, str_of(env->source), STR("-"));
	recw_word(env->w, h->bdf ? STR("bdf") : STR("edf"));
	if (!env->anonymous && h->has_start) {
		/* Local time of an unknown zone: without the Z; the format has whole seconds. */
		end = tm_put_iso(text, h->start_us) - 1;
		if (end - text > 7 && memcmp(end - 7, ".000000", 7) == 0)
			end -= 7;
		recw_key_word(env->w, "start", (struct str){ text, (size_t)(end - text) });
	} else if (!env->anonymous) {
		memcpy(text, h->date.p, h->date.n);
		text[h->date.n] = ' ';
		memcpy(text + h->date.n + 1, h->time.p, h->time.n);
		recw_key_text(env->w, "devtime", str_trim((struct str){ text, h->date.n + 1 + h->time.n }));
	}
	recw_end(env->w);
}

static void
signal(struct edf *r, struct fmt_env *env, const struct edf_channel *c, int64_t number)
{
	const struct edf_signal *s = c->head;
	/* Where the field of this signal stands. */
	const uint64_t minima = (uint64_t)EDF_PART + 104 * (uint64_t)r->head.nsignals + 8 * (uint64_t)number;

	if (s->marks || (env->select && !rec_match(str_of(env->select), str_of(env->source), str_of(c->signal))))
		return;
	if (!str_eq(sig_instance(str_of(c->signal)), s->label))
		info(env, c->signal, "label", s->label);
	if (!c->readable) {
		recw_begin(env->w, "event", 0, str_of(env->source), str_of(c->signal));
		recw_word(env->w, STR("unsupported"));
		recw_key_text(
			env->w, "text", s->samples ? STR("a signal without a sampling rate") : STR("a signal without samples"));
		recw_end(env->w);
		if (s->samples)
			fmt_say(env, FMT_ERROR, ST_DAMAGED, NULL, 0, c->signal,
				": its samples have no time: the duration of a data record is 0, or too small", NULL);
		return;
	}
	info(env, c->signal, "transducer", s->transducer);
	info(env, c->signal, "prefilter", s->prefilter);
	info(env, c->signal, "note", s->reserved);
	info_range(env, c->signal, "physical-range", s->physical_min, s->physical_max);
	info_range(env, c->signal, "digital-range", s->digital_min, s->digital_max);
	if (s->calibrated)
		return;
	info(env, c->signal, "unit", s->unit);
	info(env, c->signal, "calibration", STR("none"));
	edf_err(env, c->signal, "range", minima, 8, "minima below maxima", NULL);
	fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, c->signal,
		": no calibration: the physical or digital minimum and maximum are no range; counts are written", NULL);
}

void
edf_describe(struct edf *r, struct fmt_env *env)
{
	const struct edf_head *h = &r->head;
	const int64_t size = EDF_PART * (h->nsignals + 1);
	char want[24], got[24];

	start(r, env);
	if (!env->anonymous) {
		info(env, "-", "patient", h->patient);
		info(env, "-", "recording", h->recording);
	}
	info(env, "-", "note", h->reserved);
	if (h->said != size) {
		edf_err(env, "-", "range", EDF_LENGTH_AT, 8, edf_digits(want, size), h->said < 0 ? "-" : edf_digits(got, h->said));
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "the header says that it has ", h->said < 0 ? "no number of" : got,
			" bytes; with its signals it has ", want, NULL);
	}
	if (h->records_odd) {
		edf_err(env, "-", "range", EDF_RECORDS_AT, 8, "the number of data records", NULL);
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "the header has no number of data records: read to the end", NULL);
	}
	for (int64_t i = 0; i < h->nsignals; i++)
		signal(r, env, &r->channel[i], i);
}
