/* The device's side of a pseudo-terminal in use: waiting for a reader, sending all, not leaving before it is read. Each returns
 * early after a first SIGINT or SIGTERM. */
#ifndef IOMT_LINK_PTY_FLOW_H
#define IOMT_LINK_PTY_FLOW_H

#include "link/pty.h"

#include <stdint.h>

/* Until a program has the terminal open. */
void pty_await(const struct pty *p);

/* All n bytes, however slowly they are read; given up when the reader closes. */
void pty_send(const struct pty *p, const uint8_t *b, size_t n);

/* Until the reader has taken everything, or for five seconds: what is unread when the terminal closes is lost. */
void pty_drain(const struct pty *p);

/* Until bytes come from the reader, or `us` microseconds (rounded up to a millisecond, at most a second); without a reader at
 * most 10 ms, for one may come. */
void pty_rest(const struct pty *p, int64_t us);

#endif
