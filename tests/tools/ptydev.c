/* A device made of a script: ptydev LINK [SCRIPT], else standard input. Makes a pseudo-terminal, a link to it, and does line by
 * line:
 *
 *	open          waits until a program has opened the other side
 *	send HEX      writes these bytes at once
 *	fill N        writes N bytes 00 01 … ff 00 …
 *	want HEX      waits (3 s at the most) until these bytes have come; exit 1 when others do
 *	sleep MS
 *	drain         waits until the other side has read everything
 *	shut          waits until the other side is closed
 *
 * Every byte that comes is written to standard output as hex, at the end. The end of the script drains (unless `cut` stands there)
 * and hangs up. */
#include "core/num.h"
#include "link/pty.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 20000, HEARD = 65536, PATIENCE = 3000 };

static struct pty pty;
static uint8_t heard[HEARD];
static size_t nheard, taken;

static void
listen_ms(int ms)
{
	struct pollfd f = { .fd = pty.fd, .events = POLLIN };
	if (poll(&f, 1, ms) > 0 && (f.revents & POLLIN) && nheard < HEARD) {
		ssize_t n = read(pty.fd, heard + nheard, HEARD - nheard);
		if (n > 0)
			nheard += (size_t)n;
	} else if (f.revents & POLLHUP) {
		poll(NULL, 0, ms < 5 ? ms : 5);
	}
}

static int
send_all(const uint8_t *b, size_t n)
{
	for (int tries = 0; n > 0 && tries < PATIENCE; tries++) {
		ssize_t did = write(pty.fd, b, n);
		if (did > 0) {
			b += did;
			n -= (size_t)did;
			tries = 0;
		} else if (did < 0 && errno != EAGAIN) {
			return 1;
		} else {
			listen_ms(1);
		}
	}
	return n > 0;
}

static int
want(const uint8_t *b, size_t n)
{
	for (int ms = 0; nheard - taken < n && ms < PATIENCE; ms++)
		listen_ms(1);
	if (nheard - taken < n || memcmp(heard + taken, b, n) != 0) {
		fprintf(stderr, "ptydev: wanted %zu other bytes after %zu\n", n, taken);
		return 1;
	}
	taken += n;
	return 0;
}

static int
step(char *line)
{
	static uint8_t b[HEARD];
	char *arg = strchr(line, ' ');
	long n = 0;
	if (arg)
		*arg++ = '\0';
	if (arg && (strcmp(line, "send") == 0 || strcmp(line, "want") == 0) && (n = num_get_hex(str_of(arg), b, sizeof b)) < 0)
		return 2;
	if (strcmp(line, "send") == 0)
		return send_all(b, (size_t)n);
	if (strcmp(line, "want") == 0)
		return want(b, (size_t)n);
	if (strcmp(line, "fill") == 0 && arg && (n = atol(arg)) <= (long)sizeof b) {
		for (long i = 0; i < n; i++)
			b[i] = (uint8_t)i;
		return send_all(b, (size_t)n);
	}
	if (strcmp(line, "open") == 0)
		while (nheard == 0 && !pty_in_use(&pty)) /* it may be there for a moment only */
			listen_ms(5);
	else if (strcmp(line, "shut") == 0)
		while (pty_in_use(&pty))
			listen_ms(5);
	else if (strcmp(line, "drain") == 0)
		while (pty_unread(&pty) > 0)
			listen_ms(2);
	else if (strcmp(line, "sleep") == 0 && arg)
		for (long ms = atol(arg); ms > 0; ms -= 5)
			listen_ms(5);
	else
		return 2;
	return 0;
}

int
main(int argc, char **argv)
{
	static char line[LINE], hex[2 * HEARD];
	FILE *script = argc > 2 ? fopen(argv[2], "r") : stdin;
	int rc = argc < 2 || !script ? 2 : pty_open(&pty, argv[1]) < 0 ? 3 : 0;
	while (rc == 0 && fgets(line, sizeof line, script)) {
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, "cut") == 0)
			goto out;
		rc = line[0] ? step(line) : 0;
		if (rc != 0)
			fprintf(stderr, "ptydev: '%s' failed (%d)\n", line, rc);
	}
	while (rc == 0 && pty_unread(&pty) > 0)
		listen_ms(2);
out:
	for (int i = 0; i < 20 && pty.fd > 0; i++)
		listen_ms(1);
	if (pty.slave)
		pty_close(&pty);
	fwrite(hex, 1, (size_t)(num_put_hex(hex, heard, nheard) - hex), stdout);
	putchar('\n');
	return rc;
}
