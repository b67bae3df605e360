#include "alert/where.h"

#include <stdbool.h>

struct at {
	const char *p, *end;
	unsigned long line;
};

static void
blanks(struct at *a)
{
	for (; a->p < a->end && (*a->p == ' ' || *a->p == '\t' || *a->p == '\r' || *a->p == '\n'); a->p++)
		a->line += *a->p == '\n';
}

static bool
is(const struct at *a, char c)
{
	return a->p < a->end && *a->p == c;
}

static struct str
string(struct at *a)
{
	const char *from = ++a->p;

	for (; a->p < a->end && *a->p != '"'; a->p++)
		if (*a->p == '\\' && a->p + 1 < a->end)
			a->p++;
	if (a->p < a->end)
		a->p++;
	return (struct str){ from, (size_t)(a->p - from - 1) };
}

/* Over one value of any kind. */
static void
value(struct at *a)
{
	size_t depth = 0;

	do {
		blanks(a);
		if (is(a, '"'))
			(void)string(a);
		else if (is(a, '{') || is(a, '['))
			depth++, a->p++;
		else if (is(a, '}') || is(a, ']'))
			depth -= depth > 0, a->p++;
		else if (is(a, ',') || is(a, ':'))
			a->p++;
		else
			while (a->p < a->end && !is(a, ',') && !is(a, '}') && !is(a, ']') && *a->p > ' ')
				a->p++;
	} while (depth && a->p < a->end);
}

/* From the `{` of an object to the value of a member; *line is the line of its name. */
static bool
member(struct at *a, const char *key, unsigned long *line)
{
	if (!is(a, '{'))
		return false;
	a->p++;
	for (;;) {
		struct str name;
		unsigned long here;

		blanks(a);
		if (!is(a, '"'))
			return false;
		here = a->line;
		name = string(a);
		blanks(a);
		if (is(a, ':'))
			a->p++;
		blanks(a);
		if (str_is(name, key)) {
			*line = here;
			return true;
		}
		value(a);
		blanks(a);
		if (!is(a, ','))
			return false;
		a->p++;
	}
}

static bool
item(struct at *a, size_t index)
{
	if (!is(a, '['))
		return false;
	a->p++;
	for (;; index--) {
		blanks(a);
		if (index == 0)
			return a->p < a->end && !is(a, ']');
		value(a);
		blanks(a);
		if (!is(a, ','))
			return false;
		a->p++;
	}
}

unsigned long
where_line(struct str text, const char *top, size_t index, const char *key)
{
	struct at a = { text.p, text.p, 1 };
	unsigned long line;

	if (!text.p)
		return 0;
	a.end += text.n;
	blanks(&a);
	line = a.line;
	if (!top || !member(&a, top, &line))
		return line;
	if (index != WHERE_NO_INDEX) {
		if (!item(&a, index))
			return line;
		line = a.line;
	}
	if (key)
		(void)member(&a, key, &line);
	return line;
}
