/* A serial server (ser2net, a Moxa box): the bytes of a port over TCP. */
#ifndef IOMT_LINK_TCP_H
#define IOMT_LINK_TCP_H

#include "link/link.h"

enum { TCP_WAIT_MS = 5000 }; /* a connection that takes longer has failed */

/* address: HOST:PORT, [IPv6]:PORT. Returns the connected, non-blocking descriptor, or -1 with *why filled in. */
int tcp_open(const char *address, struct link_why *why);

#endif
