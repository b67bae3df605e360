/* Expected values from CSV: see nums.h. A field in quotes may hold commas and doubled quotes, but no line end. */
#include "check/nums.h"

#include "core/num.h"
#include "core/tm.h"

#include <stdlib.h>

enum { FIELDS = 64, FIELD = 256 };

void
csv_start(struct csv_reader *r, bool (*add)(void *arg, const struct csv_value *v), void *arg)
{
	*r = (struct csv_reader){ .csv = { .add = add, .arg = arg } };
}

void
csv_free(struct csv_reader *r)
{
	free(r->head);
	r->head = NULL;
}

/* The next field, quotes undone into buf where it has some. False: quotes that do not end. */
static bool
field(struct str *rest, struct str *f, char *buf, size_t cap)
{
	if (rest->n == 0 || *rest->p != '"') {
		*f = str_cut(rest, ',');
		return true;
	}
	size_t n = 0, i = 1;
	for (; i < rest->n; i++) {
		if (rest->p[i] == '"' && !(i + 1 < rest->n && rest->p[i + 1] == '"'))
			break;
		if (rest->p[i] == '"')
			i++;
		if (n < cap)
			buf[n++] = rest->p[i];
	}
	if (i == rest->n || (i + 1 < rest->n && rest->p[i + 1] != ','))
		return false;
	*f = (struct str){ buf, n };
	*rest = i + 1 < rest->n ? (struct str){ rest->p + i + 2, rest->n - i - 2 } : (struct str){ NULL, 0 };
	return true;
}

static bool
wrong(struct csv_reader *r, const char *why)
{
	r->csv.why = why;
	return false;
}

static bool
head(struct csv_reader *r, struct str line)
{
	static const char *const name[] = { "time", "source", "signal", "value", "unit", "type" };
	int *const place[] = { &r->time, &r->source, &r->signal, &r->value, &r->unit, &r->type };
	struct str rest;
	if (str_starts(line, STR("\xef\xbb\xbf"))) { /* a byte order mark */
		line.p += 3;
		line.n -= 3;
	}
	r->head = malloc(line.n + 1);
	if (!r->head)
		return wrong(r, "out of memory");
	memcpy(r->head, line.p, line.n);
	for (size_t i = 0; i < sizeof place / sizeof *place; i++)
		*place[i] = -1;
	/* Quotes around a name are taken off in place: names with a quote inside are none of ours. */
	for (rest = (struct str){ r->head, line.n }; rest.p;) {
		struct str f = str_trim(str_cut(&rest, ','));
		if (f.n >= 2 && f.p[0] == '"' && f.p[f.n - 1] == '"')
			f = (struct str){ f.p + 1, f.n - 2 };
		if (r->ncolumns == FIELDS)
			return wrong(r, "more than 64 columns");
		for (size_t i = 0; i < sizeof place / sizeof *place; i++)
			if (str_is(f, name[i]))
				*place[i] = (int)r->ncolumns;
		r->column[r->ncolumns++] = f;
	}
	if (r->time < 0)
		return wrong(r, "no column 'time' in the head");
	if ((r->signal < 0) != (r->value < 0))
		return wrong(r, "columns 'signal' and 'value' go together");
	return true;
}

static bool
value(struct csv_reader *r, struct csv_value v, struct str text)
{
	text = str_trim(text);
	if (text.n == 0 || str_is(text, "-"))
		return true; /* nothing is expected */
	if (!num_get_f64(text, &v.value))
		return wrong(r, "a value is no number");
	return r->csv.add(r->csv.arg, &v) || wrong(r, "out of memory");
}

/* hr [/min] */
static void
name_and_unit(struct str s, struct csv_value *v)
{
	v->signal = s;
	v->unit = (struct str){ NULL, 0 };
	if (s.n < 2 || s.p[s.n - 1] != ']')
		return;
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == ' ' && s.p[i + 1] == '[') {
			v->signal = str_trim((struct str){ s.p, i });
			v->unit = (struct str){ s.p + i + 2, s.n - i - 3 };
			return;
		}
}

static bool
is_value(const struct csv_reader *r, size_t i)
{
	return (int)i != r->time && (int)i != r->source && !str_is(r->column[i], "alerts") && r->column[i].n > 0;
}

bool
csv_line(struct csv_reader *r, struct str line)
{
	static const struct str none = { NULL, 0 };
	char buf[FIELDS][FIELD];
	struct str f[FIELDS], rest = line;
	struct csv_value v = { .time = 0 };
	bool zone;
	size_t n = 0;
	r->csv.line++;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	rest = line;
	if (!r->head)
		return head(r, line);
	if (line.n == 0 || *line.p == '#')
		return true;
	while (rest.p) {
		if (n == r->ncolumns)
			return wrong(r, "more fields than the head has");
		if (!field(&rest, &f[n], buf[n], FIELD))
			return wrong(r, "quotes that do not end");
		n++;
	}
	if (n < r->ncolumns)
		return wrong(r, "fewer fields than the head has");
	struct str time = str_trim(f[r->time]);
	if (!tm_get(time, &v.time) && !tm_get_iso(time, &v.time, &zone))
		return wrong(r, "the time is neither seconds nor ISO 8601");
	v.source = r->source < 0 ? none : str_trim(f[r->source]);
	if (r->signal >= 0) {
		if (r->type >= 0 && !str_is(f[r->type], "num"))
			return true;
		v.signal = str_trim(f[r->signal]);
		v.unit = r->unit < 0 ? none : str_trim(f[r->unit]);
		return value(r, v, f[r->value]);
	}
	for (size_t i = 0; i < n; i++) {
		if (!is_value(r, i))
			continue;
		name_and_unit(r->column[i], &v);
		if (!value(r, v, f[i]))
			return false;
	}
	return true;
}
