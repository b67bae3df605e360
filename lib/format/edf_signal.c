/* Signals: where in the data records their samples are, gaps, and blocks of them as lines. */
#include "format/edf.h"

#include "core/num.h"
#include "format/label.h"

#include <string.h>

static char *
field(char *p, struct str s)
{
	memcpy(p, s.p, s.n);
	p[s.n] = '\t';
	return p + s.n + 1;
}

void
edf_channel_ready(struct edf *r, struct fmt_env *env, struct edf_channel *c)
{
	const struct edf_signal *s = c->head;
	char text[NUM_MAX], *p = c->prefix;

	c->readable = !s->marks && edf_rate(&r->head, s, &c->rate);
	c->wanted = c->readable && (!env->select || rec_match(str_of(env->select), str_of(env->source), str_of(c->signal)));
	if (!c->wanted)
		return;
	c->block = smp_block(c->rate, false);
	*p++ = '\t';
	p = field(p, str_of(env->source));
	p = field(p, str_of(c->signal));
	if (s->calibrated)
		label_unit(text, s->unit);
	else
		strcpy(text, "1");
	p = field(p, str_of(text));
	p = field(p, (struct str){ text, (size_t)(rate_put(text, c->rate) - text) });
	p = field(p, (struct str){ text, (size_t)(num_put_shortest(text, s->calibrated ? s->gain : 1) - text) });
	p = field(p, (struct str){ text, (size_t)(num_put_shortest(text, s->calibrated ? s->base : 0) - text) });
	c->nprefix = (size_t)(p - c->prefix);
}

/* Samples of the channel that data record d has. */
static int64_t
available(const struct edf *r, const struct edf_channel *c, const struct edf_record *d)
{
	int64_t n = (d->bytes - c->head->at) / r->head.width;

	return d->bytes <= c->head->at ? 0 : n < c->head->samples ? n : c->head->samples;
}

/* The gap before data record d: INDEX goes on by what would have fit into it. */
static void
jump(struct edf_channel *c, const struct edf_record *d)
{
	const int64_t us = edf_us(d->gap_ns);
	int64_t off;

	c->lost = rate_samples(c->rate, us);
	if (c->lost < 1)
		c->lost = 1;
	off = rate_us(c->rate, c->lost) - us;
	c->lost_about = off < -2 || off > 2;
	c->next += c->lost;
}

static void
tell_gap(struct fmt_env *env, struct edf_channel *c)
{
	recw_begin(env->w, "event", c->next_time, str_of(env->source), str_of(c->signal));
	recw_word(env->w, STR("gap"));
	recw_key_int(env->w, "lost", c->lost);
	if (c->lost_about)
		recw_key_int(env->w, "est", 1);
	recw_end(env->w);
	c->lost = 0;
}

void
edf_channel_settle(struct edf *r, struct fmt_env *env, struct edf_channel *c)
{
	const struct edf_record *d;

	for (;;) {
		if (!edf_fill(r, env, c->record)) {
			c->over = true;
			return;
		}
		d = &r->record[c->record % r->nrecords];
		if (!d->skip && c->pos < available(r, c, d))
			break;
		c->record++;
		c->pos = 0;
	}
	if (c->pos == 0 && (!c->begun || d->gap_ns)) {
		if (c->begun)
			jump(c, d);
		c->begun = true;
		c->i0 = c->next;
		c->t0 = edf_us(d->start_ns);
	}
	c->next_time = c->t0 + rate_us(c->rate, c->next - c->i0);
	if (c->next_time >= r->to) {
		r->goes_on = true;
		c->over = true;
	}
}

/* n samples from the channel's place on, which are all in record d. */
static void
get(const struct edf *r, const struct edf_channel *c, int32_t *s, int64_t n)
{
	const uint8_t *b = r->buf + (c->record - r->base) * r->head.record_bytes + c->head->at + c->pos * r->head.width;

	if (r->head.bdf)
		for (int64_t i = 0; i < n; i++, b += 3)
			s[i] = (int32_t)((uint32_t)b[0] << 8 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 24) / 256;
	else
		for (int64_t i = 0; i < n; i++, b += 2)
			s[i] = (int16_t)(b[0] | b[1] << 8);
}

static void
line(struct fmt_env *env, const struct edf_channel *c, int64_t index, int64_t time, const int32_t *s, size_t n)
{
	struct recw *w = env->w;
	char *start = out_room(w->out, REC_LINE + 32), *p;

	memcpy(start, "wave\t", 5);
	p = tm_put(start + 5, time);
	memcpy(p, c->prefix, c->nprefix);
	p = num_put_i64(p + c->nprefix, index);
	*p++ = '\t';
	p = smp_put(p, s, n);
	*p++ = '\n';
	out_used(w->out, (size_t)(p - start));
	w->records++;
	if (w->newest == TM_NONE || time > w->newest)
		w->newest = time;
}

void
edf_channel_block(struct edf *r, struct fmt_env *env, struct edf_channel *c)
{
	int32_t s[SMP_BLOCK];
	int64_t want = c->block - c->next % c->block, n = 0, from = 0, first = c->next, time = c->next_time;

	if (c->lost && time >= r->from)
		tell_gap(env, c);
	c->lost = 0;
	while (n < want) {
		const struct edf_record *d;
		int64_t run;

		if (!edf_fill(r, env, c->record))
			break;
		d = &r->record[c->record % r->nrecords];
		if (n && c->pos == 0 && d->gap_ns)
			break;
		run = d->skip ? 0 : available(r, c, d) - c->pos;
		if (run > want - n) {
			get(r, c, s + n, want - n);
			c->pos += want - n;
			n = want;
			break;
		}
		if (run > 0) {
			get(r, c, s + n, run);
			n += run;
		}
		c->record++;
		c->pos = 0;
	}
	c->next += n;
	/* What --from and --to leave of it. */
	while (from < n && c->t0 + rate_us(c->rate, first + from - c->i0) < r->from)
		from++;
	while (n > from && c->t0 + rate_us(c->rate, first + n - 1 - c->i0) >= r->to) {
		r->goes_on = true;
		n--;
	}
	if (from)
		time = c->t0 + rate_us(c->rate, first + from - c->i0);
	if (n > from)
		line(env, c, first + from, time, s + from, (size_t)(n - from));
	edf_channel_settle(r, env, c);
}
