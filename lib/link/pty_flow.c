#include "link/pty_flow.h"

#include "core/sig.h"
#include "link/clock.h"

#include <poll.h>
#include <unistd.h>

enum { NAP_US = 10000, REST_US = 1000000, DRAIN_US = 5000000 };

static void
rest(int fd, short events, int64_t us)
{
	struct pollfd f = { .fd = fd, .events = events };
	int64_t most = us < 0 ? 0 : us > REST_US ? REST_US : us;
	poll(&f, 1, (int)((most + 999) / 1000)); /* a signal ends it */
}

void
pty_await(const struct pty *p)
{
	while (!pty_in_use(p) && !sig_caught())
		rest(-1, 0, NAP_US);
}

void
pty_send(const struct pty *p, const uint8_t *b, size_t n)
{
	while (n > 0 && pty_in_use(p) && !sig_caught()) {
		ssize_t k = write(p->fd, b, n);
		if (k > 0) {
			b += k;
			n -= (size_t)k;
		} else {
			rest(p->fd, POLLOUT, NAP_US);
		}
	}
}

void
pty_drain(const struct pty *p)
{
	int64_t until = clock_boot() + DRAIN_US;
	/* empty twice: the kernel carries bytes from one side to the other in its own time */
	for (int empty = 0; empty < 2 && clock_boot() < until && !sig_caught(); empty = pty_unread(p) > 0 ? 0 : empty + 1)
		rest(-1, 0, NAP_US);
}

void
pty_rest(const struct pty *p, int64_t us)
{
	bool used = pty_in_use(p);
	rest(used ? p->fd : -1, POLLIN, used || us < NAP_US ? us : NAP_US);
}
