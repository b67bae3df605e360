#include "check/input.h"

#include "core/msg.h"
#include "core/status.h"
#include "format/format.h"
#include "format/wfdb_list.h"

#include <errno.h>

const char *
input_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

void
input_fault(struct answer *a, const char *path, const char *why)
{
	msg_error("%s: %s", input_name(path), why);
	ANSWER_CASE(a, ANSWER_FAULT, str_of(input_name(path)), strcmp(path, "-") == 0 ? NULL : path, 0, str_of(why));
}

int
input_records(struct answer *a, struct in *in, const char *path, bool (*record)(void *arg, const struct rec *r), void *arg)
{
	const char *const files[] = { path };
	struct recin input;
	struct rec r;
	bool full = false;
	recin_start(&input, files, 1);
	input.given = in;
	while (!full && recin_next(&input, &r))
		full = !record(arg, &r);
	int status = input.status;
	recin_close(&input);
	if (status == ST_DAMAGED || status == ST_IO) /* said already */
		ANSWER_CASE(a, ANSWER_FAULT, str_of(input_name(path)), strcmp(path, "-") == 0 ? NULL : path, 0,
			status == ST_DAMAGED ? STR("some of it is damaged") : STR("could not be read to its end"));
	if (full) {
		input_fault(a, path, "out of memory");
		status = st_worse(status, ST_IO);
	}
	return status;
}

int
input_stream(struct answer *a, const char *path, bool (*record)(void *arg, const struct rec *r), void *arg)
{
	struct in in;
	int rc = in_open(&in, path);
	if (rc < 0) {
		input_fault(a, path, in_error(rc));
		return ST_IO;
	}
	return input_records(a, &in, path, record, arg);
}

void
input_marks_start(struct input_marks *m)
{
	map_start(&m->lists, sizeof(struct annot_list), 0);
}

void
input_marks_free(struct input_marks *m)
{
	for (struct map_entry *e = m->lists.first; e; e = e->next)
		annot_list_free(e->state);
	map_free(&m->lists);
}

static struct annot_list *
list_get(struct input_marks *m, struct str source, struct str by)
{
	bool fresh;
	struct annot_list *l = map_get(&m->lists, source, by, &fresh);
	if (l && fresh)
		annot_list_start(l);
	return l;
}

static bool
mark(void *arg, const struct rec *r)
{
	struct input_marks *m = arg;
	struct annot_list *l;
	if (r->type == REC_END && !str_is(r->source, "-")) /* a source without beats is one, too */
		return list_get(m, r->source, STR("-")) != NULL;
	if (r->type != REC_BEAT && r->type != REC_ANN)
		return true;
	struct str by = rec_key(r, STR("by"));
	if (!by.p)
		by = r->signal;
	l = list_get(m, r->source, by);
	return l && annot_list_rec(l, r);
}

static bool
add(void *arg, const struct annot *a)
{
	return annot_list_add(arg, a);
}

/* dir/100.atr → 100, atr */
static void
names(const char *path, char source[REC_SOURCE + 1], struct str *by)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
	rec_source(source, dot && dot > base ? (struct str){ base, (size_t)(dot - base) } : str_of(base));
	*by = dot && dot > base && dot[1] ? str_of(dot + 1) : STR("-");
}

static int
annotations(struct answer *a, struct input_marks *m, struct in *in, const char *path)
{
	char source[REC_SOURCE + 1];
	struct str by;
	struct annot_list *l;
	names(path, source, &by);
	l = list_get(m, str_of(source), by);
	long rc = l ? wfdb_list_in(in, path, add, l, &l->fs, &l->samples) : -ENOMEM;
	if (rc == 0) {
		l->file = true;
		return ST_OK;
	}
	input_fault(a, path, fmt_error(rc));
	if (l) /* what is cut is no reference, and no test */
		annot_list_free(l);
	map_drop(&m->lists, str_of(source));
	return rc == IN_CUT || rc == IN_BAD ? ST_DAMAGED : ST_IO;
}

int
input_marks_read(struct answer *a, struct input_marks *m, const char *path)
{
	struct in in;
	const char *head;
	size_t want = 64;
	ssize_t n;
	enum fmt_probe stream = FMT_PERHAPS;
	int rc = in_open(&in, path), status;
	if (rc < 0) {
		input_fault(a, path, in_error(rc));
		return ST_IO;
	}
	do {
		n = in_peek(&in, want, &head);
		if (n < 0) {
			input_fault(a, path, in_error(n));
			in_close(&in);
			return n == IN_CUT || n == IN_BAD ? ST_DAMAGED : ST_IO;
		}
		stream = fmt_stream((struct str){ head, (size_t)n }, (size_t)n < want || want == IN_PEEK);
		want = IN_PEEK;
	} while (stream == FMT_PERHAPS);
	if (stream == FMT_YES)
		return input_records(a, &in, path, mark, m);
	status = annotations(a, m, &in, path);
	in_close(&in);
	return status;
}
