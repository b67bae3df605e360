#include "core/listing.h"
#include "core/in.h"
#include "core/msg.h"
#include "core/status.h"

#include <string.h>

static void
put(struct out *o, const char *text)
{
	out_write(o, text, strlen(text));
}

/* Characters, not bytes: titles have a "≤". */
static unsigned
width(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void
json_string(struct out *o, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	put(o, "\"");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		char escape[7] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0' };

		if (c < ' ') {
			put(o, escape);
		} else {
			if (c == '"' || c == '\\')
				put(o, "\\");
			out_write(o, text, 1);
		}
	}
	put(o, "\"");
}

static void
table_row(struct listing *l, const char *const *values)
{
	for (unsigned i = 0; i < l->n; i++) {
		const char *text = values[i] && *values[i] ? values[i] : "-";

		put(l->out, text);
		for (unsigned w = width(text); i + 1 < l->n && w < l->widths[i]; w++)
			put(l->out, " ");
		put(l->out, i + 1 < l->n ? "  " : "\n");
	}
}

void
listing_start(struct listing *l, struct out *out, bool jsonl, const char *kind, const char *const *columns, const unsigned *widths)
{
	const char *heads[LISTING_COLUMNS];

	*l = (struct listing){ .out = out, .jsonl = jsonl, .kind = kind, .columns = columns, .widths = widths };
	while (l->n < LISTING_COLUMNS && columns[l->n]) {
		heads[l->n] = l->n ? columns[l->n] : kind;
		l->n++;
	}
	if (!jsonl)
		table_row(l, heads);
}

void
listing_row(struct listing *l, const char *const *values)
{
	if (!l->jsonl) {
		table_row(l, values);
		return;
	}
	put(l->out, "{\"kind\":");
	json_string(l->out, l->kind);
	for (unsigned i = 0; i < l->n; i++) {
		if (!values[i])
			continue;
		put(l->out, ",");
		json_string(l->out, l->columns[i]);
		put(l->out, ":");
		json_string(l->out, values[i]);
	}
	put(l->out, "}\n");
}

static int
tell(int rc, const char *output)
{
	if (rc == 0)
		return ST_OK;
	msg_error("%s: %s", output ? output : "standard output", in_error(rc));
	return ST_IO;
}

int
listing_open(struct out *out, const char *output)
{
	return tell(out_open(out, output, OUT_BESIDE), output);
}

int
listing_close(struct out *out, const char *output)
{
	return tell(out_close(out), output);
}

int
listing_print(const char *output, bool jsonl, void (*write)(struct out *out, bool jsonl))
{
	struct out out;
	int status = listing_open(&out, output);

	if (status)
		return status;
	write(&out, jsonl);
	return listing_close(&out, output);
}
