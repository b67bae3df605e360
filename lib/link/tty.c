/* <asm/termbits.h> has struct termios2 and cannot stand beside <termios.h>. */
#include "link/tty.h"

#include <asm/termbits.h>
#include <errno.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <sys/ioctl.h>

static const tcflag_t sizes[] = { CS5, CS6, CS7, CS8 };

static void
want(struct termios2 *t, const struct link_serial *s)
{
	if (s->bits >= 5 && s->bits <= 8) {
		t->c_cflag &= ~(tcflag_t)(CSIZE | PARENB | PARODD | CMSPAR | CSTOPB);
		t->c_cflag |= sizes[s->bits - 5];
		if (s->parity != 'N')
			t->c_cflag |= PARENB;
		if (s->parity == 'O' || s->parity == 'M')
			t->c_cflag |= PARODD;
		if (s->parity == 'M' || s->parity == 'S')
			t->c_cflag |= CMSPAR;
		if (s->stop == 2)
			t->c_cflag |= CSTOPB;
	}
	if (s->baud > 0) {
		t->c_cflag &= ~(tcflag_t)(CBAUD | CIBAUD);
		t->c_cflag |= BOTHER | (tcflag_t)BOTHER << IBSHIFT;
		t->c_ispeed = t->c_ospeed = s->baud;
	}
}

int
tty_get(int fd, struct link_serial *s)
{
	struct termios2 t;
	if (ioctl(fd, TCGETS2, &t) < 0)
		return -errno;
	s->baud = t.c_ospeed;
	s->bits = 8;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		if ((t.c_cflag & CSIZE) == sizes[i])
			s->bits = (uint8_t)(5 + i);
	s->parity = 'N';
	if (t.c_cflag & PARENB) {
		if (t.c_cflag & CMSPAR)
			s->parity = t.c_cflag & PARODD ? 'M' : 'S';
		else
			s->parity = t.c_cflag & PARODD ? 'O' : 'E';
	}
	s->stop = t.c_cflag & CSTOPB ? 2 : 1;
	s->flow = t.c_cflag & CRTSCTS ? LINK_FLOW_RTSCTS : t.c_iflag & IXON ? LINK_FLOW_XONXOFF : LINK_FLOW_NONE;
	return 0;
}

static void
flow(struct termios2 *t, enum link_flow f)
{
	t->c_cflag &= ~(tcflag_t)CRTSCTS;
	t->c_iflag &= ~(tcflag_t)(IXON | IXOFF | IXANY);
	if (f == LINK_FLOW_RTSCTS)
		t->c_cflag |= CRTSCTS;
	if (f == LINK_FLOW_XONXOFF)
		t->c_iflag |= IXON | IXOFF;
}

int
tty_raw(int fd, const struct link_serial *s, struct link_serial *kept)
{
	struct termios2 t;
	if (ioctl(fd, TCGETS2, &t) < 0)
		return -errno;
	t.c_iflag = 0;
	t.c_oflag = 0;
	t.c_lflag = 0;
	t.c_cflag |= CREAD | CLOCAL;
	flow(&t, s->flow);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	want(&t, s);
	if (ioctl(fd, TCSETS2, &t) < 0)
		return -errno;
	return tty_get(fd, kept);
}

int
tty_finish(int fd, enum link_flow f)
{
	struct termios2 t;
	if (ioctl(fd, TCGETS2, &t) < 0)
		return -errno;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	flow(&t, f);
	return ioctl(fd, TCSETS2, &t) < 0 ? -errno : 0;
}

bool
tty_alive(int fd)
{
	struct termios2 t;
	return ioctl(fd, TCGETS2, &t) == 0;
}

bool
tty_low_latency(int fd)
{
	static const int low = (int)ASYNC_LOW_LATENCY;
	struct serial_struct s;
	if (ioctl(fd, TIOCGSERIAL, &s) < 0)
		return false;
	if (s.flags & low)
		return true;
	s.flags |= low;
	return ioctl(fd, TIOCSSERIAL, &s) == 0;
}
