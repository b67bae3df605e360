/* GitHub-flavoured Markdown: the cases as a table, then the figures. */
#include "check/report.h"

#include "core/num.h"

static const struct report_escape md[] = { { '|', "\\|" }, { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" }, { '*', "\\*" },
	{ '_', "\\_" }, { '`', "\\`" }, { '[', "\\[" }, { '\\', "\\\\" }, { 0, NULL } };

static void
cell(struct out *out, const char *s)
{
	report_put(out, " ");
	report_escaped(out, s, md);
	report_put(out, " |");
}

static void
place(const struct answer_case *c, struct out *out)
{
	if (!*c->file)
		return;
	report_escaped(out, c->file, md);
	if (c->line) {
		report_put(out, ":");
		report_count(out, c->line);
	}
	report_put(out, ": ");
}

static void
figures(const struct answer_table *t, struct out *out)
{
	report_put(out, "\n### ");
	report_put(out, t->form->name);
	report_put(out, "\n\n|");
	for (int i = 0; i < ANSWER_LABELS && t->form->label[i]; i++)
		cell(out, t->form->label[i]);
	for (size_t i = 0; i < t->ncolumns; i++)
		cell(out, t->form->column[i].name);
	report_put(out, "\n|");
	for (int i = 0; i < ANSWER_LABELS && t->form->label[i]; i++)
		report_put(out, " --- |");
	for (size_t i = 0; i < t->ncolumns; i++)
		report_put(out, " ---: |");
	report_put(out, "\n");
	for (size_t k = 0; k < t->nrows; k++) {
		report_put(out, "|");
		for (int i = 0; i < ANSWER_LABELS && t->form->label[i]; i++)
			cell(out, t->row[k].label[i]);
		for (size_t i = 0; i < t->ncolumns; i++) {
			char figure[NUM_MAX + 1];
			*answer_figure(figure, t, i, t->row[k].v[i]) = '\0';
			cell(out, figure);
		}
		report_put(out, "\n");
	}
}

void
report_md(const struct answer *a, int status, struct out *out)
{
	report_put(out, "## iomt-check ");
	report_put(out, a->command);
	report_put(out, status == 0 ? ": yes\n" : status == 1 ? ": no\n" : ": not answered\n");
	if (a->ncases) {
		report_put(out, "\n| | case | |\n| --- | --- | --- |\n");
		for (size_t i = 0; i < a->ncases; i++) {
			const struct answer_case *c = &a->kase[i];
			report_put(out, c->verdict == ANSWER_OK   ? "| ok |"
					: c->verdict == ANSWER_NO ? "| **not ok** |"
								  : "| **fault** |");
			cell(out, c->name);
			report_put(out, " ");
			place(c, out);
			report_escaped(out, c->text, md);
			report_put(out, " |\n");
		}
	}
	for (size_t i = 0; i < a->ntables; i++)
		if (a->table[i].shown)
			figures(&a->table[i], out);
}
