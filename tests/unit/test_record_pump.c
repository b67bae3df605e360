/* The loop of every filter: the stream's protocol on good, cut, joined and damaged streams. */
#include "core/msg.h"
#include "core/status.h"
#include "record/pump.h"
#include "unit.h"

#include <unistd.h>

static char dir[] = "/tmp/iomt-pump-XXXXXX", in_path[64], in2_path[64], out_path[64], result[1 << 20];
static int finished;
static size_t result_n;

static void
pass(void *tool, struct pump *p, const struct rec *r)
{
	(void)tool;
	recw_pass(&p->w, r);
}

static void
finish(void *tool, struct pump *p)
{
	(void)tool;
	finished++;
	recw_begin(&p->w, "x-held", p->w.newest == TM_NONE ? 0 : p->w.newest, STR("-"), STR("-"));
	recw_end(&p->w);
}

static struct pump_tool tool = { .record = pass, .finish = finish };

static void
put(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	fwrite(text, 1, n, f);
	fclose(f);
}

static int
run_files(const char *const *files, size_t n, const char *cmd)
{
	static struct pump p;
	struct opt_common common = { .output = out_path };
	const char *operands[4];
	struct opt_list list = { operands, n };
	FILE *f;
	int status;

	for (size_t i = 0; i < n; i++)
		operands[i] = files[i];
	finished = 0;
	unlink(out_path);
	status = pump_run(&p, &tool, NULL, &common, cmd, &list);
	f = fopen(out_path, "r");
	result_n = f ? fread(result, 1, sizeof(result) - 1, f) : 0;
	result[result_n] = 0;
	if (f)
		fclose(f);
	return status;
}

static int
run(const char *text, size_t n, const char *cmd)
{
	const char *files[] = { in_path };

	put(in_path, text, n);
	return run_files(files, 1, cmd);
}

#define RUN_TEXT(text, cmd) run(text, sizeof(text) - 1, cmd)

#define HEAD "iomt\t1.000000\t-\t-\t1\tminor=0\ttool=iomt-decode\tclock=rel\n"
#define CMD  "cmd\t1.000000\t-\t-\tiomt-decode/0.1.0\targs=x\n"
#define OURS "cmd\t1.000000\t-\t-\ttest/0.1.0\targs=a b\n"
#define HR   "num\t1.000000\ta\thr\t72\t/min\n"
#define HELD "x-held\t1.000000\t-\t-\n"

TEST(a_whole_stream)
{
	CHECK_EQ(RUN_TEXT(HEAD CMD "# note\n" HR "end\t2.000000\ta\t-\teof\nend\t2.000000\t-\t-\teof\trecords=5\n", "a b"), ST_OK);
	CHECK_STR(result, HEAD CMD "# note\n" OURS HR "end\t2.000000\ta\t-\teof\nx-held\t2.000000\t-\t-\nend\t2.000000\t-\t-\teof\trecords=4\terrors=0\n");
	CHECK_EQ(finished, 1);
}

TEST(no_provenance_when_not_wanted)
{
	CHECK_EQ(RUN_TEXT(HEAD HR "end\t1.000000\t-\t-\teof\n", NULL), ST_OK);
	CHECK_STR(result, HEAD HR HELD "end\t1.000000\t-\t-\teof\trecords=3\terrors=0\n");
}

TEST(a_stream_without_head_or_end)
{
	CHECK_EQ(RUN_TEXT(HR, "a b"), ST_OK);
	CHECK_STR(result, OURS HR HELD "end\t1.000000\t-\t-\tcut\trecords=2\terrors=0\n");
	CHECK_EQ(RUN_TEXT("", "a b"), ST_OK);
	CHECK_STR(result, "cmd\t0.000000\t-\t-\ttest/0.1.0\targs=a b\nx-held\t0.000000\t-\t-\nend\t0.000000\t-\t-\tcut\trecords=1\terrors=0\n");
}

TEST(two_streams_joined)
{
	static const char end[] = "end\t1.000000\t-\t-\teof\n";
	const char *files[] = { in_path, in2_path };

	CHECK_EQ(run(HEAD HR "end\t1.000000\t-\t-\teof\n" HEAD HR "end\t1.000000\t-\t-\teof\n", 2 * (sizeof(HEAD HR) - 1 + sizeof(end) - 1), "a b"), ST_OK);
	CHECK_STR(result, HEAD OURS HR HELD "end\t1.000000\t-\t-\teof\trecords=3\terrors=0\n" HEAD OURS HR HELD
					    "end\t1.000000\t-\t-\teof\trecords=3\terrors=0\n");
	CHECK_EQ(finished, 2);
	put(in_path, HEAD HR "end\t1.000000\t-\t-\teof\n", sizeof(HEAD HR) - 1 + sizeof(end) - 1);
	put(in2_path, HR, sizeof(HR) - 1);
	CHECK_EQ(run_files(files, 2, NULL), ST_OK);
	CHECK_STR(result, HEAD HR HELD "end\t1.000000\t-\t-\teof\trecords=3\terrors=0\n" HR HELD "end\t1.000000\t-\t-\tcut\trecords=2\terrors=0\n");
}

TEST(a_rotated_capture_goes_on)
{
	CHECK_EQ(RUN_TEXT(HEAD HR "end\t1.000000\t-\t-\trotate\n" HEAD HR "end\t1.000000\t-\t-\tsignal\n", "a b"), ST_OK);
	CHECK_STR(result, HEAD OURS HR HEAD HR HELD "end\t1.000000\t-\t-\tsignal\trecords=5\terrors=0\n");
	CHECK_EQ(finished, 1);
	CHECK_EQ(RUN_TEXT(HR "end\t1.000000\t-\t-\trotate\n", NULL), ST_OK);
	CHECK_STR(result, HR HELD "end\t1.000000\t-\t-\trotate\trecords=2\terrors=0\n");
}

TEST(what_is_not_understood_is_passed_on_byte_for_byte)
{
#define ODD "x-private\t1.000000\ta\t-\tany\tthing=1\n# \x01 comment\r\nnum\t1.000000\ta\thr\t72\t/min\tnew=key\tplain\r\n"
	CHECK_EQ(RUN_TEXT(ODD, NULL), ST_OK);
	CHECK(strncmp(result, ODD, sizeof(ODD) - 1) == 0);
}

TEST(damage_becomes_err_records_in_its_place)
{
	CHECK_EQ(RUN_TEXT(HR "garbage\nmore\n" HR "num\t2.0", NULL), ST_DAMAGED);
	CHECK_STR(result, HR "err\t1.000000\t-\t-\tframing\t26\t13\tgot=fewer than four fields\thex=67617262616765\trepeat=2\n" HR
			     "err\t1.000000\t-\t-\ttruncated\t65\t7\tgot=the last line has no end\thex=6e756d09322e30\n" HELD
			     "end\t1.000000\t-\t-\tcut\trecords=5\terrors=2\n");
	/* two kinds next to each other are two records */
	CHECK_EQ(RUN_TEXT("garbage\nnum", NULL), ST_DAMAGED);
	CHECK(strstr(result, "\tframing\t0\t8\t") && strstr(result, "\ttruncated\t8\t3\t"));
}

TEST(a_line_of_two_mebibytes_costs_one_record)
{
	size_t n = 2 * 1024 * 1024;
	char *text = malloc(n + 2 * sizeof(HR));

	memcpy(text, HR, sizeof(HR) - 1);
	memset(text + sizeof(HR) - 1, 'x', n);
	text[sizeof(HR) - 1 + n] = '\n';
	memcpy(text + sizeof(HR) + n, HR, sizeof(HR) - 1);
	CHECK_EQ(run(text, 2 * sizeof(HR) + n - 1, NULL), ST_DAMAGED);
	CHECK(strncmp(result, HR "err\t1.000000\t-\t-\toverlong\t26\t2097153\t", sizeof(HR) - 1 + 37) == 0);
	CHECK(strstr(result + sizeof(HR), HR));
	free(text);
}

TEST(random_bytes_and_random_cuts)
{
	static char text[20000], good[20000];
	uint64_t state = 1;

	for (int round = 0; round < 200; round++) {
		size_t n = 0;
		int records = 0;
		const char *p;

		while (n < 8000) {
			if (unit_random(&state) % 3) {
				n += (size_t)sprintf(text + n, "num\t%d.000000\ta\thr\t%d\t/min\n", records, records);
				records++;
			} else {
				size_t k = unit_random(&state) % 200;

				for (size_t i = 0; i < k; i++)
					text[n++] = (char)unit_random(&state);
				text[n++] = '\n';
			}
		}
		CHECK_EQ(run(text, n, NULL), ST_DAMAGED);
		/* every good record is there, in order */
		p = result;
		for (int i = 0; i < records; i++) {
			int k = sprintf(good, "num\t%d.000000\ta\thr\t%d\t/min\n", i, i);

			p = memmem(p, result_n - (size_t)(p - result), good, (size_t)k);
			CHECK(p != NULL);
			if (!p)
				return;
		}
	}
}

/* An ordinary line; in one of eight a field is something else. */
static size_t
random_line(char *p, uint64_t *state)
{
	static const char *const lines[] = { "num\tT\tcms50\tspo2\t98\t%", "num\tT\tward.7\thr\t71.5\t/min\tby=ecg", "wave\tT\t100\tecg:MLII\tmV\t360\t200\t1024\t360\t9 9",
		"tick\tT\tcms50\t-", "beat\tT\t100\tecg\tN\trr=0.8", "raw\tT\tcms50\t-\t<\t12\t0180", "event\tT\tcms50\t-\tconnect", "x-a\tT\ta\t-\tb" };
	static const char *const times[] = { "1.000000", "123.456789", "1767225600.000001", "-1.500000", "5", "1.00000", "1.0000000", ".000000", "9999999999999.000000" };
	static const char *const odd[] = { "-", "7.5", "-3", "1e3", "x", "", "<", ">", "12345678901234567890", "1.", ".5", "5 6 7", "E", "#", "a b", "x@2", "ward/7", "-1",
		"0123456789012345678901234567890123456789012345678901234567890123456789", "\r", "\t" };
	const char *line = lines[unit_random(state) % 8];
	int field = unit_random(state) % 8 ? -1 : (int)(unit_random(state) % 10);
	size_t n = 0;

	for (int i = 0; *line; i++) {
		size_t k = strcspn(line, "\t");

		if (i == field)
			n += (size_t)sprintf(p + n, "%s", odd[unit_random(state) % 21]);
		else if (i == 1)
			n += (size_t)sprintf(p + n, "%s", times[unit_random(state) % 8 ? unit_random(state) % 3 : unit_random(state) % 9]);
		else
			n += (size_t)sprintf(p + n, "%.*s", (int)k, line);
		line += k;
		if (*line)
			p[n++] = *line++;
	}
	if (unit_random(state) % 20 == 0)
		p[n++] = '\r';
	p[n++] = '\n';
	return n;
}

TEST(what_goes_by_unseen_comes_out_the_same)
{
	static char text[200000], want[sizeof(result)];
	uint64_t state = 7;

	for (int round = 0; round < 300; round++) {
		size_t n = 0, want_n;
		int status;

		while (n < 30000)
			n += random_line(text + n, &state);
		tool.passes = 0;
		n -= unit_random(&state) % 3;
		status = run(text, n, "a b");
		want_n = result_n;
		memcpy(want, result, result_n);
		tool.passes = 0xffffffff & ~(1u << REC_IOMT | 1u << REC_CMD | 1u << REC_END);
		CHECK_EQ(run(text, n, "a b"), status);
		if (result_n != want_n || memcmp(result, want, want_n) != 0) {
			unit_complain(__FILE__, __LINE__, "another output when lines go by unseen");
			break;
		}
	}
	tool.passes = 0;
}

TEST(a_missing_file_does_not_stop_the_next)
{
	const char *files[] = { "/nonexistent/file", in_path };

	put(in_path, HR, sizeof(HR) - 1);
	CHECK_EQ(run_files(files, 2, NULL), ST_IO);
	CHECK(strncmp(result, HR, sizeof(HR) - 1) == 0);
	CHECK_EQ(run_files(files, 1, NULL), ST_IO);
	CHECK_STR(result, ""); /* nothing was read: nothing is said to have ended */
}

TEST(another_major_version_is_told)
{
	CHECK_EQ(RUN_TEXT("iomt\t1.000000\t-\t-\t2\n" HR "end\t1.000000\t-\t-\teof\n", NULL), ST_DAMAGED);
	CHECK(strstr(result, HR));
}

TEST(the_worst_status_stands)
{
	static const int order[] = { ST_USAGE, ST_IO, ST_SIGNAL + 2, ST_DEVICE, ST_NO, ST_DAMAGED, ST_OK };

	for (int i = 0; i < 7; i++)
		for (int k = 0; k < 7; k++)
			CHECK_EQ(st_worse(order[i], order[k]), order[i < k ? i : k]);
}

int
main(void)
{
	char command[128];

	if (!mkdtemp(dir))
		return 99;
	snprintf(in_path, sizeof(in_path), "%s/in", dir);
	snprintf(in2_path, sizeof(in2_path), "%s/in2", dir);
	snprintf(out_path, sizeof(out_path), "%s/out", dir);
	msg_start("test", -1);
	RUN(a_whole_stream);
	RUN(no_provenance_when_not_wanted);
	RUN(a_stream_without_head_or_end);
	RUN(two_streams_joined);
	RUN(a_rotated_capture_goes_on);
	RUN(what_is_not_understood_is_passed_on_byte_for_byte);
	RUN(damage_becomes_err_records_in_its_place);
	RUN(a_line_of_two_mebibytes_costs_one_record);
	RUN(random_bytes_and_random_cuts);
	RUN(what_goes_by_unseen_comes_out_the_same);
	RUN(a_missing_file_does_not_stop_the_next);
	RUN(another_major_version_is_told);
	RUN(the_worst_status_stands);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command) != 0 || unit_done();
}
