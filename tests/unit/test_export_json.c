/* Random records → jsonl → parsed back: every field and key is there, and no other. */
#include "core/status.h"
#include "export/export.h"
#include "record/recw.h"
#include "record/samples.h"
#include "unit.h"

#include <jansson.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RECORDS = 3000 };

static char lines[RECORDS * 4096];
static struct rec records[RECORDS];
static size_t nrecords;
static uint64_t seed;

static unsigned
roll(unsigned n)
{
	return (unsigned)(unit_random(&seed) % n);
}

/* Text of printable and other characters, in UTF-8. */
static struct str
words(char *buf)
{
	static const char *const pieces[] = { "a", "SpO2", " ", "\t", "\n", "\\", "\"", ",", "\xc2\xb5", "\xf0\x9f\x92\x97", "=",
		"-", "0", "é" };
	size_t n = 0, count = roll(6) + 1;

	for (size_t i = 0; i < count; i++) {
		struct str p = str_of(pieces[roll(sizeof pieces / sizeof *pieces)]);

		memcpy(buf + n, p.p, p.n);
		n += p.n;
	}
	return (struct str){ buf, n };
}

static void
keys(struct recw *w)
{
	static const char *const names[] = { "by", "rr", "conf", "text", "serial", "win", "lost", "limit", "future" };
	unsigned from = roll(9), n = roll(4);
	char buf[64];

	for (unsigned i = 0; i < n && from + i < 9; i++) {
		const char *name = names[from + i];

		if (strchr("rcwl", name[0]))
			recw_key_dec(w, name, (int64_t)roll(100000) - 50000, (int)roll(4));
		else
			recw_key_text(w, name, words(buf));
	}
}

static void
one(struct recw *w, int64_t time)
{
	static const char *const sources[] = { "100", "cms50", "b@2" };
	struct str source = str_of(sources[roll(3)]), signal = roll(2) ? STR("ecg:MLII") : STR("hr");
	char a[64], b[64];

	switch (roll(8)) {
	case 0: {
		int32_t s[40];
		size_t n = roll(40) + 1;

		for (size_t i = 0; i < n; i++)
			s[i] = roll(10)  ? (int32_t)roll(1u << roll(31)) - (int32_t)roll(1000)
			       : roll(2) ? SMP_E
			       : roll(2) ? SMP_L
					 : SMP_U;
		wave_write(w, time, source, signal, STR("mV"), roll(2) ? STR("360") : STR("500/3"), STR("200"), STR("1024.5"),
			(int64_t)roll(1000000) * 1000000, s, n, roll(2) ? FLAG_OFF | FLAG_SAT : 0);
		return;
	}
	case 1:
		recw_begin(w, "num", time, source, signal);
		if (roll(5))
			recw_dec(w, (int64_t)roll(1000000) - 500000, (int)roll(6));
		else
			recw_word(w, STR("-"));
		recw_word(w, STR("mm[Hg]"));
		break;
	case 2:
		recw_begin(w, "beat", time, source, signal);
		recw_text(w, words(a));
		break;
	case 3:
		recw_begin(w, "event", time, source, STR("-"));
		recw_text(w, words(a));
		break;
	case 4:
		recw_begin(w, "alert", time, source, signal);
		recw_word(w, STR("hr-high"));
		recw_word(w, roll(2) ? STR("on") : STR("off"));
		recw_word(w, STR("high"));
		recw_text(w, words(a));
		break;
	case 5:
		recw_begin(w, "info", time, source, signal);
		recw_text(w, words(a));
		recw_text(w, words(b));
		break;
	case 6:
		recw_begin(w, "stat", time, source, STR("-"));
		break;
	default:
		recw_begin(w, "ann", time, source, signal);
		recw_dec(w, roll(10000), 3);
		recw_text(w, words(a));
		break;
	}
	keys(w);
	recw_end(w);
}

static void
make(uint64_t of)
{
	struct out out = { .fd = -1, .buf = lines };
	struct recw w;
	size_t at = 0;

	seed = of;
	nrecords = 0;
	recw_start(&w, &out);
	for (int i = 0; i < RECORDS - 1; i++) {
		out.used = 0; /* a record at a time at the place where it stays */
		out.buf = lines + at;
		one(&w, (int64_t)i * 12345);
		CHECK(rec_parse(&records[nrecords++], (struct str){ lines + at, out.used - 1 }) == NULL);
		at += out.used;
	}
	out.used = 0;
	out.buf = lines + at;
	recw_close(&w, STR("-"), "eof");
	CHECK(rec_parse(&records[nrecords++], (struct str){ lines + at, out.used - 1 }) == NULL);
}

static bool
is_text(json_t *j, struct str field)
{
	char want[4096];
	size_t n = rec_text(want, sizeof want, field);

	if (str_is(field, "-"))
		return json_is_null(j);
	return json_is_string(j) && json_string_length(j) == n && memcmp(json_string_value(j), want, n) == 0;
}

static bool
is_number(json_t *j, struct str field)
{
	double v;

	if (str_is(field, "-"))
		return json_is_null(j);
	return json_is_number(j) && num_get_f64(field, &v) && json_number_value(j) == v;
}

static void
compare(json_t *o, const struct rec *r)
{
	struct str rest = r->keys, key, v;
	size_t members = 4;
	double t = (double)r->time / 1e6;
	char name[64];

	CHECK(is_text(json_object_get(o, "type"), r->name));
	CHECK(json_number_value(json_object_get(o, "time")) == t);
	CHECK(is_text(json_object_get(o, "source"), r->source));
	CHECK(is_text(json_object_get(o, "signal"), r->signal));
	while (rec_next_key(&rest, &key, &v)) {
		members++;
		str_copy(name, sizeof name, key);
		if (str_is(v, "-"))
			v = STR("\\x2d"); /* an unknown key is left out: this is the text */
		CHECK(strchr("rcwle", name[0]) ? is_number(json_object_get(o, name), v) : is_text(json_object_get(o, name), v));
	}
	if (r->type == REC_WAVE) {
		static int32_t s[64];
		long n = smp_get(r->u.wave.samples, s, 64);
		json_t *a = json_object_get(o, "samples");

		members += 6;
		CHECK(is_text(json_object_get(o, "unit"), r->u.wave.unit));
		CHECK(str_is(r->u.wave.fs, "360") ? is_number(json_object_get(o, "fs"), r->u.wave.fs)
						  : is_text(json_object_get(o, "fs"), r->u.wave.fs));
		CHECK(is_number(json_object_get(o, "gain"), r->u.wave.gain));
		CHECK(is_number(json_object_get(o, "base"), r->u.wave.base));
		CHECK_EQ(json_integer_value(json_object_get(o, "index")), r->u.wave.index);
		CHECK_EQ(json_array_size(a), n);
		for (long i = 0; i < n; i++) {
			json_t *e = json_array_get(a, (size_t)i);

			if (s[i] == SMP_E)
				CHECK(json_is_null(e));
			else if (s[i] == SMP_L || s[i] == SMP_U)
				CHECK_STR(json_string_value(e), s[i] == SMP_L ? "L" : "U");
			else
				CHECK(json_is_integer(e) && json_integer_value(e) == s[i]);
		}
	} else if (r->type == REC_NUM) {
		members += 2;
		CHECK(is_number(json_object_get(o, "value"), r->u.num.value) && is_text(json_object_get(o, "unit"), r->u.num.unit));
	} else if (r->type == REC_BEAT || r->type == REC_EVENT) {
		members += 1;
		CHECK(is_text(json_object_get(o, "code"), r->u.beat.code));
	} else if (r->type == REC_ALERT) {
		members += 4;
		CHECK(is_text(json_object_get(o, "message"), r->u.alert.message) &&
			is_text(json_object_get(o, "edge"), r->u.alert.edge));
	} else if (r->type == REC_INFO) {
		members += 2;
		CHECK(is_text(json_object_get(o, "key"), r->u.info.key) && is_text(json_object_get(o, "value"), r->u.info.value));
	} else if (r->type == REC_ANN) {
		members += 2;
		CHECK(is_number(json_object_get(o, "duration"), r->u.ann.duration) &&
			is_text(json_object_get(o, "label"), r->u.ann.label));
	} else if (r->type == REC_END) {
		members += 1;
	}
	CHECK_EQ(json_object_size(o), members);
}

static char *
export_all(const char *format, size_t *n)
{
	struct export_opts opts = { .na = "", .tempdir = "/tmp" };
	static struct export x;
	struct out out;
	int fd = memfd_create("test", 0), again = dup(fd);
	char *text;

	out_take(&out, fd);
	CHECK(export_start(&x, exporter_find(format), &opts, &out));
	for (size_t i = 0; i < nrecords; i++)
		export_record(&x, &records[i]);
	export_finish(&x, false);
	CHECK_EQ(x.status, ST_OK);
	*n = out.bytes;
	CHECK_EQ(out_close(&out), 0);
	text = malloc(*n + 1);
	CHECK_EQ(pread(again, text, *n, 0), (ssize_t)*n);
	text[*n] = 0;
	close(again);
	return text;
}

TEST(jsonl_holds_every_record)
{
	for (uint64_t of = 1; of <= 3; of++) {
		size_t n, i = 0;
		char *text, *line, *rest;

		make(of);
		text = export_all("jsonl", &n);
		for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), i++) {
			json_error_t e;
			json_t *o = json_loads(line, JSON_REJECT_DUPLICATES, &e);

			CHECK(o != NULL);
			if (o && i < nrecords)
				compare(o, &records[i]);
			json_decref(o);
		}
		CHECK_EQ(i, nrecords);
		free(text);
	}
}

TEST(json_is_the_array_of_them)
{
	size_t n, m, i = 0;
	char *text, *lines_text, *line, *rest;
	json_t *all;

	make(9);
	text = export_all("json", &n);
	lines_text = export_all("jsonl", &m);
	all = json_loadb(text, n, 0, NULL);
	CHECK_EQ(json_array_size(all), nrecords);
	for (line = strtok_r(lines_text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), i++) {
		json_t *o = json_loads(line, 0, NULL);

		CHECK(json_equal(o, json_array_get(all, i)));
		json_decref(o);
	}
	json_decref(all);
	free(text);
	free(lines_text);
}

/* A sample a row, in the long form: as many rows as samples, values and fields in each. */
TEST(long_rows_are_rectangular)
{
	size_t n, rows = 0, want = 1;
	char *text, *line, *rest;

	make(5);
	for (size_t i = 0; i < nrecords; i++) {
		struct str all = records[i].keys, k, v;

		if (records[i].type == REC_WAVE)
			want += smp_count(records[i].u.wave.samples);
		else if (records[i].type == REC_STAT)
			while (rec_next_key(&all, &k, &v))
				want++;
		else
			want++;
	}
	text = export_all("tsv", &n);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), rows++) {
		int tabs = 0;

		for (const char *c = line; *c; c++)
			tabs += *c == '\t';
		CHECK_EQ(tabs, 7);
	}
	CHECK_EQ(rows, want);
	free(text);
}

int
main(void)
{
	RUN(jsonl_holds_every_record);
	RUN(json_is_the_array_of_them);
	RUN(long_rows_are_rectangular);
	return unit_done();
}
