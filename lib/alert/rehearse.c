#include "alert/rehearse.h"

#include "alert/text.h"
#include "alert/write.h"

#include <stdlib.h>

enum { LINE = ALERT_MESSAGE + 1024 };

struct line {
	char b[LINE];
	struct text t;
	size_t column; /* where the column at work began */
};

static void
begin(struct line *l)
{
	text_start(&l->t, l->b, sizeof(l->b));
	l->column = 0;
}

/* Ends a column: two blanks at the least before the next. */
static void
column(struct line *l, size_t wide)
{
	do
		text_z(&l->t, " ");
	while (l->t.n < l->column + wide || l->b[l->t.n - 2] != ' ');
	l->column = l->t.n;
}

static void
word(struct line *l, struct str s, size_t wide)
{
	text_put(&l->t, s);
	column(l, wide);
}

static void
put(struct rehearse *h, struct line *l)
{
	while (l->t.n && l->b[l->t.n - 1] == ' ')
		l->t.n--;
	for (size_t i = 0; i < l->t.n; i++) /* one line an edge, whatever a message holds */
		if (l->b[i] == '\n' || l->b[i] == '\t')
			l->b[i] = ' ';
	out_write(h->out, l->b, l->t.n);
	out_write(h->out, "\n", 1);
}

bool
rehearse_start(struct rehearse *h, const struct rule_set *rules, struct out *out)
{
	*h = (struct rehearse){ .out = out, .rules = rules, .rule = calloc(rules->n + 1, sizeof(*h->rule)) };
	return h->rule != NULL;
}

void
rehearse_free(struct rehearse *h)
{
	free(h->rule);
}

enum { TIME_WIDE = 18, SOURCE_WIDE = 10, SIGNAL_WIDE = 10, RULE_WIDE = 22, EDGE_WIDE = 9, PRIORITY_WIDE = 10, COUNT_WIDE = 8 };

static void
heading(struct rehearse *h)
{
	struct line l;

	begin(&l);
	word(&l, STR("TIME"), TIME_WIDE);
	word(&l, STR("SOURCE"), SOURCE_WIDE);
	word(&l, STR("SIGNAL"), SIGNAL_WIDE);
	word(&l, STR("RULE"), RULE_WIDE);
	word(&l, STR("EDGE"), EDGE_WIDE);
	word(&l, STR("PRIORITY"), PRIORITY_WIDE);
	word(&l, STR("MESSAGE"), 0);
	put(h, &l);
	h->any = true;
}

static void
count(struct rehearse_rule *r, const struct alert_event *ev)
{
	if (ev->misfit) {
		r->misfit = true;
	} else if (ev->edge == ALERT_ON && !ev->restart && !ev->escalation) {
		if (!r->alerts++)
			r->first = ev->time;
		r->last = ev->time;
	} else if (ev->edge == ALERT_OFF || ev->edge == ALERT_OPEN) {
		int64_t lasted = ev->time - ev->since;

		r->total += lasted;
		r->longest = lasted > r->longest ? lasted : r->longest;
	}
}

void
rehearse_event(struct rehearse *h, const struct alert_event *ev)
{
	char b[ALERT_MESSAGE];
	struct line l;

	if (ev->score)
		return;
	for (size_t i = 0; i < h->rules->n; i++) /* by its id: a profile's rule is a copy */
		if (str_is(str_of(ev->rule->id), h->rules->rule[i].id))
			count(&h->rule[i], ev);
	if (!h->any)
		heading(h);
	begin(&l);
	word(&l, (struct str){ b, (size_t)(tm_put(b, ev->time) - b) }, TIME_WIDE);
	word(&l, ev->source, SOURCE_WIDE);
	word(&l, ev->signal, SIGNAL_WIDE);
	text_z(&l.t, ev->rule->id);
	word(&l, ev->apart ? STR(":unit") : STR(""), RULE_WIDE);
	word(&l, str_of(alert_edge_text[ev->edge]), EDGE_WIDE);
	word(&l, str_of(rule_priority_text[ev->misfit ? RULE_MEDIUM : ev->priority]), PRIORITY_WIDE);
	text_put(&l.t, (struct str){ b, alert_message(ev, b) });
	if (ev->inhibited)
		text_words(&l.t, (const char *const[]){ " (inhibited by ", ev->inhibited, ")", NULL });
	put(h, &l);
}

static void
put_time(struct line *l, int64_t t)
{
	char b[TM_TEXT];

	word(l, (struct str){ b, (size_t)(tm_put(b, t) - b) }, TIME_WIDE);
}

static void
put_duration(struct line *l, int64_t us)
{
	text_duration(&l->t, us);
	column(l, PRIORITY_WIDE);
}

void
rehearse_summary(struct rehearse *h, const struct engine *e)
{
	static const char *const heads[] = { "ALERTS", "TOTAL", "LONGEST", "FIRST", "LAST" };
	static const size_t wide[] = { COUNT_WIDE, PRIORITY_WIDE, PRIORITY_WIDE, TIME_WIDE, 0 };
	struct line l;

	begin(&l);
	word(&l, STR("RULE"), RULE_WIDE);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		word(&l, str_of(heads[i]), wide[i]);
	if (h->any)
		out_write(h->out, "\n", 1);
	put(h, &l);
	for (size_t i = 0; i < h->rules->n; i++) {
		const struct rehearse_rule *r = &h->rule[i];

		begin(&l);
		word(&l, str_of(h->rules->rule[i].id), RULE_WIDE);
		text_unsigned(&l.t, r->alerts);
		column(&l, COUNT_WIDE);
		if (r->alerts) {
			put_duration(&l, r->total);
			put_duration(&l, r->longest);
			put_time(&l, r->first);
			put_time(&l, r->last);
		}
		if (r->misfit)
			text_z(&l.t, "could not be evaluated");
		else if (!e->met[i] && !h->rules->rule[i].nof)
			text_z(&l.t, "nothing that it looks at came");
		put(h, &l);
	}
}
