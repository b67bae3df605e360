/* The columns of a wide table, its header, and the spool that its rows wait in while the columns are not known. */
#include "export/wide.h"

#include "core/in.h"
#include "core/msg.h"
#include "core/status.h"
#include "record/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct wide *
wide_of(struct export *x)
{
	return ((struct rows *)x->own)->wide;
}

static char *
copy(struct str s)
{
	char *z = malloc(s.n + 1);
	if (z) {
		if (s.n)
			memcpy(z, s.p, s.n);
		z[s.n] = 0;
	}
	return z;
}

static bool
add_column(struct export *x, struct str signal, struct str unit, bool known)
{
	struct wide *w = wide_of(x);
	if (w->columns == WIDE_COLUMNS) {
		if (!x->stop)
			msg_error("more than %d columns: name the signals with --columns or -c", WIDE_COLUMNS);
		export_fail(x, w->fixed ? ST_USAGE : ST_IO);
		return false;
	}
	if (w->columns == w->cap) {
		size_t cap = w->cap ? 2 * w->cap : 16;
		struct wide_column *p = realloc(w->column, cap * sizeof *p);
		if (!p) {
			export_no_memory(x);
			return false;
		}
		w->column = p;
		w->cap = cap;
	}
	struct wide_column c = { .signal = copy(signal), .unit = copy(unit), .unit_known = known, .asked = known && w->fixed };
	w->column[w->columns++] = c;
	if (c.signal && c.unit)
		return true;
	export_no_memory(x);
	return false;
}

static bool
open_spool(struct export *x, struct wide *w)
{
	int fd = open(x->opts.tempdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) { /* not every file system has files without a name */
		struct text name = { 0 };
		text_add(&name, str_of(x->opts.tempdir));
		text_add(&name, STR("/iomt-export-XXXXXX\0"));
		fd = name.failed ? -1 : mkostemp(name.p, O_CLOEXEC);
		if (fd >= 0)
			unlink(name.p);
		text_free(&name);
	}
	if (fd < 0) {
		msg_error("%s: no temporary file for the rows: %s (TMPDIR names another place; --columns needs none)",
			x->opts.tempdir, in_error(-errno));
		export_fail(x, ST_IO);
		return false;
	}
	out_take(&w->spool, fd);
	w->spooling = true;
	w->rows = &w->spool;
	return true;
}

bool
wide_columns_start(struct export *x)
{
	struct wide *w = wide_of(x);
	w->fixed = x->opts.columns != NULL;
	w->rows = x->out;
	if (!w->fixed)
		return open_spool(x, w);
	struct str rest = str_of(x->opts.columns);
	while (rest.p) {
		struct str one = str_trim(str_cut(&rest, ',')), unit = { NULL, 0 }, signal = one;
		for (size_t i = 0; i + 2 < one.n && !unit.p; i++)
			if (one.p[i] == ' ' && one.p[i + 1] == '[' && one.p[one.n - 1] == ']') {
				signal = (struct str){ one.p, i };
				unit = (struct str){ one.p + i + 2, one.n - i - 3 };
			}
		if (!rec_signal_ok(signal) || str_is(signal, "-")) {
			msg_error("--columns: '%.*s' is no signal", (int)one.n, one.p);
			export_fail(x, ST_USAGE);
			return false;
		}
		if (!add_column(x, signal, unit, unit.p != NULL))
			return false;
	}
	return true;
}

static bool
known(struct export *x, struct wide_column *c, struct str unit)
{
	char *u = copy(unit);
	if (!u) {
		export_no_memory(x);
		return false;
	}
	free(c->unit);
	c->unit = u;
	c->unit_known = true;
	return true;
}

bool
wide_column(struct export *x, struct str signal, struct str unit, uint32_t *column)
{
	struct wide *w = wide_of(x);
	struct wide_column *other = NULL;
	if (str_is(unit, "-"))
		unit = STR("");
	for (size_t i = 0; i < w->columns; i++) {
		struct wide_column *c = &w->column[i];
		if (!str_is(signal, c->signal))
			continue;
		*column = (uint32_t)i;
		if (c->unit_known && str_is(unit, c->unit))
			return true;
		if (c->unit_known) {
			other = other ? other : c;
			continue;
		}
		if (w->headed && unit.n)
			msg_warn("column %s was headed without a unit: its values are in %.*s", c->signal, (int)unit.n, unit.p);
		return known(x, c, unit);
	}
	if (!w->fixed) {
		*column = (uint32_t)w->columns;
		return add_column(x, signal, unit, true);
	}
	if (other && !other->asked) {
		/* 5 mmol/L in a column of mg/dL would look like a value. */
		if (x->status != ST_DAMAGED)
			msg_warn("%s comes in '%.*s' as well as in '%s': left out (name a column '%s [%.*s]')", other->signal,
				(int)unit.n, unit.p, other->unit, other->signal, (int)unit.n, unit.p);
		x->status = st_worse(x->status, ST_DAMAGED);
	}
	return false;
}

static void
header(struct export *x)
{
	static const char *const names[] = { "time", "source", "alerts" };
	struct wide *w = wide_of(x);
	w->headed = true;
	x->row.n = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (i)
			rows_sep(x);
		text_add(&x->row, str_of(names[i]));
	}
	for (size_t i = 0; i < w->columns; i++) {
		struct wide_column *c = &w->column[i];
		const struct sig_def *def = sig_find(str_of(c->signal));
		if (!c->unit_known && def)
			(void)known(x, c, def->kind == SIG_WAVE && !x->opts.physical ? STR(ROWS_COUNTS) : str_of(def->unit));
		rows_sep(x);
		size_t from = x->row.n;
		text_add(&x->row, str_of(c->signal));
		if (*c->unit) {
			text_add(&x->row, STR(" ["));
			text_line(&x->row, str_of(c->unit));
			text_byte(&x->row, ']');
		}
		rows_quote(x, from);
	}
	text_byte(&x->row, '\n');
	out_write(x->out, x->row.p, x->row.n);
}

void
wide_head(struct export *x)
{
	struct wide *w = wide_of(x);
	if (w->fixed) {
		if (!w->headed)
			header(x);
		return;
	}
	if (w->parts && w->part[w->parts - 1].columns == w->columns)
		return;
	if (w->parts == w->parts_cap) {
		size_t cap = w->parts_cap ? 2 * w->parts_cap : 16;
		struct wide_part *p = realloc(w->part, cap * sizeof *p);
		if (!p) {
			export_no_memory(x);
			return;
		}
		w->part = p;
		w->parts_cap = cap;
	}
	w->part[w->parts++] = (struct wide_part){ w->spool.bytes, w->columns };
}

/* Rows from the spool to the output; each gets the cells that it lacks. */
static void
unspool(struct export *x, struct wide *w)
{
	enum { BLOCK = 64 * 1024 };
	static const char newline = '\n';
	struct text pad = { 0 }, block = { 0 };
	uint64_t at = 0;
	size_t part = 0;
	if (out_flush(&w->spool) < 0 || lseek(w->spool.fd, 0, SEEK_SET) < 0 || !text_room(&block, BLOCK)) {
		msg_error("temporary file: %s", in_error(w->spool.error ? w->spool.error : -errno));
		export_fail(x, ST_IO);
		goto done;
	}
	while (at < w->spool.bytes && !x->out->error) {
		while (part < w->parts && at == w->part[part].from) {
			const struct rows *o = x->own;
			pad.n = 0;
			for (size_t i = w->part[part].columns; i < w->columns; i++) {
				text_byte(&pad, o->sep);
				text_add(&pad, (struct str){ o->na.p, o->na.n });
			}
			part++;
		}
		uint64_t left = (part < w->parts ? w->part[part].from : w->spool.bytes) - at;
		ssize_t n = read(w->spool.fd, block.p, left < BLOCK ? (size_t)left : BLOCK);
		if (n <= 0) {
			msg_error("temporary file: %s", n < 0 ? in_error(-errno) : "it ended early");
			export_fail(x, ST_IO);
			break;
		}
		at += (uint64_t)n;
		const char *p = block.p, *end = p + n, *lf;
		while (pad.n && p < end && (lf = memchr(p, newline, (size_t)(end - p)))) {
			out_write(x->out, p, (size_t)(lf - p));
			out_write(x->out, pad.p, pad.n);
			out_write(x->out, &newline, 1);
			p = lf + 1;
		}
		out_write(x->out, p, (size_t)(end - p));
	}
done:
	text_free(&pad);
	text_free(&block);
}

void
wide_columns_finish(struct export *x)
{
	struct wide *w = wide_of(x);
	if (!x->stop) {
		if (!w->headed)
			header(x);
		if (w->spooling)
			unspool(x, w);
		for (size_t i = 0; i < w->columns && !x->stop; i++)
			if (w->column[i].cells == 0)
				msg_warn("column %s is empty: the input has no %s", w->column[i].signal, w->column[i].signal);
	}
	if (w->spooling)
		(void)out_close(&w->spool);
	for (size_t i = 0; i < w->columns; i++) {
		free(w->column[i].signal);
		free(w->column[i].unit);
	}
	free(w->column);
	free(w->part);
}
