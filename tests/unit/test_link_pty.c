/* The device's side of a pseudo-terminal, and link over it: names, presence, unread bytes, hang-up, locks. */
#include "link/link.h"
#include "link/pty.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/iomt-pty-XXXXXX";
static const struct link_serial as_is = { .bits = 8, .parity = 'N', .stop = 1 };

static short
wait_in(const struct link *l)
{
	struct pollfd f = { .fd = l->fd, .events = POLLIN };
	return poll(&f, 1, 1000) > 0 ? f.revents : 0;
}

TEST(a_link_is_made_and_removed)
{
	struct pty p, q;
	char target[64] = "";
	struct stat st;
	CHECK_EQ(pty_open(&p, "a"), 0);
	CHECK(readlink("a", target, sizeof target - 1) > 0);
	CHECK_STR(target, p.slave);
	CHECK_EQ(pty_open(&q, "a"), -EEXIST); /* in use */
	pty_close(&p);
	CHECK(lstat("a", &st) < 0);
	CHECK_EQ(symlink("/dev/pts/99999", "a"), 0); /* left by a process that was killed */
	CHECK_EQ(pty_open(&p, "a"), 0);
	pty_close(&p);
	CHECK(lstat("a", &st) < 0);
	close(open("a", O_WRONLY | O_CREAT, 0600));
	CHECK_EQ(pty_open(&p, "a"), -EEXIST); /* a file of somebody's */
	CHECK_EQ(lstat("a", &st), 0);
	unlink("a");
	CHECK_EQ(symlink("/etc/passwd", "a"), 0);
	CHECK_EQ(pty_open(&p, "a"), -EEXIST); /* leads elsewhere */
	unlink("a");
	CHECK_EQ(pty_open(&p, "no/folder"), -ENOENT);
}

TEST(presence_and_unread_bytes)
{
	struct pty p;
	struct link l;
	struct link_why why;
	char b[8];
	CHECK_EQ(pty_open(&p, "b"), 0);
	CHECK(!pty_in_use(&p));
	CHECK_EQ(pty_unread(&p), -1);
	CHECK_EQ(link_open(&l, "b", &as_is, true, &why), 0);
	CHECK_EQ(l.kind, LINK_PTY);
	CHECK(pty_in_use(&p));
	CHECK_EQ(pty_unread(&p), 0);
	CHECK_EQ(write(p.fd, "hello", 5), 5);
	wait_in(&l);
	CHECK_EQ(pty_unread(&p), 5);
	CHECK_EQ(link_read(&l, POLLIN, b, sizeof b), 5);
	CHECK_EQ(pty_unread(&p), 0);
	CHECK_EQ(link_read(&l, 0, b, sizeof b), 0); /* nothing is not the end */
	CHECK_EQ(link_write(&l, "stop", 4), 4);
	link_close(&l); /* a flush would take away what the device has not read yet */
	CHECK_EQ(read(p.fd, b, sizeof b), 4);
	CHECK(!pty_in_use(&p));
	pty_close(&p);
}

TEST(every_byte_passes_unchanged)
{
	struct pty p;
	struct link l;
	struct link_why why;
	uint8_t all[256], got[256];
	size_t n = 0;
	CHECK_EQ(pty_open(&p, "c"), 0);
	CHECK_EQ(link_open(&l, "c", &as_is, true, &why), 0);
	for (int i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	CHECK_EQ(write(p.fd, all, 256), 256);
	while (n < 256 && wait_in(&l)) {
		ssize_t did = link_read(&l, POLLIN, got + n, 256 - n);
		n += did > 0 ? (size_t)did : 0;
	}
	CHECK_EQ(n, 256);
	CHECK(memcmp(all, got, 256) == 0);
	CHECK_EQ(link_write(&l, all, 256), 256);
	CHECK_EQ(read(p.fd, got, 256), 256);
	CHECK(memcmp(all, got, 256) == 0);
	link_close(&l);
	pty_close(&p);
}

TEST(hang_up_is_told)
{
	struct pty p;
	struct link l;
	struct link_why why;
	char b[8];
	CHECK_EQ(pty_open(&p, "d"), 0);
	CHECK_EQ(link_open(&l, "d", &as_is, true, &why), 0);
	pty_close(&p);
	short r = wait_in(&l);
	CHECK(r & POLLHUP);
	CHECK_EQ(link_read(&l, r, b, sizeof b), LINK_GONE);
	CHECK_EQ(link_write(&l, "x", 1), LINK_GONE);
	link_close(&l);
}

TEST(a_port_opened_for_reading_cannot_be_written)
{
	struct pty p;
	struct link l;
	struct link_why why;
	CHECK_EQ(pty_open(&p, "e"), 0);
	CHECK_EQ(link_open(&l, "e", &as_is, false, &why), 0);
	CHECK_EQ(fcntl(l.fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	CHECK(fcntl(l.fd, F_GETFD) & FD_CLOEXEC);
	CHECK_EQ(link_write(&l, "x", 1), -EBADF);
	CHECK_EQ(write(l.fd, "x", 1), -1);
	link_close(&l);
	pty_close(&p);
}

TEST(busy_before_a_setting_is_touched)
{
	static const struct link_serial slow = { .baud = 1200, .bits = 8, .parity = 'N', .stop = 2 };
	struct pty p;
	struct link l, m;
	struct link_why why;
	CHECK_EQ(pty_open(&p, "f"), 0);
	CHECK_EQ(link_open(&l, "f", &as_is, true, &why), 0);
	unsigned baud = l.serial.baud;
	CHECK_EQ(link_open(&m, "f", &slow, true, &why), -1);
	CHECK_EQ(why.fault, LINK_BUSY);
	link_close(&l);
	CHECK_EQ(link_open(&l, "f", &(struct link_serial){ .baud = 0 }, true, &why), 0);
	CHECK_EQ(l.serial.baud, baud);
	CHECK_EQ(l.serial.stop, 1);
	link_close(&l);
	CHECK_EQ(link_open(&m, "f", &slow, true, &why), 0);
	CHECK_EQ(m.serial.baud, 1200);
	CHECK_EQ(m.serial.stop, 2);
	link_close(&m);
	pty_close(&p);
}

TEST(what_a_pty_cannot_keep_is_a_note)
{
	static const struct link_serial even = { .baud = 250000, .bits = 7, .parity = 'E', .stop = 1 };
	struct pty p;
	struct link l;
	struct link_why why;
	CHECK_EQ(pty_open(&p, "g"), 0);
	CHECK_EQ(link_open(&l, "g", &even, true, &why), 0);
	CHECK_EQ(l.serial.baud, 250000); /* a rate that termios has no name for */
	CHECK(strstr(why.note, "8N1") && strstr(why.note, "7E1"));
	link_close(&l);
	pty_close(&p);
}

TEST(each_fault_has_its_kind)
{
	static const struct {
		const char *name;
		enum link_fault fault;
	} cases[] = { { "/nonexistent", LINK_MISSING }, { "/etc/passwd/x", LINK_MISSING }, { "/tmp", LINK_WRONG },
		{ "/dev/null", LINK_WRONG }, { "/dev/tty", LINK_WRONG }, { "/dev/ptmx", LINK_WRONG },
		{ "tcp:nonsense", LINK_WRONG }, { "tcp:localhost:1", LINK_MISSING } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct link l;
		struct link_why why;
		CHECK_EQ(link_open(&l, cases[i].name, &as_is, true, &why), -1);
		CHECK_EQ(why.fault, cases[i].fault);
		CHECK(why.text[0] != '\0');
		CHECK_EQ(l.fd, -1);
	}
}

int
main(void)
{
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	RUN(a_link_is_made_and_removed);
	RUN(presence_and_unread_bytes);
	RUN(every_byte_passes_unchanged);
	RUN(hang_up_is_told);
	RUN(a_port_opened_for_reading_cannot_be_written);
	RUN(busy_before_a_setting_is_touched);
	RUN(what_a_pty_cannot_keep_is_a_note);
	RUN(each_fault_has_its_kind);
	return chdir("/") < 0 || rmdir(folder) < 0 ? 1 : unit_done();
}
