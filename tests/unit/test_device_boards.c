/* Biosignal boards: every example of their protocols, real bytes (R) and computed ones (C); options; what commands change; and what a
 * simulated board sends against the heart that is inside it. */
#include "device_kit.h"

#include "sim/board.h"

struct example {
	const char *device, *board, *columns, *fs, *hex;
	const char *has[9]; /* each must occur in the records */
	const char *hasnt;
};

#define C42   "A0 2A 000001 FFFFFF 7FFFFF 800000 0003E8 FFFC18 000000 06D3A0 0000F0003E80 C0 "
#define ZEROS "000000 000000 000000 000000 000000 000000 000000 000000 "
#define UV    "\tuV\t250\t44.739237333333335\t0\t"

static const struct example examples[] = {
	/* R: two channels railed */
	{ "cyton", "", "", "", "A0 45 8F F2 40 8F DF F4 90 2B B6 8F BF BF 7F FF FF 7F FF FF 94 25 34 20 B6 7D 00 E0 00 E0 0F 70 C0",
		{ "\teeg:1" UV "0\t-7343552\n", "\teeg:2" UV "0\t-7348236\n", "\teeg:4" UV "0\t-7356481\n", "\teeg:5" UV "0\tU\n",
			"\teeg:7" UV "0\t-7068364\n", "\teeg:8" UV "0\t2143869\n", "\tacc:x\t[g]\t25\t8000\t0\t0\t224\n",
			"\tacc:z\t[g]\t25\t8000\t0\t0\t3952\n" },
		"event" },
	{ "cyton", "", "", "", C42,
		{ "\teeg:1" UV "0\t1\n", "\teeg:2" UV "0\t-1\n", "\teeg:3" UV "0\tU\n", "\teeg:4" UV "0\tL\n",
			"\teeg:5" UV "0\t1000\n", "\teeg:6" UV "0\t-1000\n", "\teeg:8" UV "0\t447392\n",
			"\tacc:y\t[g]\t25\t8000\t0\t0\t-4096\n", "\tacc:z\t[g]\t25\t8000\t0\t0\t16000\n" },
		"event" },
	{ "cyton", "", "", "", "A0 07 " ZEROS "3E 80 00 01 E2 40 C4", { "\tacc:x\t[g]\t25\t8000\t0\t0\t16000\n" }, "acc:y" },
	{ "cyton", "", "", "", "A0 08 " ZEROS "3E 80 00 01 E2 40 C3", { "\tacc:y\t", "\tboard-ms\t123456\n" }, "acc:x" },
	/* all zero: no new value */
	{ "cyton", "", "", "", "A0 08 " ZEROS "00 00 00 00 00 00 C0", { "eeg:8" }, "acc" },
	{ "cyton", "", "", "", "A0 08 " ZEROS "02 00 01 00 00 03 C1", { "unsupported\ttext=bytes 26 to 31 are pins" }, "wave:" },
	{ "cyton", "analog", "", "", "A0 08 " ZEROS "02 00 01 00 00 03 C1",
		{ "\twave:a5\t1\t250\t1\t0\t0\t512\n", "\twave:a7\t1\t250\t1\t0\t0\t3\n" }, "unsupported" },
	{ "cyton", "digital", "", "", "A0 08 " ZEROS "01 00 01 00 01 00 C1", { "\twave:digital\t1\t250\t1\t0\t0\t21\n" },
		"wave:a5" },
	/* stop bytes without a meaning known; a lost packet; answers */
	{ "cyton", "", "", "", "A0 08 " ZEROS "01 02 03 04 05 06 CF A0 0A " ZEROS "01 02 03 04 05 06 C2",
		{ "\tgap\tlost=1\n", "\teeg:1" UV "2\t0\n", "frames=2\tbad=0\tlost=1" }, "acc" },
	{ "cyton", "", "", "", "4f70656e4243492056330a4f6e204461697379204144533132393920494420337845242424",
		{ "\tanswer\tOpenBCI V3\\nOn Daisy ADS1299 ID 3xE\n", "unsupported\ttext=a Daisy is attached" }, "wave" },
	{ "cyton", "", "", "", "4661696c7572653a20436f6d6d756e69636174696f6e732074696d656f7574242424",
		{ "device-error\ttext=Failure: Communications timeout\n" }, "wave" },
	/* R: shifted packets, with 2 missing between the first and the second */
	{ "cyton", "", "", "",
		"a0 41 01 ff fc 68 ff fb 56 ff fb d3 ff fb 7b ff fb 2a ff fc ad ff fd 9c ff fd 28 00 00 00 00 00 c0"
		"a0 41 03 ff fc 5d ff fb 4f ff fb cd ff fb 79 ff fb 2e ff fc c3 ff fd 9a ff fd 27 00 00 00 00 00 c0"
		"a0 41 04 ff fc 5c ff fb 4e ff fb ca ff fb 79 ff fb 2b ff fc b7 ff fd 95 ff fd 2e 00 00 00 00 00 c0",
		{ "\teeg:1" UV "0\t-920\n", "\teeg:2" UV "0\t-1194\n", "\teeg:8" UV "0\t-728\n", "\teeg:1" UV "2\t-931 -932\n",
			"device-error\ttext=packets are shifted", "\tgap\tlost=1\n" },
		"\tacc:" },
	/* C: number 65 of a sound board is held back, and comes */
	{ "cyton", "", "", "", "A0 40 " ZEROS "000000000000 C0 A0 41 " ZEROS "000000000000 C0 A0 42 " ZEROS "000000000000 C0",
		{ "\teeg:1" UV "0\t0 0 0\n", "frames=3" }, "event" },
	/* Daisy: even numbers channels 9 to 16; a missing half is a gap of its own channels */
	{ "daisy", "", "", "",
		"A0 01 " ZEROS "000000000000 C0 A0 02 " ZEROS "000000000000 C0 A0 03 " ZEROS "000000000000 C0 A0 05 " ZEROS
		"000000000000 C0 "
		"A0 06 " ZEROS "000000000000 C0",
		{ "\teeg:1\tuV\t125\t44.739237333333335\t0\t0\t0 0 0\n", "\teeg:9\tuV\t125\t44.739237333333335\t0\t1\t0\n",
			"\teeg:16\tuV\t125\t44.739237333333335\t0\t3\t0\n", "\tgap\tlost=1\n" },
		NULL },
	/* ProtoCentral, all C */
	{ "protocentral", "healthypi3", "", "", "0A FA 14 00 02 88 FF 59 01 40 E2 01 00 E2 D4 01 00 51 0E 10 62 48 50 00 00 00 0B",
		{ "\tecg\t1\t125\t1\t0\t0\t-120\n", "\tresp\t1\t125\t1\t0\t0\t345\n", "\tppg-ir\t1\t125\t1\t0\t0\t123456\n",
			"\tppg-red\t1\t125\t1\t0\t0\t120034\n", "\ttemp\t36.65\tCel\n", "\tresp-rate\t16\t/min\n",
			"\tspo2\t98\t%\n", "\thr\t72\t/min\n" },
		"\t80\t" },
	/* nobody said which: the same, and said */
	{ "protocentral", "", "", "", "0A FA 14 00 02 88 FF 59 01 40 E2 01 00 E2 D4 01 00 51 0E 10 62 48 50 00 00 00 0B",
		{ "\tboard\thealthypi?\n", "\tspo2\t98\t%\n" }, "sbp" },
	{ "protocentral", "healthypi3", "", "", "0A FA 14 00 02 00 00 00 00 40 E2 01 00 E2 D4 01 00 51 0E 00 00 00 50 00 03 00 0B",
		{ "lead-off\n", "finger-off\n", "\tecg\t1\t125\t1\t0\t0\t0\tflags=off\n", "\tspo2\t-\t%\tflags=off\n",
			"\thr\t-\t/min\tflags=off\n" },
		"\t80\t" },
	/* electrodes off do not make a saturation bad, nor a finger a heart rate */
	{ "protocentral", "healthypi3", "", "", "0A FA 14 00 02 00 00 00 00 40 E2 01 00 E2 D4 01 00 51 0E 00 62 00 50 00 01 00 0B",
		{ "lead-off\n", "\tspo2\t98\t%\n", "\thr\t-\t/min\tflags=off\n" }, "finger" },
	{ "protocentral", "", "", "", "0A FA 16 00 02 3C F6 FF FF 50 46 00 00 00 31 D4 00 00 32 EF 00 00 47 0E 62 47 0F 00 0B",
		{ "\tboard\thealthypi5?\n", "\tecg\t1\t128\t1\t0\t0\t-2500\n", "\tresp\t1\t128\t1\t0\t0\t18000\n",
			"\tppg-red\t1\t128\t1\t0\t0\t54321\n", "\tppg-ir\t1\t128\t1\t0\t0\t61234\n", "\ttemp\t36.55\tCel\n",
			"\tspo2\t98\t%\n", "\thr\t71\t/min\n", "\tresp-rate\t15\t/min\n" },
		"event" },
	{ "protocentral", "healthypi5-ov3", "", "",
		"0A FA 32 00 03 64000000 6E000000 88FFFFFF 82000000 8C000000 96000000 A0000000 AA000000 28230000 29230000 2A230000 "
		"2B230000 48 0F 00 0B"
		"0A FA 13 00 04 3075 3A75 4475 4E75 5875 6275 6C75 7675 62 0E 0E 00 0B",
		{ "\tecg\t1\t128\t1\t0\t0\t100 110 -120 130 140 150 160 170\n", "\tresp\t1\t64\t1\t0\t0\t9000 9001 9002 9003\n",
			"\tpleth\t1\t128\t1\t0\t0\t30000 30010 30020 30030 30040 30050 30060 30070\n", "\thr\t72\t/min\n",
			"\tspo2\t98\t%\n", "\ttemp\t-\tCel\n", "\tresp-rate\t15\t/min\n" },
		"35.98" },
	{ "protocentral", "ads1292r", "", "", "0A FA 09 00 02 DB FF D2 00 0F 00 48 00 00 00 0B",
		{ "\tecg\t1\t125\t1\t0\t0\t-37\n", "\tresp\t1\t125\t1\t0\t0\t210\n", "\tresp-rate\t15\t/min\n",
			"\thr\t72\t/min\n" },
		"event" },
	/* the same bytes from nobody knows which board, and from another one */
	{ "protocentral", "", "", "", "0A FA 09 00 02 DB FF D2 00 0F 00 48 00 00 00 0B",
		{ "unsupported\ttext=nothing in these frames" }, "wave" },
	{ "protocentral", "max30001", "", "128", "0A FA 09 00 02 DB FF D2 00 0F 00 48 00 00 00 0B",
		{ "\tecg\t1\t128\t1\t0\t0\t13828059\n", "\tresp\t1\t128\t1\t0\t0\t4718607\n" }, "\thr\t" },
	{ "protocentral", "", "", "", "0A FA 11 00 02 00 00 00 00 00 2E FB FF FF 41 03 00 00 48 00 00 00 00 0B",
		{ "\tboard\tmax30003?\n", "\tecg\t1\t128\t1\t0\t0\t-1234\n", "\trr\t833\tms\n", "\thr\t72\t/min\n" }, "event" },
	/* BITalino, all C */
	{ "bitalino", "1", "", "", "00 C8 33", { "\twave:a1\t1\t1000\t1\t0\t0\t512\n", "\twave:digital\t1\t1000\t1\t0\t0\t12\n" },
		"a2" },
	{ "bitalino", "2", "", "", "FF 03 18 94", { "\twave:a1\t1\t1000\t1\t0\t0\t512\n", "\twave:a2\t1\t1000\t1\t0\t0\t1023\n" },
		"a3" },
	{ "bitalino", "4", "", "", "40 C0 00 02 04 00 03",
		{ "\twave:a1\t1\t1000\t1\t0\t0\t1\n", "\twave:a4\t1\t1000\t1\t0\t0\t4\n" }, "a5" },
	{ "bitalino", "", "", "", "7F 88 3E 19 01 02 F8 FB",
		{ "\twave:a2\t1\t1000\t1\t0\t0\t513\n", "\twave:a3\t1\t1000\t1\t0\t0\t100\n", "\twave:a4\t1\t1000\t1\t0\t0\t1000\n",
			"\twave:a5\t1\t1000\t1\t0\t0\t33\n", "\twave:a6\t1\t1000\t1\t0\t0\t63\n",
			"\twave:digital\t1\t1000\t1\t0\t0\t15\n" },
		"event" },
	{ "bitalino", "2", "ecg,eda", "100", "FF 03 18 94",
		{ "\tecg\tmV\t100\t341.3333333333333\t512\t0\t512\n", "\teda\tuS\t100\t40.96\t0\t0\t1023\n" }, "wave:a1" },
	{ "bitalino", "", "", "", "424954616c696e6f5f76352e320a", { "\tfirmware\tBITalino_v5.2\n" }, "wave" },
	/* Olimex: R */
	{ "olimex", "", "", "", "a5 5a 02 39 02 33 01 eb 02 22 01 b3 02 00 02 00 0f",
		{ "\twave:1\t1\t256\t1\t0\t0\t563\n", "\twave:2\t1\t256\t1\t0\t0\t491\n", "\twave:4\t1\t256\t1\t0\t0\t435\n",
			"\twave:switches\t1\t256\t1\t0\t0\t15\n" },
		"event" },
	{ "olimex", "", "ecg,-", "", "a5 5a 02 39 02 33 01 eb 02 22 01 b3 02 00 02 00 0f",
		{ "\tecg\t1\t256\t1\t0\t0\t563\n", "\twave:3\t" }, "wave:2" },
	/* S512 S530 B72 Q833, each with CR LF */
	{ "pulsesensor", "", "", "", "533531320d0a533533300d0a4237320d0a513833330d0a",
		{ "\tpleth\t1\t50\t1\t0\t0\t512 530\n", "\tpulse\t72\t/min\n", "\trr\t833\tms\n", "frames=4" }, "event" },
	/* 345 346 ! 347 */
	{ "ad8232", "", "", "", "3334350d0a3334360d0a210d0a3334370d0a",
		{ "\tecg\t1\t190\t1\t0\t0\t345 346 E 347\tflags=off\n", "lead-off\n", "lead-on\n" }, "err" },
	/* 72,833,530 */
	{ "numbers", "", "pulse,rr,pleth", "50", "37322c3833332c3533300d0a",
		{ "\tpulse\t72\t/min\n", "\trr\t833\tms\n", "\tpleth\t1\t50\t1\t0\t0\t530\n", "\tcolumns=pulse,rr,pleth\n" },
		"err\t" },
};

static char *
decode(const struct device *d, const struct dev_options *o, const uint8_t *b, size_t n, size_t piece)
{
	int fd = memfd_create("records", 0);
	struct out out;
	struct recw w;
	static struct bare bare;
	out_take(&out, fd);
	recw_start(&w, &out);
	bare_start_as(&bare, &w, d, STR("dev"), o);
	for (size_t at = 0; at < n; at += piece)
		bare_push(&bare, b + at, n - at < piece ? n - at : piece);
	bare_end(&bare);
	out_flush(&out);
	char *text = kit_slurp(dup(fd));
	out_close(&out);
	return text;
}

static struct dev_options
options(const char *device, const char *board, const char *fs, const char *columns)
{
	struct dev_options o;
	struct rate rate = { 0, 0 };
	char why[DEV_WHY];
	CHECK(*fs == '\0' || rate_get(str_of(fs), &rate));
	CHECK(dev_options_get(&o, rate, str_of(board), str_of(columns)));
	CHECK(!dev_options_wrong(dev_find(str_of(device)), &o, why));
	return o;
}

TEST(examples_of_the_page)
{
	static uint8_t b[4096];
	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
		const struct example *x = &examples[i];
		struct dev_options o = options(x->device, x->board, x->fs, x->columns);
		size_t n = kit_hex(x->hex, b, sizeof b);
		char *text = decode(dev_find(str_of(x->device)), &o, b, n, n),
		     *parts = decode(dev_find(str_of(x->device)), &o, b, n, 1);
		for (size_t k = 0; k < 9 && x->has[k] != NULL; k++)
			CHECK_HAS(text, x->has[k]);
		if (x->hasnt != NULL && strstr(strchr(text, '\n') + 1, x->hasnt) != NULL) {
			unit_complain(__FILE__, __LINE__, x->hex);
			printf("# has %s:\n%s", x->hasnt, text);
		}
		CHECK_HAS(text, "skipped=0");
		CHECK_HAS(text, "bad=0");
		CHECK_STR(parts, text);
		free(text);
		free(parts);
	}
}

static char *
captured(const char *file, const char *device)
{
	const char *data = getenv("IOMT_DATA");
	static uint8_t b[8192];
	char path[4096];
	if (data == NULL) {
		printf("# IOMT_DATA is not set: %s is not read\n", file);
		return NULL;
	}
	snprintf(path, sizeof path, "%s/captures/%s", data, file);
	FILE *f = fopen(path, "rb");
	CHECK(f != NULL);
	if (f == NULL)
		return NULL;
	size_t n = fread(b, 1, sizeof b, f);
	fclose(f);
	struct dev_options none = { .board = "" };
	if (strstr(file, ".txt") != NULL) {
		static char hex[8192];
		for (size_t i = 0; i < n; i++)
			hex[i] = b[i] == '\n' ? ' ' : (char)b[i];
		hex[n] = '\0';
		n = kit_hex(hex, b, sizeof b);
	}
	return decode(dev_find(str_of(device)), &none, b, n, n);
}

TEST(captures)
{
	char *text = captured("heartypatch/heartypatch_tcp.bin", "protocentral");
	if (text == NULL)
		return;
	CHECK_HAS(text, "\tboard\theartypatch?\n");
	CHECK_HAS(text, "frames=81\tbad=0\tlost=0\tskipped=0");
	CHECK_HAS(text, "\tecg\t1\t128\t1\t0\t0\t-49 -49 -48 -51 -46 -50 -50 -49 ");
	CHECK(strstr(text, "\tgap") == NULL && strstr(text, "\trr\t") == NULL);
	free(text);
	text = captured("openbci-cyton/sample_real.txt", "cyton");
	CHECK_HAS(text, "\teeg:1" UV "0\t-7343552\n");
	free(text);
	text = captured("openbci-cyton/issue87.txt", "cyton");
	CHECK_HAS(text, "\teeg:8" UV "2\t-729 -722\n");
	free(text);
	text = captured("openeeg-p2/example.txt", "olimex");
	CHECK_HAS(text, "\twave:3\t1\t256\t1\t0\t0\t546\n");
	free(text);
}

/* Lines of every form; what is between them and is none. */
TEST(lines_of_numbers)
{
	static const struct {
		const char *fs, *columns, *text, *has[4], *hasnt;
	} cases[] = {
		{ "100", "", "1\n2\n-3\n", { "\twave:1\t1\t100\t1\t0\t0\t1 2 -3\n" }, "err" },
		{ "100", "", "1,2\r\n3, 4\r\n", { "\twave:1\t1\t100\t1\t0\t0\t1 3\n", "\twave:2\t1\t100\t1\t0\t0\t2 4\n" }, "err" },
		{ "100", "", "1;2\n3;4\n", { "\twave:2\t1\t100\t1\t0\t0\t2 4\n" }, "err" },
		{ "100", "", "1\t2\n3\t\n", { "\twave:2\t1\t100\t1\t0\t0\t2\n" }, NULL },
		{ "100", "", "1  2\n3 4\n", { "\twave:2\t1\t100\t1\t0\t0\t2 4\n" }, "err" },
		{ "100", "", "1,5;2,25\n", { "\twave:1\t1\t100\t10\t0\t0\t15\n", "\twave:2\t1\t100\t100\t0\t0\t225\n" }, "err" },
		{ "100", "", "1,2,\n3,4,\n", { "\twave:2\t1\t100\t1\t0\t0\t2 4\n" }, "wave:3" },
		{ "100", "", "1,,3\nnan,2,inf\n",
			{ "\twave:1\t1\t100\t1\t0\t0\t1 E\n", "\twave:2\t1\t100\t1\t0\t0\tE 2\n",
				"\twave:3\t1\t100\t1\t0\t0\t3 E\n" },
			"err" },
		{ "100", "", "1.5e1,+.5\n", { "\twave:1\t1\t100\t1\t0\t0\t15\n", "\twave:2\t1\t100\t10\t0\t0\t5\n" }, "err" },
		{ "100", "", "5000000000,-5000000000\n", { "\twave:1\t1\t100\t1\t0\t0\tU\n", "\twave:2\t1\t100\t1\t0\t0\tL\n" },
			"err" },
		/* more decimals: a new block with another gain */
		{ "100", "", "1\n1.5\n2\n", { "\t1\t0\t0\t1\n", "\t10\t0\t1\t15 20\n" }, "err" },
		{ "50", "", "ECG,Red light\n1,2\nECG,Red light\n3,4\n",
			{ "\tcolumns\tECG,Red light\n", "\tecg\t1\t50\t1\t0\t0\t1 3\n", "\twave:Red_light\t1\t50\t1\t0\t0\t2 4\n" },
			"err" },
		/* that was no header */
		{ "50", "", "hello, world\n1\n", { "\twave:1\t1\t50\t1\t0\t0\t1\n" }, "world\t1" },
		{ "50", "", "ecg:1,temp:36.6\nTemp: 3\ntemp:36.7,ecg:2\n",
			{ "\tecg\t1\t50\t1\t0\t0\t1\n", "\twave:temp\t1\t50\t10\t0\t0\t366\n",
				"err\t0.000000\tdev\t-\tframing\t16\t8\t" },
			"num\t" },
		{ "50", "", "T=1.5 H=40\nT=1.5 H=41\n", { "\twave:H\t1\t50\t1\t0\t0\t40 41\n" }, "err" },
		/* noise in the midst; a number in a sentence is none */
		{ "50", "", "1\nvalue is 23\n2\n",
			{ "err\t0.000000\tdev\t-\tframing\t2\t12\t", "\t0\t2\t2\n", "\tgap\tlost=1\test=1\n" }, "23\n" },
		{ "50", "", "1\nstarting\n2\n", { "framing\t2\t9\t", "\t0\t0\t1 2\n" }, "gap" },
		{ "50", "", "1,2\n3\n4,5\n", { "framing\t4\t2\t", "\t0\t2\t4\n" }, "wave:1\t1\t50\t1\t0\t1\t3" },
		{ "50", "",
			"1\n\xff"
			"2\n3\n",
			{ "framing\t2\t3\t" }, "\t2\n" },
		/* numbers of a patient only when a person says so */
		{ "", "hr,temp[Cel],-", "72,36.6,5\n72,36.6,6\n",
			{ "num\t0.000000\tdev\thr\t72\t/min\nnum\t0.000000\tdev\ttemp\t36.6\tCel\nnum\t0.000000\tdev\thr\t72\t/"
			  "min\n" },
			"wave" },
		{ "", "hr", "72\nnan\n", { "\thr\t72\t", "\thr\t-\t" }, "err" },
		{ "", "", "72\n", { "unsupported\ttext=how many lines a second" }, "wave" },
		{ "100", "ecg:1[mV],-,temp", "ecg1,x,temp\n1.25,9,36\n",
			{ "\tecg:1\tmV\t100\t100\t0\t0\t125\n", "\ttemp\t36\tCel\n" }, "err" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dev_options o = options("numbers", "", cases[i].fs, cases[i].columns);
		const uint8_t *b = (const uint8_t *)cases[i].text;
		size_t n = strlen(cases[i].text);
		char *text = decode(dev_find(STR("numbers")), &o, b, n, n), *parts = decode(dev_find(STR("numbers")), &o, b, n, 1);
		for (size_t k = 0; k < 4 && cases[i].has[k] != NULL; k++)
			CHECK_HAS(text, cases[i].has[k]);
		if (cases[i].hasnt != NULL && strstr(strchr(text, '\n'), cases[i].hasnt) != NULL) {
			unit_complain(__FILE__, __LINE__, cases[i].text);
			printf("# has %s:\n%s", cases[i].hasnt, text);
		}
		CHECK_STR(parts, text);
		free(text);
		free(parts);
	}
}

TEST(wrong_options)
{
	static const struct {
		const char *device, *board, *fs, *columns, *why;
	} cases[] = {
		{ "cms50d", "x", "", "", "--board does not go with cms50d" },
		{ "cms50d", "", "50", "", "--fs does not go with cms50d" },
		{ "cms50d", "", "", "ecg", "--columns does not go with cms50d" },
		{ "protocentral", "healthypi9", "", "", "healthypi9 is not one of: healthypi3 " },
		{ "protocentral", "max30001", "", "", "--fs says it" },
		{ "protocentral", "healthypi3", "100", "", "--fs does not go with" },
		{ "bitalino", "7", "", "", "7 is not one of: 1 2" },
		{ "bitalino", "", "500", "", "1, 10, 100 or 1000" },
		{ "bitalino", "2", "", "a,b,c", "more of them than channels" },
		{ "bitalino", "2", "", "hr", "waveforms only" },
		{ "olimex", "", "", "1,2,3,4,5,6,7", "6 channels" },
		{ "ad8232", "", "", "1,2,3,4,5", "up to 4" },
		{ "numbers", "", "50", "ecg,ecg", "one name twice" },
		{ "numbers", "", "50", "ecg[", "write NAME" },
		{ "numbers", "", "50", "ecg,,temp", "write NAME" },
		{ "numbers", "", "50", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", "more than 16" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dev_options o;
		struct rate rate = { 0, 0 };
		char why[DEV_WHY];
		CHECK(*cases[i].fs == '\0' || rate_get(str_of(cases[i].fs), &rate));
		CHECK(dev_options_get(&o, rate, str_of(cases[i].board), str_of(cases[i].columns)));
		CHECK(dev_options_wrong(dev_find(str_of(cases[i].device)), &o, why));
		CHECK_HAS(why, cases[i].why);
	}
	struct dev_options o;
	CHECK(!dev_options_get(&o, (struct rate){ 0, 0 }, STR("a-board-of-16-ch"), STR("")));
}

/* A capture carries the options; commands of the host change the gain from there on; a counter that turned is told by the time. */
TEST(captures_need_no_options)
{
	struct rawdec d = { .device = NULL };
	int status;
	char *text = kit_raw(&d,
		"dev\t10.000000\tx\t-\tnumbers\tcolumns=ecg,hr\tfs=50\n"
		"raw\t10.000000\tx\t-\t<\t0\t312c320a\n" /* the first line may have lost its beginning */
		"raw\t10.100000\tx\t-\t<\t4\t312c36300a\n"
		"end\t11.000000\tx\t-\teof\n",
		&status);
	CHECK_EQ(status, 0);
	CHECK_HAS(text, "\tecg\t1\t50\t1\t0\t0\t1\n");
	CHECK_HAS(text, "\thr\t60\t/min\n");
	CHECK_HAS(text, "skipped=4");
	free(text);
#define ONES "000001000001000001000001000001000001000001000001"
	struct rawdec c = { .device = NULL };
	text = kit_raw(&c,
		"dev\t10.000000\tx\t-\tcyton\n"
		"raw\t10.000000\tx\t-\t<\t0\ta001" ONES "000000000000c0\n"
		"raw\t10.004000\tx\t-\t>\t0\t7831303130303058\n" /* x1010000X… in two writes: its end */
		"raw\t10.004000\tx\t-\t>\t8\t30\n"
		"raw\t10.008000\tx\t-\t>\t9\t58\n"
		"raw\t10.008000\tx\t-\t<\t33\ta002" ONES "000000000000c0\n"
		"raw\t10.010000\tx\t-\t>\t10\t7831303230303030\n" /* x1 on, gain 2 (4), …: X */
		"raw\t10.011000\tx\t-\t>\t18\t58\n"
		"raw\t10.012000\tx\t-\t<\t66\ta003" ONES "000000000000c0\n"
		"end\t11.000000\tx\t-\teof\n",
		&status);
	CHECK_EQ(status, 0);
	CHECK_HAS(text, "\teeg:1\tuV\t250\t44.739237333333335\t0\t0\t1 1\n");
	CHECK_HAS(text, "\teeg:1\tuV\t250\t7.456539555555556\t0\t2\t1\n");
	CHECK_HAS(text, "\teeg:2\tuV\t250\t44.739237333333335\t0\t0\t1 1 1\n");
	free(text);
	/* 2.060 s without a packet, and a number that is 3 further: 2 or 258 or 514 are missing, and 514 would be 2.056 s */
	struct rawdec t = { .device = NULL };
	text = kit_raw(&t,
		"dev\t10.000000\tx\t-\tcyton\n"
		"raw\t10.000000\tx\t-\t<\t0\ta001" ONES "000000000000c0\n"
		"raw\t12.061000\tx\t-\t<\t33\ta004" ONES "000000000000c0\n"
		"end\t13.000000\tx\t-\teof\n",
		&status);
	CHECK_HAS(text, "\tgap\tlost=514\test=1\n");
	free(text);
}

/* A simulated board against its own heart: bytes of its stream, decoded, are the counts of that heart. */
static void
against(const char *device, const char *board, const char *fs, const char *columns, const char *signal, int seconds,
	int32_t (*want)(const struct board_now *n), int every)
{
	static _Alignas(16) unsigned char state[SIMDEV_STATE];
	static struct board inside;
	static uint8_t b[1 << 18];
	static int32_t is[1 << 16];
	const struct simdev *sim = simdev_find(str_of(device));
	struct simdev_setup setup = { scenario_find(STR("normal")), 4, 1 };
	struct simdev_say say = { .n = 0 };
	struct dev_options o = options(device, board, fs, columns);
	size_t n = 0, k = 0;
	sim->start(state, &setup);
	board_start(&inside, &setup, sim->fps);
	board_begin(&inside, 0);
	if (sim->hail != NULL)
		sim->heard(state, 0, sim->hail, sim->nhail, &say);
	else
		sim->due(state, 0, &say);
	for (int64_t now = 0; now < seconds * TM_S; now = say.wake) {
		if (now > 0)
			sim->due(state, now, &say);
		CHECK(n + say.n <= sizeof b);
		memcpy(b + n, say.bytes, say.n);
		n += say.n;
	}
	char *text = decode(dev_find(str_of(device)), &o, b, n, 97), what[32];
	CHECK_EQ(kit_count(text, "err\t"), 0);
	CHECK_EQ(kit_count(text, "\tgap"), 0);
	snprintf(what, sizeof what, "\t%s\t", signal);
	for (const char *p = text; (p = strstr(p, what)) != NULL && k < sizeof is / sizeof *is;) {
		for (int field = 0; field < 6; field++)
			p = strchr(p + 1, '\t');
		for (char *end; *p == '\t' || *p == ' '; p = end)
			is[k++] = (int32_t)strtol(p + 1, &end, 10);
	}
	CHECK(k >= (size_t)(seconds * sim->fps / every - 1));
	for (size_t i = 0; i < k; i++) {
		struct board_now x;
		for (int skip = 0; skip < every; skip++) {
			struct simdev_say nothing = { .n = 0 };
			CHECK(board_due(&inside, board_wake(&inside), &nothing, &x));
			if (skip == 0 && is[i] != want(&x)) {
				CHECK_EQ(is[i], want(&x));
				i = k;
				break;
			}
		}
	}
	free(text);
}

static int32_t
cyton_count(const struct board_now *n)
{
	return board_count(n->ecg, 24000 * (8388607 / 4500000.0), 0, -8388607, 8388606);
}

static int32_t
pi_count(const struct board_now *n)
{
	return board_count(n->ecg, 1000, 0, -32768, 32767);
}

static int32_t
bitalino_count(const struct board_now *n)
{
	return board_count(n->ecg, 1024 / 3.0, 512, 0, 1023);
}

static int32_t
olimex_count(const struct board_now *n)
{
	return board_count(n->ecg, 200, 512, 0, 1023);
}

static int32_t
pulse_count(const struct board_now *n)
{
	return board_count(n->pleth, 300, 400, 0, 1023);
}

static int32_t
ad_count(const struct board_now *n)
{
	return board_count(n->ecg, 200, 345, 0, 1023);
}

TEST(simulated_boards)
{
	against("cyton", "", "", "", "eeg:1", 20, cyton_count, 1);
	against("daisy", "", "", "", "eeg:1", 20, cyton_count, 2);
	against("protocentral", "healthypi3", "", "", "ecg", 20, pi_count, 1);
	against("bitalino", "", "", "ecg", "ecg", 20, bitalino_count, 1);
	against("olimex", "", "", "ecg", "ecg", 20, olimex_count, 1);
	against("pulsesensor", "", "", "", "pleth", 20, pulse_count, 1);
	against("ad8232", "", "", "", "ecg", 20, ad_count, 1);
	against("numbers", "", "100", "ecg,pleth", "ecg", 20, pi_count, 1);
}

/* What a host may say to the simulated boards, as text; and that the session gets the number of channels that was asked for. */
TEST(commands_of_the_simulated_boards)
{
	static const struct {
		const char *device, *said, *answer;
	} cases[] = {
		{ "cyton", "v", "OpenBCI V3 8-16 channel" },
		{ "daisy", "v", "On Daisy ADS1299" },
		{ "cyton", "C", "no daisy to attach!8$$$" },
		{ "daisy", "C", "16$$$" },
		{ "cyton", "c", "8$$$" },
		{ "cyton", "d", "default$$$" },
		{ "cyton", "D", "060110$$$" },
		{ "cyton", "V", "v3.1.2$$$" },
		{ "cyton", "?", "CONFIG3" },
		{ "cyton", "x3020000X", "Success: Channel set$$$" },
		{ "cyton", "xQ020000X", "Failure: Channel setting$$$" },
		{ "daisy", "xQ020000X", "Success: Channel set$$$" },
		{ "cyton", "z110Z", "Success: Impedance settings set$$$" },
		{ "cyton", "/2", "Success: board mode$$$" },
		{ "cyton", "~6", "Success: Sample rate is 250Hz$$$" },
		{ "cyton", "~0", "Failure: more than 250Hz" },
		{ "cyton", "-", "internal test signal" },
		{ "cyton", "<", "Time stamp ON$$$" },
		{ "cyton", "A", "SD card failed$$$" },
		{ "cyton", "\xf0\x07", "Success: System is Up$$$" },
		{ "cyton", "12345678!", "" },
		{ "bitalino", "\x07", "BITalino_v5.2\n" },
	};
	static _Alignas(16) unsigned char state[SIMDEV_STATE];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct simdev *sim = simdev_find(str_of(cases[i].device));
		struct simdev_say say = { .n = 0 };
		char text[SIMDEV_SAY + 1] = "";
		sim->start(state, &(struct simdev_setup){ scenario_find(STR("normal")), 4, 1 });
		sim->heard(state, 0, (const uint8_t *)cases[i].said, strlen(cases[i].said), &say);
		memcpy(text, say.bytes, say.n);
		if (*cases[i].answer == '\0')
			CHECK_EQ(say.n, 0);
		else
			CHECK_HAS(text, cases[i].answer);
	}
	const struct dev_session *s = dev_find(STR("bitalino"))->session;
	static _Alignas(DEV_SESSION_ALIGN) unsigned char mind[DEV_SESSION];
	struct dev_options o = options("bitalino", "3", "100", "");
	struct dev_say say;
	uint8_t sent[8];
	size_t n = 0;
	s->open_as(mind, 0, &o, &say);
	for (int64_t now = 0; n < 3 && now < 10 * TM_S; now = say.wake) {
		s->due(mind, now, &say);
		if (say.n == 1)
			sent[n++] = say.bytes[0];
	}
	CHECK(n == 3 && sent[0] == 0x07 && sent[1] == 0x83 && sent[2] == 0x1d);
}

int
main(void)
{
	RUN(examples_of_the_page);
	RUN(captures);
	RUN(lines_of_numbers);
	RUN(wrong_options);
	RUN(captures_need_no_options);
	RUN(simulated_boards);
	RUN(commands_of_the_simulated_boards);
	return unit_done();
}
