/* Lines in and blocks out: every read size, gzip, long lines, cut input, errors that stick. */
#include "core/in.h"
#include "core/out.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

static char dir[] = "/tmp/iomt-io-XXXXXX";

static const char *
path(const char *name)
{
	static char p[128];

	snprintf(p, sizeof(p), "%s/%s", dir, name);
	return p;
}

static void
put_file(const char *p, const void *b, size_t n)
{
	FILE *f = fopen(p, "wb");

	if (!f || fwrite(b, 1, n, f) != n || fclose(f) != 0)
		exit(99);
}

static size_t
get_file(const char *p, char *b, size_t cap)
{
	FILE *f = fopen(p, "rb");
	size_t n = f ? fread(b, 1, cap, f) : 0;

	if (f)
		fclose(f);
	return n;
}

/* A child writes `n` bytes in pieces of `piece` into a pipe; returns the read end. */
static int
feed(const char *b, size_t n, size_t piece, pid_t *child)
{
	int fd[2];

	if (pipe(fd) != 0)
		exit(99);
	*child = fork();
	if (*child == 0) {
		close(fd[0]);
		for (size_t at = 0; at < n; at += piece) {
			size_t k = n - at < piece ? n - at : piece;

			if (write(fd[1], b + at, k) != (ssize_t)k)
				_exit(1);
		}
		_exit(0);
	}
	close(fd[1]);
	return fd[0];
}

TEST(lines_are_the_same_for_every_read_size)
{
	static const char text[] = "one\n\ntwo\r\nthree with\0nul\nlast without end";
	static const char *const want[] = { "one", "", "two\r", "three with", "last without end" };
	static const uint64_t offset[] = { 0, 4, 5, 10, 25 };

	for (size_t piece = 1; piece <= sizeof(text); piece++) {
		struct lines l;
		struct str line;
		uint64_t skipped;
		pid_t child;
		int fd = feed(text, sizeof(text) - 1, piece, &child);

		lines_take(&l, fd);
		for (int i = 0; i < 5; i++) {
			enum lines_kind k = lines_next(&l, &line, &skipped);

			CHECK_EQ(k, i < 4 ? LINES_LINE : LINES_TAIL);
			CHECK(line.n >= strlen(want[i]) && memcmp(line.p, want[i], strlen(want[i])) == 0);
			CHECK_EQ(line.n, i == 3 ? 14 : strlen(want[i]));
			CHECK_EQ(lines_offset(&l), offset[i]);
		}
		CHECK_EQ(lines_next(&l, &line, &skipped), LINES_END);
		lines_close(&l);
		close(fd);
		waitpid(child, NULL, 0);
	}
}

TEST(a_line_of_any_length_up_to_the_cap)
{
	enum { BIG = 3 * 1024 * 1024 };
	char *b = malloc(BIG + 16);
	static const size_t sizes[] = { 1000, IN_BLOCK - 1, IN_BLOCK, IN_BLOCK + 1, LINES_MAX - 1, LINES_MAX, LINES_MAX + 1, 2 * 1024 * 1024 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t n = sizes[i];
		struct lines l;
		struct str line;
		uint64_t skipped = 0;

		memcpy(b, "ok\n", 3);
		memset(b + 3, 'x', n);
		memcpy(b + 3 + n, "\nafter\n", 7);
		put_file(path("long"), b, n + 10);
		CHECK_EQ(lines_open(&l, path("long")), 0);
		CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
		if (n < LINES_MAX) {
			CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
			CHECK_EQ(line.n, n);
		} else {
			CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LONG);
			CHECK_EQ(skipped, n + 1);
			CHECK(line.n == 256 && line.p[0] == 'x');
			CHECK_EQ(lines_offset(&l), 3);
		}
		CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
		CHECK(str_is(line, "after"));
		CHECK_EQ(lines_offset(&l), 3 + n + 1);
		CHECK_EQ(lines_next(&l, &line, &skipped), LINES_END);
		CHECK(l.cap <= LINES_MAX + IN_BLOCK);
		lines_close(&l);
	}
	free(b);
}

TEST(short_lines_need_one_block)
{
	struct lines l;
	struct str line;
	uint64_t skipped;
	FILE *f = fopen(path("many"), "w");
	int n = 0;

	for (int i = 0; i < 300000; i++)
		fprintf(f, "line %d\n", i);
	fclose(f);
	CHECK_EQ(lines_open(&l, path("many")), 0);
	while (lines_next(&l, &line, &skipped) == LINES_LINE)
		n++;
	CHECK_EQ(n, 300000);
	CHECK_EQ(l.cap, IN_BLOCK);
	lines_close(&l);
}

static void
write_gz(const char *p, const char *how, const char *text)
{
	gzFile g = gzopen(p, how);

	gzputs(g, text);
	gzclose(g);
}

TEST(gzip_is_recognised_and_members_join)
{
	struct lines l;
	struct str line;
	uint64_t skipped;

	write_gz(path("two.gz"), "wb", "a\nb");
	write_gz(path("two.gz"), "ab", "c\nd\n");
	CHECK_EQ(lines_open(&l, path("two.gz")), 0);
	CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
	CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
	CHECK(str_is(line, "bc"));
	CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
	CHECK(str_is(line, "d"));
	CHECK_EQ(lines_next(&l, &line, &skipped), LINES_END);
	lines_close(&l);
}

TEST(a_cut_or_damaged_gzip_gives_what_inflates)
{
	static char b[1 << 16], text[1 << 16];
	size_t n;
	int at = 0;

	for (int i = 0; i < 5000; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, "%d\n", i * 7919 % 10007);
	write_gz(path("whole.gz"), "wb", text);
	n = get_file(path("whole.gz"), b, sizeof(b));
	for (int kind = 0; kind < 2; kind++) {
		struct lines l;
		struct str line;
		uint64_t skipped;
		enum lines_kind k;
		int lines = 0;

		if (kind == 0) {
			put_file(path("cut.gz"), b, n / 2);
		} else {
			b[n / 2] = (char)~b[n / 2];
			b[n / 2 + 1] = (char)~b[n / 2 + 1];
			put_file(path("cut.gz"), b, n);
		}
		CHECK_EQ(lines_open(&l, path("cut.gz")), 0);
		while ((k = lines_next(&l, &line, &skipped)) == LINES_LINE) {
			char want[16];

			/* Damage shows at the checksum at the latest; until then the digits may be wrong, not the order of events. */
			snprintf(want, sizeof(want), "%d", lines * 7919 % 10007);
			if (kind == 0)
				CHECK(str_is(line, want));
			lines++;
		}
		if (k == LINES_TAIL)
			k = lines_next(&l, &line, &skipped);
		CHECK(lines > 1000);
		CHECK_EQ(k, LINES_ERROR);
		CHECK(kind == 0 ? l.error == IN_CUT : l.error == IN_BAD || l.error == IN_CUT);
		lines_close(&l);
	}
}

static int before_calls, before_blocks;

static void
count_before(void *arg, bool block)
{
	(void)arg;
	before_calls++;
	before_blocks += block;
}

TEST(the_writer_is_told_before_a_read_that_waits)
{
	struct lines l;
	struct str line;
	uint64_t skipped;
	int fd[2];

	CHECK_EQ(pipe(fd), 0);
	CHECK_EQ(write(fd[1], "a\nb\n", 4), 4);
	lines_take(&l, fd[0]);
	l.before = count_before;
	CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
	CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
	CHECK_EQ(before_blocks, 0);
	if (fork() == 0) {
		usleep(50000);
		_exit(write(fd[1], "c\n", 2) != 2);
	}
	CHECK_EQ(lines_next(&l, &line, &skipped), LINES_LINE);
	CHECK_EQ(before_blocks, 1);
	close(fd[1]);
	wait(NULL);
	lines_close(&l);
	close(fd[0]);
}

TEST(passing_by_reference_keeps_the_order)
{
	static const char src[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	static char big[40000], got[200000], want[200000];
	struct out o;
	size_t n = 0;

	memset(big, 'B', sizeof(big));
	CHECK_EQ(out_open(&o, path("ref"), OUT_BESIDE), 0);
	for (int i = 0; i < 3; i++) {
		out_refer(&o, src, 5);
		out_refer(&o, src + 5, 5); /* joins */
		out_refer(&o, src + 20, 3);
		out_write(&o, "own", 3);
		memcpy(out_room(&o, 4), "room", 4);
		out_used(&o, 4);
		out_refer(&o, big, sizeof(big));
		memcpy(want + n, "0123456789klmownroom", 20);
		memset(want + n + 20, 'B', sizeof(big));
		n += 20 + sizeof(big);
	}
	CHECK_EQ(o.bytes, n);
	CHECK_EQ(out_close(&o), 0);
	CHECK_EQ(get_file(path("ref"), got, sizeof(got)), n);
	CHECK(memcmp(got, want, n) == 0);
}

TEST(output_is_beside_until_it_is_complete)
{
	struct out o;
	char b[64], p[128];

	snprintf(p, sizeof(p), "%s", path("beside"));
	put_file(p, "old", 3);
	CHECK_EQ(out_open(&o, p, OUT_BESIDE), 0);
	out_write(&o, "new!", 4);
	CHECK_EQ(out_flush(&o), 0);
	CHECK_EQ(get_file(p, b, sizeof(b)), 3);
	out_abandon(&o);
	CHECK_EQ(get_file(p, b, sizeof(b)), 3);
	CHECK_EQ(out_open(&o, p, OUT_BESIDE), 0);
	out_write(&o, "new!", 4);
	CHECK_EQ(out_close(&o), 0);
	CHECK(get_file(p, b, sizeof(b)) == 4 && memcmp(b, "new!", 4) == 0);
	CHECK_EQ(out_open(&o, p, OUT_NEW), -EEXIST);
	CHECK_EQ(out_open(&o, p, OUT_APPEND), 0);
	out_write(&o, "more", 4);
	CHECK_EQ(out_close(&o), 0);
	CHECK(get_file(p, b, sizeof(b)) == 8 && memcmp(b, "new!more", 8) == 0);
	CHECK_EQ(out_open(&o, "/nonexistent/folder/file", OUT_BESIDE), -ENOENT);
}

TEST(a_link_stays_a_link_and_a_descriptor_is_written_in_place)
{
	struct out o;
	struct stat st;
	char target[128], link[128], fd_name[32], buf[16];

	snprintf(target, sizeof(target), "%s", path("target"));
	snprintf(link, sizeof(link), "%s", path("link"));
	put_file(target, "old", 3);
	CHECK_EQ(symlink(target, link), 0);
	CHECK_EQ(out_open(&o, link, OUT_BESIDE), 0);
	out_write(&o, "new!", 4);
	CHECK_EQ(get_file(target, buf, sizeof(buf)), 3); /* until it is complete */
	CHECK_EQ(out_close(&o), 0);
	CHECK(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK_EQ(get_file(target, buf, sizeof(buf)), 4);
	/* /dev/stdout of a shell's > is such a name: a link of the system to a regular file */
	int fd = open(target, O_WRONLY | O_APPEND);
	snprintf(fd_name, sizeof(fd_name), "/dev/fd/%d", fd);
	CHECK_EQ(stat(target, &st), 0);
	ino_t before = st.st_ino;
	CHECK_EQ(out_open(&o, fd_name, OUT_BESIDE), 0);
	out_write(&o, "more", 4);
	CHECK_EQ(out_close(&o), 0);
	close(fd);
	CHECK(stat(target, &st) == 0 && st.st_ino == before);
	CHECK_EQ(get_file(target, buf, sizeof(buf)), 8);
	unlink(link);
	unlink(target);
}

TEST(a_full_disk_sticks)
{
	struct out o;

	CHECK_EQ(out_open(&o, "/dev/full", OUT_BESIDE), 0);
	out_write(&o, "x", 1);
	CHECK_EQ(out_flush(&o), -ENOSPC);
	for (int i = 0; i < 100000; i++)
		out_write(&o, "0123456789", 10);
	CHECK_EQ(out_close(&o), -ENOSPC);
}

TEST(gzip_out_reads_back_after_a_sync_too)
{
	struct out o;
	char b[64], p[128];
	gzFile g;

	snprintf(p, sizeof(p), "%s", path("sync.gz"));
	CHECK_EQ(out_open(&o, p, OUT_NEW), 0);
	out_write(&o, "first\n", 6);
	CHECK_EQ(out_sync(&o), 0);
	g = gzopen(p, "rb"); /* as it is on the disk now, without an end */
	CHECK(gzread(g, b, 6) == 6 && memcmp(b, "first\n", 6) == 0);
	gzclose(g);
	out_write(&o, "second\n", 7);
	CHECK_EQ(out_close(&o), 0);
	g = gzopen(p, "rb");
	CHECK(gzread(g, b, sizeof(b)) == 13 && memcmp(b, "first\nsecond\n", 13) == 0);
	CHECK_EQ(gzclose(g), Z_OK);
}

int
main(void)
{
	char command[128];

	if (!mkdtemp(dir))
		return 99;
	RUN(lines_are_the_same_for_every_read_size);
	RUN(a_line_of_any_length_up_to_the_cap);
	RUN(short_lines_need_one_block);
	RUN(gzip_is_recognised_and_members_join);
	RUN(a_cut_or_damaged_gzip_gives_what_inflates);
	RUN(the_writer_is_told_before_a_read_that_waits);
	RUN(passing_by_reference_keeps_the_order);
	RUN(output_is_beside_until_it_is_complete);
	RUN(a_link_stays_a_link_and_a_descriptor_is_written_in_place);
	RUN(a_full_disk_sticks);
	RUN(gzip_out_reads_back_after_a_sync_too);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command) != 0 || unit_done();
}
