/* --trace, against its whole text. */
#include "device_kit.h"

extern const struct device dev_template;

static char *
trace(const struct device *d, const char *hex, bool colour)
{
	uint8_t b[4096];
	size_t n = kit_hex(hex, b, sizeof b);
	int fd = memfd_create("trace", 0);
	struct out o;
	struct dev_trace t;
	int status = 0;
	out_take(&o, fd);
	trace_start(&t, &o, colour);
	CHECK_EQ(bare_trace(NULL, b, n, &t, d, &status), 0);
	char *records = kit_bare(d, b, n, 0, false);
	CHECK_EQ(status, kit_count(records, "\nerr\t") > 0 ? 3 : 0); /* as decoding says */
	free(records);
	out_flush(&o);
	char *text = kit_slurp(dup(fd));
	out_close(&o);
	return text;
}

TEST(frame_and_fields)
{
	char *text = trace(dev_find(STR("cms50v7")), "0180c6ba89c8e2d981", false);
	CHECK_STR(text, "       0                 -  < [01][80][c6][ba][89][c8][e2][d9 81]  live sample\n"
			"                              @0      type            01\n"
			"                              @1      high bits       00\n"
			"                              @2      strength        6 of 8\n"
			"                              @2      beep            yes\n"
			"                              @3      pleth           58\n"
			"                              @4      bar             9 of 15\n"
			"                              @5      pulse           72 /min\n"
			"                              @6      spo2            98 %\n"
			"                              @7-8    pi              3.45 %\n");
	free(text);
	text = trace(dev_find(STR("cms50d")), "9040607f7f", false);
	CHECK_HAS(text, "[90][40][60][7f][7f]  live sample\n");
	CHECK_HAS(text, "@0      searching too long / no signal yes\n");
	CHECK_HAS(text, "@3      pulse           none\n");
	CHECK_HAS(text, "@3-4    probe           off (derived)\n");
	free(text);
}

TEST(values_of_the_pages)
{
	const struct device *d = dev_find(STR("cms50v7"));
	char *text = trace(d, "08 80 80 80 8f d0 81 80", false);
	CHECK_HAS(text, "bytes           86031\n");
	free(text);
	text = trace(d, "08 80 80 80 a4 81 80 80", false);
	CHECK_HAS(text, "bytes           292\n");
	free(text);
	text = trace(d, "09 80 e1 c4 ce 82", false);
	CHECK_HAS(text, "spo2            97\n");
	CHECK_HAS(text, "pulse           68\n");
	CHECK_HAS(text, "pi              5.9 %\n");
	free(text);
	text = trace(d, "07 80 80 80 94 8e 88 92", false);
	CHECK_HAS(text, "century         20\n");
	CHECK_HAS(text, "year            14\n");
	CHECK_HAS(text, "day             18\n");
	free(text);
	text = trace(d, "12 80 80 80 82 a6 92 80", false);
	CHECK_HAS(text, "hour            2\n");
	CHECK_HAS(text, "minute          38\n");
	CHECK_HAS(text, "second          18\n");
	free(text);
	text = trace(d, "0f 80 de c2 de c2 de c2", false);
	CHECK_EQ(kit_count(text, "spo2            94\n"), 3);
	CHECK_EQ(kit_count(text, "pulse           66\n"), 3);
	free(text);
	text = trace(d, "0b 81 a8 85 0d 80 82 02 80 80 c3 cd d3 b5 b0 c5", false);
	CHECK_HAS(text, "command         a8\n");
	CHECK_HAS(text, "reason          not supported\n");
	CHECK_HAS(text, "reason          user changed\n");
	CHECK_HAS(text, "text            \"CMS50E\"\n");
	free(text);
}

/* What was wrong stands beside the bytes, once a stretch, sixteen bytes a line. */
TEST(bad_bytes)
{
	const struct device *d = dev_find(STR("cms50d"));
	char *text = trace(d, "074861 8534074861 8534 8534074861 000102030405060708090a0b0c0d0e0f1011 8534", false);
	CHECK_HAS(text,
		"       0                 -  < 07 48 61  bad: no sync bit (bit 7): not the first byte of a packet\n       3 ");
	CHECK_HAS(text, "       8                 -  < 85 34  bad: cut after 2 bytes: the next begins a packet\n      10 ");
	CHECK_HAS(text, "      15                 -  < 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  bad: no sync bit");
	CHECK_HAS(text, "      31                 -  < 10 11 85 34\n");
	free(text);
	text = trace(&dev_template, "a9 00 01 00 74 0e 2d", false);
	CHECK_HAS(text, "  bad: wrong sum\n");
	free(text);
	text = trace(&dev_template, "a9 00 01 00 74 0e 2c", false);
	CHECK_HAS(text, "temp            37 Cel\n");
	free(text);
}

TEST(colour_only_when_asked)
{
	const struct device *d = dev_find(STR("cms50d"));
	char *text = trace(d, "00 8534074870", false);
	CHECK_EQ(kit_count(text, "\033"), 0);
	CHECK_HAS(text, "spo2            112 % (out of range)\n");
	free(text);
	text = trace(d, "00 8534074870", true);
	CHECK_HAS(text, "\033[31m00  bad: ");
	CHECK_HAS(text, "\033[31m112 % (out of range)\033[0m\n");
	free(text);
}

TEST(streams)
{
	static const char in[] = "dev\t1.000000\ta\t-\tcms50v7\n"
				 "raw\t1.000000\ta\t-\t>\t0\t7d81a1808080808080\n"
				 "raw\t1.016667\ta\t-\t<\t0\t0c8001e0849392bce3ffff\n"
				 "tick\t2.000000\ta\t-\n"
				 "raw\t2.000000\tb\t-\t<\t20\t8534074861\tdev=cms50d\n"
				 "raw\t2.100000\tb\t-\t<\t30\t8534074861\tdev=cms50d\n"
				 "end\t3.000000\t-\t-\teof\n";
	int fd = memfd_create("in", 0), to = memfd_create("trace", 0);
	char path[64];
	const char *files[] = { path };
	struct out o;
	static struct recin r;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	CHECK(write(fd, in, sizeof in - 1) == (ssize_t)sizeof in - 1);
	out_take(&o, to);
	recin_start(&r, files, 1);
	struct rawdec d = { 0 };
	struct dev_trace t;
	trace_start(&t, &o, false);
	CHECK_EQ(rawdec_trace(&d, &r, &t), 0);
	recin_close(&r);
	out_flush(&o);
	char *text = kit_slurp(dup(to));
	out_close(&o);
	close(fd);
	CHECK_HAS(text, "# a: cms50v7, Contec CMS50D+ (firmware from 4.6)");
	CHECK_HAS(text, "       0          1.000000  > [7d][81][a1][80][80][80][80][80][80]  host command\n");
	CHECK_HAS(text, "       0          1.016667  < [0c][80]  free\n");
	CHECK_HAS(text, "       2          1.016667  < [01][e0][84][93][92][bc][e3][ff ff]  live sample\n");
	CHECK_HAS(text, "# b: cms50d, ");
	CHECK_HAS(text, "      20          2.000000  < [85][34][07][48][61]  live sample\n");
	CHECK_HAS(text, "bytes are missing here: the offset jumps\n");
	CHECK_HAS(text, "      30          2.100000  < [85]");
	CHECK_EQ(kit_count(text, "tick"), 0);
	free(text);
}

int
main(void)
{
	RUN(frame_and_fields);
	RUN(values_of_the_pages);
	RUN(bad_bytes);
	RUN(colour_only_when_asked);
	RUN(streams);
	return unit_done();
}
