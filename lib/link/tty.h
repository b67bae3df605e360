/* Terminal settings by the kernel's own interface: any baud, and no refusal of a framing that a pty cannot keep (glibc's
 * tcsetattr answers EINVAL there). */
#ifndef IOMT_LINK_TTY_H
#define IOMT_LINK_TTY_H

#include "link/link.h"

#include <stdbool.h>

/* Raw, receiver on, modem lines ignored, to *s; *kept is what the terminal says afterwards. 0 or -errno. */
int tty_raw(int fd, const struct link_serial *s, struct link_serial *kept);

/* After libserialport: a read waits for one byte (it leaves it so that a later `cat` sees an end of file at once), and flow control is
 * set (its own call left RTS/CTS off). 0 or -errno. */
int tty_finish(int fd, enum link_flow flow);

int tty_get(int fd, struct link_serial *s); /* 0 or -errno */
bool tty_alive(int fd);                     /* false after a hang-up */

/* Asks the driver to hand over bytes at once (FTDI: 1 ms instead of 16). True when it agreed. */
bool tty_low_latency(int fd);

#endif
