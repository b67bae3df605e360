/* Every example of the protocol pages for oximeters other than the first two Contecs: real bytes (R) and computed ones (C). */
#include "device_kit.h"

struct example {
	const char *device, *hex;
	const char *has[8]; /* each must occur in the records */
	const char *hasnt;  /* must not */
};

static const struct example examples[] = {
	/* Berry/BCI: the packet of the 5-byte protocol, 100 a second; a pleth of 0 is no value */
	{ "berry", "c5 34 07 48 61 85 00 07 48 61", { "\tspo2\t97\t%\n", "\tpulse\t72\t/min\n", "\t100\t1\t0\t0\t52 E\n" },
		"event" },
	{ "berry", "a0 00 10 7f 7f", { "finger-off\n", "\tspo2\t-\t%\tflags=off\tbits=2010\n" }, "searching" },
	/* Contec EB: R of the CMS50D-BT; C finger out */
	{ "conteceb", "eb 00 03 48 09 3f", { "\t60\t1\t0\t0\t72\n" }, "spo2" },
	{ "conteceb", "eb 01 04 53 63 7f 00 25", { "\tspo2\t99\t%\tbits=0004\n", "\tpulse\t83\t/min\tbits=0004\n" }, "event" },
	{ "conteceb", "eb 01 04 40 63 7f 00 12", { "\tspo2\t99\t%", "\tpulse\t64\t/min" }, "event" },
	{ "conteceb", "eb 01 04 7f 7f 7f 00 6d", { "finger-off\n", "\tspo2\t-\t%\tflags=off", "\tpulse\t-\t/min\tflags=off" },
		"127" },
	/* the HID form has 6 bytes: whole when the next frame begins, and at the end */
	{ "conteceb", "eb 01 06 48 61 1b eb 00 03 48 09 3f eb 01 06 49 62 1d",
		{ "\tspo2\t97\t%", "\tpulse\t72\t/min", "\tspo2\t98\t%", "\tpulse\t73\t/min", "frames=3" }, "event" },
	/* Nonin: all C but for what is said */
	{ "nonin1", "80 4a 60", { "\tspo2\t96\t%\n", "\tpulse\t74\t/min\n" }, "event" },
	{ "nonin1", "91 16 5f", { "low-perfusion\n", "\tspo2\t95\t%\tbits=1000\n", "\tpulse\t150\t/min\tbits=1000\n" }, "finger" },
	{ "nonin1", "a3 7f 7f", { "searching\n", "\tspo2\t-\t%", "\tpulse\t-\t/min" }, "\t511\t" },
	{ "nonin1", "84 4a 60", { "\tspo2\t96\t%\tflags=art", "\tpulse\t74\t/min\tflags=art" }, NULL },
	{ "nonin1", "80 4a 70", { "range\t0\t3\twant=0..100\tgot=112", "\tspo2\t-\t%" }, "\t112\t" },
	{ "nonin8", "80 4a 60 00", { "\tspo2\t96\t%\n", "\tpulse\t74\t/min\n" }, "event" },
	{ "nonin8", "83 7f 7f 08", { "finger-off\n", "\tspo2\t-\t%\tflags=off", "\tpulse\t-\t/min\tflags=off" }, "\t511\t" },
	{ "nonin8", "80 4a 60 21", { "low-battery\n", "\tspo2\t96\t%\tflags=lowbatt\tbits=0021\n" }, "finger" },
	/* pufferfish's frames: not a whole packet, so no number */
	{ "nonin2", "01 81 01 00 83 01 80 01 48 ca 01 80 01 61 e3", { "frames=3", "\t75\t1\t0\t0\t1 1 1\n" }, "spo2" },
	{ "nonin7", "81 81 23 00 25 80 81 30 4a 7b 82 81 40 60 a3", { "frames=3", "\t75\t1\t0\t0\t33059 33072 33088\n" }, "spo2" },
	{ "nonin13", "00 02 00 0d 00 0e 20 24 03 15 14 30 45 00 02 00 00 48 00 61 90 03",
		{ "\tspo2\t97\t%\tdtime=2024-03-15T14:30:45\n", "\tpulse\t72\t/min\tdtime=2024-03-15T14:30:45\n" }, "stored" },
	{ "nonin13", "00 02 00 0d 00 0e 20 24 03 15 14 31 45 00 01 11 01 ff 00 7f 77 03",
		{ "low-battery\n", "\tspo2\t-\t%\tflags=lowbatt\tdtime=2024-03-15T14:31:45\tstored=1\n" }, "\t511\t" },
	/* replies between frames; the clock */
	{ "nonin8", "06 80 4a 60 00 02 f2 06 18 03 0f 0e 1e 0f 03 80 4a 60 00",
		{ "\tdevtime\t2024-03-15T14:30:15\n", "frames=4\t", "\tspo2\t96" }, "event" },
	{ "nonin2", "15 01 80 49 00 ca", { "unsupported\ttext=the device refused a command\n", "frames=2\t" }, NULL },
	{ "nonin8", "02 f4 04 31 32 33 34 03", { "\tserial\t1234\n" }, NULL },
	/* Masimo: R lines; Nellcor, Nonin's print: C */
	/* 03/19/16 13:37:12 SN=0000093112 SPO2=---% BPM=--- DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000001 */
	{ "masimo",
		"30332f31392f31362031333a33373a313220534e3d303030303039333131322053504f323d2d2d2d252042504d3d2d2d2d2044455341543d2d"
		"2d20504944454c54413d2b2d2d20414c41524d3d30303030204558433d3030303030310d0a",
		{ "finger-off\n", "\tspo2\t-\t%\tflags=off\tbits=0001", "\tpulse\t-\t", "\tserial\t0000093112\n",
			"\tdevtime\t2016-03-19T13:37:12\n" },
		"\tpi\t" },
	/* 03/17/16 19:19:36 SN=---------- SPO2=098% BPM=123 PI=00.55 SPCO=--% SPMET=--.-% SPHB=--.- SPOC=-- RESVD=--- DESAT=--
	   PIDELTA=+-- PVI=--- ALARM=000000 EXC=0000C00 EXC1=00000000 */
	{ "masimo",
		"30332f31372f31362031393a31393a333620534e3d2d2d2d2d2d2d2d2d2d2d2053504f323d303938252042504d3d3132332050493d30302e35"
		"35205350434f3d2d2d252053504d45543d2d2d2e2d2520535048423d2d2d2e2d2053504f433d2d2d2052455356443d2d2d2d2044455341543d"
		"2d2d20504944454c54413d2b2d2d205056493d2d2d2d20414c41524d3d303030303030204558433d3030303043303020455843313d30303030"
		"303030300a",
		{ "\tspo2\t98\t%\tbits=0c00\n", "\tpulse\t123\t/min", "\tpi\t0.55\t%", "\tpvi\t-\t%" }, "serial" },
	/* 05/15/07 08:12:21 SN=0000070986 SPO2=---% BPM=--- PI=--.--% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- PVI=---
	   ALARM=0000 EXC=000000 */
	{ "masimo",
		"30352f31352f30372030383a31323a323120534e3d303030303037303938362053504f323d2d2d2d252042504d3d2d2d2d2050493d2d2d2e2d"
		"2d25205350434f3d2d2d2e2d252053504d45543d2d2d2e2d252044455341543d2d2d20504944454c54413d2b2d2d205056493d2d2d2d20414c"
		"41524d3d30303030204558433d3030303030300d0a",
		{ "\tspo2\t-\t%\n", "\tpi\t-\t%\n", "\tpulse\t-\t/min\n" }, "finger" },
	/* 09/21/08 09:56:12 SpO2=097 PR=069 PI=04.69 EXC=800:SET */
	{ "masimo",
		"30392f32312f30382030393a35363a31322053704f323d3039372050523d3036392050493d30342e3639204558433d3830303a5345540d0a",
		{ "\tspo2\t97\t%\tbits=0800\n", "\tpulse\t69\t/min", "\tpi\t4.69\t%" }, "event" },
	/* 03/19/16 13:37:12 SN=1 SPO2=097% BPM=060 DESAT=-- # PIDELTA=+-- EXC=000800 */
	{ "masimo",
		"30332f31392f31362031333a33373a313220534e3d312053504f323d303937252042504d3d3036302044455341543d2d2d202320504944454c"
		"54413d2b2d2d204558433d3030303830300d0a",
		{ "\tspo2\t97\t%", "\tpulse\t60\t" }, "event" },
	/* 15-Mar-24 22:30:00  97  72  120 */
	{ "nellcor", "31352d4d61722d32342032323a33303a3030202039372020373220203132300d0a",
		{ "\tspo2\t97\t%\n", "\tpulse\t72\t/min\n", "\tdevtime\t2024-03-15T22:30:00\n" }, "event" },
	/* 15-Mar-24 22:30:02  84* 72  120 SL LB */
	{ "nellcor", "31352d4d61722d32342032323a33303a3032202038342a203732202031323020534c204c420d0a",
		{ "\tspo2\t84\t%", "low-battery\n" }, "finger" },
	/* 15-Mar-24 22:30:04  ---  ---  --- SO */
	{ "nellcor", "31352d4d61722d32342032323a33303a303420202d2d2d20202d2d2d20202d2d2d20534f0d0a",
		{ "finger-off\n", "\tspo2\t-\t%\tflags=off" }, NULL },
	/* SPO2=097 HR=072 */
	{ "noninascii", "53504f323d3039372048523d3037320d0a", { "\tspo2\t97\t%\n", "\tpulse\t72\t/min\n" }, "event" },
	/* 12:34:56 SPO2=097 HR=072 F * */
	{ "noninascii", "31323a33343a35362053504f323d3039372048523d3037322046202a0d0a",
		{ "\tspo2\t97\t%\n", "event\t0.000000\tdev\t-\tuser\ttext=event mark\n" }, NULL },
	/* SPO2=--- HR=--- */
	{ "noninascii", "53504f323d2d2d2d2048523d2d2d2d0d0a", { "finger-off\n", "\tspo2\t-\t%\tflags=off\n" }, NULL },
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

static FILE *
capture(const char *name)
{
	const char *data = getenv("IOMT_DATA");
	char path[4096];
	if (data == NULL) {
		printf("# IOMT_DATA is not set: %s is not read\n", name);
		return NULL;
	}
	snprintf(path, sizeof path, "%s/captures/%s", data, name);
	FILE *f = fopen(path, "r");
	CHECK(f != NULL);
	return f;
}

/* 30 frames of a 9560: the numbers of the one whole packet in it, and its waveform. */
TEST(captured_nonin_2)
{
	FILE *f = capture("nonin-9560-df2/frames.bin");
	if (f == NULL)
		return;
	uint8_t b[256];
	size_t n = fread(b, 1, sizeof b, f);
	fclose(f);
	CHECK_EQ(n, 150);
	char *text = kit_bare(dev_find(STR("nonin2")), b, n, 1, true);
	CHECK_HAS(text, "frames=30\tbad=0\tlost=0\tskipped=0");
	CHECK_EQ(kit_count(text, "\tspo2\t"), 1);
	CHECK_HAS(text, "num\t0.373333\tdev\tspo2\t96\t%\tbits=0004\n");
	CHECK_HAS(text, "num\t0.373333\tdev\tpulse\t74\t/min\tbits=0004\n");
	CHECK_HAS(text, "\t0\t73 70 68 67 67 67 67 67 67 65 62 60 57 54 53 52 52 52\n");
	CHECK_HAS(text, "\t18\t53 54 55 58 64 74 87 105 124 144 161 175\n");
	free(text);
}

TEST(captured_contec_eb)
{
	FILE *f = capture("contec-cms50d-bt/frames.txt");
	char line[256];
	int lines = 0;
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		if (strncmp(line, "D>H ", 4) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		char *text = kit_bare_hex("conteceb", line + 4);
		CHECK_HAS(text, "frames=1\tbad=0\tlost=0\tskipped=0");
		free(text);
		lines++;
	}
	if (f != NULL) {
		fclose(f);
		CHECK_EQ(lines, 3);
	}
}

/* A packet of 25 frames from which one is missing has no numbers: another value's byte would stand for the pulse. */
TEST(a_torn_nonin_packet_has_no_numbers)
{
	static uint8_t b[5 * 75];
	for (int torn = 0; torn < 25; torn++) {
		size_t n = 0;
		for (int k = 0; k < 75; k++) {
			uint8_t f[5] = { 0x01, (uint8_t)(0x80 | (k % 25 == 0)), 60,
				(uint8_t)(k % 25 == 1   ? 74
					  : k % 25 == 2 ? 96
							: k % 25),
				0 };
			f[3] = k % 25 == 0 ? 0 : f[3];
			f[4] = (uint8_t)(f[0] + f[1] + f[2] + f[3]);
			if (k == 25 + torn)
				continue;
			memcpy(b + n, f, 5);
			n += 5;
		}
		char *text = kit_bare(dev_find(STR("nonin2")), b, n, 0, false);
		CHECK_EQ(kit_count(text, "\tpulse\t74\t"), kit_count(text, "\tpulse\t"));
		CHECK_EQ(kit_count(text, "\tspo2\t96\t"), kit_count(text, "\tspo2\t"));
		CHECK(kit_count(text, "\tspo2\t") >= 1);
		free(text);
	}
}

/* What follows an acknowledgement confirms it; at the end of the input nothing does. A long row of them is noise, however it is
 * cut. */
TEST(nonin_acknowledgements)
{
	const struct device *d = dev_find(STR("nonin2"));
	uint8_t b[32];
	for (size_t acks = 1; acks < 12; acks++) {
		memset(b, 0x15, acks);
		size_t n = acks + kit_hex("01 80 49 00 ca", b + acks, sizeof b - acks);
		int said = DEV_MORE;
		for (size_t k = 1; k <= n; k++) {
			int now = d->frame(b, k);
			if (said != DEV_MORE)
				CHECK_EQ(now, said);
			said = now;
		}
		CHECK_EQ(said, acks < 8 ? 1 : DEV_BAD);
	}
	char *text = kit_bare_hex("nonin2", "01 80 49 00 ca 15 15");
	CHECK_HAS(text, "frames=3\tbad=0\t");
	free(text);
}

int
main(void)
{
	RUN(examples_of_the_pages);
	RUN(nonin_acknowledgements);
	RUN(captured_nonin_2);
	RUN(captured_contec_eb);
	RUN(a_torn_nonin_packet_has_no_numbers);
	return unit_done();
}
