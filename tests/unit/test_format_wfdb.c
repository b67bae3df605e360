/* The WFDB reader's parts on their own: header, packed samples, labels and units, annotations, the registry, whole records in
 * memory. */
#include "../fuzz/wfdb_kit.h"
#include "format/label.h"
#include "format/wfdb_annot.h"
#include "format/wfdb_header.h"
#include "format/wfdb_signal.h"
#include "unit.h"

#include "core/num.h"
#include "core/status.h"

static char word_[256];

static const char *
z(struct str s)
{
	(void)str_copy(word_, sizeof(word_), s);
	return word_;
}

TEST(all_fields_of_a_header)
{
	static const char text[] = "# first\r\n\r\n  rec_1 \t 2 3.6e2/24000(-3.5) 650000 9:05:07.25 29/02/2000\r\n"
				   "x.dat 212x4:3+24 -19.5(3064)/degC 11 2048 -1 -22131 512 Skin \t temp  \r\n"
				   "# between\ny.dat 16 +.5 12 1024 995 43172\n behind the last\n## tail\n";
	struct str t = STR(text), c;
	struct wfdb_signal s[2];
	struct wfdb_head h;
	unsigned long line;
	char why[WFDB_WHY];
	size_t at = 0;

	CHECK(wfdb_record(&h, t, &line, why));
	CHECK_EQ(line, 3);
	CHECK_STR(z(h.name), "rec_1");
	CHECK_EQ(h.nsignals, 2);
	CHECK_EQ(h.segments, 0);
	CHECK_EQ(h.fs.num, 360);
	CHECK_EQ(h.fs.den, 1);
	CHECK_STR(z(h.counter), "24000");
	CHECK_STR(z(h.counter_base), "-3.5");
	CHECK_EQ(h.samples, 650000);
	CHECK(h.has_time && h.has_date);
	CHECK_EQ(h.day_us, INT64_C(32707250000));
	CHECK_EQ(h.date_us, INT64_C(951782400000000));
	h.signal = s;
	CHECK(wfdb_signals(&h, t, &line, why));
	CHECK_STR(z(s[0].file), "x.dat");
	CHECK_EQ(s[0].format, 212);
	CHECK_EQ(s[0].spf, 4);
	CHECK_EQ(s[0].skew, 3);
	CHECK_EQ(s[0].offset, 24);
	CHECK(s[0].gain == -19.5);
	CHECK_EQ(s[0].baseline, 3064);
	CHECK_STR(z(s[0].units), "degC");
	CHECK_EQ(s[0].resolution, 11);
	CHECK_EQ(s[0].zero, 2048);
	CHECK_EQ(s[0].initial, -1);
	CHECK_EQ(s[0].checksum, -22131);
	CHECK_EQ(s[0].block, 512);
	CHECK_STR(z(s[0].label), "Skin \t temp");
	CHECK_EQ(s[0].line, 4);
	CHECK(s[1].gain == 0.5);
	CHECK_EQ(s[1].baseline, 1024); /* the zero, where no baseline is given */
	CHECK_EQ(s[1].spf, 1);
	CHECK_EQ(s[1].has, WFDB_HAS_GAIN | WFDB_HAS_RESOLUTION | WFDB_HAS_ZERO | WFDB_HAS_INITIAL | WFDB_HAS_CHECKSUM);
	CHECK_EQ(s[1].line, 6);
	CHECK(wfdb_comment(t, &at, &c));
	CHECK_STR(z(c), "first");
	CHECK(wfdb_comment(t, &at, &c));
	CHECK_STR(z(c), "between");
	CHECK(wfdb_comment(t, &at, &c));
	CHECK_STR(z(c), "tail");
	CHECK(!wfdb_comment(t, &at, &c));
}

TEST(frequencies_are_exact_fractions)
{
	static const struct {
		const char *text;
		int64_t num, den;
	} good[] = { { "62.4725", 24989, 400 }, { "0.5", 1, 2 }, { "360.", 360, 1 }, { ".25", 1, 4 }, { "1e3", 1000, 1 },
		{ "0.9765625", 125, 128 }, { "999.56", 24989, 25 } };
	char text[64], why[WFDB_WHY];
	struct wfdb_head h;
	unsigned long line;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(text, sizeof(text), "a 0 %s\n", good[i].text);
		CHECK(wfdb_record(&h, str_of(text), &line, why));
		CHECK_EQ(h.fs.num, good[i].num);
		CHECK_EQ(h.fs.den, good[i].den);
	}
}

TEST(the_probe_needs_a_whole_line_and_no_more)
{
	CHECK_EQ(wfdb_probe(STR("100 2 360 650000\n"), false), 1);
	CHECK_EQ(wfdb_probe(STR("# note\n\n100/3 2"), true), 1);
	CHECK_EQ(wfdb_probe(STR("100 2 360 65"), false), -1);
	CHECK_EQ(wfdb_probe(STR("# only a comment\n"), false), -1);
	CHECK_EQ(wfdb_probe(STR("# only a comment\n"), true), 0);
	CHECK_EQ(wfdb_probe(STR("time,value\n1,2\n"), false), 0);
	CHECK_EQ(wfdb_probe(STR("num\t1.000000\ta\thr\t60\t/min\n"), false), 0);
	CHECK_EQ(wfdb_probe(STR("\x80\x01\x02\n"), false), 0);
	CHECK_EQ(fmt_stream(STR("iomt\t0.000000\t-"), false), FMT_YES);
	CHECK_EQ(fmt_stream(STR("iomt"), false), FMT_PERHAPS);
	CHECK_EQ(fmt_stream(STR("# c\nx-y\t-1.5"), false), FMT_YES);
	CHECK_EQ(fmt_stream(STR("100 2 360\n"), false), FMT_NO);
	CHECK_EQ(fmt_stream(STR("\x80"), false), FMT_NO);
	CHECK_EQ(fmt_stream(STR(""), true), FMT_YES);
}

/* The slow way: one sample at a time, by the layout's own words. */
static int
slow(int format, const uint8_t *b, size_t at)
{
	int v;

	if (format == 16)
		return (int16_t)(b[2 * at] | b[2 * at + 1] << 8);
	v = at % 2 ? b[at / 2 * 3 + 2] | (b[at / 2 * 3 + 1] >> 4) << 8 : b[at / 2 * 3] | (b[at / 2 * 3 + 1] & 15) << 8;
	return v > 2047 ? v - 4096 : v;
}

TEST(every_code_at_every_place)
{
	static uint8_t b[65536 * 2 + 8];
	static char text[65536 * 8 + 16], want[65536 * 8 + 16];
	uint64_t seed = 7;

	for (size_t f = 0; f < WFDB_PACKS; f++) {
		const struct wfdb_pack *p = &wfdb_packs[f];

		if (!p->put || p->unpack)
			continue;
		struct wfdb_word *words = malloc(wfdb_words_count(p) * sizeof(*words));
		size_t n = p->code == 16 ? 65536 : 8192;

		wfdb_words(words, p);
		/* All codes of 16 bits once; of 12 bits each at both places. */
		for (size_t i = 0; i < sizeof(b); i++)
			b[i] = (uint8_t)unit_random(&seed);
		for (size_t i = 0; i < n && p->code == 16; i++) {
			b[2 * i] = (uint8_t)i;
			b[2 * i + 1] = (uint8_t)(i >> 8);
		}
		for (size_t i = 0; i < 4096 && p->code == 212; i++) {
			unsigned other = 4095 - (unsigned)i;

			b[3 * i] = (uint8_t)i;
			b[3 * i + 1] = (uint8_t)(i >> 8 | (other >> 8) << 4);
			b[3 * i + 2] = (uint8_t)other;
		}
		for (size_t stride = 1; stride <= 7; stride++) {
			for (size_t first = 0; first < 3; first++) {
				size_t count = (n - first) / stride;
				int64_t sum = 0, sum_want = 0;
				char *end = p->put(text, words, b, first, stride, count, &sum), *q = want;

				for (size_t i = 0; i < count; i++) {
					int v = slow(p->code, b, first + i * stride);

					CHECK(p->get(b, first + i * stride) == v);
					sum_want += v;
					if (v == p->invalid)
						*q++ = 'E';
					else
						q += sprintf(q, "%d", v);
					*q++ = ' ';
				}
				CHECK_EQ(sum, sum_want);
				CHECK_EQ(end - text, q - want);
				CHECK(memcmp(text, want, (size_t)(q - want)) == 0);
			}
		}
		free(words);
	}
	CHECK_EQ(wfdb_bytes(wfdb_pack(212), 5), 8);
	CHECK_EQ(wfdb_bytes(wfdb_pack(212), 6), 9);
	CHECK_EQ(wfdb_bytes(wfdb_pack(16), 5), 10);
	CHECK(wfdb_pack(17) == NULL && wfdb_pack(0) != NULL);
	/* bytes in the file of the first n samples of a pack */
	CHECK_EQ(wfdb_file_bytes(wfdb_pack(24), 5), 15);
	CHECK_EQ(wfdb_file_bytes(wfdb_pack(310), 4), 6);
	CHECK_EQ(wfdb_file_bytes(wfdb_pack(310), 5), 8);
	CHECK_EQ(wfdb_file_bytes(wfdb_pack(311), 4), 6);
	CHECK_EQ(wfdb_file_bytes(wfdb_pack(311), 5), 7);
	CHECK_EQ(wfdb_file_bytes(wfdb_pack(311), 6), 8);
	CHECK_EQ(wfdb_file_bytes(wfdb_pack(516), 6), 0);
}

TEST(labels_and_units)
{
	static const struct {
		const char *label, *unit, *signal;
	} names[] = { { "MLII", "mV", "ecg" }, { "V5", "mV", "ecg" }, { "ECG lead II", "mV", "ecg" }, { "ECG1", "mV", "ecg" },
		{ "avf", "uV", "ecg" }, { "II", "mm[Hg]", "wave" }, { "ART", "mm[Hg]", "abp" }, { "PAP", "mm[Hg]", "wave" },
		{ "ABP", "mV", "wave" }, { "PLETH", "1", "pleth" }, { "Resp. Imp.", "mV", "resp" }, { "RESP", "1", "resp" },
		{ "Fp2-F4", "uV", "eeg" }, { "C3-A2", "uV", "eeg" }, { "foot GSR", "mV", "eda" }, { "EMG chin", "uV", "emg" },
		{ "noise1", "mV", "wave" }, { "", "mV", "wave" }, { "A1", "mV", "wave" }, { "Accelerometer_X", "mg", "acc" } };
	static const struct {
		const char *given, *ucum;
	} units[] = { { "mmHg", "mm[Hg]" }, { "\xb5V", "uV" }, { "\xc2\xb5V", "uV" }, { "\xce\xbcV", "uV" }, { "degC", "Cel" },
		{ "\xb0"
		  "C",
			"Cel" },
		{ "\xc2\xb0", "deg" }, { "bpm", "/min" }, { "NU", "1" }, { "", "1" }, { " mg/dL ", "mg/dL" }, { "mV", "mV" },
		{ "\\", "_" }, { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaa" } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK_STR(label_signal(str_of(names[i].label), str_of(names[i].unit)), names[i].signal);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		char text[LABEL_UNIT];

		label_unit(text, str_of(units[i].given));
		CHECK_STR(text, units[i].ucum);
	}
}

static size_t
put(uint8_t *b, size_t n, unsigned type, unsigned interval)
{
	b[n] = (uint8_t)interval;
	b[n + 1] = (uint8_t)(type << 2 | interval >> 8);
	return n + 2;
}

static size_t
put_text(uint8_t *b, size_t n, const char *text)
{
	size_t len = strlen(text);

	n = put(b, n, 63, (unsigned)len);
	memcpy(b + n, text, len);
	b[n + len] = 0;
	return n + len + len % 2;
}

static size_t
put_skip(uint8_t *b, size_t n, int32_t interval)
{
	uint32_t v = (uint32_t)interval;

	n = put(b, n, 59, 0);
	b[n] = (uint8_t)(v >> 16);
	b[n + 1] = (uint8_t)(v >> 24);
	b[n + 2] = (uint8_t)v;
	b[n + 3] = (uint8_t)(v >> 8);
	return n + 4;
}

struct mem {
	struct kit kit;
	struct kit_file file;
	struct kit_open open;
};

static void
reader(struct annot_reader *r, struct mem *m, const uint8_t *b, size_t n)
{
	struct fmt_source src = { kit_read, NULL, &m->open, (int64_t)n };

	*m = (struct mem){ .file = { "x", b, n }, .kit = { .piece = 3 } };
	m->open = (struct kit_open){ &m->kit, &m->file, 0 };
	annot_start(r, &src, (struct rate){ 360, 1 });
}

TEST(annotations_and_what_modifies_them)
{
	static struct annot_reader r;
	struct annot a;
	struct mem m;
	uint8_t b[512];
	size_t n = 0;

	n = put(b, n, 22, 0);
	n = put_text(b, n, "## time resolution: 62.5");
	n = put_skip(b, n, -1);
	n = put(b, n, 0, 1); /* moves the time back to 0, is no annotation */
	n = put(b, n, 22, 0);
	n = put_text(b, n, "## annotation type definitions");
	n = put(b, n, 22, 0);
	n = put_text(b, n, "42 CAL Calibration");
	n = put(b, n, 22, 0);
	n = put_text(b, n, "## end of definitions");
	n = put(b, n, 1, 77);
	n = put(b, n, 62, 2);   /* CHN, stays */
	n = put(b, n, 60, 255); /* NUM −1, stays */
	n = put(b, n, 61, 3);   /* SUB, once */
	n = put_skip(b, n, 100000);
	n = put(b, n, 28, 5);
	n = put_text(b, n, "(AFIB");
	n = put(b, n, 42, 1023);
	n = put(b, n, 50, 1);
	n = put(b, n, 5, 1);
	n = put(b, n, 0, 0);
	reader(&r, &m, b, n);
	CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
	CHECK_EQ(a.type, 1);
	CHECK_EQ(a.sample, 77);
	CHECK_EQ(a.sub, 3);
	CHECK_EQ(a.chan, 2);
	CHECK_EQ(a.num, -1);
	CHECK_EQ(r.rate.num, 125);
	CHECK_EQ(r.rate.den, 2);
	CHECK_STR(r.custom[42], "CAL");
	CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
	CHECK_EQ(a.type, 28);
	CHECK_EQ(a.sample, 100082);
	CHECK_EQ(a.sub, 0);
	CHECK_EQ(a.chan, 2);
	CHECK_STR(z(a.aux), "(AFIB");
	CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
	CHECK_EQ(a.type, 42);
	CHECK_EQ(annot_next(&r, &a), ANNOT_BAD_TYPE);
	CHECK_EQ(a.type, 50);
	CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
	CHECK_EQ(a.sample, 101107);
	CHECK_EQ(annot_next(&r, &a), ANNOT_END);
	CHECK_EQ(annot_next(&r, &a), ANNOT_END);
}

TEST(annotation_files_that_end_wrongly)
{
	static struct annot_reader r;
	struct annot a;
	struct mem m;
	uint8_t b[64];
	size_t n = put(b, 0, 1, 10), whole;

	reader(&r, &m, b, n);
	CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
	CHECK_EQ(annot_next(&r, &a), ANNOT_TRUNCATED);
	CHECK_EQ(a.offset, 2);
	CHECK_EQ(annot_next(&r, &a), ANNOT_END);
	/* The text of a rhythm that is cut is no rhythm. */
	whole = put_text(b, put(b, n, 28, 1), "(AFIB");
	for (size_t cut = n + 3; cut < whole; cut++) {
		reader(&r, &m, b, cut);
		CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
		if (cut < n + 4) {
			CHECK_EQ(annot_next(&r, &a), ANNOT_ONE); /* half a word behind it */
			CHECK_EQ(a.aux.n, 0);
		}
		CHECK_EQ(annot_next(&r, &a), ANNOT_TRUNCATED);
		CHECK_EQ(annot_next(&r, &a), ANNOT_END);
	}
	n = put(b, n, 0, 0);
	memset(b + n, 0, 10);
	reader(&r, &m, b, n + 10);
	CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
	CHECK_EQ(annot_next(&r, &a), ANNOT_END);
	b[n + 4] = 9;
	reader(&r, &m, b, n + 10);
	CHECK_EQ(annot_next(&r, &a), ANNOT_ONE);
	CHECK_EQ(annot_next(&r, &a), ANNOT_TRAILING);
	CHECK_EQ(a.offset, n + 4);
	CHECK_EQ(a.length, 6);
}

static void
expect(struct kit *k, const char *want, int status)
{
	size_t n;
	char *got = kit_run(k, &n);

	CHECK_STR(got, want);
	CHECK_EQ(k->status, status);
	free(got);
}

#define HEADER(text)                                                                                                               \
	(struct kit_file)                                                                                                          \
	{                                                                                                                          \
		"kit.hea", (const uint8_t *)(text), sizeof(text) - 1                                                               \
	}

TEST(annotations_as_records)
{
	uint8_t b[256];
	size_t n = 0;
	struct kit k = { .header = HEADER("r 0 100\n"), .annotator = "x" };

	n = put(b, n, 14, 1);
	n = put(b, n, 28, 9);
	n = put_text(b, n, "(AFIB");
	n = put(b, n, 1, 10);
	n = put(b, n, 14, 5);
	n = put(b, n, 61, 1);
	n = put(b, n, 14, 5);
	n = put(b, n, 61, 1023);
	n = put(b, n, 32, 0);
	n = put(b, n, 5, 20);
	n = put(b, n, 33, 10);
	n = put(b, n, 14, 10);
	n = put(b, n, 28, 30);
	n = put_text(b, n, "(N");
	n = put(b, n, 33, 0);
	n = put(b, n, 22, 0);
	n = put_text(b, n, "a\tb");
	n = put(b, n, 44, 7);
	n = put(b, n, 0, 0);
	k.file[0] = (struct kit_file){ "kit.x", b, n };
	expect(&k,
		"dev\t0.000000\tr\t-\twfdb\n"
		"ann\t0.010000\tr\t-\t0\tclean\tby=x\tindex=1\tfs=100\tcode=~\n"
		"ann\t0.100000\tr\t-\t-\tAFIB\tby=x\tindex=10\tfs=100\tcode=+\n"
		"beat\t0.200000\tr\t-\tN\tby=x\tindex=20\tfs=100\n"
		"ann\t0.250000\tr\t-\t-\tnoise\tby=x\tindex=25\tfs=100\tcode=~\tsub=1\n"
		"ann\t0.300000\tr\t-\t0.05\tnoise\tby=x\tedge=end\tindex=30\tfs=100\tcode=~\tsub=-1\n"
		"ann\t0.300000\tr\t-\t-\tunreadable\tby=x\tindex=30\tfs=100\tcode=~\tsub=-1\n"
		"ann\t0.300000\tr\t-\t-\tVF\tby=x\tindex=30\tfs=100\tcode=[\n"
		"beat\t0.500000\tr\t-\tV\trr=0.3\tby=x\tindex=50\tfs=100\n"
		"ann\t0.600000\tr\t-\t0.3\tVF\tby=x\tedge=end\tindex=60\tfs=100\tcode=]\n"
		"ann\t0.700000\tr\t-\t0.4\tunreadable\tby=x\tedge=end\tindex=70\tfs=100\tcode=~\n"
		"ann\t1.000000\tr\t-\t0.9\tAFIB\tby=x\tedge=end\tindex=100\tfs=100\tcode=+\n"
		"ann\t1.000000\tr\t-\t-\tN\tby=x\tindex=100\tfs=100\tcode=+\n"
		"ann\t1.000000\tr\t-\t-\tVF\tby=x\tedge=end\tindex=100\tfs=100\tcode=]\n"
		"ann\t1.000000\tr\t-\t0\tnote\ttext=a\\tb\tby=x\tindex=100\tfs=100\tcode=\"\n"
		"ann\t1.070000\tr\t-\t0\t44\tby=x\tindex=107\tfs=100\tcode=44\n",
		ST_OK);
	/* a cut: intervals and rr are known from before it */
	k.from = (struct opt_position){ true, false, 450000 };
	k.to = (struct opt_position){ true, false, 650000 };
	expect(&k,
		"dev\t0.000000\tr\t-\twfdb\n"
		"beat\t0.500000\tr\t-\tV\trr=0.3\tby=x\tindex=50\tfs=100\n"
		"ann\t0.600000\tr\t-\t0.3\tVF\tby=x\tedge=end\tindex=60\tfs=100\tcode=]\n",
		ST_OK);
}

TEST(damaged_annotations_become_err_records)
{
	uint8_t b[64];
	size_t n = 0;
	struct kit k = { .header = HEADER("r 0 100\n"), .annotator = "x" };

	n = put(b, n, 1, 100);
	n = put(b, n, 55, 1);
	n = put_skip(b, n, -51);
	n = put(b, n, 5, 0);
	n = put(b, n, 1, 100);
	k.file[0] = (struct kit_file){ "kit.x", b, n };
	expect(&k,
		"dev\t0.000000\tr\t-\twfdb\n"
		"beat\t1.000000\tr\t-\tN\tby=x\tindex=100\tfs=100\n"
		"err\t1.000000\tr\t-\tframing\t2\t2\thex=01dc\tfile=kit.x\n"
		"err\t1.000000\tr\t-\trange\t10\t2\twant=>=100\tgot=50\thex=0014\tfile=kit.x\n"
		"beat\t1.500000\tr\t-\tN\trr=0.5\tby=x\tindex=150\tfs=100\n"
		"err\t1.500000\tr\t-\ttruncated\t14\t0\tfile=kit.x\n",
		ST_DAMAGED);
}

TEST(waves_marks_and_ticks_in_one_order)
{
	static const uint8_t dat[] = { 1, 0, 2, 0, 3, 0, 4, 0, 5, 0 };
	uint8_t b[16];
	size_t n = 0;
	struct kit k = { .header = HEADER("r 1 2 5\nr.dat 16 1 16 0 1 15 0 II\n"), .annotator = "x" };

	n = put(b, n, 1, 0);
	n = put(b, n, 1, 2);
	n = put(b, n, 1, 7);
	n = put(b, n, 0, 0);
	k.file[0] = (struct kit_file){ "kit.x", b, n };
	k.file[1] = (struct kit_file){ "r.dat", dat, sizeof(dat) };
	expect(&k,
		"dev\t0.000000\tr\t-\twfdb\n"
		"info\t0.000000\tr\tecg:II\tadc-resolution\t16\n"
		"info\t0.000000\tr\tecg:II\tadc-zero\t0\n"
		"wave\t0.000000\tr\tecg:II\tmV\t2\t1\t0\t0\t1 2\n"
		"beat\t0.000000\tr\t-\tN\tby=x\tindex=0\tfs=2\n"
		"tick\t1.000000\tr\t-\n"
		"wave\t1.000000\tr\tecg:II\tmV\t2\t1\t0\t2\t3 4\n"
		"beat\t1.000000\tr\t-\tN\trr=1\tby=x\tindex=2\tfs=2\n"
		"tick\t2.000000\tr\t-\n"
		"wave\t2.000000\tr\tecg:II\tmV\t2\t1\t0\t4\t5\n"
		"beat\t4.500000\tr\t-\tN\trr=3.5\tby=x\tindex=9\tfs=2\n",
		ST_OK);
}

TEST(the_registry)
{
	unsigned n = 0;

	for (const struct format *const *f = fmt_table; *f; f++, n++) {
		CHECK(fmt_find(str_of((*f)->name)) == *f);
		CHECK((*f)->title && *(*f)->title && (*f)->files && (*f)->limits);
		CHECK(((*f)->can & FMT_READ) == 0 || ((*f)->probe && (*f)->open && (*f)->step && (*f)->close));
		CHECK((*f)->probe(STR("\xff\xfe\xfd\xfc"), true) == FMT_NO);
	}
	CHECK(n > 0);
	CHECK(fmt_find(STR("no such")) == NULL);
}

int
main(void)
{
	RUN(all_fields_of_a_header);
	RUN(frequencies_are_exact_fractions);
	RUN(the_probe_needs_a_whole_line_and_no_more);
	RUN(every_code_at_every_place);
	RUN(labels_and_units);
	RUN(annotations_and_what_modifies_them);
	RUN(annotation_files_that_end_wrongly);
	RUN(annotations_as_records);
	RUN(damaged_annotations_become_err_records);
	RUN(waves_marks_and_ticks_in_one_order);
	RUN(the_registry);
	return unit_done();
}
