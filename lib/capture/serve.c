#include "capture/serve.h"

#include "core/in.h"
#include "core/msg.h"
#include "core/sig.h"
#include "core/status.h"
#include "link/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_MS = 10, DRAIN_MS = 2, SLICE_MS = 200 };

bool
serve_open(struct serve *s, const char *link_name)
{
	*s = (struct serve){ .name = link_name };
	int e = pty_open(&s->pty, link_name);
	if (e == -EEXIST)
		msg_error("%s: exists already: remove it, or choose another name", link_name);
	else if (e < 0)
		msg_error("%s: %s", link_name, in_error(e));
	else
		msg_note("%s: waiting for a reader on %s", link_name, s->pty.slave);
	return e == 0;
}

/* A terminal that nobody has open hangs: poll() cannot wait for the end of that, so it is looked at. */
bool
serve_wait_reader(struct serve *s)
{
	while (!sig_caught()) {
		if (pty_in_use(&s->pty)) {
			s->begun = true;
			return true;
		}
		poll(NULL, 0, LOOK_MS);
	}
	s->state = SERVE_SIGNAL;
	return false;
}

/* What the reader says to the device is of no use to a recording; it must not fill the terminal either. */
static void
discard(const struct serve *s)
{
	char b[4096];
	while (read(s->pty.fd, b, sizeof b) > 0)
		;
}

/* Waits for `events` or until `due`; false when the replay is over. */
static bool
look(struct serve *s, short events, int64_t due)
{
	int64_t us = due - clock_boot();
	struct pollfd f = { .fd = s->pty.fd, .events = (short)(events | POLLIN) };
	int ms = us <= 0 ? 0 : us > SLICE_MS * 1000 ? SLICE_MS : (int)((us + 999) / 1000);
	int n = poll(&f, 1, ms);
	if (sig_caught())
		s->state = SERVE_SIGNAL;
	else if (n > 0 && (f.revents & POLLHUP))
		s->state = SERVE_LEFT;
	else if (n > 0 && (f.revents & POLLIN))
		discard(s);
	return s->state == SERVE_ON;
}

void
serve_send(struct serve *s, int64_t due, const uint8_t *b, size_t n)
{
	while (clock_boot() < due)
		if (!look(s, 0, due))
			return;
	while (n > 0 && look(s, 0, 0)) {
		ssize_t did = write(s->pty.fd, b, n);
		if (did > 0) {
			b += did;
			n -= (size_t)did;
		} else if (did < 0 && errno != EAGAIN && errno != EINTR) {
			s->state = SERVE_LEFT;
		} else {
			look(s, POLLOUT, clock_boot() + SLICE_MS * 1000);
		}
	}
}

int
serve_close(struct serve *s)
{
	int left = 0;
	while (s->begun && s->state == SERVE_ON && (left = pty_unread(&s->pty)) > 0)
		if (!look(s, 0, clock_boot() + DRAIN_MS * 1000))
			break;
	if (s->begun && s->state == SERVE_ON && left < 0)
		s->state = SERVE_LEFT;
	if (s->state == SERVE_LEFT)
		msg_error("%s: the reader closed the port before the end", s->name);
	pty_close(&s->pty);
	return s->state == SERVE_LEFT ? ST_IO : ST_OK;
}
