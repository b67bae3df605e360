/* The device's side of a pseudo-terminal: what a replay or a simulated device writes to. Needs no library. */
#ifndef IOMT_LINK_PTY_H
#define IOMT_LINK_PTY_H

#include <stdbool.h>
#include <stddef.h>

struct pty {
	int fd;      /* the master, non-blocking */
	char *slave; /* /dev/pts/N */
	char *link;  /* the symbolic link that leads there, or NULL */
};

/* Makes a raw pseudo-terminal and a symbolic link to it at `path` (NULL: none). A link that leads nowhere or to a terminal
 * that is gone is replaced; anything else at `path` is kept and is -EEXIST. 0 or -errno. */
int pty_open(struct pty *p, const char *path);

/* Whether a program has the terminal open now. */
bool pty_in_use(const struct pty *p);

/* Bytes that were written and that the program has not read yet; -1 when it went away or cannot be asked. */
int pty_unread(const struct pty *p);

/* Hangs up and removes the link. */
void pty_close(struct pty *p);

#endif
