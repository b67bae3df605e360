/* What a WFDB header says beside the numbers: `dev`, `info`, and an `event` for what cannot be read. */
#include "format/wfdb.h"

#include "core/num.h"

#include <string.h>

static void
info(struct fmt_env *env, int64_t time, const char *signal, const char *key, struct str value)
{
	if (!value.n)
		return;
	recw_begin(env->w, "info", time, str_of(env->source), str_of(signal));
	recw_text(env->w, str_of(key));
	recw_text(env->w, value);
	recw_end(env->w);
}

static void
info_int(struct fmt_env *env, int64_t time, const char *signal, const char *key, int64_t v)
{
	char text[24];

	info(env, time, signal, key, (struct str){ text, (size_t)(num_put_i64(text, v) - text) });
}

void
wfdb_describe(struct fmt_env *env, const struct wfdb_channel *c, int64_t time, bool layout)
{
	const struct wfdb_signal *s = c->head;
	struct str instance = sig_instance(str_of(c->signal));
	char number[24];

	if (env->select && !rec_match(str_of(env->select), str_of(env->source), str_of(c->signal)))
		return;
	if (!str_eq(instance, s->label))
		info(env, time, c->signal, "label", s->label);
	if (!c->group && !layout) {
		/* It is in the recording, but not in this stream. */
		*num_put_i64(number, s->format) = '\0';
		recw_begin(env->w, "event", time, str_of(env->source), str_of(c->signal));
		recw_word(env->w, STR("unsupported"));
		recw_key_text(env->w, "text",
			s->format ? STR("a signal that could not be read") : STR("a null signal: there are no samples of it"));
		recw_key_word(env->w, "format", str_of(number));
		recw_key_text(env->w, "file", s->file);
		recw_end(env->w);
		return;
	}
	if (s->gain == 0)
		info(env, time, c->signal, "calibration", STR("none"));
	if (s->has & WFDB_HAS_RESOLUTION)
		info_int(env, time, c->signal, "adc-resolution", s->resolution);
	if (s->has & WFDB_HAS_ZERO)
		info_int(env, time, c->signal, "adc-zero", s->zero);
	if (s->skew)
		info_int(env, time, c->signal, "skew", s->skew);
}

/* dev and info. */
void
wfdb_describe_record(struct wfdb *r, struct fmt_env *env)
{
	const struct wfdb_head *h = &r->head;
	struct str text = { r->text, r->ntext }, comment;
	size_t at = 0;

	recw_begin(env->w, "dev", r->t0, str_of(env->source), STR("-"));
	recw_word(env->w, STR("wfdb"));
	if (h->has_date && !env->anonymous) {
		char iso[TM_ISO_TEXT + 8], *end = tm_put_iso(iso, h->date_us + h->day_us);

		/* Local time of an unknown zone: without the Z, and without a fraction of zero. */
		end--;
		if (end - iso > 7 && memcmp(end - 7, ".000000", 7) == 0)
			end -= 7;
		recw_key_word(env->w, "start", (struct str){ iso, (size_t)(end - iso) });
	} else if (!env->anonymous) {
		recw_key_text(env->w, "devtime", h->base_time);
	}
	recw_end(env->w);
	info(env, r->t0, "-", "counter-frequency", h->counter);
	info(env, r->t0, "-", "base-counter", h->counter_base);
	while (!env->anonymous && wfdb_comment(text, &at, &comment))
		info(env, r->t0, "-", "note", comment);
	for (size_t i = 0; i < r->nchannels; i++)
		wfdb_describe(env, &r->channel[i], r->t0, false);
}
