/* The text format 0.0.4: every family in one piece, HELP and TYPE before it, no series twice. */
#include "export/prom.h"

#include "core/num.h"
#include "record/signals.h"

static void
add(struct export *x, const char *z)
{
	text_add(&x->row, str_of(z));
}

static void
flush(struct export *x)
{
	out_write(x->out, x->row.p, x->row.n);
	x->row.n = 0;
}

static void
head(struct export *x, const char *name, const char *help, const char *type)
{
	const char *const parts[] = { "# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n" };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		add(x, parts[i]);
	flush(x);
}

/* name="…" of a label; text is plain, of one line. */
static void
label(struct export *x, const char *name, struct str text, bool first)
{
	size_t from;
	add(x, first ? "{" : ",");
	add(x, name);
	add(x, "=\"");
	from = x->row.n;
	text_add(&x->row, text);
	size_t marks = 0;
	for (size_t i = from; i < x->row.n; i++)
		marks += x->row.p[i] == '"' || x->row.p[i] == '\\';
	if (marks && text_room(&x->row, marks)) {
		char *read = x->row.p + x->row.n, *write = read + marks;
		x->row.n += marks;
		while (write > read) {
			char c = *--read;
			*--write = c;
			if (c == '"' || c == '\\')
				*--write = '\\';
		}
	}
	add(x, "\"");
}

static void
end_sample(struct export *x, const char *number)
{
	add(x, "} ");
	add(x, number);
	add(x, "\n");
	flush(x);
}

static void
end_time(struct export *x, int64_t us)
{
	char b[TM_TEXT + 1];
	*tm_put(b, us) = '\0';
	end_sample(x, b);
}

static void
end_count(struct export *x, uint64_t n)
{
	char b[NUM_MAX];
	*num_put_u64(b, n) = '\0';
	end_sample(x, b);
}

static void
family(struct export *x, unsigned f)
{
	struct prom *p = x->own;
	struct text name = { 0 }, help = { 0 };
	bool headed = false;
	text_add(&name, STR("iomt_"));
	text_add(&name, f < sig_count ? str_of(sig_table[f].name) : STR("other_value"));
	for (size_t i = 0; i < name.n; i++)
		name.p[i] = name.p[i] == '-' ? '_' : name.p[i];
	text_byte(&name, '\0');
	text_add(&help, f < sig_count ? str_of(sig_table[f].display) : STR("Signal that the dictionary does not know"));
	text_add(&help, STR(", newest value.\0"));
	if (name.failed || help.failed)
		export_no_memory(x);
	for (const struct prom_value *v = p->first[f]; v && !x->stop; v = v->next) {
		if (!v->good)
			continue;
		if (!headed)
			head(x, name.p, help.p, "gauge");
		headed = true;
		add(x, name.p);
		label(x, "source", v->entry->source, true);
		label(x, "signal", v->entry->signal, false);
		label(x, "unit", str_of(v->unit), false);
		end_sample(x, v->number);
	}
	text_free(&name);
	text_free(&help);
}

static void
times(struct export *x)
{
	static const char name[] = "iomt_value_time_seconds";
	struct prom *p = x->own;
	if (p->values.first)
		head(x, name, "TIME of the newest value, good or not.", "gauge");
	for (const struct map_entry *m = p->values.first; m; m = m->next) {
		const struct prom_value *v = m->state;
		add(x, name);
		label(x, "source", m->source, true);
		label(x, "signal", m->signal, false);
		end_time(x, v->time);
	}
}

enum state { FIRING, LATCHED, ACKED, SINCE, COUNT, STATES };

static void
alerts(struct export *x)
{
	static const struct {
		const char *name, *help, *type;
	} forms[STATES] = {
		[FIRING] = { "iomt_alert_firing", "1 while the condition of the rule is true.", "gauge" },
		[LATCHED] = { "iomt_alert_latched", "1 while the condition is over and not acknowledged.", "gauge" },
		[ACKED] = { "iomt_alert_acknowledged", "1 while it is acknowledged.", "gauge" },
		[SINCE] = { "iomt_alert_since_seconds", "TIME since when the condition is true, or was.", "gauge" },
		[COUNT] = { "iomt_alerts_total", "How often the alert began.", "counter" },
	};
	struct prom *p = x->own;
	for (int i = 0; i < STATES; i++) {
		if (p->alerts.map.first)
			head(x, forms[i].name, forms[i].help, forms[i].type);
		for (const struct map_entry *m = p->alerts.map.first; m; m = m->next) {
			const struct episode *e = m->state;
			if (i == SINCE && e->since == TM_NONE)
				continue;
			add(x, forms[i].name);
			label(x, "source", m->source, true);
			label(x, "signal", str_of(e->signal), false);
			label(x, "rule", str_of(e->rule), false);
			if (i != COUNT)
				label(x, "priority", str_of(episode_priority_text[e->priority]), false);
			if (i == SINCE)
				end_time(x, e->since);
			else
				end_count(x, i == FIRING    ? e->on
					     : i == LATCHED ? e->latched
					     : i == ACKED   ? e->active && e->acked
							    : e->count);
		}
	}
}

static void
sources(struct export *x)
{
	static const char up[] = "iomt_source_up", time[] = "iomt_source_time_seconds", errors[] = "iomt_errors_total";
	struct prom *p = x->own;
	if (!p->sources.first)
		return;
	head(x, up, "1 while the source has not ended.", "gauge");
	for (const struct map_entry *m = p->sources.first; m; m = m->next) {
		add(x, up);
		label(x, "source", m->source, true);
		end_count(x, !((const struct prom_source *)m->state)->over);
	}
	head(x, time, "Newest TIME of the source.", "gauge");
	for (const struct map_entry *m = p->sources.first; m; m = m->next) {
		const struct prom_source *s = m->state;
		if (s->newest == TM_NONE)
			continue;
		add(x, time);
		label(x, "source", m->source, true);
		end_time(x, s->newest);
	}
	head(x, errors, "Records of damaged input.", "counter");
	for (const struct map_entry *m = p->sources.first; m; m = m->next) {
		add(x, errors);
		label(x, "source", m->source, true);
		end_count(x, ((const struct prom_source *)m->state)->errors);
	}
	for (size_t i = 0; i < PROM_COUNTERS; i++) {
		bool headed = false;
		for (const struct map_entry *m = p->sources.first; m; m = m->next) {
			const struct prom_source *s = m->state;
			if (!s->counted)
				continue;
			if (!headed)
				head(x, prom_counters[i].name, prom_counters[i].help, "counter");
			headed = true;
			add(x, prom_counters[i].name);
			label(x, "source", m->source, true);
			end_count(x, s->sum[i]);
		}
	}
}

void
prom_write(struct export *x)
{
	x->row.n = 0;
	sources(x);
	for (unsigned f = 0; f <= sig_count && !x->stop; f++)
		family(x, f);
	times(x);
	alerts(x);
}
