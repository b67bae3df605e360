#include "record/select.h"
#include "record/wavecut.h"

#include <string.h>

struct times {
	int64_t first, newest;
};

/* The records without which the others are no whole stream. */
static bool
is_frame(enum rec_type t)
{
	return t == REC_DEV || t == REC_INFO || t == REC_TICK || t == REC_END;
}

static void
no_type(char *why, struct str word, const char *near)
{
	const size_t n = word.n < 32 ? word.n : 32; /* no type is so long */

	why = stpcpy(why, "--type: '");
	memcpy(why, word.p, n);
	why = stpcpy(why + n, "' is no record type");
	if (near)
		(void)stpcpy(stpcpy(stpcpy(why, " (did you mean '"), near), "'?)");
}

bool
select_start(struct select *s, char *why)
{
	struct str rest = str_of(s->types);
	const char *names[REC_TYPES];
	size_t n = 0;

	map_start(&s->map, sizeof(struct times), 0);
	for (int t = REC_IOMT; t < REC_TYPES; t++)
		names[n++] = rec_type_name((enum rec_type)t);
	while (rest.p) {
		const struct str word = str_trim(str_cut(&rest, ','));
		bool known = str_starts(word, STR("x-")) && word.n > 2;
		char given[SELECT_WHY];

		for (size_t i = 0; i < n && !known; i++)
			known = str_is(word, names[i]);
		if (known)
			continue;
		(void)str_copy(given, sizeof(given), word);
		no_type(why, word, opt_nearest(given, names, n));
		return false;
	}
	if (s->from.given && s->to.given && s->from.absolute == s->to.absolute && s->from.us >= s->to.us) {
		(void)stpcpy(why, "--to is not later than --from");
		return false;
	}
	return true;
}

uint32_t
select_passes(const struct select *s)
{
	if (s->signal || s->types || s->source || s->from.given || s->to.given)
		return 0;
	return 1u << REC_NUM | 1u << REC_WAVE | 1u << REC_BEAT | 1u << REC_RAW_BYTES | 1u << REC_TICK;
}

static bool
in_list(const char *list, struct str word, bool glob)
{
	struct str rest = str_of(list);

	while (rest.p) {
		const struct str item = str_trim(str_cut(&rest, ','));

		if (glob ? rec_glob(item, word) : str_eq(item, word))
			return true;
	}
	return false;
}

static int64_t
limit(const struct opt_position *p, int64_t first)
{
	return !p->given ? TM_NONE : p->absolute ? p->us : first + p->us;
}

static enum select_answer
by_time(struct select *s, struct rec *r)
{
	const bool all = str_is(r->source, "-");
	bool fresh = false;
	struct times *t = all ? NULL : map_get(&s->map, r->source, STR("-"), &fresh);
	int64_t from, to;
	enum wavecut cut = WAVECUT_WHOLE;

	if (!s->any) {
		s->any = true;
		s->first = r->time;
	}
	if (fresh)
		*t = (struct times){ .first = r->time, .newest = TM_NONE };
	from = limit(&s->from, t ? t->first : s->first);
	to = limit(&s->to, t ? t->first : s->first);
	if (r->type == REC_END) {
		const int64_t was = r->time;

		if (t && t->newest != TM_NONE)
			r->time = t->newest;
		else if (to != TM_NONE && r->time > to)
			r->time = to;
		return r->time == was ? SELECT_PASS : SELECT_CHANGED;
	}
	if (r->type == REC_DEV || r->type == REC_INFO)
		from = TM_NONE; /* what the source is does not become untrue */
	if (r->type == REC_WAVE)
		cut = wavecut_part(r, from, to);
	else if ((from != TM_NONE && r->time < from) || (to != TM_NONE && (r->type == REC_TICK ? r->time > to : r->time >= to)))
		cut = WAVECUT_NONE;
	return cut == WAVECUT_NONE ? SELECT_DROP : cut == WAVECUT_PART ? SELECT_CHANGED : SELECT_PASS;
}

enum select_answer
select_record(struct select *s, struct rec *r)
{
	enum select_answer answer = SELECT_PASS;

	/* time first: the first TIME of a source is that of its first record, wanted or not */
	if (s->from.given || s->to.given)
		answer = by_time(s, r);
	if (answer == SELECT_DROP)
		return answer;
	if (s->types && !is_frame(r->type) && !in_list(s->types, r->name, false))
		return SELECT_DROP;
	if (s->source && !str_is(r->source, "-") && !in_list(s->source, r->source, true))
		return SELECT_DROP;
	if (s->signal && !rec_match(str_of(s->signal), r->source, r->signal))
		return SELECT_DROP;
	if (s->from.given || s->to.given) {
		struct times *t = map_find(&s->map, r->source, STR("-"));

		if (t && r->time > t->newest)
			t->newest = r->time;
	}
	return answer;
}

void
select_write(struct recw *w, const struct rec *r)
{
	struct str keys = r->keys;

	recw_begin(w, "end", r->time, r->source, r->signal);
	recw_word(w, r->u.end.status);
	while (keys.n)
		recw_word(w, str_cut(&keys, '\t'));
	recw_end(w);
}

void
select_tap(void *arg, struct recw *w, struct rec *r)
{
	struct select *s = arg;
	const bool all = r->type == REC_IOMT || r->type == REC_CMD || r->type == REC_COMMENT ||
			 (r->type == REC_END && str_is(r->source, "-"));
	enum select_answer answer = all ? SELECT_PASS : select_record(s, r);

	if (answer == SELECT_PASS)
		recw_pass(w, r);
	else if (answer == SELECT_CHANGED && r->type == REC_WAVE)
		(void)wavecut_write(w, r);
	else if (answer == SELECT_CHANGED)
		select_write(w, r);
	if (r->type == REC_END && all)
		select_finish(s);
	else if (r->type == REC_END)
		select_drop(s, r->source);
}

void
select_drop(struct select *s, struct str source)
{
	map_drop(&s->map, source);
}

void
select_finish(struct select *s)
{
	map_free(&s->map);
	s->any = false;
}
