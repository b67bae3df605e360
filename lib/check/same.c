#include "check/same.h"

#include "check/find.h"
#include "core/in.h"
#include "core/num.h"
#include "core/status.h"
#include "record/rec.h"

enum { BEFORE = 60, SHOWN = 160 }; /* bytes of a line that are shown, and how many of them before the difference */

struct side {
	struct lines lines;
	struct str line;
	enum lines_kind kind;
	uint64_t number;
};

/* The next line that counts. */
static void
advance(struct side *s)
{
	uint64_t skipped;
	for (;;) {
		s->kind = lines_next(&s->lines, &s->line, &skipped);
		if (s->kind == LINES_END || s->kind == LINES_ERROR)
			return;
		s->number++;
		if (s->line.n && s->line.p[s->line.n - 1] == '\r')
			s->line.n--;
		enum rec_type type = rec_type_of(s->line);
		if (type != REC_COMMENT && type != REC_CMD)
			return;
	}
}

static void
put(struct out *out, struct str s)
{
	out_write(out, s.p, s.n);
}

static void
place(struct out *out, const char *path, uint64_t line)
{
	char number[24];
	put(out, str_of(path));
	put(out, STR(":"));
	put(out, find_number(number, (int64_t)line));
}

static void
excerpt(struct out *out, const char *mark, struct str line, size_t at)
{
	size_t from = at > BEFORE ? at - BEFORE : 0;
	put(out, str_of(mark));
	if (from)
		put(out, STR("…"));
	find_text(out, (struct str){ line.p + from, line.n - from }, SHOWN);
	put(out, STR("\n"));
}

static void
differ(struct out *out, const char *const path[2], const struct side side[2])
{
	char number[24];
	size_t at = 0, least = side[0].line.n < side[1].line.n ? side[0].line.n : side[1].line.n;
	while (at < least && side[0].line.p[at] == side[1].line.p[at])
		at++;
	place(out, path[0], side[0].number);
	put(out, STR(" "));
	place(out, path[1], side[1].number);
	put(out, STR(": differ from byte "));
	put(out, find_number(number, (int64_t)at + 1));
	if (side[0].kind != side[1].kind)
		put(out, STR(" (a line without its end)"));
	put(out, STR("\n"));
	excerpt(out, "< ", side[0].line, at);
	excerpt(out, "> ", side[1].line, at);
}

static bool
over(const struct side *s)
{
	return s->kind == LINES_END || s->kind == LINES_ERROR;
}

static int
compare(struct out *out, const char *const path[2], struct side side[2])
{
	unsigned found = 0;
	for (;;) {
		advance(&side[0]);
		advance(&side[1]);
		if (over(&side[0]) || over(&side[1]))
			break;
		if (side[0].kind == side[1].kind && str_eq(side[0].line, side[1].line))
			continue;
		differ(out, path, side);
		if (++found == SAME_SHOWN) {
			put(out, STR("reading ends here: more may differ\n"));
			return ST_NO;
		}
	}
	for (int i = 0; i < 2; i++)
		if (side[i].kind == LINES_END && !over(&side[1 - i])) {
			place(out, path[1 - i], side[1 - i].number);
			put(out, STR(": more records than "));
			put(out, str_of(path[i]));
			put(out, STR("\n"));
			excerpt(out, i ? "< " : "> ", side[1 - i].line, 0);
			found++;
		}
	return found ? ST_NO : ST_OK;
}

int
same_files(struct out *out, const char *const path[2], int *which, long *error)
{
	struct side side[2] = { { .number = 0 } };
	int status = ST_IO, opened = 0;
	for (*which = 0; *which < 2; ++*which, opened++) {
		*error = lines_open(&side[*which].lines, path[*which]);
		if (*error < 0)
			break;
	}
	if (opened == 2) {
		status = compare(out, path, side);
		for (int i = 0; i < 2; i++)
			if (side[i].lines.error < 0) {
				*which = i;
				*error = side[i].lines.error;
				status = st_worse(status, *error == IN_CUT || *error == IN_BAD ? ST_DAMAGED : ST_IO);
			}
	}
	while (opened-- > 0)
		lines_close(&side[opened].lines);
	return status;
}
