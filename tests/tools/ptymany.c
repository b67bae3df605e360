/* Many devices at once: ptymany N FOLDER ROUNDS makes N pseudo-terminals (links FOLDER/0 …), waits until all are open, writes to
 * each ROUNDS times the 8 bytes "NNNN" (number of the device, hex) and "RRRR" (round), waits until they were read, and hangs up. */
#include "link/pty.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	long n = argc == 4 ? atol(argv[1]) : 0, rounds = argc == 4 ? atol(argv[3]) : 0;
	struct pty *p = calloc((size_t)(n > 0 ? n : 1), sizeof *p);
	struct rlimit r = { 0, 0 };
	if (n <= 0 || !p)
		return 2;
	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
	for (long i = 0; i < n; i++) {
		char path[512];
		snprintf(path, sizeof path, "%s/%ld", argv[2], i);
		if (pty_open(&p[i], path) < 0)
			return 3;
	}
	puts("ready");
	fflush(stdout);
	for (long i = 0; i < n; i++)
		while (!pty_in_use(&p[i]))
			poll(NULL, 0, 5);
	for (long k = 0; k < rounds; k++) {
		for (long i = 0; i < n; i++) {
			char b[16];
			snprintf(b, sizeof b, "%04lx%04lx", (unsigned long)i & 0xffff, (unsigned long)k & 0xffff);
			if (write(p[i].fd, b, 8) != 8)
				return 4;
		}
		poll(NULL, 0, 10);
	}
	for (long i = 0; i < n; i++)
		while (pty_unread(&p[i]) > 0)
			poll(NULL, 0, 5);
	for (long i = 0; i < n; i++)
		pty_close(&p[i]);
	free(p);
	return 0;
}
