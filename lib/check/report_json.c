/* One JSON document: {"tool","version","command","status","ok","cases":[…],"tables":{NAME:[{…}, …]}}. Keys in a fixed order. */
#include "check/report.h"

#include "core/num.h"
#include "core/version.h"

#include <math.h>

static const struct report_escape json[] = { { '"', "\\\"" }, { '\\', "\\\\" }, { 0, NULL } };

static void
text(struct out *out, const char *s)
{
	report_put(out, "\"");
	report_escaped(out, s, json);
	report_put(out, "\"");
}

static void
member(struct out *out, const char *key, const char *value)
{
	text(out, key);
	report_put(out, ":");
	text(out, value);
}

static void
kase(const struct answer_case *c, struct out *out)
{
	static const char *const verdict[] = { [ANSWER_OK] = "ok", [ANSWER_NO] = "no", [ANSWER_FAULT] = "fault" };
	report_put(out, "\n\t\t{");
	member(out, "verdict", verdict[c->verdict]);
	report_put(out, ",");
	member(out, "name", c->name);
	report_put(out, ",");
	member(out, "text", c->text);
	if (*c->file) {
		report_put(out, ",");
		member(out, "file", c->file);
	}
	if (c->line) {
		report_put(out, ",\"line\":");
		report_count(out, c->line);
	}
	report_put(out, "}");
}

static void
row(const struct answer_table *t, const struct answer_row *r, struct out *out)
{
	report_put(out, "\n\t\t\t{");
	for (int i = 0; i < ANSWER_LABELS && t->form->label[i]; i++) {
		report_put(out, i ? "," : "");
		member(out, t->form->label[i], r->label[i]);
	}
	for (size_t i = 0; i < t->ncolumns; i++) {
		char figure[NUM_MAX + 1];
		report_put(out, ",");
		text(out, t->form->column[i].name);
		report_put(out, ":");
		*answer_figure(figure, t, i, r->v[i]) = '\0';
		report_put(out, isfinite(r->v[i]) ? figure : "null");
	}
	report_put(out, "}");
}

void
report_json(const struct answer *a, int status, struct out *out)
{
	report_put(out, "{\n\t\"tool\":\"iomt-check\",\"version\":\"" IOMT_VERSION "\",");
	member(out, "command", a->command);
	report_put(out, ",\"status\":");
	report_count(out, (uint64_t)status);
	report_put(out, status == 0 ? ",\"ok\":true,\n\t\"cases\":[" : ",\"ok\":false,\n\t\"cases\":[");
	for (size_t i = 0; i < a->ncases; i++) {
		report_put(out, i ? "," : "");
		kase(&a->kase[i], out);
	}
	report_put(out, "],\n\t\"tables\":{");
	bool any = false;
	for (size_t i = 0; i < a->ntables; i++) {
		const struct answer_table *t = &a->table[i];
		if (!t->shown)
			continue;
		report_put(out, any ? ",\n\t\t" : "\n\t\t");
		any = true;
		text(out, t->form->name);
		report_put(out, ":[");
		for (size_t k = 0; k < t->nrows; k++) {
			report_put(out, k ? "," : "");
			row(t, &t->row[k], out);
		}
		report_put(out, "]");
	}
	report_put(out, "}\n}\n");
}
