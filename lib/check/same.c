#include "check/same.h"

#include "check/find.h"
#include "check/input.h"
#include "core/in.h"
#include "core/num.h"
#include "core/status.h"
#include "record/rec.h"

#include <errno.h>
#include <stdlib.h>

enum { BEFORE = 60, SHOWN = 160 }; /* bytes of a line that are shown, and how many of them before the difference */

static const struct answer_form same_form = {
	.name = "same",
	.label = { "files" },
	.main = "all",
	.column = { { "records-a", 0 }, { "records-b", 0 }, { "differ", 0 }, { "only-a", 0 }, { "only-b", 0 } },
};
const struct answer_form *const same_forms[] = { &same_form, NULL };

struct held {
	char *copy; /* allocated; NULL while the line still lies in the block */
	struct str line;
	bool whole;      /* it has its LF, and was not cut for its length */
	uint64_t length; /* of one that was cut */
	uint64_t number;
};

struct side {
	struct lines lines;
	struct held ahead[SAME_LOOK];
	size_t n, bytes; /* lines held, and their bytes */
	bool ended;
	uint64_t number, records, only;
	long error;
};

struct same {
	struct answer *a;
	struct out *out;
	const char *const *path;
	struct side *side;
	unsigned found;
	uint64_t differ;
};

/* Reads the next line that counts behind those that are held. The last one held stands in the block: it is copied first. */
static bool
more(struct side *s)
{
	uint64_t skipped = 0;
	if (s->ended || s->n == SAME_LOOK || s->bytes > SAME_BYTES)
		return false;
	if (s->n && !s->ahead[s->n - 1].copy) {
		struct held *h = &s->ahead[s->n - 1];
		h->copy = malloc(h->line.n + 1);
		if (!h->copy) {
			s->error = -ENOMEM;
			return false;
		}
		if (h->line.n)
			memcpy(h->copy, h->line.p, h->line.n);
		h->line.p = h->copy;
	}
	for (;;) {
		struct held *h = &s->ahead[s->n];
		enum lines_kind kind = lines_next(&s->lines, &h->line, &skipped);
		if (kind == LINES_END || kind == LINES_ERROR) {
			s->ended = true;
			s->error = kind == LINES_ERROR ? s->lines.error : s->error;
			return false;
		}
		s->number++;
		if (h->line.n && h->line.p[h->line.n - 1] == '\r')
			h->line.n--;
		enum rec_type type = rec_type_of(h->line);
		if (type == REC_COMMENT || type == REC_CMD)
			continue;
		h->copy = NULL;
		h->whole = kind == LINES_LINE;
		h->length = kind == LINES_LONG ? skipped : 0;
		h->number = s->number;
		s->bytes += h->line.n;
		s->n++;
		s->records++;
		return true;
	}
}

static void
drop(struct side *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		s->bytes -= s->ahead[i].line.n;
		free(s->ahead[i].copy);
	}
	s->n -= n;
	memmove(s->ahead, s->ahead + n, s->n * sizeof *s->ahead);
}

static bool
equal(const struct held *x, const struct held *y)
{
	return x->whole == y->whole && x->length == y->length && str_eq(x->line, y->line);
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
differ(struct same *m, const struct held *x, const struct held *y)
{
	char number[24], other[24];
	size_t at = 0, least = x->line.n < y->line.n ? x->line.n : y->line.n;
	while (at < least && x->line.p[at] == y->line.p[at])
		at++;
	place(m->out, m->path[0], x->number);
	put(m->out, STR(" "));
	place(m->out, m->path[1], y->number);
	put(m->out, STR(": differ from byte "));
	put(m->out, find_number(number, (int64_t)at + 1));
	if (x->whole != y->whole)
		put(m->out, STR(" (a line without its end)"));
	put(m->out, STR("\n"));
	excerpt(m->out, "< ", x->line, at);
	excerpt(m->out, "> ", y->line, at);
	m->differ++;
	m->found++;
	ANSWER_CASE(m->a, ANSWER_NO, str_of(m->path[0]), m->path[0], x->number, STR("differs from "), str_of(m->path[1]), STR(":"),
		find_number(other, (int64_t)y->number), STR(" from byte "), find_number(number, (int64_t)at + 1));
}

static void
only(struct same *m, int which, const struct held *x)
{
	place(m->out, m->path[which], x->number);
	put(m->out, STR(": not in "));
	put(m->out, str_of(m->path[1 - which]));
	put(m->out, STR("\n"));
	excerpt(m->out, which ? "> " : "< ", x->line, 0);
	m->side[which].only++;
	m->found++;
	ANSWER_CASE(m->a, ANSWER_NO, str_of(m->path[which]), m->path[which], x->number, STR("not in "), str_of(m->path[1 - which]));
}

/* Whether the two agree from line i of the one and j of the other on. */
static bool
agree(const struct side *s, size_t i, size_t j)
{
	for (size_t k = 0; k < SAME_AGREE; k++, i++, j++) {
		bool x = i < s[0].n, y = j < s[1].n;
		if (!x && !y)
			return s[0].ended && s[1].ended;
		if (!x || !y || !equal(&s[0].ahead[i], &s[1].ahead[j]))
			return false;
	}
	return true;
}

/* The fewest lines to leave out, of two ways those that leave out the same number on both sides. Where nothing agrees: one of each.
 */
static void
find_agreement(const struct side *s, size_t *i, size_t *j)
{
	for (size_t sum = 1; sum <= s[0].n + s[1].n; sum++)
		for (size_t apart = sum & 1; apart <= sum; apart += 2)
			for (int way = 0; way < (apart ? 2 : 1); way++) {
				*i = way ? (sum + apart) / 2 : (sum - apart) / 2;
				*j = sum - *i;
				if (*i <= s[0].n && *j <= s[1].n && agree(s, *i, *j))
					return;
			}
	*i = s[0].n ? 1 : 0;
	*j = s[1].n ? 1 : 0;
}

static void
differences(struct same *m)
{
	struct side *s = m->side;
	size_t i, j, pairs;
	while (more(&s[0]))
		;
	while (more(&s[1]))
		;
	find_agreement(s, &i, &j);
	pairs = i < j ? i : j;
	for (size_t k = 0; k < pairs && m->found < SAME_SHOWN; k++)
		differ(m, &s[0].ahead[k], &s[1].ahead[k]);
	for (size_t k = pairs; k < i && m->found < SAME_SHOWN; k++)
		only(m, 0, &s[0].ahead[k]);
	for (size_t k = pairs; k < j && m->found < SAME_SHOWN; k++)
		only(m, 1, &s[1].ahead[k]);
	drop(&s[0], i);
	drop(&s[1], j);
}

static int
compare(struct same *m)
{
	struct side *s = m->side;
	for (;;) {
		for (int i = 0; i < 2; i++)
			if (s[i].n == 0)
				(void)more(&s[i]);
		if (s[0].error < 0 || s[1].error < 0 || (s[0].n == 0 && s[1].n == 0))
			return m->found ? ST_NO : ST_OK;
		if (s[0].n && s[1].n && equal(&s[0].ahead[0], &s[1].ahead[0])) {
			drop(&s[0], 1);
			drop(&s[1], 1);
			continue;
		}
		differences(m);
		if (m->found >= SAME_SHOWN) {
			put(m->out, STR("reading ends here: more may differ\n"));
			return ST_NO;
		}
	}
}

static void
finish(struct same *m, int status)
{
	const double v[] = { (double)m->side[0].records, (double)m->side[1].records, (double)m->differ, (double)m->side[0].only,
		(double)m->side[1].only };
	char number[24];
	memcpy(answer_row(m->a, &m->a->table[0], STR("all"), STR("")), v, sizeof v);
	if (status == ST_OK)
		ANSWER_CASE(m->a, ANSWER_OK, str_of(m->path[0]), m->path[0], 0, STR("the same as "), str_of(m->path[1]), STR(", "),
			find_number(number, (int64_t)m->side[0].records), STR(" records"));
}

int
same_files(struct answer *a, struct out *out, const char *const path[2])
{
	struct side side[2];
	struct same m = { .a = a, .out = out, .path = path, .side = side };
	int status = ST_OK, opened = 0;
	memset(side, 0, sizeof side);
	for (; opened < 2; opened++) {
		int rc = lines_open(&side[opened].lines, path[opened]);
		if (rc < 0) {
			input_fault(a, path[opened], in_error(rc));
			status = ST_IO;
			break;
		}
	}
	if (opened == 2) {
		status = compare(&m);
		for (int i = 0; i < 2; i++)
			if (side[i].error < 0) {
				long error = side[i].error;
				input_fault(a, path[i], in_error(error));
				status = st_worse(status, error == IN_CUT || error == IN_BAD ? ST_DAMAGED : ST_IO);
			}
		finish(&m, status);
	}
	for (int i = 0; i < opened; i++) {
		drop(&side[i], side[i].n);
		lines_close(&side[i].lines);
	}
	return status;
}
