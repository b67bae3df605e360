/* Annotations as records: beats as `beat`, the rest as `ann`. An annotation is about the record, so SIGNAL is "-". */
#include "format/wfdb.h"

#include "core/num.h"
#include "core/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LATEST = 2e11; /* seconds: no recording is that long */

bool
wfdb_marks_open(struct wfdb *r, struct fmt_env *env)
{
	for (size_t i = 0; i < env->nannotators; i++) {
		const char *ext = env->annotators[i];
		struct str stem = env->stem ? str_of(env->stem) : r->head.name;
		struct wfdb_marks *m = calloc(1, sizeof(*m));
		struct fmt_source src;
		int rc;

		if (!m)
			return false;
		if (stem.n + strlen(ext) + 2 > sizeof(m->file)) {
			free(m);
			fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, "the name of annotator ", ext, " is too long", NULL);
			continue;
		}
		memcpy(m->file, stem.p, stem.n);
		m->file[stem.n] = '.';
		memcpy(m->file + stem.n + 1, ext, strlen(ext) + 1);
		rc = env->sibling(env->arg, m->file, &src);
		if (rc < 0) {
			fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, "annotations ", m->file, ": ", fmt_error(rc), NULL);
			free(m);
			continue;
		}
		m->by = ext;
		m->sample = m->beat = INT64_MIN;
		annot_start(&m->reader, &src, r->head.fs);
		r->marks[r->nmarks++] = m;
	}
	return true;
}

void
wfdb_marks_close(struct wfdb *r)
{
	for (size_t i = 0; i < r->nmarks; i++) {
		annot_close(&r->marks[i]->reader);
		free(r->marks[i]);
	}
}

static void
err(struct fmt_env *env, const struct wfdb_marks *m, const char *code, const char *want, int64_t got)
{
	struct recw *w = env->w;
	const struct annot *a = &m->next;

	recw_begin(w, "err", w->newest == TM_NONE ? 0 : w->newest, str_of(env->source), STR("-"));
	recw_word(w, str_of(code));
	recw_uint(w, a->offset);
	recw_uint(w, a->length);
	if (want) {
		recw_key_text(w, "want", str_of(want));
		recw_key_int(w, "got", got);
	}
	recw_key_hex(w, "hex", a->bytes, a->length < sizeof(a->bytes) ? a->length : sizeof(a->bytes));
	recw_key_text(w, "file", str_of(m->file));
	recw_end(w);
}

static void
damaged(struct fmt_env *env, const struct wfdb_marks *m, const char *what)
{
	char at[24];

	*num_put_u64(at, m->next.offset) = '\0';
	fmt_say(env, FMT_WARN, ST_DAMAGED, m->file, 0, "byte ", at, ": ", what, NULL);
}

/* Whether the annotation has a time that can be written; if not, it becomes an `err`. */
static bool
in_order(struct fmt_env *env, struct wfdb_marks *m)
{
	const struct annot *a = &m->next;
	char want[32] = ">=", *end;

	if (!(fabs((double)a->sample / rate_hz(m->reader.rate)) < LATEST)) {
		err(env, m, "range", "a time within a recording", a->sample);
		damaged(env, m, "an annotation's time is out of any range");
		return false;
	}
	if (m->sample != INT64_MIN && a->sample < m->sample) {
		end = num_put_i64(want + 2, m->sample);
		*end = '\0';
		err(env, m, "range", want, a->sample);
		damaged(env, m, "an annotation goes back in time");
		return false;
	}
	return true;
}

void
wfdb_marks_next(struct wfdb *r, struct fmt_env *env, struct wfdb_marks *m)
{
	m->waiting = false;
	while (!m->over && !m->waiting) {
		switch (annot_next(&m->reader, &m->next)) {
		case ANNOT_ONE:
			if (!in_order(env, m))
				break;
			m->sample = m->next.sample;
			m->time = r->t0 + rate_us(m->reader.rate, m->next.sample);
			if (m->time >= r->to)
				m->over = true;
			else
				m->waiting = true;
			break;
		case ANNOT_BAD_TYPE:
			err(env, m, "framing", NULL, 0);
			damaged(env, m, "no annotation has this type code");
			break;
		case ANNOT_TRUNCATED:
			err(env, m, "truncated", NULL, 0);
			damaged(env, m, "the file ends without the mark of its end");
			break;
		case ANNOT_TRAILING:
			err(env, m, "overlong", NULL, 0);
			damaged(env, m, "bytes behind the mark of the end");
			break;
		case ANNOT_ERROR:
			fmt_say(env, FMT_ERROR, ST_IO, m->file, 0, fmt_error(m->reader.error), NULL);
			env->broken = true;
			break;
		case ANNOT_END:
			m->over = true;
			break;
		}
	}
}

/* The keys that say where an annotation came from; `code` where CODE or LABEL does not. */
static void
origin(struct recw *w, const struct wfdb_marks *m, const char *edge, const char *code)
{
	const struct annot *a = &m->next;
	char fs[64];

	recw_key_text(w, "by", str_of(m->by));
	if (edge)
		recw_key_word(w, "edge", str_of(edge));
	recw_key_int(w, "index", a->sample);
	recw_key_word(w, "fs", (struct str){ fs, (size_t)(rate_put(fs, m->reader.rate) - fs) });
	if (code)
		recw_key_text(w, "code", str_of(code));
	if (a->sub)
		recw_key_int(w, "sub", a->sub);
	if (a->chan)
		recw_key_int(w, "chan", a->chan);
	if (a->num)
		recw_key_int(w, "num", a->num);
}

static double
seconds(const struct wfdb_marks *m, int64_t samples)
{
	return (double)samples * (double)m->reader.rate.den / (double)m->reader.rate.num;
}

static void
beat(struct fmt_env *env, struct wfdb_marks *m, bool show, const char *code)
{
	struct recw *w = env->w;
	const struct annot *a = &m->next;

	if (show) {
		recw_begin(w, "beat", m->time, str_of(env->source), STR("-"));
		recw_word(w, str_of(code));
		if (m->beat != INT64_MIN && a->sample > m->beat)
			recw_key_sig(w, "rr", seconds(m, a->sample - m->beat), 12);
		origin(w, m, NULL, NULL);
		if (a->aux.n)
			recw_key_text(w, "text", a->aux);
		recw_end(w);
	}
	m->beat = a->sample;
}

/* An `ann`. duration < 0: open. */
static void
ann(struct fmt_env *env, struct wfdb_marks *m, double duration, struct str label, struct str text, const char *edge,
	const char *code)
{
	struct recw *w = env->w;

	recw_begin(w, "ann", m->time, str_of(env->source), STR("-"));
	if (duration < 0)
		recw_word(w, STR("-"));
	else
		recw_sig(w, duration, 12);
	recw_text(w, label);
	if (text.n)
		recw_key_text(w, "text", text);
	origin(w, m, edge, code);
	recw_end(w);
}

static void
open_interval(struct fmt_env *env, struct wfdb_marks *m, struct wfdb_open *o, bool show, struct str label, struct str text,
	const char *code)
{
	o->is = true;
	o->sample = m->next.sample;
	(void)str_copy(o->label, sizeof(o->label), label);
	if (show)
		ann(env, m, -1, str_of(o->label), text, NULL, code);
}

/* text: of the annotation, where nothing begins with it that could carry it. */
static void
end_interval(struct fmt_env *env, struct wfdb_marks *m, struct wfdb_open *o, bool show, struct str text, const char *code)
{
	if (o->is && show)
		ann(env, m, seconds(m, m->next.sample - o->sample), str_of(o->label), text, "end", code);
	o->is = false;
}

static void
rhythm(struct fmt_env *env, struct wfdb_marks *m, bool show, const char *code)
{
	const struct str none = { NULL, 0 }, aux = m->next.aux;
	struct str label = str_trim(aux);
	bool exact;

	if (str_is(aux, "(")) { /* a rhythm ends, and none is named */
		end_interval(env, m, &m->rhythm, show, aux, code);
		return;
	}
	if (!label.n) {
		if (show)
			ann(env, m, 0, STR("rhythm"), aux, NULL, code);
		return;
	}
	if (label.p[0] == '(' && label.n > 1) {
		label.p++;
		label.n--;
	}
	exact = label.n < sizeof(m->rhythm.label) && aux.n == label.n + 1 && aux.p[0] == '(';
	end_interval(env, m, &m->rhythm, show, none, code);
	/* The text where the label does not tell it. */
	open_interval(env, m, &m->rhythm, show, label, exact ? none : aux, code);
}

/* A change of signal quality. Low four bits of the subtype: noise in signal 0..3; high four: unreadable; −1: all unreadable. */
static void
quality(struct fmt_env *env, struct wfdb_marks *m, bool show, const char *code)
{
	const int sub = m->next.sub;
	const bool lost = sub == -1 || (sub & 0x30) == 0x30;
	const struct str none = { NULL, 0 };

	if (sub == 0 && !m->quality.is && show)
		ann(env, m, 0, STR("clean"), m->next.aux, NULL, code);
	end_interval(env, m, &m->quality, show, sub ? none : m->next.aux, code);
	if (sub)
		open_interval(env, m, &m->quality, show, lost ? STR("unreadable") : STR("noise"), m->next.aux, code);
}

void
wfdb_marks_write(struct wfdb *r, struct fmt_env *env, struct wfdb_marks *m)
{
	const struct annot *a = &m->next;
	const struct annot_type *t = &annot_types[a->type];
	const char *custom = m->reader.custom[a->type];
	const bool show = m->time >= r->from;
	char number[24];
	const char *code = t->mnemonic ? t->mnemonic : number;

	*num_put_i64(number, a->type) = '\0';
	switch (t->class) {
	case ANNOT_BEAT:
		beat(env, m, show, code);
		break;
	case ANNOT_RHYTHM:
		rhythm(env, m, show, code);
		break;
	case ANNOT_QUALITY:
		quality(env, m, show, code);
		break;
	case ANNOT_VF_ON:
		end_interval(env, m, &m->vf, show, (struct str){ NULL, 0 }, code);
		open_interval(env, m, &m->vf, show, STR("VF"), a->aux, code);
		break;
	case ANNOT_VF_OFF:
		if (!m->vf.is && show)
			ann(env, m, -1, STR("VF"), a->aux, "end", code); /* its beginning is not in the file */
		end_interval(env, m, &m->vf, show, a->aux, code);
		break;
	case ANNOT_POINT:
	case ANNOT_NONE:
		if (show)
			ann(env, m, 0, str_of(t->label ? t->label : *custom ? custom : code), a->aux, NULL, code);
		break;
	}
}
