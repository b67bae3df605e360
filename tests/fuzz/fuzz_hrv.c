/* Any text as a stream of beats, or as a bare list of intervals, through the variability of iomt-hr. */
#include "beat/hrv.h"
#include "beat/rr_list.h"
#include "core/msg.h"
#include "core/opt.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct hrv hrv;

static void
record(void *tool, struct pump *p, const struct rec *r)
{
	(void)tool;
	recw_pass(&p->w, r);
}

static void
finish(void *tool, struct pump *p)
{
	(void)tool;
	hrv_finish(&hrv, &p->w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pump_tool tool = { .record = record, .finish = finish };
	static struct pump p;
	struct hrv_opts o = { .correct = size % 3, .window = size & 4 ? 0 : 60000000, .step = 60000000 };
	struct opt_common common = { .no_cmd = true, .quiet = 1, .output = "/dev/null" };
	static void *memory;
	char path[64];
	int fd = memfd_create("in", 0);

	msg_start("fuzz", -1);
	if (!memory)
		memory = malloc(hrv_size(&(struct hrv_opts){ 0 }));
	if (!memory || fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	const char *files[] = { path };
	struct opt_list operands = { files, 1 };

	if (pump_open(&p, &tool, NULL, &common, NULL))
		abort();
	hrv_start(&hrv, &o, memory);
	p.w.tap = hrv_tap;
	p.w.tap_arg = &hrv;
	if (size & 8) {
		struct rr_list list = { .seconds = size & 16 };
		struct in in;

		if (in_open(&in, path) == 0)
			(void)rr_list_play(&list, "list", &in, &p);
	} else {
		pump_feed(&p, &operands, NULL);
	}
	pump_close(&p);
	hrv_free(&hrv);
	close(fd);
	return 0;
}
