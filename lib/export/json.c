/* jsonl and json: an object a record, members named as in iomt-stream(5). Digits of numbers are those of the stream. */
#include "export/export.h"

#include "core/num.h"
#include "core/status.h"
#include "record/samples.h"

#include <stddef.h>
#include <stdlib.h>

enum {
	KEYS_MAX = 256, /* keys of one record that become members of their own; more go into "more" */
	NAMES_MAX = KEYS_MAX + 16
};

struct json {
	bool array; /* one document */
	bool first;
	/* names of the object that is being written, so that none is there twice */
	struct str name[NAMES_MAX];
	size_t names;
};

enum form {
	JSON_TEXT,   /* a string; unknown ("-") is null */
	JSON_NUMBER, /* a number; unknown is null; what is no number (FS 500/3) is a string */
	JSON_BYTES,  /* hex; none ("-") is "" */
	JSON_COUNT   /* an int64_t */
};

struct member {
	const char *name;
	enum form form;
	size_t offset;
};

enum { MEMBERS = 5 };

#define AT(m) offsetof(struct rec, u.m)
static const struct member members[REC_TYPES][MEMBERS + 1] = {
	[REC_IOMT] = { { "major", JSON_NUMBER, AT(iomt.major) } },
	[REC_CMD] = { { "tool", JSON_TEXT, AT(cmd.tool) } },
	[REC_DEV] = { { "device", JSON_TEXT, AT(dev.device) } },
	[REC_INFO] = { { "key", JSON_TEXT, AT(info.key) }, { "value", JSON_TEXT, AT(info.value) } },
	[REC_RAW_BYTES] = { { "dir", JSON_TEXT, AT(raw.dir) }, { "offset", JSON_NUMBER, AT(raw.offset) },
		{ "hex", JSON_BYTES, AT(raw.hex) } },
	[REC_WAVE] = { { "unit", JSON_TEXT, AT(wave.unit) }, { "fs", JSON_NUMBER, AT(wave.fs) },
		{ "gain", JSON_NUMBER, AT(wave.gain) }, { "base", JSON_NUMBER, AT(wave.base) } },
	[REC_NUM] = { { "value", JSON_NUMBER, AT(num.value) }, { "unit", JSON_TEXT, AT(num.unit) } },
	[REC_BEAT] = { { "code", JSON_TEXT, AT(beat.code) } },
	[REC_ANN] = { { "duration", JSON_NUMBER, AT(ann.duration) }, { "label", JSON_TEXT, AT(ann.label) } },
	[REC_EVENT] = { { "code", JSON_TEXT, AT(event.code) } },
	[REC_ALERT] = { { "rule", JSON_TEXT, AT(alert.rule) }, { "edge", JSON_TEXT, AT(alert.edge) },
		{ "priority", JSON_TEXT, AT(alert.priority) }, { "message", JSON_TEXT, AT(alert.message) } },
	[REC_ERR] = { { "code", JSON_TEXT, AT(err.code) }, { "offset", JSON_NUMBER, AT(err.offset) },
		{ "length", JSON_NUMBER, AT(err.length) } },
	[REC_END] = { { "status", JSON_TEXT, AT(end.status) } },
};
#undef AT

/* Keys that are numbers, whatever the record; every other key is a string. So the type of a member never depends on its value
 * (a serial number 007 stays "007"), but for a value that is no number: that one is a string. */
static const char *const numeric[] = { "age", "bad", "battery", "baud", "bytes", "clockdiff", "conf", "corrected", "cut", "drift",
	"empty", "errors", "est", "flat", "frames", "fs", "index", "jitter", "latched", "limit", "lost", "mdc", "min_total",
	"minor", "more", "n", "n_inputs", "n_present", "odd", "offset", "partial", "range", "rate", "reconnects", "records",
	"repeat", "restart", "resync", "rr", "sat", "seconds", "since", "single", "skipped", "stored", "uptime", "value", "win" };

static int
compare(const void *key, const void *item)
{
	const struct str *k = key;
	const char *z = *(const char *const *)item;
	size_t n = strlen(z);
	int c = memcmp(k->p, z, k->n < n ? k->n : n);
	return c ? c : (k->n > n) - (k->n < n);
}

bool
export_key_is_number(struct str key)
{
	return key.n && bsearch(&key, numeric, sizeof numeric / sizeof *numeric, sizeof *numeric, compare);
}

static void
add(struct export *x, const char *z)
{
	text_add(&x->row, str_of(z));
}

/* ,"name": for a name of ours; remembered. */
static void
member(struct export *x, const char *name)
{
	struct json *j = x->own;
	add(x, x->row.n > 1 ? ",\"" : "\"");
	add(x, name);
	add(x, "\":");
	if (j->names < NAMES_MAX)
		j->name[j->names++] = str_of(name);
}

static bool
taken(const struct json *j, struct str name)
{
	for (size_t i = 0; i < j->names; i++)
		if (str_eq(j->name[i], name))
			return true;
	return false;
}

static void
text(struct export *x, struct str field)
{
	if (str_is(field, "-"))
		add(x, "null");
	else
		text_json(&x->row, field);
}

static void
number(struct export *x, struct str field)
{
	int64_t mantissa;
	int decimals;
	if (text_is_number(field))
		text_add(&x->row, field);
	else if (num_get_dec(field, &mantissa, &decimals) && decimals >= 0 && decimals <= 18 && text_room(&x->row, NUM_MAX))
		x->row.n = (size_t)(num_put_dec(x->row.p + x->row.n, mantissa, decimals) - x->row.p); /* 007, 5. */
	else
		text(x, field);
}

static void
positional(struct export *x, const struct rec *r)
{
	for (const struct member *m = members[r->type]; m->name; m++) {
		struct str field;
		if (x->opts.physical && r->type == REC_WAVE && (strcmp(m->name, "gain") == 0 || strcmp(m->name, "base") == 0))
			continue; /* the values are scaled: nobody is to scale them again */
		memcpy(&field, (const char *)r + m->offset, sizeof field);
		member(x, m->name);
		if (m->form == JSON_NUMBER)
			number(x, field);
		else if (m->form == JSON_BYTES && str_is(field, "-"))
			add(x, "\"\"");
		else
			text(x, field);
	}
}

/* A NUL in a name is what many parsers refuse, though JSON allows it: it becomes U+FFFD. */
static void
name_text(struct export *x, struct str key)
{
	size_t i = x->row.n;
	text_json(&x->row, key);
	for (char *p = x->row.p; i + 5 < x->row.n; i++)
		if (p[i] == '\\' && memcmp(p + ++i, "u0000", 5) == 0) /* the escape is two characters at least */
			memcpy(p + i, "ufffd", 5);
}

/* A key that is there twice, or is named as a member that is there, is NAME#2, NAME#3 … */
static void
key_name(struct export *x, struct str key)
{
	struct json *j = x->own;
	size_t from = x->row.n;
	add(x, ",");
	if (!taken(j, key)) {
		name_text(x, key);
	} else {
		size_t times = 0; /* each repetition put the plain name on the list once more */
		for (size_t i = 0; i < j->names; i++)
			times += str_eq(j->name[i], key);
		name_text(x, key);
		x->row.n -= x->row.n > from; /* the closing quote */
		text_byte(&x->row, '#');
		if (text_room(&x->row, NUM_MAX))
			x->row.n = (size_t)(num_put_u64(x->row.p + x->row.n, times + 1) - x->row.p);
		text_byte(&x->row, '"');
	}
	add(x, ":");
	if (j->names < NAMES_MAX)
		j->name[j->names++] = key;
}

static void
keys(struct export *x, const struct rec *r)
{
	struct str rest = r->keys, key, v;
	for (size_t n = 0; n < KEYS_MAX && rec_next_key(&rest, &key, &v); n++) {
		key_name(x, key);
		if (export_key_is_number(key))
			number(x, v);
		else
			text_json(&x->row, str_is(v, "-") ? STR("\\x2d") : v);
	}
	if (rest.n && rest.p) {
		member(x, "keys");
		text_json(&x->row, rest);
	}
}

/* A record of a type that the library does not know: its fields as they stand. */
static void
fields(struct export *x, const struct rec *r)
{
	bool first = true;
	member(x, "fields");
	text_byte(&x->row, '[');
	for (struct str rest = r->keys; rest.n;) {
		struct str field = str_cut(&rest, '\t');
		if (!first)
			text_byte(&x->row, ',');
		first = false;
		text(x, field);
	}
	text_byte(&x->row, ']');
}

static void
flush(struct export *x)
{
	out_write(x->out, x->row.p, x->row.n);
	x->row.n = 0;
}

/* Numbers, null for E, "L" and "U". */
static void
samples(struct export *x, const struct export_item *item)
{
	const struct rec *r = item->rec;
	struct scale scale;
	if (!scale_set(&scale, x->opts.physical, r->u.wave.gain, r->u.wave.base))
		return; /* the front looked */
	struct scale_cache *cache = scale_cache(&x->caches, &scale);
	member(x, "index");
	if (text_room(&x->row, NUM_MAX))
		x->row.n = (size_t)(num_put_i64(x->row.p + x->row.n, item->index) - x->row.p);
	member(x, x->opts.physical ? "values" : "samples");
	text_byte(&x->row, '[');
	flush(x);
	for (size_t k = 0; k < item->n; k++) {
		int32_t sample = item->samples[k];
		char *start = out_room(x->out, SCALE_PAD + 1), *p = start;
		*p = ',';
		p += k > 0;
		if (!smp_is_count(sample)) {
			const char *word = sample == SMP_E ? "null" : sample == SMP_L ? "\"L\"" : "\"U\"";
			memcpy(p, word, 4);
			p += sample == SMP_E ? 4 : 3;
		} else {
			p = cache ? scale_quick(cache, p, sample) : scale_put(&scale, p, sample);
		}
		out_used(x->out, (size_t)(p - start));
	}
	text_byte(&x->row, ']');
}

static void
time_member(struct export *x, const struct export_item *item)
{
	int64_t index = -1, us = item->rec->time;
	struct str key = rec_key(item->rec, STR("index"));
	bool quoted = x->opts.time == EXPORT_ISO;
	if (item->rec->type == REC_WAVE) {
		us = item->time;
		index = item->index;
	} else if (x->opts.time == EXPORT_SAMPLE && (!key.p || !num_get_i64(key, &index))) {
		index = -1;
	}
	member(x, "time");
	if (!text_room(&x->row, STAMP_PAD + 2))
		return;
	char *start = x->row.p + x->row.n, *p = start;
	*p = '"';
	p += quoted;
	char *end = export_stamp(x, item->source, p, us, index);
	if (end == p) {
		add(x, "null");
		return;
	}
	*end = '"';
	end += quoted;
	x->row.n += (size_t)(end - start);
}

static void
record(struct export *x, const struct export_item *item)
{
	struct json *j = x->own;
	const struct rec *r = item->rec;
	if (!item->shown)
		return;
	if (j->array)
		out_write(x->out, j->first ? "\n" : ",\n", j->first ? 1 : 2);
	j->first = false;
	j->names = 0;
	x->row.n = 0;
	text_byte(&x->row, '{');
	member(x, "type");
	text_json(&x->row, r->name);
	time_member(x, item);
	member(x, "source");
	text(x, r->source);
	member(x, "signal");
	text(x, r->signal);
	positional(x, r);
	if (r->type == REC_WAVE)
		samples(x, item);
	if (r->type == REC_OTHER)
		fields(x, r);
	else
		keys(x, r);
	text_byte(&x->row, '}');
	if (!j->array)
		text_byte(&x->row, '\n');
	flush(x);
}

static bool
start(struct export *x, bool array)
{
	struct json *j = calloc(1, sizeof *j);
	x->own = j;
	if (!j) {
		export_no_memory(x);
		return false;
	}
	j->array = array;
	j->first = true;
	if (array)
		out_write(x->out, "[", 1);
	return true;
}

static bool
jsonl_start(struct export *x)
{
	return start(x, false);
}

static bool
json_start(struct export *x)
{
	return start(x, true);
}

static void
finish(struct export *x)
{
	struct json *j = x->own;
	if (j->array)
		out_write(x->out, j->first ? "]\n" : "\n]\n", j->first ? 2 : 3);
	free(j);
	x->own = NULL;
}

enum { TAKES = EXPORT_TAKES_PHYSICAL | EXPORT_TAKES_TIME };

const struct exporter exporter_jsonl = {
	.name = "jsonl",
	.title = "one JSON object a record, one a line",
	.takes = TAKES,
	.whole = true,
	.start = jsonl_start,
	.record = record,
	.finish = finish,
};

const struct exporter exporter_json = {
	.name = "json",
	.title = "one JSON document: the array of those objects",
	.takes = TAKES,
	.whole = true,
	.start = json_start,
	.record = record,
	.finish = finish,
};
