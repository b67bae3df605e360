/* The device's side of a replay: bytes at their time to whoever has the pseudo-terminal open. */
#ifndef IOMT_CAPTURE_SERVE_H
#define IOMT_CAPTURE_SERVE_H

#include "link/pty.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum serve_state { SERVE_ON, SERVE_LEFT /* the reader closed it */, SERVE_SIGNAL };

struct serve {
	struct pty pty;
	enum serve_state state;
	bool begun; /* a reader came */
	const char *name;
};

bool serve_open(struct serve *s, const char *link); /* false: a message was written */
bool serve_wait_reader(struct serve *s);
void serve_send(struct serve *s, int64_t due, const uint8_t *b, size_t n); /* due: clock_boot */

/* Waits until the reader has taken everything, hangs up, removes the link. Returns an exit status. */
int serve_close(struct serve *s);

#endif
