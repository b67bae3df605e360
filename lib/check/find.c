#include "check/find.h"

#include "core/num.h"
#include "core/tm.h"

enum { PART_MAX = 160 };

void
find_start(struct find *f, struct out *out, const char *file, struct answer *answer)
{
	*f = (struct find){ .out = out, .file = file, .answer = answer };
}

static void
put(struct out *out, struct str s)
{
	out_write(out, s.p, s.n);
}

void
find_text(struct out *out, struct str s, size_t most)
{
	bool cut = s.n > most;
	if (cut)
		s.n = most;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0 && (i == 0 || (unsigned char)s.p[i - 1] < 0x80))) {
			out_write(out, &s.p[i], 1);
		} else if (c == '\t') {
			put(out, STR(" ")); /* fields are shown with blanks between */
		} else {
			char hex[4] = { '\\', 'x' };
			num_put_hex(hex + 2, &c, 1);
			out_write(out, hex, sizeof hex);
		}
	}
	if (cut)
		put(out, STR("…"));
}

void
find_parts(struct find *f, uint64_t line, const struct str *parts, size_t n)
{
	char number[24];
	f->count++;
	if (f->count > FIND_SHOWN)
		return;
	if (f->answer)
		answer_case(f->answer, ANSWER_NO, str_of(f->file), f->file, line, parts, n);
	put(f->out, str_of(f->file));
	if (line) {
		put(f->out, STR(":"));
		out_write(f->out, number, (size_t)(num_put_u64(number, line) - number));
	}
	put(f->out, STR(": "));
	for (size_t i = 0; i < n; i++)
		find_text(f->out, parts[i], PART_MAX);
	put(f->out, STR("\n"));
}

struct str
find_number(char buf[24], int64_t v)
{
	return (struct str){ buf, (size_t)(num_put_i64(buf, v) - buf) };
}

struct str
find_time(char buf[24], int64_t us)
{
	return (struct str){ buf, (size_t)(tm_put(buf, us) - buf) };
}

void
find_finish(struct find *f, uint64_t records, bool quiet)
{
	char a[24], b[24];
	uint64_t count = f->count;
	struct answer *answer = f->answer;
	if (answer) {
		double *v = answer_row(answer, &answer->table[0], str_of(f->file), STR(""));
		v[0] = (double)records;
		v[1] = (double)count;
	}
	if (answer && !count)
		ANSWER_CASE(answer, ANSWER_OK, str_of(f->file), f->file, 0, find_number(b, (int64_t)records), STR(" records"));
	if (!count && quiet)
		return;
	f->answer = NULL; /* what follows sums up */
	if (count > FIND_SHOWN) {
		f->count = 0;
		FIND(f, 0, STR("… and "), find_number(a, (int64_t)(count - FIND_SHOWN)), STR(" more"));
	}
	f->count = 0;
	if (count)
		FIND(f, 0, find_number(a, (int64_t)count), count == 1 ? STR(" finding in ") : STR(" findings in "),
			find_number(b, (int64_t)records), STR(" records"));
	else
		FIND(f, 0, STR("ok, "), find_number(b, (int64_t)records), STR(" records"));
	f->count = count;
}
