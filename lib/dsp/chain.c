#include "dsp/chain.h"
#include "core/num.h"
#include "core/str.h"
#include "dsp/design.h"

#include <math.h>

const char *
chain_add(struct chain *c, const struct effect *e, const double *arg, int nargs)
{
	const double any_rate = 1e12; /* so high that only what no rate can cure is left to complain about */
	struct biquad q[DESIGN_ORDER];
	struct chain_step s = { .effect = e };

	if (c->n == CHAIN_STEPS)
		return "more effects than a chain can hold";
	for (int i = 0; i < EFFECT_ARGS; i++) {
		const struct effect_arg *a = &e->arg[i];

		if (!a->name) {
			if (nargs > i)
				return "more numbers than it takes";
			break;
		}
		if (i >= nargs && !a->optional)
			return "a number is missing";
		s.arg[i] = i < nargs ? arg[i] : a->standard;
		if (!(s.arg[i] >= a->low && s.arg[i] <= a->high) || (a->whole && rint(s.arg[i]) != s.arg[i]))
			return "a number is out of range";
	}
	if (e->design(q, s.arg, any_rate) < 0)
		return "the numbers do not fit together";
	if (c->sections + e->sections(s.arg) > CHAIN_SECTIONS)
		return "more sections than a chain can hold";
	c->sections += e->sections(s.arg);
	c->step[c->n++] = s;
	return NULL;
}

int
chain_design(const struct chain *c, struct biquad *q, double fs, int *step)
{
	for (int i = 0; i < c->n; i++) {
		const int n = c->step[i].effect->design(q, c->step[i].arg, fs);

		if (n < 0) {
			*step = i;
			return n;
		}
		q += n;
	}
	return 0;
}

static char *
say(char *p, const char *end, const char *text)
{
	while (*text && p < end)
		*p++ = *text++;
	*p = '\0';
	return p;
}

static void
unknown(char *why, const char *word)
{
	const char *end = why + CHAIN_WHY - 1, *near = effect_near(word);
	char *p = say(say(why, end, "unknown effect '"), end - 96, word);

	p = say(p, end, near ? "' (did you mean '" : "' (files stand before the effects; --list shows these)");
	if (near)
		say(say(p, end, near), end, "'?)");
}

bool
chain_parse(struct chain *c, const char *const *words, size_t n, char *why)
{
	const char *end = why + CHAIN_WHY - 1;

	for (size_t i = 0; i < n;) {
		const char *word = words[i++], *wrong;
		const struct effect *e = effect_find(word);
		double arg[EFFECT_ARGS + 1];
		char usage[EFFECT_TEXT];
		int got = 0;

		if (!e) {
			unknown(why, word);
			return false;
		}
		while (i < n && got <= EFFECT_ARGS && num_get_f64(str_of(words[i]), &arg[got])) {
			got++;
			i++;
		}
		wrong = chain_add(c, e, arg, got);
		if (wrong) {
			effect_usage(usage, e);
			say(say(say(say(say(say(why, end, word), end, ": "), end, wrong), end, " ("), end, usage), end, ")");
			return false;
		}
	}
	return true;
}
