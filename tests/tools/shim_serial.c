/* Preloaded (LD_PRELOAD): makes a pseudo-terminal look like a serial port to libserialport, so that the path of real ports runs
 * without hardware. It gives /dev/pts/N an entry in /sys/class/tty, answers the modem-line requests that a pty refuses, and keeps a
 * framing that a pty would drop. What the program set is added to the file $SHIM_LOG.
 *
 * With $SHIM_REAL the node also has the device number of a USB serial port, so that what is done to real ports only (TIOCEXCL, the
 * flush before the close, the driver's latency) is done, and logged.
 *
 * $SHIM_CLOCK names a file with a number of seconds: CLOCK_REALTIME is shifted by it, so that a test can set the wall clock. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { FDS = 8192 };

static const char entry[] = "/sys/class/tty/pts/";
static const char class_of[] = "/sys/dev/char/188:", tty_class[] = "../../../class/tty";
static const char target[] = "../../devices/shim/tty/pts";
static const tcflag_t framing = CSIZE | PARENB | PARODD | CMSPAR;

static struct {
	int lines; /* RTS, DTR; bit 31: known */
	int kept;  /* c_cflag below is what was asked for */
	tcflag_t cflag;
} port[FDS];

int __lxstat(int version, const char *path, struct stat *st); /* libserialport of old builds calls this one */

static void *
real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static void
note(const char *format, ...)
{
	const char *path = getenv("SHIM_LOG");
	char text[256];
	va_list a;
	if (!path)
		return;
	va_start(a, format);
	int n = vsnprintf(text, sizeof text, format, a);
	va_end(a);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd >= 0 && n > 0 && write(fd, text, (size_t)n) < 0)
		perror("shim");
	if (fd >= 0)
		close(fd);
}

static int
is_entry(const char *path)
{
	return strncmp(path, entry, sizeof entry - 1) == 0;
}

static int
fake_stat(struct stat *st)
{
	memset(st, 0, sizeof *st);
	st->st_mode = S_IFLNK | 0777;
	return 0;
}

int
lstat(const char *restrict path, struct stat *restrict st)
{
	int (*next)(const char *, struct stat *);
	*(void **)&next = real("lstat");
	return is_entry(path) ? fake_stat(st) : next(path, st);
}

int
__lxstat(int version, const char *path, struct stat *st)
{
	(void)version;
	return lstat(path, st);
}

ssize_t
readlink(const char *restrict path, char *restrict dst, size_t cap)
{
	ssize_t (*next)(const char *, char *, size_t);
	*(void **)&next = real("readlink");
	bool is_class = getenv("SHIM_REAL") && strncmp(path, class_of, sizeof class_of - 1) == 0;
	if (!is_entry(path) && !is_class)
		return next(path, dst, cap);
	const char *text = is_class ? tty_class : target;
	size_t n = strlen(text) < cap ? strlen(text) : cap;
	memcpy(dst, text, n);
	return (ssize_t)n;
}

/* 188 is ttyUSB (Documentation/admin-guide/devices.txt). */
int
stat(const char *restrict path, struct stat *restrict st)
{
	int (*next)(const char *, struct stat *);
	*(void **)&next = real("stat");
	int rc = next(path, st);
	if (rc == 0 && getenv("SHIM_REAL") && strncmp(path, "/dev/pts/", 9) == 0 && S_ISCHR(st->st_mode))
		st->st_rdev = makedev(188, minor(st->st_rdev));
	return rc;
}

static int
is_pts(int fd)
{
	char name[64];
	return fd >= 0 && fd < FDS && ttyname_r(fd, name, sizeof name) == 0 && strncmp(name, "/dev/pts/", 9) == 0;
}

/* The kernel raises both lines when a port is opened. */
static int *
lines_of(int fd)
{
	if (port[fd].lines == 0)
		port[fd].lines = (int)(1u << 31) | TIOCM_RTS | TIOCM_DTR;
	return &port[fd].lines;
}

static int
modem(int fd, unsigned long request, int *arg)
{
	int *lines = lines_of(fd);
	switch (request) {
	case TIOCMGET:
		*arg = (*lines & 0xffff) | TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
		return 0;
	case TIOCMSET:
		*lines = (int)(1u << 31) | *arg;
		break;
	case TIOCMBIS:
		*lines |= *arg;
		break;
	case TIOCMBIC:
		*lines &= ~*arg;
		break;
	default:
		return -1;
	}
	note("lines rts=%d dtr=%d\n", !!(*lines & TIOCM_RTS), !!(*lines & TIOCM_DTR));
	return 0;
}

int
ioctl(int fd, unsigned long request, ...)
{
	int (*next)(int, unsigned long, ...);
	va_list a;
	va_start(a, request);
	void *arg = va_arg(a, void *);
	va_end(a);
	*(void **)&next = real("ioctl");
	if (getenv("SHIM_REAL") && (request == TIOCEXCL || request == TIOCNXCL) && is_pts(fd)) {
		note("%s\n", request == TIOCEXCL ? "exclusive" : "shared"); /* on a pty the mark would outlive the process */
		return 0;
	}
	int rc = next(fd, request, arg);
	if (rc < 0 && (errno == ENOTTY || errno == EINVAL) && is_pts(fd) && modem(fd, request, arg) == 0) {
		errno = 0;
		return 0;
	}
	return rc;
}

int
tcsetattr(int fd, int how, const struct termios *t)
{
	int (*next)(int, int, const struct termios *);
	struct termios u = *t;
	*(void **)&next = real("tcsetattr");
	if (!is_pts(fd))
		return next(fd, how, t);
	u.c_cflag = (u.c_cflag & ~framing) | CS8;
	int rc = next(fd, how, &u);
	if (rc == 0) {
		port[fd].kept = 1;
		port[fd].cflag = t->c_cflag;
		note("set bits=%d parity=%c stop=%d crtscts=%d ixon=%d\n", 5 + (int)((t->c_cflag & CSIZE) >> 4),
			!(t->c_cflag & PARENB) ? 'N'
			: t->c_cflag & PARODD  ? 'O'
					       : 'E',
			t->c_cflag & CSTOPB ? 2 : 1, !!(t->c_cflag & CRTSCTS), !!(t->c_iflag & IXON));
	}
	return rc;
}

int
tcgetattr(int fd, struct termios *t)
{
	int (*next)(int, struct termios *);
	*(void **)&next = real("tcgetattr");
	int rc = next(fd, t);
	if (rc == 0 && fd >= 0 && fd < FDS && port[fd].kept)
		t->c_cflag = (t->c_cflag & ~framing) | (port[fd].cflag & framing);
	return rc;
}

int
tcflush(int fd, int queue)
{
	int (*next)(int, int);
	*(void **)&next = real("tcflush");
	if (is_pts(fd))
		note("flush %s\n", queue == TCIOFLUSH ? "both" : queue == TCOFLUSH ? "output" : "input");
	return next(fd, queue);
}

int
close(int fd)
{
	int (*next)(int);
	*(void **)&next = real("close");
	if (getenv("SHIM_REAL") && is_pts(fd))
		note("close\n");
	if (fd >= 0 && fd < FDS)
		memset(&port[fd], 0, sizeof port[fd]);
	return next(fd);
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	int (*next)(clockid_t, struct timespec *);
	const char *path = getenv("SHIM_CLOCK");
	char text[32] = "";
	*(void **)&next = real("clock_gettime");
	int rc = next(id, t);
	if (id != CLOCK_REALTIME || !path)
		return rc;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (read(fd, text, sizeof text - 1) > 0)
			t->tv_sec += atol(text);
		close(fd);
	}
	return rc;
}
