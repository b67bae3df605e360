#include "device/guess.h"
#include "device/trace.h"

/* What a scan of one protocol has found, and the excuse for the ends: a line is joined and left in mid-frame. */
struct scan {
	struct guess_row *row;
	uint32_t head, tail; /* bytes before the first frame and behind the last */
	uint32_t longest;
	bool in_step;
};

static bool
is_odd(const struct device *d, const uint8_t *b, size_t n)
{
	struct dev_fields f;
	f.n = 0;
	f.title = NULL;
	d->trace(&f, b, n);
	for (int i = 0; i < f.n; i++)
		if (f.field[i].odd)
			return true;
	return false;
}

static void
take(struct scan *s, const uint8_t *b, uint32_t n)
{
	struct guess_row *r = s->row;
	r->frames++;
	r->explained += n;
	r->odd += is_odd(r->dev, b, n);
	s->longest = n > s->longest ? n : s->longest;
	s->tail = 0;
	s->in_step = true;
}

static void
leave(struct scan *s, int answer)
{
	struct guess_row *r = s->row;
	r->wrong += answer == DEV_SUM;
	r->resyncs += s->in_step;
	s->in_step = false;
	if (r->frames == 0)
		s->head++;
	else
		s->tail++;
}

static void
scan(struct scan *s, const uint8_t *b, size_t n)
{
	const struct device *d = s->row->dev;
	for (size_t i = 0; i < n;) {
		size_t left = n - i;
		int length = d->frame(b + i, left);
		if (length == DEV_MORE && d->rest != NULL)
			length = d->rest(b + i, left);
		if (length > 0 && (size_t)length <= left) {
			take(s, b + i, (uint32_t)length);
			i += (size_t)length;
		} else {
			leave(s, length);
			i++;
		}
	}
	s->row->bytes = (uint32_t)n;
}

/* An unfinished frame at either end is nobody's fault; more than that is. */
static uint32_t
excused(uint32_t stretch, uint32_t longest)
{
	return stretch < longest ? stretch : 0;
}

static void
score(const struct scan *s)
{
	struct guess_row *r = s->row;
	uint32_t of = r->bytes - excused(s->head, s->longest) - excused(s->tail, s->longest);
	r->resyncs -= r->resyncs > 0 && s->tail > 0 && excused(s->tail, s->longest) > 0;
	if (r->frames == 0 || of == 0)
		return;
	uint64_t share = (uint64_t)r->explained * (r->frames - r->odd);
	r->score = (unsigned)(share * 100 / ((uint64_t)of * r->frames));
}

unsigned
guess_bits(const struct device *d)
{
	for (const char *p = d->check; *p != '\0'; p++) {
		unsigned v = 0;
		const char *q = p;
		for (; *q >= '0' && *q <= '9' && v < 1000; q++)
			v = v * 10 + (unsigned)(*q - '0');
		if (q > p && str_starts(str_of(q), STR(" bit")))
			return v;
	}
	return 0;
}

/* The better row: by score, and of two alike the one whose frames were checked by more; then in the order of the registry. */
static bool
is_better(const struct guess_row *a, const struct guess_row *b)
{
	if (a->score != b->score)
		return a->score > b->score;
	return (uint64_t)a->frames * a->bits > (uint64_t)b->frames * b->bits;
}

static void
insert(struct guess *g, const struct guess_row *row)
{
	unsigned at = g->n++;
	for (; at > 0 && is_better(row, &g->row[at - 1]); at--)
		g->row[at] = g->row[at - 1];
	g->row[at] = *row;
}

static bool
is_sure(const struct guess_row *r)
{
	return (uint64_t)r->frames * r->bits >= GUESS_SURE;
}

/* The best row whose frames are checked. */
static const struct guess_row *
best_checked(const struct guess *g)
{
	for (unsigned i = 0; i < g->n; i++)
		if (g->row[i].bits > 0)
			return &g->row[i];
	return NULL;
}

static const struct guess_row *
rival(const struct guess *g, const struct guess_row *best)
{
	for (unsigned i = 0; i < g->n; i++)
		if (&g->row[i] != best && g->row[i].bits > 0 && g->row[i].score * 100 >= best->score * GUESS_RIVAL)
			return &g->row[i];
	return NULL;
}

void
guess_run(struct guess *g, const uint8_t *b, size_t n)
{
	*g = (struct guess){ .n = 0 };
	n = n < GUESS_BYTES ? n : GUESS_BYTES;
	for (unsigned i = 0; i < dev_count && g->n < GUESS_ROWS; i++) {
		struct guess_row row = { .dev = dev_table[i], .bits = guess_bits(dev_table[i]) };
		struct scan s = { .row = &row };
		scan(&s, b, n);
		score(&s);
		if (row.frames > 0)
			insert(g, &row);
	}
	const struct guess_row *best = best_checked(g);
	if (best != NULL && is_sure(best) && best->score >= GUESS_LEAST && rival(g, best) == NULL)
		g->chosen = best->dev;
}

size_t
guess_next(size_t had)
{
	size_t next = GUESS_FIRST;
	while (next <= had && next < GUESS_BYTES)
		next *= 2;
	return next;
}
