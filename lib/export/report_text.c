/* The report as plain text, at most 100 columns where ids are of common length. */
#include "export/report.h"

#include "core/num.h"

#include <stdlib.h>

enum { PRIORITY_WIDTH = 8, RULE_WIDTH = 20, TIMES_WIDTH = 6, SPAN_WIDTH = 9, WHEN_WIDTH = 19, PLACE = 64 };

static void
add(struct export *x, const char *z)
{
	text_add(&x->row, str_of(z));
}

static void
flush(struct export *x)
{
	out_write(x->out, x->row.p, x->row.n);
	x->row.n = 0;
}

static size_t
characters(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

/* A cell and two blanks; right: its end stands at the width. */
static void
cell(struct export *x, struct str s, size_t width, bool right)
{
	size_t n = characters(s), pad = n < width ? width - n : 0;
	for (size_t i = 0; right && i < pad; i++)
		add(x, " ");
	text_add(&x->row, s);
	for (size_t i = right ? pad : 0; i < pad; i++)
		add(x, " ");
	add(x, "  ");
}

static void
count(struct export *x, uint64_t n, const char *one, const char *many)
{
	char b[NUM_MAX];
	text_add(&x->row, (struct str){ b, (size_t)(num_put_u64(b, n) - b) });
	add(x, n == 1 ? one : many);
}

/* To the second from a minute on, to the tenth below. */
static struct str
span(char b[PLACE], int64_t us)
{
	int64_t to = us >= 60 * TM_S ? TM_S : TM_S / 10;
	char *e = tm_put_duration(b, us < TM_S / 10 ? us : (us + to / 2) / to * to);
	return (struct str){ b, (size_t)(e - b) };
}

/* 2026-01-01 02:03:04, or 2:03:04 from the start of the recording, to the second that has begun. */
static struct str
when(char b[PLACE], const struct export *x, const struct report_source *s, int64_t us)
{
	bool dated = s->start != TM_NONE && x->opts.time != EXPORT_REL;
	char *p = b;
	if (dated) {
		(void)tm_put_iso(b, us + s->start);
		for (char *c = b; c < b + TM_ISO_TEXT; c++)
			if (*c == 'T') { /* years of more than four digits too */
				*c = ' ';
				return (struct str){ b, (size_t)(c - b) + sizeof " 02:03:04" - 1 };
			}
	}
	if (x->opts.time == EXPORT_REL)
		us -= s->origin;
	if (us < 0) {
		*p++ = '-';
		us = -us;
	}
	p = num_put_i64(p, us / (3600 * TM_S));
	for (int64_t unit = 60 * TM_S; unit >= TM_S; unit /= 60) {
		int64_t v = us / unit % 60;
		*p++ = ':';
		*p++ = (char)('0' + v / 10);
		*p++ = (char)('0' + v % 10);
	}
	return (struct str){ b, (size_t)(p - b) };
}

static void
row(struct export *x, const struct report_source *s, const struct episode *e, size_t width)
{
	char b[PLACE], n[NUM_MAX];
	add(x, "  ");
	cell(x, str_of(episode_priority_text[e->worst]), PRIORITY_WIDTH, false);
	cell(x, str_of(e->rule), width, false);
	cell(x, (struct str){ n, (size_t)(num_put_u64(n, e->count) - n) }, TIMES_WIDTH, true);
	cell(x, span(b, e->total), SPAN_WIDTH, true);
	cell(x, span(b, e->longest), SPAN_WIDTH, true);
	cell(x, when(b, x, s, e->first), WHEN_WIDTH, true);
	cell(x, when(b, x, s, e->newest), WHEN_WIDTH, true);
	x->row.n -= 2;
	add(x, "\n            ");
	if (strcmp(e->signal, "-") != 0) {
		add(x, e->signal);
		add(x, ": ");
	}
	add(x, e->message);
	if (e->technical)
		add(x, " (technical)");
	if (e->on && e->open)
		add(x, "; NOT OVER at the end");
	else if (e->latched)
		add(x, "; over, NOT ACKNOWLEDGED");
	if (e->acks) {
		add(x, "; acknowledged ");
		count(x, e->acks, " time", " times");
	}
	add(x, "\n");
	flush(x);
}

static void
table(struct export *x, const struct report_source *s, const struct episode *const *rows, size_t n)
{
	static const char *const heads[] = { "TIMES", "TOTAL", "LONGEST", "FIRST", "LAST" };
	static const size_t widths[] = { TIMES_WIDTH, SPAN_WIDTH, SPAN_WIDTH, WHEN_WIDTH, WHEN_WIDTH };
	size_t width = 4;
	for (size_t i = 0; i < n; i++) {
		size_t w = characters(str_of(rows[i]->rule));
		width = w > width ? w : width;
	}
	width = width > RULE_WIDTH ? RULE_WIDTH : width;
	add(x, "  ");
	cell(x, STR("PRIORITY"), PRIORITY_WIDTH, false);
	cell(x, STR("RULE"), width, false);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		cell(x, str_of(heads[i]), widths[i], true);
	x->row.n -= 2;
	add(x, "\n");
	for (size_t i = 0; i < n; i++)
		row(x, s, rows[i], width);
}

/* quiet: a source without alerts, on one line; otherwise one with. False: it is of the other sort. */
static bool
source(struct export *x, struct str name, const struct report_source *s, bool quiet)
{
	char b[PLACE];
	size_t n;
	const struct episode **rows = report_rows(x, name, &n);
	if (x->stop || quiet != (n == 0)) {
		free(rows);
		return false;
	}
	add(x, quiet ? "" : "\n");
	text_add(&x->row, name);
	if (s->first == TM_NONE) {
		add(x, ": nothing in the time that was asked for");
	} else {
		add(x, "  ");
		text_add(&x->row, when(b, x, s, s->first));
		add(x, " to ");
		text_add(&x->row, when(b, x, s, s->last));
		add(x, s->start != TM_NONE && s->zone && x->opts.time != EXPORT_REL ? " UTC, " : ", ");
		text_add(&x->row, span(b, s->last - s->first));
		if (s->errors) {
			add(x, ", ");
			count(x, s->errors, " error in the data", " errors in the data");
		}
		add(x, s->cut ? ", cut: the end is missing" : "");
	}
	add(x, quiet ? ": no alerts\n" : "\n");
	if (n)
		table(x, s, rows, n);
	flush(x);
	free(rows);
	return true;
}

struct totals {
	uint64_t count, by[EPISODE_PRIORITIES], open, latched;
};

static void
summary(struct export *x, const struct report *p)
{
	struct totals t = { 0 };
	for (const struct map_entry *m = p->alerts.map.first; m; m = m->next) {
		const struct episode *e = m->state;
		if (!episode_counts(e))
			continue;
		t.count += e->count;
		t.by[e->worst] += e->count;
		t.open += e->on && e->open;
		t.latched += e->latched;
	}
	count(x, t.count, " alert", " alerts");
	for (int i = EPISODE_HIGH, any = 0; i >= 0; i--)
		if (t.by[i]) {
			add(x, any ? ", " : " (");
			count(x, t.by[i], " ", " ");
			add(x, episode_priority_text[i]);
			any = 1;
		}
	add(x, t.count ? ") in " : " in ");
	count(x, p->sources.count, " source\n", " sources\n");
	if (t.open)
		count(x, t.open, " is not over at the end of the data\n", " are not over at the end of the data\n");
	if (t.latched)
		count(x, t.latched, " is over and not acknowledged\n", " are over and not acknowledged\n");
	flush(x);
}

void
report_text(struct export *x, struct report *p)
{
	size_t loud = 0;
	x->row.n = 0;
	summary(x, p);
	for (const struct map_entry *m = p->sources.first; m && !x->stop; m = m->next)
		loud += source(x, m->source, m->state, false);
	if (!x->stop)
		text_byte(&x->row, '\n');
	for (const struct map_entry *m = p->sources.first; m && !x->stop; m = m->next)
		(void)source(x, m->source, m->state, true);
	if (!x->stop) {
		add(x, p->sources.count > loud ? "\n" : "");
		add(x, "This is not a medical device: look at the patient, and at the recording.\n");
		flush(x);
	}
}
