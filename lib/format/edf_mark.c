/* Annotations: they wait here for their time, since a file may have them in any order. A heap by time, the texts beside it. */
#include "format/edf.h"

#include "core/num.h"
#include "core/status.h"

#include <stdlib.h>
#include <string.h>

bool
edf_marks_open(struct edf *r)
{
	r->mark = malloc(EDF_MARKS * sizeof(*r->mark));
	r->texts = malloc(EDF_TEXTS / 2);
	r->spare = malloc(EDF_TEXTS / 2);
	r->last_mark = INT64_MIN;
	return r->mark && r->texts && r->spare;
}

void
edf_marks_close(struct edf *r)
{
	free(r->mark);
	free(r->texts);
	free(r->spare);
}

static bool
before(const struct edf_mark *a, const struct edf_mark *b)
{
	return a->time < b->time || (a->time == b->time && a->order < b->order);
}

/* Room for n more bytes of text: those that nobody needs are swept out. Not where more than half would stay, so that it is rare. */
static bool
room(struct edf *r, size_t n)
{
	size_t live = 0;
	char *texts = r->spare;

	if (n <= EDF_TEXTS / 2 - r->ntexts)
		return true;
	for (size_t i = 0; i < r->nmarks; i++)
		live += r->mark[i].nduration + r->mark[i].n;
	if (live > EDF_TEXTS / 4 || n > EDF_TEXTS / 4)
		return false;
	r->ntexts = 0;
	for (size_t i = 0; i < r->nmarks; i++) {
		struct edf_mark *m = &r->mark[i];

		memcpy(texts + r->ntexts, r->texts + m->at, m->nduration + m->n);
		m->at = r->ntexts;
		r->ntexts += m->nduration + m->n;
	}
	r->spare = r->texts;
	r->texts = texts;
	return true;
}

/* "Lights off@@EEG F4-A1" is about that signal (EDF+ 2.2.4). */
static int
about(const struct edf *r, struct str *text)
{
	for (size_t i = 1; i + 2 < text->n; i++) {
		struct str label = { text->p + i + 2, text->n - i - 2 };

		if (text->p[i] != '@' || text->p[i + 1] != '@')
			continue;
		for (int64_t k = 0; k < r->head.nsignals; k++)
			if (!r->head.signal[k].marks && str_eq(str_trim(label), r->head.signal[k].label)) {
				text->n = i;
				return (int)k;
			}
	}
	return -1;
}

/* It stands so late in the file that what was written already went past its time. */
static void
late(struct edf *r, struct fmt_env *env, const struct edf_tal *tal, struct str text, int64_t record)
{
	struct recw *w = env->w;
	char number[24];

	recw_begin(w, "err", w->newest == TM_NONE ? 0 : w->newest, str_of(env->source), STR("-"));
	recw_word(w, STR("range"));
	recw_uint(w, edf_offset(r, record));
	recw_uint(w, (uint64_t)r->head.record_bytes);
	recw_key_text(w, "want", STR("an annotation at most 5 s late"));
	recw_key_text(w, "got", str_of(edf_seconds(number, tal->onset_ns)));
	recw_key_text(w, "text", text);
	recw_end(w);
	fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "an annotation of ", number,
		" s stands over 5 s late in the file: it is an err record", NULL);
}

void
edf_mark_add(struct edf *r, struct fmt_env *env, const struct edf_tal *tal, struct str text, int64_t record)
{
	struct edf_mark m = { .time = edf_us(tal->onset_ns), .order = r->order, .nduration = tal->duration.n };
	size_t at = r->nmarks;

	if (m.time < r->from || m.time >= r->to)
		return;
	if (m.time < r->last_mark || m.time < (r->tick - 1) * TM_S) {
		late(r, env, tal, text, record);
		return;
	}
	m.channel = about(r, &text);
	if (m.channel >= 0 && env->select &&
		!rec_match(str_of(env->select), str_of(env->source), str_of(r->channel[m.channel].signal)))
		return;
	m.n = text.n;
	if (r->nmarks == EDF_MARKS || !room(r, m.n + m.nduration)) {
		r->lost++;
		return;
	}
	r->order++;
	m.at = r->ntexts;
	if (m.nduration)
		memcpy(r->texts + m.at, tal->duration.p, m.nduration);
	memcpy(r->texts + m.at + m.nduration, text.p, m.n);
	r->ntexts += m.nduration + m.n;
	for (r->nmarks++; at && before(&m, &r->mark[(at - 1) / 2]); at = (at - 1) / 2)
		r->mark[at] = r->mark[(at - 1) / 2];
	r->mark[at] = m;
}

const struct edf_mark *
edf_mark_next(const struct edf *r)
{
	return r->nmarks ? &r->mark[0] : NULL;
}

void
edf_mark_write(struct edf *r, struct fmt_env *env)
{
	const struct edf_mark m = r->mark[0], *last = &r->mark[--r->nmarks];
	struct recw *w = env->w;
	int64_t duration = 0;
	int decimals = 0;
	size_t at = 0;

	r->last_mark = m.time;
	recw_begin(w, "ann", m.time, str_of(env->source), m.channel < 0 ? STR("-") : str_of(r->channel[m.channel].signal));
	if (m.nduration)
		(void)num_get_dec((struct str){ r->texts + m.at, m.nduration }, &duration, &decimals);
	recw_dec(w, duration, decimals);
	recw_text(w, (struct str){ r->texts + m.at + m.nduration, m.n });
	recw_end(w);

	for (size_t next; (next = 2 * at + 1) < r->nmarks; at = next) {
		if (next + 1 < r->nmarks && before(&r->mark[next + 1], &r->mark[next]))
			next++;
		if (!before(&r->mark[next], last))
			break;
		r->mark[at] = r->mark[next];
	}
	r->mark[at] = *last;
	if (!r->nmarks)
		r->ntexts = 0;
}
