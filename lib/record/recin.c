#include "core/in.h"
#include "core/msg.h"
#include "core/sig.h"
#include "core/status.h"
#include "record/pump.h"

#include <string.h>

void
recin_start(struct recin *in, const char *const *files, size_t nfiles)
{
	*in = (struct recin){ .files = files, .nfiles = nfiles, .newest = TM_NONE };
}

const char *
recin_name(const struct recin *in)
{
	const char *name = in->nfiles && in->at ? in->files[in->at - 1] : "-";

	return strcmp(name, "-") == 0 ? "standard input" : name;
}

static bool
next_file(struct recin *in)
{
	size_t n = in->nfiles ? in->nfiles : 1;

	while (in->at < n && !(in->status >= ST_SIGNAL)) {
		const char *name = in->nfiles ? in->files[in->at] : "-";
		int rc;

		in->at++;
		if (in->given) {
			lines_from(&in->lines, in->given);
			in->given = NULL;
			rc = 0;
		} else {
			rc = lines_open(&in->lines, name);
		}
		if (rc == 0) {
			in->lines.before = in->before;
			in->lines.arg = in->arg;
			in->open = true;
			in->opened++;
			return true;
		}
		msg_error("%s: %s", name, in_error(rc));
		in->status = st_worse(in->status, ST_IO);
	}
	return false;
}

/* Adds a bad line to the stretch; false when it is of another kind than the stretch (it is then the beginning of the next one). */
static bool
note_bad(struct recin *in, const char *code, const char *why, struct str bytes, uint64_t length)
{
	bool same = !in->bad_now.lines || strcmp(in->bad_now.code, code) == 0;
	struct recin_bad *b = same ? &in->bad_now : &in->bad_next;

	if (!b->lines) {
		*b = (struct recin_bad){ .code = code, .why = why, .at = lines_offset(&in->lines) };
		b->nhead = bytes.n < sizeof(b->head) ? bytes.n : sizeof(b->head);
		if (b->nhead)
			memcpy(b->head, bytes.p, b->nhead);
		if (!in->bad)
			msg_warn("%s: byte %llu: not a record: %s", recin_name(in), (unsigned long long)b->at, why);
	}
	b->bytes += length;
	b->lines++;
	in->bad++;
	in->status = st_worse(in->status, ST_DAMAGED);
	return same;
}

/* The stretch as one `err` record in err_line. */
static void
give_err(struct recin *in, struct rec *r)
{
	const struct recin_bad *b = &in->bad_now;
	struct out o = { .fd = -1, .buf = in->err_line };
	struct recw w;

	if (in->before)
		in->before(in->arg, false); /* the record before may still be referred to */
	recw_start(&w, &o);
	recw_err(&w, in->newest == TM_NONE ? 0 : in->newest, STR("-"), b->code, b->at, b->bytes, b->head, b->nhead, NULL, b->why,
		b->lines > 1 ? b->lines : 0);
	in->bad_now = in->bad_next;
	in->bad_next.lines = 0;
	(void)rec_parse(r, (struct str){ in->err_line, o.used - 1 });
}

enum got { GOT_END, GOT_RECORD, GOT_OTHER_DAMAGE };

/* Bad lines are collected until a good one, one of another kind, or the end of this input comes. */
static enum got
next_in_file(struct recin *in, struct rec *r)
{
	for (;;) {
		struct str line = { NULL, 0 };
		uint64_t skipped = 0;
		const char *wrong;
		bool same = true;

		switch (lines_next(&in->lines, &line, &skipped)) {
		case LINES_LINE:
			wrong = rec_parse(r, line);
			if (!wrong) {
				if (r->type != REC_COMMENT && (in->newest == TM_NONE || r->time > in->newest))
					in->newest = r->time;
				return GOT_RECORD;
			}
			same = note_bad(in, "framing", wrong, line, line.n + 1);
			break;
		case LINES_LONG:
			same = note_bad(in, "overlong", "a line of over 1 MiB", line, skipped);
			break;
		case LINES_TAIL:
			/* It may be cut in the middle of a number that still looks like one. */
			same = note_bad(in, "truncated", "the last line has no end", line, line.n);
			break;
		case LINES_ERROR:
			msg_error("%s: %s", recin_name(in), in_error(in->lines.error));
			if (in->lines.error != IN_CUT && in->lines.error != IN_BAD)
				in->status = st_worse(in->status, ST_IO);
			else if (!note_bad(in, "truncated", in_error(in->lines.error), (struct str){ NULL, 0 }, 0))
				return GOT_OTHER_DAMAGE; /* the error comes again */
			in->lines.error = 0;
			return GOT_END;
		case LINES_END:
			return GOT_END;
		}
		if (!same)
			return GOT_OTHER_DAMAGE;
	}
}

int
recin_next(struct recin *in, struct rec *r)
{
	if (in->waiting) {
		in->waiting = false;
		(void)rec_parse(r, in->pending);
		return 1;
	}
	while (in->open || in->bad_now.lines || next_file(in)) {
		enum got got = in->open ? next_in_file(in, r) : GOT_END;

		if (got == GOT_END)
			recin_close(in);
		if (in->bad_now.lines) {
			/* The `err` first; the good line that ended the stretch lies still in the block and waits. */
			if (got == GOT_RECORD) {
				in->pending = r->line;
				in->waiting = true;
			}
			give_err(in, r);
			return 1;
		}
		if (got == GOT_RECORD)
			return 1;
	}
	return 0;
}

void
recin_close(struct recin *in)
{
	if (in->open) {
		if (in->before)
			in->before(in->arg, false); /* the block goes */
		lines_close(&in->lines);
	}
	in->open = false;
	if (sig_caught())
		in->status = st_worse(in->status, ST_SIGNAL + sig_caught());
}
