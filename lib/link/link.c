#include "link/link.h"

#include "link/serial.h"
#include "link/tcp.h"
#include "link/tty.h"
#include "link/usbname.h"
#include "link/why.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

/* Device numbers of Linux (Documentation/admin-guide/devices.txt). */
enum { MAJOR_CONSOLE = 4, MINOR_SERIAL = 64, MAJOR_TTY = 5, MAJOR_PTS = 136, MAJOR_PTS_LAST = 143 };

static int
wrong(struct link_why *why, const char *text)
{
	why->fault = LINK_WRONG;
	snprintf(why->text, sizeof why->text, "%s", text);
	return -1;
}

static bool
is_pty(dev_t d)
{
	return major(d) >= MAJOR_PTS && major(d) <= MAJOR_PTS_LAST;
}

/* What a character device is, without opening it: an open alone can do harm (/dev/watchdog). */
static bool
is_terminal_class(dev_t d)
{
	char path[64], target[PATH_MAX];
	if (is_pty(d))
		return true;
	snprintf(path, sizeof path, "/sys/dev/char/%u:%u/subsystem", major(d), minor(d));
	ssize_t n = readlink(path, target, sizeof target);
	if (n < 0) /* no sysfs here: isatty() tells later */
		return errno == ENOENT && access("/sys/dev/char", F_OK) != 0;
	return n >= 4 && memcmp(target + n - 4, "/tty", 4) == 0;
}

static int
open_plain(struct link *l, const char *name, const char *real, enum link_kind kind, struct link_why *why)
{
	l->fd = strcmp(name, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(real, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (l->fd < 0)
		return why_errno(why, real, errno, "open");
	l->kind = kind;
	l->write = false;
	return 0;
}

static void
compare(const struct link_serial *asked, const struct link_serial *kept, struct link_why *why)
{
	char a[LINK_FRAMING], k[LINK_FRAMING];
	link_framing_put(a, asked);
	link_framing_put(k, kept);
	bool framing = asked->bits > 0 && strcmp(a, k) != 0;
	/* a real clock divider misses by a per cent or two; more is another rate */
	bool baud = asked->baud > 0 &&
		    (kept->baud > asked->baud ? kept->baud - asked->baud : asked->baud - kept->baud) > asked->baud / 32;
	if (framing || baud)
		snprintf(why->note, sizeof why->note, "the port keeps %u baud %s where %u %s was asked for", kept->baud, k,
			asked->baud > 0 ? asked->baud : kept->baud, asked->bits > 0 ? a : k);
}

/* The descriptor that was opened first is locked before any setting is touched: the port may be in use. */
static int
open_terminal(struct link *l, const char *real, dev_t device, const struct link_serial *serial, struct link_why *why)
{
	const char *step = "open";
	int first = open(real, (l->write ? O_RDWR : O_RDONLY) | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (first < 0)
		return why_errno(why, real, errno, step);
	int e = 0;
	if (!isatty(first)) {
		if (errno == EIO) {
			close(first);
			return why_errno(why, real, EIO, step);
		}
		close(first);
		return wrong(why, "not a serial port");
	}
	if (flock(first, LOCK_EX | LOCK_NB) < 0)
		e = -errno;
	if (e == 0) {
		e = serial_open(l, real, serial, &step);
		if (e == SERIAL_REFUSED) {
			l->fd = first;
			step = "set the terminal";
			e = tty_raw(first, serial, &l->serial);
		} else if (e == 0) {
			l->lock = first;
			step = "read the settings";
			tty_finish(l->fd, serial->flow);
			e = tty_get(l->fd, &l->serial);
		}
	}
	if (e < 0) {
		if (l->port)
			serial_close(l);
		l->fd = l->lock = -1;
		close(first);
		return why_errno(why, real, -e, step);
	}
	l->kind = is_pty(device) ? LINK_PTY : LINK_PORT;
	fcntl(l->fd, F_SETFD, FD_CLOEXEC);
	str_copy(l->node, sizeof l->node, str_of(real));
	/* On a pty the mark would outlive this process and shut out the next one. */
	if (l->kind == LINK_PORT) {
		ioctl(l->fd, TIOCEXCL);
		tty_low_latency(l->fd);
	}
	compare(serial, &l->serial, why);
	return 0;
}

static int
open_device(struct link *l, const char *real, dev_t device, const struct link_serial *serial, struct link_why *why)
{
	if (major(device) == MAJOR_TTY || (major(device) == MAJOR_CONSOLE && minor(device) < MINOR_SERIAL))
		return wrong(why, "a terminal for people, not a serial port");
	if (!is_terminal_class(device))
		return wrong(why, "a device, but not a serial port");
	return open_terminal(l, real, device, serial, why);
}

static int
open_path(struct link *l, const char *name, const struct link_serial *serial, struct link_why *why)
{
	char real[PATH_MAX];
	struct stat st;
	if (!realpath(name, real))
		return why_errno(why, name, errno, "open");
	if (stat(real, &st) < 0)
		return why_errno(why, real, errno, "open");
	if (S_ISCHR(st.st_mode))
		return open_device(l, real, st.st_rdev, serial, why);
	if (S_ISREG(st.st_mode))
		return open_plain(l, name, real, LINK_FILE, why);
	if (S_ISFIFO(st.st_mode))
		return open_plain(l, name, real, LINK_PIPE, why);
	if (S_ISDIR(st.st_mode))
		return wrong(why, "a directory, not a serial port");
	return wrong(why, S_ISSOCK(st.st_mode) ? "a socket, not a serial port" : "a block device, not a serial port");
}

static int
open_stdin(struct link *l, struct link_why *why)
{
	struct stat st;
	if (fstat(STDIN_FILENO, &st) < 0)
		return why_errno(why, "standard input", errno, "use standard input");
	return open_plain(l, "-", "standard input", S_ISREG(st.st_mode) ? LINK_FILE : LINK_PIPE, why);
}

int
link_open(struct link *l, const char *name, const struct link_serial *serial, bool write, struct link_why *why)
{
	static const char tcp[] = "tcp:", usb[] = "usb:";
	char port[LINK_PATH];
	*l = (struct link){ .fd = -1, .lock = -1, .write = write };
	why->fault = LINK_FINE;
	why->text[0] = why->note[0] = '\0';
	if (strcmp(name, "-") == 0)
		return open_stdin(l, why);
	if (strncmp(name, usb, sizeof usb - 1) == 0)
		return usbname_port(name, &link_system, port, why) < 0 ? -1 : open_path(l, port, serial, why);
	if (strncmp(name, tcp, sizeof tcp - 1) != 0)
		return open_path(l, name, serial, why);
	l->kind = LINK_TCP;
	l->fd = tcp_open(name + sizeof tcp - 1, why);
	return l->fd < 0 ? -1 : 0;
}

int
link_set(struct link *l, const struct link_serial *serial)
{
	return tty_raw(l->fd, serial, &l->serial);
}

ssize_t
link_read(const struct link *l, short revents, void *b, size_t n)
{
	bool terminal = l->kind == LINK_PORT || l->kind == LINK_PTY;
	ssize_t r = read(l->fd, b, n);
	if (r > 0)
		return r;
	if (r == 0) {
		if (l->kind == LINK_FILE || l->kind == LINK_PIPE)
			return LINK_END;
		/* 0 can also mean that another reader was faster */
		return terminal && !(revents & (POLLHUP | POLLERR)) && tty_alive(l->fd) ? 0 : LINK_GONE;
	}
	switch (errno) {
	case EAGAIN:
	case EINTR:
		return terminal && (revents & POLLHUP) ? LINK_GONE : 0;
	case EIO:
		return terminal || l->kind == LINK_TCP ? LINK_GONE : -EIO;
	case ENXIO:
	case ENODEV:
	case ECONNRESET:
	case ETIMEDOUT:
	case EPIPE:
	case EHOSTUNREACH:
		return LINK_GONE;
	default:
		return -errno;
	}
}

ssize_t
link_write(const struct link *l, const void *b, size_t n)
{
	if (!l->write)
		return -EBADF;
	ssize_t r = write(l->fd, b, n);
	if (r >= 0)
		return r;
	switch (errno) {
	case EAGAIN:
	case EINTR:
		return 0;
	case EIO:
	case ENXIO:
	case ENODEV:
	case ECONNRESET:
	case ETIMEDOUT:
	case EPIPE:
		return LINK_GONE;
	default:
		return -errno;
	}
}

int
link_unsent(const struct link *l)
{
	int n = 0;
	if (l->fd < 0 || l->kind == LINK_FILE || l->kind == LINK_PIPE)
		return 0;
	return ioctl(l->fd, TIOCOUTQ, &n) < 0 ? 0 : n;
}

void
link_close(struct link *l)
{
	if (l->fd < 0)
		return;
	/* closing_wait of a real port would hold the close for up to 30 s. A pty does not wait, and a flush there would take
	 * away what the other side has not read yet. */
	if (l->kind == LINK_PORT) {
		tcflush(l->fd, TCIOFLUSH);
		ioctl(l->fd, TIOCNXCL);
	}
	if (l->port)
		serial_close(l);
	else
		close(l->fd);
	if (l->lock >= 0)
		close(l->lock);
	l->fd = l->lock = -1;
}

void
link_others(size_t n, const char *(*node)(void *arg, size_t i), void (*tell)(void *arg, size_t i, const char *program), void *arg)
{
	why_others(n, node, tell, arg);
}

void
link_descriptors(size_t n)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) < 0 || r.rlim_cur >= n)
		return;
	r.rlim_cur = r.rlim_max < n ? r.rlim_max : n;
	setrlimit(RLIMIT_NOFILE, &r);
}
