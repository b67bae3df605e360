/* Every decoder of the registry, and the template: byte 0 chooses the device (ff: the template), byte 1 the size of the pieces. The
 * records must be the same as for the whole at once, --trace must take the same bytes, and a frame never reaches beyond its bytes.
 */
#include "device/bare.h"
#include "device/guess.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const struct device dev_template;

enum { CAP = 1 << 16 };

static void
decode(struct out *o, const struct device *d, const uint8_t *b, size_t n, size_t piece)
{
	static struct bare bare;
	struct recw w;
	recw_start(&w, o);
	bare_start(&bare, &w, d, STR("fuzz"));
	bare.sink.beep = true;
	for (size_t at = 0; at < n; at += piece)
		bare_push(&bare, b + at, n - at < piece ? n - at : piece);
	bare_end(&bare);
	out_flush(o);
}

/* What was written so far, in a block of its own; the file is empty again. */
static char *
take(int fd, size_t *n)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char *text = malloc((size_t)end + 1);
	if (text == NULL || pread(fd, text, (size_t)end, 0) != end || ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	*n = (size_t)end;
	return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	static struct out o;
	if (fd < 0) {
		fd = memfd_create("records", 0);
		out_take(&o, fd);
	}
	if (size < 2 || size > CAP)
		return 0;
	const struct device *d = data[0] == 0xff ? &dev_template : dev_table[data[0] % dev_count];
	size_t piece = data[1] % 23 + 1, n = size - 2, whole_n, parts_n;
	const uint8_t *b = data + 2;
	decode(&o, d, b, n, n > 0 ? n : 1);
	char *whole = take(fd, &whole_n);
	decode(&o, d, b, n, piece);
	char *parts = take(fd, &parts_n);
	if (whole_n != parts_n || memcmp(whole, parts, whole_n) != 0)
		abort();
	/* bounded: no byte makes more than a few records */
	if (whole_n > 4096 + n * 600)
		abort();
	free(whole);
	free(parts);
	struct dev_trace t;
	struct guess g;
	int status = 0;
	trace_start(&t, &o, data[1] & 0x80);
	bare_trace(NULL, b, n, &t, d, &status);
	guess_run(&g, b, n);
	out_flush(&o);
	free(take(fd, &whole_n));
	for (size_t at = 0; at < n; at++) {
		int length = d->frame(b + at, n - at);
		if (length > (int)(n - at) || length > DEV_FRAME || (length < 0 && length != DEV_BAD && length != DEV_SUM))
			abort();
	}
	return 0;
}
