#include "alert/keep.h"

#include "alert/keep_part.h"
#include "alert/score.h"
#include "alert/state.h"
#include "alert/text.h"
#include "alert/when.h"
#include "alert/window.h"
#include "core/num.h"
#include "core/out.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

uint64_t
keep_mix(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t
mix_json(uint64_t h, const struct json_t *v)
{
	char *text = v ? json_dumps((const json_t *)v, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY) : NULL;

	h = keep_mix(h, str_of(text ? text : ""));
	free(text);
	return h;
}

uint64_t *
keep_hashes(const struct rule_set *set)
{
	uint64_t *hash = malloc((set->n + 1) * sizeof(*hash));

	for (size_t i = 0; hash && i < set->n; i++)
		hash[i] = mix_json(mix_json(KEEP_SEED, set->rule[i].json), set->rule[i].defaults);
	return hash;
}

/* A line put together, field by field. */
struct line {
	char b[KEEP_LINE];
	struct text t;
	struct out out;
	uint64_t hash, lines;
};

static void
word(struct line *l, struct str s)
{
	text_z(&l->t, l->t.n ? "\t" : "");
	text_put(&l->t, s);
}

static void
whole(struct line *l, int64_t v)
{
	char b[NUM_MAX];

	word(l, (struct str){ b, (size_t)(num_put_i64(b, v) - b) });
}

static void
bits(struct line *l, uint64_t v)
{
	uint8_t b[8];
	char hex[16];

	for (int i = 0; i < 8; i++)
		b[i] = (uint8_t)(v >> (56 - 8 * i));
	num_put_hex(hex, b, sizeof(b));
	word(l, (struct str){ hex, sizeof(hex) });
}

static void
real(struct line *l, double v)
{
	uint64_t u;

	memcpy(&u, &v, sizeof(u));
	bits(l, u);
}

static void
end_line(struct line *l)
{
	text_z(&l->t, "\n");
	out_write(&l->out, l->t.p, l->t.n);
	l->hash = keep_mix(l->hash, (struct str){ l->t.p, l->t.n });
	l->lines++;
	text_start(&l->t, l->b, sizeof(l->b));
}

static void
put_source(struct line *l, const struct engine *e, struct str name, const struct engine_source *s)
{
	const int64_t v[] = { s->tick, s->newest, s->now, s->stepped };

	word(l, STR("source"));
	word(l, name);
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		whole(l, v[i]);
	end_line(l);
	for (size_t i = 0; i < e->rules->n; i++) {
		struct str id = str_of(e->rules->rule[i].id);

		if (s->paused && s->paused[i] != TM_NONE) {
			word(l, STR("paused"));
			word(l, id);
			whole(l, s->paused[i]);
			end_line(l);
		}
		if (s->when && e->rules->rule[i].when) {
			word(l, STR("facts"));
			word(l, id);
			whole(l, s->when[i].known & ~s->when[i].fixed);
			whole(l, s->when[i].holds & ~s->when[i].fixed);
			end_line(l);
		}
		for (unsigned k = 0; s->score && e->rules->rule[i].score && k < SCORE_INPUTS; k++) {
			const struct score_value *in = &s->score[i].value[k];

			if (in->time == TM_NONE)
				continue;
			word(l, STR("input"));
			word(l, id);
			whole(l, s->score[i].told);
			whole(l, k);
			whole(l, in->time);
			real(l, in->value);
			whole(l, in->wrong);
			end_line(l);
		}
	}
}

static void
put_slot(struct line *l, const struct engine *e, const struct slot *s, const uint64_t *hash)
{
	const int64_t v[KEEP_SLOT] = { s->last, s->since, s->over, s->note, s->began, s->seen, s->misfit, s->state, s->limit,
		s->priority, s->beyond, s->acked, s->told, s->upper, s->apart, s->unseen, s->unknown };
	const struct window_point *p = window_first(s->window);

	word(l, STR("slot"));
	word(l, str_of(e->rules->rule[s->rule].id));
	bits(l, hash[s->rule]);
	for (size_t i = 0; i < KEEP_SLOT; i++)
		whole(l, v[i]);
	real(l, s->value);
	word(l, str_of(s->digits));
	end_line(l);
	for (size_t i = 0; i < window_count(s->window); i++) {
		word(l, STR("point"));
		whole(l, p[i].time);
		real(l, p[i].value);
		end_line(l);
	}
}

static void
put_all(struct line *l, const struct engine *e, const uint64_t *hash)
{
	struct map *map = (struct map *)&e->map; /* is only looked at */

	word(l, STR("iomt-alert-state"));
	whole(l, KEEP_VERSION);
	end_line(l);
	for (struct map_entry *first = map->first; first; first = first->next)
		for (struct map_entry *m = first->leads ? first : NULL; m; m = m->sibling) {
			const union engine_state *s = m->state;

			if (str_is(m->signal, "-")) {
				put_source(l, e, m->source, &s->source);
				continue;
			}
			if (!s->signal.n)
				continue;
			word(l, STR("signal"));
			word(l, m->signal);
			end_line(l);
			for (size_t i = 0; i < s->signal.n; i++)
				put_slot(l, e, &s->signal.slot[i], hash);
		}
	word(l, STR("end"));
	whole(l, (int64_t)l->lines);
	bits(l, l->hash);
	end_line(l);
}

long
keep_save(const struct engine *e, const char *path)
{
	struct line *l = calloc(1, sizeof(*l));
	uint64_t *hash = keep_hashes(e->rules);
	long rc = -ENOMEM;

	if (l && hash && (rc = out_open(&l->out, path, OUT_BESIDE)) == 0) {
		l->hash = KEEP_SEED;
		text_start(&l->t, l->b, sizeof(l->b));
		put_all(l, e, hash);
		rc = out_sync(&l->out);
		if (rc == 0)
			rc = out_close(&l->out);
		else
			out_abandon(&l->out);
	}
	free(l);
	free(hash);
	return rc;
}
