#include "link/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { NAME_MAX_PTS = 64 };

static int
make_raw(const char *slave)
{
	struct termios t;
	int fd = open(slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int e = tcgetattr(fd, &t) < 0 ? -errno : 0;
	if (e == 0) {
		cfmakeraw(&t);
		e = tcsetattr(fd, TCSANOW, &t) < 0 ? -errno : 0;
	}
	close(fd);
	return e;
}

/* The new link is made beside and renamed over the old one, so that the name is never gone. Only a link into /dev/pts/ that
 * leads nowhere any more is replaced: it was left by a program that was killed. */
static int
make_link(const char *slave, const char *path)
{
	char old[PATH_MAX], beside[PATH_MAX];
	if (symlink(slave, path) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	ssize_t n = readlink(path, old, sizeof old - 1);
	if (n < 0)
		return -EEXIST;
	old[n] = '\0';
	if (strncmp(old, "/dev/pts/", 9) != 0 || (strcmp(old, slave) != 0 && access(old, F_OK) == 0))
		return -EEXIST;
	if ((size_t)snprintf(beside, sizeof beside, "%s.%ld", path, (long)getpid()) >= sizeof beside)
		return -ENAMETOOLONG;
	if (symlink(slave, beside) < 0)
		return -errno;
	if (rename(beside, path) < 0) {
		int e = -errno;
		unlink(beside);
		return e;
	}
	return 0;
}

int
pty_open(struct pty *p, const char *path)
{
	char slave[NAME_MAX_PTS];
	*p = (struct pty){ .fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK) };
	if (p->fd < 0)
		return -errno;
	int e = 0;
	if (grantpt(p->fd) < 0 || unlockpt(p->fd) < 0)
		e = -errno;
	if (e == 0 && ptsname_r(p->fd, slave, sizeof slave) != 0)
		e = -errno;
	if (e == 0)
		e = make_raw(slave);
	if (e == 0 && path)
		e = make_link(slave, path);
	if (e == 0) {
		p->slave = strdup(slave);
		p->link = path ? strdup(path) : NULL;
		if (!p->slave || (path && !p->link))
			e = -ENOMEM;
	}
	if (e != 0)
		pty_close(p);
	return e;
}

/* The master hangs as long as nobody has the other side open. */
bool
pty_in_use(const struct pty *p)
{
	struct pollfd f = { .fd = p->fd, .events = POLLIN };
	return poll(&f, 1, 0) >= 0 && !(f.revents & POLLHUP);
}

/* Only the other side can be asked; opening it for a moment does not disturb the program that reads. FIONREAD alone would miss what
 * the kernel has not yet carried over; poll() carries it over first. */
int
pty_unread(const struct pty *p)
{
	int n = 0;
	if (!pty_in_use(p))
		return -1;
	int fd = open(p->slave, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	struct pollfd f = { .fd = fd, .events = POLLIN };
	if (poll(&f, 1, 0) < 0 || ioctl(fd, FIONREAD, &n) < 0)
		n = -1;
	close(fd);
	return n;
}

/* A link that somebody else took over meanwhile is left alone. */
void
pty_close(struct pty *p)
{
	char target[NAME_MAX_PTS];
	if (p->link && p->slave) {
		ssize_t n = readlink(p->link, target, sizeof target);
		if (n == (ssize_t)strlen(p->slave) && memcmp(target, p->slave, (size_t)n) == 0)
			unlink(p->link);
	}
	if (p->fd >= 0)
		close(p->fd);
	free(p->slave);
	free(p->link);
	*p = (struct pty){ .fd = -1 };
}
