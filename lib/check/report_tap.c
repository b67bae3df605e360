/* Test Anything Protocol, version 13 (testanything.org): a case a test point, why it failed in a YAML block, the tables as
 * comments. */
#include "check/report.h"

#include "core/num.h"

/* A description ends at an unescaped '#'. */
static const struct report_escape description[] = { { '#', "\\#" }, { '\\', "\\\\" }, { 0, NULL } };
static const struct report_escape quoted[] = { { '"', "\\\"" }, { '\\', "\\\\" }, { 0, NULL } };

static void
yaml(const struct answer_case *c, struct out *out)
{
	report_put(out, "  ---\n  message: \"");
	report_escaped(out, c->text, quoted);
	report_put(out, c->verdict == ANSWER_FAULT ? "\"\n  severity: fault\n" : "\"\n  severity: fail\n");
	if (*c->file) {
		report_put(out, "  file: \"");
		report_escaped(out, c->file, quoted);
		report_put(out, "\"\n");
	}
	if (c->line) {
		report_put(out, "  line: ");
		report_count(out, c->line);
		report_put(out, "\n");
	}
	report_put(out, "  ...\n");
}

static void
comment(const struct answer_table *t, struct out *out)
{
	for (size_t k = 0; k < t->nrows; k++) {
		report_put(out, "# ");
		report_put(out, t->form->name);
		for (int i = 0; i < ANSWER_LABELS; i++)
			if (t->form->label[i]) {
				report_put(out, " ");
				report_put(out, t->row[k].label[i]);
			}
		for (size_t i = 0; i < t->ncolumns; i++) {
			char figure[NUM_MAX];
			report_put(out, " ");
			report_put(out, t->form->column[i].name);
			report_put(out, "=");
			out_write(out, figure, (size_t)(answer_figure(figure, t, i, t->row[k].v[i]) - figure));
		}
		report_put(out, "\n");
	}
}

void
report_tap(const struct answer *a, int status, struct out *out)
{
	(void)status;
	report_put(out, "TAP version 13\n1..");
	report_count(out, a->ncases);
	report_put(out, a->ncases ? "\n" : " # SKIP nothing was asked\n");
	for (size_t i = 0; i < a->ntables; i++)
		if (a->table[i].shown)
			comment(&a->table[i], out);
	for (size_t i = 0; i < a->ncases; i++) {
		const struct answer_case *c = &a->kase[i];
		report_put(out, c->verdict == ANSWER_OK ? "ok " : "not ok ");
		report_count(out, i + 1);
		report_put(out, " - ");
		report_escaped(out, c->name, description);
		if (c->verdict == ANSWER_OK && *c->text) {
			report_put(out, ": ");
			report_escaped(out, c->text, description);
		}
		report_put(out, "\n");
		if (c->verdict != ANSWER_OK)
			yaml(c, out);
	}
}
