/* One way to a device's bytes: real serial ports (libserialport), pseudo-terminals and the likes that libserialport refuses,
 * files, FIFOs, standard input, TCP. Everything is non-blocking behind one descriptor, to be watched with poll(2).
 *
 *	link_open → poll on l.fd → link_read / link_write → link_close
 *
 * Nothing here writes to a port that was opened without `write`: the descriptor itself is read-only. */
#ifndef IOMT_LINK_LINK_H
#define IOMT_LINK_LINK_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* XON/XOFF takes the bytes 0x11 and 0x13 out of the data: only for who asks for it. */
enum link_flow { LINK_FLOW_NONE, LINK_FLOW_RTSCTS, LINK_FLOW_XONXOFF };

/* Baud and framing. baud 0 and bits 0 leave what the port has. */
struct link_serial {
	unsigned baud;
	uint8_t bits; /* 5..8 */
	char parity;  /* N E O M S */
	uint8_t stop; /* 1, 2 */
	enum link_flow flow;
};

enum { LINK_FRAMING = 4 }; /* "8N1" and its NUL */

/* "9600", "9600,8,n,1", "9600,7E1", each with ",rtscts" or ",xonxoff" behind it or not; a part left out is 8, N, 1. False when it is none of them; *s is then unchanged. */
bool link_serial_get(struct str text, struct link_serial *s);

/* "8N1" into bits, parity, stop; the baud stays. */
bool link_framing_get(struct str text, struct link_serial *s);
const char *link_flow_name(enum link_flow f); /* "rtscts", "xonxoff", "none" */
void link_framing_put(char dst[LINK_FRAMING], const struct link_serial *s);

enum link_kind { LINK_PORT, LINK_PTY, LINK_TCP, LINK_FILE, LINK_PIPE };

enum link_fault {
	LINK_FINE,
	LINK_MISSING, /* no such name, or no device behind it */
	LINK_DENIED,  /* permission */
	LINK_BUSY,    /* another program has it */
	LINK_WRONG,   /* there, but not a thing to capture from */
	LINK_FAILED   /* anything else that the system said */
};

enum { LINK_WHY = 512 };

struct link_why {
	enum link_fault fault;
	char text[LINK_WHY]; /* for a person, with the fix; without the name */
	char note[LINK_WHY]; /* after a success too: what a port could not keep; empty when nothing */
};

struct link {
	int fd;
	int lock;   /* holds the flock(2) where that is another descriptor than fd, else -1 */
	void *port; /* struct sp_port of libserialport, or NULL */
	enum link_kind kind;
	bool write;
	char node[64];             /* of a terminal: its own path; else "" */
	struct link_serial serial; /* what the port keeps, read back; all 0 for what is no terminal */
};

/* Opens `name`: a path, "-" (standard input), usb:VID:PID[:SERIAL] (a serial port by its id) or tcp:HOST:PORT. Terminals are set
 * raw, to *serial; locked against others (flock, and TIOCEXCL on real ports). Returns 0, or -1 with *why
 * filled in. */
int link_open(struct link *l, const char *name, const struct link_serial *serial, bool write, struct link_why *why);

enum {
	LINK_GONE = -20001, /* unplugged, hung up, the other side closed */
	LINK_END = -20002   /* the end of a file, FIFO or standard input */
};

/* Another baud and framing of an open terminal. 0 or -errno. */
int link_set(struct link *l, const struct link_serial *serial);

/* After poll(2) said `revents`. Returns the count, 0 (nothing now), LINK_GONE, LINK_END or -errno. */
ssize_t link_read(const struct link *l, short revents, void *b, size_t n);

/* Returns how many bytes were accepted (0: none now, watch POLLOUT), LINK_GONE or -errno. */
ssize_t link_write(const struct link *l, const void *b, size_t n);

/* Bytes that were accepted and have not left yet. 0 where that cannot be known. */
int link_unsent(const struct link *l);

/* Closes. What has not left yet is thrown away, so that the close cannot hang; see link_unsent. */
void link_close(struct link *l);

/* Programs that have one of these ports open too, without a lock: they take bytes away. One look through all processes. */
void link_others(
	size_t n, const char *(*node)(void *arg, size_t i), void (*tell)(void *arg, size_t i, const char *program), void *arg);

/* Raises the soft limit of open descriptors to n where the hard one allows it. */
void link_descriptors(size_t n);

#endif
