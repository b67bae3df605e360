/* Real serial ports, through libserialport. The only file of the house that includes it. */
#ifndef IOMT_LINK_SERIAL_H
#define IOMT_LINK_SERIAL_H

#include "link/link.h"

enum { SERIAL_REFUSED = 1 }; /* libserialport does not take this name or terminal: use link/tty.h */

/* `real` is the node's own path, without symbolic links (libserialport 0.1.1 knows no others). On success l->fd and l->port are
 * set. Returns 0, SERIAL_REFUSED, or -errno; *step then says what failed ("open", "set 9600 baud"). */
int serial_open(struct link *l, const char *real, const struct link_serial *s, const char **step);
void serial_close(struct link *l);

/* For --version: "libserialport 0.1.1". */
const char *serial_version(void);

#endif
