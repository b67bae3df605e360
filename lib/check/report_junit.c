/* JUnit XML as the Jenkins plug-in's schema has it (junit-10.xsd): one suite, a case a test case, figures as properties. */
#include "check/report.h"

#include "core/num.h"

static const struct report_escape xml[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { 0, NULL } };

static void
attribute(struct out *out, const char *name, const char *value)
{
	report_put(out, " ");
	report_put(out, name);
	report_put(out, "=\"");
	report_escaped(out, value, xml);
	report_put(out, "\"");
}

static void
number(struct out *out, const char *name, uint64_t n)
{
	report_put(out, " ");
	report_put(out, name);
	report_put(out, "=\"");
	report_count(out, n);
	report_put(out, "\"");
}

static void
properties(const struct answer_table *t, struct out *out)
{
	for (size_t k = 0; k < t->nrows; k++)
		for (size_t i = 0; i < t->ncolumns; i++) {
			char figure[NUM_MAX + 1];
			*answer_figure(figure, t, i, t->row[k].v[i]) = '\0';
			report_put(out, "\t\t\t<property name=\"");
			report_escaped(out, t->row[k].label[0], xml);
			if (t->form->label[1]) {
				report_put(out, ",");
				report_escaped(out, t->row[k].label[1], xml);
			}
			report_put(out, "/");
			report_put(out, t->form->name);
			report_put(out, ".");
			report_escaped(out, t->form->column[i].name, xml);
			report_put(out, "\"");
			attribute(out, "value", figure);
			report_put(out, "/>\n");
		}
}

static void
one(const struct answer *a, const struct answer_case *c, struct out *out)
{
	const char *tag = c->verdict == ANSWER_NO ? "failure" : "error";
	report_put(out, "\t\t<testcase");
	attribute(out, "name", c->name);
	report_put(out, " classname=\"iomt-check.");
	report_escaped(out, a->command, xml);
	report_put(out, "\"");
	if (*c->file)
		attribute(out, "file", c->file);
	if (c->line)
		number(out, "line", c->line);
	if (c->verdict == ANSWER_OK) {
		report_put(out, "/>\n");
		return;
	}
	report_put(out, ">\n\t\t\t<");
	report_put(out, tag);
	attribute(out, "message", c->text);
	report_put(out, "/>\n\t\t</testcase>\n");
}

void
report_junit(const struct answer *a, int status, struct out *out)
{
	(void)status;
	report_put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\t<testsuite name=\"iomt-check ");
	report_escaped(out, a->command, xml);
	report_put(out, "\"");
	uint64_t n[3] = { 0, 0, 0 };
	for (size_t i = 0; i < a->ncases; i++)
		n[a->kase[i].verdict]++;
	number(out, "tests", a->ncases);
	number(out, "failures", n[ANSWER_NO]);
	number(out, "errors", n[ANSWER_FAULT]);
	report_put(out, ">\n\t\t<properties>\n");
	for (size_t i = 0; i < a->ntables; i++)
		if (a->table[i].shown)
			properties(&a->table[i], out);
	report_put(out, "\t\t</properties>\n");
	for (size_t i = 0; i < a->ncases; i++)
		one(a, &a->kase[i], out);
	report_put(out, "\t</testsuite>\n</testsuites>\n");
}
