#include "export/export.h"
#include "export/open.h"

#include "core/msg.h"
#include "core/num.h"
#include "core/status.h"
#include "core/version.h"
#include "record/samples.h"

#include <stdlib.h>

enum { SOURCES_MAX = MAP_CAP };

void
export_fail(struct export *x, int status)
{
	x->status = st_worse(x->status, status);
	x->stop = true;
}

void
export_no_memory(struct export *x)
{
	if (!x->stop)
		msg_error("out of memory");
	export_fail(x, ST_IO);
}

bool
export_start(struct export *x, const struct exporter *type, const struct export_opts *opts, struct out *out)
{
	*x = (struct export){ .type = type, .opts = *opts, .out = out, .newest = TM_NONE, .first = TM_NONE, .written = TM_NONE };
	map_start(&x->sources, sizeof(struct export_source), SOURCES_MAX);
	return type->start(x);
}

static uint64_t
hash(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h;
}

static struct export_source *
source_get(struct export *x, const struct rec *r)
{
	bool fresh;
	struct export_source *s = map_get(&x->sources, r->source, STR("-"), &fresh);
	if (!s) {
		if (!x->stop)
			msg_error("more than %d sources at once, or out of memory", SOURCES_MAX);
		export_fail(x, ST_IO);
		return NULL;
	}
	if (fresh) {
		struct map_entry *e = map_source(&x->sources, r->source);
		*s = (struct export_source){ .name = e->source,
			.first = TM_NONE,
			.start = TM_NONE,
			.tick = TM_NONE,
			.newest = TM_NONE,
			.written = TM_NONE,
			.grid = TM_NONE };
	}
	return s;
}

static void
source_free(struct export_source *s)
{
	alerts_free(&s->alerts);
	open_free(s);
}

static void
forget(struct export *x, struct str source)
{
	if (!str_is(source, "-")) {
		struct export_source *s = map_find(&x->sources, source, STR("-"));
		if (s) {
			source_free(s);
			map_drop(&x->sources, source);
		}
		return;
	}
	for (struct map_entry *e = x->sources.first; e; e = e->next)
		source_free(e->state);
	map_free(&x->sources);
	map_start(&x->sources, sizeof(struct export_source), SOURCES_MAX);
	x->clock = EXPORT_CLOCK_UNKNOWN;
	x->first = TM_NONE;
}

/* What a record tells about its source. */
static void
learn(struct export *x, struct export_source *s, const struct rec *r)
{
	bool whole = str_is(s->name, "-");
	if (s->first == TM_NONE)
		s->first = r->time;
	if (x->first == TM_NONE && !whole)
		x->first = r->time;
	if (whole && x->first != TM_NONE)
		s->first = x->first; /* a record about everything is told from where the first source began */
	if (s->newest == TM_NONE || r->time > s->newest)
		s->newest = r->time;
	if (r->type == REC_TICK && (s->tick == TM_NONE || r->time > s->tick))
		s->tick = r->time;
	if (r->type == REC_DEV) {
		int64_t start;
		bool zone;
		struct str v = rec_key(r, STR("start"));
		if (v.p && tm_get_iso(v, &start, &zone)) {
			s->start = start;
			s->zone = zone;
		}
	}
}

/* First sample of n whose time is not before `edge`. */
static size_t
sample_from(const struct export_item *i, int64_t edge)
{
	size_t low = 0, high = i->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (i->time + rate_us(i->fs, (int64_t)mid) < edge)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
cut(struct export *x, struct export_item *i)
{
	int64_t edge;
	if (export_position(x, i->source, &x->opts.to, &edge))
		i->n = sample_from(i, edge);
	if (export_position(x, i->source, &x->opts.from, &edge)) {
		size_t k = sample_from(i, edge);
		i->time += rate_us(i->fs, (int64_t)k);
		i->index += (int64_t)k;
		i->samples += k;
		i->n -= k;
	}
}

/* A waveform line that is none is told as an `err` record in its place. */
static void
damaged(struct export *x, const struct export_item *item, const char *code, const char *want)
{
	char line[512], *p = line;
	const struct rec *r = item->rec;
	x->status = st_worse(x->status, ST_DAMAGED);
	memcpy(p, "err\t", 4);
	p = tm_put(p + 4, r->time);
	const struct str parts[] = { STR("\t"), r->source, STR("\t"), r->signal, STR("\t"), str_of(code), STR("\t-\t") };
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
		memcpy(p, parts[k].p, parts[k].n);
		p += parts[k].n;
	}
	p = num_put_u64(p, r->line.n);
	memcpy(p, "\twant=", 6);
	p += 6;
	memcpy(p, want, strlen(want));
	p += strlen(want);
	*p = '\n';
	struct rec err;
	if (rec_parse(&err, (struct str){ line, (size_t)(p - line) }))
		return;
	struct export_item told = { .rec = &err, .source = item->source, .shown = item->shown };
	x->type->record(x, &told);
}

static bool
samples_room(struct export *x, size_t n)
{
	if (n <= x->cap)
		return true;
	size_t cap = x->cap ? x->cap : 1024;
	while (cap < n)
		cap *= 2;
	int32_t *p = realloc(x->samples, cap * sizeof *p);
	if (!p) {
		export_no_memory(x);
		return false;
	}
	x->samples = p;
	x->cap = cap;
	return true;
}

static void
wave(struct export *x, struct export_item *item)
{
	const struct rec *r = item->rec;
	struct export_source *s = item->source;
	if (!rate_get(r->u.wave.fs, &item->fs)) {
		damaged(x, item, "framing", "rate");
		return;
	}
	if (x->opts.time == EXPORT_SAMPLE) {
		uint64_t name = hash(r->signal);
		if (s->anchor_fs.num == 0 || name == s->anchor_name) {
			s->anchor_name = name;
			s->anchor_fs = item->fs;
			s->anchor_time = r->time;
			s->anchor_index = r->u.wave.index;
		}
	}
	if (!item->shown)
		return;
	if (!samples_room(x, (r->u.wave.samples.n + 1) / 2))
		return;
	long n = smp_get(r->u.wave.samples, x->samples, x->cap);
	if (n < 0) {
		damaged(x, item, "framing", "samples");
		return;
	}
	item->samples = x->samples;
	item->n = (size_t)n;
	item->time = r->time;
	item->index = r->u.wave.index;
	if (x->opts.from.given || x->opts.to.given)
		cut(x, item);
	struct scale scale;
	if (x->opts.physical && !scale_set(&scale, true, r->u.wave.gain, r->u.wave.base)) {
		damaged(x, item, "range", "gain");
		return;
	}
	if (item->n > 0 && !x->stop)
		x->type->record(x, item);
}

/* Facts and borders are not cut by time. */
static bool
timeless(enum rec_type t)
{
	return t == REC_DEV || t == REC_INFO || t == REC_TICK || t == REC_END || t == REC_IOMT || t == REC_CMD;
}

static void
provenance(struct export *x, int64_t time)
{
	struct export_source nobody = { .name = STR("-"), .first = time, .start = TM_NONE };
	x->told = true;
	if (!x->opts.cmd || !x->type->whole)
		return;
	char head[TM_TEXT + 64], *p = head;
	static const char version[] = "\t-\t-\tiomt-export/" IOMT_VERSION "\targs=";
	memcpy(p, "cmd\t", 4);
	p = tm_put(p + 4, time);
	memcpy(p, version, sizeof version - 1);
	p += sizeof version - 1;
	struct text line = { 0 };
	text_add(&line, (struct str){ head, (size_t)(p - head) });
	for (const char *c = x->opts.cmd; *c; c++) {
		const char *e = *c == '\t' ? "\\t" : *c == '\n' ? "\\n" : *c == '\r' ? "\\r" : *c == '\\' ? "\\\\" : NULL;
		text_add(&line, e ? str_of(e) : (struct str){ c, 1 });
	}
	text_byte(&line, '\n');
	struct rec r;
	if (!line.failed && !rec_parse(&r, (struct str){ line.p, line.n - 1 })) {
		struct export_item item = { .rec = &r, .source = &nobody, .shown = true };
		x->type->record(x, &item);
	}
	text_free(&line);
}

void
export_record(struct export *x, const struct rec *r)
{
	if (x->stop || r->type == REC_COMMENT)
		return;
	bool over = r->type == REC_END && str_is(r->source, "-");
	if (r->type == REC_IOMT) {
		struct str clock = rec_key(r, STR("clock"));
		x->clock = str_is(clock, "utc") ? EXPORT_CLOCK_UTC : str_is(clock, "rel") ? EXPORT_CLOCK_REL : EXPORT_CLOCK_UNKNOWN;
	}
	struct export_source *s = source_get(x, r);
	if (!s)
		return;
	if (x->newest == TM_NONE || r->time > x->newest)
		x->newest = r->time;
	bool borders = r->type == REC_IOMT || r->type == REC_CMD;
	if (!borders) {
		learn(x, s, r);
		if (!x->told)
			provenance(x, r->time);
	} else if (!x->type->whole) {
		return;
	}
	struct export_item item = { .rec = r, .source = s };
	item.shown = !x->opts.match || rec_match(str_of(x->opts.match), r->source, r->signal);
	if (r->type == REC_WAVE) {
		if (!x->type->no_waves)
			wave(x, &item);
	} else if (r->type != REC_TICK || x->type->whole || x->opts.wide) {
		item.shown = item.shown && (timeless(r->type) || export_overlaps(x, s, r->time, r->time));
		if (!x->stop && (item.shown || r->type == REC_ALERT || r->type == REC_ANN))
			x->type->record(x, &item);
	}
	x->any = !over;
	x->ended = over;
	x->rotated = over && str_is(r->u.end.status, "rotate");
	if (over && !str_is(r->u.end.status, "rotate"))
		x->told = false; /* another stream may follow */
	if (r->type == REC_END && !str_is(r->u.end.status, "rotate"))
		forget(x, r->source);
}

bool
export_due(struct export *x)
{
	if (!x->opts.every || x->stop || x->newest == TM_NONE)
		return false;
	if (x->written == TM_NONE)
		x->written = x->newest;
	return x->newest - x->written >= x->opts.every;
}

void
export_snapshot(struct export *x)
{
	x->type->snapshot(x);
	x->written = x->newest;
}

/* The `end -` that the input lacks. After `rotate` nothing is missing, but no next part came: what is held is written, without a
 * row. */
static void
close_stream(struct export *x, const char *status, bool shown)
{
	char line[TM_TEXT + 32], *p = line;
	struct rec r;
	memcpy(p, "end\t", 4);
	p = tm_put(p + 4, x->newest);
	p = stpcpy(stpcpy(p, "\t-\t-\t"), status);
	*p = '\n';
	if (rec_parse(&r, (struct str){ line, (size_t)(p - line) }))
		return;
	struct export_item item = { .rec = &r, .source = source_get(x, &r), .shown = shown };
	if (!item.source)
		return;
	if (shown)
		export_record(x, &r);
	else
		x->type->record(x, &item);
}

void
export_finish(struct export *x, bool interrupted)
{
	if (!x->stop && !interrupted && !x->ended)
		msg_warn(x->any ? "input ended without an end record" : "input ended without a record");
	if (!x->stop && x->any)
		close_stream(x, interrupted ? "signal" : "cut", true);
	else if (!x->stop && x->rotated)
		close_stream(x, "eof", false);
	x->type->finish(x);
	forget(x, STR("-"));
	map_free(&x->sources);
	if (x->row.failed)
		export_no_memory(x);
	text_free(&x->row);
	stamp_free(&x->stamp);
	scale_caches_free(&x->caches);
	free(x->samples);
	x->samples = NULL;
}
