#include "check/stream.h"

#include "core/in.h"
#include "core/num.h"
#include "core/status.h"
#include "record/samples.h"

static const struct answer_form stream_form = {
	.name = "stream",
	.label = { "file" },
	.main = "all",
	.column = { { "records", 0 }, { "findings", 0 } },
};
const struct answer_form *const stream_forms[] = { &stream_form, NULL };

enum { KEY_MAX = 512 }; /* of a composed key; longer ones share one state */

struct order {
	int64_t newest;
	uint64_t line;
};

struct source {
	int64_t tick, newest;
	bool known;
};

struct wave {
	int64_t next;        /* INDEX expected */
	int64_t want, found; /* … at `line`, and what was there, when no event has told the gap yet */
	uint64_t line;       /* 0: nothing is owed */
	bool told;           /* an event told a gap since the last line */
	bool known;
};

struct alert {
	uint64_t line; /* of its `on`; 0: off */
};

struct raw {
	uint64_t next;
};

void
check_stream_start(struct check_stream *c)
{
	*c = (struct check_stream){ .newest = TM_NONE };
	map_start(&c->order, sizeof(struct order), 0);
	map_start(&c->sources, sizeof(struct source), 0);
	map_start(&c->waves, sizeof(struct wave), 0);
	map_start(&c->alerts, sizeof(struct alert), 0);
	map_start(&c->raws, sizeof(struct raw), 0);
}

void
check_stream_free(struct check_stream *c)
{
	map_free(&c->order);
	map_free(&c->sources);
	map_free(&c->waves);
	map_free(&c->alerts);
	map_free(&c->raws);
}

static void *
state(struct check_stream *c, struct map *m, struct str source, struct str a, struct str b, struct str d, bool *fresh)
{
	char key[KEY_MAX];
	const struct str parts[] = { a, STR("\t"), b, STR("\t"), d };
	size_t n = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		size_t take = parts[i].n < KEY_MAX - n ? parts[i].n : KEY_MAX - n;
		if (take)
			memcpy(key + n, parts[i].p, take);
		n += take;
	}
	void *s = map_get(m, source, (struct str){ key, n }, fresh);
	if (!s && !c->full) {
		c->full = true;
		FIND(c->find, c->find->line, STR("too many sources and signals at once: not everything is checked from here on"));
	}
	return s;
}

static bool
stored(const struct rec *r)
{
	return str_is(rec_key(r, STR("stored")), "1");
}

static void
check_order(struct check_stream *c, const struct rec *r)
{
	char a[24], b[24];
	bool fresh;
	struct str by = r->type == REC_ALERT ? r->u.alert.rule : rec_key(r, STR("by"));
	struct order *o = state(c, &c->order, r->source, r->signal, r->name, by, &fresh);
	if (!o)
		return;
	if (!fresh && r->time < o->newest && !stored(r))
		FIND(c->find, c->find->line, STR("TIME goes back: "), r->name, STR(" of "), r->source, STR(" "), r->signal,
			STR(" had "), find_time(a, o->newest), STR(" in line "), find_number(b, (int64_t)o->line));
	if (fresh || r->time > o->newest) {
		o->newest = r->time;
		o->line = c->find->line;
	}
}

static void
check_tick(struct check_stream *c, const struct rec *r)
{
	char a[24];
	bool fresh;
	struct source *s = state(c, &c->sources, r->source, STR(""), STR(""), STR(""), &fresh);
	if (!s)
		return;
	if (fresh)
		*s = (struct source){ .tick = TM_NONE, .newest = TM_NONE };
	if (r->type == REC_EVENT && str_is(r->u.event.code, "clock-step")) {
		/* From here on times may be smaller. */
		s->tick = TM_NONE;
		map_drop(&c->order, r->source);
		return;
	}
	if (s->tick != TM_NONE && r->time < s->tick && !stored(r))
		FIND(c->find, c->find->line, STR("TIME lies before the tick "), find_time(a, s->tick), STR(" of "), r->source);
	if (r->type == REC_TICK && (s->tick == TM_NONE || r->time > s->tick))
		s->tick = r->time;
	if (r->time > s->newest)
		s->newest = r->time;
}

/* A jump of INDEX that no event has told. */
static void
owed(struct check_stream *c, struct map_entry *e)
{
	struct wave *w = e->state;
	char a[24], b[24];
	if (w->line)
		FIND(c->find, w->line, STR("INDEX of "), e->source, STR(" "), str_trim(e->signal), STR(" jumps from "),
			find_number(a, w->want), STR(" to "), find_number(b, w->found), STR(" and no event tells the gap"));
	w->line = 0;
}

static void
check_wave(struct check_stream *c, const struct rec *r, long n)
{
	bool fresh;
	struct wave *w = state(c, &c->waves, r->source, r->signal, STR(""), STR(""), &fresh);
	if (!w)
		return;
	for (struct map_entry *e = w->line ? map_source(&c->waves, r->source) : NULL; e; e = e->sibling)
		if (e->state == w)
			owed(c, e);
	if (w->known && r->u.wave.index > w->next && !w->told) {
		w->line = c->find->line;
		w->want = w->next;
		w->found = r->u.wave.index;
	}
	w->told = false;
	w->known = n >= 0;
	w->next = r->u.wave.index + n;
}

static void
check_gap(struct check_stream *c, const struct rec *r)
{
	for (struct map_entry *e = map_source(&c->waves, r->source); e; e = e->sibling) {
		struct wave *w = e->state;
		if (!str_is(r->signal, "-") && !str_eq(str_trim(e->signal), r->signal))
			continue;
		w->told = w->line == 0;
		w->line = 0;
	}
}

static void
check_alert(struct check_stream *c, const struct rec *r)
{
	char number[24];
	struct alert *a = state(c, &c->alerts, r->source, r->u.alert.rule, r->signal, STR(""), NULL);
	bool on = str_is(r->u.alert.edge, "on"), over = str_is(r->u.alert.edge, "off") || str_is(r->u.alert.edge, "open");
	if (!a)
		return;
	if (on && a->line && !str_is(rec_key(r, STR("restart")), "1"))
		FIND(c->find, c->find->line, STR("alert "), r->u.alert.rule, STR(" of "), r->source, STR(" is on since line "),
			find_number(number, (int64_t)a->line));
	if (!on && !a->line)
		FIND(c->find, c->find->line, STR("alert "), r->u.alert.rule, STR(" of "), r->source, STR(" was not on: "),
			r->u.alert.edge);
	if (on)
		a->line = c->find->line;
	else if (over)
		a->line = 0;
}

static void
check_raw(struct check_stream *c, const struct rec *r)
{
	char number[24];
	bool fresh;
	uint64_t offset;
	struct raw *w = state(c, &c->raws, r->source, r->u.raw.dir, rec_key(r, STR("ep")), STR(""), &fresh);
	if (!w || !num_get_u64(r->u.raw.offset, &offset))
		return;
	if (offset != w->next && (!fresh || w->next))
		FIND(c->find, c->find->line, STR("OFFSET is not "), find_number(number, (int64_t)w->next), STR(": "),
			r->u.raw.offset);
	w->next = offset + (str_is(r->u.raw.hex, "-") ? 0 : r->u.raw.hex.n / 2);
}

static void
source_over(struct check_stream *c, struct str source)
{
	char number[24];
	for (struct map_entry *e = map_source(&c->waves, source); e; e = e->sibling)
		owed(c, e);
	for (struct map_entry *e = map_source(&c->alerts, source); e; e = e->sibling) {
		const struct alert *a = e->state;
		struct str rest = e->signal, rule = str_cut(&rest, '\t');
		if (a->line)
			FIND(c->find, c->find->line, STR("alert "), rule, STR(" of "), source, STR(", on since line "),
				find_number(number, (int64_t)a->line), STR(", has neither off nor open"));
	}
	map_drop(&c->order, source);
	map_drop(&c->waves, source);
	map_drop(&c->alerts, source);
	map_drop(&c->raws, source);
}

static void
all_over(struct check_stream *c)
{
	for (struct map_entry *e = c->sources.first; e; e = e->next)
		source_over(c, e->source);
	map_free(&c->order);
	map_free(&c->sources);
	map_free(&c->waves);
	map_free(&c->alerts);
	map_free(&c->raws);
	c->newest = TM_NONE;
	c->begun = false;
}

static void
check_end(struct check_stream *c, const struct rec *r)
{
	char a[24];
	bool all = str_is(r->source, "-");
	struct source *s = all ? NULL : map_find(&c->sources, r->source, STR("\t\t"));
	int64_t newest = all ? c->newest : s ? s->newest : TM_NONE;
	if (newest != TM_NONE && r->time < newest)
		FIND(c->find, c->find->line, STR("end is not at the newest TIME, "), find_time(a, newest));
	if (!all) {
		source_over(c, r->source);
		map_drop(&c->sources, r->source);
		return;
	}
	c->ended = true;
	c->rotated = str_is(r->u.end.status, "rotate");
	if (str_is(r->u.end.status, "cut"))
		FIND(c->find, c->find->line, STR("end cut: the input of the tool that wrote this was not complete"));
	if (!c->rotated)
		all_over(c);
}

static void
check_record(struct check_stream *c, const struct rec *r)
{
	long n = form_check(&c->form, c->find, r);
	c->records++;
	c->ended = false;
	if (r->type == REC_IOMT) {
		if (c->begun && !c->rotated) {
			FIND(c->find, c->find->line, STR("a stream begins, and the one before had no end"));
			all_over(c);
		}
		if (!str_is(r->u.iomt.major, "1"))
			FIND(c->find, c->find->line, STR("version "), r->u.iomt.major, STR(": this tool knows version 1"));
		c->begun = true;
		return;
	}
	if (!c->begun)
		FIND(c->find, c->find->line, STR("a stream begins without its iomt record"));
	c->begun = true;
	if (r->type == REC_END) {
		check_end(c, r);
		return;
	}
	c->rotated = false;
	if (r->type == REC_CMD)
		return;
	if (c->newest == TM_NONE || r->time > c->newest)
		c->newest = r->time;
	if (r->type == REC_DEV)
		map_drop(&c->raws, r->source); /* the port was opened anew */
	check_tick(c, r);
	check_order(c, r);
	if (r->type == REC_WAVE)
		check_wave(c, r, n);
	else if (r->type == REC_EVENT && str_is(r->u.event.code, "gap"))
		check_gap(c, r);
	else if (r->type == REC_ALERT)
		check_alert(c, r);
	else if (r->type == REC_RAW_BYTES)
		check_raw(c, r);
}

static void
check_lines(struct check_stream *c, struct find *f, struct lines *lines)
{
	struct str line;
	uint64_t skipped = 0;
	for (;;) {
		struct rec r;
		const char *wrong;
		enum lines_kind kind = lines_next(lines, &line, &skipped);
		if (kind == LINES_END || kind == LINES_ERROR)
			return;
		f->line++;
		if (kind == LINES_LONG) {
			char number[24];
			FIND(f, f->line, STR("a line of "), find_number(number, (int64_t)skipped),
				STR(" bytes: over 1 MiB is no record"));
		} else if (kind == LINES_TAIL) {
			FIND(f, f->line, STR("the last line has no end: it is cut"));
		} else if ((wrong = rec_parse(&r, line)) != NULL) {
			FIND(f, f->line, STR("not a record: "), str_of(wrong));
		} else if (r.type != REC_COMMENT) {
			check_record(c, &r);
		}
	}
}

int
check_stream_file(struct check_stream *c, struct find *f, const char *path, long *error)
{
	struct lines lines;
	int status = ST_OK;
	c->find = f;
	c->records = 0;
	*error = lines_open(&lines, path);
	if (*error < 0)
		return ST_IO;
	c->ended = false;
	check_lines(c, f, &lines);
	*error = lines.error;
	if (*error == IN_CUT || *error == IN_BAD) {
		FIND(f, 0, str_of(in_error(*error)));
		*error = 0;
	} else if (*error < 0) {
		status = ST_IO;
	}
	lines_close(&lines);
	if (!c->ended) {
		FIND(f, 0, c->records ? STR("no end record: the stream is cut short") : STR("no records"));
		all_over(c);
	}
	return f->count ? st_worse(status, ST_NO) : status;
}
