#include "check/answer.h"

#include "check/form.h"
#include "core/num.h"

#include <math.h>
#include <stdlib.h>

void
answer_start(struct answer *a, const char *command, const struct answer_form *const *forms)
{
	*a = (struct answer){ .command = command };
	for (; *forms && a->ntables < ANSWER_TABLES; forms++) {
		struct answer_table *t = &a->table[a->ntables++];
		t->form = *forms;
		t->shown = true;
		while (t->ncolumns < ANSWER_COLUMNS && t->form->column[t->ncolumns].name)
			t->ncolumns++;
	}
}

void
answer_free(struct answer *a)
{
	for (size_t i = 0; i < a->ntables; i++) {
		struct answer_table *t = &a->table[i];
		for (size_t k = 0; k < t->nrows; k++) {
			free(t->row[k].label[0]);
			free(t->row[k].label[1]);
			free(t->row[k].v);
		}
		free(t->row);
	}
	for (size_t i = 0; i < a->ncases; i++) {
		free(a->kase[i].name);
		free(a->kase[i].text);
		free(a->kase[i].file);
	}
	free(a->kase);
	*a = (struct answer){ 0 };
}

struct answer_table *
answer_table(struct answer *a, const char *name)
{
	for (size_t i = 0; i < a->ntables; i++)
		if (strcmp(a->table[i].form->name, name) == 0)
			return &a->table[i];
	return &a->table[0];
}

/* Room for one more element of the given size, or NULL. */
static void *
more(struct answer *a, void *list, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return list;
	size_t want = *room ? 2 * *room : 16;
	void *p = realloc(list, want * size);
	if (p)
		*room = want;
	else
		a->full = true;
	return p;
}

/* A copy, NUL-ended, that any terminal and any reader of UTF-8 takes. */
static char *
clean(struct answer *a, struct str s)
{
	char *p = malloc(s.n + 1);
	if (!p) {
		a->full = true;
		return NULL;
	}
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		size_t k = form_utf8(s.p + i, s.n - i);
		unsigned char c = (unsigned char)s.p[i];
		if (k == 0 || (k == 1 && (c < 0x20 || c == 0x7f)) || (k == 2 && c == 0xc2 && (unsigned char)s.p[i + 1] < 0xa0)) {
			p[n++] = c == '\t' ? ' ' : '?';
			i += k ? k : 1;
		} else {
			memcpy(p + n, s.p + i, k);
			n += k;
			i += k;
		}
	}
	p[n] = '\0';
	return p;
}

double *
answer_row(struct answer *a, struct answer_table *t, struct str first, struct str second)
{
	void *p = more(a, t->row, t->nrows, &t->room, sizeof *t->row);
	if (!p)
		return a->spare;
	t->row = p;
	struct answer_row row = { .label = { clean(a, first), clean(a, second) }, .v = malloc(t->ncolumns * sizeof(double)) };
	if (!row.label[0] || !row.label[1] || !row.v) {
		free(row.label[0]);
		free(row.label[1]);
		free(row.v);
		a->full = true;
		return a->spare;
	}
	for (size_t i = 0; i < t->ncolumns; i++)
		row.v[i] = NAN;
	t->row[t->nrows++] = row;
	return row.v;
}

void
answer_case(struct answer *a, enum answer_verdict verdict, struct str name, const char *file, uint64_t line,
	const struct str *parts, size_t n)
{
	char text[ANSWER_TEXT];
	size_t at = 0;
	a->total[verdict]++;
	if (a->ncases == ANSWER_CASES)
		return;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < parts[i].n && at < sizeof text; k++)
			text[at++] = parts[i].p[k];
	while (at == sizeof text && at > 0 && ((unsigned char)text[at - 1] & 0xc0) == 0x80)
		at--; /* not inside of a character */
	void *p = more(a, a->kase, a->ncases, &a->room, sizeof *a->kase);
	if (!p)
		return;
	a->kase = p;
	struct answer_case one = { .verdict = verdict,
		.name = clean(a, name),
		.text = clean(a, (struct str){ text, at }),
		.file = clean(a, str_of(file)),
		.line = line };
	if (one.name && one.text && one.file) {
		a->kase[a->ncases++] = one;
		return;
	}
	free(one.name);
	free(one.text);
	free(one.file);
}

char *
answer_figure(char *p, const struct answer_table *t, size_t column, double v)
{
	return num_put_fixed(p, v, t->form->column[column].decimals);
}

static void
put(struct out *out, const char *s)
{
	out_write(out, s, strlen(s));
}

static void
table_text(const struct answer_table *t, struct out *out)
{
	bool second = t->form->label[1] != NULL;
	put(out, t->form->label[0]);
	if (second) {
		put(out, "\t");
		put(out, t->form->label[1]);
	}
	for (size_t i = 0; i < t->ncolumns; i++) {
		put(out, "\t");
		put(out, t->form->column[i].name);
	}
	put(out, "\n");
	for (size_t k = 0; k < t->nrows; k++) {
		const struct answer_row *row = &t->row[k];
		put(out, row->label[0]);
		if (second) {
			put(out, "\t");
			put(out, row->label[1]);
		}
		for (size_t i = 0; i < t->ncolumns; i++) {
			char figure[NUM_MAX];
			put(out, "\t");
			out_write(out, figure, (size_t)(answer_figure(figure, t, i, row->v[i]) - figure));
		}
		put(out, "\n");
	}
}

void
answer_text(const struct answer *a, struct out *out, bool tables, size_t from)
{
	bool any = false;
	for (size_t i = 0; tables && i < a->ntables; i++) {
		if (!a->table[i].shown)
			continue;
		if (any)
			put(out, "\n");
		table_text(&a->table[i], out);
		any = true;
	}
	for (size_t i = from; i < a->ncases; i++) {
		const struct answer_case *c = &a->kase[i];
		put(out, c->verdict == ANSWER_OK ? "ok\t" : c->verdict == ANSWER_NO ? "not ok\t" : "fault\t");
		put(out, c->name);
		if (*c->text) {
			put(out, "\t");
			put(out, c->text);
		}
		put(out, "\n");
	}
}
