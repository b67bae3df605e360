/* errors: so many err records, of one code or of any, in a window. What shows that there is less of them is that bytes decode again: the
 * count is looked at with each err, num and stat record of the source. Silence ends nothing.
 *
 * Window: TIME and count (repeat) of each err. */
#include "alert/level.h"
#include "alert/window.h"
#include "core/num.h"

static void
sample(struct engine *e, struct slot *s, const struct rule *r, const struct sample *m)
{
	const struct window_point *p;
	double n = 0;
	char b[NUM_MAX];

	level_came(s, r, m);
	window_since(s->window, m->time - r->window + 1);
	if (m->value > 0 && (!r->what || str_is(m->code, r->what)) && !window_add(&s->window, m->time, m->value))
		e->full = true;
	p = window_first(s->window);
	for (size_t i = 0; i < window_count(s->window); i++)
		n += p[i].value;
	level_derived(e, s, r, m, (struct str){ b, (size_t)(num_put_shortest(b, n) - b) });
}

static const char *
message(const struct rule *r)
{
	return r->what ? "{value} {error} errors in {window}, limit {threshold}" : "{value} errors in {window}, limit {threshold}";
}

static void
explain(const struct rule *r, struct text *t)
{
	char b[128];
	struct text w;

	text_start(&w, b, sizeof(b));
	text_words(&w, (const char *const[]){ "the number of ", r->what ? r->what : "all", " errors in ", NULL });
	text_duration(&w, r->window);
	level_explain(r, t, b);
}

const struct rule_type rule_type_errors = {
	.name = "errors",
	.keys = KEY_ERROR | KEY_OP | KEY_CLEAR | KEY_FOR | KEY_KEEP | KEY_GAP | KEY_WINDOW,
	.reads = RULE_READS_ERR,
	.kind = RULE_TECHNICAL,
	.places = (const char *const[]){ "value", "threshold", "clear", "window", "error", "age", "source", "rule", NULL },
	.message = message,
	.ended = "{value} errors in {window}",
	.apart = true,
	.sample = sample,
	.explain = explain,
};
