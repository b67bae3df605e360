#include "format/annot_list.h"

#include "format/annot_of.h"

#include <stdlib.h>

void
annot_list_start(struct annot_list *l)
{
	*l = (struct annot_list){ .fs = { 0, 1 }, .t0 = TM_NONE };
}

void
annot_list_free(struct annot_list *l)
{
	free(l->item);
	free(l->text);
	annot_list_start(l);
}

static bool
keep_text(struct annot_list *l, struct str s, uint32_t *at)
{
	if (l->ntext + s.n > l->text_room) {
		size_t room = l->text_room ? 2 * l->text_room : 4096;
		while (room < l->ntext + s.n)
			room *= 2;
		char *p = room > UINT32_MAX ? NULL : realloc(l->text, room);
		if (!p)
			return false;
		l->text = p;
		l->text_room = room;
	}
	if (s.n)
		memcpy(l->text + l->ntext, s.p, s.n);
	*at = (uint32_t)l->ntext;
	l->ntext += s.n;
	return true;
}

static bool
push(struct annot_list *l, const struct annot *a, struct str name, bool timed, bool soft)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		struct annot_item *p = room > ANNOT_LIST_CAP ? NULL : realloc(l->item, room * sizeof *p);
		if (!p)
			return false;
		l->item = p;
		l->room = room;
	}
	struct annot_item *i = &l->item[l->n];
	struct str aux = a->aux;
	if (aux.n > ANNOT_AUX)
		aux.n = ANNOT_AUX;
	if (name.n > ANNOT_NAME - 1)
		name.n = ANNOT_NAME - 1;
	*i = (struct annot_item){ .sample = a->sample,
		.order = (uint32_t)l->n,
		.naux = (uint16_t)aux.n,
		.nname = (uint8_t)name.n,
		.type = (uint8_t)a->type,
		.chan = (uint8_t)a->chan,
		.sub = (int8_t)a->sub,
		.num = (int8_t)a->num,
		.timed = timed,
		.soft = soft };
	if (!keep_text(l, aux, &i->aux) || !keep_text(l, name, &i->name))
		return false;
	l->n++;
	l->beats += a->type > 0 && a->type < ANNOT_TYPES && annot_types[a->type].class == ANNOT_BEAT;
	return true;
}

bool
annot_list_add(struct annot_list *l, const struct annot *a)
{
	return push(l, a, (struct str){ NULL, 0 }, false, false);
}

bool
annot_list_rec(struct annot_list *l, const struct rec *r)
{
	static const struct rate us = { 1000000, 1 };
	struct annot_of of[ANNOT_OF];
	struct annot_text text;
	struct rate own;
	const bool timed = !annot_of_rate(r, &own);
	if (!timed && !l->fs.num)
		l->fs = own;
	size_t n = annot_of(r, 0, timed ? us : l->fs, &text, of);
	if (n == 0 && !str_is(rec_key(r, STR("edge")), "end"))
		l->lost++;
	if (!timed && l->t0 == TM_NONE && n > 0)
		l->t0 = r->time - rate_us(l->fs, of[0].a.sample);
	for (size_t i = 0; i < n; i++) {
		char name[ANNOT_NAME];
		struct str label = { name, of[i].name.n ? rec_text(name, sizeof name - 1, of[i].name) : 0 };
		if (!push(l, &of[i].a, label, timed, of[i].soft))
			return false;
	}
	return true;
}

static int
by_sample(const void *a, const void *b)
{
	const struct annot_item *x = a, *y = b;
	if (x->sample != y->sample)
		return x->sample < y->sample ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* A soft end is of no use where another annotation of its type is at the same sample. */
static void
drop_soft(struct annot_list *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct annot_item *e = &l->item[i];
		bool drop = false;
		for (size_t k = i; e->soft && !drop && k-- > 0 && l->item[k].sample == e->sample;)
			drop = l->item[k].type == e->type;
		for (size_t k = i + 1; e->soft && !drop && k < l->n && l->item[k].sample == e->sample; k++)
			drop = l->item[k].type == e->type;
		if (!drop)
			l->item[n++] = *e;
	}
	l->n = n;
}

void
annot_list_finish(struct annot_list *l, struct rate fs, int64_t t0)
{
	bool sorted = true, soft = false;
	if (!l->fs.num)
		l->fs = fs;
	if (l->t0 == TM_NONE)
		l->t0 = t0;
	for (size_t i = 0; i < l->n; i++) {
		struct annot_item *e = &l->item[i];
		if (e->timed)
			e->sample = rate_samples(l->fs, e->sample - (l->t0 == TM_NONE ? 0 : l->t0));
		e->timed = false;
		soft = soft || e->soft;
		sorted = sorted && (i == 0 || by_sample(e - 1, e) < 0);
	}
	if (!sorted)
		qsort(l->item, l->n, sizeof *l->item, by_sample);
	if (soft)
		drop_soft(l);
}

struct str
annot_item_aux(const struct annot_list *l, const struct annot_item *i)
{
	return i->naux ? (struct str){ l->text + i->aux, i->naux } : (struct str){ NULL, 0 };
}

struct str
annot_item_name(const struct annot_list *l, const struct annot_item *i)
{
	return i->nname ? (struct str){ l->text + i->name, i->nname } : (struct str){ NULL, 0 };
}
