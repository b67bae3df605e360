/* What the device tests share: bytes in, records out as text. */
#ifndef IOMT_TESTS_DEVICE_KIT_H
#define IOMT_TESTS_DEVICE_KIT_H

#include "core/num.h"
#include "device/bare.h"
#include "device/rawdec.h"
#include "unit.h"

#include <stdarg.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Everything in a descriptor as a string; the caller frees. */
static inline char *
kit_slurp(int fd)
{
	off_t n = lseek(fd, 0, SEEK_END);
	char *text = calloc(1, (size_t)n + 1);
	if (text == NULL || pread(fd, text, (size_t)n, 0) != n)
		abort();
	close(fd);
	return text;
}

static inline size_t
kit_hex(const char *hex, uint8_t *b, size_t cap)
{
	long n = num_get_hex(str_of(hex), b, cap);
	if (n < 0)
		abort();
	return (size_t)n;
}

/* Bare bytes, pushed in pieces of `piece` bytes (0: all at once), as records of source "dev". The caller frees. */
static inline char *
kit_bare(const struct device *d, const uint8_t *b, size_t n, size_t piece, bool beep)
{
	int fd = memfd_create("records", 0);
	struct out o;
	struct recw w;
	static struct bare bare;
	out_take(&o, fd);
	recw_start(&w, &o);
	bare_start(&bare, &w, d, STR("dev"));
	bare.sink.beep = beep;
	if (piece == 0)
		piece = n;
	for (size_t at = 0; at < n; at += piece)
		bare_push(&bare, b + at, n - at < piece ? n - at : piece);
	bare_end(&bare);
	out_flush(&o);
	char *text = kit_slurp(dup(fd));
	out_close(&o);
	return text;
}

static inline char *
kit_bare_hex(const char *device, const char *hex)
{
	static uint8_t b[65536];
	const struct device *d = dev_find(str_of(device));
	if (d == NULL)
		abort();
	return kit_bare(d, b, kit_hex(hex, b, sizeof b), 0, false);
}

/* A stream of records through iomt-decode's tool. The caller frees. */
static inline char *
kit_raw(struct rawdec *d, const char *text, int *status)
{
	int in = memfd_create("in", 0), out = memfd_create("out", 0), stdout_was;
	char path[64];
	if (write(in, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", in);
	const char *files[] = { path };
	struct opt_list operands = { files, 1 };
	struct opt_common common = { .no_cmd = true, .quiet = 1 };
	static struct pump p;
	fflush(stdout);
	stdout_was = dup(1);
	dup2(out, 1);
	*status = pump_run(&p, &rawdec_tool, d, &common, NULL, &operands);
	dup2(stdout_was, 1);
	close(stdout_was);
	close(in);
	return kit_slurp(out);
}

/* Lines that contain a text (all when NULL). */
static inline int
kit_count(const char *text, const char *what)
{
	int n = 0;
	for (const char *p = text; (p = strstr(p, what)) != NULL; p += strlen(what))
		n++;
	return n;
}

#define CHECK_HAS(text, what)                                                                                                      \
	do {                                                                                                                       \
		if (strstr(text, what) == NULL) {                                                                                  \
			unit_complain(__FILE__, __LINE__, what);                                                                   \
			printf("# in:\n%s", text);                                                                                 \
		}                                                                                                                  \
	} while (0)

#endif
