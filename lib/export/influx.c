/* influx: line protocol, a point a record or sample: measurement iomt_TYPE, what tells records apart as tags, the rest as fields, time
 * in nanoseconds. The type of a field never depends on its value: a database refuses a field that comes in two. */
#include "export/export.h"

#include "core/msg.h"
#include "core/num.h"
#include "core/status.h"
#include "export/scale.h"
#include "record/samples.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

enum { FIELDS = 64 }; /* of one point; more keys are left out, and counted */

/* What InfluxDB takes: nanoseconds in 64 bits (the years 1678 to 2262). */
#define EARLIEST (-INT64_C(9223372036854775))
#define LATEST   INT64_C(9223372036854775)

struct influx {
	struct str name[FIELDS];
	size_t names;
	uint64_t beyond, left_out; /* points without a time, keys without a place */
};

enum form { TAG, TEXT, NUMBER };
struct part {
	const char *name;
	enum form form;
	size_t offset;
};

#define AT(m) offsetof(struct rec, u.m)
enum { PARTS = 5 };
static const struct part parts[REC_TYPES][PARTS + 1] = {
	[REC_DEV] = { { "device", TEXT, AT(dev.device) } },
	[REC_INFO] = { { "key", TAG, AT(info.key) }, { "text", TEXT, AT(info.value) } },
	[REC_RAW_BYTES] = { { "dir", TAG, AT(raw.dir) }, { "hex", TEXT, AT(raw.hex) }, { "offset", NUMBER, AT(raw.offset) } },
	[REC_WAVE] = { { "unit", TAG, AT(wave.unit) } },
	[REC_NUM] = { { "unit", TAG, AT(num.unit) }, { "value", NUMBER, AT(num.value) } },
	[REC_BEAT] = { { "code", TEXT, AT(beat.code) } },
	[REC_ANN] = { { "label", TAG, AT(ann.label) }, { "duration", NUMBER, AT(ann.duration) } },
	[REC_EVENT] = { { "code", TAG, AT(event.code) } },
	[REC_ALERT] = { { "edge", TAG, AT(alert.edge) }, { "priority", TAG, AT(alert.priority) }, { "rule", TAG, AT(alert.rule) },
		{ "message", TEXT, AT(alert.message) } },
	[REC_ERR] = { { "code", TAG, AT(err.code) }, { "offset", NUMBER, AT(err.offset) }, { "length", NUMBER, AT(err.length) } },
	[REC_END] = { { "status", TEXT, AT(end.status) } },
};
#undef AT

/* Keys that tell records of one TIME apart. */
static const char *const tag_keys[] = { "by", "ep", NULL };

static bool
start(struct export *x)
{
	x->own = calloc(1, sizeof(struct influx));
	if (!x->own)
		export_no_memory(x);
	return x->own != NULL;
}

static void
add(struct export *x, const char *z)
{
	text_add(&x->row, str_of(z));
}

/* Puts a backslash before every byte of `which` in row[from..]. */
static void
escape(struct export *x, size_t from, const char *which)
{
	struct text *t = &x->row;
	size_t marks = 0;
	for (size_t i = from; i < t->n; i++)
		marks += strchr(which, t->p[i]) != NULL;
	if (!marks || !text_room(t, marks))
		return;
	char *read = t->p + t->n, *write = read + marks;
	t->n += marks;
	while (write > read) {
		char c = *--read;
		*--write = c;
		if (strchr(which, c))
			*--write = '\\';
	}
}

/* A name or the value of a tag: a backslash has no sure way through the protocol there. */
static void
word(struct export *x, struct str field)
{
	size_t from = x->row.n;
	text_line(&x->row, field);
	for (size_t i = from; i < x->row.n; i++)
		if (x->row.p[i] == '\\')
			x->row.p[i] = '_';
	escape(x, from, ", =");
}

static void
tag(struct export *x, const char *name, struct str field)
{
	if (!field.p || field.n == 0 || str_is(field, "-"))
		return;
	size_t before = x->row.n;
	add(x, ",");
	add(x, name);
	add(x, "=");
	size_t from = x->row.n;
	word(x, field);
	if (x->row.n == from)
		x->row.n = before; /* an empty one is not allowed */
}

/* name= of a field. False: it is there already, or is one too many. */
static bool
begin_field(struct export *x, struct str name)
{
	struct influx *f = x->own;
	for (size_t i = 0; i < f->names; i++)
		if (str_eq(f->name[i], name)) {
			f->left_out++;
			return false;
		}
	if (f->names == FIELDS || name.n == 0) {
		f->left_out++;
		return false;
	}
	add(x, f->names ? "," : " ");
	f->name[f->names++] = name;
	size_t from = x->row.n;
	word(x, name);
	for (size_t i = from; i < x->row.n; i++)
		if (x->row.p[i] == '"') /* it would begin a string */
			x->row.p[i] = '_';
	add(x, "=");
	return true;
}

static void
drop_field(struct export *x, size_t before)
{
	struct influx *f = x->own;
	x->row.n = before;
	f->names--;
}

static void
number(struct export *x, struct str name, struct str digits)
{
	size_t before = x->row.n;
	double v;
	if (!num_get_f64(digits, &v) || !isfinite(v) || !begin_field(x, name))
		return;
	if (text_is_number(digits))
		text_add(&x->row, digits);
	else if (text_room(&x->row, NUM_MAX))
		x->row.n = (size_t)(num_put_sig(x->row.p + x->row.n, v, 17) - x->row.p);
	else
		drop_field(x, before);
}

static void
string(struct export *x, struct str name, struct str field)
{
	if (!begin_field(x, name))
		return;
	add(x, "\"");
	size_t from = x->row.n;
	text_line(&x->row, field);
	escape(x, from, "\"\\");
	add(x, "\"");
}

static void
logical(struct export *x, const char *name, bool v)
{
	if (begin_field(x, str_of(name)))
		add(x, v ? "true" : "false");
}

/* Measurement and tags. */
static void
begin(struct export *x, const struct rec *r)
{
	struct influx *f = x->own;
	x->row.n = 0;
	f->names = 0;
	add(x, "iomt_");
	word(x, r->name);
	for (const char *const *k = tag_keys; *k; k++)
		tag(x, *k, rec_key(r, str_of(*k)));
	for (const struct part *p = parts[r->type]; p->name; p++) {
		struct str field;
		memcpy(&field, (const char *)r + p->offset, sizeof field);
		if (p->form == TAG && !(r->type == REC_WAVE && !x->opts.physical))
			tag(x, p->name, field);
	}
	tag(x, "signal", r->signal);
	tag(x, "source", r->source);
}

/* The time behind a point, and the point out. */
static void
end(struct export *x, const struct export_source *s, int64_t us)
{
	struct influx *f = x->own;
	int64_t shift;
	enum stamp_form form;
	if (!export_stamp_form(x, s, us, &shift, &form))
		return;
	us += shift;
	if (us < EARLIEST || us > LATEST) {
		f->beyond++;
		x->status = st_worse(x->status, ST_DAMAGED);
		return;
	}
	add(x, " ");
	if (text_room(&x->row, NUM_MAX))
		x->row.n = (size_t)(num_put_i64(x->row.p + x->row.n, us * 1000) - x->row.p);
	add(x, "\n");
	if (!x->row.failed)
		out_write(x->out, x->row.p, x->row.n);
}

static void
fields(struct export *x, const struct rec *r)
{
	for (const struct part *p = parts[r->type]; p->name; p++) {
		struct str field;
		memcpy(&field, (const char *)r + p->offset, sizeof field);
		if (p->form == NUMBER)
			number(x, str_of(p->name), field);
		else if (p->form == TEXT)
			string(x, str_of(p->name), field);
	}
	if (r->type == REC_ALERT)
		logical(x, "active", !str_is(r->u.alert.edge, "off") && !str_is(r->u.alert.edge, "open"));
	if (r->type == REC_ANN && !str_is(rec_key(r, STR("edge")), "end"))
		logical(x, "open", str_is(r->u.ann.duration, "-"));
	if (r->type == REC_EVENT || r->type == REC_ERR)
		number(x, STR("n"), STR("1"));
	if (r->type == REC_NUM && str_is(r->u.num.value, "-"))
		logical(x, "missing", true);
}

static void
keys(struct export *x, const struct rec *r)
{
	struct str all = r->keys, key, v;
	while (rec_next_key(&all, &key, &v)) {
		bool tagged = false;
		for (const char *const *k = tag_keys; *k; k++)
			tagged = tagged || str_is(key, *k);
		if (tagged)
			continue;
		if (export_key_is_number(key))
			number(x, key, v);
		else
			string(x, key, v);
	}
}

static void
samples(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	struct influx *f = x->own;
	struct scale scale;
	if (!scale_set(&scale, x->opts.physical, r->u.wave.gain, r->u.wave.base))
		return; /* the front looked */
	begin(x, r);
	size_t shared = x->row.n;
	for (size_t k = 0; k < item->n && !x->stop; k++) {
		int32_t sample = item->samples[k];
		x->row.n = shared;
		f->names = 0;
		if (!smp_is_count(sample)) {
			string(x, STR("mark"), str_of(sample == SMP_E ? "E" : sample == SMP_L ? "L" : "U"));
		} else if (begin_field(x, x->opts.physical ? STR("value") : STR("count")) && text_room(&x->row, SCALE_PAD)) {
			x->row.n = (size_t)(scale_put(&scale, x->row.p + x->row.n, sample) - x->row.p);
			if (!x->opts.physical)
				add(x, "i");
		}
		keys(x, r);
		end(x, item->source, item->time + rate_us(item->fs, (int64_t)k));
	}
}

static void
record(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	struct influx *f = x->own;
	if (!item->shown)
		return;
	if (r->type == REC_WAVE) {
		samples(x, item);
		return;
	}
	begin(x, r);
	if (r->type == REC_OTHER) {
		string(x, STR("text"), r->keys);
	} else {
		fields(x, r);
		keys(x, r);
	}
	if (f->names == 0) /* a point has a field at least */
		logical(x, "empty", true);
	end(x, item->source, r->time);
}

static void
finish(struct export *x)
{
	struct influx *f = x->own;
	if (f->beyond)
		msg_warn("%llu points are left out: their TIME is no date that fits (1678 to 2262)", (unsigned long long)f->beyond);
	if (f->left_out)
		msg_note("%llu keys are left out: they come twice, or are more than %d", (unsigned long long)f->left_out, FIELDS);
	free(f);
}

const struct exporter exporter_influx = { .name = "influx",
	.title = "points, for InfluxDB (line protocol)",
	.takes = EXPORT_TAKES_UNIX,
	.start = start,
	.record = record,
	.finish = finish };
