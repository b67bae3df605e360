#include "export/open.h"

#include <stdlib.h>

struct export_open {
	char *line; /* with its LF */
	size_t n;   /* without */
};

static bool
again(const struct export_open *o, struct rec *r)
{
	return rec_parse(r, (struct str){ o->line, o->n }) == NULL;
}

static bool
take(struct export_source *s, size_t i, char **line)
{
	*line = s->open[i].line;
	s->nopen--;
	memmove(s->open + i, s->open + i + 1, (s->nopen - i) * sizeof *s->open);
	return true;
}

bool
open_add(struct export_source *s, const struct rec *r)
{
	if (s->nopen == OPEN_MAX)
		return false;
	/* They are rare: one allocation each, in powers of two for the list. */
	if ((s->nopen & (s->nopen - 1)) == 0) {
		size_t cap = s->nopen ? 2 * s->nopen : 1;
		struct export_open *p = realloc(s->open, cap * sizeof *p);
		if (!p)
			return false;
		s->open = p;
	}
	char *line = malloc(r->line.n + 1);
	if (!line)
		return false;
	memcpy(line, r->line.p, r->line.n);
	line[r->line.n] = '\n';
	s->open[s->nopen++] = (struct export_open){ line, r->line.n };
	return true;
}

bool
open_take(struct export_source *s, const struct rec *r, struct rec *begin, char **line)
{
	struct str by = rec_key(r, STR("by"));
	for (size_t i = 0; i < s->nopen; i++)
		if (again(&s->open[i], begin) && str_eq(begin->signal, r->signal) && str_eq(begin->u.ann.label, r->u.ann.label) &&
			str_eq(rec_key(begin, STR("by")), by))
			return take(s, i, line);
	return false;
}

bool
open_first(struct export_source *s, struct rec *begin, char **line)
{
	return s->nopen > 0 && again(&s->open[0], begin) && take(s, 0, line);
}

void
open_free(struct export_source *s)
{
	for (size_t i = 0; i < s->nopen; i++)
		free(s->open[i].line);
	free(s->open);
	s->open = NULL;
	s->nopen = 0;
}
