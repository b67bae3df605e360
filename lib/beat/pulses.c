#include "beat/pulses.h"

#include <string.h>

enum { PULSES_NAME = REC_SIGNAL + 8 };

void
pulses_start(struct pulses *p, struct str signals, int64_t every)
{
	*p = (struct pulses){ .signals = signals, .every = every };
	map_start(&p->leads, sizeof(struct pulselead), 0);
}

void
pulses_free(struct pulses *p)
{
	map_free(&p->leads);
}

bool
pulses_wanted(const struct pulses *p, const struct rec *r)
{
	return r->type == REC_WAVE && p->signals.n && rec_match(p->signals, r->source, r->signal);
}

/* Where a wave's records go. name: PULSES_NAME bytes for the name of its rate. */
static struct rates_sink
sink(struct pulses *p, struct recw *w, struct str source, struct str signal, bool sends, char *name)
{
	struct rates_sink k = { .w = w, .source = source, .signal = signal, .rate_name = STR("pulse"), .every = p->every };
	const struct map_entry *e = map_source(&p->leads, source);
	bool first = !e || str_eq(e->signal, signal);
	struct str n = sig_name(signal), i = sig_instance(signal);

	if (first && !sends)
		return k;
	size_t at = 6, end = at + REC_INSTANCE;

	memcpy(name, "pulse:", at);
	for (size_t j = 0; j < n.n && at < end; j++)
		name[at++] = n.p[j];
	if (!first && i.p && at < end)
		name[at++] = '.';
	for (size_t j = 0; !first && i.p && j < i.n && at < end; j++)
		name[at++] = i.p[j];
	k.rate_name = (struct str){ name, at };
	return k;
}

bool
pulses_wave(struct pulses *p, struct recw *w, const struct rec *r, bool sends, int32_t *buf, enum stretch_got *got)
{
	bool fresh;
	struct pulselead *l = map_get(&p->leads, r->source, r->signal, &fresh);
	char name[PULSES_NAME];

	if (!l)
		return false;
	struct rates_sink k = sink(p, w, r->source, r->signal, sends, name);

	*got = pulselead_wave(l, &k, r, buf);
	return true;
}

int64_t
pulses_settled(struct pulses *p, struct str source)
{
	int64_t t = INT64_MAX;

	for (struct map_entry *e = map_source(&p->leads, source); e; e = e->sibling) {
		int64_t k = pulselead_settled(e->state);

		t = k < t ? k : t;
	}
	return t;
}

void
pulses_advance(struct pulses *p, struct recw *w, struct str source, bool sends, int64_t now)
{
	char name[PULSES_NAME];

	for (struct map_entry *e = map_source(&p->leads, source); e; e = e->sibling) {
		struct pulselead *l = e->state;
		struct rates_sink k = sink(p, w, source, e->signal, sends, name);

		if (l->stretch.open ? now - pulselead_end(l) > TRACK_GAP : l->due.counting)
			pulselead_finish(l, &k, now);
	}
}

void
pulses_over(struct pulses *p, struct recw *w, struct str source, bool sends)
{
	char name[PULSES_NAME];

	for (struct map_entry *e = map_source(&p->leads, source); e; e = e->sibling) {
		struct rates_sink k = sink(p, w, source, e->signal, sends, name);

		pulselead_finish(e->state, &k, INT64_MIN);
	}
}

void
pulses_drop(struct pulses *p, struct str source)
{
	map_drop(&p->leads, source);
}
