/* How far a long run over a file has come, on one line of stderr: only where stderr is a terminal, stdout is none, the input is a regular
 * file, the run lasts over two seconds, and -q was not given. */
#ifndef IOMT_CORE_PROGRESS_H
#define IOMT_CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool on, shown;
	int64_t size, done; /* bytes */
	int64_t began, told; /* ms, monotonic */
};

/* fd is the input that is about to be read from its start. */
void progress_start(struct progress *p, int fd);
void progress_add(struct progress *p, int64_t bytes);
void progress_end(struct progress *p); /* takes the line away */

#endif
