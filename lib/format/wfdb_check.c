/* What can be told of the files once they were read: length, initial values, checksums. */
#include "format/wfdb.h"

#include "core/num.h"
#include "core/status.h"

#include <string.h>

static const char *
digits(char *text, int64_t v)
{
	*num_put_i64(text, v) = '\0';
	return text;
}

/* An `err` record: of a signal, or, with signal "-", of the whole file. */
static void
err(struct fmt_env *env, const char *signal, const char *code, const char *file, uint64_t offset, uint64_t length, int64_t want,
	int64_t got)
{
	struct recw *w = env->w;

	recw_begin(w, "err", w->newest == TM_NONE ? 0 : w->newest, str_of(env->source), str_of(signal));
	recw_word(w, str_of(code));
	recw_uint(w, offset);
	recw_uint(w, length);
	recw_key_int(w, "want", want);
	recw_key_int(w, "got", got);
	recw_key_text(w, "file", str_of(file));
	recw_end(w);
}

/* Bytes of the file that were read. */
static uint64_t
taken(const struct wfdb_group *g)
{
	return g->unpack ? (uint64_t)g->offset + wfdb_unpack_taken(g->unpack) : g->read;
}

/* A compressed file that cannot be read on. */
static void
check_fault(struct fmt_env *env, struct wfdb_group *g, const char *fault)
{
	recw_begin(env->w, "err", env->w->newest == TM_NONE ? 0 : env->w->newest, str_of(env->source), STR("-"));
	recw_word(env->w, STR("damaged"));
	recw_uint(env->w, taken(g));
	recw_uint(env->w, 0);
	recw_key_text(env->w, "file", str_of(g->file));
	recw_key_text(env->w, "text", str_of(fault));
	recw_end(env->w);
	fmt_say(env, FMT_WARN, ST_DAMAGED, g->file, 0, fault, NULL);
}

/* The file ended before its last sample. */
static void
check_cut(struct fmt_env *env, struct wfdb_group *g)
{
	uint64_t want = (uint64_t)g->offset + wfdb_file_bytes(g->pack, g->total), read = taken(g);
	char a[24], b[24];

	if (wfdb_file_bytes(g->pack, 1) == 0) { /* compressed: only the samples can be counted */
		err(env, "-", "truncated", g->file, read, 0, g->total, g->base + g->here);
		fmt_say(env, FMT_WARN, ST_DAMAGED, g->file, 0, "truncated: ", digits(a, g->base + g->here),
			" samples, the header says ", digits(b, g->total), NULL);
		return;
	}
	err(env, "-", "truncated", g->file, read, want - read, (int64_t)want, (int64_t)read);
	fmt_say(env, FMT_WARN, ST_DAMAGED, g->file, 0, "truncated: ", digits(a, (int64_t)read), " bytes, the header says ",
		digits(b, (int64_t)want), NULL);
}

/* More than the header says. Zeros behind the end are padding; a tape block is padded with anything. */
static void
check_overlong(struct wfdb_group *g, struct fmt_env *env)
{
	uint64_t want = (uint64_t)g->offset + wfdb_bytes(g->pack, g->total), length;
	size_t n = g->read > want ? (size_t)(g->read - want) : 0; /* bytes at the end of the buffer that are too many */
	bool zeros = true;
	char a[24], b[24];

	if (n > g->bytes)
		n = g->bytes;
	memmove(g->buf, g->buf + g->bytes - n, n);
	while (!g->eof && n < g->cap) {
		long got = g->src.read(g->src.arg, g->buf + n, g->cap - n);

		g->eof = got <= 0;
		n += got > 0 ? (size_t)got : 0;
		g->read += got > 0 ? (uint64_t)got : 0;
	}
	if (n == 0 || g->channel->head->block)
		return;
	for (size_t i = 0; i < n && zeros; i++)
		zeros = g->buf[i] == 0;
	if (zeros)
		return;
	if (g->unpack) {
		want = (uint64_t)g->offset + wfdb_file_bytes(g->pack, g->total);
		if (taken(g) <= want)
			return; /* the rest of a pack */
	}
	length = (g->src.size >= 0 && (uint64_t)g->src.size > taken(g) ? (uint64_t)g->src.size : taken(g)) - want;
	err(env, "-", "overlong", g->file, want, length, (int64_t)want, (int64_t)(want + length));
	fmt_say(env, FMT_WARN, ST_DAMAGED, g->file, 0, "goes on behind the ", digits(a, (int64_t)want),
		" bytes that the header says: ", digits(b, (int64_t)length), " bytes were not read", NULL);
}

static void
check_sums(struct wfdb_group *g, struct fmt_env *env)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct wfdb_channel *c = &g->channel[i];
		int16_t want = (int16_t)(uint16_t)(uint64_t)c->head->checksum, got = (int16_t)(uint16_t)(uint64_t)c->sum;
		char a[24], b[24];

		if (!c->wanted)
			continue;
		if (c->first_wrong) {
			uint64_t at = (uint64_t)g->offset + wfdb_file_bytes(g->pack, c->place);

			err(env, c->signal, "checksum", g->file, at, g->pack->unpack ? g->pack->unpack->bytes : g->pack->bytes,
				c->head->initial, c->first);
			fmt_say(env, FMT_WARN, ST_DAMAGED, g->file, 0, c->signal, ": the first sample is ", digits(a, c->first),
				", the header says ", digits(b, c->head->initial), NULL);
		}
		if ((c->head->has & WFDB_HAS_CHECKSUM) && want != got) {
			err(env, c->signal, "checksum", g->file, (uint64_t)g->offset, wfdb_file_bytes(g->pack, g->total), want,
				got);
			fmt_say(env, FMT_WARN, ST_DAMAGED, g->file, 0, c->signal, ": checksum ", digits(a, got),
				", the header says ", digits(b, want), NULL);
		}
	}
}

void
wfdb_check(struct wfdb *r, struct fmt_env *env)
{
	for (size_t i = 0; i < r->ngroups; i++) {
		struct wfdb_group *g = &r->group[i];
		bool read = false;

		for (size_t k = 0; k < g->n; k++)
			read |= g->channel[k].wanted;
		if (!read || !g->buf)
			continue;
		if (g->error < 0) {
			fmt_say(env, FMT_ERROR, ST_IO, g->file, 0, fmt_error(g->error), NULL);
			env->broken = true;
		} else if (g->unpack && wfdb_unpack_fault(g->unpack)) {
			check_fault(env, g, wfdb_unpack_fault(g->unpack));
		} else if (g->cut) {
			check_cut(env, g);
		} else if (r->whole && g->total != INT64_MAX) {
			check_overlong(g, env);
			check_sums(g, env);
		} else if (r->whole && g->eof && (g->base + g->here) % g->frame >= g->pack->samples) {
			/* No length in the header: only a frame that is not complete can be told. */
			g->total = (g->base + g->here + g->frame - 1) / g->frame * g->frame;
			check_cut(env, g);
		}
	}
}
