#include "core/progress.h"
#include "core/msg.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SILENT_MS = 2000, EVERY_MS = 250 };

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_start(struct progress *p, int fd)
{
	struct stat st;

	*p = (struct progress){ 0 };
	if (msg_level() < 0 || !isatty(STDERR_FILENO) || isatty(STDOUT_FILENO) || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return;
	p->on = true;
	p->size = st.st_size;
	p->began = now_ms();
	p->told = p->began + SILENT_MS - EVERY_MS;
}

void
progress_add(struct progress *p, int64_t bytes)
{
	int64_t now, spent, left;

	if (!p->on)
		return;
	p->done += bytes;
	now = now_ms();
	if (now - p->told < EVERY_MS || p->done <= 0)
		return;
	p->told = now;
	p->shown = true;
	spent = now - p->began;
	left = (int64_t)((double)spent * (double)(p->size - p->done) / (double)p->done / 1000);
	fprintf(stderr, "\r%s: %3d %%  %.1f MB/s  %lld:%02d left \033[K", msg_tool(), (int)(p->done * 100 / p->size),
		(double)p->done / (double)spent / 1000, (long long)(left > 0 ? left / 60 : 0), (int)(left > 0 ? left % 60 : 0));
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->on = p->shown = false;
}
