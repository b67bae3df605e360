#include "export/alerts.h"

#include "record/rec.h"

#include <stdlib.h>

enum { RULE_MAX = 128 }; /* of an id; the rest is cut off, in the column too */

struct alert_entry {
	char rule[RULE_MAX + 1], signal[REC_SIGNAL + 1];
	size_t nrule, nsignal;
};

/* An id as it stands in the column: what would need quoting there, or part ids, is "_". */
static size_t
plain(char *dst, size_t cap, struct str s)
{
	size_t n = s.n < cap ? s.n : cap;
	for (size_t i = 0; i < n; i++) {
		char c = s.p[i];
		dst[i] = c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == '\\' ? '_' : c;
	}
	return n;
}

static int
compare(const char *a, size_t na, struct str b)
{
	int c = memcmp(a, b.p, na < b.n ? na : b.n);
	return c ? c : (na > b.n) - (na < b.n);
}

static int
entry_compare(const struct alert_entry *e, struct str rule, struct str signal)
{
	int c = compare(e->rule, e->nrule, rule);
	return c ? c : compare(e->signal, e->nsignal, signal);
}

static void
join(struct alerts *a)
{
	size_t need = 0;
	for (size_t i = 0; i < a->n; i++)
		need += a->entry[i].nrule + 1;
	if (need > a->room) {
		char *p = realloc(a->text, need);
		if (!p)
			return;
		a->text = p;
		a->room = need;
	}
	a->len = 0;
	for (size_t i = 0; i < a->n; i++) {
		const struct alert_entry *e = &a->entry[i];
		if (i > 0 && str_is((struct str){ e->rule, e->nrule }, a->entry[i - 1].rule))
			continue;
		if (a->len)
			a->text[a->len++] = ' ';
		memcpy(a->text + a->len, e->rule, e->nrule);
		a->len += e->nrule;
	}
}

void
alerts_edge(struct alerts *a, struct str rule, struct str signal, struct str edge)
{
	bool on = str_is(edge, "on");
	if (!on && !str_is(edge, "off") && !str_is(edge, "open"))
		return;
	char id[RULE_MAX];
	rule = (struct str){ id, plain(id, sizeof id, rule) };
	if (signal.n > REC_SIGNAL)
		signal.n = REC_SIGNAL;
	size_t at = 0;
	while (at < a->n && entry_compare(&a->entry[at], rule, signal) < 0)
		at++;
	bool there = at < a->n && entry_compare(&a->entry[at], rule, signal) == 0;
	if (there == on)
		return;
	if (!on) {
		memmove(a->entry + at, a->entry + at + 1, (a->n - at - 1) * sizeof *a->entry);
		a->n--;
	} else {
		if (a->n == ALERTS_MAX)
			return;
		if (a->n == a->cap) {
			size_t cap = a->cap ? 2 * a->cap : 1; /* most sources have one or none */
			struct alert_entry *p = realloc(a->entry, cap * sizeof *p);
			if (!p)
				return;
			a->entry = p;
			a->cap = cap;
		}
		memmove(a->entry + at + 1, a->entry + at, (a->n - at) * sizeof *a->entry);
		a->n++;
		struct alert_entry *e = &a->entry[at];
		str_copy(e->rule, sizeof e->rule, rule);
		str_copy(e->signal, sizeof e->signal, signal);
		e->nrule = rule.n;
		e->nsignal = signal.n;
	}
	join(a);
}

struct str
alerts_text(const struct alerts *a)
{
	return (struct str){ a->text, a->len };
}

void
alerts_free(struct alerts *a)
{
	free(a->entry);
	free(a->text);
	*a = (struct alerts){ 0 };
}
