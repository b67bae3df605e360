/* Data records: read into a window, their times told from their annotations, joined or parted. */
#include "format/edf.h"

#include "core/num.h"
#include "core/status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FINEST_NS = 100000, WANDER_NS = 50000000, PLACES = 3 };

#define NS        INT64_C(1000000000)
#define LATEST_NS (INT64_C(4000000000) * NS) /* 126 years: no recording is that long */

int64_t
edf_us(int64_t ns)
{
	return ns >= 0 ? (ns + 500) / 1000 : -((-ns + 499) / 1000);
}

const char *
edf_digits(char *text, int64_t v)
{
	*num_put_i64(text, v) = '\0';
	return text;
}

const char *
edf_seconds(char *text, int64_t ns)
{
	*num_put_dec(text, ns, 9) = '\0';
	return text;
}

uint64_t
edf_offset(const struct edf *r, int64_t record)
{
	return (uint64_t)EDF_PART * (uint64_t)(r->head.nsignals + 1) + (uint64_t)record * (uint64_t)r->head.record_bytes;
}

void
edf_err(struct fmt_env *env, const char *signal, const char *code, uint64_t offset, uint64_t length, const char *want,
	const char *got)
{
	struct recw *w = env->w;

	recw_begin(w, "err", w->newest == TM_NONE ? 0 : w->newest, str_of(env->source), str_of(signal));
	recw_word(w, str_of(code));
	recw_uint(w, offset);
	recw_uint(w, length);
	if (want)
		recw_key_text(w, "want", str_of(want));
	if (got)
		recw_key_text(w, "got", str_of(got));
	recw_end(w);
}

bool
edf_window_open(struct edf *r, struct fmt_env *env)
{
	const int64_t size = r->head.record_bytes > 0 ? r->head.record_bytes : 1, ns = r->head.duration_ns;
	/* A block is a second or one sample, and may lie in two records; channels are a block apart at the most. */
	int64_t need = 2 + (ns ? (NS + ns - 1) / ns : 0), ahead = ns ? (EDF_AHEAD * 1000 + ns - 1) / ns + 1 : 1;

	if (need > EDF_WINDOW)
		need = EDF_WINDOW;
	if (ahead > EDF_WINDOW / size)
		ahead = EDF_WINDOW / size;
	r->nrecords = need + ahead;
	if (r->nrecords > INT64_MAX / 4 / size) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, fmt_error(-ENOMEM), NULL);
		return false;
	}
	r->cap = (size_t)(r->nrecords * size) + EDF_READ;
	r->buf = malloc(r->cap);
	r->record = calloc((size_t)r->nrecords, sizeof(*r->record));
	r->read = edf_offset(r, 0);
	if (r->buf && r->record)
		return true;
	fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, fmt_error(-ENOMEM), NULL);
	return false;
}

void
edf_window_close(struct edf *r)
{
	free(r->buf);
	free(r->record);
}

/* The first record that a channel still needs. */
static int64_t
keep_from(const struct edf *r)
{
	int64_t least = r->known;

	for (int64_t i = 0; i < r->head.nsignals; i++) {
		const struct edf_channel *c = &r->channel[i];

		if (c->wanted && !c->over && c->record < least)
			least = c->record;
	}
	return least;
}

/* Bytes of record r->known that are there: all of it, or, at the end of the file, what there is. */
static int64_t
take(struct edf *r, struct fmt_env *env)
{
	const size_t size = (size_t)r->head.record_bytes;
	size_t at = (size_t)(r->known - r->base) * size;

	while (r->bytes - at < size && !r->eof) {
		long got;

		if (r->cap - at < size) {
			const int64_t drop = keep_from(r) - r->base;
			const size_t n = (size_t)drop * size;

			memmove(r->buf, r->buf + n, r->bytes - n);
			r->bytes -= n;
			r->base += drop;
			at -= n;
		}
		got = env->main.read(env->main.arg, r->buf + r->bytes, r->cap - r->bytes);
		if (got <= 0) {
			r->eof = true;
			r->error = got;
		} else {
			r->bytes += (size_t)got;
			r->read += (uint64_t)got;
		}
	}
	return (int64_t)(r->bytes - at < size ? r->bytes - at : size);
}

/* The annotations of record r->known, of which `bytes` are there. The time that they give the record. False: none. */
static bool
annotations(struct edf *r, struct fmt_env *env, int64_t bytes, int64_t *start_ns, int *places)
{
	const char *record = (const char *)r->buf + (r->known - r->base) * r->head.record_bytes;
	bool first = true, timed = false;

	for (int64_t i = 0; i < r->head.nsignals; i++) {
		const struct edf_signal *s = &r->head.signal[i];
		int64_t n = s->samples * r->head.width;
		struct edf_tal tal;
		struct str text;
		enum edf_tal_kind kind;

		if (!s->marks)
			continue;
		if (n > bytes - s->at)
			n = bytes > s->at ? bytes - s->at : 0;
		edf_tal_start(&tal, (struct str){ record + s->at, (size_t)n });
		tal.first = first && r->head.plus;
		first = false;
		while ((kind = edf_tal_next(&tal, &text)) != EDF_TAL_END) {
			if (kind == EDF_TAL_TIME) {
				timed = true;
				*start_ns = tal.onset_ns;
				*places = tal.places;
			} else if (kind == EDF_TAL_TEXT) {
				edf_mark_add(r, env, &tal, text, r->known);
			} else if (n == s->samples * r->head.width) {
				const uint64_t at = edf_offset(r, r->known) + (uint64_t)(text.p - record);

				edf_err(env, "-", "framing", at, text.n, "an annotation", NULL);
				fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "bytes that are no annotation", NULL);
			}
		}
	}
	return timed;
}

/* Times as they are written have so many places; two of them are the same when they differ by less than that, or by less than half a
 * sample. */
static int64_t
tolerance(const struct edf *r, int places)
{
	int64_t ns = FINEST_NS;

	if (places >= PLACES)
		for (ns = NS; places > 0; places--)
			ns /= 10;
	if (r->fastest && r->head.duration_ns / r->fastest / 2 > ns)
		ns = r->head.duration_ns / r->fastest / 2;
	return ns;
}

static void
range(struct edf *r, struct fmt_env *env, const char *sign, int64_t want_ns, int64_t got_ns, const char *what)
{
	char want[32], got[24];

	strcpy(want, sign);
	edf_seconds(want + strlen(sign), want_ns);
	edf_err(env, "-", "range", edf_offset(r, r->known), (uint64_t)r->head.record_bytes, want, edf_seconds(got, got_ns));
	fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "a data record at ", got, " s: ", what, NULL);
}

/* Where the record begins, and whether it goes on from the one before. False: nothing after it can be placed. */
static bool
place(struct edf *r, struct fmt_env *env, struct edf_record *d, bool timed, int places)
{
	const int64_t line = r->line_ns + (r->known - r->line_first) * r->head.duration_ns;
	const int64_t expected = r->timed ? r->end_ns : 0, near = tolerance(r, places);
	const bool samples = r->fastest > 0;

	if (!timed)
		d->start_ns = expected;
	if (d->start_ns > LATEST_NS - r->head.duration_ns || d->start_ns < -LATEST_NS || line > LATEST_NS) {
		range(r, env, "<", LATEST_NS, d->start_ns, "no recording is that long");
		return false;
	}
	if (!r->timed || (samples && d->start_ns > expected + near) || (samples && d->start_ns > line + WANDER_NS)) {
		if (r->timed) {
			d->gap_ns = d->start_ns - expected;
			if (!r->head.gaps)
				range(r, env, "", expected, d->start_ns, "a gap in a recording that says it has none");
		}
		r->line_ns = d->start_ns;
		r->line_first = r->known;
	} else if (samples && (d->start_ns < expected - near || d->start_ns < line - WANDER_NS)) {
		range(r, env, ">=", expected, d->start_ns,
			"it begins before the end of the one before it, its samples are left out");
		d->skip = true;
		r->line_first++; /* the line goes on without it */
		return true;
	}
	r->timed = true;
	r->end_ns = d->start_ns + r->head.duration_ns;
	return true;
}

/* Looks at the next record. False: there is none, or no room. */
static bool
look(struct edf *r, struct fmt_env *env)
{
	struct edf_record *d = &r->record[r->known % r->nrecords];
	bool timed;
	int places = 0;

	if (r->over || r->known - keep_from(r) >= r->nrecords)
		return false;
	*d = (struct edf_record){ .bytes = r->head.record_bytes > 0 ? take(r, env) : 0 };
	/* What is behind the last record that the header counts is one more only when it is whole. */
	r->over = d->bytes < r->head.record_bytes || r->head.record_bytes == 0;
	if (d->bytes == 0 || (r->over && r->head.records >= 0 && r->known >= r->head.records))
		return false;
	timed = annotations(r, env, d->bytes, &d->start_ns, &places);
	if (r->over && r->head.gaps && !timed)
		return false; /* cut before its time */
	if (r->head.plus && !timed && !r->over && r->untimed++ == 0) {
		edf_err(env, "-", "framing", edf_offset(r, r->known), (uint64_t)d->bytes, "the time of the data record", NULL);
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "a data record without its time: taken to follow the one before", NULL);
	}
	if (!place(r, env, d, timed, places)) {
		r->over = true;
		return false;
	}
	r->known++;
	return true;
}

bool
edf_fill(struct edf *r, struct fmt_env *env, int64_t upto)
{
	while (r->known <= upto)
		if (!look(r, env))
			return false;
	return true;
}

int64_t
edf_newest(const struct edf *r)
{
	return r->known ? edf_us(r->record[(r->known - 1) % r->nrecords].start_ns) : INT64_MIN;
}

void
edf_ahead(struct edf *r, struct fmt_env *env, int64_t time)
{
	while (!r->over && edf_newest(r) < time && look(r, env))
		;
}

void
edf_check(struct edf *r, struct fmt_env *env)
{
	const int64_t size = r->head.record_bytes;
	const uint64_t said = edf_offset(r, r->head.records < 0 ? 0 : r->head.records);
	const int64_t whole = size ? (int64_t)((r->read - edf_offset(r, 0)) / (uint64_t)size) : 0;
	const uint64_t rest = r->read - edf_offset(r, whole);
	char a[24], b[24];

	if (r->untimed > 1)
		recw_err(env->w, env->w->newest, str_of(env->source), "framing", edf_offset(r, 0), 0, NULL, 0,
			"the time of the data record", NULL, r->untimed - 1);
	if (r->lost) {
		edf_err(env, "-", "overlong", edf_offset(r, 0), 0, "at most 65536 annotations ahead of their time",
			edf_digits(a, (int64_t)r->lost));
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, a, " annotations were left out: too many stand ahead of their time",
			NULL);
	}
	if (r->error < 0) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, 0, fmt_error(r->error), NULL);
		env->broken = true;
		return;
	}
	if (!r->eof)
		return; /* --to, or a record that cannot be placed */
	if (r->head.records >= 0 && r->read < said) {
		edf_err(env, "-", "truncated", r->read, said - r->read, edf_digits(a, (int64_t)said),
			edf_digits(b, (int64_t)r->read));
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "truncated: ", b, " bytes, the header says ", a, NULL);
	} else if (r->head.records < 0 && rest) {
		edf_err(env, "-", "truncated", r->read, (uint64_t)size - rest, edf_digits(a, size), edf_digits(b, (int64_t)rest));
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "truncated: the last data record has ", b, " bytes of ", a, NULL);
	} else if (r->head.records >= 0 && whole > r->head.records) {
		edf_err(env, "-", "range", EDF_RECORDS_AT, 8, edf_digits(a, whole), edf_digits(b, r->head.records));
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, "the header says ", b, " data records, there are ", a, NULL);
	}
	if (r->head.records >= 0 && whole >= r->head.records && rest) {
		edf_err(env, "-", "overlong", r->read - rest, rest, "0", edf_digits(b, (int64_t)rest));
		fmt_say(env, FMT_WARN, ST_DAMAGED, NULL, 0, b, " bytes behind the last data record were not read", NULL);
	}
}
