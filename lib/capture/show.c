/* --list: what is plugged in, and which device of the table it may be. */
#include "capture/show.h"

#include "capture/capture.h"

#include "core/in.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/out.h"
#include "core/status.h"
#include "link/list.h"

#include <string.h>

enum { COLUMNS = 7, CELL = 160 };

struct row {
	char cell[COLUMNS][CELL];
};

static const char *const heading[COLUMNS] = { "PORT", "USB", "ACCESS", "NAME", "SERIAL", "BY-ID", "GUESS" };

static void
join(char cell[CELL], const char *text)
{
	size_t n = strlen(cell);
	str_copy(cell + n, CELL - n, str_of(text));
}

static void
hex4(char dst[5], uint16_t v)
{
	const uint8_t b[2] = { (uint8_t)(v >> 8), (uint8_t)v };
	*num_put_hex(dst, b, 2) = '\0';
}

static void
access_word(char dst[3], const struct link_found *f)
{
	dst[0] = f->readable ? 'r' : '-';
	dst[1] = f->writable ? 'w' : '-';
	dst[2] = '\0';
}

static void
octal(char dst[5], unsigned mode)
{
	for (int i = 3; i >= 0; i--, mode /= 8)
		dst[i] = (char)('0' + mode % 8);
	dst[4] = '\0';
}

static const struct dev_usb *
known(const struct link_found *f)
{
	return f->usb ? dev_usb_find(f->vid, f->pid) : NULL;
}

/* A bridge's id says only that a serial port is there: its devices are guesses, and say so. */
static void
guess(char cell[CELL], const struct link_found *f)
{
	const struct dev_usb *u = known(f);
	if (u && u->device[0]) {
		struct str rest = str_of(u->device);
		for (bool first = true; rest.p; first = false) {
			char word[CELL];
			str_copy(word, sizeof word, str_cut(&rest, ' '));
			join(cell, first ? "" : " or ");
			join(cell, word);
		}
		join(cell, u->bridge ? "?" : "");
	} else if (f->health) {
		join(cell, "personal health device (IEEE 11073): no decoder yet");
	} else if (u && !f->serial_port) {
		join(cell, u->bridge ? "no driver is bound: no serial port" : "no decoder yet");
	}
}

static void
fill(struct row *r, const struct link_found *f)
{
	char text[8];
	const struct dev_usb *u = known(f);
	*r = (struct row){ .cell = { "" } };
	join(r->cell[0], f->path);
	if (f->usb) {
		hex4(text, f->vid);
		join(r->cell[1], text);
		join(r->cell[1], ":");
		hex4(text, f->pid);
		join(r->cell[1], text);
	}
	access_word(text, f);
	join(r->cell[2], text);
	if (f->group[0]) {
		join(r->cell[2], " ");
		join(r->cell[2], f->group);
	}
	join(r->cell[3], f->maker);
	join(r->cell[3], f->maker[0] && f->product[0] ? " " : "");
	join(r->cell[3], f->product);
	if (r->cell[3][0] == '\0')
		join(r->cell[3], u ? u->name : f->driver);
	join(r->cell[4], f->serial);
	join(r->cell[5], f->by_id);
	guess(r->cell[6], f);
	for (int i = 0; i < COLUMNS; i++)
		if (r->cell[i][0] == '\0')
			join(r->cell[i], "-");
}

static void
put(struct out *o, const char *text)
{
	out_write(o, text, strlen(text));
}

static void
put_row(struct out *o, const struct row *r, const size_t width[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++) {
		put(o, r->cell[i]);
		for (size_t n = strlen(r->cell[i]); i + 1 < COLUMNS && n < width[i] + 2; n++)
			put(o, " ");
	}
	put(o, "\n");
}

static void
table(struct out *o, const struct link_list *l)
{
	size_t width[COLUMNS];
	struct row r = { .cell = { "" } };
	for (int i = 0; i < COLUMNS; i++)
		width[i] = strlen(heading[i]);
	for (size_t k = 0; k < l->n; k++) {
		fill(&r, &l->item[k]);
		for (int i = 0; i < COLUMNS; i++)
			if (strlen(r.cell[i]) > width[i])
				width[i] = strlen(r.cell[i]);
	}
	for (int i = 0; i < COLUMNS; i++)
		str_copy(r.cell[i], CELL, str_of(heading[i]));
	put_row(o, &r, width);
	for (size_t k = 0; k < l->n; k++) {
		fill(&r, &l->item[k]);
		put_row(o, &r, width);
	}
}

static void
quoted(struct out *o, struct str s)
{
	put(o, "\"");
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = (uint8_t)s.p[i];
		if (c == '"' || c == '\\') {
			const char two[] = { '\\', (char)c, '\0' };
			put(o, two);
		} else if (c < ' ' || c > '~') { /* a path may hold any byte; JSON takes only UTF-8 */
			char code[] = "\\u00xx";
			num_put_hex(code + 4, &c, 1);
			put(o, code);
		} else {
			out_write(o, &s.p[i], 1);
		}
	}
	put(o, "\"");
}

static void
member(struct out *o, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	put(o, ",");
	quoted(o, str_of(name));
	put(o, ":");
	quoted(o, str_of(value));
}

static void
object(struct out *o, const struct link_found *f)
{
	const struct dev_usb *u = known(f);
	char text[8];
	put(o, "{\"port\":");
	quoted(o, str_of(f->path));
	member(o, "kind", f->serial_port ? "serial" : "usb");
	if (f->usb) {
		hex4(text, f->vid);
		member(o, "vid", text);
		hex4(text, f->pid);
		member(o, "pid", text);
	}
	member(o, "maker", f->maker);
	member(o, "product", f->product);
	member(o, "serial", f->serial);
	member(o, "driver", f->driver);
	member(o, "by_id", f->by_id);
	access_word(text, f);
	member(o, "access", text);
	member(o, "group", f->group);
	octal(text, f->mode);
	member(o, "mode", text);
	if (u) {
		member(o, "known_as", u->name);
		put(o, ",\"bridge\":");
		put(o, u->bridge ? "true" : "false");
	}
	put(o, ",\"guess\":[");
	struct str rest = str_of(u && u->device[0] ? u->device : NULL);
	for (bool first = true; rest.p; first = false) {
		put(o, first ? "" : ",");
		quoted(o, str_cut(&rest, ' '));
	}
	put(o, "]}\n");
}

void
capture_show(struct out *o, const struct link_list *l, bool jsonl)
{
	if (!jsonl)
		table(o, l);
	for (size_t i = 0; jsonl && i < l->n; i++)
		object(o, &l->item[i]);
}

static bool
in_table(uint16_t vid, uint16_t pid)
{
	return dev_usb_find(vid, pid) != NULL;
}

int
capture_list(bool jsonl, const char *output)
{
	struct link_list l = { .n = 0 };
	struct out o;
	int e = list_serial(&l, &link_system);
	if (e == 0)
		e = list_usb(&l, &link_system, in_table);
	list_sort(&l);
	if (e == 0)
		e = out_open(&o, output, OUT_BESIDE);
	if (e == 0) {
		if (l.n > 0)
			capture_show(&o, &l, jsonl);
		else
			msg_warn("no serial port and no device of the table is plugged in");
		e = out_close(&o);
	}
	if (e < 0)
		msg_error("%s: %s", output ? output : "standard output", in_error(e));
	int status = e < 0 ? ST_IO : l.n > 0 ? ST_OK : ST_NO;
	list_free(&l);
	return status;
}
