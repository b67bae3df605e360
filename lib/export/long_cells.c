/* The cells of long rows: what stands where, by type. iomt-export(1) has the table for people: keep it in step. */
#include "export/rows.h"

#include "core/num.h"

#include <stddef.h>

enum { CELL = 48 }; /* numbers made here */

static void
add(struct export *x, const char *z)
{
	text_add(&x->row, str_of(z));
}

static void
not_available(struct export *x)
{
	const struct rows *o = x->own;
	text_add(&x->row, (struct str){ o->na.p, o->na.n });
}

void
long_value(struct export *x, struct str number, struct str unit)
{
	if (number.n == 0 || str_is(number, "-"))
		not_available(x);
	else
		text_add(&x->row, number);
	rows_sep(x);
	rows_text(x, unit);
	rows_sep(x);
}

void
long_keys(struct export *x, struct str all, size_t from, const char *const *without)
{
	struct str key, v;
	while (rec_next_key(&all, &key, &v)) {
		bool skip = false;
		for (const char *const *w = without; w && *w && !skip; w++)
			skip = str_is(key, *w);
		if (skip)
			continue;
		if (x->row.n > from)
			text_byte(&x->row, ' ');
		text_line(&x->row, key);
		text_byte(&x->row, '=');
		text_line(&x->row, v);
	}
}

void
long_word(struct export *x, struct str field, size_t from)
{
	if (x->row.n > from)
		text_byte(&x->row, ' ');
	text_line(&x->row, field);
}

/* The text cell of a type: its words, then its keys but those that stand elsewhere or only count samples. */
static const char *const beat_without[] = { "rr", "conf", "index", "fs", NULL };
static const char *const event_without[] = { "index", "fs", NULL };
#define WORD(member) offsetof(struct rec, u.member)
static const struct shape {
	size_t word[4];
	unsigned n;
	char between; /* 0: a blank */
	bool no_keys;
	const char *const *without;
} shapes[REC_TYPES] = {
	[REC_DEV] = { .word = { WORD(dev.device) }, .n = 1 },
	[REC_INFO] = { .word = { WORD(info.key), WORD(info.value) }, .n = 2, .between = '=' },
	[REC_RAW_BYTES] = { .word = { WORD(raw.dir), WORD(raw.hex) }, .n = 2 },
	[REC_BEAT] = { .word = { WORD(beat.code) }, .n = 1, .without = beat_without },
	[REC_EVENT] = { .word = { WORD(event.code) }, .n = 1, .without = event_without },
	[REC_ALERT] = { .word = { WORD(alert.rule), WORD(alert.edge), WORD(alert.priority), WORD(alert.message) },
		.n = 4,
		.no_keys = true },
	[REC_ERR] = { .word = { WORD(err.code) }, .n = 1 },
	[REC_END] = { .word = { WORD(end.status) }, .n = 1 },
};

void
long_text(struct export *x, const struct rec *r, size_t from)
{
	const struct shape *shape = &shapes[r->type];
	for (unsigned i = 0; i < shape->n; i++) {
		struct str field;
		memcpy(&field, (const char *)r + shape->word[i], sizeof field);
		if (i > 0)
			text_byte(&x->row, shape->between ? shape->between : ' ');
		text_line(&x->row, field);
	}
	if (r->type == REC_ERR && !str_is(r->u.err.offset, "-")) {
		add(x, " offset=");
		text_line(&x->row, r->u.err.offset);
	}
	if (!shape->no_keys)
		long_keys(x, r->keys, from, shape->without);
}

void
long_values(struct export *x, const struct rec *r)
{
	char number[CELL];
	struct str v = STR("-"), unit = { NULL, 0 };
	if (r->type == REC_NUM) {
		v = r->u.num.value;
		unit = r->u.num.unit;
	} else if (r->type == REC_BEAT && text_is_number(rec_key(r, STR("rr")))) {
		v = rec_key(r, STR("rr"));
		unit = STR("s");
	} else if (r->type == REC_ALERT && text_is_number(rec_key(r, STR("value")))) {
		v = rec_key(r, STR("value"));
		unit = rec_key(r, STR("unit"));
	} else if (r->type == REC_ERR && !str_is(r->u.err.length, "-")) {
		v = r->u.err.length;
		unit = STR("By");
	} else if (r->type == REC_RAW_BYTES) {
		bool none = str_is(r->u.raw.hex, "-");
		v = (struct str){ number, (size_t)(num_put_u64(number, none ? 0 : r->u.raw.hex.n / 2) - number) };
		unit = STR("By");
	}
	long_value(x, v, unit);
}
