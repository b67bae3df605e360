/* Records of several segments (header(5)): each segment is a record of its own, opened when the one before it is over. INDEX and TIME
 * count through the whole record. A null segment, a signal that a segment does not have, and a segment that cannot be read are gaps,
 * which an event tells as soon as the signal comes back, or at the end. */
#include "format/wfdb.h"

#include "core/status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENT_FILE = 256 };

static bool
no_memory(struct fmt_env *env)
{
	fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, fmt_error(-ENOMEM), NULL);
	return false;
}

static bool
is_null(const struct wfdb_segment *s)
{
	return str_is(s->name, "~");
}

bool
wfdb_multi_open(struct wfdb *r, struct fmt_env *env)
{
	struct wfdb_multi *m = r->multi = calloc(1, sizeof(*m));
	unsigned long line = 0;
	char why[WFDB_WHY];

	if (!m || !(m->part = calloc((size_t)r->head.segments, sizeof(*m->part))))
		return no_memory(env);
	if (!wfdb_segments(&r->head, m->part, (struct str){ r->text, r->ntext }, &line, why)) {
		fmt_say(env, FMT_ERROR, ST_DAMAGED, NULL, line, why, NULL);
		return false;
	}
	for (int64_t i = 0; i < r->head.segments; i++)
		m->all += m->part[i].frames;
	if (r->head.samples && r->head.samples != m->all)
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 1,
			"the segments have another number of samples in all than the record line says", NULL);
	r->head.nsignals = 0;
	return true;
}

/* The header of a segment into m->text and r->head, of which all but the signals stays that of the record. */
static bool
read_header(struct wfdb *r, struct fmt_env *env, const struct wfdb_segment *s, char *file)
{
	struct wfdb_multi *m = r->multi;
	struct fmt_source src;
	struct wfdb_head head;
	unsigned long line = 0;
	char why[WFDB_WHY];
	bool read;
	int rc;

	if (s->name.n + 5 > SEGMENT_FILE) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, s->line, "the name of a segment is too long", NULL);
		return false;
	}
	memcpy(file, s->name.p, s->name.n);
	memcpy(file + s->name.n, ".hea", 5);
	rc = env->sibling(env->arg, file, &src);
	if (rc < 0) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, s->line, "segment ", file, ": ", fmt_error(rc), NULL);
		return false;
	}
	m->ntext = 0;
	free(m->text);
	m->text = NULL;
	read = wfdb_read_text(env, &src, file, &m->text, &m->ntext);
	fmt_close(&src);
	if (!read)
		return false;
	if (!wfdb_record(&head, (struct str){ m->text, m->ntext }, &line, why)) {
		fmt_say(env, FMT_ERROR, ST_DAMAGED, file, line, why, NULL);
		return false;
	}
	if (head.segments || head.fs.num != r->head.fs.num || head.fs.den != r->head.fs.den) {
		fmt_say(env, FMT_ERROR, ST_DAMAGED, file, line,
			head.segments ? "a segment cannot have segments"
				      : "the segment has another sampling frequency than the record",
			NULL);
		return false;
	}
	if (s->frames && head.samples && head.samples != s->frames)
		fmt_say(env, FMT_WARN, ST_DAMAGED, file, line,
			"the segment has another number of samples than the record's header says", NULL);
	r->head.nsignals = head.nsignals;
	r->head.samples = s->frames;
	return true;
}

/* The INDEX of the first sample at or after --from. */
static int64_t
first_index(const struct wfdb *r, struct rate rate, int64_t lead)
{
	if (r->from == INT64_MIN)
		return 0;
	int64_t k = rate_samples(rate, r->from - r->t0) + lead - 2;

	if (k < 0)
		k = 0;
	while (r->t0 + rate_us(rate, k - lead) < r->from)
		k++;
	return k;
}

static struct wfdb_lane *
find(struct wfdb_multi *m, const char *signal)
{
	for (size_t i = 0; i < m->nlanes; i++)
		if (strcmp(m->lane[i].signal, signal) == 0)
			return &m->lane[i];
	return NULL;
}

/* A lane for every channel; those that are new are described. */
static void
know(struct wfdb *r, struct fmt_env *env, int64_t time, bool layout)
{
	struct wfdb_multi *m = r->multi;

	for (size_t i = 0; i < r->nchannels; i++) {
		const struct wfdb_channel *c = &r->channel[i];

		if (find(m, c->signal) == NULL) {
			if (m->nlanes == m->cap) {
				size_t cap = m->cap ? 2 * m->cap : 16;
				struct wfdb_lane *larger = cap <= WFDB_SIGNALS ? realloc(m->lane, cap * sizeof(*larger)) : NULL;

				if (!larger)
					continue; /* too many different signals: gaps of this one are seen in INDEX only */
				m->lane = larger;
				m->cap = cap;
			}
			struct wfdb_lane *l = &m->lane[m->nlanes++];

			*l = (struct wfdb_lane){ .rate = c->rate, .lead = c->lead, .next = first_index(r, c->rate, c->lead) };
			memcpy(l->signal, c->signal, sizeof(l->signal));
			l->wanted = !env->select || rec_match(str_of(env->select), str_of(env->source), str_of(c->signal));
			wfdb_describe(env, c, time, layout);
		} else if (!c->group && c->head->format) {
			wfdb_describe(env, c, time, layout); /* it is in the segment and cannot be read */
		}
	}
}

void
wfdb_multi_start(struct wfdb *r, struct fmt_env *env)
{
	struct wfdb_multi *m = r->multi;
	char file[SEGMENT_FILE];

	if (r->head.segments == 0 || m->part->frames || is_null(m->part))
		return;
	m->at = 1;
	if (read_header(r, env, m->part, file) && wfdb_open_signals(r, env, file, (struct str){ m->text, m->ntext }, 0)) {
		wfdb_channels_name(r);
		know(r, env, r->t0, true);
	}
	wfdb_close_signals(r);
}

static int64_t
time_at(const struct wfdb *r, int64_t frames)
{
	return r->t0 + rate_us(r->head.fs, frames);
}

bool
wfdb_multi_next(struct wfdb *r, struct fmt_env *env)
{
	struct wfdb_multi *m = r->multi;
	int64_t before = m->frames, time = time_at(r, before);
	const struct wfdb_segment *s;
	char file[SEGMENT_FILE];

	if (m->at == r->head.segments || time >= r->to)
		return false;
	wfdb_check(r, env);
	wfdb_close_signals(r);
	s = &m->part[m->at++];
	m->frames += s->frames;
	if (s->frames == 0 || is_null(s) || (r->from != INT64_MIN && time_at(r, m->frames) <= r->from))
		return true;
	if (!read_header(r, env, s, file) || !wfdb_open_signals(r, env, file, (struct str){ m->text, m->ntext }, before))
		return true;
	if (!wfdb_groups_open(r, env)) {
		no_memory(env);
		return true;
	}
	wfdb_channels_name(r);
	for (size_t i = 0; i < r->nchannels; i++)
		wfdb_channel_ready(r, env, &r->channel[i]);
	know(r, env, time < r->from ? r->from : time, false);
	return true;
}

static void
gap(struct fmt_env *env, const struct wfdb_lane *l, int64_t time, int64_t lost)
{
	recw_begin(env->w, "event", time, str_of(env->source), str_of(l->signal));
	recw_word(env->w, STR("gap"));
	recw_key_int(env->w, "lost", lost);
	recw_end(env->w);
}

void
wfdb_multi_gap(struct wfdb *r, struct fmt_env *env, const struct wfdb_channel *c)
{
	struct wfdb_lane *l = find(r->multi, c->signal);

	if (!l)
		return;
	if (c->before + c->next > l->next)
		gap(env, l, c->next_time, c->before + c->next - l->next);
	l->next = c->before + c->next;
}

void
wfdb_multi_went(struct wfdb *r, const struct wfdb_channel *c)
{
	struct wfdb_lane *l = find(r->multi, c->signal);

	if (l)
		l->next = c->before + c->next;
}

void
wfdb_multi_end(struct wfdb *r, struct fmt_env *env)
{
	struct wfdb_multi *m = r->multi;
	int64_t end = time_at(r, m->all);

	if (end > r->to)
		end = r->to;
	for (size_t i = 0; i < m->nlanes; i++) {
		struct wfdb_lane *l = &m->lane[i];
		int64_t k = rate_samples(l->rate, end - r->t0) + l->lead - 2;

		while (r->t0 + rate_us(l->rate, k - l->lead) < end)
			k++;
		if (end == time_at(r, m->all)) /* the skewed ones have their last samples before it */
			k -= l->lead;
		if (l->wanted && k > l->next)
			gap(env, l, end, k - l->next);
	}
}

void
wfdb_multi_close(struct wfdb *r)
{
	struct wfdb_multi *m = r->multi;

	if (!m)
		return;
	free(m->part);
	free(m->text);
	free(m->lane);
	free(m);
	r->multi = NULL;
}
