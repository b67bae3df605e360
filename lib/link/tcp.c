#include "link/tcp.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HOST_MAX = 256, PORT_MAX = 32 };

static int
wrong(struct link_why *why, enum link_fault fault, const char *text)
{
	why->fault = fault;
	snprintf(why->text, sizeof why->text, "%s", text);
	return -1;
}

static bool
split(const char *address, char host[HOST_MAX], char port[PORT_MAX])
{
	const char *colon = strrchr(address, ':');
	if (!colon || colon == address || colon[1] == '\0')
		return false;
	struct str h = { address, (size_t)(colon - address) };
	if (h.n >= 2 && h.p[0] == '[' && h.p[h.n - 1] == ']')
		h = (struct str){ h.p + 1, h.n - 2 };
	return h.n > 0 && str_copy(host, HOST_MAX, h) && str_copy(port, PORT_MAX, str_of(colon + 1));
}

/* A dead serial server sends no word: the kernel asks it after ten silent seconds, three times. */
static void
keep_alive(int fd)
{
	static const int on = 1, idle = 10, interval = 5, count = 3;
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* 0 or an errno. */
static int
connected(int fd, const struct addrinfo *a)
{
	if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int n = poll(&p, 1, TCP_WAIT_MS);
	if (n <= 0)
		return n == 0 ? ETIMEDOUT : errno;
	int e = 0;
	socklen_t size = sizeof e;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &size) < 0 ? errno : e;
}

int
tcp_open(const char *address, struct link_why *why)
{
	char host[HOST_MAX], port[PORT_MAX];
	if (!split(address, host, port))
		return wrong(why, LINK_WRONG, "not an address: it is tcp:HOST:PORT");
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;
	int e = getaddrinfo(host, port, &hints, &list);
	if (e != 0)
		return wrong(why, LINK_MISSING, gai_strerror(e));
	e = ECONNREFUSED;
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
		if (fd < 0) {
			e = errno;
			continue;
		}
		e = connected(fd, a);
		if (e == 0) {
			keep_alive(fd);
			freeaddrinfo(list);
			return fd;
		}
		close(fd);
	}
	freeaddrinfo(list);
	snprintf(why->text, sizeof why->text, "cannot connect: %s", strerror(e));
	why->fault = LINK_MISSING;
	return -1;
}
