/* stamp: each line of standard input with the time at which its end arrived (Unix time, s) and a TAB in front: for tests of latency. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 1 << 16 };

int
main(void)
{
	static char buf[LINE];
	size_t have = 0;
	ssize_t got;

	while ((got = read(0, buf + have, sizeof(buf) - have)) > 0) {
		struct timespec t;
		char *line = buf, *lf;

		clock_gettime(CLOCK_REALTIME, &t);
		have += (size_t)got;
		while ((lf = memchr(line, '\n', have - (size_t)(line - buf)))) {
			printf("%lld.%06ld\t%.*s\n", (long long)t.tv_sec, t.tv_nsec / 1000, (int)(lf - line), line);
			line = lf + 1;
		}
		have -= (size_t)(line - buf);
		memmove(buf, line, have);
		if (have == sizeof(buf))
			return 1;
	}
	return fflush(stdout) != 0;
}
