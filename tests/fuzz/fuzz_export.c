/* Exporters: the first byte chooses the format and the options, then records, a line each. JSON must parse, rows must have the
 * fields of the header. What goes to a person (refusals) is silenced. */
#include "core/status.h"
#include "export/export.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct {
	const char *format;
	struct export_opts opts;
} ways[] = {
	{ "csv", { .na = "" } },
	{ "tsv", { .na = "NA", .physical = true, .time = EXPORT_ISO } },
	{ "tsv", { .na = "-", .wide = true } },
	{ "tsv", { .na = "", .wide = true, .columns = "ecg:MLII,hr,spo2,glucose [mg/dL]", .physical = true } },
	{ "tsv", { .na = "", .wide = true, .rate = { 4, 1 }, .columns = "ecg:MLII,ecg:V5,hr" } },
	{ "tsv", { .na = "",
			 .time = EXPORT_SAMPLE,
			 .match = "ecg:*,a/hr",
			 .from = { .given = true, .us = 500000 },
			 .to = { .given = true, .us = 2000000 } } },
	{ "jsonl", { .na = "", .cmd = "-f jsonl" } },
	{ "json", { .na = "", .physical = true, .time = EXPORT_REL } },
	{ "prometheus", { .na = "" } },
	{ "influx", { .na = "" } },
	{ "influx", { .na = "", .physical = true, .time = EXPORT_REL } },
	{ "report", { .na = "" } },
	{ "report", { .na = "",
			    .time = EXPORT_REL,
			    .match = "hr,spo2",
			    .from = { .given = true, .us = 500000 },
			    .to = { .given = true, .us = 2000000 } } },
};

/* Standard error goes nowhere, and comes back: a sanitizer speaks between. */
static void
silence(bool on)
{
	static int kept = -1, nowhere = -1;

	if (kept < 0) {
		kept = dup(2);
		nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	}
	dup2(on ? nowhere : kept, 2);
}

static void
rows(const char *text, size_t n)
{
	size_t want = 0, have = 0;

	for (size_t i = 0; i < n; i++)
		if (text[i] == '\t') {
			have++;
		} else if (text[i] == '\n') {
			if (want && have != want)
				abort();
			want = have;
			have = 0;
		}
}

static void
objects(const char *text, size_t n)
{
	const char *lf;

	for (; n > 0 && (lf = memchr(text, '\n', n)); n -= (size_t)(lf + 1 - text), text = lf + 1) {
		json_t *j = json_loadb(text, (size_t)(lf - text), JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);

		if (!j)
			abort();
		json_decref(j);
	}
}

/* Every line is a comment or NAME{…} NUMBER, text between quotes aside; or in line protocol has a blank before its fields and one
 * before its time. */
static void
lines_of(const char *text, size_t n, bool points)
{
	const char *lf;

	for (; n > 0 && (lf = memchr(text, '\n', n)); n -= (size_t)(lf + 1 - text), text = lf + 1) {
		unsigned blanks = 0;
		bool quoted = false;

		if (!points && text[0] == '#')
			continue;
		for (const char *p = text; p < lf; p++) {
			if ((unsigned char)*p < ' ')
				abort();
			if (*p == '\\' && (quoted || points))
				p++;
			else if (*p == '"' && (!points || blanks > 0))
				quoted = !quoted;
			else if (*p == ' ' && !quoted)
				blanks++;
		}
		if (quoted || blanks != (points ? 2 : 1))
			abort();
	}
	if (n)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct export x;
	struct out out;
	struct str rest;
	char *copy, *text;
	size_t n, way;
	int fd;

	if (size == 0)
		return 0;
	way = data[0] % (sizeof(ways) / sizeof(ways[0]));
	fd = memfd_create("out", MFD_CLOEXEC);
	copy = malloc(size + 1);
	if (fd < 0 || !copy)
		abort();
	memcpy(copy, data + 1, size - 1);
	copy[size - 1] = '\n';
	rest = (struct str){ copy, size };
	silence(true);
	out_take(&out, dup(fd));
	struct export_opts opts = ways[way].opts;
	opts.tempdir = "/tmp";
	if (export_start(&x, exporter_find(ways[way].format), &opts, &out)) {
		while (rest.n) {
			struct rec r;
			struct str line = str_cut(&rest, '\n');

			if (rec_parse(&r, line) == NULL)
				export_record(&x, &r);
		}
		export_finish(&x, false);
	}
	silence(false);
	out_flush(&out);
	n = out.bytes;
	text = malloc(n + 1);
	if (!text || pread(fd, text, n, 0) != (ssize_t)n)
		abort();
	if (!x.stop && strcmp(ways[way].format, "tsv") == 0)
		rows(text, n);
	if (!x.stop && strcmp(ways[way].format, "prometheus") == 0)
		lines_of(text, n, false);
	if (!x.stop && strcmp(ways[way].format, "influx") == 0)
		lines_of(text, n, true);
	if (strcmp(ways[way].format, "jsonl") == 0)
		objects(text, n);
	if (strcmp(ways[way].format, "json") == 0) {
		json_t *j = json_loadb(text, n, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);

		if (!j)
			abort();
		json_decref(j);
	}
	out_close(&out);
	close(fd);
	free(text);
	free(copy);
	return 0;
}
