#include "check/require.h"

#include "core/num.h"
#include "record/rec.h"

enum sign { GE, LE, EQ, NE, GT, LT, SIGNS };
/* Longer ones first: the first that fits is taken. */
static const char *const signs[SIGNS + 1] = {
	[GE] = ">=", [LE] = "<=", [EQ] = "==", [NE] = "!=", [GT] = ">", [LT] = "<", [SIGNS] = "="
};

struct rule {
	struct str row;         /* p == NULL: the table's main row */
	struct str table, name; /* table.p == NULL: any */
	enum sign sign;
	double limit;
};

/* NULL, or what is wrong. */
static const char *
parse(const char *text, struct rule *r)
{
	struct str s = str_trim(str_of(text)), left, right;
	*r = (struct rule){ .sign = SIGNS };
	size_t n = 0;
	while (n < s.n && !memchr("<>=!", s.p[n], 4))
		n++;
	left = str_trim((struct str){ s.p, n });
	right = (struct str){ s.p + n, s.n - n };
	unsigned k = 0;
	while (k <= SIGNS && !str_starts(right, str_of(signs[k])))
		k++;
	if (k > SIGNS || left.n == 0)
		return "a figure, a sign (>= <= > < == !=) and a number are needed";
	r->sign = k == SIGNS ? EQ : (enum sign)k;
	right.p += strlen(signs[k]);
	right.n -= strlen(signs[k]);
	if (!num_get_f64(str_trim(right), &r->limit))
		return "no number behind the sign";
	for (size_t i = left.n; i-- > 0;)
		if (left.p[i] == '/') {
			r->row = (struct str){ left.p, i };
			left = (struct str){ left.p + i + 1, left.n - i - 1 };
			break;
		}
	r->name = left;
	const char *dot = left.n ? memchr(left.p, '.', left.n) : NULL;
	if (dot) {
		r->table = (struct str){ left.p, (size_t)(dot - left.p) };
		r->name = (struct str){ dot + 1, left.n - r->table.n - 1 };
	}
	return NULL;
}

/* The column of a form that a rule names, or -1. */
static int
column(const struct answer_form *f, const struct rule *r)
{
	if (r->table.p && !str_is(r->table, f->name))
		return -1;
	for (int i = 0; i < ANSWER_COLUMNS && f->column[i].name; i++)
		if (str_is(r->name, f->column[i].name))
			return i;
	return -1;
}

static size_t
add(char *why, size_t n, const char *s)
{
	while (*s && n < REQUIRE_WHY - 1)
		why[n++] = *s++;
	why[n] = '\0';
	return n;
}

bool
require_ok(const struct answer_form *const *forms, const char *text, char *why)
{
	struct rule r;
	const char *wrong = parse(text, &r);
	if (wrong) {
		add(why, 0, wrong);
		return false;
	}
	for (const struct answer_form *const *f = forms; *f; f++)
		if (column(*f, &r) >= 0) {
			if (r.row.p || (*f)->main)
				return true;
			add(why, 0, "a row is needed in front of it, as ROW/NAME");
			return false;
		}
	size_t n = add(why, 0, "no figure of that name (");
	for (const struct answer_form *const *f = forms; *f; f++)
		for (int i = 0; i < ANSWER_COLUMNS && (*f)->column[i].name; i++) {
			if (n + strlen((*f)->column[i].name) + 8 > REQUIRE_WHY)
				break;
			if (n > 0 && why[n - 1] != '(')
				n = add(why, n, " ");
			n = add(why, n, (*f)->column[i].name);
		}
	add(why, n, ")");
	return false;
}

static bool
row_matches(const struct answer_form *f, const struct answer_row *row, struct str pattern)
{
	char both[256];
	struct str first = str_of(row->label[0]), second = str_of(row->label[1]);
	if (!pattern.p)
		return f->main && str_is(first, f->main);
	if (rec_glob(pattern, first))
		return true;
	if (!f->label[1] || first.n + second.n + 1 > sizeof both)
		return false;
	memcpy(both, first.p, first.n);
	both[first.n] = ',';
	memcpy(both + first.n + 1, second.p, second.n);
	return rec_glob(pattern, (struct str){ both, first.n + 1 + second.n });
}

static bool
holds(const struct rule *r, double v) /* NaN holds nothing, != included */
{
	const bool is[SIGNS] = { [GE] = v >= r->limit,
		[LE] = v <= r->limit,
		[EQ] = v == r->limit,
		[NE] = v < r->limit || v > r->limit,
		[GT] = v > r->limit,
		[LT] = v < r->limit };
	return is[r->sign];
}

bool
require_ask(struct answer *a, const char *text)
{
	struct rule r;
	const struct answer_table *t = NULL;
	int c = -1;
	if (parse(text, &r))
		return false;
	for (size_t i = 0; i < a->ntables && c < 0; i++) {
		t = &a->table[i];
		c = column(t->form, &r);
	}
	if (c < 0)
		return false;
	const struct answer_row *shown = NULL;
	bool ok = true;
	size_t asked = 0;
	for (size_t k = 0; k < t->nrows; k++) {
		const struct answer_row *row = &t->row[k];
		if (!row_matches(t->form, row, r.row))
			continue;
		asked++;
		bool one = holds(&r, row->v[c]);
		if (!shown || (ok && !one))
			shown = row;
		ok = ok && one;
	}
	ok = ok && asked > 0;
	char figure[NUM_MAX];
	struct str value = { figure, 0 };
	if (shown)
		value.n = (size_t)(num_put_sig(figure, shown->v[c], 9) - figure);
	enum answer_verdict verdict = ok ? ANSWER_OK : ANSWER_NO;
	if (!shown)
		ANSWER_CASE(a, verdict, str_of(text), NULL, 0, STR("there is no such row"));
	else if (r.row.p)
		ANSWER_CASE(a, verdict, str_of(text), NULL, 0, value, STR(" in "), str_of(shown->label[0]));
	else
		ANSWER_CASE(a, verdict, str_of(text), NULL, 0, value);
	return ok;
}
