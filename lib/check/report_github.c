/* Workflow commands of GitHub Actions: an ::error a case that is not ok, a ::notice that sums up. Data escapes %, CR and LF;
 * properties : and , as well (docs.github.com, "Workflow commands"). */
#include "check/report.h"

static const struct report_escape data[] = { { '%', "%25" }, { '\r', "%0D" }, { '\n', "%0A" }, { 0, NULL } };
static const struct report_escape property[] = { { '%', "%25" }, { '\r', "%0D" }, { '\n', "%0A" }, { ':', "%3A" }, { ',', "%2C" },
	{ 0, NULL } };

void
report_github(const struct answer *a, int status, struct out *out)
{
	uint64_t bad = 0;
	for (size_t i = 0; i < a->ncases; i++) {
		const struct answer_case *c = &a->kase[i];
		if (c->verdict == ANSWER_OK)
			continue;
		bad++;
		report_put(out, "::error ");
		if (*c->file) {
			report_put(out, "file=");
			report_escaped(out, c->file, property);
			report_put(out, ",");
		}
		if (c->line) {
			report_put(out, "line=");
			report_count(out, c->line);
			report_put(out, ",");
		}
		report_put(out, "title=iomt-check ");
		report_escaped(out, a->command, property);
		report_put(out, "::");
		report_escaped(out, c->name, data);
		report_put(out, *c->text ? ": " : "");
		report_escaped(out, c->text, data);
		report_put(out, "\n");
	}
	report_put(out, "::notice title=iomt-check ");
	report_escaped(out, a->command, property);
	report_put(out, status == 0 ? "::yes, " : status == 1 ? "::no, " : "::not answered, ");
	report_count(out, a->ncases - bad);
	report_put(out, " of ");
	report_count(out, a->ncases);
	report_put(out, " ok\n");
}
