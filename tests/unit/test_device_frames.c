/* Every frame example of the protocol pages: real bytes of public repositories (R) and bytes computed from the rules (C). */
#include "device_kit.h"

struct example {
	const char *device, *hex;
	const char *has[8]; /* each must occur in the records */
	const char *hasnt;  /* must not */
};

static const struct example examples[] = {
	/* CMS50 5-byte: all C */
	{ "cms50d", "c5 34 07 48 61", { "\tspo2\t97\t%\n", "\tpulse\t72\t/min\n", "\t0\t52\n", "frames=1" }, "event" },
	{ "cms50d", "83 3c 44 16 5f", { "\tspo2\t95\t%\n", "\tpulse\t150\t/min\n", "\t0\t60\n" }, "event" },
	{ "cms50d", "90 40 60 7f 7f",
		{ "finger-off\n", "searching\n", "\tspo2\t-\t%\tflags=off\tbits=1020\n", "\tpulse\t-\t/min\tflags=off\tbits=1020\n",
			"\t0\t64\tflags=off\n" },
		"\t127\t" },
	/* 0 for both is none; 0 for one of them is no value, but the probe is on */
	{ "cms50d", "80 40 00 00 00", { "finger-off\n", "\tspo2\t-\t%\tflags=off\n", "\tpulse\t-\t/min\tflags=off\n" }, NULL },
	{ "cms50d", "85 40 00 00 61", { "\tspo2\t97\t%\n", "\tpulse\t-\t/min\n" }, "finger" },
	/* Berry/BCI: probe unplugged (byte 0 bit 5), no finger (byte 2 bit 4): the bits stay as they came */
	{ "cms50d", "a0 00 10 7f 7f", { "finger-off\n", "\tspo2\t-\t%\tflags=off\tbits=2010\n" }, "searching" },
	/* impossible: said, counted, no value */
	{ "cms50d", "85 40 00 48 70",
		{ "err\t0.000000\tdev\t-\trange\t0\t5\twant=0..100\tgot=112\thex=8540004870\n", "\tspo2\t-\t%\n", "range=1\n" },
		"\t112\t" },
	/* stored records of the 5-byte generation, C: a header of 1 h, 72/97 and 150/95 */
	{ "cms50d", "f2 80 00 f2 80 00 f2 80 00 80 d4 2f f0 c8 61 f1 96 5f",
		{ "num\t0.000000\tdev\tspo2\t97\t%\tstored=1\n", "num\t0.000000\tdev\tpulse\t72\t/min\tstored=1\n",
			"num\t1.000000\tdev\tspo2\t95\t%\tstored=1\n", "num\t1.000000\tdev\tpulse\t150\t/min\tstored=1\n",
			"download\twant=3600\tgot=2\n" },
		"wave" },
	/* without a length (CMS50E/F), begun at 22:30 */
	{ "cms50d", "f2 96 1e f2 96 1e f2 96 1e f0 c8 61",
		{ "stored-start\t22:30\n", "\tspo2\t97\t%\tstored=1\n", "download\tgot=1\n" }, "want" },
	/* no beginning; a live packet that is cut short in front of another is none */
	{ "cms50d", "f0 c8 61 f1 96 5f", { "unsupported\ttext=a stored record without a beginning\n" }, "stored=1" },
	/* CMS50 V7: R live samples of the CMS50E stream */
	{ "cms50v7", "01 e0 84 93 92 bc e3 ff ff", { "\tspo2\t99\t%\n", "\tpulse\t60\t/min\n", "\t0\t19\n" }, "\tpi\t" },
	{ "cms50v7", "01 e0 c4 c4 98 bc e3 ff ff", { "\tspo2\t99\t%\n", "\tpulse\t60\t/min\n", "\t0\t68\n" }, "\tpi\t" },
	/* C live */
	{ "cms50v7", "01 80 c6 ba 89 c8 e2 d9 81", { "\tspo2\t98\t%\n", "\tpulse\t72\t/min\n", "\tpi\t3.45\t%\n", "\t0\t58\n" },
		"event" },
	{ "cms50v7", "01 e8 84 a1 93 96 e0 ff ff", { "\tspo2\t96\t%\n", "\tpulse\t150\t/min\n", "\t0\t33\n" }, "\tpi\t" },
	{ "cms50v7", "01 eb 80 c0 90 ff ff ff ff",
		{ "finger-off\n", "searching\n", "\tspo2\t-\t%\tflags=off\tbits=8080\n", "\tpulse\t-\t/min\tflags=off\tbits=8080\n",
			"\t0\t64\tflags=off\n" },
		"\tpi\t" },
	/* a PI that was valid and is lost is no value */
	{ "cms50v7", "01 80 c6 ba 89 c8 e2 d9 81 01 e0 84 93 92 bc e3 ff ff", { "\tpi\t3.45\t%\n", "\tpi\t-\t%\n" }, NULL },
	{ "cms50v7", "01 80 c6 ba 89 c8 e2 ff 93", { "range\t0\t9\twant=0..2200\tgot=4991" }, "49.91" },
	/* R packets of SleepyHead's loader, C where the page computes them */
	{ "cms50v7", "0f 80 de c2 de c2 de c2", { "unsupported\ttext=packet type 0f: a stored record" }, "spo2" },
	{ "cms50v7", "09 80 e1 c4 ce 82", { "unsupported\ttext=packet type 09: a stored record" }, "spo2" },
	{ "cms50v7", "08 80 80 80 a4 81 80 80 07 80 80 80 94 8e 88 92 12 80 80 80 82 a6 92 80 0f 80 de c2 de c2 de c2",
		{ "num\t0.000000\tdev\tspo2\t94\t%\tdtime=2014-08-18T02:38:18\tstored=1\n",
			"num\t2.000000\tdev\tpulse\t66\t/min\tdtime=2014-08-18T02:38:20\tstored=1\n",
			"\tdownload\twant=146\tgot=3\n" },
		"unsupported" },
	{ "cms50v7", "08 80 80 80 a4 81 80 80 07 80 80 80 94 8e 88 92 12 80 80 80 82 a6 92 80 09 80 e1 c4 ce 82",
		{ "\tspo2\t97\t%\tdtime=2014-08-18T02:38:18\tstored=1\n", "\tpulse\t68\t", "\tpi\t5.9\t%\t",
			"\tdownload\twant=73\tgot=1\n" },
		"unsupported" },
	/* C, the PDF's own number: 86031 bytes */
	{ "cms50v7", "08 80 80 80 8f d0 81 80", { "\tdownload\twant=43015\tgot=0\n" }, NULL },
	/* another user's, and a date that is none */
	{ "cms50v7", "08 80 81 80 a4 81 80 80 07 80 81 80 94 8e 88 92 12 80 81 80 82 a6 92 80 0f 80 de c2 de c2 de c2",
		{ "\tdev/u2\tspo2\t94\t" }, NULL },
	{ "cms50v7", "08 80 80 80 a4 81 80 80 07 80 80 80 94 8e 8d 92 12 80 80 80 82 a6 92 80 0f 80 de c2 de c2 de c2",
		{ "\tspo2\t94\t%\tstored=1\n" }, "dtime" },
	{ "cms50v7", "0a 80 80 81", { "info\t0.000000\tdev\t-\tstored-segments\tuser 0: 1\n" }, NULL },
	{ "cms50v7", "0c 80", { "frames=1" }, "event" },
	{ "cms50v7", "11 80 81 81 80 80 80 80 80", { "\tstored-data\tyes\n" }, NULL },
	{ "cms50v7", "05 80 80 f5 f3 e5 f2 80 80", { "\tuser\t0: user\n" }, NULL },
	{ "cms50v7", "0e 80 81", { "\tlive-pi\tno\n" }, NULL },
	{ "cms50v7", "0e 80 80", { "\tlive-pi\tyes\n" }, NULL },
	{ "cms50v7", "10 80 81", { "\tusers\t1\n" }, NULL },
	{ "cms50v7", "13 80 a0 a0 a0 a0 a0 a0 a0", { "packet type 13: its meaning is not known" }, NULL },
	/* C: refusals and leave-taking; model and vendor in parts, whole when something else comes or the input ends */
	{ "cms50v7", "0b 81 a8 85", { "unsupported\ttext=command a8: not supported\n" }, NULL },
	{ "cms50v7", "0b 81 a1 83", { "device-error\ttext=command a1: recording\n" }, NULL },
	{ "cms50v7", "0b 81 a7 80", { "frames=1" }, "event" },
	{ "cms50v7", "0d 80 81", { "device-stop\ttext=shutting down\n" }, NULL },
	{ "cms50v7", "02 80 80 c3 cd d3 b5 b0 c5 02 80 81 ad b1 80 80 80 80 03 80 80 c3 cf ce d4 c5 c3",
		{ "\tmodel\tCMS50E-1\n", "\tvendor\tCONTEC\n" }, "CMS50E\n" },
	{ "cms50v7", "02 80 81 ad b1 80 80 80 80 0c 80", { "frames=2" }, "model" },
	{ "cms50v7", "04 80 b0 b1 b2 b3 b4 b5 b6", { "\tid\t0123456\n" }, NULL },
};

TEST(examples_of_the_pages)
{
	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
		const struct example *x = &examples[i];
		char *text = kit_bare_hex(x->device, x->hex);
		for (size_t k = 0; k < 8 && x->has[k] != NULL; k++)
			CHECK_HAS(text, x->has[k]);
		if (x->hasnt != NULL && strstr(strchr(text, '\n') + 1, x->hasnt) != NULL) {
			unit_complain(__FILE__, __LINE__, x->hex);
			printf("# has %s:\n%s", x->hasnt, text);
		}
		CHECK(strstr(text, "skipped=0") != NULL && strstr(text, "bad=0") != NULL);
		free(text);
	}
}

/* The real packets of data/captures, each one whole packet of the type that it names. */
TEST(captured_packets)
{
	const char *data = getenv("IOMT_DATA");
	char path[4096], line[256];
	int lines = 0;
	if (data == NULL) {
		printf("# IOMT_DATA is not set: captures are not read\n");
		return;
	}
	snprintf(path, sizeof path, "%s/captures/contec-cms50-v7/responses.txt", data);
	FILE *f = fopen(path, "r");
	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		uint8_t b[64];
		long n = num_get_hex((struct str){ line, strcspn(line, "\n") }, b, sizeof b);
		CHECK(n > 0);
		if (n <= 0)
			continue;
		const struct device *d = dev_find(STR("cms50v7"));
		CHECK_EQ(d->frame(b, (size_t)n), n);
		for (long k = 1; k < n; k++)
			CHECK_EQ(d->frame(b, (size_t)k), DEV_MORE);
		char *text = kit_bare(d, b, (size_t)n, 1, false);
		CHECK_HAS(text, "frames=1\tbad=0\tlost=0\tskipped=0");
		free(text);
		lines++;
	}
	if (f != NULL)
		fclose(f);
	CHECK_EQ(lines, 13);
}

/* The beep lasts two packets in the V7 protocol: a beat is where it rises, once. Beats 60 packets apart are one second apart. */
TEST(beat_marks)
{
	uint8_t b[9 * 180];
	const struct device *d = dev_find(STR("cms50v7"));
	for (unsigned k = 0; k < 180; k++) {
		static const uint8_t off[] = { 0x01, 0xe0, 0x84, 0x93, 0x92, 0xbc, 0xe3, 0xff, 0xff };
		memcpy(b + 9 * k, off, 9);
		if (k % 60 == 34 || k % 60 == 35)
			b[9 * k + 2] |= 0x40;
	}
	char *text = kit_bare(d, b, sizeof b, 0, true);
	CHECK_EQ(kit_count(text, "beat\t"), 3);
	CHECK_HAS(text, "beat\t0.566667\tdev\tpleth\t?\tby=beep\tindex=34\tfs=60\n");
	CHECK_HAS(text, "beat\t1.566667\tdev\tpleth\t?\trr=1\tby=beep\tindex=94\tfs=60\n");
	free(text);
	text = kit_bare(d, b, sizeof b, 0, false);
	CHECK_EQ(kit_count(text, "beat\t"), 0);
	/* numbers once a second while they do not change; blocks of a quarter of a second; ticks */
	CHECK_EQ(kit_count(text, "\tspo2\t"), 3);
	CHECK_HAS(text, "num\t2.000000\tdev\tspo2\t99\t%\n");
	CHECK_EQ(kit_count(text, "wave\t"), 12);
	CHECK_HAS(text, "wave\t2.750000\tdev\tpleth\t1\t60\t1\t0\t165\t");
	CHECK_EQ(kit_count(text, "tick\t"), 2);
	free(text);
}

/* stat every ten seconds of stream time and at the end. */
TEST(stat_every_ten_seconds)
{
	static uint8_t b[5 * 60 * 25];
	for (size_t k = 0; k < sizeof b / 5; k++) {
		static const uint8_t on[] = { 0xc5, 0x34, 0x07, 0x48, 0x61 };
		memcpy(b + 5 * k, on, 5);
	}
	char *text = kit_bare(dev_find(STR("cms50d")), b, sizeof b, 1000, false);
	CHECK_EQ(kit_count(text, "stat\t"), 3);
	CHECK_HAS(text, "stat\t10.000000\tdev\t-\tbytes=");
	CHECK_HAS(text, "stat\t24.983333\tdev\t-\tbytes=");
	free(text);
}

int
main(void)
{
	RUN(examples_of_the_pages);
	RUN(captured_packets);
	RUN(beat_marks);
	RUN(stat_every_ten_seconds);
	return unit_done();
}
