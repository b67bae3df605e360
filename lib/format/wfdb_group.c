/* Signal files: samples of one or several signals, frame after frame; within a frame each signal's samples in turn. */
#include "format/wfdb.h"

#include "core/num.h"
#include "core/status.h"
#include "format/label.h"

#include <stdlib.h>
#include <string.h>

enum { FLAC_CHANNELS = 8 };

static int64_t
position(const struct wfdb_channel *c, int64_t index)
{
	return index / c->spf * c->group->frame + c->place + index % c->spf;
}

int64_t
wfdb_channel_time(const struct wfdb *r, const struct wfdb_channel *c, int64_t index)
{
	return r->t0 + rate_us(c->rate, c->before + index - c->lead);
}

void
wfdb_channels_name(struct wfdb *r)
{
	for (size_t i = 0; i < r->nchannels; i++) {
		const struct wfdb_signal *s = r->channel[i].head;
		char unit[LABEL_UNIT];

		label_unit(unit, s->units.n ? s->units : STR("mV"));
		label_channel(r->channel->signal, sizeof(*r->channel), i, s->label, str_of(unit));
	}
}

static char *
field(char *p, struct str s)
{
	memcpy(p, s.p, s.n);
	p[s.n] = '\t';
	return p + s.n + 1;
}

void
wfdb_channel_ready(struct wfdb *r, struct fmt_env *env, struct wfdb_channel *c)
{
	const struct wfdb_signal *s = c->head;
	char text[NUM_MAX], *p = c->prefix;

	*p++ = '\t';
	p = field(p, str_of(env->source));
	p = field(p, str_of(c->signal));
	label_unit(text, s->units.n ? s->units : STR("mV"));
	p = field(p, str_of(text));
	p = field(p, (struct str){ text, (size_t)(rate_put(text, c->rate) - text) });
	p = field(p, (struct str){ text, (size_t)(num_put_shortest(text, s->gain != 0 ? s->gain : 200) - text) });
	p = field(p, (struct str){ text, (size_t)(num_put_i64(text, s->baseline) - text) });
	c->nprefix = (size_t)(p - c->prefix);

	c->wanted = c->group && (!env->select || rec_match(str_of(env->select), str_of(env->source), str_of(c->signal)));
	if (!c->wanted)
		return;
	/* The first and last sample of [from, to): near by arithmetic, exact by looking. */
	if (r->from != INT64_MIN) {
		int64_t k = rate_samples(c->rate, r->from - r->t0) + c->lead - c->before - 2;

		if (k < 0)
			k = 0;
		while (k < c->end && wfdb_channel_time(r, c, k) < r->from)
			k++;
		c->next = k;
	}
	if (r->to != INT64_MAX) {
		int64_t k = rate_samples(c->rate, r->to - r->t0) + c->lead - c->before + 2;

		while (k > 0 && wfdb_channel_time(r, c, k - 1) >= r->to)
			k--;
		if (k < 0)
			k = 0;
		if (k < c->end) {
			c->end = k;
			c->shortened = true;
		}
	}
	if (c->next > c->end)
		c->next = c->end;
	c->next_time = wfdb_channel_time(r, c, c->next);
}

/* The first sample that a channel still needs, rounded down to where a pack begins. */
static int64_t
keep_from(const struct wfdb_group *g)
{
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < g->n; i++) {
		const struct wfdb_channel *c = &g->channel[i];

		if (c->wanted && c->next < c->end && position(c, c->next) < least)
			least = position(c, c->next);
	}
	if (least == INT64_MAX || least > g->base + g->here)
		least = g->base + g->here;
	return least - least % g->pack->samples;
}

/* Reads until the samples before number `upto` are in the buffer, or the file ends. */
static void
fill(struct wfdb_group *g, int64_t upto)
{
	while (g->base + g->here < upto && !g->eof) {
		int64_t drop = keep_from(g) - g->base;
		size_t n = (size_t)drop / g->pack->samples * g->pack->bytes;
		long got;

		if (drop > 0) {
			memmove(g->buf, g->buf + n, g->bytes - n);
			g->bytes -= n;
			g->base += drop;
		}
		got = g->src.read(g->src.arg, g->buf + g->bytes, g->cap - g->bytes);
		if (got <= 0) {
			g->eof = true;
			g->error = got;
		} else {
			g->bytes += (size_t)got;
			g->read += (uint64_t)got;
		}
		g->here = (int64_t)(g->bytes / g->pack->bytes * g->pack->samples + g->bytes % g->pack->bytes * 8 / g->pack->bits);
	}
}

/* The file is over: how many samples of the channel it has. */
static int64_t
available(const struct wfdb_group *g, const struct wfdb_channel *c)
{
	int64_t all = g->base + g->here, rest;

	/* Without a length in the header, less than a pack behind the last frame is padding. */
	if (g->total == INT64_MAX && all % g->frame < g->pack->samples)
		all -= all % g->frame;
	rest = all % g->frame - c->place;
	return all / g->frame * c->spf + (rest < 0 ? 0 : rest > c->spf ? c->spf : rest);
}

static char *
samples(char *p, struct wfdb_channel *c, int64_t n)
{
	struct wfdb_group *g = c->group;
	int64_t k = c->next;

	if (c->spf == 1 || c->spf == g->frame)
		return g->pack->put(p, g->words, g->buf, (size_t)(position(c, k) - g->base), c->spf == 1 ? (size_t)g->frame : 1,
			(size_t)n, &c->sum);
	for (int64_t end = k + n; k < end;) {
		/* What of this frame belongs to the block. */
		int64_t run = c->spf - k % c->spf;

		if (run > end - k)
			run = end - k;
		p = g->pack->put(p, g->words, g->buf, (size_t)(position(c, k) - g->base), 1, (size_t)run, &c->sum);
		k += run;
	}
	return p;
}

void
wfdb_channel_block(struct wfdb *r, struct fmt_env *env, struct wfdb_channel *c)
{
	struct wfdb_group *g = c->group;
	struct recw *w = env->w;
	int64_t n = c->block - (c->before + c->next) % c->block;
	char *start, *p;

	if (n > c->end - c->next)
		n = c->end - c->next;
	if (position(c, c->next + n - 1) >= g->base + g->here) {
		fill(g, position(c, c->next + n - 1) + 1);
		if (g->eof && available(g, c) < c->next + n) {
			/* Without a length in the header this is the end that was looked for. */
			g->cut |= g->total != INT64_MAX;
			c->shortened = false;
			c->end = available(g, c) > c->next ? available(g, c) : c->next;
			n = c->end - c->next;
			if (n == 0)
				return;
		}
	}
	if (c->next == 0) {
		c->first = g->pack->get(g->buf, (size_t)(position(c, 0) - g->base));
		c->first_wrong = (c->head->has & WFDB_HAS_INITIAL) && c->first != c->head->initial;
	}
	start = out_room(w->out, REC_LINE + WFDB_WORD);
	memcpy(start, "wave\t", 5);
	p = tm_put(start + 5, c->next_time);
	memcpy(p, c->prefix, c->nprefix);
	p = num_put_i64(p + c->nprefix, c->before + c->next);
	*p++ = '\t';
	p = samples(p, c, n);
	p[-1] = '\n'; /* for the blank behind the last sample */
	out_used(w->out, (size_t)(p - start));
	w->records++;
	if (w->newest == TM_NONE || c->next_time > w->newest)
		w->newest = c->next_time;
	c->next += n;
	c->next_time = wfdb_channel_time(r, c, c->next);
}

/* Reads over the preamble. */
static bool
skip_offset(struct wfdb_group *g)
{
	int64_t left = g->offset;

	while (left > 0) {
		size_t n = left < (int64_t)g->cap ? (size_t)left : g->cap;
		long got = g->src.read(g->src.arg, g->buf, n);

		if (got <= 0) {
			g->eof = true;
			g->error = got;
			return got == 0;
		}
		left -= got;
		g->read += (uint64_t)got;
	}
	return true;
}

/* Room for the longest block of any channel, twice (channels of different rates are not in step), and a large read. */
static bool
group_buffer(struct wfdb *r, struct fmt_env *env, struct wfdb_group *g)
{
	int64_t frames = 0, skew = 0;
	size_t format = (size_t)(g->pack - wfdb_packs);
	uint64_t need;

	for (size_t i = 0; i < g->n; i++) {
		const struct wfdb_channel *c = &g->channel[i];
		int64_t n = (c->block + c->spf - 1) / c->spf + 1;

		if (n > frames)
			frames = n;
		if (c->head->skew > skew)
			skew = c->head->skew;
	}
	frames = 2 * frames + skew; /* a skewed channel is read ahead of the others */
	need = wfdb_bytes(g->pack, frames * g->frame) + g->pack->bytes;
	if (need > WFDB_WINDOW) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, g->channel->head->line, "frames (or skew) of ", g->file, " are too large",
			NULL);
		return true;
	}
	g->cap = (size_t)need + WFDB_READ;
	g->buf = malloc(g->cap);
	if (!r->words[format] && !g->pack->unpack) {
		r->words[format] = malloc(wfdb_words_count(g->pack) * sizeof(struct wfdb_word));
		if (r->words[format])
			wfdb_words(r->words[format], g->pack);
	}
	g->words = r->words[format];
	return g->buf && (g->words || g->pack->unpack);
}

/* Puts the unpacking before the file. false: no memory. */
static bool
unpack(struct wfdb_group *g)
{
	struct wfdb_unpack_signal *signal = calloc(g->n, sizeof(*signal));

	if (!signal)
		return false;
	for (size_t i = 0; i < g->n; i++)
		signal[i] = (struct wfdb_unpack_signal){ .spf = g->channel[i].spf, .initial = g->channel[i].head->initial };
	g->unpack = wfdb_unpack_start(&g->src, g->pack->unpack, g->pack->flac, signal, g->n);
	free(signal);
	return g->unpack != NULL;
}

/* One signal file with its signals from number `first` on. false: no memory. What cannot be read leaves the channels without a
 * group. */
static bool
group_open(struct wfdb *r, struct fmt_env *env, struct wfdb_group *g)
{
	const struct wfdb_signal *s = g->channel->head;
	char number[24];
	int rc;

	*num_put_i64(number, s->format) = '\0';
	g->pack = wfdb_pack(s->format);
	if (!g->pack || (g->pack->flac && !wfdb_flac)) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, s->line, "signal format ", number,
			g->pack ? " (FLAC) is not read: this iomt was built without libFLAC" : " is unknown", NULL);
		return true;
	}
	for (size_t i = 1; g->pack->flac && i < g->n; i++)
		if (g->channel[i].spf != g->channel->spf || g->n > FLAC_CHANNELS) {
			fmt_say(env, FMT_ERROR, ST_IO, NULL, s->line,
				"a FLAC file has at most 8 signals, all of one rate: ", g->file, NULL);
			return true;
		}
	if (!g->pack->put)
		return true; /* a null signal: there are no samples of it anywhere */
	if (!group_buffer(r, env, g))
		return false;
	if (!g->buf)
		return true;
	rc = env->sibling(env->arg, g->file, &g->src);
	if (rc < 0) {
		fmt_say(env, FMT_ERROR, ST_IO, NULL, s->line, "signal file ", g->file, ": ", fmt_error(rc), NULL);
		return true;
	}
	if (!skip_offset(g)) {
		fmt_say(env, FMT_ERROR, ST_IO, g->file, 0, fmt_error(g->error), NULL);
		return true;
	}
	if (g->pack->unpack && !unpack(g))
		return false;
	for (size_t i = 0; i < g->n; i++)
		g->channel[i].group = g;
	return true;
}

bool
wfdb_groups_open(struct wfdb *r, struct fmt_env *env)
{
	for (size_t i = 0; i < r->nchannels; i++) {
		struct wfdb_channel *c = &r->channel[i];
		struct wfdb_group *g = &r->group[r->ngroups];

		if (i && str_eq(c->head->file, c[-1].head->file)) {
			g--;
		} else {
			g->channel = c;
			g->offset = c->head->offset;
			(void)str_copy(g->file, sizeof(g->file), c->head->file);
			r->ngroups++;
		}
		c->place = g->frame;
		g->frame += c->spf;
		g->n++;
	}
	for (size_t i = 0; i < r->ngroups; i++) {
		struct wfdb_group *g = &r->group[i];

		if (g->frame > WFDB_FRAME) {
			fmt_say(env, FMT_ERROR, ST_IO, NULL, g->channel->head->line, "a frame of ", g->file, " is too large", NULL);
			continue;
		}
		g->total = r->head.samples ? r->head.samples * g->frame : INT64_MAX;
		if (!group_open(r, env, g))
			return false;
	}
	return true;
}

void
wfdb_groups_close(struct wfdb *r)
{
	for (size_t i = 0; i < r->ngroups; i++) {
		fmt_close(&r->group[i].src);
		free(r->group[i].buf);
	}
}
