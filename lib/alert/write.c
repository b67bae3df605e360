#include "alert/write.h"

#include "alert/score.h"
#include "alert/text.h"
#include "alert/type.h"
#include "core/num.h"

#include <string.h>

static int
side(double v, double of)
{
	return (v > of) - (v < of);
}

/* A derived value has twelve digits; a person reads four, and more only where fewer would put it on another side of the limit. The
 * key `value` has them all. */
static struct str
read_by_a_person(char *b, const struct alert_event *ev)
{
	enum { SHORT = 7, FEW = 4, MANY = 12 };
	double v, shown;

	if (ev->value.n <= SHORT || !num_get_f64(ev->value, &v))
		return ev->value;
	for (int digits = FEW; digits < MANY; digits++) {
		struct str s = { b, (size_t)(num_put_sig(b, v, digits) - b) };

		if (num_get_f64(s, &shown) && (!ev->limit || (side(shown, ev->threshold) == side(v, ev->threshold) &&
								     side(shown, ev->clear) == side(v, ev->clear))))
			return s;
	}
	return ev->value;
}

static void
put_value(struct text *t, const struct alert_event *ev)
{
	char b[NUM_MAX];

	if (!ev->value.p || str_is(ev->value, "-")) {
		text_z(t, ev->beyond < 0 ? "LO" : ev->beyond > 0 ? "HI" : "-");
		return;
	}
	text_z(t, ev->beyond < 0 ? "< " : ev->beyond > 0 ? "> " : "");
	text_put(t, read_by_a_person(b, ev));
}

/* shown: to a person, to whom a plain number needs no unit. */
static void
put_unit(struct text *t, const struct alert_event *ev, bool shown)
{
	if (ev->limit && (!shown || strcmp(ev->limit->unit, "1") != 0))
		text_words(t, (const char *const[]){ ev->limit->unit, ev->rule->type->per, NULL });
}

static void
place(struct text *t, const struct alert_event *ev, struct str name)
{
	const struct rule *r = ev->rule;

	if (str_is(name, "value"))
		put_value(t, ev);
	else if (str_is(name, "unit"))
		put_unit(t, ev, true);
	else if (str_is(name, "threshold") && ev->limit)
		text_number(t, ev->threshold);
	else if (str_is(name, "clear") && ev->limit)
		text_number(t, ev->clear);
	else if (str_is(name, "low") && ev->limit)
		text_number(t, ev->limit->threshold);
	else if (str_is(name, "high") && ev->limit)
		text_number(t, ev->limit->high);
	else if (str_is(name, "window"))
		text_duration(t, r->window);
	else if (str_is(name, "ahead"))
		text_duration(t, r->ahead);
	else if (str_is(name, "count"))
		text_unsigned(t, r->count);
	else if (str_is(name, "age"))
		text_duration(t, ev->age > 0 ? ev->age : 0);
	else if (str_is(name, "after"))
		text_duration(t, r->after);
	else if (str_is(name, "event") || str_is(name, "label") || str_is(name, "rules") || str_is(name, "error"))
		text_z(t, r->what);
	else if (str_is(name, "name"))
		text_z(t, r->def ? r->def->display : r->score ? r->score->name : r->signal);
	else if (str_is(name, "signal"))
		text_put(t, r->stat ? str_of(r->signal) : ev->signal);
	else if (str_is(name, "source"))
		text_put(t, ev->source);
	else if (str_is(name, "rule"))
		text_z(t, r->id);
}

static void
fill(struct text *t, const struct alert_event *ev, const char *p)
{
	while (*p) {
		size_t n = strcspn(p, "{}");

		text_put(t, (struct str){ p, n });
		p += n;
		if (!*p)
			break;
		if (p[1] == *p) {
			text_put(t, (struct str){ p, 1 });
			p += 2;
			continue;
		}
		n = strcspn(++p, "}");
		place(t, ev, (struct str){ p, n });
		p += n + (p[n] != '\0');
	}
	while (t->n && t->p[t->n - 1] == ' ') /* behind a unit that there is not */
		t->p[--t->n] = '\0';
}

static void
put_wanted(struct text *t, const struct alert_event *ev)
{
	if (ev->want)
		text_z(t, ev->want);
	for (unsigned i = 0; !ev->want && i < ev->rule->nlimits; i++)
		text_words(t, (const char *const[]){ i ? " or " : "", ev->rule->limit[i].unit, NULL });
}

size_t
alert_message(const struct alert_event *ev, char dst[ALERT_MESSAGE])
{
	const struct rule *r = ev->rule;
	struct text t;

	text_start(&t, dst, ALERT_MESSAGE);
	if (ev->misfit) {
		text_words(&t, (const char *const[]){ ev->edge == ALERT_OFF ? "ended: " : "", "rule ", r->id,
				       ev->edge == ALERT_OFF ? " can be evaluated again" : " cannot be evaluated: ", NULL });
		if (ev->edge != ALERT_OFF && ev->fact)
			text_words(&t, (const char *const[]){ "nothing told what '", ev->fact, "' is", NULL });
		else if (ev->edge != ALERT_OFF)
			text_z(&t, "records are not in "), put_wanted(&t, ev);
		return t.n;
	}
	if (ev->edge != ALERT_OFF && ev->edge != ALERT_LATCHED) {
		fill(&t, ev, r->message);
		return t.n;
	}
	/* The template speaks of the condition, which is over: it would be untrue of the value that ended it. */
	text_z(&t, ev->edge == ALERT_LATCHED ? "ended, not acknowledged: " : "ended: ");
	if (ev->lapsed)
		text_z(&t, "the rule is not for this source any more");
	else if (ev->edge == ALERT_OFF && !ev->by_sample)
		text_z(&t, "acknowledged");
	else
		fill(&t, ev, r->type->ended);
	return t.n;
}

/* The score itself, as a value of the source. While an input is missing it is "-", and total the least that it can be. */
static void
write_score(struct recw *w, const struct alert_event *ev)
{
	const struct alert_score *c = ev->score;
	bool whole = c->present == c->inputs;

	recw_begin(w, "num", ev->time, ev->source, str_of(c->name));
	if (whole)
		recw_int(w, c->total);
	else
		recw_word(w, STR("-"));
	recw_word(w, STR("1"));
	recw_key_word(w, "by", STR("alert"));
	recw_key_word(w, "rule", str_of(ev->rule->id));
	if (whole) {
		recw_key_int(w, "single", c->single);
	} else {
		recw_key_word(w, "partial", STR("1"));
		recw_key_int(w, "n_present", (int64_t)c->present);
		recw_key_int(w, "n_inputs", (int64_t)c->inputs);
		recw_key_int(w, "min_total", c->total);
	}
	recw_end(w);
}

void
alert_write(struct recw *w, const struct alert_event *ev)
{
	const struct rule *r = ev->rule;
	enum rule_priority priority = ev->misfit ? RULE_MEDIUM : ev->priority;
	enum rule_kind kind = ev->misfit ? RULE_TECHNICAL : r->kind;
	bool tells = ev->edge == ALERT_ON || ev->edge == ALERT_REMIND;
	char b[ALERT_MESSAGE];
	struct text t;

	if (ev->score) {
		write_score(w, ev);
		return;
	}
	recw_begin(w, "alert", ev->time, ev->source, ev->signal);
	text_start(&t, b, sizeof(b));
	text_words(&t, (const char *const[]){ r->id, ev->apart ? ":unit" : NULL, NULL });
	recw_word(w, str_of(b));
	recw_word(w, str_of(alert_edge_text[ev->edge]));
	recw_word(w, str_of(rule_priority_text[priority]));
	recw_text(w, (struct str){ b, alert_message(ev, b) });
	if (ev->value.p && !str_is(ev->value, "-"))
		recw_key_word(w, "value", ev->value);
	if (ev->limit) {
		text_start(&t, b, sizeof(b));
		put_unit(&t, ev, false);
		recw_key_word(w, "unit", (struct str){ b, t.n });
		recw_key_word(w, "limit", (struct str){ b, (size_t)(num_put_shortest(b, ev->threshold) - b) });
	}
	recw_key_time(w, "since", ev->since);
	if (tells && r->action && !ev->misfit)
		recw_key_text(w, "action", str_of(r->action));
	recw_key_word(w, "kind", str_of(rule_kind_text[kind]));
	if (ev->age > 0)
		recw_key_dec(w, "age", ev->age, 6);
	if (ev->inhibited)
		recw_key_word(w, "inhibited", str_of(ev->inhibited));
	if (ev->paused)
		recw_key_word(w, "inactivation", STR("audio_paused"));
	if (ev->restart)
		recw_key_word(w, "restart", STR("1"));
	if (ev->latched)
		recw_key_word(w, "latched", STR("1"));
	if (ev->escalation)
		recw_key_word(w, "escalation", ev->escalation > 0 ? STR("up") : STR("down"));
	recw_key_flags(w, ev->beyond < 0 ? FLAG_LO : ev->beyond > 0 ? FLAG_HI : 0);
	if (r->mdc && !ev->misfit)
		recw_key_int(w, "mdc", (int64_t)r->mdc);
	if (r->loinc && !ev->misfit)
		recw_key_word(w, "loinc", str_of(r->loinc));
	recw_end(w);
}

static void
begin_err(struct recw *w, int64_t time, struct str source, struct str signal, const char *code)
{
	recw_begin(w, "err", time, source, signal);
	recw_word(w, str_of(code));
	recw_word(w, STR("-"));
	recw_word(w, STR("-"));
}

void
alert_write_misfit(struct recw *w, const struct alert_event *ev)
{
	char b[RULE_UNITS * (RULE_UNIT + 4)];
	struct text t;

	text_start(&t, b, sizeof(b));
	put_wanted(&t, ev);
	begin_err(w, ev->time, ev->source, ev->signal, ev->fact ? "fact" : "unit");
	recw_key_text(w, "want", str_of(ev->fact ? ev->fact : b));
	if (!ev->fact)
		recw_key_word(w, "got", ev->unit);
	recw_key_word(w, "rule", str_of(ev->rule->id));
	recw_end(w);
}

void
alert_write_wrong(struct recw *w, const struct rec *r, const char *want)
{
	begin_err(w, r->time, r->source, r->signal, "range");
	recw_key_text(w, "want", str_of(want));
	recw_end(w);
}
