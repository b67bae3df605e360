#include "alert/keep.h"

#include "alert/keep_part.h"
#include "alert/score.h"
#include "alert/state.h"
#include "alert/text.h"
#include "alert/type.h"
#include "alert/when.h"
#include "alert/window.h"
#include "core/in.h"
#include "core/num.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct load {
	struct engine *e;
	const char *path;
	rule_say *say;
	void *arg;
	uint64_t *hash;
	bool *told; /* one a rule: that it changed */
	struct engine_signal *sig;
	struct slot *slot;
	uint64_t check, lines;
	bool ended;
};

static bool
get(struct str *rest, int64_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!rest->p || !num_get_i64(str_cut(rest, '\t'), &v[i]))
			return false;
	return true;
}

static bool
get_bits(struct str *rest, uint64_t *u)
{
	uint8_t b[8];

	if (!rest->p || num_get_hex(str_cut(rest, '\t'), b, sizeof(b)) != 8)
		return false;
	*u = 0;
	for (int i = 0; i < 8; i++)
		*u = *u << 8 | b[i];
	return true;
}

static bool
get_real(struct str *rest, double *v)
{
	uint64_t u;

	if (!get_bits(rest, &u))
		return false;
	memcpy(v, &u, sizeof(u));
	return true;
}

static void
warn(struct load *l, size_t rule, struct str id, const char *what)
{
	char b[RULE_ID + 1];

	if (rule < l->e->rules->n && l->told[rule])
		return;
	if (rule < l->e->rules->n)
		l->told[rule] = true;
	str_copy(b, sizeof(b), id);
	l->say(l->arg, true, l->path, l->lines + 1, b, what);
}

/* The rule of an id; rules->n: it is not among them. */
static size_t
rule_index(struct load *l, struct str id)
{
	size_t i = 0;

	while (i < l->e->rules->n && !str_is(id, l->e->rules->rule[i].id))
		i++;
	return i;
}

static bool
source(struct load *l, struct str rest)
{
	struct str name = str_cut(&rest, '\t');
	int64_t v[4];

	if (!rec_source_ok(name) || !get(&rest, v, 4) || map_source(&l->e->map, name))
		return false;
	if (!state_source(l->e, name, v[1] == TM_NONE ? 0 : v[1]))
		return false;
	l->e->src->tick = v[0];
	l->e->src->newest = v[1];
	l->e->src->now = v[2];
	l->e->src->stepped = v[3] != 0;
	l->e->src->kept = true;
	l->sig = NULL;
	l->slot = NULL;
	return true;
}

static bool
paused(struct load *l, struct str rest)
{
	size_t i = rule_index(l, str_cut(&rest, '\t'));
	int64_t until;

	if (!get(&rest, &until, 1))
		return false;
	if (i < l->e->rules->n)
		state_pause(l->e, i, until);
	return true;
}

static bool
facts(struct load *l, struct str rest)
{
	size_t i = rule_index(l, str_cut(&rest, '\t'));
	int64_t v[2];
	struct when_known *k;

	if (!get(&rest, v, 2) || v[0] < 0 || v[0] > UINT8_MAX || v[1] < 0 || v[1] > UINT8_MAX)
		return false;
	if (i == l->e->rules->n || !l->e->src->when || !l->e->rules->rule[i].when)
		return true;
	k = &l->e->src->when[i];
	k->known |= (uint8_t)(v[0] & ~k->fixed);
	k->holds |= (uint8_t)(v[1] & ~k->fixed);
	return true;
}

static bool
input(struct load *l, struct str rest)
{
	size_t i = rule_index(l, str_cut(&rest, '\t'));
	int64_t v[3], wrong;
	double value;

	if (!get(&rest, v, 3) || !get_real(&rest, &value) || !get(&rest, &wrong, 1) || v[1] < 0 || v[1] >= SCORE_INPUTS)
		return false;
	if (i == l->e->rules->n || !l->e->rules->rule[i].score)
		return true;
	if (!state_scores(l->e))
		return false;
	l->e->src->score[i].told = (int)v[0];
	l->e->src->score[i].value[v[1]] = (struct score_value){ v[2], value, wrong != 0 };
	return true;
}

static bool
signal_of(struct load *l, struct str rest)
{
	l->slot = NULL;
	l->sig = rest.n && rest.n < ENGINE_NAME ? state_signal(l->e, rest) : NULL;
	return l->sig != NULL;
}

static bool
slot(struct load *l, struct str rest)
{
	struct str id = str_cut(&rest, '\t');
	size_t rule = rule_index(l, id);
	int64_t v[KEEP_SLOT];
	uint64_t hash;
	double value;
	struct slot *s = NULL;

	l->slot = NULL;
	if (!l->sig || !get_bits(&rest, &hash) || !get(&rest, v, KEEP_SLOT) || !get_real(&rest, &value) || !rest.p ||
		rest.n > ENGINE_DIGITS || v[7] < SLOT_IDLE || v[7] > SLOT_LATCHED || v[8] < 0 || v[8] > UINT8_MAX || v[9] < 0 ||
		v[9] >= RULE_PRIORITIES || v[10] < -1 || v[10] > 1)
		return false;
	if (rule == l->e->rules->n) {
		warn(l, rule, id, "is not among the rules any more: its state is given up");
		return true;
	}
	if (hash != l->hash[rule]) {
		warn(l, rule, id, "is not what it was: it begins anew");
		return true;
	}
	for (size_t i = 0; i < l->sig->n; i++)
		if (l->sig->slot[i].rule == rule)
			s = &l->sig->slot[i];
	if (!s || (l->e->rules->rule[rule].nlimits && v[8] >= l->e->rules->rule[rule].nlimits))
		return false;
	s->last = v[0], s->since = v[1], s->over = v[2], s->note = v[3], s->began = v[4], s->seen = v[5], s->misfit = v[6];
	s->state = (uint8_t)v[7], s->limit = (uint8_t)v[8], s->priority = (uint8_t)v[9], s->beyond = (int8_t)v[10];
	s->acked = v[11] != 0, s->told = v[12] != 0, s->upper = v[13] != 0, s->apart = v[14] != 0, s->unseen = v[15] != 0;
	s->unknown = v[16] != 0;
	s->value = value;
	str_copy(s->digits, sizeof(s->digits), rest);
	if (s->state == SLOT_FIRING && l->e->src->firing)
		l->e->src->firing[rule]++;
	l->slot = s;
	return true;
}

static bool
point(struct load *l, struct str rest)
{
	int64_t t;
	double v;

	if (!get(&rest, &t, 1) || !get_real(&rest, &v))
		return false;
	return !l->slot || window_add(&l->slot->window, t, v);
}

static bool
one(struct load *l, struct str line)
{
	static const struct {
		const char *word;
		bool (*read)(struct load *l, struct str rest);
	} kinds[] = { { "source", source }, { "paused", paused }, { "facts", facts }, { "input", input }, { "signal", signal_of },
		{ "slot", slot }, { "point", point } };
	struct str rest = line, word = str_cut(&rest, '\t');
	int64_t v;
	uint64_t check;

	if (l->lines == 0)
		return str_is(word, "iomt-alert-state") && get(&rest, &v, 1) && v == KEEP_VERSION;
	if (str_is(word, "end")) {
		l->ended = get(&rest, &v, 1) && v >= 0 && (uint64_t)v == l->lines && get_bits(&rest, &check) && check == l->check;
		return l->ended;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_is(word, kinds[i].word))
			return rest.p && (i == 0 || l->e->src) && kinds[i].read(l, rest);
	return false;
}

static bool
damaged(struct load *l, const char *why)
{
	char b[256];
	struct text t;

	text_start(&t, b, sizeof(b));
	text_words(&t, (const char *const[]){ why,
			       "; nothing was read: put a good one in its place, or remove it, and all alerts begin anew", NULL });
	l->say(l->arg, false, l->path, l->lines + 1, "", b);
	return false;
}

static bool
read_lines(struct load *l, struct lines *in)
{
	struct str line;
	uint64_t skipped;

	while (lines_next(in, &line, &skipped) == LINES_LINE) {
		if (l->ended || !one(l, line))
			return damaged(l, l->e->full ? "memory is out"
					  : l->lines ? "the state is damaged here"
						     : "this is no state that this version wrote");
		l->check = keep_mix(l->check, (struct str){ line.p, line.n + 1 });
		l->lines++;
	}
	return l->ended || damaged(l, "the state is cut off here");
}

bool
keep_load(struct engine *e, const char *path, rule_say *say, void *arg)
{
	struct load l = { .e = e, .path = path, .say = say, .arg = arg, .check = KEEP_SEED };
	struct lines in;
	long rc = lines_open(&in, path);
	bool ok;

	if (rc == -ENOENT)
		return true;
	if (rc < 0) {
		say(arg, false, path, 0, "", in_error(rc));
		return false;
	}
	l.hash = keep_hashes(e->rules);
	l.told = calloc(e->rules->n + 1, sizeof(*l.told));
	ok = l.hash && l.told ? read_lines(&l, &in) : damaged(&l, "memory is out");
	lines_close(&in);
	free(l.hash);
	free(l.told);
	for (struct map_entry *m = e->map.first; ok && m; m = m->next)
		if (m->leads && state_source(e, m->source, 0))
			state_arm_all(e);
	e->src = NULL;
	return ok;
}
