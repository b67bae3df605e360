#include "check/report.h"

#include "core/in.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/status.h"

static const struct {
	const char *name;
	report_write write;
} table[] = {
#define REPORT(name, title) { #name, report_##name },
#include "check/reports.def"
#undef REPORT
};

#define REPORT(name, title) #name "|"
const char report_names[] =
#include "check/reports.def"
	;
#undef REPORT

bool
report_get(const char *text, struct report *r)
{
	struct str file = str_of(text), name = str_cut(&file, ':');
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_is(name, table[i].name)) {
			r->write = table[i].write;
			r->file = !file.p || str_is(file, "-") ? NULL : file.p;
			return !r->file || *r->file;
		}
	return false;
}

int
report_all(const struct answer *a, int status, const struct report *r, size_t n, struct out *out)
{
	int result = ST_OK;
	for (size_t i = 0; i < n; i++) {
		struct out file;
		if (!r[i].file) {
			r[i].write(a, status, out);
			continue;
		}
		int rc = out_open(&file, r[i].file, OUT_BESIDE);
		if (rc == 0) {
			r[i].write(a, status, &file);
			rc = out_close(&file);
		}
		if (rc < 0) {
			msg_error("%s: %s", r[i].file, in_error(rc));
			result = ST_IO;
		}
	}
	return result;
}

void
report_put(struct out *out, const char *s)
{
	out_write(out, s, strlen(s));
}

void
report_escaped(struct out *out, const char *s, const struct report_escape *e)
{
	for (; *s; s++) {
		const struct report_escape *k = e;
		while (k->c && k->c != *s)
			k++;
		if (k->c)
			report_put(out, k->as);
		else
			out_write(out, s, 1);
	}
}

void
report_count(struct out *out, uint64_t n)
{
	char text[24];
	out_write(out, text, (size_t)(num_put_u64(text, n) - text));
}
