#include "beat/leads.h"

#include <string.h>

enum { NAME = REC_SIGNAL + 4 };

/* What the records of one lead go through: room for the parts that lead.h is given. */
struct way {
	struct rates_sink out;
	struct fuse_sink fuse;
	struct lead_group group;
	char name[NAME];
};

void
leads_start(struct leads *l, const struct leads_opts *opts)
{
	*l = (struct leads){ .opts = *opts };
	map_start(&l->leads, sizeof(struct lead), 0);
	map_start(&l->fuses, sizeof(struct fuse), 0);
}

void
leads_free(struct leads *l)
{
	map_free(&l->leads);
	map_free(&l->fuses);
}

void
leads_drop(struct leads *l, struct str source)
{
	map_drop(&l->leads, source);
	map_drop(&l->fuses, source);
}

bool
leads_all(const struct leads *l)
{
	return str_is(l->opts.lead, "all");
}

bool
leads_together(const struct leads *l)
{
	return str_is(l->opts.lead, "fuse") || str_is(l->opts.lead, "best");
}

struct str
leads_by(const struct leads *l, struct str signal)
{
	return !leads_together(l) ? signal : str_is(l->opts.lead, "best") ? STR("ecg:best") : STR("ecg:fuse");
}

/* The source's leads as they are, and which of them this is. False when there are too many of them. */
static bool
group(struct leads *l, struct str source, struct str signal, struct way *k)
{
	const struct track *first = NULL, *own = NULL;
	unsigned n = 0;

	k->group = (struct lead_group){ .fuse = map_find(&l->fuses, source, STR("-")), .sink = &k->fuse, .number = FUSE_LEADS };
	k->fuse = (struct fuse_sink){ .out = &k->out };
	for (struct map_entry *e = map_source(&l->leads, source); e && n < FUSE_LEADS; e = e->sibling, n++) {
		const struct lead *a = e->state;

		if (!first && a->stretch.track.anchors)
			first = &a->stretch.track;
		k->fuse.track[n] = a->stretch.open ? &a->stretch.track : NULL;
		if (str_eq(e->signal, signal)) {
			k->group.number = n;
			own = &a->stretch.track;
		}
	}
	k->fuse.first = first ? first : own; /* this one begins as the first */
	return k->group.fuse && k->group.number < FUSE_LEADS;
}

/* Where a lead's records go. */
static void
way(struct leads *l, struct recw *w, struct str source, struct str signal, bool sends, struct way *k)
{
	k->out = (struct rates_sink){ .w = w,
		.source = source,
		.signal = leads_by(l, signal),
		.rate_name = sends ? STR("hr:ecg") : STR("hr"),
		.every = l->opts.every,
		.provisional = l->opts.provisional };
	if (leads_all(l)) { /* one rate a lead: by its instance */
		struct str i = sig_instance(signal);

		memcpy(k->name, "hr:", 3);
		memcpy(k->name + 3, i.p ? i.p : "ecg", i.p ? i.n : 3);
		k->out.rate_name = (struct str){ k->name, 3 + (i.p ? i.n : 3) };
	}
}

bool
leads_wanted(struct leads *l, const struct rec *r)
{
	struct str lead = l->opts.lead, instance = sig_instance(r->signal);
	struct map_entry *e;

	if (!rec_match(l->opts.signals, r->source, r->signal))
		return false;
	if (leads_all(l) || leads_together(l))
		return true;
	if (lead.n)
		return str_eq(lead, r->signal) || (instance.p && str_eq(lead, instance));
	/* the lead that is being analysed; where there is none (any more), the next that comes */
	for (e = map_source(&l->leads, r->source); e; e = e->sibling)
		if (((struct lead *)e->state)->stretch.open)
			return str_eq(e->signal, r->signal);
	return true;
}

/* One lead has taken over from another: the rates of that are over. */
static void
take_over(struct leads *l, const struct rec *r)
{
	for (struct map_entry *e = map_source(&l->leads, r->source); e; e = e->sibling)
		if (!str_eq(e->signal, r->signal))
			((struct lead *)e->state)->rates.due.counting = false;
}

bool
leads_wave(struct leads *l, struct recw *w, const struct rec *r, bool sends, int32_t *buf, enum stretch_got *got)
{
	bool fresh, together = leads_together(l);
	struct lead *a = map_get(&l->leads, r->source, r->signal, &fresh);
	struct fuse *f = a && together ? map_get(&l->fuses, r->source, STR("-"), &fresh) : NULL;
	struct way k;

	if (!a || (together && !f))
		return false;
	if (f)
		f->best = str_is(l->opts.lead, "best");
	way(l, w, r->source, r->signal, sends, &k);
	if (together && !group(l, r->source, r->signal, &k)) {
		*got = STRETCH_SKIPPED;
		return true;
	}
	if (!a->stretch.open && !l->opts.lead.n)
		take_over(l, r);
	*got = lead_wave(a, &k.out, together ? &k.group : NULL, r, buf);
	return true;
}

const struct agree_times *
leads_found(struct leads *l, struct str source, struct str signal)
{
	const struct lead *a = map_find(&l->leads, source, signal);

	return a ? &a->found : NULL;
}

int64_t
leads_settled(struct leads *l, struct str source)
{
	const struct fuse *f = map_find(&l->fuses, source, STR("-"));
	int64_t t = INT64_MAX;

	if (f)
		return fuse_settled(f);
	for (struct map_entry *e = map_source(&l->leads, source); e; e = e->sibling) {
		int64_t k = lead_settled(e->state);

		t = k < t ? k : t;
	}
	return t;
}

static void
finish(struct leads *l, struct recw *w, const struct map_entry *e, bool sends, int64_t until)
{
	struct way k;
	bool together = leads_together(l);

	way(l, w, e->source, e->signal, sends, &k);
	if (!together || group(l, e->source, e->signal, &k))
		lead_finish(e->state, &k.out, together ? &k.group : NULL, until);
}

void
leads_advance(struct leads *l, struct recw *w, struct str source, bool sends, int64_t now,
	void (*ended)(void *arg, struct recw *w, struct str source, struct str signal), void *arg)
{
	const struct fuse *f = map_find(&l->fuses, source, STR("-"));

	for (struct map_entry *e = map_source(&l->leads, source); e; e = e->sibling) {
		struct lead *a = e->state;
		bool silent = a->stretch.open && now - lead_end(a) > TRACK_GAP;

		if (silent && ended)
			ended(arg, w, source, e->signal);
		if (silent || (!a->stretch.open && (f ? f->rates.due.counting : a->rates.due.counting)))
			finish(l, w, e, sends, now);
	}
}

void
leads_over(struct leads *l, struct recw *w, struct str source, bool sends)
{
	for (struct map_entry *e = map_source(&l->leads, source); e; e = e->sibling)
		finish(l, w, e, sends, INT64_MIN);
}
