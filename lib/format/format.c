#include "format/format.h"

#include "core/in.h"
#include "core/listing.h"
#include "core/status.h"

#include <stdarg.h>
#include <string.h>

#define FORMAT(symbol) extern const struct format fmt_##symbol;
#include "format/formats.def"
#undef FORMAT

const struct format *const fmt_table[] = {
#define FORMAT(symbol) &fmt_##symbol,
#include "format/formats.def"
#undef FORMAT
	NULL
};

const struct format *
fmt_find(struct str name)
{
	for (const struct format *const *f = fmt_table; *f; f++)
		if (str_is(name, (*f)->name))
			return *f;
	return NULL;
}

const struct format *
fmt_probe(struct str head, bool end, bool *perhaps)
{
	*perhaps = false;
	for (const struct format *const *f = fmt_table; *f; f++) {
		enum fmt_probe answer = (*f)->can & FMT_READ ? (*f)->probe(head, end) : FMT_NO;

		if (answer == FMT_YES)
			return *f;
		if (answer == FMT_PERHAPS)
			*perhaps = true;
	}
	return NULL;
}

/* A record begins with TYPE, a TAB and TIME; comments may stand before it. Nothing at all is an empty stream. */
enum fmt_probe
fmt_stream(struct str head, bool end)
{
	size_t i = 0;

	while (i < head.n && head.p[i] == '#') {
		const char *lf = memchr(head.p + i, '\n', head.n - i);

		if (!lf)
			return end ? FMT_YES : FMT_PERHAPS;
		i = (size_t)(lf - head.p) + 1;
	}
	for (size_t from = i; i < head.n; i++) {
		char c = head.p[i];

		if (c == '\t' && i > from)
			return i + 1 < head.n
				       ? (head.p[i + 1] == '-' || (head.p[i + 1] >= '0' && head.p[i + 1] <= '9') ? FMT_YES : FMT_NO)
			       : end ? FMT_NO
				     : FMT_PERHAPS;
		if (!((c >= 'a' && c <= 'z') || (i > from && ((c >= '0' && c <= '9') || c == '-'))))
			return FMT_NO;
	}
	return !end ? FMT_PERHAPS : head.n == 0 ? FMT_YES : FMT_NO;
}

void
fmt_list(struct out *out, bool jsonl)
{
	static const char *const columns[] = { "name", "files", "limits", "title", NULL };
	static const unsigned widths[] = { 8, 16, 55 };
	struct listing l;

	listing_start(&l, out, jsonl, "format", columns, widths);
	for (const struct format *const *f = fmt_table; *f; f++)
		listing_row(&l, (const char *const[]){ (*f)->name, (*f)->files, (*f)->limits, (*f)->title });
}

void
fmt_say(struct fmt_env *env, enum fmt_level level, int status, const char *file, unsigned long line, ...)
{
	char text[FMT_TEXT];
	size_t n = 0;
	va_list words;
	const char *word;

	va_start(words, line);
	while ((word = va_arg(words, const char *)) != NULL) {
		size_t len = strlen(word);

		if (len > sizeof(text) - 1 - n)
			len = sizeof(text) - 1 - n;
		memcpy(text + n, word, len);
		n += len;
	}
	va_end(words);
	text[n] = '\0';
	env->status = st_worse(env->status, status);
	env->say(env->arg, level, file, line, text);
}

long
fmt_read_full(struct fmt_source *src, void *buf, size_t n)
{
	size_t have = 0;

	while (have < n) {
		long got = src->read(src->arg, (char *)buf + have, n - have);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (long)have;
}

void
fmt_close(struct fmt_source *src)
{
	if (src->read && src->close)
		src->close(src->arg);
	src->read = NULL;
}

const char *
fmt_error(long err)
{
	switch (err) {
	case FMT_OUTSIDE:
		return "its name leads out of the recording's folder";
	case FMT_NO_FOLDER:
		return "not found; the header came from standard input, so its files are looked for in the working directory";
	default:
		return in_error(err);
	}
}
