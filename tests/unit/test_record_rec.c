/* Parsing and printing of records, and the small words inside them. */
#include "record/rec.h"
#include "record/recw.h"
#include "record/signals.h"
#include "unit.h"

static char buf[1 << 16];
static struct out out;
static struct recw w;

static void
fresh(void)
{
	out = (struct out){ .fd = -1, .buf = buf };
	recw_start(&w, &out);
}

static const char *
written(void)
{
	buf[out.used] = 0;
	return buf;
}

TEST(every_type_is_parsed_into_its_fields)
{
	static const char *const lines[] = {
		"iomt\t0.000000\t-\t-\t1\tminor=0\ttool=iomt-decode\tclock=rel",
		"cmd\t0.000000\t-\t-\tiomt-hr/0.1.0\targs=-k",
		"dev\t0.000000\t100\t-\twfdb\tmodel=x",
		"info\t0.000000\t100\tecg:MLII\tlabel\tMLII",
		"raw\t1.000000\tcms50\t-\t<\t0\t0180c6ba89c8e2d981\tdev=cms50v7",
		"wave\t1.000000\t100\tecg:MLII\tmV\t360\t200\t1024\t360\t995 995 E L U -3",
		"num\t1.000000\tcms50\tspo2\t98\t%\tflags=est",
		"beat\t1.000000\t100\tecg:MLII\tN\trr=0.8\tby=atr",
		"ann\t1.000000\t100\t-\t-\tAFIB\tby=atr",
		"event\t1.000000\tcms50\t-\tfinger-off",
		"alert\t1.000000\tcms50\tspo2\tspo2-low\ton\thigh\tSpO2 85 %\tvalue=85",
		"err\t1.000000\tcms50\t-\tchecksum\t12\t9\twant=1\tgot=2",
		"stat\t1.000000\tcms50\t-\tbytes=10",
		"tick\t1.000000\tcms50\t-",
		"end\t1.000000\t-\t-\teof\trecords=3",
	};
	struct rec r;

	for (int i = 0; i < 15; i++) {
		CHECK(rec_parse(&r, str_of(lines[i])) == NULL);
		CHECK_EQ(r.type, REC_IOMT + i);
		CHECK(str_is(r.name, rec_type_name(r.type)));
		CHECK_EQ(rec_type_of(str_of(lines[i])), r.type);
	}
	rec_parse(&r, str_of(lines[5]));
	CHECK(r.time == 1000000 && str_is(r.source, "100") && str_is(r.signal, "ecg:MLII") && str_is(r.u.wave.unit, "mV"));
	CHECK(str_is(r.u.wave.fs, "360") && str_is(r.u.wave.gain, "200") && str_is(r.u.wave.base, "1024") && r.u.wave.index == 360);
	CHECK(str_is(r.u.wave.samples, "995 995 E L U -3") && r.keys.n == 0);
	rec_parse(&r, str_of(lines[10]));
	CHECK(str_is(r.u.alert.rule, "spo2-low") && str_is(r.u.alert.edge, "on") && str_is(r.u.alert.priority, "high"));
	CHECK(str_is(r.u.alert.message, "SpO2 85 %") && str_is(rec_key(&r, STR("value")), "85") && !rec_key(&r, STR("alue")).p);
	rec_parse(&r, str_of(lines[11]));
	CHECK(str_is(rec_key(&r, STR("got")), "2") && str_is(rec_key(&r, STR("want")), "1"));
	rec_parse(&r, str_of(lines[3]));
	CHECK(str_is(r.u.info.key, "label") && str_is(r.u.info.value, "MLII"));
	rec_parse(&r, STR("num\t1.000000\ta\thr\t72\t/min\r"));
	CHECK(str_is(r.u.num.unit, "/min"));
	CHECK(!rec_parse(&r, STR("stat\t1.000000\ta\t-\t-\tlost=3")) && str_is(rec_key(&r, STR("lost")), "3"));
	CHECK(!rec_parse(&r, STR("x-mine\t1.000000\ta\t-\tanything")) && r.type == REC_OTHER);
	CHECK(!rec_parse(&r, STR("# a comment")) && r.type == REC_COMMENT);
}

TEST(what_is_no_record_is_refused)
{
	static const char *const bad[] = { "", "\r", "num", "num\t1.000000", "num\t1.000000\ta\thr", "num\t1.000000\ta\thr\t72", "num\tx\ta\thr\t72\t/min",
		"num\t1.000000\ta b\thr\t72\t/min", "num\t1.000000\t\thr\t72\t/min", "Num\t1.000000\ta\thr\t72\t/min", "num\t1.000000\ta\thr\tNaN\t/min",
		"num\t1.000000\ta\thr\t\t/min", "num\t1.000000\ta\thr\t7,2\t/min", "wave\t1.000000\ta\tecg\tmV\t1\t1\t0\tx\t1",
		"wave\t1.000000\ta\tecg\tmV\t1\t1\t0\t0", "wave\t1.000000\ta\tecg\tmV\t1\t1\t0\t0\t", "raw\t1.000000\ta\t-\t=\t0\t00",
		"raw\t1.000000\ta\t-\t<\t-1\t00", "alert\t1.000000\ta\thr\tr\tup\thigh\tm", "alert\t1.000000\ta\thr\tr\ton\turgent\tm",
		"end\t1.000000\t-\t-\tmaybe", "ann\t1.000000\ta\t-\tlong\tAF", "{\"json\":1}", "\177ELF\t1.000000\ta\tb",
		"num\t1.000000\t01234567890123456789012345678901234567890123456789012345678901234\thr\t1\t1", "num\t1.000000\ta\th r\t1\t1" };
	struct rec r;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(rec_parse(&r, str_of(bad[i])) != NULL);
}

TEST(text_is_escaped_and_comes_back)
{
	uint64_t state = 1;
	struct rec r;

	for (int i = 0; i < 20000; i++) {
		char text[40], back[40];
		size_t n = unit_random(&state) % sizeof(text);

		for (size_t k = 0; k < n; k++)
			text[k] = i & 1 ? (char)unit_random(&state) : "\t\n\r\\-x\xc3\xa9 e"[unit_random(&state) % 10];
		fresh();
		recw_begin(&w, "info", 0, STR("a"), STR("-"));
		recw_word(&w, STR("note"));
		recw_text(&w, (struct str){ text, n });
		recw_key_text(&w, "k", (struct str){ text, n });
		recw_end(&w);
		CHECK(out.used > 0 && memchr(buf, '\n', out.used) == buf + out.used - 1);
		CHECK(rec_parse(&r, (struct str){ buf, out.used - 1 }) == NULL);
		CHECK(rec_text(back, sizeof(back), r.u.info.value) == n && memcmp(back, text, n) == 0);
		if (n)
			CHECK(rec_text(back, sizeof(back), rec_key(&r, STR("k"))) == n && memcmp(back, text, n) == 0);
		if (unit_bad_)
			break;
	}
	fresh();
	recw_begin(&w, "info", 0, STR("a"), STR("-"));
	recw_word(&w, STR("note"));
	recw_text(&w, STR("caf\xc3\xa9 \xff -"));
	recw_end(&w);
	CHECK_STR(written(), "info\t0.000000\ta\t-\tnote\tcaf\xc3\xa9 \\xff -\n");
}

TEST(a_line_never_exceeds_4000_bytes)
{
	static char text[100000];
	struct rec r;

	for (size_t i = 0; i < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	for (size_t n = 3000; n < sizeof(text); n += 997) {
		struct str cut;
		uint64_t bytes;
		size_t kept;
		char back[8000];

		fresh();
		recw_begin(&w, "alert", 1, STR("a"), STR("hr"));
		recw_word(&w, STR("rule"));
		recw_word(&w, STR("on"));
		recw_word(&w, STR("high"));
		recw_text(&w, (struct str){ text, n & ~(size_t)1 });
		recw_key_dec(&w, "value", 721, 1);
		recw_key_text(&w, "action", STR("look"));
		recw_end(&w);
		CHECK(out.used <= REC_LINE);
		CHECK(rec_parse(&r, (struct str){ buf, out.used - 1 }) == NULL);
		CHECK(str_is(rec_key(&r, STR("value")), "72.1"));
		kept = rec_text(back, sizeof(back), r.u.alert.message);
		CHECK(kept % 2 == 0); /* whole characters */
		cut = rec_key(&r, STR("cut"));
		CHECK((n < 3500) == !cut.p);
		if (cut.p) {
			/* the action had no room either */
			bool action = rec_key(&r, STR("action")).p != NULL;

			CHECK(sscanf(cut.p, "%" SCNu64, &bytes) == 1 && bytes == (n & ~(size_t)1) - kept + (action ? 0 : 4));
		}
	}
}

TEST(the_longest_honest_lines_fit)
{
	uint8_t bytes[REC_RAW];
	char name[65];
	int32_t s[300];

	memset(bytes, 0xff, sizeof(bytes));
	memset(name, 'x', 64);
	for (int i = 0; i < 300; i++)
		s[i] = -2000000000;
	fresh();
	recw_begin(&w, "raw", -TM_MAX, (struct str){ name, 64 }, STR("-"));
	recw_word(&w, STR("<"));
	recw_uint(&w, UINT64_MAX);
	recw_hex(&w, bytes, REC_RAW);
	recw_key_word(&w, "dev", STR("a-device-name-of-20-"));
	recw_key_word(&w, "more", STR("1"));
	recw_end(&w);
	CHECK(out.used <= REC_LINE && strstr(written(), "\tmore=1\n") && !strstr(written(), "cut="));
	fresh();
	recw_begin(&w, "wave", -TM_MAX, (struct str){ name, 64 }, (struct str){ name, 64 });
	recw_word(&w, STR("mm[Hg]"));
	recw_word(&w, STR("1000000000000/1000000000000"));
	recw_shortest(&w, -1234.5678901234567);
	recw_shortest(&w, -1234.5678901234567);
	recw_int(&w, INT64_MIN);
	for (int i = 0; i < 300; i++)
		s[i] = i % 2 ? -12345678 : 12345678;
	recw_samples(&w, s, 300);
	recw_key_flags(&w, FLAG_SAT);
	recw_end(&w);
	CHECK(out.used <= REC_LINE && strstr(written(), "\tflags=sat\n"));
}

TEST(keys_are_left_out_rather_than_invented)
{
	fresh();
	recw_begin(&w, "num", 1500000, STR("a"), STR("hr"));
	recw_sig(&w, 71.25, 12);
	recw_word(&w, STR("/min"));
	recw_key_flags(&w, 0);
	recw_key_sig(&w, "win", 0.0 / 0.0, 12);
	recw_key_word(&w, "by", (struct str){ NULL, 0 });
	recw_end(&w);
	CHECK_STR(written(), "num\t1.500000\ta\thr\t71.25\t/min\n");
	CHECK_EQ(w.records, 1);
	CHECK_EQ(w.newest, 1500000);
}

TEST(flags_both_ways)
{
	char text[128];

	for (unsigned f = 1; f < FLAG_UNKNOWN; f++) {
		char *end = flags_put(text, f);

		CHECK_EQ(flags_get((struct str){ text, (size_t)(end - text) }), f);
	}
	CHECK_EQ(flags_get(STR("off,new")), FLAG_OFF | FLAG_UNKNOWN);
	CHECK_EQ(flags_get(STR("")), 0);
}

TEST(patterns)
{
	static const struct {
		const char *patterns, *source, *signal;
		bool match;
	} rows[] = { { "spo2", "a", "spo2", true }, { "spo2", "a", "spo2:ear", true }, { "spo2", "a", "spo", false }, { "ecg:*", "a", "ecg:MLII", true },
		{ "ecg:*", "a", "ecg", false }, { "ecg:V1", "a", "ecg:MLII", false }, { "spo2,hr", "a", "hr", true }, { "spo2, hr", "a", "hr", true },
		{ "*", "a", "anything:x", true }, { "cms50/pleth", "cms50", "pleth", true }, { "cms50/pleth", "other", "pleth", false },
		{ "ward/1/spo2", "ward/1", "spo2", true }, { "cms*/sp?2", "cms50", "spo2", true }, { "cms50/", "cms50", "hr", true },
		{ "spo2", "a", "-", true }, { "", "a", "hr", false }, { "temp", "a", "temp:skin", true }, { "t*", "a", "temp:skin", true } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rec_match(str_of(rows[i].patterns), str_of(rows[i].source), str_of(rows[i].signal)) != rows[i].match)
			unit_complain(__FILE__, (int)i, rows[i].patterns);
}

TEST(names_are_made_fit)
{
	char name[REC_SOURCE + 1];

	rec_instance(name, STR("ECG lead (II)"));
	CHECK_STR(name, "ECG_lead__II_");
	rec_instance(name, STR("0123456789012345678901234567890123456789"));
	CHECK_EQ(strlen(name), REC_INSTANCE);
	rec_instance(name, STR(""));
	CHECK_STR(name, "_");
	rec_source(name, STR("-"));
	CHECK(rec_source_ok(str_of(name)) && strcmp(name, "-") != 0);
	CHECK(str_is(sig_name(STR("ecg:MLII")), "ecg") && str_is(sig_instance(STR("ecg:MLII")), "MLII") && !sig_instance(STR("hr")).p);
}

TEST(the_dictionary_is_sound)
{
	static const char *const least[] = { "ecg", "pleth", "resp", "abp", "eeg", "emg", "eda", "eog", "acc", "ppg-red", "ppg-ir", "hr", "pulse", "rr",
		"resp-rate", "spo2", "pi", "pvi", "temp", "sbp", "dbp", "map", "glucose", "weight", "sdnn", "rmssd", "pnn50", "lf", "hf", "lfhf", "arousal",
		"sqi", "battery", "rssi", "steps", "tir", "tbr", "tar", "gmi", "cv", "o2", "acvpu" };

	for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++)
		CHECK(sig_find(str_of(least[i])));
	for (unsigned i = 0; i < sig_count; i++) {
		const struct sig_def *d = &sig_table[i];

		CHECK(rec_signal_ok(str_of(d->name)) && !strchr(d->name, ':'));
		CHECK(d->low < d->high && d->unit[0] && d->display[0]);
		CHECK(sig_find(str_of(d->name)) == d); /* no name twice */
	}
	CHECK(sig_find(STR("temp:skin")) == sig_find(STR("temp")));
	CHECK(!sig_find(STR("nonsense")));
}

int
main(void)
{
	RUN(every_type_is_parsed_into_its_fields);
	RUN(what_is_no_record_is_refused);
	RUN(text_is_escaped_and_comes_back);
	RUN(a_line_never_exceeds_4000_bytes);
	RUN(the_longest_honest_lines_fit);
	RUN(keys_are_left_out_rather_than_invented);
	RUN(flags_both_ways);
	RUN(patterns);
	RUN(names_are_made_fit);
	RUN(the_dictionary_is_sound);
	return unit_done();
}
