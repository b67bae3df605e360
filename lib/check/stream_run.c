/* Streams one after another, as iomt-check stream does. */
#include "check/input.h"
#include "check/stream.h"
#include "core/in.h"
#include "core/sig.h"
#include "core/status.h"

#include <stdlib.h>

int
stream_run(struct answer *a, struct out *out, const char *const *file, size_t n, bool quiet)
{
	struct check_stream *c = malloc(sizeof *c); /* too large for a stack */
	int status = ST_OK;
	double records = 0, findings = 0;
	if (!c) {
		a->full = true;
		return ST_IO;
	}
	check_stream_start(c);
	for (size_t i = 0; i < n && !sig_caught(); i++) {
		struct find f;
		long error;
		find_start(&f, out, input_name(file[i]), a);
		status = st_worse(status, check_stream_file(c, &f, file[i], &error));
		if (error < 0) {
			input_fault(a, file[i], in_error(error));
			continue;
		}
		find_finish(&f, c->records, quiet);
		records += (double)c->records;
		findings += (double)f.count;
	}
	check_stream_free(c);
	free(c);
	double *v = answer_row(a, &a->table[0], STR("all"), STR(""));
	v[0] = records;
	v[1] = findings;
	return status;
}
