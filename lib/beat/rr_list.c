#include "beat/rr_list.h"

#include "core/status.h"

#include <math.h>

#define LEAST 50.0 /* ms */
#define MOST  60000.0

/* What stands on a line before a comment. */
static struct str
text_of(struct str line)
{
	struct str rest = line;

	if (rest.n && rest.p[rest.n - 1] == '\r')
		rest.n--;
	return str_trim(str_cut(&rest, '#'));
}

static void
write_beat(struct rr_list *r, struct recw *w, struct str source, struct str text, double ms)
{
	int64_t mantissa;
	int decimals;

	recw_begin(w, "beat", (int64_t)floor(r->at * 1000 + 0.5), source, STR("-"));
	recw_word(w, STR("N"));
	/* The digits as they were; the unit of rr is s. */
	if (text.n && num_get_dec(text, &mantissa, &decimals) && decimals + (r->seconds ? 0 : 3) <= RR_LIST_DECIMALS)
		recw_key_dec(w, "rr", mantissa, r->seconds ? decimals : decimals + 3);
	else if (text.n)
		recw_key_sig(w, "rr", ms / 1000, 17);
	recw_key_word(w, "by", STR("list"));
	recw_end(w);
}

static void
bad(struct rr_list *r, struct recw *w, struct str source, struct str line, const char *code, const char *want, uint64_t offset)
{
	const int64_t time = (int64_t)floor(r->at * 1000 + 0.5);

	if (!r->bad++) {
		r->first_line = r->lines;
		str_copy(r->first_bad, sizeof(r->first_bad), line);
		for (char *p = r->first_bad; *p; p++) /* it goes to a terminal */
			*p = *p < ' ' || *p > '~' ? '?' : *p;
	}
	recw_err(w, time, source, code, offset, line.n + 1, (const uint8_t *)line.p, line.n < 64 ? line.n : 64, want, NULL, 0);
	recw_begin(w, "event", time, source, STR("-"));
	recw_word(w, STR("gap"));
	recw_key_int(w, "est", 1);
	recw_key_text(w, "text", STR("a line of the list is no interval"));
	recw_end(w);
}

static void
take(struct rr_list *r, struct recw *w, struct str source, struct str line, uint64_t offset)
{
	const struct str text = text_of(line);
	double ms;

	r->lines++;
	if (!text.n)
		return;
	if (!num_get_f64(text, &ms)) {
		bad(r, w, source, line, "framing", "one number", offset);
		return;
	}
	if (r->seconds)
		ms *= 1000;
	if (!(ms >= LEAST && ms <= MOST)) {
		bad(r, w, source, line, "range", r->seconds ? "0.05 to 60 s" : "50 to 60000 ms", offset);
		return;
	}
	if (!r->open)
		write_beat(r, w, source, (struct str){ NULL, 0 }, 0);
	r->open = true;
	r->at += ms;
	r->taken++;
	write_beat(r, w, source, text, ms);
}

static void
before(void *arg, bool block)
{
	struct recw *w = arg;

	if (block)
		out_flush(w->out);
}

long
rr_list_read(struct rr_list *r, struct in *in, struct recw *w, struct str source)
{
	struct lines l;
	struct str line = { NULL, 0 };
	uint64_t skipped = 0;
	enum lines_kind kind;
	long error;

	lines_from(&l, in);
	l.before = before;
	l.arg = w;
	while ((kind = lines_next(&l, &line, &skipped)) != LINES_END && kind != LINES_ERROR && !w->out->error) {
		if (kind == LINES_LONG)
			bad(r, w, source, (struct str){ line.p, line.n < 64 ? line.n : 64 }, "overlong", "one number",
				lines_offset(&l));
		else /* a last line without its end is one, in a list */
			take(r, w, source, line, lines_offset(&l));
	}
	error = kind == LINES_ERROR ? l.error : 0;
	lines_close(&l);
	return error;
}

long
rr_list_play(struct rr_list *r, const char *name, struct in *in, struct pump *p)
{
	char source[REC_SOURCE + 1];
	const char *slash = strrchr(name, '/');
	long error;

	rec_source(source, strcmp(name, "-") == 0 ? STR("list") : str_of(slash ? slash + 1 : name));
	pump_begin(p, source, 0, "rel");
	error = rr_list_read(r, in, &p->w, str_of(source));
	if (r->bad)
		p->status = st_worse(p->status, ST_DAMAGED);
	pump_end(p, source, error < 0);
	return error;
}
