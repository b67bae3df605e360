#include "device/trace.h"
#include "core/num.h"
#include "core/tm.h"

enum { OFFSET_WIDTH = 8, TIME_WIDTH = 18, NAME_WIDTH = 16, AT_WIDTH = 8, INDENT = 30, ROOM = 4 * DEV_FRAME + 1024 };

static const char red[] = "\033[31m", bold[] = "\033[1m", plain[] = "\033[0m";

/* fields */

void
field_title(struct dev_fields *f, const char *title)
{
	f->title = title;
}

static struct dev_field *
add(struct dev_fields *f, size_t at, size_t length, const char *name)
{
	if (f->n == TRACE_FIELDS || at > DEV_FRAME || length > DEV_FRAME)
		return NULL;
	struct dev_field *d = &f->field[f->n++];
	*d = (struct dev_field){ .at = (uint16_t)at, .length = (uint16_t)length };
	str_copy(d->name, sizeof d->name, str_of(name));
	return d;
}

/* A blank and the word behind what stands in the field's text. */
static void
append(struct dev_field *d, const char *word)
{
	size_t n = strlen(d->text);
	if (word[0] == '\0' || n + 2 >= sizeof d->text)
		return;
	if (n > 0)
		d->text[n++] = ' ';
	str_copy(d->text + n, sizeof d->text - n, str_of(word));
}

void
field_dec(struct dev_fields *f, size_t at, size_t length, const char *name, int64_t mantissa, int decimals, const char *unit)
{
	struct dev_field *d = add(f, at, length, name);
	if (d == NULL)
		return;
	*num_put_dec(d->text, mantissa, decimals) = '\0';
	append(d, unit);
}

void
field_value(struct dev_fields *f, size_t at, size_t length, const char *name, int64_t mantissa, int decimals, const char *unit,
	bool none, int64_t max)
{
	if (none) {
		field_word(f, at, length, name, "none");
		return;
	}
	field_dec(f, at, length, name, mantissa, decimals, unit);
	if (mantissa > max && f->n > 0) {
		struct dev_field *d = &f->field[f->n - 1];
		d->odd = true;
		append(d, "(out of range)");
	}
}

void
field_hex(struct dev_fields *f, size_t at, size_t length, const char *name, uint32_t value, int digits)
{
	struct dev_field *d = add(f, at, length, name);
	if (d == NULL)
		return;
	char *p = d->text;
	for (int i = digits < 8 ? digits : 8; i > 0; i--)
		*p++ = "0123456789abcdef"[value >> 4 * (i - 1) & 15];
	*p = '\0';
}

void
field_word(struct dev_fields *f, size_t at, size_t length, const char *name, const char *word)
{
	struct dev_field *d = add(f, at, length, name);
	if (d != NULL)
		append(d, word);
}

void
field_odd(struct dev_fields *f, size_t at, size_t length, const char *name, const char *word)
{
	struct dev_field *d = add(f, at, length, name);
	if (d == NULL)
		return;
	append(d, word);
	d->odd = true;
}

void
field_text(struct dev_fields *f, size_t at, size_t length, const char *name, struct str text)
{
	struct dev_field *d = add(f, at, length, name);
	if (d == NULL)
		return;
	size_t n = 0;
	d->text[n++] = '"';
	for (size_t i = 0; i < text.n && n + 2 < sizeof d->text; i++)
		d->text[n++] = text.p[i] >= ' ' && text.p[i] < 0x7f ? text.p[i] : '.';
	d->text[n++] = '"';
	d->text[n] = '\0';
}

void
field_flag(struct dev_fields *f, size_t at, size_t length, const char *name, bool set)
{
	if (set)
		field_word(f, at, length, name, "yes");
}

/* lines */

struct line {
	char *start, *p;
	bool colour;
};

static void
put(struct line *l, struct str s)
{
	if (s.n > 0)
		memcpy(l->p, s.p, s.n);
	l->p += s.n;
}

static void
pad(struct line *l, size_t to)
{
	while ((size_t)(l->p - l->start) < to)
		*l->p++ = ' ';
}

static void
put_right(struct line *l, struct str s, size_t width)
{
	for (size_t n = s.n; n < width; n++)
		*l->p++ = ' ';
	put(l, s);
}

static void
put_colour(struct line *l, const char *code)
{
	if (l->colour)
		put(l, str_of(code));
}

static struct line
begin(struct dev_trace *t)
{
	char *p = out_room(t->out, ROOM);
	return (struct line){ .start = p, .p = p, .colour = t->colour };
}

static void
end(struct dev_trace *t, struct line *l)
{
	while (l->p > l->start && l->p[-1] == ' ')
		l->p--;
	*l->p++ = '\n';
	out_used(t->out, (size_t)(l->p - l->start));
}

/* "      18     0.033333  <  " */
static void
put_place(struct line *l, bool has_offset, uint64_t offset, int64_t time, char dir)
{
	char text[TM_TEXT];
	struct str s = { text, has_offset ? (size_t)(num_put_u64(text, offset) - text) : 0 };
	put_right(l, s, OFFSET_WIDTH);
	s.n = 1;
	text[0] = '-';
	if (time != TM_NONE)
		s.n = (size_t)(tm_put(text, time) - text);
	put_right(l, s, TIME_WIDTH);
	put(l, (struct str){ (char[]){ ' ', ' ', dir, ' ' }, 4 });
}

/* Bytes with the borders of fields; a field that overlaps an earlier one has no border of its own. */
static void
put_bytes(struct line *l, const struct dev_fields *f, const uint8_t *b, size_t n)
{
	uint8_t mark[DEV_FRAME] = { 0 };
	enum { IN = 1, FIRST = 2, LAST = 4 };
	for (int i = 0; i < f->n; i++) {
		const struct dev_field *d = &f->field[i];
		size_t to = (size_t)d->at + d->length;
		bool is_free = d->length > 0 && to <= n;
		for (size_t k = d->at; is_free && k < to; k++)
			is_free = mark[k] == 0;
		for (size_t k = d->at; is_free && k < to; k++)
			mark[k] = (uint8_t)(IN | (k == d->at ? FIRST : 0) | (k + 1 == to ? LAST : 0));
	}
	for (size_t i = 0; i < n && i < DEV_FRAME; i++) {
		bool after = i > 0 && (mark[i - 1] & LAST);
		if (mark[i] & FIRST)
			*l->p++ = '[';
		else if (i > 0 && !after)
			*l->p++ = ' ';
		l->p = num_put_hex(l->p, b + i, 1);
		if (mark[i] & LAST)
			*l->p++ = ']';
	}
}

void
trace_start(struct dev_trace *t, struct out *out, bool colour)
{
	*t = (struct dev_trace){ .out = out, .colour = colour };
}

void
trace_settle(struct dev_trace *t)
{
	if (t->bad_n == 0)
		return;
	struct line l = begin(t);
	put_place(&l, true, t->bad_at, t->bad_time, t->dir);
	put_colour(&l, red);
	put_bytes(&l, &(struct dev_fields){ .n = 0 }, t->bad, (size_t)t->bad_n);
	if (t->why[0] != '\0') {
		put(&l, STR("  bad: "));
		put(&l, str_of(t->why));
	}
	put_colour(&l, plain);
	end(t, &l);
	t->bad_n = 0;
}

void
trace_bad(struct dev_trace *t, char dir, uint64_t offset, int64_t time, uint8_t byte, const char *why)
{
	bool follows = t->bad_n > 0 && t->dir == dir && t->bad_at + t->bad_n == offset;
	if (t->bad_n == TRACE_BAD || !follows) {
		bool full = follows;
		trace_settle(t);
		t->bad_at = offset;
		t->bad_time = time;
		t->dir = dir;
		t->why[0] = '\0';
		if (!full) /* the reason stands where the stretch begins */
			str_copy(t->why, sizeof t->why, str_of(why));
	}
	t->bad[t->bad_n++] = byte;
}

void
trace_source(struct dev_trace *t, struct str source, const struct device *d)
{
	if (str_is(source, t->source))
		return;
	trace_settle(t);
	str_copy(t->source, sizeof t->source, source);
	struct line l = begin(t);
	put(&l, STR("# "));
	put_colour(&l, bold);
	put(&l, source);
	put_colour(&l, plain);
	put(&l, STR(": "));
	put(&l, str_of(d->name));
	put(&l, STR(", "));
	put(&l, str_of(d->title));
	end(t, &l);
}

void
trace_frame(struct dev_trace *t, const struct device *d, char dir, uint64_t offset, int64_t time, const uint8_t *b, size_t n)
{
	struct dev_fields f = { .n = 0 };
	d->trace(&f, b, n);
	struct line l = begin(t);
	put_place(&l, true, offset, time, dir);
	put_bytes(&l, &f, b, n);
	put(&l, STR("  "));
	put_colour(&l, bold);
	put(&l, str_of(f.title != NULL ? f.title : "frame"));
	put_colour(&l, plain);
	end(t, &l);
	for (int i = 0; i < f.n; i++) {
		const struct dev_field *e = &f.field[i];
		l = begin(t);
		pad(&l, INDENT);
		*l.p++ = '@';
		l.p = num_put_u64(l.p, e->at);
		if (e->length > 1) {
			*l.p++ = '-';
			l.p = num_put_u64(l.p, (uint64_t)e->at + e->length - 1);
		}
		pad(&l, INDENT + AT_WIDTH);
		put(&l, str_of(e->name));
		*l.p++ = ' ';
		pad(&l, INDENT + AT_WIDTH + NAME_WIDTH);
		if (e->odd)
			put_colour(&l, red);
		put(&l, str_of(e->text));
		if (e->odd)
			put_colour(&l, plain);
		end(t, &l);
	}
}

void
trace_note(struct dev_trace *t, int64_t time, struct str text)
{
	trace_settle(t);
	struct line l = begin(t);
	put_place(&l, false, 0, time, '.');
	for (size_t i = 0; i < text.n && i < DEV_FRAME; i++)
		*l.p++ = (unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f ? ' ' : text.p[i];
	end(t, &l);
}
