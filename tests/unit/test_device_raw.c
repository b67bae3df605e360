/* raw records → records: several sources, gaps of OFFSET and of time, reconnects, ticks, ends. */
#include "device_kit.h"

enum { TEXT = 1 << 20 };
static char in[TEXT];
static size_t used;

static void
begin(void)
{
	used = 0;
	in[0] = '\0';
}

static void __attribute__((format(printf, 1, 2))) line(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(in + used, TEXT - used, format, args);
	va_end(args);
	used += (size_t)n;
	in[used++] = '\n';
	in[used] = '\0';
}

/* Time of sample k at 60 a second. */
static int64_t
period(unsigned k)
{
	return ((int64_t)k * 1000000 + 30) / 60;
}

/* A read of n packets of the 5-byte protocol, arrived at `us`; pleth counts from `pleth`. */
static void
packets(const char *source, int64_t us, unsigned offset, unsigned n, unsigned pleth)
{
	char hex[2 * 5 * 400 + 1];
	for (unsigned i = 0; i < n; i++)
		snprintf(hex + 10 * i, 11, "85%02x074861", (pleth + i) % 128);
	line("raw\t%lld.%06lld\t%s\t-\t<\t%u\t%s\tdev=cms50d", (long long)(us / 1000000), (long long)(us % 1000000), source, offset,
		hex);
}

static char *
decode(struct rawdec options, int *status)
{
	return kit_raw(&options, in, status);
}

/* n packets at 60 a second, one a read. */
static void
live(const char *source, int64_t us, unsigned offset, unsigned n)
{
	for (unsigned k = 0; k < n; k++)
		packets(source, us + period(k), offset + 5 * k, 1, k);
}

TEST(live_stream)
{
	int status;
	begin();
	line("iomt\t100.000000\t-\t-\t1\tclock=utc");
	line("dev\t100.000000\toxi\t-\tcms50d\tbaud=19200");
	line("# a comment");
	line("x-mine\t100.000000\toxi\t-\tkept");
	live("oxi", 100000000, 0, 61);
	line("end\t101.000000\toxi\t-\teof");
	line("end\t101.000000\t-\t-\teof");
	char *text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(status, 0);
	CHECK_HAS(text, "iomt\t100.000000\t-\t-\t1\tclock=utc\ndev\t100.000000\toxi\t-\tcms50d\tbaud=19200\n# a comment\nx-mine\t");
	CHECK_EQ(kit_count(text, "raw\t"), 0);
	CHECK_HAS(text, "num\t100.000000\toxi\tspo2\t97\t%\n");
	CHECK_HAS(text, "num\t101.000000\toxi\tspo2\t97\t%\n");
	CHECK_EQ(kit_count(text, "\tspo2\t"), 2);
	CHECK_HAS(text, "wave\t100.750000\toxi\tpleth\t1\t60\t1\t0\t45\t45 46 47");
	CHECK_HAS(text, "stat\t101.000000\toxi\t-\tbytes=305\tframes=61\tbad=0\tlost=0\tskipped=0\trate=60\tjitter=0\tresync="
			"0\nend\t101");
	free(text);
	/* -c drops the rest, but never what is about the source */
	text = decode((struct rawdec){ .only = STR("pulse") }, &status);
	CHECK_EQ(kit_count(text, "spo2") + kit_count(text, "wave\t"), 0);
	CHECK_EQ(kit_count(text, "\tpulse\t"), 2);
	CHECK_EQ(kit_count(text, "stat\t"), 1);
	free(text);
}

TEST(pieces_of_records_do_not_matter)
{
	/* one read, split at any byte, all at one time */
	int status;
	char *whole = NULL;
	for (unsigned cut = 0; cut <= 50; cut += 3) {
		char hex[101];
		begin();
		for (unsigned i = 0; i < 10; i++)
			snprintf(hex + 10 * i, 11, "85%02x074861", i);
		line("raw\t5.000000\ta\t-\t<\t0\t%.*s\tdev=cms50d", cut > 0 ? (int)(2 * cut) : 1, cut > 0 ? hex : "-");
		line("raw\t5.000000\ta\t-\t<\t%u\t%s\tdev=cms50d", cut, cut < 50 ? hex + 2 * cut : "-");
		line("end\t5.000000\t-\t-\teof");
		char *text = decode((struct rawdec){ 0 }, &status);
		if (whole == NULL)
			whole = text;
		CHECK_STR(text, whole);
		if (text != whole)
			free(text);
	}
	free(whole);
}

TEST(sources_and_directions)
{
	int status;
	begin();
	line("dev\t1.000000\ta\t-\tcms50d");
	packets("a", 1000000, 0, 2, 0);
	packets("b", 1000000, 0, 2, 50);
	line("raw\t1.000000\tb\t-\t>\t0\t7d81a1808080808080\tdev=cms50v7");
	line("raw\t1.010000\ta\t-\t<\t10\t8502\tdev=cms50d"); /* the third packet of a, in two records without `dev` */
	line("raw\t1.020000\ta\t-\t<\t12\t074861");
	packets("b", 1020000, 10, 1, 52);
	line("raw\t1.030000\tc\t-\t<\t0\t00ff\tdev=nosuch");
	line("raw\t1.030000\tc\t-\t<\t2\t00ff\tdev=nosuch");
	line("end\t1.030000\t-\t-\teof");
	struct rawdec d = { 0 };
	char *text = kit_raw(&d, in, &status);
	CHECK_EQ(status, 0);
	CHECK_HAS(text, "\ta\tpleth\t1\t60\t1\t0\t0\t0 1 2\n");
	CHECK_HAS(text, "\tb\tpleth\t1\t60\t1\t0\t0\t50 51 52\n");
	CHECK_EQ(kit_count(text, "unsupported"), 1);
	CHECK_HAS(text, "raw\t1.030000\tc\t-\t<\t0\t00ff\tdev=nosuch\n");
	CHECK_HAS(text, "raw\t1.030000\tc\t-\t<\t2\t00ff\tdev=nosuch\n");
	CHECK_STR(d.unknown, "nosuch");
	free(text);
	/* -d overrides what the records say */
	begin();
	line("raw\t1.030000\tc\t-\t<\t0\t8534074861\tdev=nosuch");
	text = decode((struct rawdec){ .device = dev_find(STR("cms50d")) }, &status);
	CHECK_HAS(text, "\tspo2\t97\t");
	free(text);
}

TEST(offset_gap)
{
	int status;
	begin();
	live("a", 0, 0, 60);
	line("raw\t1.000000\ta\t-\t<\t300\t8505\tdev=cms50d"); /* torn, then 98 bytes are missing: 20 packets */
	for (unsigned k = 80; k < 100; k++)
		packets("a", period(k), 400 + 5 * (k - 80), 1, k);
	char *text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(status, 3);
	CHECK_HAS(text, "\ttruncated\t300\t2\thex=8505\n");
	CHECK_HAS(text, "event\t1.333333\ta\t-\tgap\tlost=20\test=1\n");
	CHECK_HAS(text, "wave\t1.333333\ta\tpleth\t1\t60\t1\t0\t80\t80 81 82 83 84 85 86 87 88 89\n");
	CHECK_HAS(text, "lost=20\tskipped=0");
	free(text);
}

/* The device pauses: the gap is the silence. The reader pauses: its queue comes in one read, and nothing is missing. */
TEST(silence_and_queue)
{
	int status;
	begin();
	live("a", 0, 0, 60);
	packets("a", 11000000, 300, 1, 0);
	packets("a", 11016667, 305, 1, 1);
	char *text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(status, 0);
	CHECK_HAS(text, "event\t11.000000\ta\t-\tgap\tlost=600\test=1\n");
	CHECK_HAS(text, "wave\t11.000000\ta\tpleth\t1\t60\t1\t0\t660\t0 1\n");
	free(text);
	begin();
	live("a", 0, 0, 60);
	packets("a", 3000000, 300, 121, 60); /* two seconds' worth at once */
	live("a", 3016667, 905, 30);
	text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(kit_count(text, "gap"), 0);
	CHECK_HAS(text, "wave\t1.000000\ta\tpleth\t1\t60\t1\t0\t60\t");
	free(text);
}

TEST(reconnect)
{
	int status;
	begin();
	line("dev\t0.000000\ta\t-\tcms50d");
	live("a", 0, 0, 60);
	line("raw\t1.000000\ta\t-\t<\t300\t8505"); /* the plug is pulled in mid-frame: no damage */
	line("event\t1.000000\ta\t-\tdisconnect");
	line("event\t4.000000\ta\t-\tconnect");
	line("dev\t4.000000\ta\t-\tcms50d");
	line("raw\t4.000000\ta\t-\t<\t0\t4861"); /* joined in mid-frame, offsets from 0 */
	live("a", 4000000, 2, 30);
	line("end\t4.500000\ta\t-\tsignal");
	char *text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(status, 0);
	CHECK_EQ(kit_count(text, "err\t"), 0);
	CHECK_HAS(text, "event\t4.000000\ta\t-\tgap\tlost=180\test=1\n");
	CHECK_HAS(text, "wave\t4.000000\ta\tpleth\t1\t60\t1\t0\t240\t0 1 2");
	CHECK_HAS(text, "skipped=4\t");
	CHECK_HAS(text, "reconnects=1\tresync=0\n");
	/* the block that was being filled is written before the disconnect */
	CHECK(strstr(text, "disconnect") > strstr(text, "\t45\t45 46"));
	free(text);
}

/* A tick leaves when everything before it is written: behind the block that began before it; at once where nothing comes. */
TEST(ticks)
{
	int status;
	begin();
	line("tick\t10.000000\tb\t-"); /* a source without bytes */
	live("a", 10000000, 0, 50);    /* to 10.817 */
	line("tick\t10.820000\ta\t-");
	for (unsigned k = 50; k < 70; k++)
		packets("a", 10000000 + period(k), 5 * k, 1, k);
	line("tick\t11.820000\ta\t-");
	line("tick\t12.820000\ta\t-");
	line("tick\t13.820000\ta\t-");
	line("end\t13.820000\t-\t-\teof");
	char *text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(kit_count(text, "tick\t"), 5);
	const char *first = strstr(text, "tick\t10.820000\ta"), *held = strstr(text, "\t45\t45 46"),
		   *after = strstr(text, "wave\t11.000000");
	CHECK(first != NULL && held != NULL && after != NULL && held < first && first < after);
	/* no packet came between 11.82 and 12.82: the half block and both ticks are written then */
	const char *rest = strstr(text, "\t60\t60 61"), *second = strstr(text, "tick\t11.820000\ta"),
		   *third = strstr(text, "tick\t12.820000\ta");
	CHECK(rest != NULL && second != NULL && third != NULL && rest < second && second < third);
	free(text);
}

/* After a tick nothing earlier than it is written, whatever the batching. */
TEST(ticks_are_watermarks)
{
	int status;
	uint64_t seed = 4;
	begin();
	int64_t tick = 1000000, sent = 0;
	for (unsigned k = 0; k < 60 * 20; k++) {
		int64_t truth = period(k), arrival = (truth + 15999) / 16000 * 16000 + (int64_t)(unit_random(&seed) % 900);
		if (arrival < sent)
			arrival = sent;
		for (sent = arrival; tick <= arrival; tick += 1000000)
			line("tick\t%lld.000000\ta\t-", (long long)(tick / 1000000));
		if (k % 97 < 90)
			packets("a", arrival, 5 * k, 1, k);
	}
	line("end\t20.000000\ta\t-\teof");
	char *text = decode((struct rawdec){ .beep = true }, &status);
	double mark = -1;
	int ticks = 0;
	for (const char *p = text; p != NULL && *p != '\0'; p = strchr(p, '\n') != NULL ? strchr(p, '\n') + 1 : NULL) {
		double t = strtod(strchr(p, '\t') + 1, NULL);
		if (strncmp(p, "tick", 4) == 0) {
			mark = t;
			ticks++;
		} else if (strncmp(p, "end", 3) != 0) {
			CHECK(t >= mark);
		}
	}
	CHECK(ticks >= 18);
	free(text);
}

/* Two pipes of one source that give the same signal: one of them is written, and it is said. */
TEST(two_pipes)
{
	int status;
	begin();
	for (unsigned k = 0; k < 40; k++) {
		line("raw\t1.%06d\ta\t-\t<\t%u\t85%02x074861\tdev=cms50d\tep=81", (int)k * 16667, 5 * k, k);
		line("raw\t1.%06d\ta\t-\t<\t%u\t85%02x074861\tdev=cms50d\tep=82", (int)k * 16667, 5 * k, k + 60);
	}
	line("end\t2.000000\ta\t-\tsignal");
	live("a", 3000000, 0, 3); /* the name is free again */
	char *text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(kit_count(text, "unsupported\ttext=a second pipe"), 1);
	CHECK_HAS(text, "\t15\t15 16 17");
	CHECK_EQ(kit_count(text, "\t75 76"), 0);
	CHECK_HAS(text, "\t0\t0 1 2\n");
	free(text);
}

TEST(damaged_records)
{
	int status;
	begin();
	live("a", 0, 0, 3);
	line("raw\t0.050000\ta\t-\t<\t15\t85zz074861\tdev=cms50d");
	packets("a", 66667, 20, 1, 4);
	char *text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(status, 3);
	CHECK_HAS(text, "err\t0.050000\ta\t-\tframing\t15\t5\n");
	CHECK_HAS(text, "\tgap\tlost=1\test=1\n");
	CHECK_HAS(text, "\t4\t4\n");
	free(text);
	/* an OFFSET that falls back without `dev`: opened anew */
	begin();
	live("a", 0, 1000, 3);
	live("a", 1000000, 0, 3);
	text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(status, 0);
	CHECK_HAS(text, "\tgap\tlost=57\test=1\n");
	CHECK_HAS(text, "\t60\t0 1 2\n");
	free(text);
	/* an OFFSET that jumps by 2^63 is no reason to overflow, nor is a time of the year 9999 */
	begin();
	live("a", 0, 0, 3);
	line("raw\t0.050000\ta\t-\t<\t9223372036854775807\t8500074861\tdev=cms50d");
	line("raw\t0.066667\ta\t-\t<\t18446744073709551610\t8500074861\tdev=cms50d");
	line("raw\t253402300799.000000\ta\t-\t<\t18446744073709551615\t8500074861\tdev=cms50d");
	line("raw\t-253402300799.000000\ta\t-\t<\t4\t8500074861\tdev=cms50d");
	text = decode((struct rawdec){ 0 }, &status);
	CHECK_EQ(kit_count(text, "wave\t"), 4);
	free(text);
}

int
main(void)
{
	RUN(live_stream);
	RUN(pieces_of_records_do_not_matter);
	RUN(sources_and_directions);
	RUN(offset_gap);
	RUN(silence_and_queue);
	RUN(reconnect);
	RUN(ticks);
	RUN(ticks_are_watermarks);
	RUN(two_pipes);
	RUN(damaged_records);
	return unit_done();
}
