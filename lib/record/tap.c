#include "record/tap.h"

#include <string.h>

/* The tap writes with w as if there were none. */
static void
hand(struct recw *w, struct rec *r)
{
	void (*tap)(void *, struct recw *, struct rec *) = w->tap;

	w->tap = NULL;
	tap(w->tap_arg, w, r);
	w->tap = tap;
}

void
tap_line(struct recw *w)
{
	char line[REC_LINE + 1];
	size_t n = (size_t)(w->p - w->start);
	struct rec r;

	if (n > sizeof(line))
		return; /* no writer's line is longer */
	memcpy(line, w->start, n);
	w->newest = w->before;
	if (rec_parse(&r, (struct str){ line, n - 1 }) == NULL)
		hand(w, &r);
	out_settle(w->out); /* what was passed on by reference lies in `line` */
}

void
tap_record(struct recw *w, const struct rec *r)
{
	struct rec copy = *r;

	hand(w, &copy);
}
