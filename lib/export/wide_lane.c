#include "export/wide.h"

#include <stdlib.h>

/* Makes *p hold need elements of `size`. */
static bool
grow(struct export *x, void **p, size_t have, size_t need, size_t size, size_t *cap)
{
	if (need <= have)
		return true;
	size_t n = have ? have : 2;
	while (n < need)
		n *= 2;
	void *q = realloc(*p, n * size);
	if (!q) {
		export_no_memory(x);
		return false;
	}
	*p = q;
	*cap = n;
	return true;
}

struct wide_lane *
wide_lane(struct export *x, const struct export_source *s, struct str signal)
{
	struct wide *w = ((struct rows *)x->own)->wide;
	struct wide_lane *l = map_get(&w->lanes, s->name, signal, NULL);
	if (!l)
		export_no_memory(x);
	return l;
}

/* Room for one more item and n bytes: what was taken out before makes place first. */
static bool
room(struct export *x, struct wide_lane *l, size_t n)
{
	if (l->head == l->n) {
		l->head = l->n = 0;
		l->used = 0;
		if (l->nscaling > 1) {
			l->scaling[0] = l->scaling[l->nscaling - 1];
			l->nscaling = 1;
		}
	} else if (l->head >= 64 && l->head >= l->n / 2) {
		size_t gone = l->item[l->head].at / sizeof(int32_t) * sizeof(int32_t); /* samples stay aligned */
		memmove(l->data, l->data + gone, l->used - gone);
		l->used -= gone;
		l->n -= l->head;
		memmove(l->item, l->item + l->head, l->n * sizeof *l->item);
		l->head = 0;
		for (uint32_t i = 0; i < l->n; i++)
			l->item[i].at -= gone;
	}
	size_t cap = l->cap;
	void *item = l->item, *data = l->data;
	bool good = grow(x, &item, l->cap, (size_t)l->n + 1, sizeof *l->item, &cap);
	l->item = item;
	l->cap = (uint32_t)cap;
	good = good && grow(x, &data, l->room, l->used + n, 1, &l->room);
	l->data = data;
	return good;
}

static void
due(struct export *x, struct wide_lane *l)
{
	const struct wide_item *i = wide_first(l);
	if (!i)
		return;
	l->due = i->time;
	if (i->k > 0) {
		const int64_t *offset = stamp_offsets(&x->stamp, l->scaling[i->scaling].fs, (size_t)i->k + 1);
		l->due += offset ? offset[i->k] : rate_us(l->scaling[i->scaling].fs, i->k);
	}
}

static void
push(struct export *x, struct wide_lane *l, struct wide_item item)
{
	bool first = l->head == l->n;
	l->item[l->n++] = item;
	if (first)
		due(x, l);
}

bool
wide_push_samples(struct export *x, struct wide_lane *l, const struct export_item *item, uint32_t column, const struct scale *scale)
{
	enum { ALIGN = sizeof(int32_t) };
	size_t bytes = item->n * sizeof *item->samples;
	if (!room(x, l, bytes + ALIGN))
		return false;
	struct wide_scaling next = { *scale, item->fs }, *last = l->nscaling ? &l->scaling[l->nscaling - 1] : NULL;
	if (!last || !scale_same(&last->scale, scale) || last->fs.num != next.fs.num || last->fs.den != next.fs.den) {
		size_t cap = l->scaling_cap;
		void *p = l->scaling;
		if (!grow(x, &p, l->scaling_cap, (size_t)l->nscaling + 1, sizeof next, &cap))
			return false;
		l->scaling = p;
		l->scaling_cap = (uint32_t)cap;
		l->scaling[l->nscaling++] = next;
	}
	size_t at = (l->used + ALIGN - 1) / ALIGN * ALIGN;
	memcpy(l->data + at, item->samples, bytes);
	l->used = at + bytes;
	push(x, l,
		(struct wide_item){ .time = item->time,
			.index = item->index,
			.column = column,
			.n = (uint32_t)item->n,
			.at = at,
			.scaling = l->nscaling - 1 });
	return true;
}

bool
wide_push_text(struct export *x, struct wide_lane *l, int64_t time, uint32_t column, const struct str *parts, size_t nparts)
{
	size_t n = 0;
	for (size_t i = 0; i < nparts; i++)
		n += parts[i].n;
	if (!room(x, l, n))
		return false;
	size_t at = l->used;
	for (size_t i = 0; i < nparts; i++) {
		if (parts[i].n)
			memcpy(l->data + l->used, parts[i].p, parts[i].n);
		l->used += parts[i].n;
	}
	push(x, l, (struct wide_item){ .time = time, .index = -1, .column = column, .len = (uint32_t)n, .at = at });
	return true;
}

void
wide_pop(struct export *x, struct wide_lane *l, uint32_t count)
{
	struct wide_item *i = wide_first(l);
	if (i->n > count && i->k + count < i->n)
		i->k += count;
	else
		l->head++;
	due(x, l);
}

void
wide_lane_free(struct wide_lane *l)
{
	free(l->item);
	free(l->data);
	free(l->scaling);
	*l = (struct wide_lane){ 0 };
}
